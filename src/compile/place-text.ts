/** A place `bytes` after another: `plus('at', 4)` is `at + 4`, `plus('at', -4)` is `at - 4`, `plus('0', 4)` is `4`. */
export function plus(place: string, bytes: number): string {
  if (bytes === 0) return place;
  if (/^\d+$/.test(place)) return String(Number(place) + bytes);
  const known = / \+ (\d+)$/.exec(place);
  const from = known === null ? place : place.slice(0, known.index);
  const sum = Number(known?.[1] ?? 0) + bytes;
  if (sum === 0) return from;
  return sum < 0 ? `${from} - ${-sum}` : `${from} + ${sum}`;
}

/** Bytes from the record to a place. */
export function fromRecord(base: string, offset: number): string {
  return base === 'at' ? String(offset) : plus(`${base} - at`, offset);
}

/** Bytes from the record to where so many bytes end. */
export function endText(base: string, offset: number, bytes: string): string {
  return /^\d+$/.test(bytes) ? fromRecord(base, offset + Number(bytes)) : `${fromRecord(base, offset)} + ${bytes}`;
}

/** Where so many bytes end that begin at a place. */
export function placeAfter(base: string, offset: number, bytes: string): string {
  return /^\d+$/.test(bytes) ? plus(base, offset + Number(bytes)) : `${plus(base, offset)} + ${bytes}`;
}

/** Bytes from `offset` bytes after a place to another one after it. */
export function roomText(end: string, base: string, offset: number): string {
  const known = / \+ (\d+)$/.exec(base);
  const [place, bytes] = known === null ? [base, offset] : [base.slice(0, known.index), offset + Number(known[1])];
  return bytes === 0 ? `${end} - ${place}` : `${end} - ${place} - ${bytes}`;
}

export function minusText(text: string, bytes: number): string {
  return bytes === 0 ? text : `${text} - ${bytes}`;
}

export function timesText(units: string, bytes: number): string {
  if (/^\d+$/.test(units)) return String(Number(units) * bytes);
  return bytes === 1 ? units : `${bracketed(units)} * ${bytes}`;
}

/** An expression as an operand. */
export function bracketed(text: string): string {
  return /^[\w.]*(?:\([^()]*\))?$/.test(text) || bare(text) !== text ? text : `(${text})`;
}

/** An expression without brackets around all of it. */
export function bare(text: string): string {
  if (!text.startsWith('(')) return text;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at === text.length - 1 ? bare(text.slice(1, -1)) : text;
  }
  return text;
}
