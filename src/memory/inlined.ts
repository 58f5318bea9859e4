/** What `textOfKernel` in scripts/bundle.mjs added to every byte. It may have added 256 more, which no byte keeps. */
const FIRST_CHARACTER = 0x28;

/** The bytes of a module that the build inlined. Decoded on each call, which happens once. */
export function bytesOfText(text: string): Uint8Array {
  // The loop runs once and so in the interpreter, where a callback for each byte costs three times as much, and names of the module twice.
  const characters = text;
  const byteCount = characters.length;
  const bytes = new Uint8Array(byteCount);
  for (let index = 0; index < byteCount; index++) bytes[index] = characters.charCodeAt(index) - FIRST_CHARACTER;
  return bytes;
}
