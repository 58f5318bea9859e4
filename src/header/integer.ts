/** Integer types of C expressions, and arithmetic that wraps as they do. */
export interface IntegerType {
  readonly bytes: 1 | 2 | 4 | 8;
  readonly isSigned: boolean;
}

export interface IntegerValue {
  readonly value: bigint;
  readonly type: IntegerType;
}

export const INT: IntegerType = { bytes: 4, isSigned: true };
export const UNSIGNED_INT: IntegerType = { bytes: 4, isSigned: false };
export const INT64: IntegerType = { bytes: 8, isSigned: true };
export const UNSIGNED_INT64: IntegerType = { bytes: 8, isSigned: false };

export function wrapped(value: bigint, type: IntegerType): IntegerValue {
  const bits = type.bytes * 8;
  return { value: type.isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value), type };
}

/** The type that both sides of an operator are converted to. */
export function commonType(one: IntegerType, other: IntegerType): IntegerType {
  const [left, right] = [promoted(one), promoted(other)];
  if (left.bytes === right.bytes) return left.isSigned ? right : left;
  return left.bytes > right.bytes ? left : right;
}

export function promoted(type: IntegerType): IntegerType {
  return type.bytes < 4 ? INT : type;
}

const LITERAL = /^(0[xX][0-9a-fA-F']+|0[bB][01']+|0[0-7']*|[1-9][0-9']*)([uUlLiIzZ0-9]*)$/;
const SUFFIX = /^(?:[uU]?(?:[lL]{0,2}|[iI](?:8|16|32|64)|[zZ])|[lL]{1,2}[uU]|[zZ][uU])$/;

/** The value of an integer literal under types of the given width for `long`; undefined where it is none. */
export function integerLiteral(text: string, longBytes: 4 | 8): IntegerValue | undefined {
  const [, digits, suffix = ''] = LITERAL.exec(text) ?? [];
  if (digits === undefined || !SUFFIX.test(suffix)) return undefined;
  const plain = digits.replaceAll("'", '');
  const isDecimal = !plain.startsWith('0');
  const value = BigInt(/^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain);
  if (value >= 1n << 64n) return undefined;
  const isUnsigned = /u/i.test(suffix);
  const explicit = /i(8|16|32|64)$/i.exec(suffix)?.[1];
  const least = explicit === '64' || /ll|z/i.test(suffix) ? 8 : /l/i.test(suffix) ? longBytes : 4;
  for (const bytes of [4, 8] as const) {
    if (bytes < least) continue;
    if (!isUnsigned && value < 1n << BigInt(bytes * 8 - 1)) return { value, type: { bytes, isSigned: true } };
    if ((isUnsigned || !isDecimal || bytes === 8) && value < 1n << BigInt(bytes * 8)) {
      return { value, type: { bytes, isSigned: false } };
    }
  }
  return undefined;
}

const ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
};

/** Code units of a quoted literal without its quotes, escapes resolved. */
export function codeUnits(content: string): number[] {
  const units: number[] = [];
  for (const [, escape, plain] of content.matchAll(/\\(x[0-9a-fA-F]+|u[0-9a-fA-F]{4}|[0-7]{1,3}|[^])|([^\\])/g)) {
    if (plain !== undefined) units.push(plain.charCodeAt(0));
    else if (escape !== undefined) units.push(escapeValue(escape));
  }
  return units;
}

function escapeValue(escape: string): number {
  if (/^[xu]./.test(escape)) return Number.parseInt(escape.slice(1), 16);
  if (/^[0-7]/.test(escape)) return Number.parseInt(escape, 8);
  return ESCAPES[escape] ?? escape.charCodeAt(0);
}

/** What the target says of characters. */
export interface CharacterModel {
  readonly isCharSigned: boolean;
  readonly wide: IntegerType;
}

/** The type of the units of a literal: `'A'` and `u8`, `u`, `U`, and `L`, whose width is the target's. */
export function unitOf(text: string, { wide, isCharSigned }: CharacterModel): IntegerType {
  const prefix = /^[^'"]*/.exec(text)?.[0];
  if (prefix === 'L') return wide;
  if (prefix === 'u') return { bytes: 2, isSigned: false };
  if (prefix === 'U') return UNSIGNED_INT;
  return { bytes: 1, isSigned: isCharSigned };
}

/** `'A'` is an int; `'ldiT'` one that the first character leads; `L'A'` a wide character. */
export function characterLiteral(text: string, model: CharacterModel): IntegerValue {
  const units = codeUnits(text.slice(text.indexOf("'") + 1, -1));
  const type = unitOf(text, model);
  if (type.bytes > 1) return wrapped(BigInt(units[0] ?? 0), type);
  if (units.length === 1) return wrapped(wrapped(BigInt(units[0] as number), type).value, INT);
  return wrapped(
    units.reduce((sum, unit) => (sum << 8n) | BigInt(unit & 0xff), 0n),
    INT,
  );
}

/** The value of a floating-point literal and its bytes; undefined where it is none. `long double` counts as a double. */
export function realLiteral(text: string): { value: number; bytes: 4 | 8 } | undefined {
  const [, digits, suffix = ''] = /^((?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?)([fFlL]?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return { value: Number.parseFloat(digits), bytes: suffix.toLowerCase() === 'f' ? 4 : 8 };
}

/** The content of a string literal, prefix and quotes gone. */
export function stringLiteral(text: string): string {
  const units = codeUnits(text.slice(text.indexOf('"') + 1, -1));
  return units.map((unit) => String.fromCharCode(unit)).join('');
}

/** Values are numbers where a number is exact. */
export function plainNumber(value: bigint): number | bigint {
  return BigInt.asIntN(54, value) === value ? Number(value) : value;
}

/** Enumerators as plain numbers, in their order. */
export function plainNumbers(values: ReadonlyMap<string, bigint>): Record<string, number | bigint> {
  return Object.fromEntries([...values].map(([name, value]) => [name, plainNumber(value)]));
}
