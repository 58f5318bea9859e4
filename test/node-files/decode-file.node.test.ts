import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { createCodec as createJsCodec } from '../../src/js.js';
import {
  type CastbufError,
  createCodec,
  createSetCodec,
  decodeBatch,
  recordSet,
  struct,
  u16,
  u32,
  u8,
} from '../../src/index.js';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast.js';
import { MIRACAST_CHUNK_DATA as COMPILED_CHUNKS } from '../../src/miracast-compiled.js';
import { decodeFile, followFile } from '../../src/node.js';
import { suite } from '../harness/index.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';
const Pair = struct('PAIR', { a: u16, b: u32 }, { pack: 1 });
const pairs = createCodec(Pair);
const chunks = createCodec(MIRACAST_CHUNK_DATA);

const pair = (a: number): Uint8Array => Uint8Array.of(a & 0xff, a >> 8, 0, 0, 0, 0);

async function withFolder(body: (at: (name: string) => string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'castbuf-'));
  try {
    await body((name) => join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function errorOf(ended: Promise<unknown>): Promise<CastbufError> {
  return ended.then(
    () => assert.unreachable('nothing was thrown'),
    (error: CastbufError) => error,
  ) as Promise<CastbufError>;
}

async function lastOf<B>(batches: AsyncIterable<B>): Promise<B | undefined> {
  let last: B | undefined;
  for await (const batch of batches) last = batch;
  return last;
}

/** The number that the next file gets: the least that is free. */
function nextDescriptor(): number {
  const fd = openSync(process.execPath, 'r');
  closeSync(fd);
  return fd;
}

suite('castbuf/node: decodeFile', (test) => {
  test('the columns of a file in one piece, from a path, a URL and a handle, which stays open and where it is', async () => {
    const whole = decodeBatch(chunks, readFileSync(CHUNKS));
    const handle = await open(CHUNKS);
    try {
      for (const file of [CHUNKS, pathToFileURL(CHUNKS), handle]) {
        const [offsets, rates]: [number[], number[]] = [[], []];
        for await (const { byteOffset, offsets: own, columns } of decodeFile(chunks, file, { batchBytes: 4096 })) {
          for (const offset of own) offsets.push(byteOffset + offset);
          rates.push(...columns['ChunkInfo.EncodeRate']);
        }
        assert.equal(offsets, [...whole.offsets]);
        assert.equal(rates, [...whole.columns['ChunkInfo.EncodeRate']]);
      }
      const { bytesRead } = await handle.read(new Uint8Array(4), 0, 4, null);
      assert.is(bytesRead, 4);
    } finally {
      await handle.close();
    }
  });

  test('a file of several pieces, whose records are cut between them', async () => {
    await withFolder(async (at) => {
      const one = readFileSync(CHUNKS);
      writeFileSync(at('long.bin'), Buffer.concat(Array.from({ length: 5 }, () => one)));
      let rows = 0;
      const { error } = decodeBatch(chunks, one);
      assert.is(error, undefined);
      for await (const { rowCount, error: wrong } of decodeFile(chunks, at('long.bin'))) {
        assert.is(wrong, undefined);
        rows += rowCount;
      }
      assert.is(rows, 50_000);
    });
  });

  test('start: what lies before the records; offsets and errors count from the start of the file', async () => {
    await withFolder(async (at) => {
      writeFileSync(at('log.bin'), Buffer.concat([Buffer.from('HEAD'), pair(1), pair(2), pair(3).subarray(0, 5)]));
      const batch = await lastOf(decodeFile(pairs, at('log.bin'), { start: 4 }));
      assert.equal([...(batch?.columns.a ?? [])], [1, 2]);
      assert.equal([batch?.byteOffset, batch?.error?.code, batch?.error?.offset], [4, 'ERR_TRUNCATED_HEADER', 16]);
    });
  });

  test('record sets and compiled codecs', async () => {
    await withFolder(async (at) => {
      const set = createSetCodec(recordSet('t', { A: [1, struct('A', { t: u8, v: u8 })] }));
      writeFileSync(at('set.bin'), Uint8Array.of(1, 5, 1, 6));
      assert.equal([...((await lastOf(decodeFile(set, at('set.bin'))))?.of.A.columns.v ?? [])], [5, 6]);
    });
    let rows = 0;
    for await (const batch of decodeFile(COMPILED_CHUNKS, CHUNKS)) rows += batch.rowCount;
    assert.is(rows, 10_000);
  });

  test('a file that is empty, that is not there, a folder, and what is no file', async () => {
    await withFolder(async (at) => {
      writeFileSync(at('empty.bin'), '');
      assert.is(await lastOf(decodeFile(pairs, at('empty.bin'))), undefined);
      const missing = (await errorOf(lastOf(decodeFile(pairs, at('missing.bin'))))) as unknown as NodeJS.ErrnoException;
      assert.is(missing.code, 'ENOENT');
      const folder = (await errorOf(lastOf(decodeFile(pairs, at('.'))))) as unknown as NodeJS.ErrnoException;
      assert.is(folder.code, 'EISDIR');
    });
    assert.throws(() => decodeFile(pairs, 7 as never), /a file is a path, a URL or a FileHandle, not 7/);
    assert.throws(() => decodeFile(pairs, 'x', { start: -1 }), /start/);
    assert.throws(() => decodeFile(pairs, 'x', { from: 1 } as never), /from/);
    assert.throws(() => decodeFile(createJsCodec(Pair), 'x'), /engine|entry/);
  });

  test('a thousand that are left after a batch, by a signal, or before one, leave no descriptor open', async () => {
    const before = nextDescriptor();
    for (let round = 0; round < 1000; round++) {
      const controller = new AbortController();
      const batches = decodeFile(chunks, CHUNKS, { batchBytes: 1, signal: controller.signal });
      if (round % 3 !== 2) await batches.next();
      if (round % 3 === 1) {
        controller.abort('enough');
        assert.is(await errorOf(batches.next()), 'enough');
      }
      await batches.return();
    }
    assert.is(nextDescriptor(), before);
  });
});

suite('castbuf/node: followFile', (test) => {
  test('what is appended comes as it is written, also where records are cut', async () => {
    await withFolder(async (at) => {
      const file = at('live.bin');
      writeFileSync(file, Buffer.concat([pair(1), pair(2).subarray(0, 3)]));
      const batches = followFile(pairs, file, { interval: 5, maxDelay: 1 });
      const nextRows = async (): Promise<number[]> => [...((await batches.next()).value?.columns.a ?? [])];
      assert.equal(await nextRows(), [1]);
      setTimeout(() => appendFileSync(file, pair(2).subarray(3)), 20);
      assert.equal(await nextRows(), [2]);
      appendFileSync(file, Buffer.concat([pair(3), pair(4)]));
      assert.equal(await nextRows(), [3, 4]);
      await batches.return();
    });
  });

  test('a signal and return end it while it waits, and close the file', async () => {
    await withFolder(async (at) => {
      writeFileSync(at('live.bin'), pair(1));
      const before = nextDescriptor();
      for (let round = 0; round < 20; round++) {
        const controller = new AbortController();
        const batches = followFile(pairs, at('live.bin'), { interval: 60_000, maxDelay: 0, signal: controller.signal });
        assert.is((await batches.next()).value?.rowCount, 1);
        const next = errorOf(batches.next());
        await new Promise((go) => setTimeout(go, 2));
        controller.abort('enough');
        assert.is(await next, 'enough');
      }
      for (let tries = 0; nextDescriptor() > before && tries < 100; tries++)
        await new Promise((go) => setTimeout(go, 10));
      assert.is(nextDescriptor(), before);
    });
  });

  test('a file that is cut, replaced or removed ends it, after every record before', async () => {
    const changes: Record<string, [(file: string) => void, RegExp]> = {
      cut: [(file) => truncateSync(file, 6), /live\.bin has 6 bytes now, and 12 were read: somebody has cut it/],
      replaced: [
        (file) => {
          writeFileSync(`${file}.new`, pair(9));
          renameSync(`${file}.new`, file);
        },
        /live\.bin is another file now, or none, and all 12 bytes of the one before were read/,
      ],
      removed: [(file) => rmSync(file), /live\.bin is another file now, or none/],
    };
    for (const [what, [change, told]] of Object.entries(changes)) {
      await withFolder(async (at) => {
        const file = at('live.bin');
        writeFileSync(file, Buffer.concat([pair(1), pair(2)]));
        const rows: number[] = [];
        const error = await errorOf(
          (async () => {
            for await (const { columns } of followFile(pairs, file, { interval: 5, maxDelay: 0 })) {
              rows.push(...columns.a);
              change(file);
            }
          })(),
        );
        assert.equal([error.code, rows], ['ERR_SOURCE', [1, 2]], what);
        assert.match(error.message, told);
      });
    }
  });

  test('wrong options are told at once', () => {
    assert.throws(() => followFile(pairs, 'x', { interval: 0.5 }), /interval/);
    assert.throws(() => followFile(pairs, 'x', { interval: 2 ** 31 }), /interval/);
  });
});
