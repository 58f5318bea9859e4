/** A string of TypeScript in single quotes. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}

/** A member's name as a key of an object. */
export function keyText(name: string): string {
  if (name === '__proto__') return "['__proto__']"; // without brackets it would set the prototype
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** Above this, bits say more than digits. */
const LARGEST_DECIMAL = 0xffff;

export function numberText(value: number | bigint): string {
  const suffix = typeof value === 'bigint' ? 'n' : '';
  const isWhole = typeof value === 'bigint' || Number.isInteger(value);
  return isWhole && value > LARGEST_DECIMAL ? `0x${value.toString(16)}${suffix}` : `${value}${suffix}`;
}

/** `{ unit: 'bytes', declared: 1 }`, what is undefined left out; '' where nothing is left. */
export function optionsText(options: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const parts = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? quoted(value) : value}`);
  return parts.length === 0 ? '' : `{ ${parts.join(', ')} }`;
}

/** `name(a, b)`; arguments that are empty are left out. */
export function callText(name: string, ...parts: readonly string[]): string {
  return `${name}(${parts.filter((part) => part !== '').join(', ')})`;
}

/** `{`, the lines two columns to the right, `}`. */
export function blockText(lines: readonly string[]): string {
  if (lines.length === 0) return '{}';
  return `{\n${lines.join('\n').replaceAll(/^(?=.)/gm, '  ')}\n}`;
}
