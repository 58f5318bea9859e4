import {
  isBigint,
  memberNames,
  type LaidArray,
  type LaidRecord,
  type LaidRecords,
  type LaidType,
  type Layout,
  type Leaf,
} from '../schema/index.js';
import { suggest } from '../errors/index.js';
import { hasTaggedUnion, PLACE_KINDS, placeKey, typeOfKey } from './row-keys.js';

/** What is wrong with a value, and where in its row. */
export class RowError extends Error {
  override readonly name = 'RowError';

  constructor(
    readonly what: string,
    readonly hint: string,
  ) {
    super(`${what}: ${hint}`);
  }
}

/** Notes that rows may carry beside the members of their type, and beside what decode says of their place. */
const NOTES: readonly string[] = ['i', 'arm', 'row'];
/** What follows a member's name in the key of a note on its value. */
const NOTE_ENDING = /^_*(?:Name|Hex)$/;
const DECIMAL = /^-?\d+$/;
const HEX = /^(?:[0-9a-f]{2})*$/i;
/** What many writers of JSON cannot write as a number. */
const QUOTED_FLOATS: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

/** A row of NDJSON as the value that the codec encodes: the mirror of ndjson-writer.ts. @throws RowError */
export function valueOfRow(row: unknown, { root }: Layout, notes: readonly string[]): Record<string, unknown> {
  return recordValue(row, root, '', notes);
}

/** What rows of these types may carry beside their members. */
export function notesOf(layouts: readonly Layout[]): readonly string[] {
  return [...NOTES, ...PLACE_KINDS.map((kind) => placeKey(layouts, kind))];
}

/** Whether a key says something beside the members of a type: it is one of the notes, or `<member>Name` or `<member>Hex`. */
export function isNote(key: string, notes: readonly string[], members: readonly string[]): boolean {
  if (notes.includes(key)) return true;
  return members.some((member) => key.startsWith(member) && NOTE_ENDING.test(key.slice(member.length)));
}

function valueOf(json: unknown, type: LaidType, path: string): unknown {
  switch (type.kind) {
    case 'leaf':
      return leafValue(json, type, path);
    case 'bytes':
      return bytesValue(json, path);
    case 'record':
      return recordValue(json, type, path, undefined);
    case 'records':
      return listedRecords(json, type, path);
    case 'array':
      return arrayValue(json, type, path);
    case 'pointed':
    case 'trailing':
      return valueOf(json, type.target, path);
    case 'split':
      if (typeof json !== 'number') throw wrongType(json, path, 'a number');
      return json;
    default:
      if (typeof json !== 'string') throw wrongType(json, path, 'a string');
      return json;
  }
}

/** `notes` are those that the row itself may carry; undefined for what is nested in it. */
function recordValue(
  json: unknown,
  record: LaidRecord,
  path: string,
  notes: readonly string[] | undefined,
): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrongType(json, path, 'an object');
  const value: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(json)) {
    const type = typeOfKey(record, key, notes !== undefined);
    const memberPath = path === '' ? key : `${path}.${key}`;
    if (type !== undefined) value[key] = valueOf(member, type, memberPath);
    else if (!isNote(key, notes ?? [], memberNames(record))) throw unknownKey(key, record, path);
  }
  return value;
}

function leafValue(json: unknown, leaf: Leaf, path: string): number | bigint | boolean {
  const { format } = leaf.scalar;
  if (format === 'bool') {
    if (typeof json !== 'boolean') throw wrongType(json, path, 'true or false');
    return json;
  }
  if (format === 'float') {
    if (typeof json === 'string' && QUOTED_FLOATS.has(json)) return Number(json);
    if (typeof json !== 'number') throw wrongType(json, path, 'a number, or "NaN", "Infinity" or "-Infinity"');
    // A row has words for the infinities: this was a number.
    if (!Number.isFinite(json)) throw new RowError(`value out of range in ${path}`, 'no double is as large');
    return json;
  }
  if (isBigint(format, leaf.bytes)) return wideValue(json, leaf, path);
  if (typeof json !== 'number') throw wrongType(json, path, 'a number');
  return json;
}

/** A member whose declared type has 64 bits: decimal digits in a string, or a number that JSON holds exactly. */
function wideValue(json: unknown, { isBitField, width }: Leaf, path: string): number | bigint {
  if (typeof json === 'number') {
    if (Number.isSafeInteger(json)) return json;
    const hint = Number.isInteger(json)
      ? 'JSON numbers lose digits above 2^53; put it in quotes'
      : 'it is a whole number, best in quotes';
    throw new RowError(`value out of range in ${path}`, hint);
  }
  if (typeof json !== 'string' || !DECIMAL.test(json) || json.length > 21) {
    throw wrongType(json, path, 'a whole number in quotes, such as "42"');
  }
  const value = BigInt(json);
  if (!isBitField || width > 53) return value;
  if (value < 0n || value >= 1n << BigInt(width)) {
    throw new RowError(`value out of range in ${path}`, `${value} is not from 0 to ${(1n << BigInt(width)) - 1n}`);
  }
  return Number(value);
}

function bytesValue(json: unknown, path: string): Uint8Array {
  if (typeof json !== 'string') throw wrongType(json, path, 'bytes in hex, such as "0a1b"');
  if (HEX.test(json)) return Uint8Array.from(Buffer.from(json, 'hex'));
  const odd =
    json.length % 2 === 1 ? 'two hex digits make a byte, and there is an odd number of them' : 'only 0-9 and a-f';
  throw new RowError(`no hex in ${path}`, odd);
}

function arrayValue(json: unknown, { element }: LaidArray, path: string): unknown[] {
  if (!Array.isArray(json)) throw wrongType(json, path, 'an array');
  return json.map((one, index) => valueOf(one, element, `${path}[${index}]`));
}

/** Each is a message of its own, but for the notes that rows carry. */
function listedRecords(json: unknown, { types }: LaidRecords, path: string): object[] {
  if (!Array.isArray(json)) throw wrongType(json, path, 'an array');
  return json.map((one: unknown, index) => {
    const place = `${path}[${index}]`;
    if (typeof one !== 'object' || one === null) throw wrongType(one, place, 'an object with type and value');
    const stray = Object.keys(one).find((key) => key !== 'type' && key !== 'value');
    const keys = ['type', 'value'];
    if (stray !== undefined)
      throw new RowError(`unknown key ${JSON.stringify(stray).slice(0, 80)} in ${place}`, suggest(stray, keys));
    const { type, value } = one as { readonly type?: unknown; readonly value?: unknown };
    const names = types.map(({ name }) => name);
    const known = types.find(({ name }) => name === type);
    if (known === undefined) throw wrongType(type, `${place}.type`, `one of ${names.join(', ')}`);
    return { type, value: recordValue(value, known.record, `${place}.value`, []) };
  });
}

function wrongType(json: unknown, path: string, want: string): RowError {
  return new RowError(path === '' ? 'wrong type' : `wrong type in ${path}`, `it must be ${want}, not ${shown(json)}`);
}

function unknownKey(key: string, record: LaidRecord, path: string): RowError {
  const known = hasTaggedUnion(record) ? [...memberNames(record), 'raw'] : memberNames(record);
  const where = path === '' ? '' : ` in ${path}`;
  return new RowError(`unknown key ${JSON.stringify(key).slice(0, 80)}${where}`, suggest(key, known));
}

function shown(json: unknown): string {
  if (Array.isArray(json)) return 'an array';
  if (typeof json === 'object' && json !== null) return 'an object';
  const text = JSON.stringify(json);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
