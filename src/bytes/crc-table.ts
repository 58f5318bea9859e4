/**
 * The remainders of all bytes: entry `byte` is what the register becomes when it holds nothing but that byte. Of a reflected CRC the register's bits are the other way
 * round; otherwise they lie at the upper end of 32.
 */
export function crcTable(width: number, poly: number, isReflected: boolean): Int32Array {
  const divisor = isReflected ? reversedBits(poly, width) : poly << (32 - width);
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let register = isReflected ? byte : byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      if (isReflected) register = (register >>> 1) ^ ((register & 1) === 0 ? 0 : divisor);
      else register = (register << 1) ^ (register < 0 ? divisor : 0);
    }
    return register;
  });
}

/** The same of a CRC of up to 64 bits, whose register otherwise lies at the upper end of 64. */
export function wideCrcTable(width: number, poly: bigint, isReflected: boolean): BigInt64Array {
  const divisor = isReflected ? wideReversedBits(poly, width) : poly << BigInt(64 - width);
  return BigInt64Array.from({ length: 256 }, (_, byte) => {
    let register = isReflected ? BigInt(byte) : BigInt(byte) << 56n;
    for (let bit = 0; bit < 8; bit++) {
      if (isReflected) register = (register >> 1n) ^ ((register & 1n) === 0n ? 0n : divisor);
      else register = BigInt.asUintN(64, register << 1n) ^ (register >> 63n === 0n ? 0n : divisor);
    }
    return register;
  });
}

/** The lowest `width` bits in the other order. */
export function wideReversedBits(value: bigint, width: number): bigint {
  let reversed = 0n;
  for (let bit = 0; bit < width; bit++) reversed = (reversed << 1n) | ((value >> BigInt(bit)) & 1n);
  return reversed;
}

/** The lowest `width` bits in the other order. */
export function reversedBits(value: number, width: number): number {
  let reversed = 0;
  for (let bit = 0; bit < width; bit++) reversed |= ((value >>> bit) & 1) << (width - 1 - bit);
  return reversed;
}
