/** The best JavaScript for W4: one DataView, 32-bit stores, payloads a word at a time; its target is there already. */

const TWO_TO_32 = 2 ** 32;

/** @returns {number} bytes written to `target`, which has 4 bytes of room after them */
export function encodeW4(
  /** @type {DataView} */ target,
  /** @type {any} */ [type, frame, part, time, rate, size],
  /** @type {DataView} */ data,
  /** @type {Uint32Array} */ payload,
) {
  const end = target.byteLength - 4;
  const rows = type.length;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const bytes = size[row];
    if (end - at < 28 + bytes) break;
    const number = frame[row];
    const high = (number / TWO_TO_32) | 0;
    target.setInt32(at, type[row], true);
    target.setInt32(at + 4, 0, true);
    target.setUint32(at + 8, number - high * TWO_TO_32, true);
    target.setInt32(at + 12, high | (part[row] << 8), true);
    target.setInt32(at + 16, time[row], true);
    target.setInt32(at + 20, rate[row], true);
    target.setInt32(at + 24, bytes, true);
    const to = at + 28;
    const from = /** @type {number} */ (payload[row]);
    const words = bytes & ~3;
    for (let i = 0; i < words; i += 4) target.setInt32(to + i, data.getInt32(from + i, true), true);
    for (let i = words; i < bytes; i++) target.setUint8(to + i, data.getUint8(from + i));
    at = to + bytes;
  }
  return at;
}
