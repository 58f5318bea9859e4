import { float16, type ColumnArray } from '../schema/index.js';

/*
 * Floats of a column as bits: one that passes through a variable may lose those of a NaN.
 */

/** Writes a single. */
export function copySingle(view: DataView, at: number, singles: ColumnArray, index: number, isLittle = false): void {
  const single = singles[index] as number;
  if (single === single) view.setFloat32(at, single, isLittle);
  else view.setUint32(at, elementOf(singles, index).getUint32(0, true), isLittle);
}

/** Writes a single as a float of 2 bytes, which it does not overflow. @param exponent bits of its exponent */
export function copyFloat16(
  view: DataView,
  at: number,
  singles: ColumnArray,
  index: number,
  exponent: number,
  isLittle = false,
): void {
  float16(exponent).fromColumn(elementOf(singles, index), 0, view, at, isLittle);
}

function elementOf({ buffer, byteOffset }: ColumnArray, index: number): DataView {
  return new DataView(buffer, byteOffset + index * 4, 4);
}
