/** The record of the first decode, and its type. */

export const RECORD = Uint8Array.from({ length: 32 }, (_, index) => (index === 24 ? 4 : index < 24 ? index : 0));

export function firstType(/** @type {any} */ { struct, bytes, u32, u64 }) {
  const fields = { ChunkType: u32, Id: u64, Time: u32, Rate: u32, Size: u32, Data: bytes('Size', { declared: 1 }) };
  return struct('FIRST', fields);
}

/** @throws Error where the record was not read */
export function assertFirst(/** @type {number} */ rate, /** @type {number} */ dataBytes) {
  if (rate !== 0x17161514 || dataBytes !== 4) throw new Error(`wrong: ${rate}, ${dataBytes} bytes`);
}
