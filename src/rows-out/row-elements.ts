import * as K from '../../assembly/core/layout.js';
import { type Op, fitsLeaf, fitsWideLeaf, holdsValue, storeValue, writeElement } from '../cursor/index.js';
import type { Column } from '../program/index.js';
import type { ColumnArray } from '../schema/index.js';

/** A column that a caller gave. */
export interface GivenColumn {
  readonly column: Column;
  readonly op: Op;
  readonly values: ColumnArray;
}

/** A row of the columns, and where its record starts and ends. */
export interface RowPlace {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly record: number;
  readonly end: number;
  readonly row: number;
}

/** Writes one row of a column, as far as values fit. The element that does not; -1: all do. */
export function storeRow(given: GivenColumn, place: RowPlace): number {
  const { column, op, values } = given;
  const { bytes, view, row } = place;
  const { kind, repeat, step } = column;
  const first = firstOf(column, place);
  if (kind === 'bytes') bytes.set(bytesOf(given, row), first + op.offset);
  else {
    for (let element = 0; element < repeat; element++) {
      const index = row * repeat + element;
      const base = first + element * step;
      const isRight =
        kind === 'f32'
          ? writeElement(values, index, op, view, base + op.offset)
          : storeFitting(view, base, op, values[index] as number | bigint);
      if (!isRight) return element;
    }
  }
  return -1;
}

/** The first element of a row that the bytes hold otherwise, in whatever form; of a range of bytes 0. -1: they hold all. */
export function differingElement(given: GivenColumn, place: RowPlace): number {
  const { column, op, values } = given;
  const { bytes, view, row } = place;
  const { kind, repeat, step } = column;
  const first = firstOf(column, place);
  if (kind === 'bytes') {
    const at = first + op.offset;
    return bytesOf(given, row).every((byte, index) => bytes[at + index] === byte) ? -1 : 0;
  }
  for (let element = 0; element < repeat; element++) {
    const value = values[row * repeat + element] as number | bigint;
    if (!holdsValue(view, first + element * step, op, value)) return element;
  }
  return -1;
}

/** Where the column's op counts from. */
function firstOf({ start, isTrailing }: Column, { record, end }: Pick<RowPlace, 'record' | 'end'>): number {
  return (isTrailing ? end : record) + start;
}

/** Bytes from the record to an element of the column. */
export function fieldOf(given: GivenColumn, element: number, place: Pick<RowPlace, 'record' | 'end'>): number {
  const { column, op } = given;
  return firstOf(column, place) - place.record + element * column.step + op.offset;
}

function bytesOf({ column: { repeat }, values }: GivenColumn, row: number): Uint8Array {
  return (values as Uint8Array).subarray(row * repeat, (row + 1) * repeat);
}

function storeFitting(view: DataView, base: number, op: Op, value: number | bigint): boolean {
  const isRight = fits(op, value);
  if (isRight) storeValue(view, base, op, value);
  return isRight;
}

function fits(op: Op, value: number | bigint): boolean {
  if (op.kind === K.OP_WIDE) return isWhole(value) && fitsWideLeaf(op, BigInt(value));
  if (op.kind === K.OP_SPLIT) return isWhole(value) && value >= 0 && value < 2 ** op.width;
  return fitsLeaf(op, Number(value));
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}
