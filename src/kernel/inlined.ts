import base64 from 'castbuf:kernel';

/** The release kernel that the build inlined. Decoded on each call, which happens once. */
export function inlinedKernel(): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
