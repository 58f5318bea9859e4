import * as K from '../../assembly/core/layout.js';
import type { SummedBytes } from '../writing/index.js';

/** A checksum as a u32; the two sums are below 256. */
export function checksumOf(algorithm: number, summed: SummedBytes): number {
  switch (algorithm) {
    case K.CRC_32:
      return crc(summed, tableFor(CRC_32_POLYNOMIAL));
    case K.CRC_32C:
      return crc(summed, tableFor(CRC_32C_POLYNOMIAL));
    case K.SUM_8:
      return sum(summed) & 0xff;
    default:
      return -sum(summed) & 0xff;
  }
}

// Reflected, as the bits of a byte are taken from the least significant on.
const CRC_32_POLYNOMIAL = 0xedb88320;
const CRC_32C_POLYNOMIAL = 0x82f63b78;

const tables = /* @__PURE__ */ new Map<number, Int32Array>();

/** The remainders of all bytes by a polynomial, made when they are first needed. */
function tableFor(polynomial: number): Int32Array {
  const known = tables.get(polynomial);
  if (known !== undefined) return known;
  const table = Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ ((remainder & 1) === 0 ? 0 : polynomial);
    return remainder;
  });
  tables.set(polynomial, table);
  return table;
}

function crc({ bytes, start, end, hole, holeEnd }: SummedBytes, table: Int32Array): number {
  let remainder = -1;
  for (let at = start; at < end; at++) {
    const byte = at >= hole && at < holeEnd ? 0 : (bytes[at] as number);
    remainder = (remainder >>> 8) ^ (table[(remainder ^ byte) & 0xff] as number);
  }
  return ~remainder >>> 0;
}

function sum({ bytes, start, end, hole, holeEnd }: SummedBytes): number {
  let total = 0;
  for (let at = start; at < end; at++) {
    if (at < hole || at >= holeEnd) total = (total + (bytes[at] as number)) & 0xff;
  }
  return total;
}
