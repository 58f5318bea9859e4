import {
  be,
  bf16,
  bits,
  bool,
  bool32,
  bool8,
  bytes,
  enumeration,
  f16,
  f32,
  f64,
  filetime,
  flags,
  guid,
  i16,
  i24,
  i32,
  i64,
  i8,
  le,
  luid,
  magic,
  ntstatus,
  pointer,
  range,
  text,
  u16,
  u24,
  u32,
  u64,
  u8,
  type AnyType,
  type TextEncoding,
} from '../../src/surface.js';
import type { Choices } from './choices.js';
import {
  drawBytes,
  drawFloat,
  drawGuid,
  drawInteger,
  drawLeafInteger,
  drawText,
  integerValue,
  same,
  unitsOf,
  type DrawnValue,
} from './random-values.js';

/** A type as the schema language has it, how it is written, and values that fit it. */
export interface DrawnType {
  readonly type: AnyType;
  readonly source: string;
  readonly value: (choices: Choices) => DrawnValue;
}

/** What every part of a schema is drawn under. */
export interface DrawnUnder {
  readonly pointerBytes: 4 | 8;
  /** The part stands in an arm of an untagged union, whose bytes may be anything: no range, magic or strict enum there. */
  readonly noChecks: boolean;
}

interface Scalar {
  readonly name: string;
  readonly type: AnyType;
  /** 0: a pointer. */
  readonly bytes: number;
  readonly format: 'unsigned' | 'signed' | 'float' | 'bool';
  /** Bits of the exponent of a float of 2 bytes. */
  readonly exponent?: number;
}

const INTEGERS: readonly Scalar[] = [
  { name: 'u8', type: u8, bytes: 1, format: 'unsigned' },
  { name: 'u16', type: u16, bytes: 2, format: 'unsigned' },
  { name: 'u24', type: u24, bytes: 3, format: 'unsigned' },
  { name: 'u32', type: u32, bytes: 4, format: 'unsigned' },
  { name: 'u64', type: u64, bytes: 8, format: 'unsigned' },
  { name: 'i8', type: i8, bytes: 1, format: 'signed' },
  { name: 'i16', type: i16, bytes: 2, format: 'signed' },
  { name: 'i24', type: i24, bytes: 3, format: 'signed' },
  { name: 'i32', type: i32, bytes: 4, format: 'signed' },
  { name: 'i64', type: i64, bytes: 8, format: 'signed' },
];
/** Those that C can declare bit-fields of. */
const BIT_UNITS = INTEGERS.filter(({ bytes }) => bytes !== 3);
const BOOLS: readonly Scalar[] = [
  { name: 'bool8', type: bool8, bytes: 1, format: 'bool' },
  { name: 'bool32', type: bool32, bytes: 4, format: 'bool' },
];
const POINTER: Scalar = { name: 'pointer', type: pointer, bytes: 0, format: 'unsigned' };
const SCALARS: readonly Scalar[] = [
  ...INTEGERS,
  { name: 'f16', type: f16, bytes: 2, format: 'float', exponent: 5 },
  { name: 'bf16', type: bf16, bytes: 2, format: 'float', exponent: 8 },
  { name: 'f32', type: f32, bytes: 4, format: 'float' },
  { name: 'f64', type: f64, bytes: 8, format: 'float' },
  ...BOOLS,
  POINTER,
  { name: 'ntstatus', type: ntstatus, bytes: 4, format: 'signed' },
  { name: 'luid', type: luid, bytes: 8, format: 'signed' },
  { name: 'filetime', type: filetime, bytes: 8, format: 'unsigned' },
];

/** Sometimes in a byte order of its own. */
export function inSomeEndian(choices: Choices, { type, source, ...rest }: DrawnType): DrawnType {
  if (!choices.chance(30)) return { type, source, ...rest };
  const order = choices.pick([be, le] as const);
  return { type: order(type), source: `${order === be ? 'be' : 'le'}(${source})`, ...rest };
}

export function drawScalar(choices: Choices, under: DrawnUnder): DrawnType {
  const scalar = choices.pick(SCALARS);
  return inSomeEndian(choices, { type: scalar.type, source: scalar.name, value: valuesOf(scalar, under) });
}

