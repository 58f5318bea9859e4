import { joinBytes } from '../bytes/index.js';
import {
  CastbufError,
  listChangedHint,
  shownValue,
  suggest,
  unknownTypeHint,
  LISTED_TAKES_REST_HINT,
} from '../errors/index.js';
import type { ListedRecord } from '../program/index.js';

/*
 * Values of lists of records: what the interpreter and compiled codecs do alike. What they do with one record is handed to them.
 */

/** What is known of the types of a list, by their numbers. */
export interface ListedTypes {
  readonly names: readonly string[];
  /** Path of the discriminator. */
  readonly tagPath: string;
  /** Bytes from a record to where its discriminator ends. */
  readonly tagEnd: number;
  /** Least bytes of a record. */
  readonly least: readonly number[];
  /** Its last part takes all that is left. */
  readonly takesRest: readonly boolean[];
  /** Number of the type of the record at `at`, whose discriminator is there; -1: there is none. */
  typeAt(view: DataView, at: number): number;
  /** The discriminator as an integer. */
  tagAt(view: DataView, at: number): number | bigint;
}

/** What is done with one record, `type` the number of its type. */
export interface OneRecord {
  /** Its bytes, in a part that ends at `end`. */
  bytesOf(type: number, at: number, end: number): number;
  valueOf(type: number, at: number, bytes: number): unknown;
}

/** The records in [from, end), which were good when the message was checked. Whoever has set a length since is told here. */
export function listedRecords(
  types: ListedTypes,
  view: DataView,
  from: number,
  end: number,
  path: string,
  { bytesOf, valueOf }: OneRecord,
): ListedRecord[] {
  const records: ListedRecord[] = [];
  for (let at = from; at < end;) {
    const place = `${path}[${records.length}]`;
    const type = typeThere(types, view, at, end, place);
    const least = types.least[type] as number;
    if (end - at < least) throw changedRecord(place, least, end - at);
    const bytes = bytesOf(type, at, end);
    if (bytes < least || bytes > end - at) throw changedRecord(place, least, bytes);
    records.push({ type: types.names[type] as string, value: placed(place, () => valueOf(type, at, bytes)) });
    at += bytes;
  }
  return records;
}

function typeThere(types: ListedTypes, view: DataView, at: number, end: number, place: string): number {
  const { tagEnd, tagPath } = types;
  if (end - at < tagEnd) throw changedRecord(place, tagEnd, end - at);
  const type = types.typeAt(view, at);
  if (type >= 0) return type;
  const tag = types.tagAt(view, at);
  const have = Number.isSafeInteger(Number(tag)) ? Number(tag) : tag;
  throw new CastbufError('ERR_UNKNOWN_MESSAGE', unknownTypeHint(have), { path: `${place}.${tagPath}`, have });
}

function changedRecord(path: string, want: number, have: number): CastbufError {
  return new CastbufError('ERR_LENGTH_FIELD', listChangedHint(want, have), { path, want, have });
}

/**
 * The bytes of a given list. `write` gives those of one record, which nobody else has.
 * @throws CastbufError ERR_MISSING, ERR_TYPE, ERR_USAGE, ERR_DISAGREE and as `write` does, with the path
 */
export function listBytes(
  types: ListedTypes,
  value: unknown,
  path: string,
  write: (type: number, value: unknown) => Uint8Array,
): Uint8Array {
  const records = listIn(value, path);
  let bytes = 0;
  // By index: map passes over holes of an array.
  const parts = Array.from(records, (record, index) => {
    const place = `${path}[${index}]`;
    const { type, value: own } = recordIn(record, types, place);
    if (types.takesRest[type] && index < records.length - 1)
      throw new CastbufError('ERR_DISAGREE', LISTED_TAKES_REST_HINT, { path: place });
    const part = placed(place, () => sameType(types, type, write(type, own)));
    bytes += part.length;
    return part;
  });
  return joinBytes(parts, bytes);
}

/** Bytes of a record, of which decoding finds the same type. */
function sameType(types: ListedTypes, type: number, bytes: Uint8Array): Uint8Array {
  const { names, tagPath } = types;
  const found = types.typeAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0);
  if (found === type) return bytes;
  const said = names[found] ?? 'no type of this set';
  const hint = `a record of type ${names[type]} is given, and this value says ${said}`;
  throw new CastbufError('ERR_DISAGREE', hint, { path: tagPath });
}

export function listIn(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === undefined) throw new CastbufError('ERR_MISSING', 'give an array of { type, value }', { path });
  throw new CastbufError('ERR_TYPE', `give an array of { type, value }, not ${shownValue(value)}`, { path });
}

/** The number of a given record's type, and its value. */
export function recordIn(
  record: unknown,
  { names }: Pick<ListedTypes, 'names'>,
  path: string,
): { readonly type: number; readonly value: unknown } {
  if (typeof record !== 'object' || record === null)
    throw new CastbufError('ERR_TYPE', `give { type, value }, not ${shownValue(record)}`, { path });
  const stray = Object.keys(record).find((name) => name !== 'type' && name !== 'value');
  if (stray !== undefined) {
    const hint = `no such member; ${suggest(stray, ['type', 'value'])}`;
    throw new CastbufError('ERR_USAGE', hint, { path: `${path}.${stray}` });
  }
  const { type: named, value } = record as { readonly type?: unknown; readonly value?: unknown };
  const type = names.findIndex((name) => name === named);
  if (type >= 0) return { type, value };
  const hint = `a record is { type, value } with a type of ${names.join(', ')}, not ${shownValue(named)}`;
  throw new CastbufError('ERR_USAGE', hint, { path });
}

/** What is wrong inside a record, with the record's own place before it. */
function placed<T>(place: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    const { code, hint, path = '', want, have } = error;
    throw new CastbufError(code, hint, { path: path === '' ? place : `${place}.${path}`, want, have });
  }
}
