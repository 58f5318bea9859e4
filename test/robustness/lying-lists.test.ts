import * as assert from 'uvu/assert';
import { array, bytes, struct, u16, u32, u8, type AnyType, type ListColumn } from '../../src/surface.js';
import { engineSuite, sampled } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { decodeBatch, encodeBatch, encodeBatchInto, inputOf, outputOf } from '../harness/batches.js';

/* Lists of columns whose lengths are not true, far after rows that are good. */

const ROWS = 30_000;

engineSuite('a list length that lies', (test, { createCodec, needs }) => {
  const codec = createCodec(struct('L', { n: u32, d: bytes('n') }, { pack: 1 }) as AnyType);
  const aligned = createCodec(struct('L', { n: u32, d: bytes('n') }, { startAlign: 8 }) as AnyType);

  function columnsWith(lie: number, row: number, offset = 0): { d: ListColumn } {
    const offsets = new Uint32Array(ROWS).fill(3);
    const lengths = new Uint32Array(ROWS).fill(5);
    lengths[row] = lie;
    offsets[row] = offset;
    return { d: { data: new Uint8Array(100), offsets, lengths } };
  }

  for (const row of sampled([17, 0, ROWS - 1, 20_000])) {
    test(`in row ${row} of ${ROWS}: ERR_DATA_OVERRUN, and what is one byte less is written`, () => {
      for (const one of [codec, aligned]) {
        for (const lie of sampled([101, 0x7fffffff, 0x80000000, 0xffffffff])) {
          const target = new Uint8Array(64);
          for (const call of [
            () => encodeBatch(one, columnsWith(lie, row)),
            () => encodeBatchInto(one, columnsWith(lie, row), target),
            () => encodeBatch(one, columnsWith(lie - 50, row, 51)),
          ]) {
            const error = codecError(call);
            assert.is(error?.code, 'ERR_DATA_OVERRUN');
            assert.match(String(error?.message), `row ${row} `);
          }
        }
        const good = decodeBatch(one, encodeBatch(one, columnsWith(100, row)));
        assert.is(good.error, undefined);
        assert.is((good.columns['d'] as ListColumn).lengths[row], 100);
      }
    });
  }

  test('a list that begins behind its data, and an empty one, which may lie anywhere', () => {
    assert.is(codecError(() => encodeBatch(codec, columnsWith(1, 9000, 0xffffffff)))?.code, 'ERR_DATA_OVERRUN');
    assert.is(codecError(() => encodeBatch(codec, columnsWith(1, 9000, 100)))?.code, 'ERR_DATA_OVERRUN');
    assert.is(encodeBatch(codec, columnsWith(0, 9000, 0xffffffff)).length, ROWS * 9 - 5);
  });

  test('written where it lies, to a target that is too small for what it claims', () => {
    const rows = 20_000;
    outputOf(codec, 4096);
    const input = inputOf(codec, rows * 6);
    for (let row = 0; row < rows; row++) input.set([2, 0, 0, 0, 7, 7], row * 6);
    const { columns } = decodeBatch(codec, input, { borrow: true });
    const { lengths } = columns['d'] as ListColumn;
    const target = outputOf(codec, 4096);
    assert.is(codecError(() => encodeBatchInto(codec, columns, target))?.code, 'ERR_TARGET_TOO_SMALL');
    lengths[rows - 1] = 0xffffffff;
    assert.is(codecError(() => encodeBatchInto(codec, columns, target))?.code, 'ERR_DATA_OVERRUN');
  });

  test('a list that is no list', () => {
    const good = { data: new Uint8Array(4), offsets: Uint32Array.of(0), lengths: Uint32Array.of(2) };
    assert.is(encodeBatch(codec, { d: good }).length, 6);
    for (const wrong of [
      5,
      null,
      'd',
      [],
      {},
      { ...good, data: [1, 2, 3, 4] },
      { ...good, data: new Uint16Array(2) },
      { ...good, offsets: [0] },
      { ...good, lengths: Int32Array.of(2) },
      { ...good, lengths: new Uint32Array(2) },
      new Proxy(good.data, {}),
    ]) {
      assert.is(codecError(() => encodeBatch(codec, { d: wrong as never }))?.code, 'ERR_TYPE');
    }
  });

  test('lists that share their bytes may make more than there is memory for: ERR_LIMIT_MEMORY, not a RangeError', () => {
    const wide = createCodec(struct('W', { n: u32, d: array(u8, 'n') }, { pack: 1 }) as AnyType);
    const rows = 1200;
    const data = new Uint8Array(16 * 1024 * 1024 - 4);
    const lengths = new Uint32Array(rows).fill(data.length);
    const d = { data, offsets: new Uint32Array(rows), lengths };
    assert.is(codecError(() => encodeBatch(wide, { d }))?.code, 'ERR_LIMIT_MEMORY');
  });

  test('a fixed array that no input is long enough for', () => {
    needs('batches of rows of gigabytes: linear memory has room for eight rows');
    for (const type of [array(u8, 0x7fffffff), array(u16, 0x3fffffff), bytes(0x7fffffff)]) {
      const huge = createCodec(struct('H', { A: type }) as AnyType);
      const batch = decodeBatch(huge, new Uint8Array(100));
      assert.equal([batch.rowCount, batch.error?.code, batch.error?.have], [0, 'ERR_TRUNCATED_HEADER', 100]);
      assert.is(codecError(() => huge.decode(new Uint8Array(100)))?.code, 'ERR_TRUNCATED_HEADER');
      assert.is(decodeBatch(huge, new Uint8Array(0)).error, undefined);
      assert.is(decodeBatch(huge, inputOf(huge, 100), { columns: [] }).error?.code, 'ERR_TRUNCATED_HEADER');
    }
  });

  test('rows so wide that eight of them would not fit are read one by one', () => {
    const limits = { messageBytes: 0x7fffffff };
    const wide = createCodec(struct('H', { A: array(u8, 3_000_001), B: u8 }) as AnyType, { limits });
    const stream = new Uint8Array(3 * 3_000_002);
    stream.forEach((_, at) => (stream[at] = at % 251));
    const batch = decodeBatch(wide, stream);
    assert.is(batch.rowCount, 3);
    const [A, B] = [batch.columns['A'] as Uint8Array, batch.columns['B'] as Uint8Array];
    for (const row of [0, 1, 2]) {
      assert.is(A[row * 3_000_001 + 3_000_000], (row * 3_000_002 + 3_000_000) % 251);
      assert.is(B[row], (row * 3_000_002 + 3_000_001) % 251);
    }
    assert.is(decodeBatch(wide, stream, { columns: ['B'] }).columns['B']?.constructor, Uint8Array);
  });
});
