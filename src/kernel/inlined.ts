import text from 'castbuf:kernel';

/** What `textOfKernel` in scripts/bundle.mjs added to every byte. It may have added 256 more, which no byte keeps. */
const FIRST_CHARACTER = 0x28;

/** The release kernel that the build inlined. Decoded on each call, which happens once. */
export function inlinedKernel(): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index) - FIRST_CHARACTER;
  return bytes;
}
