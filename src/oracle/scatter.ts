import * as K from '../../assembly/core/layout.js';
import type { Column } from '../program/index.js';
import type { ColumnArray } from '../schema/index.js';
import { type Op, fitsLeaf, fitsWideLeaf, heldNumber, holdsValue, storeValue, writeElement } from '../cursor/index.js';
import type { Verdict } from './verdict.js';

/** A column that a caller gave. */
export interface GivenColumn {
  readonly column: Column;
  readonly op: Op;
  readonly values: ColumnArray;
}

/** A row of the columns, and where its record starts. */
export interface ScatterPlace {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly record: number;
  readonly row: number;
}

/** Writes one row of a column, or stops the verdict where a value does not fit. */
export function scatterRow(given: GivenColumn, place: ScatterPlace, verdict: Verdict): void {
  const { column, op } = given;
  const { bytes, view, record } = place;
  if (column.kind === 'bytes') return bytes.set(bytesOf(given, place), record + column.start + op.offset);
  if (column.kind === 'f32') return scatterSingles(given, place, verdict);
  forEachElement(given, place, (base, value) => {
    if (!fits(op, value)) verdict.stop(K.OUT_OF_RANGE, op.index, base - record + op.offset, 0, Number(value));
    storeValue(view, base, op, value);
  });
}

/** Stops the verdict where the bytes do not hold what the row says: another column showed them otherwise. */
export function compareRow(given: GivenColumn, place: ScatterPlace, verdict: Verdict): void {
  const { column, op } = given;
  const { bytes, view, record } = place;
  if (column.kind === 'bytes') {
    const at = record + column.start + op.offset;
    if (bytesOf(given, place).every((byte, index) => bytes[at + index] === byte)) return;
    verdict.stop(K.DISAGREE, op.index, at - record, 0, 0);
  }
  forEachElement(given, place, (base, value) => {
    if (holdsValue(view, base, op, value)) return;
    verdict.stop(K.DISAGREE, op.index, base - record + op.offset, heldNumber(view, base, op), Number(value));
  });
}

function scatterSingles({ column, op, values }: GivenColumn, place: ScatterPlace, verdict: Verdict): void {
  const { view, record, row } = place;
  const { repeat, step, start } = column;
  for (let element = 0; element < repeat; element++) {
    const index = row * repeat + element;
    const at = start + element * step + op.offset;
    if (writeElement(values, index, op, view, record + at)) continue;
    verdict.stop(K.OUT_OF_RANGE, op.index, at, 0, Number(values[index]));
  }
}

function bytesOf({ column, values }: GivenColumn, { row }: ScatterPlace): Uint8Array {
  return (values as Uint8Array).subarray(row * column.repeat, (row + 1) * column.repeat);
}

/** `base` is where the op's offset counts from. */
function forEachElement(
  { column, values }: GivenColumn,
  { record, row }: ScatterPlace,
  run: (base: number, value: number | bigint) => void,
): void {
  const { repeat, step, start } = column;
  for (let element = 0; element < repeat; element++) {
    run(record + start + element * step, values[row * repeat + element] as number | bigint);
  }
}

function fits(op: Op, value: number | bigint): boolean {
  if (op.kind === K.OP_WIDE) return isWhole(value) && fitsWideLeaf(op, BigInt(value));
  if (op.kind === K.OP_SPLIT) return isWhole(value) && value >= 0 && value < 2 ** op.width;
  return fitsLeaf(op, Number(value));
}

function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}
