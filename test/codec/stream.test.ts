// time-out: 600 s
import * as assert from 'uvu/assert';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast/index.js';
import {
  array,
  bytes,
  CastbufError,
  struct,
  text,
  u16,
  u32,
  u8,
  type AnyType,
  type Batch,
  type ColumnArray,
  type ListColumn,
} from '../../src/surface.js';
import { engineSuite, readFixture, rounds, sampled } from '../harness/index.js';
import { decodeBatch, encodeBatch, inputOf, sourceOf, stream } from '../harness/batches.js';

const CHUNKS = 'vectors/chunks-10k.bin';
const PIECE_SIZES = [1, 2, 3, 7, 64, 4096, 100_000];
/** Bytes that are split at each of their borders. */
const SPLIT_BYTES = 300;
const REPEATS = 5;

function* piecesOf(data: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

interface Collected {
  rows: number;
  offsets: number[];
  lengths: number[];
  columns: Record<string, unknown[]>;
  error: CastbufError | undefined;
}

/** Appends a batch, its offsets counted from the start of the stream. */
function append(into: Collected, batch: Batch<AnyType>): void {
  into.rows += batch.rowCount;
  for (const offset of batch.offsets) into.offsets.push(offset + batch.byteOffset);
  for (const length of batch.lengths) into.lengths.push(length);
  for (const [path, column] of Object.entries(batch.columns)) {
    const values = (into.columns[path] ??= []);
    for (const value of plain(column)) values.push(value);
  }
  into.error = batch.error;
}

const fresh = (): Collected => ({ rows: 0, offsets: [], lengths: [], columns: {}, error: undefined });

/** Values of a column; of a list, its bytes as text. */
function plain(column: ColumnArray | ListColumn): unknown[] {
  if (!('data' in column)) return Array.from(column as Uint8Array);
  return Array.from(column.offsets, (from, row) =>
    Array.from(column.data.subarray(from, from + (column.lengths[row] as number))).join(),
  );
}

async function collect(batches: AsyncIterable<Batch<AnyType>>): Promise<Collected> {
  const all = fresh();
  for await (const batch of batches) append(all, batch);
  return all;
}

function collected(batch: Batch<AnyType>): Collected {
  const all = fresh();
  append(all, batch);
  return all;
}

function assertSame(actual: Collected, expected: Collected, what: string): void {
  assert.is(actual.rows, expected.rows, `${what}: rows`);
  assert.equal(actual.offsets, expected.offsets, `${what}: offsets`);
  assert.equal(actual.lengths, expected.lengths, `${what}: lengths`);
  for (const path of Object.keys(expected.columns))
    assert.equal(actual.columns[path], expected.columns[path], `${what}: ${path}`);
  assert.equal(placeOf(actual.error), placeOf(expected.error), `${what}: error`);
}

function placeOf(error: CastbufError | undefined) {
  return error && { code: error.code, offset: error.offset, fieldOffset: error.fieldOffset, path: error.path };
}

const coded = (code: string) => (error: unknown) => error instanceof CastbufError && error.code === code;

engineSuite('streams', (test, { needs, createCodec, name }) => {
  const chunks = createCodec(MIRACAST_CHUNK_DATA as AnyType);

  test('no error is made of a record that waits for more input, but of one that nothing makes good', () => {
    needs('batch source whose open end makes no errors');
    const codec = createCodec(struct('LIST', { n: u8, list: bytes('n') }), { limits: { messageBytes: 100 } });
    const batches = sourceOf(codec);
    const codesOf = (...given: number[]): unknown[] =>
      [true, false].map((isOpen) => batches.decode(Uint8Array.from(given), 0, {}, isOpen).error?.code);
    assert.equal(codesOf(1, 5, 0), [undefined, undefined]);
    assert.is(batches.need(), 0);
    assert.equal(codesOf(1, 5, 3, 5), [undefined, 'ERR_DATA_OVERRUN']);
    assert.is(batches.need(), 4);
    assert.equal(codesOf(1, 5, 200, 5), ['ERR_DATA_OVERRUN', 'ERR_DATA_OVERRUN']);
  });

  test(`split in two at each of the first ${SPLIT_BYTES} bytes`, async () => {
    const data = (await readFixture(CHUNKS)).subarray(0, 2048);
    const expected = collected(decodeBatch(chunks, data));
    for (const cut of sampled(
      Array.from({ length: SPLIT_BYTES + 1 }, (_, at) => at),
      61,
    )) {
      const actual = await collect(stream(chunks, [data.subarray(0, cut), data.subarray(cut)]));
      assertSame(actual, expected, `cut at ${cut}`);
    }
  });

  for (const size of PIECE_SIZES) {
    test(`pieces of ${size} bytes give what decodeBatch gives`, async () => {
      const whole = await readFixture(CHUNKS);
      const data = size < 64 ? whole.subarray(0, rounds(600_000, 300_000)) : whole;
      assertSame(
        await collect(stream(chunks, piecesOf(data, size))),
        collected(decodeBatch(chunks, data)),
        `pieces of ${size}`,
      );
    });
  }

  test('batches come before the source ends', async () => {
    const data = await readFixture(CHUNKS);
    let given = 0;
    const source = function* () {
      for (const piece of piecesOf(data, 100_000)) {
        given++;
        yield piece;
      }
    };
    for await (const batch of stream(chunks, source())) {
      assert.ok(batch.rowCount > 0);
      break;
    }
    assert.ok(given < 6, `${given} pieces were taken before the first batch`);
  });

  test('the offset of an error counts from the start of the stream', async () => {
    const good = await readFixture(CHUNKS);
    const data = new Uint8Array(good.length + 50);
    data.set(good);
    // A header that claims more than 16 MiB, and a few bytes.
    data.fill(0xff, good.length + 24, good.length + 28);
    for (const size of [7, 4096, 100_000, data.length]) {
      const { error, rows } = await collect(stream(chunks, piecesOf(data, size)));
      assert.is(rows, 10_000);
      assert.is(error?.offset, good.length, `pieces of ${size}`);
    }
  });

  test('a tail that is cut is an error behind all good rows', async () => {
    const data = (await readFixture(CHUNKS)).subarray(0, 10_000);
    const expected = collected(decodeBatch(chunks, data));
    assert.ok(expected.error);
    for (const size of [1, 13, 10_000]) {
      assertSame(await collect(stream(chunks, piecesOf(data, size))), expected, `pieces of ${size}`);
    }
  });

  test('no pieces and empty pieces give no batch', async () => {
    assert.is((await collect(stream(chunks, []))).rows, 0);
    assert.is((await collect(stream(chunks, [new Uint8Array(0), new Uint8Array(0)]))).rows, 0);
  });

  test('records that start at multiples of 8, split everywhere', async () => {
    const codec = createCodec(struct('ALIGNED', { n: u16, data: bytes('n') }, { startAlign: 8 }) as AnyType);
    const values = Array.from({ length: 40 }, (_, i) => ({ data: new Uint8Array(i % 11).fill(i + 1) }));
    const data = encodeBatch(codec, values);
    const expected = collected(decodeBatch(codec, data));
    assert.is(expected.rows, 40);
    for (let cut = 0; cut <= data.length; cut++) {
      const actual = await collect(stream(codec, [data.subarray(0, cut), data.subarray(cut)]));
      assertSame(actual, expected, `cut at ${cut}`);
    }
    for (const size of [1, 3, 8])
      assertSame(await collect(stream(codec, piecesOf(data, size))), expected, `by ${size}`);
  });

  test('a chain of records that point to the next one, split everywhere', async () => {
    const Entry = struct('ENTRY', { Next: u32, n: u8, Name: text('ascii', 'n') }, { next: 'Next', startAlign: 4 });
    const codec = createCodec(Entry as AnyType);
    const data = encodeBatch(
      codec,
      ['a', 'bcd', '', 'efghijk'].map((Name) => ({ Name })),
    );
    const expected = collected(decodeBatch(codec, data));
    assert.is(expected.rows, 4);
    for (let cut = 0; cut <= data.length; cut++)
      assertSame(await collect(stream(codec, [data.subarray(0, cut), data.subarray(cut)])), expected, `cut at ${cut}`);
  });

  test('records larger than a piece and than a batch', async () => {
    const codec = createCodec(struct('LARGE', { n: u32, data: bytes('n') }) as AnyType);
    const values = [700_000, 3, 0, 1_000_000, 1].map((n, i) => ({ data: new Uint8Array(n).fill(i + 1) }));
    const data = encodeBatch(codec, values);
    for (const size of [1000, 65_536, 500_000]) {
      const { rows, lengths, error } = await collect(stream(codec, piecesOf(data, size)));
      assert.is(error, undefined);
      assert.is(rows, 5);
      assert.equal(lengths, [700_004, 7, 4, 1_000_004, 5]);
    }
  });

  test('a signal that is aborted ends the stream with its reason, and the source with it', async () => {
    const data = await readFixture(CHUNKS);
    const abort = new AbortController();
    const reason = new Error('enough');
    let isClosed = false;
    const source = function* () {
      try {
        yield* piecesOf(data, 300_000);
      } finally {
        isClosed = true;
      }
    };
    let caught: unknown;
    let batches = 0;
    try {
      for await (const _ of stream(chunks, source(), { signal: abort.signal })) {
        batches++;
        abort.abort(reason);
      }
    } catch (error) {
      caught = error;
    }
    assert.is(caught, reason);
    assert.is(batches, 1);
    assert.ok(isClosed);
  });

  test('a record above limits.messageBytes is refused without waiting for its bytes', async () => {
    const codec = createCodec(struct('LARGE', { n: u32, data: bytes('n') }) as AnyType, {
      limits: { messageBytes: 1000 },
    });
    const first = codec.encode({ data: new Uint8Array(10) });
    let given = 0;
    const source = function* () {
      yield first;
      yield Uint8Array.of(0, 0, 0, 0x10); // 256 MiB to come
      for (; given < 1024; given++) yield new Uint8Array(1024);
    };
    const { rows, error } = await collect(stream(codec, source()));
    assert.is(rows, 1);
    assert.is(error?.code, 'ERR_LIMIT_MESSAGE_BYTES');
    assert.is(error?.offset, first.length);
    assert.ok(given <= 300, `${given} KiB were taken`);
  });

  test(`${REPEATS} times chunks-10k in one batch: the columns of one, ${REPEATS} times`, async () => {
    const one = await readFixture(CHUNKS);
    const data = new Uint8Array(one.length * REPEATS);
    for (let i = 0; i < REPEATS; i++) data.set(one, i * one.length);
    const batch = decodeBatch(chunks, data);
    assert.is(batch.error, undefined);
    assert.is(batch.rowCount, 10_000 * REPEATS);
    assert.is(batch.consumedBytes, data.length);
    const { rows, offsets, columns } = collected(batch);
    // It is too large for linear memory to be borrowed: a later batch leaves it alone.
    const expected = collected(decodeBatch(chunks, one));
    assert.is(rows, expected.rows * REPEATS);
    for (let i = 0; i < REPEATS; i++) {
      const from = i * 10_000;
      const moved = expected.offsets.map((offset) => offset + i * one.length);
      assert.equal(offsets.slice(from, from + 10_000), moved);
      for (const path of Object.keys(expected.columns))
        assert.equal(columns[path]?.slice(from, from + 10_000), expected.columns[path], `${path}, repeat ${i}`);
    }
    assert.is(batch.offsets.length, 10_000 * REPEATS);
    assert.equal(batch.value(49_999), chunks.decode(data.subarray(batch.offsets[49_999] as number)));
    assert.equal(encodeBatch(chunks, batch.columns), data);
  });

  test('maxRows stops where it says, across pieces too', async () => {
    const data = await readFixture(CHUNKS);
    const all = collected(decodeBatch(chunks, data));
    for (const maxRows of [0, 1, 255, 256, 257, 9_999, 10_000, 10_001]) {
      const batch = decodeBatch(chunks, data, { maxRows });
      const rows = Math.min(maxRows, 10_000);
      assert.is(batch.rowCount, rows);
      assert.is(batch.error, undefined);
      assert.is(batch.consumedBytes, rows === 10_000 ? data.length : (all.offsets[rows] as number));
      assert.equal(Array.from(batch.offsets), all.offsets.slice(0, rows));
    }
  });

  test('maxRows that is no count is ERR_USAGE', () => {
    for (const maxRows of [-1, 1.5, Number.NaN])
      assert.throws(() => decodeBatch(chunks, new Uint8Array(64), { maxRows }), coded('ERR_USAGE'), String(maxRows));
  });

  test('an iterator over rows goes on in a copy, and refuses in a batch that has become stale meanwhile', async () => {
    const data = (await readFixture(CHUNKS)).subarray(0, 3000);
    const batch = decodeBatch(chunks, data, { borrow: true });
    const rows = batch.rows();
    const kept = batch.copy().rows();
    const finished = batch.rows();
    for (const _ of finished);
    rows.next();
    decodeBatch(chunks, data.subarray(100));
    if (name !== 'reference') assert.throws(() => rows.next(), coded('ERR_STALE_BATCH'));
    assert.is([...kept].length, batch.rowCount);
    for (const ended of [kept, finished]) {
      const { done, value } = ended.next();
      assert.equal([done, value], [true, undefined]);
    }
  });

  test('a batch that borrows memory is stale after the next batch, not after decode and encode', async () => {
    const data = (await readFixture(CHUNKS)).subarray(0, 3000);
    const batch = decodeBatch(chunks, data, { borrow: true });
    const before = collected(batch);
    const kept = batch.copy();
    const value = chunks.decode(data);
    chunks.encode(value);
    chunks.view(data);
    chunks.sizeOf(value);
    assertSame(collected(batch), before, 'after decode and encode');
    decodeBatch(chunks, data.subarray(100));
    if (name !== 'reference') {
      assert.throws(() => batch.columns, coded('ERR_STALE_BATCH'));
      assert.throws(() => batch.offsets, coded('ERR_STALE_BATCH'));
      assert.throws(() => batch.value(0), coded('ERR_STALE_BATCH'));
      assert.throws(() => [...batch.rows()], coded('ERR_STALE_BATCH'));
      assert.throws(() => batch.copy(), coded('ERR_STALE_BATCH'));
      const second = decodeBatch(chunks, data, { borrow: true });
      encodeBatch(chunks, kept.columns);
      assert.throws(() => second.columns, coded('ERR_STALE_BATCH'));
    }
    assert.is(batch.rowCount, before.rows);
    assertSame(collected(kept), before, 'the copy');
    assertSame(collected(kept.copy()), before, 'the copy of the copy');
  });

  test('copy() is independent of the caller’s bytes', async () => {
    const data = (await readFixture(CHUNKS)).slice(0, 3000);
    const kept = decodeBatch(chunks, data).copy();
    const before = collected(kept);
    data.fill(0);
    assertSame(collected(kept), before, 'after the bytes changed');
  });

  test('input that is filled in part, and handed over as a subarray', async () => {
    const data = (await readFixture(CHUNKS)).subarray(0, 5000);
    const expected = collected(decodeBatch(chunks, data));
    const input = inputOf(chunks, 100_000);
    assert.is(input.length, 100_000);
    input.fill(0xff);
    input.set(data);
    assertSame(collected(decodeBatch(chunks, input.subarray(0, data.length))), expected, 'a part of the input');
    for (const size of [300_000, 1_000_000]) {
      const large = inputOf(chunks, size);
      large.set(data);
      assertSame(collected(decodeBatch(chunks, large.subarray(0, data.length))), expected, `input of ${size}`);
    }
    const whole = inputOf(chunks, data.length);
    whole.set(data);
    assertSame(collected(decodeBatch(chunks, whole)), expected, 'the whole input');
    assert.is(inputOf(chunks, 0).length, 0);
  });

  test('an input view that was used already is refused', async () => {
    if (name === 'reference') return;
    const data = (await readFixture(CHUNKS)).subarray(0, 3000);
    const input = inputOf(chunks, data.length);
    input.set(data);
    decodeBatch(chunks, input);
    assert.throws(() => decodeBatch(chunks, input), coded('ERR_STALE_BATCH'));
    const again = inputOf(chunks, data.length);
    again.set(data);
    assert.is(decodeBatch(chunks, again).error?.code, decodeBatch(chunks, data).error?.code);
  });

  test('input of a wrong size is ERR_USAGE, and the codec still works', async () => {
    const data = (await readFixture(CHUNKS)).subarray(0, 3000);
    const expected = collected(decodeBatch(chunks, data));
    for (const size of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      let caught: unknown;
      try {
        inputOf(chunks, size);
      } catch (error) {
        caught = error;
      }
      assert.ok(coded('ERR_USAGE')(caught), `input(${size}): ${String(caught)}`);
      assertSame(collected(decodeBatch(chunks, data)), expected, `after input(${size})`);
    }
  });

  test('batches of another codec leave a copy alone', async () => {
    const data = (await readFixture(CHUNKS)).subarray(0, 3000);
    const kept = decodeBatch(chunks, data).copy();
    const before = collected(kept);
    const other = createCodec(struct('OTHER', { a: array(u8, 7) }) as AnyType);
    decodeBatch(other, new Uint8Array(70_000));
    assertSame(collected(kept), before, 'the copy');
  });
});
