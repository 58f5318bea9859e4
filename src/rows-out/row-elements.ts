import * as K from '../../assembly/core/layout.js';
import { type Op, fitsLeaf, fitsWideLeaf, holdsValue, storeValue, writeElement } from '../cursor/index.js';
import { elementPlace, type Column } from '../program/index.js';
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
  const { kind, repeat } = column;
  const origin = originOf(column, place);
  if (kind === 'bytes') {
    for (const { place: at, range } of rangesOf(given, row)) bytes.set(range, origin + at);
  } else {
    for (let element = 0; element < repeat; element++) {
      const index = row * repeat + element;
      const base = origin + elementPlace(column, element);
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
  const { kind, repeat } = column;
  const origin = originOf(column, place);
  if (kind === 'bytes') {
    const isHeld = ({ place: at, range }: PlacedRange): boolean =>
      range.every((byte, index) => bytes[origin + at + index] === byte);
    return rangesOf(given, row).every(isHeld) ? -1 : 0;
  }
  for (let element = 0; element < repeat; element++) {
    const value = values[row * repeat + element] as number | bigint;
    if (!holdsValue(view, origin + elementPlace(column, element), op, value)) return element;
  }
  return -1;
}

/** What the places of a column's elements count from. */
export function originOf({ isTrailing }: Column, { record, end }: Pick<RowPlace, 'record' | 'end'>): number {
  return isTrailing ? end : record;
}

/** Bytes from the record to an element of the column. */
export function fieldOf(given: GivenColumn, element: number, place: Pick<RowPlace, 'record' | 'end'>): number {
  const { column, op } = given;
  return originOf(column, place) - place.record + elementPlace(column, element) + op.offset;
}

/** Bytes of a row, and how many bytes after the origin they lie. */
interface PlacedRange {
  readonly place: number;
  readonly range: Uint8Array;
}

function rangesOf({ column, op, values }: GivenColumn, row: number): PlacedRange[] {
  const { repeat, run, start, runStep } = column;
  const first = row * repeat;
  const ranges: PlacedRange[] = [];
  for (let done = 0, place = start + op.offset; done < repeat; done += run, place += runStep)
    ranges.push({ place, range: (values as Uint8Array).subarray(first + done, first + done + run) });
  return ranges;
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
