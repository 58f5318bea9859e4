/*
 * What is checked has to be what is read: bytes that another thread may write in between are copied first.
 */

export function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

/** The same bytes, or a copy where they are shared. */
export function unshared(bytes: Uint8Array): Uint8Array {
  return isShared(bytes.buffer) ? new Uint8Array(bytes) : bytes;
}
