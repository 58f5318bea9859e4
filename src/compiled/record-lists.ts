import { MAX_INDICES } from '../../assembly/core/layout.js';
import { CastbufError, LIST_NOT_SET_HINT, listedEndHint } from '../errors/index.js';
import { listBytes, listedRecords, type ListedTypes } from '../record-types/index.js';
import { needing, neededBytes } from './needs.js';
import type { Place } from './place.js';

/* Lists of records inside a message. Emitted code knows the types; what it does with one record, it hands over. */

/** Bytes that parts of records have beyond their records, as several offsets lead to some. */
export interface SharedBytes {
  bytes: number;
}

/**
 * Checks the records in [from, end) of a message that begins at `message`; gives what their parts have beyond their own bytes.
 * @param check of one record: its bytes
 * @param open bytes that follow the part, where more input makes it longer; -1: it does not
 * @throws CastbufError of the record that is wrong, as one of the message
 */
export function checkRecords(
  view: DataView,
  from: number,
  end: number,
  check: (view: DataView, at: number, end: number, shared: SharedBytes) => number,
  message: number,
  path: string,
  open = -1,
): number {
  const shared: SharedBytes = { bytes: 0 };
  let at = from;
  for (let index = 0; at < end; index++) {
    try {
      at += check(view, at, end, shared);
    } catch (error) {
      throw error instanceof CastbufError ? failedInside(error, message, at, `${path}[${index}]`, open) : error;
    }
  }
  return shared.bytes;
}

function failedInside(error: CastbufError, message: number, at: number, place: string, open: number): CastbufError {
  const { code, hint, path, want, have, fieldOffset = 0 } = error;
  const isCut = path === undefined && code === 'ERR_TRUNCATED_HEADER';
  const told = new CastbufError(code, isCut ? listedEndHint(Number(want), Number(have)) : hint, {
    offset: message,
    fieldOffset: fieldOffset + at - message,
    path: withFewIndices(path === undefined ? place : `${place}.${path}`),
    want,
    have,
  });
  const need = neededBytes(error);
  return need > 0 && open >= 0 ? needing(told, need + at - message + open) : told;
}

/** Of too many indices a path has the innermost, and the brackets that are left at its end have none. */
function withFewIndices(path: string): string {
  const indices = path.match(/(?<=\[)\d+(?=\])/g) ?? [];
  if (indices.length <= MAX_INDICES) return path;
  const last = indices.slice(-MAX_INDICES);
  let next = 0;
  return path.replaceAll(/\[\d*\]/g, () => `[${last[next++] ?? ''}]`);
}

/** What emitted code knows of the records of a list. */
export interface ReadList extends ListedTypes {
  /** Bytes of a record that was checked, in a part that ends at `end`. */
  bytesOf(type: number, view: DataView, at: number, end: number): number;
}

/** The records in `bytes` bytes from `from` on, each with what `read` makes of it. */
export function readRecords(
  list: ReadList,
  view: DataView,
  from: number,
  bytes: number,
  path: string,
  read: (type: number, at: number, bytes: number) => unknown,
): unknown[] {
  return listedRecords(list, view, from, from + bytes, path, {
    bytesOf: (type, at, end) => list.bytesOf(type, view, at, end),
    valueOf: read,
  });
}

interface Seated {
  readonly '~place': Place;
}

/** The records in a part of a message, each with the cursor that `viewOf` makes. They know of a batch that the message is of. */
export function viewRecords(
  list: ReadList,
  place: Place,
  part: Uint8Array,
  path: string,
  viewOf: (type: number, view: DataView, at: number, bytes: number) => object,
): unknown[] {
  const { view } = place;
  return readRecords(list, view, part.byteOffset - view.byteOffset, part.length, path, (type, at, length) => {
    const cursor = viewOf(type, view, at, length);
    (cursor as Seated)['~place'].rows = place.rows;
    return cursor;
  });
}

/** @throws CastbufError ERR_USAGE */
export function listNotSet(path: string): never {
  throw new CastbufError('ERR_USAGE', LIST_NOT_SET_HINT, { path });
}

/** The bytes of one list while a value is written: they are made when they are counted, or else when it is their turn. */
export class ListBytes {
  readonly #types: ListedTypes;
  readonly #write: (type: number, value: unknown) => Uint8Array;
  #known: { readonly value: unknown; readonly bytes: Uint8Array } | undefined;

  constructor(types: ListedTypes, write: (type: number, value: unknown) => Uint8Array) {
    this.#types = types;
    this.#write = write;
  }

  /** @throws CastbufError ERR_MISSING, ERR_TYPE, ERR_USAGE, ERR_DISAGREE and as encode does, with the path */
  of(value: unknown, path: string): Uint8Array {
    if (this.#known === undefined || this.#known.value !== value)
      this.#known = { value, bytes: listBytes(this.#types, value, path, this.#write) };
    return this.#known.bytes;
  }

  /** The same, for the last time: what is read again may be the same array with other records. */
  take(value: unknown, path: string): Uint8Array {
    const bytes = this.of(value, path);
    this.#known = undefined;
    return bytes;
  }
}
