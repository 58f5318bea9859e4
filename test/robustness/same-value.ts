/** In an expected value: something is there, and what it is follows from where the engine laid things. */
export const DERIVED = Symbol('derived');

/** In an expected value: something may be there. */
export const ANYTHING = Symbol('anything');

/**
 * Where two values differ, or undefined. NaN is NaN, -0 is not 0, a bigint is no number, and a member that is undefined is
 * no member.
 */
export function difference(expected: unknown, actual: unknown, path = ''): string | undefined {
  if (expected === ANYTHING) return undefined;
  if (expected === DERIVED) return actual === undefined ? `${path} is missing` : undefined;
  if (Object.is(expected, actual)) return undefined;
  // Text only where they differ: columns are long.
  const differ = (): string => `${path || 'the value'}: expected ${shown(expected)}, is ${shown(actual)}`;
  if (!isObject(expected) || !isObject(actual)) return differ();
  if (ArrayBuffer.isView(expected) || Array.isArray(expected)) {
    if (!isList(actual) || !isList(expected) || actual.length !== expected.length) return differ();
    if (expected.constructor !== actual.constructor) return differ();
    if (expected instanceof Uint8Array && isSameBytes(expected, actual as Uint8Array)) return undefined;
    for (let i = 0; i < expected.length; i++) {
      if (Object.is(expected[i], actual[i])) continue;
      const found = difference(expected[i], actual[i], `${path}[${i}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isList(actual)) return differ();
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const key of keys) {
    const [wanted, had] = [(expected as Row)[key], (actual as Row)[key]];
    const found = wanted === undefined && had === undefined ? undefined : difference(wanted, had, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Streams are long, and nearly always the same. */
function isSameBytes(expected: Uint8Array, actual: Uint8Array): boolean {
  for (let at = 0; at < expected.length; at++) if (expected[at] !== actual[at]) return false;
  return true;
}

type Row = Record<string, unknown>;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isList(value: object): value is object & ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** A value on one line, with bigints, NaN, -0 and bytes. */
export function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (Object.is(value, -0)) return '-0';
  if (!isObject(value)) return String(value);
  if (isList(value)) {
    const name = Array.isArray(value) ? '' : value.constructor.name;
    return `${name}[${Array.from(value, shown).join(', ')}]`;
  }
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${key}: ${shown(member)}`)
    .join(', ')} }`;
}
