/** The same elements in the other byte order. */
export function swapped(bytes: Uint8Array, unit: number): Uint8Array {
  return bytes.map((_, at) => bytes[at - (at % unit) + unit - 1 - (at % unit)] as number);
}
