/** A string of Lua: control characters and what is not ASCII as the bytes of UTF-8, so that no editor changes them. */
export function luaString(text: string): string {
  const bytes = [...new TextEncoder().encode(text)].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    return byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, '0')}` : character;
  });
  return `"${bytes.join('')}"`;
}

/** `offset + 24`. */
export function plus(place: string, bytes: number): string {
  return bytes === 0 ? place : `${place} + ${bytes}`;
}
