// time-out: 300 s
import * as assert from 'uvu/assert';
import { decodeBatchWith } from '../../src/columns/index.js';
import { openColumns } from '../../src/columns/kernel.js';
import type { Codec } from '../../src/message/index.js';
import type { PoolSource, PoolStreamOptions } from '../../src/pool/index.js';
import {
  array,
  bytes,
  CastbufError,
  checksum,
  packedAbi,
  range,
  recordSet,
  struct,
  sumBy,
  u16,
  u32,
  u8,
  type AnyType,
  type Batch,
} from '../../src/surface.js';
import { createSetCodec } from '../../src/index.js';
import { rounds, suite } from '../harness/index.js';
import { isWorkerThread } from '../miracast/gate-threads.js';
import { drawSchema } from '../robustness/random-schema.js';
import { difference } from '../robustness/same-value.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { encodeBatch } from '../harness/batches.js';
import { describedParts, describedWhole } from './described-parts.js';
import { createCodec, filter, serve, TestPool } from './pool-threads.js';

// This file is its own worker.
if (isWorkerThread) {
  serve();
  await new Promise(() => {});
}

type AnyCodec = Codec<AnyType>;
type Options = PoolStreamOptions<AnyType>;

const FIXED = createCodec(
  struct('FIXED', { A: u32, B: range(u16, 0, 60_000), C: array(u8, 3) }),
) as unknown as AnyCodec;
const NAMES = createCodec(
  struct('NAMES', { N: u8, A: range(u16, 0, 60_000), Text: bytes('N') }),
) as unknown as AnyCodec;

/** 400 records; those at `bad` have a B or an A that is out of range. */
function recordsOf(codec: AnyCodec, bad: readonly number[] = []): Uint8Array<ArrayBuffer> {
  const isFixed = codec === FIXED;
  const rows = Array.from({ length: 400 }, (_, row) =>
    isFixed
      ? { A: row * 3, B: row, C: [row & 7, 1, 2] }
      : { N: row % 50, A: row, Text: new Uint8Array(row % 50).fill(row) },
  );
  const stream = encodeBatch(codec, rows) as Uint8Array<ArrayBuffer>;
  const { offsets } = decodeBatchWith(openColumns, codec, stream) as Batch<AnyType>;
  for (const row of bad)
    new DataView(stream.buffer).setUint16((offsets[row] as number) + (isFixed ? 4 : 2), 60_001, true);
  return stream;
}

async function taken(
  test: TestPool,
  codec: AnyCodec,
  source: PoolSource,
  options: Options = {},
): Promise<Batch<AnyType>[]> {
  const batches: Batch<AnyType>[] = [];
  for await (const batch of test.pool.stream(codec, source, options)) batches.push(batch);
  return batches;
}

/** Parts of a source beside one batch of all its bytes; how many parts there were. */
async function sameAsOne(
  test: TestPool,
  codec: AnyCodec,
  stream: Uint8Array,
  { source = stream, ...options }: Options & { source?: PoolSource } = {},
): Promise<number> {
  const batches = await taken(test, codec, source, options);
  const { columns, where, onBadRecord } = options;
  const whole = decodeBatchWith(openColumns, codec, stream, { columns, where, onBadRecord }) as Batch<AnyType>;
  const parts = describedParts(batches);
  const found = difference(describedWhole(whole, parts), parts);
  if (found !== undefined) throw new Error(`${batches.length} parts: ${found}`);
  return batches.length;
}

async function withPool(body: (test: TestPool) => Promise<void>, threads = 2): Promise<void> {
  const test = new TestPool({ threads });
  try {
    await body(test);
  } finally {
    await test.pool.close();
  }
  assert.is(test.living, 0, 'workers that a closed pool has left');
}

async function errorOf(promise: Promise<unknown>): Promise<Error | undefined> {
  return promise.then(
    () => undefined,
    (error: Error) => error,
  );
}

