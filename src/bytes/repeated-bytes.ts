/** Bytes one after the other, again and again. @param length of all of them, a multiple of those */
export function repeatedBytes(bytes: ArrayLike<number>, length: number): Uint8Array {
  const all = new Uint8Array(length);
  for (let at = 0; at < length; at += bytes.length) all.set(bytes, at);
  return all;
}
