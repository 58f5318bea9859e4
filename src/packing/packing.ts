import { unitBytes as unitBytesOf, type TextEncoding } from '../bytes/index.js';
import * as K from '../../assembly/packing/layout.js';
import { CastbufError } from '../errors/index.js';
import {
  floatRowOf,
  leafKind,
  leafFlags,
  isReversed,
  type Column,
  type ColumnKind,
  type Program,
  type Shape,
} from '../program/index.js';
import { type ColumnArray, type ListColumn } from '../schema/index.js';

/**
 * A part of varying length as Apache Arrow lays it out: row `row` has the elements `offsets[row]` to `offsets[row + 1]` of `data`.
 * `offsets` has one entry more than there are rows, ascends, and begins with 0.
 */
export interface PackedColumn<Data = ColumnArray> {
  readonly offsets: Int32Array;
  /** Bytes, UTF-8 of a text, or the numbers of an array; bools are bytes of 0 and 1. */
  readonly data: Data;
}

/** How the ranges of a column become a packed column. */
export interface Packing {
  /** For messages. */
  readonly path: string;
  /** One of PACK_…. */
  readonly conversion: number;
  /** How a number is read: F_…. */
  readonly flags: number;
  /** Bytes of the NUL that ends a text before its range does; 0: none. */
  readonly trimUnit: number;
  /** Bytes of an element in the record. */
  readonly unitBytes: number;
  /** What `data` is an array of; a text's is 'bytes'. */
  readonly kind: ColumnKind;
  readonly encoding: TextEncoding | undefined;
}

/**
 * The ranges of a column as contiguous data that the caller owns; batches stay as they are. `source` is what read the batch.
 * @throws CastbufError ERR_LENGTH above MAX_PACKED_BYTES, ERR_STALE_BATCH
 */
export type PackRanges = (source: object, ranges: ListColumn, packing: Packing) => PackedColumn;

/** Most bytes of packed data: its offsets are signed and have 32 bits. */
export const MAX_PACKED_BYTES = 0x7fffffff;

/** How a column is packed; undefined for numbers, which are contiguous as they are, and for arrays of structs, texts or arrays. */
export function packingOf(program: Program, { op, kind, path }: Column): Packing | undefined {
  const shape = shapeOf(program.shape, op);
  if (kind === 'bytes' || (kind === 'list' && shape?.kind !== 'array')) {
    const isText = shape?.kind === 'text';
    const encoding = isText ? (shape.encoding ?? 'ascii') : undefined;
    const unitBytes = encoding === undefined ? 1 : unitBytesOf(encoding);
    const conversion = encoding === undefined ? K.PACK_COPY : PACK_TEXT[encoding];
    const trimUnit = isText && kind === 'bytes' && !shape.exact ? unitBytes : 0;
    return { path, conversion, flags: 0, trimUnit, unitBytes, kind: 'bytes', encoding };
  }
  if (kind !== 'list' || shape?.kind !== 'array' || shape.element.kind !== 'leaf') return undefined;
  const { leaf } = shape.element;
  const flags = leafFlags(leaf, leaf.bytes);
  const conversion = conversionOf(flags, leaf.bytes);
  return { path, conversion, flags, trimUnit: 0, unitBytes: leaf.bytes, kind: leafKind(leaf), encoding: undefined };
}

const PACK_TEXT: Readonly<Record<TextEncoding, number>> = {
  ascii: K.PACK_LATIN_1,
  'utf-8': K.PACK_UTF_8,
  'utf-16le': K.PACK_UTF_16,
  'utf-16be': K.PACK_UTF_16BE,
};

const PACK_SWAP: Readonly<Record<number, number>> = { 2: K.PACK_SWAP_16, 4: K.PACK_SWAP_32, 8: K.PACK_SWAP_64 };
/** The flags that say how the kernel reads a number. */
const READ_FLAGS = K.F_SIGNED | K.F_BIG_ENDIAN | K.F_FLOAT | K.F_BOOL;

function conversionOf(flags: number, bytes: number): number {
  if ((flags & K.F_COPIED) !== 0) return isReversed({ flags }) ? (PACK_SWAP[bytes] as number) : K.PACK_COPY;
  if ((flags & K.F_BOOL) !== 0 && bytes === 1) return K.PACK_BOOL_8;
  const read =
    ((flags & READ_FLAGS) << K.PACK_FLAGS_SHIFT) | (floatRowOf({ bytes, flags }).exponent << K.PACK_EXPONENT_SHIFT);
  return K.PACK_NUMBERS | (bytes << K.PACK_BYTES_SHIFT) | read;
}

function shapeOf(shape: Shape, op: number): Shape | undefined {
  if (shape.kind === 'record') return firstOf(shape.members, op);
  if (shape.kind === 'overlay' || shape.kind === 'tagged') return firstOf(shape.arms, op);
  if (shape.op === op) return shape;
  return shape.kind === 'array' ? shapeOf(shape.element, op) : undefined;
}

function firstOf(parts: readonly { readonly shape: Shape }[], op: number): Shape | undefined {
  for (const { shape } of parts) {
    const found = shapeOf(shape, op);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Bytes of all ranges.
 * @throws CastbufError ERR_STALE_BATCH where they are not in the data (linear memory that has grown), ERR_LENGTH
 */
export function assertPackable({ data, offsets, lengths }: ListColumn, packing: Packing): number {
  const dataBytes = data.length;
  let total = 0;
  for (let row = 0; row < offsets.length; row++) {
    const bytes = lengths[row] as number;
    if (bytes > 0 && bytes > dataBytes - (offsets[row] as number)) {
      throw new CastbufError('ERR_STALE_BATCH', 'the bytes of this batch are gone; keep it with batch.copy() first', {
        path: packing.path,
      });
    }
    total += bytes;
  }
  // A text may become shorter: its bytes are counted as they are written.
  if (packing.encoding === undefined) assertPackedBytes(total, packing);
  return total;
}

/** @throws CastbufError ERR_LENGTH for more than MAX_PACKED_BYTES */
export function assertPackedBytes(bytes: number, { path }: Pick<Packing, 'path'>): void {
  if (bytes <= MAX_PACKED_BYTES) return;
  throw new CastbufError('ERR_LENGTH', 'the packed column is above 2 GiB; decode fewer rows at once (maxRows)', {
    path,
    want: bytes,
    have: MAX_PACKED_BYTES,
  });
}
