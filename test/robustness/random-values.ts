import type { Choices } from './choices.js';

/** What encode is given, and what decode then shows. */
export interface DrawnValue {
  readonly given: unknown;
  readonly expected: unknown;
}

export function same(value: unknown): DrawnValue {
  return { given: value, expected: value };
}

const EDGES = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32].map(BigInt);
const SAFE = 2n ** 53n;

/** An integer of `width` bits; the edges of its range and of the safe integers more often than others. */
export function drawInteger(choices: Choices, width: number, isSigned: boolean): bigint {
  const least = isSigned ? -(1n << BigInt(width - 1)) : 0n;
  const most = (1n << BigInt(isSigned ? width - 1 : width)) - 1n;
  if (choices.chance(40)) return least + choices.bits(width);
  const near = [SAFE - 1n, SAFE, SAFE + 1n, -SAFE + 1n, -SAFE, -SAFE - 1n, -1n];
  const edges = [...EDGES, most, most - 1n, least, least + 1n, ...near];
  return choices.pick(edges.filter((edge) => edge >= least && edge <= most));
}

/** An integer leaf: a bigint where it is wide, and then sometimes given as a number. */
export function drawLeafInteger(choices: Choices, width: number, isSigned: boolean, isWide: boolean): DrawnValue {
  const value = drawInteger(choices, width, isSigned);
  return integerValue(choices, value, isWide);
}

export function integerValue(choices: Choices, value: bigint, isWide: boolean): DrawnValue {
  if (!isWide) return same(Number(value));
  const isSafe = value < SAFE && value > -SAFE;
  return { given: isSafe && choices.chance(30) ? Number(value) : value, expected: value };
}

const FLOATS = [
  0,
  -0,
  1,
  -1.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** -149,
  2 ** -126,
  3.4028234663852886e38,
  16777217,
  0.1,
  Number.MIN_VALUE,
];
const DOUBLES = [
  ...FLOATS,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MAX_SAFE_INTEGER,
  2 ** 53 + 2,
  Number.EPSILON,
  2 ** -1022,
];

/** Numbers that a float of 2 bytes does not make infinite, by the bits of its exponent. */
const SMALL_FLOATS: Readonly<Record<number, readonly number[]>> = {
  5: [0, -0, 1, -1.5, NaN, Infinity, -Infinity, 2 ** -24, 2 ** -25, 2 ** -14, -65504, 65519, 0.1, 2049, 2051],
  8: [
    0,
    -0,
    1,
    -1.5,
    NaN,
    Infinity,
    -Infinity,
    2 ** -133,
    2 ** -134,
    2 ** -126,
    -3.3e38,
    3.39e38,
    0.1,
    257,
    259,
    65520,
  ],
};

/** The values from 0 on, by their bits, of floats of 2 bytes with so many bits of exponent. */
function finiteFloats(exponent: number): readonly number[] {
  const fraction = 15 - exponent;
  const end = 2 ** fraction;
  const bias = 2 ** (exponent - 1) - 1;
  return Array.from({ length: 0x8000 - end }, (_, bits) =>
    bits < end ? bits * 2 ** (1 - bias - fraction) : 2 ** ((bits >> fraction) - bias) * (1 + (bits & (end - 1)) / end),
  );
}

const FINITE: Readonly<Record<number, readonly number[]>> = { 5: finiteFloats(5), 8: finiteFloats(8) };

/** The nearest float of 2 bytes, by looking at all; of two that are as near, the one with even bits. */
export function nearestSmallFloat(value: number, exponent: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const finite = FINITE[exponent] as readonly number[];
  const above = finite.findIndex((one) => one >= Math.abs(value));
  if (above < 0) return Math.sign(value) * (finite.at(-1) as number); // of those that do not overflow
  const [low, high] = [finite[above - 1] as number, finite[above] as number];
  const [below, beyond] = [Math.abs(value) - low, high - Math.abs(value)];
  const isLow = below < beyond || (below === beyond && above % 2 === 1);
  const nearest = isLow ? low : high;
  return value < 0 ? -nearest : nearest;
}

/** A float of `bytes` bytes. @param exponent bits of its exponent, where it has 2 bytes */
export function drawFloat(choices: Choices, bytes: number, exponent: number): DrawnValue {
  if (bytes === 2) {
    const small = choices.pick(SMALL_FLOATS[exponent] as readonly number[]);
    return { given: small, expected: nearestSmallFloat(small, exponent) };
  }
  const value = choices.pick(bytes === 4 ? FLOATS : DOUBLES);
  return { given: value, expected: bytes === 4 ? Math.fround(value) : value };
}

export function drawBytes(choices: Choices, length: number): Uint8Array {
  const isPlain = choices.chance(50);
  return Uint8Array.from({ length }, (_, i) => (isPlain ? i + 1 : choices.below(256)));
}

/** Characters by the bytes that they take, of an encoding. */
const CHARACTERS = {
  ascii: ['a', '~', ' ', '\x7f', '\x80', 'ÿ', '\n'],
  'utf-8': ['a', 'é', '€', '😀', '\ufeff', '\u{10ffff}', '\ufffd', '\x7f', '߿'],
  'utf-16le': ['a', 'é', '€', '😀', '\ufeff', '\ud800', '\udfff', '\uffff', 'ā'],
  'utf-16be': ['a', 'é', '€', '😀', '\ufeff', '\ud800', '\udfff', '\uffff', 'Ā'],
} as const;

/** A text of at most `units` code units; with `nul` it may hold NULs. */
export function drawText(
  choices: Choices,
  encoding: keyof typeof CHARACTERS,
  units: number,
  hasNul: boolean,
  sizeOf: (text: string) => number,
): string {
  const wanted = choices.chance(50) ? units : choices.between(0, units);
  let text = '';
  for (let i = 0; i < wanted; i++) {
    const next = hasNul && choices.chance(10) ? '\0' : choices.pick(CHARACTERS[encoding]);
    if (sizeOf(text + next) > units) break;
    text += next;
  }
  return text;
}

/** Code units of a text, as a counting member counts them. */
export function unitsOf(text: string, encoding: keyof typeof CHARACTERS): number {
  return encoding === 'utf-8' ? new TextEncoder().encode(text).length : text.length;
}

export function drawGuid(choices: Choices): string {
  const digits = Array.from({ length: 4 }, () => choices.bits(32).toString(16).padStart(8, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