suite('a pool gives what one thread gives', (test) => {
  const SCHEMAS = rounds(400, 60);
  for (const threads of [1, 2, 3])
    test(`${SCHEMAS} random schemas, cut and damaged at random places (${threads} threads)`, () =>
      withPool(async (pool) => {
        const choices = new SeededChoices(20261201 + threads);
        let compared = 0;
        let cut = 0;
        for (let left = SCHEMAS; left > 0; left--) {
          const drawn = drawStream(choices);
          if (drawn === undefined) continue;
          compared += 1;
          const { codec, stream, source } = drawn;
          for (const damage of [whole, ended, flipped(0), flipped(0.5), flipped(1)]) {
            const bytes = damage(stream, choices);
            const partBytes = choices.between(1, Math.max(1, bytes.length));
            const onBadRecord = choices.pick(['stop', 'skip', undefined] as const);
            try {
              if ((await sameAsOne(pool, codec, bytes, { partBytes, onBadRecord })) > 1) cut += 1;
            } catch (error) {
              throw new Error(`${source}, ${bytes.join()} in ${partBytes}, ${onBadRecord}: ${String(error)}`, {
                cause: error,
              });
            }
          }
        }
        assert.ok(compared > SCHEMAS / 2 && cut > compared, `${compared} schemas, ${cut} streams in several parts`);
      }, threads));

  for (const [name, codec] of Object.entries({ FIXED, NAMES }))
    for (const bad of [[], [0], [199], [399], [0, 1, 57, 58, 200, 398, 399]])
      test(`${name}, records ${bad.join() || 'all good'}${bad.length > 0 ? ' wrong' : ''}: in parts of 1 to 5,000 bytes, whole or cut`, () =>
        withPool(async (pool) => {
          const stream = recordsOf(codec, bad);
          for (const partBytes of [1, 97, 1000, 5000])
            for (const end of [stream.length, stream.length - 1]) {
              const bytes = stream.subarray(0, end);
              for (const onBadRecord of ['stop', 'skip'] as const)
                await sameAsOne(pool, codec, bytes, { partBytes, onBadRecord });
            }
        }));

  test('columns, a filter, checksums', () =>
    withPool(async (pool) => {
      const stream = recordsOf(NAMES);
      const where = filter(['A', '>', 150]) as never;
      assert.ok((await sameAsOne(pool, NAMES, stream, { partBytes: 500, columns: ['A'] as never })) > 5);
      await sameAsOne(pool, NAMES, stream, { partBytes: 500, where });
      await sameAsOne(pool, NAMES, stream, { partBytes: 500, where, columns: ['Text'] as never, onBadRecord: 'skip' });
      const type = struct('SUMMED', {
        N: u8,
        D: array(u16, 'N'),
        Sum: checksum(u32, 'crc-32', { from: 'N', to: 'D' }),
      });
      const summed = createCodec(type) as unknown as AnyCodec;
      const records = encodeBatch(
        summed,
        Array.from({ length: 99 }, (_, row) => ({ D: Array(row % 9).fill(row) })),
      );
      records[1000] = (records[1000] as number) ^ 1;
      for (const onBadRecord of ['stop', 'skip'] as const)
        await sameAsOne(pool, summed, records, { partBytes: 100, onBadRecord });
    }));

  test('ABI and limits reach the workers', () =>
    withPool(async (pool) => {
      const type = struct('ABI', { A: u8, B: u32, N: u8, D: bytes('N') });
      for (const options of [{ abi: 'gcc-x64', limits: { messageBytes: 40 } }, { abi: packedAbi(1) }] as const) {
        const codec = createCodec(type, options) as unknown as AnyCodec;
        const big = createCodec(type, { abi: options.abi }) as unknown as AnyCodec;
        const values = Array.from({ length: 60 }, (_, row) => ({ A: 1, B: row, D: new Uint8Array(row) }));
        assert.ok((await sameAsOne(pool, codec, encodeBatch(big, values), { partBytes: 100 })) > 5);
      }
    }));

  test('a Blob, ranges, an ArrayBuffer, shared bytes, nothing', () =>
    withPool(async (pool) => {
      for (const codec of [FIXED, NAMES]) {
        const stream = recordsOf(codec, [300]);
        const shared = new Uint8Array(new SharedArrayBuffer(stream.length));
        shared.set(stream);
        const ranges = {
          byteLength: stream.length,
          slice: async (from: number, to: number) => stream.subarray(from, to),
        };
        for (const source of [new Blob([stream]), ranges, stream.buffer, shared, new DataView(stream.buffer)])
          assert.ok((await sameAsOne(pool, codec, stream, { source, partBytes: 700 })) > 3);
        assert.is((await taken(pool, codec, new Uint8Array(0))).length, 0);
      }
    }));

  test('a record that is longer than a part takes few attempts', () =>
    withPool(async (pool) => {
      const record = encodeBatch(NAMES, [{ A: 1, Text: new Uint8Array(250) }]);
      assert.is(await sameAsOne(pool, NAMES, record, { partBytes: 1 }), 1);
      assert.ok(pool.sent < 6, `${pool.sent} attempts`);
    }));

  test('the bytes that a batch shows are those that were given', () =>
    withPool(async (pool) => {
      const stream = recordsOf(NAMES);
      for (const batch of await taken(pool, NAMES, stream, { partBytes: 500 }))
        assert.is((batch.columns as unknown as { Text: { data: Uint8Array } }).Text.data.buffer, stream.buffer);
    }));

  test('borrowed batches: the same, stale when the next is asked for, and their columns are filled again', () =>
    withPool(async (pool) => {
      for (const onBadRecord of ['stop', 'skip'] as const) {
        const stream = recordsOf(NAMES);
        let offset = 0;
        let before: Batch<AnyType> | undefined;
        const whole = describedParts([decodeBatchWith(openColumns, NAMES, stream) as Batch<AnyType>]);
        for await (const batch of pool.pool.stream(NAMES, stream, { partBytes: 300, borrow: true, onBadRecord })) {
          const { offsets, columns } = describedParts([batch as Batch<AnyType>]);
          assert.equal(offsets, whole.offsets.slice(offset, offset + offsets.length));
          assert.equal(columns['A'], whole.columns['A']?.slice(offset, offset + offsets.length));
          assert.equal(columns['Text'], whole.columns['Text']?.slice(offset, offset + offsets.length));
          offset += offsets.length;
          assert.throws(
            () => before?.columns ?? fail(),
            before === undefined ? /none before/ : /ERR_STALE|stale batch/,
          );
          before = batch as Batch<AnyType>;
        }
        assert.is(offset, 400);
      }
    }));
});

