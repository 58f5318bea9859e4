import type { ColumnArray } from '../schema/index.js';
import type { Column, ColumnKind } from './program.js';

export type ArrayOf = {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): ColumnArray;
  new (length: number): ColumnArray;
};

/** The typed array of each kind of column; a list is two u32 columns and the bytes they point into. */
export const ARRAY_OF: Readonly<Record<ColumnKind, ArrayOf & { readonly BYTES_PER_ELEMENT: number }>> = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
  u64: BigUint64Array,
  i64: BigInt64Array,
  bytes: Uint8Array,
  list: Uint32Array,
};

/** Bytes of one of its elements. */
export function kindBytes(kind: ColumnKind): number {
  return ARRAY_OF[kind].BYTES_PER_ELEMENT;
}

/** Bytes that a row of a column takes: both halves of a list. */
export function elementBytes({ kind, repeat }: Column): number {
  return kindBytes(kind) * repeat * (kind === 'list' ? 2 : 1);
}
