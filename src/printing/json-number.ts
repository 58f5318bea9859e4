import { CastbufError, shownValue } from '../errors/index.js';
import { integerBounds, type LeafShape } from '../program/index.js';
import { isBigint } from '../schema/index.js';

/**
 * The notation of numbers, which is that of the command line's rows:
 *
 *   a member whose declared type has 64 bits   "18446744073709551615"   a string, its bit-fields too
 *   any other integer                          42
 *   a float                                    1.5, or "NaN" "Infinity" "-Infinity" "-0", which JSON has no numbers for
 */

export function isWideNotation({ leaf: { bytes, scalar } }: LeafShape): boolean {
  return isBigint(scalar.format, bytes);
}

/** JSON.stringify makes null of NaN and the infinities, and 0 of -0. */
export function floatNotation(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

export function wrongType(path: string, want: string, have: unknown): CastbufError {
  return new CastbufError('ERR_TYPE', `give ${want}, not ${shownValue(have)}`, { path });
}

/** @throws CastbufError ERR_OUT_OF_RANGE for a number that the leaf's bits cannot hold, or that is not whole */
export function assertFitsLeaf({ leaf: { width, scalar } }: LeafShape, value: number | bigint, path: string): void {
  assertFits(value, integerBounds(width, scalar.format === 'signed'), path);
}

export function assertFits(value: number | bigint, [least, most]: readonly [bigint, bigint], path: string): void {
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (isWhole && value >= least && value <= most) return;
  const want = value < least ? least : most;
  const hint = isWhole
    ? `${value} is not from ${least} to ${most}`
    : `${value} is no whole number that a double holds exactly; it must be from ${least} to ${most}`;
  throw new CastbufError('ERR_OUT_OF_RANGE', hint, { path, want, have: value });
}
