import { CastbufError } from '../errors/index.js';
import type { ArrayShape, LeafShape, Shape } from '../program/index.js';
import { assertFits, assertFitsLeaf, isWideNotation, wrongType } from './json-number.js';
import { floatName, floatOf, memberOf, type ScalarNode } from '../schema/index.js';
import { below, membersByName } from './shown-members.js';
import { noMember } from './to-json.js';

/** No 64-bit integer has more digits, and BigInt takes the square of their number. */
const DECIMAL = /^-?\d{1,20}$/;
const HEX = /^(?:[0-9a-f]{2})*$/i;
/** Floats that JSON has no numbers for. */
const FLOAT_TEXTS: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

/**
 * JSON as the value that encode takes: the mirror of to-json.ts. What follows from other members may be missing, as in encode.
 * @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE, ERR_USAGE with the path
 */
export function valueOf(shape: Shape, json: unknown, path: string): unknown {
  switch (shape.kind) {
    case 'leaf':
      return leafValue(shape, json, path);
    case 'split':
      if (typeof json !== 'number') throw wrongType(path, 'a number', json);
      assertFits(json, [0n, (1n << BigInt(shape.width)) - 1n], path);
      return json;
    case 'bytes':
      return bytesValue(json, path);
    case 'text':
    case 'guid':
      if (typeof json !== 'string') throw wrongType(path, 'a string', json);
      return json;
    case 'array':
      return arrayValue(shape, json, path);
    case 'records':
      return shape.list.map(json, valueOf, path);
    default:
      return recordValue(shape, json, path);
  }
}

function recordValue(shape: Shape, json: unknown, path: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw wrongType(path, 'an object with its members', json);
  }
  const members = membersByName(shape);
  const value: Record<string, unknown> = {};
  for (const name of Object.keys(json)) {
    const member = members.get(name);
    if (member === undefined) throw noMember(path, name, [...members.keys()]);
    const given = memberOf(json, name);
    if (given !== undefined) value[name] = valueOf(member.shape, given, below(path, name));
  }
  return value;
}

function leafValue(shape: LeafShape, json: unknown, path: string): number | bigint | boolean {
  const { scalar } = shape.leaf;
  if (scalar.format === 'bool') {
    if (typeof json !== 'boolean') throw wrongType(path, 'true or false', json);
    return json;
  }
  if (scalar.format === 'float') return floatValue(json, scalar, path);
  const integer = isWideNotation(shape) ? wideValue(json, path) : json;
  if (typeof integer !== 'number' && typeof integer !== 'bigint') throw wrongType(path, 'a number', json);
  assertFitsLeaf(shape, integer, path);
  return shape.wide ? BigInt(integer) : Number(integer);
}

/** A member of 64 bits: decimal digits in a string, or a number that a double holds exactly. */
function wideValue(json: unknown, path: string): number | bigint {
  if (typeof json === 'number') return json;
  if (typeof json === 'string' && DECIMAL.test(json)) return BigInt(json);
  throw wrongType(path, 'a whole number in quotes, such as "42"', json);
}

function floatValue(json: unknown, scalar: ScalarNode, path: string): number {
  if (FLOAT_TEXTS.has(json)) return Number(json);
  if (typeof json !== 'number') throw wrongType(path, 'a number, or "NaN", "Infinity", "-Infinity" or "-0"', json);
  // JSON.parse makes Infinity of digits that are too many for a double.
  const { round, largest } = floatOf(scalar);
  if (Number.isFinite(round(json))) return json;
  const most = Number(largest);
  const hint = `${json} is above ${most}, the largest ${floatName(scalar)}; "Infinity" is written in quotes`;
  throw new CastbufError('ERR_OUT_OF_RANGE', hint, { path, want: most, have: json });
}

function bytesValue(json: unknown, path: string): Uint8Array {
  if (typeof json !== 'string') throw wrongType(path, 'bytes in hex, such as "0a1b"', json);
  if (HEX.test(json)) return Uint8Array.from({ length: json.length / 2 }, (_, at) => byteAt(json, at));
  const isOdd = json.length % 2 === 1;
  const hint = isOdd ? `it has ${json.length} hex digits, and two make a byte` : 'hex digits are 0-9 and a-f';
  throw new CastbufError('ERR_TYPE', hint, { path });
}

function byteAt(hex: string, index: number): number {
  return Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
}

function arrayValue({ element }: ArrayShape, json: unknown, path: string): unknown[] {
  if (!Array.isArray(json)) throw wrongType(path, 'an array', json);
  return Array.from(json, (one, index) => valueOf(element, one, `${path}[${index}]`));
}
