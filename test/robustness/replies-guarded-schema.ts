import {
  array,
  bits,
  bytes,
  checksum,
  enumeration,
  i16,
  i32,
  i64,
  i8,
  magic,
  packedAbi,
  range,
  struct,
  u16,
  u32,
  u64,
  u8,
  union,
  type Abi,
  type AnyType,
} from '../../src/surface.js';
import type { Choices } from './choices.js';
import { asCounter, drawCounter } from './random-types.js';
import { drawBytes, drawInteger } from './random-values.js';

/*
 * Schemas as drivers have them: a header, plain, checked and counted members in a fixed part, at most one tail. Those are the
 * ones that guards can measure and check; schemas of all kinds are seldom so.
 */

interface Part {
  readonly members: Readonly<Record<string, AnyType>>;
  /** The members that a value gives; what is left out follows from them. */
  value(choices: Choices): Record<string, unknown>;
}

export interface GuardedSchema {
  readonly type: AnyType;
  readonly abi: Abi;
  readonly source: string;
  value(choices: Choices): unknown;
}

const INTEGERS = [
  { type: u8, width: 8, isSigned: false },
  { type: u16, width: 16, isSigned: false },
  { type: u32, width: 32, isSigned: false },
  { type: u64, width: 64, isSigned: false },
  { type: i8, width: 8, isSigned: true },
  { type: i16, width: 16, isSigned: true },
  { type: i32, width: 32, isSigned: true },
  { type: i64, width: 64, isSigned: true },
] as const;
type Integer = (typeof INTEGERS)[number];

function asValue({ width }: Integer, value: bigint): number | bigint {
  return width > 53 ? value : Number(value);
}

function plain(choices: Choices, name: string): Part {
  const integer = choices.pick(INTEGERS);
  return {
    members: { [name]: integer.type as AnyType },
    value: (inner) => ({ [name]: asValue(integer, drawInteger(inner, integer.width, integer.isSigned)) }),
  };
}

function ranged(choices: Choices, name: string): Part {
  const integer = choices.pick(INTEGERS);
  const { type, width, isSigned } = integer;
  const [a, b] = [drawInteger(choices, width, isSigned), drawInteger(choices, width, isSigned)];
  const [least, most] = a < b ? [a, b] : [b, a];
  return {
    members: { [name]: range(type as AnyType, least, most) },
    value: (inner) => ({ [name]: asValue(integer, inner.pick([least, most, (least + most) / 2n])) }),
  };
}

function named(choices: Choices, name: string): Part {
  const integer = choices.pick(INTEGERS);
  const least = drawInteger(choices, integer.width, integer.isSigned) / 2n;
  const step = choices.pick([1n, 1n, 3n]);
  const values = { A: least + step, B: least, C: least + 2n * step, ALIAS: least };
  return {
    members: { [name]: enumeration('NAMED', integer.type as AnyType, values, { strict: true }) },
    value: (inner) => ({ [name]: asValue(integer, inner.pick(Object.values(values))) }),
  };
}

function signed(choices: Choices, name: string): Part {
  const integer = choices.pick(INTEGERS);
  const value = drawInteger(choices, integer.width, integer.isSigned);
  return { members: { [name]: magic(integer.type as AnyType, value) }, value: () => ({}) };
}

function field(choices: Choices, name: string): Part {
  const integer = choices.pick(INTEGERS);
  const width = choices.between(1, integer.width);
  return {
    members: { [name]: bits(integer.type as AnyType, width) },
    value: (inner) => {
      const value = drawInteger(inner, width, integer.isSigned);
      return { [name]: width > 53 ? value : Number(value) };
    },
  };
}

/** Elements in the fixed part, counted, up to a capacity. */
function capped(choices: Choices, name: string): Part {
  const capacity = choices.between(1, 5);
  const counter = drawCounter(choices, 7);
  const [element, elementBytes] = choices.pick([
    [u8, 1],
    [u16, 2],
  ] as const);
  const unit = choices.chance(30) ? 'bytes' : 'elements';
  const isBytes = elementBytes === 1 && choices.chance(50);
  return {
    members: {
      [`n_${name}`]: counter.type,
      [name]: isBytes
        ? bytes(`n_${name}`, { capacity, unit })
        : array(element as AnyType, `n_${name}`, { capacity, unit }),
    },
    value: (inner) => {
      const list = drawBytes(inner, inner.between(0, capacity));
      const count = unit === 'bytes' ? list.length * elementBytes : list.length;
      return { [`n_${name}`]: asCounter(counter, count), [name]: isBytes ? list : [...list] };
    },
  };
}

