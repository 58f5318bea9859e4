const FIRST_CHARACTER = 0x28;
const LAST_ASCII_CHARACTER = 0x7e;
const CHARACTERS_NOT_USED: readonly number[] = ['\\', "'", '<'].map((character) => character.charCodeAt(0));

/**
 * A kernel as a string literal, a character for each byte: small bytes, which are the most, become ASCII; the others, and those that would need an escape or
 * could end a script in HTML, letters that are 256 higher. After gzip that is a quarter less than base64. `bytesOfKernel` of the run time reads it.
 */
export function kernelText(wasm: Uint8Array): string {
  const characters = Array.from(wasm, (byte) => {
    const code = byte + FIRST_CHARACTER;
    const isPlain = code <= LAST_ASCII_CHARACTER && !CHARACTERS_NOT_USED.includes(code);
    return String.fromCharCode(isPlain ? code : code + 256);
  });
  return `'${characters.join('')}'`;
}