function valuesOf({ bytes, format, exponent = 0 }: Scalar, { pointerBytes }: DrawnUnder): DrawnType['value'] {
  if (format === 'bool') return (choices) => same(choices.chance(50));
  if (format === 'float') return (choices) => drawFloat(choices, bytes, exponent);
  const width = (bytes || pointerBytes) * 8;
  const isWide = width > 53 || bytes === 0;
  return (choices) => drawLeafInteger(choices, width, format === 'signed', isWide);
}

/** A bit-field's base and width. */
export function drawBits(choices: Choices): DrawnType {
  const scalar = choices.pick([...BIT_UNITS, ...BOOLS]);
  const width = choices.between(1, scalar.bytes * 8);
  return {
    type: bits(scalar.type, width),
    source: `bits(${scalar.name}, ${width})`,
    value: bitValues(scalar, width),
  };
}

function bitValues({ format }: Scalar, width: number): DrawnType['value'] {
  if (format === 'bool') return (choices) => same(choices.chance(50));
  return (choices) => drawLeafInteger(choices, width, format === 'signed', width > 53);
}

/** `bits(base, { … })`: an unnamed group; its values by name. */
export function drawBitGroup(
  choices: Choices,
  names: readonly string[],
): { type: AnyType; source: string; members: { name: string; value: DrawnType['value'] }[] } {
  const scalar = choices.pick(BIT_UNITS);
  const widths: Record<string, number> = {};
  const members = names.map((name) => {
    const width = choices.between(1, scalar.bytes * 8);
    widths[name] = width;
    return { name, value: bitValues(scalar, width) };
  });
  const listed = Object.entries(widths).map(([name, width]) => `${name}: ${width}`);
  return { type: bits(scalar.type, widths), source: `bits(${scalar.name}, { ${listed.join(', ')} })`, members };
}

const NAMED = { NONE: 0, ONE: 1, SEVEN: 7, HUNDRED: 100 };

export function drawNamed(choices: Choices, under: DrawnUnder): DrawnType {
  const scalar = choices.pick(INTEGERS);
  const isFlags = choices.chance(40);
  const strict = !isFlags && !under.noChecks && choices.chance(50);
  const values = scalar.format === 'signed' ? { ...NAMED, MINUS: -3 } : NAMED;
  const isWide = scalar.bytes === 8;
  const known = Object.values(values).map(BigInt);
  const written = `values`;
  const type = isFlags ? flags('NAMED', scalar.type, values) : enumeration('NAMED', scalar.type, values, { strict });
  return inSomeEndian(choices, {
    type,
    source: isFlags
      ? `flags('NAMED', ${scalar.name}, ${written})`
      : `enumeration('NAMED', ${scalar.name}, ${written}, { strict: ${strict} })`,
    value: strict ? (inner) => integerValue(inner, inner.pick(known), isWide) : valuesOf(scalar, under),
  });
}

/** A magic value or a range. */
export function drawChecked(choices: Choices, under: DrawnUnder): DrawnType {
  if (choices.chance(8)) return drawExactBool(choices);
  const isMagic = choices.chance(40);
  if (isMagic && choices.chance(30)) return drawMarked(choices);
  if (!isMagic && choices.chance(30)) return drawFloatRange(choices);
  const scalar = choices.pick([...INTEGERS, POINTER]);
  const width = (scalar.bytes || under.pointerBytes) * 8;
  const isSigned = scalar.format === 'signed';
  const isWide = width > 53 || scalar.bytes === 0;
  const [a, b] = [drawInteger(choices, width, isSigned), drawInteger(choices, width, isSigned)];
  if (isMagic) {
    return inSomeEndian(choices, {
      type: magic(scalar.type, a),
      source: `magic(${scalar.name}, ${a}n)`,
      value: (inner) => {
        const { given, expected } = integerValue(inner, a, isWide);
        return { given: inner.chance(50) ? undefined : given, expected };
      },
    });
  }
  const [least, most] = a < b ? [a, b] : [b, a];
  return inSomeEndian(choices, {
    type: range(scalar.type, least, most),
    source: `range(${scalar.name}, ${least}n, ${most}n)`,
    value: (inner) => {
      const drawn = drawInteger(inner, width, isSigned);
      const held = drawn < least ? least : drawn > most ? most : drawn;
      return integerValue(inner, held, isWide);
    },
  });
}