function inStruct(choices: Choices, name: string): Part {
  const parts = drawParts(choices, `${name}_`, 3);
  const inner = struct('', Object.assign({}, ...parts.map(({ members }) => members)) as Record<string, AnyType>);
  return {
    members: { [name]: inner },
    value: (values) => ({ [name]: Object.assign({}, ...parts.map(({ value }) => value(values))) }),
  };
}

function inUnion(_: Choices, name: string): Part {
  return {
    members: { [name]: union('', bits(u32, { Low: 9, High: 7 }), { Whole: range(u32, 0, 0xffff) }) },
    value: (inner) => ({ [name]: { Whole: inner.below(0x10000) } }),
  };
}

const PARTS = [plain, plain, ranged, ranged, named, signed, field, field, capped, inStruct, inUnion];

function drawParts(choices: Choices, prefix: string, most: number): Part[] {
  return Array.from({ length: choices.between(1, most) }, (_, index) =>
    choices.pick(PARTS)(choices, `${prefix}${index}`),
  );
}

/** A checksum of all, or of the fixed part before it. */
function summed(choices: Choices): Part {
  const [type, algorithm] = choices.pick([
    [u8, 'sum-8'],
    [u8, 'sum-to-zero-8'],
    [u32, 'crc-32'],
    [u32, 'crc-32c'],
  ] as const);
  const range = choices.chance(30) ? { to: 'sum' } : {};
  return { members: { sum: checksum(type as AnyType, algorithm, range) }, value: () => ({}) };
}

function tail(choices: Choices): Part {
  const counter = drawCounter(choices, 7);
  const [element, elementBytes] = choices.pick([
    [u8, 1],
    [u32, 4],
    [range(u16, 0, 200), 2],
  ] as const);
  const unit = choices.chance(20) ? 'bytes' : 'elements';
  const isBytes = elementBytes === 1 && choices.chance(60);
  return {
    members: {
      count: counter.type,
      tail: isBytes ? bytes('count', { unit }) : array(element as AnyType, 'count', { unit }),
    },
    value: (inner) => {
      const list = drawBytes(inner, inner.between(0, 9)).map((byte) => byte % 200);
      const count = unit === 'bytes' ? list.length * elementBytes : list.length;
      return { count: asCounter(counter, count), tail: isBytes ? list : [...list] };
    },
  };
}

export function drawGuardedSchema(choices: Choices): GuardedSchema {
  const [abi, abiSource] = choices.pick<[Abi, string]>([
    ['msvc-x64', 'msvc-x64'],
    ['msvc-x86', 'msvc-x86'],
    ['gcc-x64', 'gcc-x64'],
    [packedAbi(1), 'packed(1)'],
    [packedAbi(1, 'gcc-x64'), `packed(1, 'gcc-x64')`],
  ]);
  const parts = drawParts(choices, 'm', 6);
  const hasLength = choices.chance(50);
  if (hasLength) {
    const { type } = drawCounter(choices, 16);
    parts.splice(choices.below(2), 0, { members: { size: type }, value: () => ({}) });
  }
  if (choices.chance(30)) parts.splice(choices.below(parts.length + 1), 0, summed(choices));
  if (choices.chance(60)) parts.push(tail(choices));
  const members = Object.assign({}, ...parts.map((part) => part.members)) as Record<string, AnyType>;
  const options = { ...(hasLength && { length: 'size' }), ...(choices.chance(20) && { startAlign: 8 }) };
  return {
    type: struct('MESSAGE', members, options),
    abi,
    source: `${JSON.stringify(members, shownNode)}, ${abiSource}`,
    value: (inner) => Object.assign({}, ...parts.map(({ value }) => value(inner))),
  };
}

function shownNode(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
