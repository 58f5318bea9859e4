import * as assert from 'uvu/assert';
import { engineSuite, readFixture } from '../harness/index.js';
import { VECTORS, asPrinted, membersOf, vectorRows } from './vector-rows.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

/** Bytes of a stream that hold values: in these, padding or unused arms are not zero. */
const DIRTY = new Set(['chunks-dirty-padding', 'statistics-dirty']);

engineSuite('golden vectors', (test, { createCodec }) => {
  for (const vector of VECTORS) {
    const { name, type, abi, rows: rowCount } = vector;

    test(`${name}: every value, row by row and in columns`, async () => {
      const codec = createCodec(type, { abi });
      const stream = await readFixture(`vectors/${name}.bin`);
      const rows = await vectorRows(vector);
      assert.is(rows.length, rowCount);
      const batch = decodeBatch(codec, stream);
      assert.is(batch.error, undefined);
      assert.is(batch.rowCount, rowCount);
      assert.is(batch.consumedBytes, stream.length);
      const { offsets, lengths } = batch;
      rows.forEach((row, index) => {
        const expected = membersOf(row);
        if (row['offset'] !== undefined) assert.is(offsets[index], row['offset']);
        if (row['length'] !== undefined) assert.is(lengths[index], row['length']);
        assert.equal(asPrinted(batch.value(index), expected), expected, `row ${index}`);
      });
    });

    test(`${name}: encodes back byte for byte`, async () => {
      const codec = createCodec(type, { abi });
      const stream = await readFixture(`vectors/${name}.bin`);
      const batch = decodeBatch(codec, stream).copy();
      const values = Array.from({ length: batch.rowCount }, (_, row) => batch.value(row));
      const encoded = encodeBatch(codec, values);
      if (!DIRTY.has(name)) return assert.equal(encoded, stream);
      assert.is(encoded.length, stream.length);
      const again = decodeBatch(codec, encoded);
      values.forEach((value, row) => assert.equal(again.value(row), value, `row ${row}`));
    });

    test(`${name}: columns encode back byte for byte`, async () => {
      const codec = createCodec(type, { abi });
      const stream = await readFixture(`vectors/${name}.bin`);
      const encoded = encodeBatch(codec, decodeBatch(codec, stream).copy().columns);
      if (DIRTY.has(name)) assert.is(encoded.length, stream.length);
      else assert.equal(encoded, stream);
    });
  }
});
