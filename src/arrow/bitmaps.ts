/* Bitmaps as Arrow has them: bit `index % 8` of byte `index >> 3`. */

export function isSet(bitmap: Uint8Array, index: number): boolean {
  return (((bitmap[index >> 3] as number) >> (index & 7)) & 1) === 1;
}

/** A bit for each value that is not 0. */
export function bitsOf(values: ArrayLike<number>, count: number): Uint8Array {
  const bits = new Uint8Array((count + 7) >> 3);
  for (let index = 0; index < count; index++) {
    if (values[index] !== 0) bits[index >> 3] = (bits[index >> 3] as number) | (1 << (index & 7));
  }
  return bits;
}

/** Of the first `count` bits those that are 0. */
export function zerosIn(bitmap: Uint8Array, count: number): number {
  let ones = 0;
  for (let index = 0; index < count; index++) if (isSet(bitmap, index)) ones++;
  return count - ones;
}

/** Bits that are set in both; undefined stands for all of them. */
export function both(one: Uint8Array | undefined, other: Uint8Array | undefined): Uint8Array | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.map((bits, at) => bits & (other[at] as number));
}
