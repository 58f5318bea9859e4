/** What a value is, for errors. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object'
    ? (value.constructor?.name ?? 'an object')
    : typeof value === 'string'
      ? `'${value.slice(0, 40)}'`
      : `${typeof value}`;
}
