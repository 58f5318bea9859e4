import { CastbufError, shownValue, suggest } from '../errors/index.js';
import { normalise, type ScalarNode } from '../schema/index.js';
import { isFloatColumn } from '../columns/index.js';
import type { Column, ColumnKind, Program } from '../program/index.js';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
/** A string is the name of an enum's value. */
export type FilterValue = number | bigint | boolean | string;

/** Both ends belong to it. Bigints for columns of integers; numbers for floats, and for integers that are kept as doubles. */
export interface ValueRange {
  readonly least: number | bigint;
  readonly most: number | bigint;
}

interface Ranges {
  readonly ranges: readonly ValueRange[];
  readonly negated: boolean;
}

const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'in', 'not in'];

/**
 * A comparison as ranges: whatever is compared, an engine asks whether a value lies between two others.
 * @throws CastbufError ERR_USAGE, ERR_TYPE with the column's path
 */
export function rangesOf(program: Program, column: Column, operator: string, operand: unknown): Ranges {
  const { path } = column;
  if (!OPERATORS.includes(operator)) {
    throw new CastbufError('ERR_USAGE', `no operator ${operator}; there are ${OPERATORS.join(', ')}`, { path });
  }
  const isSet = operator.endsWith('in');
  const list = operand as readonly FilterValue[];
  if (isSet && !Array.isArray(list)) {
    throw new CastbufError('ERR_TYPE', `${operator} takes a list of values, not ${shownValue(operand)}`, { path });
  }
  const scalar = program.scalars[column.op];
  const numbers = (isSet ? [...list] : [operand as FilterValue]).map((value) => numberOf(value, scalar, path));
  const comparison = (isSet || operator === '!=' ? '=' : operator) as Comparison;
  const isDouble = column.kind === 'f64' || column.kind === 'f32';
  const ranges = numbers.flatMap((number) =>
    isDouble
      ? doubleRange(comparison, doubleOf(number, isFloatColumn(program, column), path))
      : integerRange(comparison, number, DOMAINS[column.kind as IntegerKind]),
  );
  return {
    ranges: isDouble ? ranges : joined(ranges as IntegerRange[]),
    negated: operator === '!=' || operator === 'not in',
  };
}

function numberOf(value: FilterValue, scalar: ScalarNode | undefined, path: string): number | bigint {
  switch (typeof value) {
    case 'bigint':
      return enumNumber(value, scalar);
    case 'number':
      if (Number.isNaN(value)) {
        throw new CastbufError('ERR_TYPE', 'nothing equals NaN; { not: [path, ">=", -Infinity] } finds it', { path });
      }
      return Number.isSafeInteger(value) ? enumNumber(value, scalar) : value;
    case 'boolean':
      if (scalar?.format === 'bool') return Number(value);
      throw new CastbufError('ERR_TYPE', `it is no bool; compare it with a number`, { path });
    case 'string':
      return namedNumber(value, scalar, path);
  }
  throw new CastbufError('ERR_TYPE', `${shownValue(value)} is no number, bigint, bool or name`, { path });
}

/** Both readings of an enum's sign bit are the same value. */
function enumNumber(value: number | bigint, scalar: ScalarNode | undefined): number | bigint {
  const bits = BigInt((scalar?.bytes || 8) * 8);
  const fits = BigInt(value) >= -(1n << (bits - 1n)) && BigInt(value) < 1n << bits;
  return scalar?.enumeration !== undefined && fits ? normalise(scalar, value) : value;
}

/** The value of an enum's name, or of the last words of one where only one name ends so: `FRAME_START`. */
function namedNumber(name: string, scalar: ScalarNode | undefined, path: string): number | bigint {
  const values = scalar?.enumeration?.values;
  if (scalar === undefined || values === undefined) {
    throw new CastbufError('ERR_TYPE', `it is no enum, so '${name}' is none of its values; compare it with a number`, {
      path,
    });
  }
  const names = Object.keys(values);
  const endings = names.filter((known) => known.endsWith(`_${name}`));
  const found = Object.hasOwn(values, name) ? name : endings[0];
  if (found === undefined || (found !== name && endings.length > 1)) {
    throw new CastbufError('ERR_USAGE', `no name ${name}; ${suggest(name, endings.length > 1 ? endings : names)}`, {
      path,
    });
  }
  return normalise(scalar, values[found] as number | bigint);
}

