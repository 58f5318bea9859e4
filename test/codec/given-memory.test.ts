import * as assert from 'uvu/assert';
import { CastbufError, recordSet, struct, u16, u8, type ColumnArray } from '../../src/surface.js';
import { encodeBatchIntoWith } from '../../src/rows-out/index.js';
import { decodeBatch, encodeBatch, encodeBatchInto, inputOf, outputOf, stream, writerOf } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';

const ROWS = Array.from({ length: 50 }, (_, row) => ({ A: row, B: row * 1000 }));
const PAIR = struct('PAIR', { A: u16, B: u16 });

/** Records of two types: 1 has 4 bytes, 2 has 2. */
const SET = recordSet('Kind', {
  Long: [1, struct('LONG', { Kind: u8, Low: u8, High: u16 })],
  Short: [2, struct('SHORT', { Kind: u8, Low: u8 })],
});
const RECORDS = Uint8Array.of(1, 5, 6, 7, 2, 8, 2, 9, 1, 10, 11, 12);

engineSuite('memory that inputOf and outputOf give', (test, { createCodec, createSetCodec, name }) => {
  test('borrowed columns are changed and written where they lie', () => {
    const codec = createCodec(PAIR);
    const bytes = encodeBatch(codec, ROWS);
    outputOf(codec, bytes.length);
    const input = inputOf(codec, bytes.length);
    input.set(bytes);
    const batch = decodeBatch(codec, input, { borrow: true });
    const { B } = batch.columns as Readonly<Record<'B', ColumnArray>>;
    for (let row = 0; row < B.length; row++) B[row] = row + 1;
    const target = outputOf(codec, bytes.length);
    assert.is(encodeBatchInto(codec, batch.columns as never, target), bytes.length);
    const changed = encodeBatch(
      codec,
      ROWS.map(({ A }) => ({ A, B: A + 1 })),
    );
    assert.equal(target.slice(), changed);
    assert.equal([...(batch.columns as typeof batch.columns & { A: ColumnArray }).A].length, ROWS.length);
  });

  test('a stream is decoded from where it was written, although columns may come to lie there', () => {
    const codec = createCodec(PAIR);
    const rows = 200_000;
    const columns = {
      A: Uint16Array.from({ length: rows }, (_, row) => row),
      B: Uint16Array.from({ length: rows }, (_, row) => row * 7),
    };
    const target = outputOf(codec, rows * 4);
    assert.is(encodeBatchInto(codec, columns, target), rows * 4);
    const batch = decodeBatch(codec, target);
    assert.is(batch.rowCount, rows);
    const { A, B } = batch.columns as typeof columns;
    assert.is(
      columns.A.findIndex((a, row) => a !== A[row] || columns.B[row] !== B[row]),
      -1,
    );
    assert.equal(batch.value(rows - 1), { A: (rows - 1) & 0xffff, B: ((rows - 1) * 7) & 0xffff });
  });

  test('a stream goes to the start of any bytes; where they are too few, none is lost', () => {
    const codec = createCodec(PAIR);
    const bytes = encodeBatch(codec, ROWS);
    const target = new Uint8Array(bytes.length + 3).fill(0xaa);
    assert.is(encodeBatchInto(codec, decodeBatch(codec, bytes).columns as never, target), bytes.length);
    assert.equal(target.subarray(0, bytes.length), bytes);
    assert.equal([...target.subarray(bytes.length)], [0xaa, 0xaa, 0xaa]);
    assert.throws(
      () => encodeBatchInto(codec, ROWS, new Uint8Array(bytes.length - 1)),
      (error: unknown) => error instanceof CastbufError && error.code === 'ERR_TARGET_TOO_SMALL',
    );
  });

  test('records of a set lie in it, and come in pieces', async () => {
    const codec = createSetCodec(SET);
    const input = inputOf(codec, RECORDS.length);
    input.set(RECORDS);
    const { of, order } = decodeBatch(codec, input, { borrow: true });
    assert.equal([...order], [0, 1, 1, 0]);
    assert.equal([...of.Long.columns.High], [0x0706, 0x0c0b]);
    const found: [number, number, number[]][] = [];
    const pieces = [RECORDS.subarray(0, 3), RECORDS.subarray(3, 7), RECORDS.subarray(7), Uint8Array.of(1)];
    let error: CastbufError | undefined;
    for await (const batch of stream(codec, pieces, { batchBytes: 1 })) {
      found.push([batch.byteOffset, batch.of.Short.byteOffset, [...batch.of.Short.columns.Low]]);
      error = batch.error;
    }
    assert.equal(found, [
      [0, 0, [8]],
      [6, 6, [9]],
      [12, 12, []],
    ]);
    assert.equal([error?.code, error?.offset], ['ERR_TRUNCATED_HEADER', 12]);
  });

  if (name === 'compiled')
    test('a compiled codec writes no columns over the records of a batch', () => {
      const codec = createCodec(PAIR);
      const bytes = encodeBatch(codec, ROWS);
      const at = decodeBatch(codec, bytes);
      assert.throws(
        () => encodeBatchIntoWith(writerOf, codec, { B: new Uint16Array(ROWS.length) }, bytes, { at }),
        (error: unknown) =>
          error instanceof CastbufError && error.code === 'ERR_USAGE' && /whole records/.test(error.message),
      );
    });
});
