import * as assert from 'uvu/assert';
import { array, be, le, packedAbi, struct, u8 } from '../../src/index.js';
import { numberType, SCALARS } from '../../src/schema/scalars.js';
import { engineSuite } from '../harness/index.js';
import { decodeBatch, packed } from '../harness/batches.js';

/** Elements of each row. */
const COUNTS = [3, 0, 1, 40, 2];

/** Rows of that many elements of `size` bytes. No two bytes of an element are equal, so that none can take another one's place unseen. */
function stream(size: number): Uint8Array {
  const rows = COUNTS.map((count, row) => [
    count,
    ...Array.from({ length: count * size }, (_, at) => (at * 37 + row * 11 + 129) & 0xff),
  ]);
  return Uint8Array.from(rows.flat());
}

engineSuite('packed arrays of each number type', (test, { createCodec }) => {
  for (const scalar of SCALARS.values()) {
    for (const order of [le, be]) {
      test(`${order.name} ${scalar.name}: each element is the one that value has`, () => {
        const type = order(numberType(scalar));
        const abi = packedAbi(1);
        const { size } = createCodec(struct('One', { value: type }), { abi }).layout;
        const codec = createCodec(struct('List', { count: u8, list: array(type, 'count') }), { abi });
        const batch = decodeBatch(codec, stream(size));
        assert.is(batch.rowCount, COUNTS.length, batch.error?.message);
        const { data, offsets } = packed(batch, 'list');
        COUNTS.forEach((count, row) => {
          const values = [...(batch.value(row).list as Iterable<unknown>)];
          assert.is(values.length, count);
          const elements = [...data.subarray(offsets[row], offsets[row + 1])];
          assert.equal(
            elements,
            values.map((value) => (typeof value === 'boolean' ? Number(value) : value)),
          );
        });
      });
    }
  }
});
