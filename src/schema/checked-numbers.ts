import { assertOptions, assertString, shownValue } from '../errors/index.js';
import { namedEntries } from './given-names.js';
import { partName } from './part-name.js';
import { isBigint, scalarNodeOf, scalarOf, type BooleanType } from './scalars.js';
import { schemaError } from './schema-error.js';
import { nodeOf, typeOf } from './type-of.js';
import type { EnumType, NamedValues, ValuesByName } from './enum-types.js';
import type { AnyType } from './infer.js';
import type { Check, EnumNames, ScalarNode } from './node.js';

/** Options of `bool`. */
export interface BoolOptions {
  /** Values other than 0 and 1 are refused (ERR_OUT_OF_RANGE); by default they are `true`, and written as 1. */
  readonly exact?: boolean;
}

/** A boolean as wide as an integer type: `bool(u8)` is `bool8`; `bool(u32, { exact: true })` is one of which no bit is lost. */
export function bool(base: AnyType, options: BoolOptions = {}): BooleanType {
  assertOptions('bool', options, { exact: 'boolean' }, 'ERR_SCHEMA');
  const { bytes, endian, check, format } = integerNode(base, 'bool');
  const held = format === 'unsigned' ? scalarOf('bool', bytes) : undefined;
  if (held === undefined || check !== undefined) throw schemaError('', 'bool takes u8 or u32, without a check');
  const exactly: Check | undefined = options.exact === true ? { kind: 'range', min: 0, max: 1 } : undefined;
  return typeOf({ ...scalarNodeOf(held), endian, check: exactly });
}

function numberNode(type: AnyType, what: string): ScalarNode {
  const node = nodeOf(type);
  if (node.kind === 'scalar') return node;
  throw schemaError('', `${what} takes an integer type such as u32, not ${partName(node)}`);
}

export function integerNode(type: AnyType, what: string): ScalarNode {
  const node = numberNode(type, what);
  if (node.format === 'float' || node.format === 'bool')
    throw schemaError('', `${what} takes an integer type such as u32, not ${node.name}`);
  return node;
}

/** The number as 32- or 64-bit fields hold it: both readings of a sign bit give the same one. */
export function normalise(node: ScalarNode, value: number | bigint): number | bigint {
  if (node.format === 'float') return value;
  const bits = (node.bytes === 0 ? 8 : node.bytes) * 8;
  const wide = BigInt(value);
  const wrapped = node.format === 'signed' ? BigInt.asIntN(bits, wide) : BigInt.asUintN(bits, wide);
  return bits === 64 ? wrapped : Number(wrapped);
}

function assertNumber(value: unknown, what: string): void {
  if (typeof value !== 'number' && typeof value !== 'bigint')
    throw schemaError('', `${what} is no number: ${shownValue(value)}`);
}

function isWhole(value: unknown): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

export function assertFits(node: ScalarNode, value: number | bigint, what: string): void {
  assertNumber(value, what);
  const bits = BigInt((node.bytes === 0 ? 8 : node.bytes) * 8);
  if (!isWhole(value)) throw schemaError('', `${what} is no whole number: ${value}`);
  const wide = BigInt(value);
  if (wide < -(1n << (bits - 1n)) || wide >= 1n << bits)
    throw schemaError('', `${what} = ${value} does not fit ${bits} bits`);
}

/** Options of `enumeration`. */
export interface EnumOptions {
  /** Refuse values without a name; by default they are passed through. */
  readonly strict?: boolean;
}

/**
 * An integer with names. `values` holds them, `nameOf` finds one by either reading of the sign bit. Encode and setters take a name for its value.
 * MSVC's enums are i32; the Miracast interface prints its own unsigned, so they are u32 here.
 */
export function enumeration<T extends AnyType, const V extends ValuesByName, const S extends boolean = false>(
  name: string,
  base: T,
  values: V,
  options: EnumOptions & { readonly strict?: S } = {},
): EnumType<T, V, S> {
  assertOptions('enumeration', options, { strict: 'boolean' }, 'ERR_SCHEMA');
  const { strict = false } = options;
  return named(name, base, values, false, strict ? { kind: 'strict' } : undefined) as unknown as EnumType<T, V, S>;
}

/** An integer whose bits have names; `nameOf` gives them joined with ` | `. */
export function flags<T extends AnyType, const V extends ValuesByName>(
  name: string,
  base: T,
  values: V,
): T & NamedValues<V> {
  return named(name, base, values, true, undefined);
}

function named<T extends AnyType, V extends ValuesByName>(
  name: string,
  base: T,
  values: V,
  isFlags: boolean,
  check: Check | undefined,
): T & NamedValues<V> {
  const what = isFlags ? 'flags' : 'enumeration';
  const node = integerNode(base, what);
  assertString(`the name of ${what}`, name, 'ERR_SCHEMA');
  for (const [key, value] of namedEntries(values, name)) assertFits(node, value, `${name}.${key}`);
  const names: EnumNames = { name, values: Object.freeze({ ...values }), flags: isFlags };
  const type = { '~node': Object.freeze({ ...node, name, enumeration: names, check: check ?? node.check }) };
  return Object.freeze({
    ...type,
    values: names.values,
    nameOf: (value: number | bigint) => nameOfValue(type['~node'], value),
  }) as unknown as T & NamedValues<V>;
}

/** The name of an enum value, the names of flags, or undefined where there is none. */
export function nameOfValue(node: ScalarNode, value: number | bigint): string | undefined {
  if (node.enumeration === undefined || !isWhole(value)) return undefined;
  const { values, flags: isFlags } = node.enumeration;
  const wanted = normalise(node, value);
  for (const key of Object.keys(values)) {
    if (normalise(node, values[key] as number | bigint) === wanted) return key;
  }
  return isFlags ? flagNames(values, BigInt(wanted)) : undefined;
}

function flagNames(values: EnumNames['values'], wanted: bigint): string | undefined {
  let left = wanted;
  const found = [];
  for (const key of Object.keys(values)) {
    const bit = BigInt(values[key] as number | bigint);
    if (bit === 0n || (wanted & bit) !== bit) continue;
    found.push(key);
    left &= ~bit;
  }
  return found.length > 0 && left === 0n ? found.join(' | ') : undefined;
}

/** A number from `min` to `max`, both included; others are refused both ways. */
export function range<T extends AnyType>(base: T, min: number | bigint, max: number | bigint): T {
  const node = numberNode(base, 'range');
  if (node.format === 'bool') throw schemaError('', 'range takes a number type');
  for (const bound of [min, max]) assertNumber(bound, 'a bound of range');
  if (!(min <= max)) throw schemaError('', `range from ${min} to ${max} is empty; swap the two`);
  const wide = isBigint(node.format, node.bytes);
  const bound = (value: number | bigint): number | bigint => {
    if (node.format === 'float') return Number(value);
    assertFits(node, value, 'a bound of range');
    return wide ? BigInt(value) : Number(value);
  };
  return withCheck(node, { kind: 'range', min: bound(min), max: bound(max) });
}

export function withCheck<T extends AnyType>(node: ScalarNode, check: Check): T {
  if (node.check !== undefined)
    throw schemaError('', `${node.name} has a ${node.check.kind} check already; use one check a member`);
  return typeOf<T>({ ...node, check });
}
