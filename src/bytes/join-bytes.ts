import { allocateBytes } from './allocate.js';

/** The parts one after the other; `bytes` is what they have together. A single part is given as it is. */
export function joinBytes(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : joinedCopy(parts, bytes);
}

/** The same, and always a copy. */
export function joinedCopy(parts: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const whole = allocateBytes(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