function fail(): never {
  throw new Error('none before');
}

suite('workers that die', (test) => {
  for (const death of ['end', 'done'] as const)
    for (const [threads, dying] of [
      [1, [1, 4, 7]],
      [2, [5]],
    ] as const)
      test(`before they say '${death}' are replaced, and their parts done again (${threads} threads)`, () =>
        withPool(async (pool) => {
          const stream = recordsOf(NAMES);
          pool.deaths = new Map(dying.map((part) => [part, death]));
          assert.ok((await sameAsOne(pool, NAMES, stream, { partBytes: 700 })) > 7);
          assert.is(pool.workers.length, threads + dying.length);
          assert.is(pool.living, threads);
        }, threads));

  test('twice at one part: ERR_WORKER with its offset, the batches before it were given, and the pool goes on', () =>
    withPool(async (pool) => {
      const stream = recordsOf(FIXED);
      pool.deaths = new Map([
        [3, 'done'],
        [4, 'done'],
      ]);
      const rows: number[] = [];
      const error = await errorOf(
        (async () => {
          for await (const batch of pool.pool.stream(FIXED, stream, { partBytes: 1200 })) rows.push(batch.rowCount);
        })(),
      );
      assert.instance(error, CastbufError);
      const { code, offset, message } = error as CastbufError;
      assert.equal([code, offset, rows], ['ERR_WORKER', 2400, [100, 100]]);
      assert.match(message, /bytes 2400 to 3600 .*killed by the test/);
      await sameAsOne(pool, FIXED, stream, { partBytes: 1200 });
    }, 1));

  test('what a worker says of another part is let pass', async () => {
    let hear: (message: unknown) => void = () => undefined;
    const worker = {
      on: (event: string, listener: (message: unknown) => void) => void (event === 'message' && (hear = listener)),
      terminate: () => undefined,
      postMessage({ job }: { job: number }) {
        const failed = (message: string): object => ({ message, castbuf: undefined, system: undefined });
        hear({ kind: 'failed', job: job - 1, error: failed('of another part') });
        hear({ kind: 'failed', job, error: failed('of this part') });
      },
    };
    const { pool } = new TestPool({ create: () => worker as never });
    assert.match(String(await errorOf(pool.stream(FIXED, recordsOf(FIXED)).next())), /of this part/);
  });

  test('a worker that cannot be started is an error of the stream', async () => {
    const create = (): never => {
      throw new Error('no worker here');
    };
    const { pool } = new TestPool({ create });
    assert.match(String(await errorOf(pool.stream(FIXED, recordsOf(FIXED)).next())), /no worker here/);
    const wrong = new TestPool({ create: () => ({}) as never });
    assert.match(String(await errorOf(wrong.pool.stream(FIXED, recordsOf(FIXED)).next())), /create gives a worker/);
  });
});

