/*
 * Another thread may write shared bytes between a check and a read, so they are copied before both.
 */

export function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

/** The same bytes, or a copy where they are shared. */
export function unshared(bytes: Uint8Array): Uint8Array {
  return isShared(bytes.buffer) ? new Uint8Array(bytes) : bytes;
}
