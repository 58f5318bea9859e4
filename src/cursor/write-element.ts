import * as K from '../../assembly/core/layout.js';
import { type ColumnArray, overflows } from '../schema/index.js';
import { fitsLeaf, floatOfLeaf, isLittle, writeLeaf, type LeafBits } from './leaf.js';

/** Writes an element of a column, floats as bits: one that passes through a variable may lose those of a NaN. False where it does not fit. */
export function writeElement(values: ColumnArray, index: number, leaf: LeafBits, view: DataView, at: number): boolean {
  const value = Number(values[index]);
  if ((leaf.flags & K.F_FLOAT) === 0) {
    const isRight = fitsLeaf(leaf, value);
    if (isRight) writeLeaf(view, at, leaf, value);
    return isRight;
  }
  const format = floatOfLeaf(leaf);
  if (overflows(format, value)) return false;
  const elements = new DataView(values.buffer, values.byteOffset + index * values.BYTES_PER_ELEMENT);
  format.fromColumn(elements, 0, view, at, isLittle(leaf));
  return true;
}
