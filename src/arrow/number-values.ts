import { allocateBytes, swapped } from '../bytes/index.js';
import { readLeaf, readWideLeaf } from '../cursor/index.js';
import { ARRAY_OF, isReversed, leafFlags, leafKind } from '../program/index.js';
import { isBigint, scalarOf, type ColumnArray, type Leaf } from '../schema/index.js';

const TWO_32 = 0x1_0000_0000;

/** Integers of 33 to 53 bits, which are doubles in a column, as 64-bit integers. */
export function wideIntegers(values: Float64Array): BigInt64Array<ArrayBuffer> {
  const wide = new BigInt64Array(allocateBytes(values.length * 8).buffer);
  const halves = new Int32Array(wide.buffer);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    const high = Math.floor(value / TWO_32);
    halves[2 * index] = value - high * TWO_32;
    halves[2 * index + 1] = high;
  }
  return wide;
}

/** Numbers as records have them, as an array of them. */
export function numbersOf(bytes: Uint8Array<ArrayBuffer>, leaf: Leaf): ColumnArray {
  const { scalar, bytes: unit } = leaf;
  const array = ARRAY_OF[leafKind(leaf)];
  const count = bytes.length / unit;
  const flags = leafFlags(leaf, unit);
  const isCopied = scalarOf(scalar.format, unit, scalar.exponent)?.how === 'copied' && array.BYTES_PER_ELEMENT === unit;
  if (isCopied) return new array((isReversed({ flags }) ? swapped(bytes, unit) : bytes).buffer, 0, count);
  const numbers = new array(count);
  const view = new DataView(bytes.buffer);
  const bits = { bytes: unit, shift: 0, width: unit * 8, flags };
  const isWide = isBigint(scalar.format, unit);
  for (let index = 0; index < count; index++) {
    const at = index * unit;
    numbers[index] = isWide ? readWideLeaf(view, at, bits) : readLeaf(view, at, bits);
  }
  return numbers;
}
