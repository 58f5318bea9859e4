import { allocateBytes } from './allocate.js';

/** The parts one after the other; `bytes` is what they have together. */
export function joinBytes(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = allocateBytes(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
