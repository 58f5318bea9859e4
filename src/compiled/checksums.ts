/*
 * Checksums of the bytes [start, end) of a view, in which those of the checksum itself, [hole, holeEnd), count as 0.
 */

type Table = Int32Array | undefined;

let crc32Table: Table;
let crc32cTable: Table;

// Reflected, as the bits of a byte are taken from the least significant on.
export function crc32(view: DataView, start: number, end: number, hole: number, holeEnd: number): number {
  return crc(view, start, end, hole, holeEnd, (crc32Table ??= tableOf(0xedb88320)));
}

export function crc32c(view: DataView, start: number, end: number, hole: number, holeEnd: number): number {
  return crc(view, start, end, hole, holeEnd, (crc32cTable ??= tableOf(0x82f63b78)));
}

/** The sum modulo 256. */
export function sum8(view: DataView, start: number, end: number, hole: number, holeEnd: number): number {
  let total = 0;
  for (let at = start; at < end; at++) if (at < hole || at >= holeEnd) total += view.getUint8(at);
  return total & 0xff;
}

/** What makes the sum modulo 256 zero. */
export function sumToZero8(view: DataView, start: number, end: number, hole: number, holeEnd: number): number {
  return -sum8(view, start, end, hole, holeEnd) & 0xff;
}

/** The remainders of all bytes by a polynomial. */
function tableOf(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ ((remainder & 1) === 0 ? 0 : polynomial);
    return remainder;
  });
}

function crc(view: DataView, start: number, end: number, hole: number, holeEnd: number, table: Int32Array): number {
  let remainder = -1;
  for (let at = start; at < end; at++) {
    const byte = at >= hole && at < holeEnd ? 0 : view.getUint8(at);
    remainder = (remainder >>> 8) ^ (table[(remainder ^ byte) & 0xff] as number);
  }
  return ~remainder >>> 0;
}
