/** Place of the first NUL unit at or after `from`; where there is none, of the first unit that does not end before `end`. */
export function findNul(view: DataView, from: number, end: number, unit: number): number {
  let at = from;
  if (unit === 1) while (at < end && view.getUint8(at) !== 0) at++;
  else while (end - at >= 2 && view.getUint16(at) !== 0) at += 2;
  return at;
}

/** Bytes of so many units, exactly where 64 bits are enough. @param exact the same as an integer */
export function countedBytes(units: number, unitBytes: number, exact: bigint): number {
  const bytes = units * unitBytes;
  return Number.isSafeInteger(bytes) || exact >= 2n ** 64n ? bytes : Number(exact);
}
