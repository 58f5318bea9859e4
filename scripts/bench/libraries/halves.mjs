/** A 64-bit unit of two bit-fields, and integers that a library cannot read, are read as two 32-bit halves and joined for the check. */

export function completed(/** @type {any} */ object) {
  const { IdLow, IdHigh, Modes } = object;
  const whole = { ...object };
  whole[Modes === undefined ? 'FrameNumber' : 'Id'] = IdLow + (IdHigh & 0xff) * 2 ** 32;
  whole[Modes === undefined ? 'PartNumber' : 'Part'] = IdHigh >>> 8;
  if (Modes === undefined) return whole;
  for (const name of ['Stamp', 'Total'])
    whole[name] ??= BigInt(object[`${name}Low`]) | (BigInt(object[`${name}High`]) << 32n);
  return { ...whole, Mode: Modes & 15, Rate: Modes >>> 4 };
}

/** Members of both records for libraries that read this wire format: name, kind. */
export const MEMBERS = {
  W1: [
    ['ChunkType', 'u32'],
    ['Padding', 'u32'],
    ['IdLow', 'u32'],
    ['IdHigh', 'u32'],
    ['ProcessingTime', 'u32'],
    ['EncodeRate', 'u32'],
    ['PrivateDriverDataSize', 'u32'],
  ],
  W1b: [
    ['Kind', 'u8'],
    ['Flags', 'u8'],
    ['Port', 'u16'],
    ['Sequence', 'u32'],
    ['Stamp', 'u64'],
    ['Level', 'f64'],
    ['IdLow', 'u32'],
    ['IdHigh', 'u32'],
    ['Errors', 'u32'],
    ['Modes', 'u32'],
    ['ReservedA', 'u64'],
    ['ReservedB', 'u64'],
    ['Total', 'u64'],
  ],
};
