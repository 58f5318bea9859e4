import * as assert from 'uvu/assert';
import { bytes, i8, recordSet, struct, tagged, u16, u32, u8, type CastbufError } from '../../src/surface.js';
import { decodeBatch, encodeBatch, inputOf } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';

/* Whose the bytes of a value are: its own, or its own part of a block that it shares with others. */

const Chunk = struct('CHUNK', { id: u16, size: u32, data: bytes('size') }, { pack: 1 });

/** Below, at and above each length from which on bytes are copied in another way. */
const SIZES = [
  0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49, 127, 128, 129, 1000, 8191, 8192, 8193, 20_000,
];
/** Rows that fill more than one block of every size. */
const ROWS = SIZES.length * 12;
const BLOCK_BYTES = 64 * 1024;

const sizeOf = (row: number): number => SIZES[(row * 7) % SIZES.length] as number;
const byteOf = (row: number, at: number): number => (row * 31 + at * 7 + (at >> 8)) & 0xff;
const dataOf = (row: number): Uint8Array => Uint8Array.from({ length: sizeOf(row) }, (_, at) => byteOf(row, at));

/** The records, written by hand. */
function chunks(rows: number): Uint8Array {
  const total = Array.from({ length: rows }, (_, row) => 6 + sizeOf(row)).reduce((sum, each) => sum + each, 0);
  const records = new Uint8Array(total);
  const view = new DataView(records.buffer);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    view.setUint16(at, row, true);
    view.setUint32(at + 2, sizeOf(row), true);
    records.set(dataOf(row), at + 6);
    at += 6 + sizeOf(row);
  }
  return records;
}

/** What Node's Buffer is: its `slice` shows the same memory. */
class ShowingSlice extends Uint8Array {
  override slice(from?: number, end?: number): Uint8Array<ArrayBuffer> {
    return this.subarray(from, end) as Uint8Array<ArrayBuffer>;
  }
}

/** A difference of long arrays takes long to print. */
function assertBytes(have: Uint8Array, want: Uint8Array, what: string): void {
  const isSame = have.length === want.length && have.every((byte, at) => byte === want[at]);
  assert.ok(isSame, `${what}: ${have.length} bytes are not the ${want.length} that were written`);
}

interface ChunkValue {
  readonly id: number;
  readonly size: number;
  readonly data: Uint8Array;
}

function assertChunks(values: readonly ChunkValue[], what: string): void {
  values.forEach(({ id, size, data }, row) => {
    assert.equal([id, size], [row, sizeOf(row)], what);
    assertBytes(data, dataOf(row), `${what}: row ${row}`);
  });
}

