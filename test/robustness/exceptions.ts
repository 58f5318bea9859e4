/**
 * Bits of a message that a decoded value does not hold, so that encode writes others: all there are. README.md lists the same, by the same
 * names, and `free-bits.ts` says where they lie. Everything else comes back bit for bit.
 */
export const EXCEPTIONS = [
  'padding',
  'unused bytes of a tagged union',
  'unused room of a part with a `capacity`',
  'bytes after the NUL of a text of fixed size',
  'a `bool` that is neither 0 nor 1',
  'the payload of a NaN',
] as const;

export type Exception = (typeof EXCEPTIONS)[number];
