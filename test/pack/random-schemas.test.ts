import * as assert from 'uvu/assert';
import type { PackedColumn } from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { randomMessages } from '../robustness/mutants.js';
import { difference } from '../robustness/same-value.js';
import { codecError } from './codec-error.js';
import { decodeBatch, packed } from '../harness/batches.js';

const SEED = 20261128;
const MESSAGES = rounds(800, 60);

/** The elements that a value has when it is packed; undefined for one that is not there (an arm that is not selected). */
function elementsOf(value: unknown): unknown[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return [...new TextEncoder().encode(value)];
  return [...(value as ArrayLike<unknown> & Iterable<unknown>)].map((one) =>
    typeof one === 'boolean' ? Number(one) : one,
  );
}

/** Of elements of arrays, which a path does not name, the members of all. */
function valueAt(record: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>(memberOf, record);
}

function memberOf(at: unknown, key: string): unknown {
  if (Array.isArray(at)) return at.map((element) => memberOf(element, key));
  return (at as Record<string, unknown> | undefined)?.[key];
}

function rowOf({ offsets, data }: PackedColumn, row: number): unknown[] {
  return [...data.subarray(offsets[row], offsets[row + 1])];
}

engineSuite('packed columns of random schemas', (test, { createCodec }) => {
  test(`each row is what value has (seed ${SEED})`, () => {
    let compared = 0;
    for (const { type, abi, bytes, name } of randomMessages(createCodec, MESSAGES, SEED)) {
      const codec = createCodec(type, { abi });
      const batch = decodeBatch(codec, bytes).copy();
      for (const { path, guard, kind, ranges } of codec.columns) {
        let column: PackedColumn | undefined;
        const refused = codecError(() => void (column = packed(batch, path)));
        if (column === undefined) {
          assert.is(refused?.code, 'ERR_USAGE');
          continue;
        }
        assert.is(column.offsets.length, batch.rowCount * ranges + 1, path);
        for (let row = 0; row < batch.rowCount * ranges; row++) {
          const held = valueAt(batch.value(Math.floor(row / ranges)), path);
          // Each range of an array of them is a row.
          const value = kind === 'bytes' ? [held].flat(64)[row % ranges] : held;
          const isGuid = typeof value === 'string' && /^[0-9a-f]{8}-/.test(value);
          const want = guard !== undefined || isGuid ? undefined : elementsOf(value);
          if (want === undefined) continue;
          // A pointer of 32 bits is a bigint in values only.
          const isWide = column.data instanceof BigUint64Array || column.data instanceof BigInt64Array;
          const numbers = want.map((one) => (typeof one === 'bigint' && !isWide ? Number(one) : one));
          const found = difference(rowOf(column, row), numbers);
          if (found !== undefined) throw new Error(`${path} row ${row}: ${found}\n  ${name}`);
          compared += numbers.length;
        }
      }
    }
    assert.ok(compared > MESSAGES / 2, `${compared} elements were compared`);
  });
});
