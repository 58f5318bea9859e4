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

export function timesText(units: string, bytes: number): string {
  return bytes === 1 ? units : `${bracketed(units)} * ${bytes}`;
}

/** An expression as an operand. */
export function bracketed(text: string): string {
  return /^[\w.]*(?:\([^()]*\))?$/.test(text) ? text : `(${text})`;
}
