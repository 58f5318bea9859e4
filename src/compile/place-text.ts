/** A place `bytes` after another: `plus('at', 4)` is `at + 4`, `plus('0', 4)` is `4`. */
export function plus(place: string, bytes: number): string {
  if (bytes === 0) return place;
  if (/^\d+$/.test(place)) return String(Number(place) + bytes);
  const known = / \+ (\d+)$/.exec(place);
  if (known === null) return `${place} + ${bytes}`;
  return `${place.slice(0, known.index)} + ${Number(known[1]) + bytes}`;
}

/** Bytes from a place to another one behind it. */
export function roomText(end: string, base: string, offset: number): string {
  return offset === 0 ? `${end} - ${base}` : `${end} - ${base} - ${offset}`;
}