type IntegerKind = Exclude<ColumnKind, 'f32' | 'f64' | 'bytes' | 'list'>;
interface IntegerRange {
  readonly least: bigint;
  readonly most: bigint;
}

const unsigned = (bits: bigint): IntegerRange => ({ least: 0n, most: (1n << bits) - 1n });
const signed = (bits: bigint): IntegerRange => ({ least: -(1n << (bits - 1n)), most: (1n << (bits - 1n)) - 1n });

/** All values of each kind of column. */
const DOMAINS: Readonly<Record<IntegerKind, IntegerRange>> = {
  u8: unsigned(8n),
  i8: signed(8n),
  u16: unsigned(16n),
  i16: signed(16n),
  u32: unsigned(32n),
  i32: signed(32n),
  u64: unsigned(64n),
  i64: signed(64n),
};

/** The values of a domain that compare so; none where the number lies outside, or between two of them. */
function integerRange(comparison: Comparison, number: number | bigint, domain: IntegerRange): IntegerRange[] {
  const infinite = number === Infinity ? domain.most + 1n : number === -Infinity ? domain.least - 1n : undefined;
  const isWhole = typeof number === 'bigint' || Number.isInteger(number);
  const floor = infinite ?? BigInt(typeof number === 'bigint' ? number : Math.floor(number));
  const below = isWhole || infinite !== undefined ? floor - 1n : floor;
  const range = {
    '=': isWhole ? { least: floor, most: floor } : { least: 1n, most: 0n },
    '<': { least: domain.least, most: below },
    '<=': { least: domain.least, most: floor },
    '>': { least: floor + 1n, most: domain.most },
    '>=': { least: below + 1n, most: domain.most },
    '!=': domain,
  }[comparison];
  const least = range.least < domain.least ? domain.least : range.least;
  const most = range.most > domain.most ? domain.most : range.most;
  return least <= most ? [{ least, most }] : [];
}

/** Ranges that touch or overlap become one: an engine takes the time of each. */
function joined(ranges: readonly IntegerRange[]): IntegerRange[] {
  const result: IntegerRange[] = [];
  for (const range of ranges.toSorted((a, b) => (a.least < b.least ? -1 : Number(a.least > b.least)))) {
    const last = result.at(-1);
    if (last === undefined || range.least > last.most + 1n) result.push(range);
    else if (range.most > last.most) result[result.length - 1] = { least: last.least, most: range.most };
  }
  return result;
}

function doubleOf(number: number | bigint, isFloat: boolean, path: string): number {
  if (typeof number === 'number') return number;
  const double = Number(number);
  // Integers that are kept as doubles lie far below the bigints that are none.
  if (!isFloat || (Number.isFinite(double) && BigInt(double) === number)) return double;
  throw new CastbufError('ERR_TYPE', `it holds doubles, and ${number} is none; take ${double}`, { path });
}

function doubleRange(comparison: Comparison, number: number): ValueRange[] {
  const range = {
    '=': { least: number, most: number },
    '<': { least: -Infinity, most: neighbour(number, -1) },
    '<=': { least: -Infinity, most: number },
    '>': { least: neighbour(number, 1), most: Infinity },
    '>=': { least: number, most: Infinity },
    '!=': { least: -Infinity, most: Infinity },
  }[comparison];
  const isEmpty = (comparison === '<' && number === -Infinity) || (comparison === '>' && number === Infinity);
  return isEmpty ? [] : [range];
}

/** The next double above (1) or below (-1). */
function neighbour(number: number, side: 1 | -1): number {
  if (number === 0) return side * Number.MIN_VALUE;
  if (number === side * Infinity) return number;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  const away = number > 0 === side > 0 ? 1n : -1n;
  view.setBigInt64(0, view.getBigInt64(0) + away);
  return view.getFloat64(0);
}