engineSuite('values and the memory of their bytes', (test, { createCodec, createSetCodec, name: engine, needs }) => {
  const codec = createCodec(Chunk);
  const stream = chunks(ROWS);

  const inputs: Record<string, () => Uint8Array> = {
    'an array': () => stream.slice(),
    'a part of a buffer': () => {
      const around = new Uint8Array(stream.length + 5);
      around.set(stream, 3);
      return around.subarray(3, -2);
    },
    'an array whose slice copies nothing': () => new ShowingSlice(stream),
    'shared memory': () => {
      const shared = new Uint8Array(new SharedArrayBuffer(stream.length));
      shared.set(stream);
      return shared;
    },
    'linear memory': () => {
      const memory = inputOf(codec, stream.length);
      memory.set(stream);
      return memory;
    },
  };

  for (const [name, input] of Object.entries(inputs)) {
    for (const options of [undefined, {}, { slice: false }, { slice: true }]) {
      test(`bytes of ${name}, ${JSON.stringify(options)}: values stay when everything else changes`, () => {
        const given = input();
        const batch = decodeBatch(codec, given, { borrow: true });
        const values = Array.from({ length: ROWS }, (_, row) => batch.value(row, options));
        given.fill(0xee);
        decodeBatch(codec, new Uint8Array(100_000).fill(3));
        assertChunks(values, 'after the input is overwritten');
        // Each has bytes that nobody else has.
        values.forEach(({ data }, row) => data.fill(row));
        values.forEach(({ data }, row) =>
          assert.ok(
            data.every((byte) => byte === (row & 0xff)),
            `row ${row}`,
          ),
        );
        for (const { data } of values) {
          assert.instance(data.buffer, ArrayBuffer);
          assert.is(Object.getPrototypeOf(data), Uint8Array.prototype);
          // Those of a compiled codec are views of one copy of the stream.
          if (engine === 'compiled' && options?.slice !== true) continue;
          const isOwn = options?.slice === true || data.length > 8192;
          if (isOwn) assert.is(data.buffer.byteLength, data.length);
          else assert.ok(data.buffer.byteLength <= BLOCK_BYTES && data.byteOffset % 8 === 0);
        }
      });
    }
  }

  test('a few values share a small block, many a few large ones', () => {
    needs('payloads copied one by one');
    const small = createCodec(struct('SMALL', { data: bytes(40) }));
    const blocksOf = (rows: number): number[] => {
      const batch = decodeBatch(small, new Uint8Array(40 * rows));
      const values = Array.from({ length: rows }, (_, row) => batch.value(row).data.buffer);
      return [...new Set(values)].map(({ byteLength }) => byteLength);
    };
    assert.equal(blocksOf(1), [1024]);
    assert.equal(blocksOf(25), [1024]);
    assert.equal(blocksOf(26), [1024, 2048]);
    assert.equal(blocksOf(10_000), [
      1024,
      2048,
      4096,
      8192,
      16_384,
      32_768,
      ...Array.from({ length: 6 }, () => BLOCK_BYTES),
    ]);
  });

  test('the same row twice: one value does not show what is done to the other', () => {
    const batch = decodeBatch(codec, stream);
    const [one, other] = [batch.value(5), batch.value(5)];
    one.data.fill(0xaa);
    assertBytes(other.data, dataOf(5), 'row');
    assertBytes(batch.value(5).data, dataOf(5), 'row');
  });

  test('a value is of the bytes as they are when it is asked for', () => {
    needs('payloads copied one by one');
    const given = chunks(20);
    const batch = decodeBatch(codec, given);
    const before = batch.value(12);
    const at = batch.offsets[13] as number;
    given.fill(0x77, at + 6, at + 6 + sizeOf(13));
    assertBytes(batch.value(13).data, new Uint8Array(sizeOf(13)).fill(0x77), 'what was written');
    for (const row of batch.rows()) row.id = 9;
    assert.is(batch.value(12).id, 9);
    assert.is(before.id, 12);
  });

  test('a payload whose buffer is given away takes those beside it along, and none that come later', () => {
    const batch = decodeBatch(codec, stream);
    const empty = batch.value(0).data;
    assert.is(empty.length, 0);
    structuredClone(empty, { transfer: [empty.buffer as ArrayBuffer] });
    assertBytes(batch.value(0).data, dataOf(0), 'empty again');
    assertBytes(decodeBatch(codec, stream).value(0).data, dataOf(0), 'of another batch');
    const given = batch.value(2);
    structuredClone(given.data, { transfer: [given.data.buffer as ArrayBuffer] });
    assert.is(given.data.length, 0);
    for (let row = 0; row < 30; row++) assertBytes(batch.value(row).data, dataOf(row), 'row');
    const own = batch.value(3, { slice: true });
    const beside = batch.value(4, { slice: true });
    structuredClone(own.data, { transfer: [own.data.buffer as ArrayBuffer] });
    assertBytes(beside.data, dataOf(4), 'row');
  });

  test('a message that is decoded has bytes of its own', () => {
    const message = chunks(1 + 3).subarray(0);
    const batch = decodeBatch(codec, message);
    for (let row = 0; row < 4; row++) {
      const record = message.slice(batch.offsets[row] as number, (batch.offsets[row] as number) + 6 + sizeOf(row));
      const value = codec.decode(new ShowingSlice(record));
      const plain = codec.decode(record);
      record.fill(0xee);
      for (const { data } of [value, plain]) {
        assertBytes(data, dataOf(row), 'decoded');
        assert.is(data.buffer.byteLength, data.length);
      }
    }
  });

  test('a count that was overwritten shows no neighbour, and spoils no later value', () => {
    for (let row = 0; row < 6; row++) {
      const given = chunks(6);
      const batch = decodeBatch(codec, given);
      const at = batch.offsets[row] as number;
      new DataView(given.buffer).setUint32(at + 2, 0xffff_ffff, true);
      assertBytes(batch.value(row).data, dataOf(row), 'the bytes of the record, and no more');
      const other = (row + 1) % 6;
      assertBytes(batch.value(other).data, dataOf(other), 'the next');
    }
    const Signed = createCodec(struct('SIGNED', { size: i8, data: bytes('size') }));
    const given = Uint8Array.of(2, 5, 6, 1, 7);
    const signed = decodeBatch(Signed, given);
    given[0] = 0xff;
    assert.is(signed.value(0).data.length, 0);
    assert.equal([...signed.value(1).data], [7]);
  });

  test('a tag that was overwritten selects no arm that the record has no room for', () => {
    const arms = tagged('t', { small: [1, u8], large: [2, u32] }, { sized: true });
    const given = Uint8Array.of(1, 7, 2, 1, 2, 3, 4, 9);
    const batch = decodeBatch(createCodec(struct('ARMS', { t: u8, u: arms }, { pack: 1 })), given);
    assert.equal(batch.value(0).u, { small: 7 });
    given[0] = 2;
    const [row] = batch.rows();
    const [asValue, asRow] = [() => batch.value(0), () => row?.u.large].map((run) => codecError(run));
    assert.equal(
      [asValue?.code, asValue?.path, asValue?.want, asValue?.have],
      ['ERR_TARGET_TOO_SMALL', 'u.large', 5, 2],
    );
    assert.is(asValue?.message, asRow?.message);
    given[0] = 3;
    assert.equal(batch.value(0).u, { raw: Uint8Array.of(7) });
  });

  test('input that is gone is ERR_STALE_BATCH, and values that were made stay', () => {
    const given = chunks(6);
    const batch = decodeBatch(codec, given);
    const value = batch.value(1);
    structuredClone(given, { transfer: [given.buffer] });
    for (const options of [undefined, { slice: true }])
      assert.is(codecError(() => batch.value(1, options))?.code, 'ERR_STALE_BATCH');
    assertBytes(value.data, dataOf(1), 'row');
  });

  test('options that are not known, and what comes before them', () => {
    const batch = decodeBatch(codec, stream);
    const failed = (run: () => unknown): CastbufError => codecError(run) as CastbufError;
    const unknown = failed(() => batch.value(0, { slices: true } as object));
    assert.is(unknown.code, 'ERR_USAGE');
    assert.match(unknown.message, /value has no option slices; .*slice/);
    assert.match(
      failed(() => batch.value(0, { slice: 1 } as object)).message,
      /slice of value is true or false, not 1/,
    );
    assert.is(failed(() => batch.value(ROWS, { slice: true })).code, 'ERR_USAGE');
    assertBytes(batch.value(ROWS - 1, { slice: true }).data, dataOf(ROWS - 1), 'row');
    decodeBatch(codec, stream, { into: batch });
    for (const row of [0, ROWS])
      for (const options of [undefined, { slice: true }])
        assert.is(failed(() => batch.value(row, options)).code, 'ERR_STALE_BATCH');
  });

  test('values of several types', () => {
    const set = createSetCodec(
      recordSet('id', { One: [1, Chunk], Two: [2, struct('TWO', { id: u16, data: bytes(40) }, { pack: 1 })] }),
    );
    const given = encodeBatch(set, [
      { type: 'One', value: { id: 1, data: Uint8Array.of(1, 2, 3) } },
      { type: 'Two', value: { id: 2, data: new Uint8Array(40).fill(7) } },
      { type: 'One', value: { id: 1, data: Uint8Array.of(4) } },
    ]);
    const batch = decodeBatch(set, given);
    for (const options of [undefined, { slice: true }]) {
      const values = [0, 1, 2].map((row) => batch.value(row, options));
      assert.equal(
        values.map(({ type, value }) => [type, ...value.data.slice(0, 3)]),
        [
          ['One', 1, 2, 3],
          ['Two', 7, 7, 7],
          ['One', 4],
        ],
      );
      const isOwn = values.every(({ value: { data } }) => data.buffer.byteLength === data.length);
      assert.is(isOwn, options !== undefined);
    }
    assert.is(codecError(() => batch.value(0, { sliced: true } as object))?.code, 'ERR_USAGE');
  });
});
