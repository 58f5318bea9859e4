import * as assert from 'uvu/assert';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast/index.js';
import {
  array,
  be,
  bool,
  bool32,
  bool8,
  bytes,
  CastbufError,
  f32,
  f64,
  i16,
  i64,
  i8,
  layoutOf,
  packedAbi,
  struct,
  u16,
  u32,
  u64,
  u8,
  type AnyType,
  type PackedColumn,
} from '../../src/surface.js';
import { assertPackable, type Packing } from '../../src/packing/index.js';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import type { ListColumn } from '../../src/schema/index.js';
import { interpretedSuite, readFixture, readFixtureText } from '../harness/index.js';
import { codecError } from './codec-error.js';
import { decodeBatch, encodeBatch, inputOf, pack, packed, readerOf, texts } from '../harness/batches.js';

const options = { abi: packedAbi(1) };
const payload = 'PrivateDriverData';

function rowOf({ offsets, data }: PackedColumn, row: number): unknown[] {
  return [...data.subarray(offsets[row], offsets[row + 1])];
}

interpretedSuite('packed columns', 'packed columns', (test, { createCodec, engine }) => {
  const chunks = createCodec(MIRACAST_CHUNK_DATA);
  const reader = readerOf(engine.load(compile(layoutOf(MIRACAST_CHUNK_DATA), DEFAULT_LIMITS)));

  test('payloads of 10,000 chunks are those of their NDJSON, own bytes and bytes in linear memory', async () => {
    const stream = await readFixture('vectors/chunks-10k.bin');
    const parts = await Promise.all([0, 1, 2, 3, 4].map((i) => readFixtureText(`vectors/chunks-10k.part${i}.ndjson`)));
    const lines = parts.join('').trim().split('\n');
    const want = lines.map((line) => (JSON.parse(line) as { PrivateDriverData: string }).PrivateDriverData);
    const issued = (): Uint8Array => {
      const input = inputOf(chunks, stream.length);
      input.set(stream);
      return input;
    };
    for (const bytesOf of [(): Uint8Array => stream, issued]) {
      const bytes = bytesOf();
      const batch = decodeBatch(chunks, bytes, { borrow: true });
      const { offsets, data } = packed(batch, payload);
      assert.instance(data, Uint8Array);
      assert.is(offsets.length, 10_001);
      const hex = want.map((_, row) =>
        [...(data as Uint8Array).subarray(offsets[row], offsets[row + 1])]
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join(''),
      );
      assert.equal(hex, want);
      assert.is(data.length, offsets[10_000]);
      assert.equal(encodeBatch(chunks, { ...batch.copy().columns, [payload]: { offsets, data } }), stream);
    }
  });

  test('lengths 0 to 70 and around every step of a copy; the last byte of the input; the batch stays good', () => {
    const Blob = struct('BLOB', { n: u32, data: bytes('n') });
    const codec = createCodec(Blob, options);
    const sizes = [
      ...Array(71).keys(),
      255,
      256,
      257,
      258,
      1023,
      1024,
      1025,
      65_504,
      65_519,
      65_520,
      65_521,
      65_536,
      400_000,
      0,
      1,
    ];
    const rows = sizes.map((size, row) => ({
      data: Uint8Array.from({ length: size }, (_, i) => (i * 7 + row) & 0xff),
    }));
    const stream = encodeBatch(codec, rows);
    const batch = decodeBatch(codec, stream);
    const before = batch.offsets.slice();
    const column = packed(batch, 'data');
    rows.forEach(({ data }, row) => {
      assert.is(column.offsets[row + 1], (column.offsets[row] as number) + data.length);
      assert.equal(column.data.slice(column.offsets[row], column.offsets[row + 1]), data, `row ${row}`);
    });
    assert.equal(batch.offsets, before);
    assert.is.not(column.data.buffer, stream.buffer);
    const small = decodeBatch(codec, stream.subarray(0, 4));
    assert.equal([...packed(small, 'data').offsets], [0, 0]);
    assert.is(small.rowCount, 1);
    assert.equal([...packed(decodeBatch(codec, new Uint8Array(0)), 'data').offsets], [0]);
  });

  test('numbers of every kind, in both byte orders, bit for bit; there and back', () => {
    const kinds: [AnyType, new (length: number) => object][] = [
      [u8, Uint8Array],
      [i8, Int8Array],
      [u16, Uint16Array],
      [i16, Int16Array],
      [u32, Uint32Array],
      [f32, Float32Array],
      [f64, Float64Array],
      [u64, BigUint64Array],
      [i64, BigInt64Array],
      [be(u16) as AnyType, Uint16Array],
      [be(u32) as AnyType, Uint32Array],
      [be(f32) as AnyType, Float32Array],
      [be(f64) as AnyType, Float64Array],
      [be(i64) as AnyType, BigInt64Array],
    ];
    for (const [element, constructor] of kinds) {
      const codec = createCodec(struct('LIST', { n: u8, items: array(element, 'n') }), options);
      const width = (new constructor(0) as Uint8Array).BYTES_PER_ELEMENT;
      const stream: number[] = [];
      for (let row = 0; row < 90; row++) {
        const count = row % 23;
        stream.push(count, ...Array.from({ length: count * width }, (_, i) => (row * 31 + i * 89) & 0xff));
      }
      const batch = decodeBatch(codec, Uint8Array.from(stream));
      const column = packed(batch, 'items');
      assert.instance(column.data, constructor);
      for (let row = 0; row < batch.rowCount; row++) {
        const { items } = batch.value(row) as { items: unknown[] };
        assert.equal(rowOf(column, row), items, `${constructor.name} row ${row}`);
      }
      assert.equal(encodeBatch(codec, { items: column }), Uint8Array.from(stream), constructor.name);
    }
  });

  test('a NaN keeps its bits', () => {
    const codec = createCodec(struct('NAN', { n: u8, items: array(be(f32), 'n') }), options);
    const { data } = packed(decodeBatch(codec, Uint8Array.of(1, 0x7f, 0x80, 0x00, 0x01)), 'items');
    assert.equal([...new Uint8Array(data.buffer, data.byteOffset, 4)], [0x01, 0x00, 0x80, 0x7f]);
  });

  test('bools are 0 and 1', () => {
    for (const [element, width] of [
      [bool8, 1],
      [bool32, 4],
    ] as const) {
      const codec = createCodec(struct('BOOLS', { n: u8, items: array(element, 'n') }), options);
      const stream = Array.from({ length: 40 }, (_, count) => [
        count,
        ...Array.from({ length: count * width }, (_, i) => (i % 3 === 0 ? (i * 40) & 0xff : 0)),
      ]).flat();
      const batch = decodeBatch(codec, Uint8Array.from(stream));
      const column = packed(batch, 'items');
      const values = Array.from({ length: 40 }, (_, row) => batch.value(row).items);
      values.forEach((items, row) => assert.equal(rowOf(column, row), items.map(Number)));
      const again = decodeBatch(codec, encodeBatch(codec, { items: column }));
      values.forEach((items, row) => assert.equal(again.value(row).items, items));
    }
  });

  test('bools of four bytes are written in their byte order', () => {
    const exact = bool(u32, { exact: true });
    for (const [element, one] of [
      [exact, [1, 0, 0, 0]],
      [be(exact), [0, 0, 0, 1]],
    ] as const) {
      const codec = createCodec(struct('BOOLS', { n: u8, items: array(element, 'n') }), options);
      const stream = Uint8Array.of(2, 0, 0, 0, 0, ...one);
      const items = packed(decodeBatch(codec, stream), 'items');
      assert.equal([...items.data], [0, 1]);
      assert.equal(encodeBatch(codec, { items }), stream);
    }
  });

  test('a row that overlaps or precedes the one before it is packed as it says', () => {
    const data = Uint8Array.from({ length: 300_000 }, (_, i) => i * 13);
    const ranges = {
      data,
      offsets: Uint32Array.of(299_999, 0, 5, 299_000, 2, 900_000),
      lengths: Uint32Array.of(1, 10, 10, 1000, 250_000, 0),
    };
    const column = pack(reader, ranges, blob);
    for (let row = 0; row < 6; row++) {
      const at = ranges.offsets[row] as number;
      const want = data.slice(at, at + (ranges.lengths[row] as number));
      assert.equal(column.data.slice(column.offsets[row], column.offsets[row + 1]), want, `row ${row}`);
    }
  });

  test('more than 2 GiB is refused before anything is allocated: at and one above', () => {
    const data = new Uint8Array(2 ** 20);
    const rangesOf = (last: number): ListColumn => {
      const lengths = new Uint32Array(2048).fill(2 ** 20);
      lengths[2047] = last;
      return { data, offsets: new Uint32Array(2048), lengths };
    };
    assert.is(assertPackable(rangesOf(2 ** 20 - 1), blob), 0x7fffffff);
    const error = codecError(() => pack(reader, rangesOf(2 ** 20), blob));
    assert.is(error?.code, 'ERR_LENGTH');
    assert.is(error?.path, 'data');
    assert.is(error?.want, 2 ** 31);
    assert.is(
      codecError(() => assertPackable({ ...rangesOf(0), data: data.subarray(1) }, blob))?.code,
      'ERR_STALE_BATCH',
    );
  });

  test('columns that are not packed say so', async () => {
    const batch = decodeBatch(chunks, await readFixture('vectors/doc-table-2.chunks.bin'));
    const codeOf = (run: () => unknown): string | undefined => codecError(run)?.code;
    assert.is(
      codeOf(() => packed(batch, 'PrivateDriverDataSize' as never)),
      'ERR_USAGE',
    );
    assert.is(
      codeOf(() => packed(batch, 'Nothing' as never)),
      'ERR_USAGE',
    );
    assert.is(
      codeOf(() => texts(batch, payload as never)),
      'ERR_USAGE',
    );
    const pairs = createCodec(struct('P', { n: u8, items: array(struct('I', { a: u8 }), 'n') }), options);
    assert.is(
      codeOf(() => packed(decodeBatch(pairs, Uint8Array.of(1, 2)), 'items' as never)),
      'ERR_USAGE',
    );
  });

  test('packed columns to encode: their offsets ascend inside the data', async () => {
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    const batch = decodeBatch(chunks, stream).copy();
    const { offsets, data } = packed(batch, payload);
    const encode = (column: unknown): Uint8Array =>
      encodeBatch(chunks, { ...batch.columns, [payload]: column as PackedColumn });
    assert.equal(encode({ offsets, data }), stream);
    const codeWith = (index: number, value: number): string | undefined => {
      const wrong = offsets.slice();
      wrong[index] = value;
      return codecError(() => encode({ offsets: wrong, data }))?.code;
    };
    const last = offsets.length - 1;
    assert.is(codeWith(last, data.length + 1), 'ERR_DATA_OVERRUN');
    assert.is(codeWith(1, (offsets[2] as number) + 1), 'ERR_DATA_OVERRUN');
    assert.is(codeWith(0, -1), 'ERR_DATA_OVERRUN');
    assert.is(codecError(() => encode({ offsets: offsets.subarray(1), data }))?.code, 'ERR_LENGTH');
    assert.is(codecError(() => encode({ offsets: new Int32Array(0), data }))?.code, 'ERR_TYPE');
    assert.is(codecError(() => encode({ offsets, data: new Uint16Array(data.length) }))?.code, 'ERR_TYPE');
    const fixed = createCodec(struct('F', { a: bytes(2) }), options);
    const fixedCode = (end: number): string | undefined =>
      codecError(() => encodeBatch(fixed, { a: { offsets: Int32Array.of(0, end), data: new Uint8Array(3) } }))?.code;
    assert.equal([1, 2, 3].map(fixedCode), ['ERR_LENGTH', undefined, 'ERR_LENGTH']);
  });

  test('a batch whose memory was used again is stale', () => {
    const batch = decodeBatch(chunks, new Uint8Array(28), { borrow: true });
    const kept = batch.copy();
    decodeBatch(chunks, new Uint8Array(56));
    if (engine.name !== 'reference') assert.is(codecError(() => packed(batch, payload))?.code, 'ERR_STALE_BATCH');
    assert.equal([...packed(kept, payload).offsets], [0, 0]);
    assert.instance(
      codecError(() => packed(batch, '?' as never)),
      CastbufError,
    );
  });
});

const blob: Packing = {
  path: 'data',
  conversion: 0,
  flags: 0,
  trimUnit: 0,
  unitBytes: 1,
  kind: 'bytes',
  encoding: undefined,
};
