import * as assert from 'uvu/assert';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast/index.js';
import { type CastbufError, struct, u16, u32, type AnyType, type Batch } from '../../src/surface.js';
import { engineSuite, readFixture } from '../harness/index.js';
import { decodeBatch, stream } from '../harness/batches.js';
import type { StreamSource } from '../../src/stream/index.js';

/* Where bytes may come from, and what becomes of a source that nobody reads to its end. */

const Pair = struct('PAIR', { a: u16, b: u32 }, { align: 1 });
const PAIR_BYTES = 8;

const pairs = (count: number): Uint8Array => {
  const bytes = new Uint8Array(count * PAIR_BYTES);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < count; row++) view.setUint16(row * PAIR_BYTES, row, true);
  return bytes;
};

async function numbersOf(batches: AsyncIterable<Batch<AnyType>>): Promise<number[]> {
  const numbers: number[] = [];
  for await (const batch of batches) {
    assert.is(batch.error, undefined);
    numbers.push(...(batch.columns['a'] as Uint16Array));
  }
  return numbers;
}

const counted = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

async function errorOf(ended: Promise<unknown>): Promise<unknown> {
  try {
    await ended;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** A source that gives its pieces, and then nothing more for ever; what was done to it. */
function stalled(...pieces: Uint8Array[]) {
  const log: string[] = [];
  const never = new Promise<never>(() => {});
  let isWaiting = false;
  const iterator = {
    next: (): Promise<IteratorResult<Uint8Array>> => {
      const value = pieces.shift();
      isWaiting = value === undefined;
      return value === undefined ? never : Promise.resolve({ done: false, value });
    },
    // As that of a generator, which ends after what it waits for.
    return: (): Promise<IteratorResult<Uint8Array>> => {
      log.push('return');
      return isWaiting ? never : Promise.resolve({ done: true, value: undefined });
    },
  };
  return { source: { [Symbol.asyncIterator]: () => iterator }, log };
}

engineSuite('sources', (test, { createCodec }) => {
  const codec = createCodec(Pair as AnyType);
  const data = pairs(100);

  const SOURCES: Record<string, () => StreamSource> = {
    'an array of bytes': () => data,
    'a part of a buffer': () => new Uint8Array(Uint8Array.of(1, 2, 3, ...data, 4).buffer, 3, data.length),
    'an ArrayBuffer': () => data.buffer as ArrayBuffer,
    'a DataView': () => new DataView(data.buffer),
    'pieces that are buffers': () => [data.buffer.slice(0, 13) as ArrayBuffer, new DataView(data.buffer, 13)],
    'a Blob': () => new Blob([data as Uint8Array<ArrayBuffer>]),
    'a ReadableStream': () => new Blob([data as Uint8Array<ArrayBuffer>]).stream(),
    'what gives ranges': () => ({
      byteLength: data.length,
      slice: (start: number, end: number) => data.slice(start, end),
    }),
    'what gives ranges later': () => ({
      byteLength: data.length,
      slice: (start: number, end: number) => Promise.resolve(data.slice(start, end).buffer),
    }),
    'a generator': function* () {
      for (let at = 0; at < data.length; at += 7) yield data.subarray(at, at + 7);
    },
    'an asynchronous generator': async function* () {
      for (let at = 0; at < data.length; at += 7) yield await Promise.resolve(data.subarray(at, at + 7));
    },
  };
  for (const [what, sourceOf] of Object.entries(SOURCES)) {
    test(`${what}`, async () => {
      for (const options of [{}, { batchBytes: 1 }, { maxDelay: 0 }, { signal: new AbortController().signal }])
        assert.equal(await numbersOf(stream(codec, sourceOf(), options)), counted(100));
    });
  }

  test('bytes and ranges of several pieces', async () => {
    const chunks = createCodec(MIRACAST_CHUNK_DATA as AnyType);
    const given = (await readFixture('vectors/chunks-10k.bin')).subarray(0, 300_000);
    const one = given.subarray(0, decodeBatch(chunks, given).consumedBytes);
    const whole = new Uint8Array(one.length * 8);
    for (let at = 0; at < whole.length; at += one.length) whole.set(one, at);
    const { rowCount, consumedBytes, error } = decodeBatch(chunks, whole);
    const ranges = { byteLength: whole.length, slice: (start: number, end: number) => whole.subarray(start, end) };
    for (const source of [whole, ranges]) {
      let rows = 0;
      let consumed = 0;
      let last: CastbufError | undefined;
      for await (const batch of stream(chunks, source)) {
        rows += batch.rowCount;
        consumed += batch.consumedBytes;
        last = batch.error;
      }
      assert.equal([rows, consumed, last?.message], [rowCount, consumedBytes, error?.message]);
    }
  });

  test('a range that is shorter or longer than what was asked for', async () => {
    for (const change of [-1, 1]) {
      const slice = (start: number, end: number): Uint8Array => new Uint8Array(end - start + change);
      const error = await errorOf(numbersOf(stream(codec, { byteLength: 80, slice })));
      assert.match(String(error), /slice\(0, 80\) of the source gave (79|81) bytes/);
    }
  });

  test('a stream that somebody else reads', async () => {
    const source = new Blob(['ab']).stream();
    source.getReader();
    assert.match(String(await errorOf(numbersOf(stream(codec, source as never)))), /it has a reader already/);
  });

  test('a piece that is no bytes is refused, and does not end the stream as if it were whole', async () => {
    for (const piece of [undefined, null, 'ab', 3]) {
      const error = await errorOf(numbersOf(stream(codec, [data, piece] as never)));
      assert.is((error as CastbufError).code, 'ERR_TYPE', String(piece));
    }
  });

  test('a signal ends a stream whose source never goes on, and the source is closed', async () => {
    const { source, log } = stalled(data);
    const controller = new AbortController();
    const batches = stream(codec, source, { signal: controller.signal, batchBytes: 1 });
    assert.is((await batches.next()).value?.rowCount, 100);
    const next = errorOf(batches.next());
    const reason = new Error('enough');
    controller.abort(reason);
    assert.is(await next, reason);
    assert.equal(log, ['return']);
    assert.equal(await batches.next(), { done: true, value: undefined });
  });

  test('a signal cancels a ReadableStream before the generator throws', async () => {
    let cancelled: unknown;
    const cancel = async (reason: unknown): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      cancelled = reason;
    };
    const source = new ReadableStream<Uint8Array>({ cancel }, { highWaterMark: 0 });
    const controller = new AbortController();
    const next = errorOf(stream(codec, source, { signal: controller.signal }).next());
    await Promise.resolve();
    controller.abort('enough');
    assert.is(await next, 'enough');
    assert.is(cancelled, 'enough');
    assert.not(source.locked);
  });

  test('a signal that was aborted before gives no batch, and closes the source', async () => {
    const { source, log } = stalled(data);
    const options = { signal: AbortSignal.abort('early'), batchBytes: 1 };
    assert.is(await errorOf(stream(codec, source, options).next()), 'early');
    assert.equal(log, ['return']);
  });

  test('whoever stops asking closes the source; an error ends it, too', async () => {
    let closed = 0;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield await Promise.resolve(data);
      } finally {
        closed++;
      }
    };
    for await (const batch of stream(codec, source(), { batchBytes: 1 })) {
      assert.is(batch.rowCount, 100);
      break;
    }
    assert.is(closed, 1);
    const Long = createCodec(struct('LONG', { n: u32 }, { length: 'n' }) as AnyType);
    for await (const batch of stream(Long, source(), { batchBytes: 1 })) assert.ok(batch.error);
    assert.is(closed, 2);
  });

  test('what a source throws reaches the caller, and closing it is not tried', async () => {
    const broken = new Error('broken');
    let returned = 0;
    const iterator = {
      next: () => Promise.reject(broken),
      return: () => Promise.resolve({ done: true as const, value: void returned++ }),
    };
    const source = { [Symbol.asyncIterator]: () => iterator };
    assert.is(await errorOf(numbersOf(stream(codec, source))), broken);
    assert.is(returned, 0);
  });

  test('an error of closing a source does not hide the error that ended the stream', async () => {
    const iterator = {
      next: () => Promise.resolve({ done: false as const, value: 'text' as never }),
      return: () => Promise.reject(new Error('closing')),
    };
    const error = await errorOf(numbersOf(stream(codec, { [Symbol.asyncIterator]: () => iterator })));
    assert.is((error as CastbufError).code, 'ERR_TYPE');
  });

  test('with maxDelay records become a batch while the source waits', async () => {
    const { source } = stalled(data.subarray(0, 13), data.subarray(13, 20));
    const controller = new AbortController();
    const batches = stream(codec, source, { maxDelay: 1, signal: controller.signal });
    let rows = 0;
    while (rows < 2) rows += (await batches.next()).value?.rowCount ?? 0;
    assert.is(rows, 2);
    const next = errorOf(batches.next());
    controller.abort('end');
    assert.is(await next, 'end');
  });
});
