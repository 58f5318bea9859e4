import * as assert from 'uvu/assert';
import { type Batch, type CastbufError, recordSet, struct, u16, u32, u8, type AnyType } from '../../src/surface.js';
import { stream, transform } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';

const Pair = struct('PAIR', { a: u16, b: u32 });
const PAIR_BYTES = 8;
const A = struct('A', { t: u8, v: u8 });
const B = struct('B', { t: u8, v: u16 }, { pack: 1 });
const Sized = struct('SIZED', { n: u8, a: u16 }, { length: 'n', pack: 1 });

const pairs = (count: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(count * PAIR_BYTES);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < count; row++) view.setUint16(row * PAIR_BYTES, row, true);
  return bytes;
};

/** A stream of pieces, and how far it was read and what ended it. */
function source(pieces: Iterable<Uint8Array<ArrayBuffer>>): {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly log: { given: number; cancelled: unknown };
} {
  const log = { given: 0, cancelled: undefined as unknown };
  const iterator = pieces[Symbol.iterator]();
  const readable = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const { done, value } = iterator.next();
        if (done === true) return controller.close();
        log.given++;
        controller.enqueue(value);
      },
      cancel: (reason) => void (log.cancelled = reason),
    },
    { highWaterMark: 0 },
  );
  return { readable, log };
}

function* cut(bytes: Uint8Array<ArrayBuffer>, sizeOf: () => number): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length;) {
    const end = at + sizeOf();
    yield bytes.slice(at, end);
    at = end;
  }
}

async function readAll<B>(readable: ReadableStream<B>): Promise<B[]> {
  const reader = readable.getReader();
  const all: B[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return all;
    all.push(value);
  }
}

const numbersOf = (batches: readonly Batch<AnyType>[]): number[] =>
  batches.flatMap(({ columns }) => [...(columns['a'] as Uint16Array)]);

const errorOf = (ended: Promise<unknown>): Promise<unknown> =>
  ended.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );

engineSuite('transform', (test, { createCodec, createSetCodec }) => {
  const codec = createCodec(Pair as AnyType);
  const sized = createCodec(Sized as AnyType);
  const set = createSetCodec(recordSet('t', { A: [1, A], B: [2, B] }));

  test('the batches of stream, wherever the bytes are cut', async () => {
    const bytes = pairs(20);
    const rows = Array.from({ length: 20 }, (_, row) => row);
    for (let size = 1; size <= bytes.length + 1; size++) {
      const { readable } = source(cut(bytes, () => size));
      const batches = await readAll(readable.pipeThrough(transform(codec, { batchBytes: 1 })));
      assert.equal(numbersOf(batches), rows, `pieces of ${size}`);
      assert.equal(
        batches.map(({ byteOffset }) => byteOffset),
        await offsetsOf(
          stream(
            codec,
            cut(bytes, () => size),
            { batchBytes: 1 },
          ),
        ),
      );
    }
    let seed = 5;
    const random = (): number => 1 + ((seed = (seed * 48_271) % 0x7fffffff) % 7);
    const { readable } = source(cut(bytes, random));
    assert.equal(numbersOf(await readAll(readable.pipeThrough(transform(codec)))), rows);
  });

  test('a record set', async () => {
    const { readable } = source(cut(Uint8Array.of(1, 7, 2, 9, 0, 1, 8), () => 3));
    const batches = await readAll(readable.pipeThrough(transform(set)));
    assert.equal(
      batches.map(({ rowCount, error }) => [rowCount, error]),
      [[3, undefined]],
    );
    assert.equal([...batches[0]!.of.A.columns.v], [7, 8]);
  });

  test('nothing is made before it is wanted, and no more than one batch waits', async () => {
    const { readable, log } = source(cut(pairs(100), () => PAIR_BYTES));
    const batches = readable.pipeThrough(transform(codec, { batchBytes: 1 }));
    await settled();
    const before = log.given;
    assert.ok(before <= 2, `${before} pieces were read before a batch was wanted`);
    const reader = batches.getReader();
    for (let wanted = 1; wanted <= 5; wanted++) {
      await reader.read();
      await settled();
      assert.ok(log.given <= wanted + 2, `${log.given} pieces for ${wanted} batches`);
    }
    await reader.cancel('enough');
  });

  test('who cancels the batches cancels the bytes, also while they wait', async () => {
    const { readable, log } = source(cut(pairs(100), () => PAIR_BYTES));
    const reader = readable.pipeThrough(transform(codec, { batchBytes: 1 })).getReader();
    await reader.read();
    await reader.cancel('enough');
    await settled();
    assert.is(log.cancelled, 'enough');

    let cancelled: unknown;
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({ cancel: (reason) => void (cancelled = reason) });
    const waiting = silent.pipeThrough(transform(codec)).getReader();
    const next = waiting.read();
    await settled();
    await waiting.cancel('no more');
    await settled();
    assert.is(cancelled, 'no more');
    assert.is((await next).done, true);
  });

  test('what ends the bytes ends the batches', async () => {
    const failing = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        controller.enqueue(pairs(1));
        setTimeout(() => controller.error(new Error('the line is dead')), 5);
      },
    });
    const reader = failing.pipeThrough(transform(codec, { batchBytes: 1 })).getReader();
    assert.is((await reader.read()).value?.rowCount, 1);
    assert.is(((await errorOf(reader.read())) as Error).message, 'the line is dead');

    const { writable, readable } = transform(codec);
    const read = errorOf(readable.getReader().read());
    await writable.abort('gone');
    assert.is(await read, 'gone');
  });

  test('a signal ends both sides with its reason', async () => {
    const controller = new AbortController();
    let cancelled: unknown;
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({ cancel: (reason) => void (cancelled = reason) });
    const next = silent
      .pipeThrough(transform(codec, { signal: controller.signal }))
      .getReader()
      .read();
    controller.abort('late');
    assert.is(await errorOf(next), 'late');
    await settled();
    assert.is(cancelled, 'late');
  });

  test('a bad record is in the last batch, at its offset from the start; the bytes after it are not asked for', async () => {
    const good = Uint8Array.of(3, 7, 0);
    const { readable, log } = source([good, good, Uint8Array.of(0, 9, 9), good, good, good, good]);
    const batches = await readAll(readable.pipeThrough(transform(sized, { batchBytes: 1 })));
    assert.equal(numbersOf(batches), [7, 7]);
    const { error } = batches.at(-1) as Batch<AnyType>;
    assert.equal([error?.code, error?.offset], ['ERR_LENGTH_FIELD', 6]);
    await settled();
    assert.ok(log.given <= 5);
  });

  test('wrong options are told at once', () => {
    const told = (options: object): string => {
      try {
        transform(codec, options);
      } catch (error) {
        return (error as CastbufError).code;
      }
      return 'nothing';
    };
    assert.equal([{ batchBytes: -1 }, { maxDelay: 0.5 }, { signal: 1 }, { size: 3 }].map(told), [
      'ERR_USAGE',
      'ERR_USAGE',
      'ERR_USAGE',
      'ERR_USAGE',
    ]);
  });
});

async function offsetsOf(batches: AsyncIterable<Batch<AnyType>>): Promise<number[]> {
  const offsets: number[] = [];
  for await (const { byteOffset } of batches) offsets.push(byteOffset);
  return offsets;
}

/** After all that goes on by itself. */
async function settled(): Promise<void> {
  await new Promise((go) => setTimeout(go, 5));
}
