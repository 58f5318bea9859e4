import * as K from '../../assembly/core/layout.js';
import type { RecordTest } from '../columns/index.js';
import { isLittle, type Op } from '../cursor/index.js';
import type { Column } from '../program/index.js';
import type { ColumnArray } from '../schema/index.js';
import { storeRow, type GivenColumn } from './row-elements.js';

/*
 * Columns whose elements go to their records as they stand. Bits are copied, not numbers: those of a NaN stay. The caller's bytes are written where they
 * lie, by JavaScript: to take records of 16 bytes into linear memory and back is slower than to write 4 bytes of each.
 */

/** Where records lie: `stride` bytes apart, or where `offsets` say. */
export interface RecordPlaces {
  readonly rows: number;
  readonly stride: number;
  readonly offsets: Uint32Array | undefined;
}

/** Whether every value fits, and is copied as it stands: bytes, and numbers of all bits of their storage. */
export function isCopied({ kind, repeat, step, isTrailing }: Column, { flags, bytes }: Op): boolean {
  if (isTrailing) return false; // its place follows from the record's length
  if (kind === 'bytes') return true;
  return (flags & (K.F_COPIED | K.F_BOOL)) === K.F_COPIED && (repeat === 1 || step === bytes);
}

/** Copies a column that `isCopied` to the records, or to those of which `isThere` says that they have it. */
export function copyColumn(
  given: GivenColumn,
  bytes: Uint8Array,
  { rows, stride, offsets }: RecordPlaces,
  isThere: RecordTest | undefined,
): void {
  const { column, op, values } = given;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (column.repeat !== 1 || column.kind === 'bytes' || isThere !== undefined) {
    for (let row = 0; row < rows; row++) {
      const record = offsets === undefined ? row * stride : (offsets[row] as number);
      if (isThere?.(view, record) !== false) storeRow(given, { bytes, view, record, end: record, row });
    }
    return;
  }
  const { strided, one } = COPIES[values.BYTES_PER_ELEMENT as keyof typeof COPIES];
  const bits = isLittle(op) ? bitsOf(values) : reversed(bitsOf(values), values.BYTES_PER_ELEMENT);
  const first = column.start + op.offset;
  if (offsets === undefined) return strided(view, first, stride, bits, rows);
  for (let row = 0; row < rows; row++) one(view, (offsets[row] as number) + first, bits, row);
}

type Bits = Uint8Array | Uint16Array | Int32Array;

/** Elements of 8 bytes are two words, the low one first. */
function bitsOf({ buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: bytes }: ColumnArray): Bits {
  if (bytes === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (bytes === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

/** A copy with the bytes of each element in the other order. */
function reversed(bits: Bits, bytes: number): Bits {
  if (bytes === 1) return bits;
  const all = bits.slice();
  for (let at = 0; at < all.length; at++) {
    const word = bits[at] as number;
    if (bytes === 2) all[at] = (word << 8) | (word >>> 8);
    else {
      const turned = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
      all[bytes === 8 ? at ^ 1 : at] = turned;
    }
  }
  return all;
}

interface Copies {
  /** Element `row` to the byte `at`. */
  one(view: DataView, at: number, bits: Bits, row: number): void;
  /** An element every `stride` bytes, the first at `at`. */
  strided(view: DataView, at: number, stride: number, bits: Bits, rows: number): void;
}

/**
 * By the bytes of an element. They are alike but for the DataView method, and have to be: one that is passed in is a call for each record. Where the byte
 * order is no constant, or the place a product, a record takes twice as long.
 */
const COPIES: Readonly<Record<1 | 2 | 4 | 8, Copies>> = {
  1: {
    one: (view, at, bits, row) => view.setUint8(at, bits[row] as number),
    strided(view, first, stride, bits, rows) {
      for (let row = 0, at = first; row < rows; row++, at += stride) view.setUint8(at, bits[row] as number);
    },
  },
  2: {
    one: (view, at, bits, row) => view.setUint16(at, bits[row] as number, true),
    strided(view, first, stride, bits, rows) {
      for (let row = 0, at = first; row < rows; row++, at += stride) view.setUint16(at, bits[row] as number, true);
    },
  },
  4: {
    one: (view, at, bits, row) => view.setInt32(at, bits[row] as number, true),
    strided(view, first, stride, bits, rows) {
      for (let row = 0, at = first; row < rows; row++, at += stride) view.setInt32(at, bits[row] as number, true);
    },
  },
  8: {
    one(view, at, bits, row) {
      view.setInt32(at, bits[2 * row] as number, true);
      view.setInt32(at + 4, bits[2 * row + 1] as number, true);
    },
    strided(view, first, stride, bits, rows) {
      for (let row = 0, at = first; row < rows; row++, at += stride) {
        view.setInt32(at, bits[2 * row] as number, true);
        view.setInt32(at + 4, bits[2 * row + 1] as number, true);
      }
    },
  },
};
