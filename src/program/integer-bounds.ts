/** Least and most of the integers of `width` bits. */
export function integerBounds(width: number, isSigned: boolean): [least: bigint, most: bigint] {
  const bits = BigInt(width);
  return isSigned ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
}
