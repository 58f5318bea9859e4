import { crcTable, reversedBits } from '../bytes/index.js';

/** A checksum of the bytes [start, end) of a view, in which those of the checksum itself, [hole, holeEnd), count as 0. */
type Checksum = (view: DataView, start: number, end: number, hole: number, holeEnd: number) => number;

/** A CRC; its parameters are those of `crc`. Its table is made when it is first needed. */
export function crcOf(
  width: number,
  poly: number,
  init: number,
  reflectIn: boolean,
  reflectOut: boolean,
  xorOut: number,
): Checksum {
  let known: Int32Array | undefined;
  const first = reflectIn ? reversedBits(init, width) : init << (32 - width);
  return (view, start, end, hole, holeEnd) => {
    const table = (known ??= crcTable(width, poly, reflectIn));
    let register = first;
    for (let at = start; at < end; at++) {
      const byte = at >= hole && at < holeEnd ? 0 : view.getUint8(at);
      if (reflectIn) register = (register >>> 8) ^ (table[(register ^ byte) & 0xff] as number);
      else register = (register << 8) ^ (table[(register >>> 24) ^ byte] as number);
    }
    if (!reflectIn) register >>>= 32 - width;
    return ((reflectIn === reflectOut ? register : reversedBits(register, width)) ^ xorOut) >>> 0;
  };
}

/** The sum modulo 2^bits. */
export function sumOf(bits: number): Checksum {
  return (view, start, end, hole, holeEnd) => {
    let total = 0;
    for (let at = start; at < end; at++) if (at < hole || at >= holeEnd) total += view.getUint8(at);
    return total % 2 ** bits;
  };
}

/** What makes the sum modulo 2^bits zero. */
export function sumToZeroOf(bits: number): Checksum {
  const sum = sumOf(bits);
  return (view, start, end, hole, holeEnd) => (2 ** bits - sum(view, start, end, hole, holeEnd)) % 2 ** bits;
}

/** Adler's and Fletcher's: sums of units of 1 or 2 bytes, and of these sums. `first` is what the first sum is before the first unit; the second one has the upper bits of the result. */
export function twoSumsOf(modulus: number, first: number, unit: number, bits: number): Checksum {
  return (view, start, end, hole, holeEnd) => {
    let low = first;
    let high = 0;
    const byteAt = (at: number): number => (at >= end || (at >= hole && at < holeEnd) ? 0 : view.getUint8(at));
    for (let at = start; at < end; at += unit) {
      low = (low + byteAt(at) + (unit === 1 ? 0 : byteAt(at + 1) * 256)) % modulus;
      high = (high + low) % modulus;
    }
    return high * 2 ** (bits / 2) + low;
  };
}

/** The complement of the sum of 16-bit words in network order: RFC 1071. */
export function internetSum(view: DataView, start: number, end: number, hole: number, holeEnd: number): number {
  let total = 0;
  for (let at = start; at < end; at++) {
    if (at < hole || at >= holeEnd) total += view.getUint8(at) * ((at - start) % 2 === 0 ? 256 : 1);
  }
  while (total > 0xffff) total = (total % 0x10000) + Math.floor(total / 0x10000);
  return total ^ 0xffff;
}

/** All bytes joined by exclusive or. */
export function xor8(view: DataView, start: number, end: number, hole: number, holeEnd: number): number {
  let bits = 0;
  for (let at = start; at < end; at++) if (at < hole || at >= holeEnd) bits ^= view.getUint8(at);
  return bits;
}