suite('the end of a stream', (test) => {
  test('an aborted signal: its reason is thrown when no worker has a part any more', () =>
    withPool(async (pool) => {
      for (const when of ['before', 'while it waits', 'between']) {
        const controller = new AbortController();
        const reason = new Error(when);
        if (when === 'before') controller.abort(reason);
        const batches = pool.pool.stream(NAMES, recordsOf(NAMES), { partBytes: 64, signal: controller.signal });
        if (when === 'between') await batches.next();
        const next = batches.next();
        if (when !== 'before') controller.abort(reason);
        assert.is(await errorOf(next), reason);
        assert.is((await batches.next()).done, true);
        const { sent } = pool;
        await new Promise((resolve) => setTimeout(resolve, 20));
        assert.is(pool.sent, sent, 'no part is begun afterwards');
      }
      await sameAsOne(pool, NAMES, recordsOf(NAMES), { partBytes: 64 });
    }));

  test('a source that never answers is no reason to wait', () =>
    withPool(async (pool) => {
      const controller = new AbortController();
      const source = { byteLength: 100, slice: () => new Promise<Uint8Array>(() => {}) };
      const next = pool.pool.stream(NAMES, source, { signal: controller.signal }).next();
      setTimeout(() => controller.abort(new Error('enough')), 5);
      assert.match(String(await errorOf(next)), /enough/);
      await sameAsOne(pool, NAMES, recordsOf(NAMES), { partBytes: 64 });
    }));

  test('a source that fails, or gives too little, is an error of the stream', () =>
    withPool(async (pool) => {
      const failing = { byteLength: 100, slice: () => Promise.reject(new Error('unplugged')) };
      assert.match(String(await errorOf(taken(pool, NAMES, failing))), /unplugged/);
      const short = { byteLength: 100, slice: () => new Uint8Array(99) };
      assert.match(String(await errorOf(taken(pool, NAMES, short))), /gave 99 bytes; it gives 100/);
    }));

  test('who stops early leaves nothing to do', () =>
    withPool(async (pool) => {
      for await (const batch of pool.pool.stream(NAMES, recordsOf(NAMES), { partBytes: 64 })) {
        assert.ok(batch.rowCount > 0);
        break;
      }
      const { sent } = pool;
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.is(pool.sent, sent);
    }));

  test('a pool that is closed ends its streams, and takes no more: ERR_USAGE', async () => {
    const test = new TestPool({ threads: 2 });
    const next = errorOf(test.pool.stream(NAMES, recordsOf(NAMES), { partBytes: 64 }).next());
    await test.pool.close();
    assert.match(String(await next), /the pool is closed/);
    assert.throws(() => test.pool.stream(NAMES, recordsOf(NAMES)), /the pool is closed/);
    assert.is(test.living, 0);
    await test.pool.close();
  });

  test('several streams at the same time', () =>
    withPool(async (pool) => {
      const streams = [NAMES, FIXED, NAMES, FIXED].map((codec) =>
        sameAsOne(pool, codec, recordsOf(codec, [350]), { partBytes: 300 }),
      );
      assert.is((await Promise.all(streams)).length, 4);
      assert.is(pool.workers.length, 2);
    }));
});