/** Bytes, a text or a GUID that every message has. */
function drawMarked(choices: Choices): DrawnType {
  const { type, source, value } = drawFixedRange(choices);
  const held = value(choices).expected as string | Uint8Array;
  return {
    type: magic(type, held),
    source: `magic(${source}, ${typeof held === 'string' ? JSON.stringify(held) : `[${held.join(', ')}]`})`,
    value: (inner) => ({ given: inner.chance(50) ? undefined : held, expected: held }),
  };
}

function drawExactBool(choices: Choices): DrawnType {
  const [name, base] = choices.pick([
    ['u8', u8],
    ['u32', u32],
  ] as const);
  return inSomeEndian(choices, {
    type: bool(base, { exact: true }),
    source: `bool(${name}, { exact: true })`,
    value: (inner) => same(inner.chance(50)),
  });
}

function drawFloatRange(choices: Choices): DrawnType {
  const [name, base, least] = choices.pick([
    ['f16', f16, 2 ** -24],
    ['bf16', bf16, 2 ** -133],
    ['f32', f32, 2 ** -149],
    ['f64', f64, 2 ** -149],
  ] as const);
  return inSomeEndian(choices, {
    type: range(base, -1.5, Infinity),
    source: `range(${name}, -1.5, Infinity)`,
    value: (inner) => same(inner.pick([0, -0, -1.5, 1, Infinity, least])),
  });
}

export const ENCODINGS: readonly TextEncoding[] = ['ascii', 'utf-8', 'utf-16le', 'utf-16be'];

/** Fixed text, bytes and GUIDs. */
export function drawFixedRange(choices: Choices): DrawnType {
  const kind = choices.below(3);
  if (kind === 0) {
    const length = choices.between(1, 20);
    return { type: bytes(length), source: `bytes(${length})`, value: (inner) => same(drawBytes(inner, length)) };
  }
  if (kind === 1) return { type: guid, source: 'guid', value: (inner) => same(drawGuid(inner)) };
  const encoding = choices.pick(ENCODINGS);
  const units = choices.between(1, 24);
  if (choices.chance(20)) {
    // Exactly as many code units, of which any may be a NUL.
    const filled = (drawn: string): string => drawn + 'x'.repeat(units - unitsOf(drawn, encoding));
    return {
      type: text(encoding, units, { exact: true }),
      source: `text('${encoding}', ${units}, { exact: true })`,
      value: (inner) => same(filled(drawText(inner, encoding, units, true, (drawn) => unitsOf(drawn, encoding)))),
    };
  }
  return {
    type: text(encoding, units),
    source: `text('${encoding}', ${units})`,
    value: (inner) => same(drawText(inner, encoding, units, false, (drawn) => unitsOf(drawn, encoding))),
  };
}

/** An integer that counts, selects or points; `most` is the largest number that it is used for. */
export interface DrawnCounter extends DrawnType {
  readonly most: number;
  readonly least: number;
  readonly isWide: boolean;
}

export function drawCounter(choices: Choices, leastBits: number): DrawnCounter {
  if (choices.chance(25)) {
    const scalar = choices.pick(BIT_UNITS.filter(({ bytes }) => bytes * 8 >= leastBits));
    const width = choices.between(leastBits, scalar.bytes * 8);
    return counter(bits(scalar.type, width), `bits(${scalar.name}, ${width})`, width, scalar);
  }
  const counters = INTEGERS.filter(({ bytes, format }) => bytes * 8 - Number(format === 'signed') >= leastBits);
  const scalar = choices.pick([...counters, POINTER]);
  const { type, source } = inSomeEndian(choices, { type: scalar.type, source: scalar.name, value: () => same(0) });
  return counter(type, source, (scalar.bytes || 4) * 8, scalar);
}

function counter(type: AnyType, source: string, width: number, { format, bytes }: Scalar): DrawnCounter {
  const valueBits = format === 'signed' ? width - 1 : width;
  return {
    type,
    source,
    value: () => same(undefined),
    most: 2 ** Math.min(valueBits, 31) - 1,
    least: format === 'signed' ? -(2 ** Math.min(width - 1, 31)) : 0,
    isWide: width > 53 || bytes === 0,
  };
}

export function asCounter({ isWide }: DrawnCounter, value: number): number | bigint {
  return isWide ? BigInt(value) : value;
}
