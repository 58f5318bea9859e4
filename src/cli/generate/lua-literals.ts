/** A string of Lua: control characters and what is not ASCII as the bytes of UTF-8, so that no editor changes them. */
export function luaString(text: string): string {
  const bytes = [...new TextEncoder().encode(text)].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    return byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, '0')}` : character;
  });
  return `"${bytes.join('')}"`;
}

/** A mask for the fields of Wireshark; those of 64 bits are no numbers of Lua 5.2. */
export function luaMask(mask: bigint): string {
  return mask > 0xffff_ffffn ? `UInt64.fromhex("${mask.toString(16)}")` : `0x${mask.toString(16)}`;
}

/** `offset + 24`. */
export function plus(place: string, bytes: number): string {
  return bytes === 0 ? place : `${place} + ${bytes}`;
}