suite('what a pool refuses', (test) => {
  test('options and sources that it does not know', async () => {
    const { pool } = new TestPool();
    const refused = (code: string, text: RegExp, codec: unknown, source: unknown, options?: unknown): void => {
      try {
        pool.stream(codec as AnyCodec, source as PoolSource, options as Options);
      } catch (error) {
        assert.is((error as CastbufError).code, code);
        return assert.match((error as Error).message, text);
      }
      throw new Error(`${text} was not refused`);
    };
    const stream = recordsOf(FIXED);
    refused('ERR_TYPE', /a pool decodes bytes/, FIXED, [stream]);
    refused('ERR_TYPE', /a pool decodes bytes/, FIXED, 'file.bin');
    refused('ERR_USAGE', /maxRows/, FIXED, stream, { maxRows: 1 });
    refused('ERR_USAGE', /column/, FIXED, stream, { columns: ['X'] });
    refused('ERR_USAGE', /onBadRecord/, FIXED, stream, { onBadRecord: 'ignore' });
    refused('ERR_USAGE', /AbortSignal/, FIXED, stream, { signal: {} });
    refused('ERR_USAGE', /partBytes/, FIXED, stream, { partBytes: -1 });
    refused('ERR_USAGE', /give a codec/, {}, stream);
    const set = createSetCodec(recordSet('A', { One: [1, struct('ONE', { A: u32 })] }));
    refused('ERR_USAGE', /a set codec has one a type in setCodec.codecs/, set, stream);
    const own = struct('OWN', {
      A: u8,
      Sum: checksum(
        u8,
        sumBy(() => 1),
        { from: 'A', to: 'A' },
      ),
    });
    refused('ERR_SCHEMA', /a checksum by a function/, createCodec(own), stream);
    assert.throws(() => new TestPool({ threads: 0 }), /threads is 0/);
    assert.throws(() => new TestPool({ threads: 1.5 }), /whole number/);
    await pool.close();
  });
});

interface DrawnStream {
  readonly codec: AnyCodec;
  readonly stream: Uint8Array;
  readonly source: string;
}

/** Records of a random type; undefined where it has no layout, or a checksum by a function. */
function drawStream(choices: SeededChoices): DrawnStream | undefined {
  const { type, abi, value, source } = drawSchema(choices, choices.below(4) === 0);
  try {
    const codec = createCodec(type, { abi }) as unknown as AnyCodec;
    const values = Array.from({ length: choices.between(1, 12) }, () => value(choices).given);
    return { codec, source, stream: encodeBatch(codec, values as never) };
  } catch (error) {
    if (error instanceof CastbufError) return undefined;
    throw error;
  }
}

type Damage = (stream: Uint8Array, choices: SeededChoices) => Uint8Array;

const whole: Damage = (stream) => stream;
const ended: Damage = (stream, choices) => stream.subarray(0, choices.below(stream.length + 1));

/** Some bits of a byte are others, near this share of the stream. */
function flipped(share: number): Damage {
  return (stream, choices) => {
    const bytes = stream.slice();
    const third = Math.ceil(bytes.length / 3);
    const at = Math.min(bytes.length - 1, Math.floor(share * (bytes.length - third)) + choices.below(third));
    if (at >= 0) bytes[at] = (bytes[at] as number) ^ choices.between(1, 255);
    return bytes;
  };
}
