import type { Shape, LeafShape } from '../program/index.js';
import { shownValue, suggest, CastbufError } from '../errors/index.js';
import { assertFits, assertFitsLeaf, floatNotation, isWideNotation, wrongType } from './json-number.js';
import { memberOf, numberOfText } from '../schema/index.js';
import { below, membersByName } from './shown-members.js';

/** What JSON.stringify takes without losing anything. */
export type Json = string | number | boolean | readonly Json[] | { readonly [member: string]: Json };

/**
 * A decoded value, or the cursor over one, in the notation of the command line's rows: the mirror of from-json.ts. A member that is
 * undefined is left out: an arm that is not selected, what a versioned record ends before.
 * @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE, ERR_USAGE with the path, where the value is not one of the shape
 */
export function jsonOf(shape: Shape, value: unknown, path: string): Json {
  switch (shape.kind) {
    case 'leaf':
      return leafJson(shape, value, path);
    case 'split':
      if (typeof value !== 'number') throw wrongType(path, 'a number', value);
      assertFits(value, [0n, (1n << BigInt(shape.width)) - 1n], path);
      return value;
    case 'bytes':
      if (!(value instanceof Uint8Array)) throw wrongType(path, 'a Uint8Array', value);
      return hexOf(value);
    case 'text':
    case 'guid':
      if (typeof value !== 'string') throw wrongType(path, 'a string', value);
      return value;
    case 'array':
      if (!isList(value)) throw wrongType(path, 'an array', value);
      // An array view shows one element at a time.
      return Array.from(value, (element, index) => jsonOf(shape.element, element, `${path}[${index}]`));
    case 'records':
      return shape.list.map(value, jsonOf, path) as Json[];
    default:
      return recordJson(shape, value, path);
  }
}

function recordJson(shape: Shape, value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || isList(value)) {
    throw wrongType(path, 'an object with its members', value);
  }
  const members = membersByName(shape);
  // A cursor's members stand on its prototype: it has none of its own.
  for (const name of Object.keys(value)) if (!members.has(name)) throw noMember(path, name, [...members.keys()]);
  const json: Record<string, Json> = {};
  for (const { name, shape: member } of members.values()) {
    const shown = memberOf(value, name);
    if (shown !== undefined) json[name] = jsonOf(member, shown, below(path, name));
  }
  return json;
}

export function noMember(path: string, name: string, known: readonly string[]): CastbufError {
  const hint = `no member ${shownValue(name)}; ${suggest(name, known)}`;
  return new CastbufError('ERR_USAGE', hint, { path: below(path, name) });
}

function leafJson(shape: LeafShape, given: unknown, path: string): Json {
  const { scalar } = shape.leaf;
  const { format } = scalar;
  const value = typeof given === 'string' ? (numberOfText(given, scalar, shape.wide) ?? given) : given;
  if (format === 'bool') {
    if (typeof value !== 'boolean') throw wrongType(path, 'true or false', value);
    return value;
  }
  if (format === 'float') {
    if (typeof value !== 'number') throw wrongType(path, 'a number', value);
    return floatNotation(value);
  }
  if (typeof value !== 'number' && !(shape.wide && typeof value === 'bigint')) {
    throw wrongType(path, shape.wide ? 'a bigint or a safe integer' : 'a number', value);
  }
  assertFitsLeaf(shape, value, path);
  return isWideNotation(shape) ? String(value) : Number(value);
}

/** Arrays, typed arrays and array views. */
function isList(value: unknown): value is Iterable<unknown> & ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'length' in value;
}

function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte < 16 ? `0${byte.toString(16)}` : byte.toString(16);
  return hex;
}
