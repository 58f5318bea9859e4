import { isSingleNumber, validity } from '../../columns/index.js';
import type { ColumnArray, TimeRule } from '../../schema/index.js';
import type { AnyBatch } from '../cells.js';
import { pathsNamed } from '../column-selection.js';
import { usageError } from '../exit-status.js';
import { shortNamesOf } from '../field-names.js';
import { fieldsOf, leavesOf, type LeafField } from '../fields.js';
import type { RecordKind } from '../record-kinds.js';

/** What an axis shows: a column of single numbers, or the numbers of the records. */
export interface Quantity {
  readonly title: string;
  /** Undefined for the numbers of the records, which count from 0. */
  readonly path: string | undefined;
  readonly isWhole: boolean;
  readonly time: TimeRule | undefined;
  /** Of an enum's values, and of NTSTATUS. */
  readonly nameOf: ((value: number) => string | undefined) | undefined;
}

export const RECORD_NUMBERS: Quantity = {
  title: 'record',
  path: undefined,
  isWhole: true,
  time: undefined,
  nameOf: undefined,
};

/** The column that the user names. @throws CommandError (usage) where there is none, or it has no single numbers */
export function quantityOf(option: string, name: string, { codec }: RecordKind): Quantity {
  const leaves = [...leavesOf(fieldsOf(codec))];
  const [path, second] = pathsNamed(
    name,
    leaves.map((leaf) => leaf.path),
  );
  const leaf = leaves.find((one) => one.path === path) as LeafField;
  if (second !== undefined) throw usageError(`${option} ${name} is a record of several columns; name one of them`);
  const { type, column } = leaf;
  if (column === undefined || !isSingleNumber(column) || (type.kind !== 'leaf' && type.kind !== 'split')) {
    const numbers = leaves.filter((one) => one.column !== undefined && isSingleNumber(one.column) && one !== leaf);
    const others = numbers.map((one) => one.path).join(', ');
    throw usageError(
      `${option} ${leaf.path} has no single number in each record; ${others === '' ? 'no column has' : `these have: ${others}`}`,
    );
  }
  const scalar = type.kind === 'leaf' ? type.scalar : undefined;
  const time = scalar?.time;
  return {
    title: leaf.path,
    path: leaf.path,
    isWhole: scalar?.format !== 'float',
    time,
    nameOf: time === undefined ? shortNamesOf(type) : undefined,
  };
}

/** Values of a quantity as doubles. Times of 64 bits count from the first one, as a double has not all of their digits. */
export class QuantityReader {
  origin = 0n;
  private hasOrigin: boolean;

  constructor(readonly quantity: Quantity) {
    this.hasOrigin = quantity.time === undefined;
  }

  /** The value of each of the first `rows` rows; NaN where a row has none. `before` records came before the batch. */
  read(batch: AnyBatch, rows: number, before: number): Float64Array {
    const { path } = this.quantity;
    if (path === undefined) return recordNumbers(batch, rows, before);
    const column = (batch.columns as Record<string, ColumnArray>)[path] as ColumnArray;
    const values = new Float64Array(rows);
    if (isWide(column)) this.readWide(column, values);
    else for (let row = 0; row < rows; row++) values[row] = column[row] as number;
    const bitmap = validity(batch, path as never);
    if (bitmap === undefined) return values;
    for (let row = 0; row < rows; row++) {
      if ((((bitmap[row >> 3] as number) >> (row & 7)) & 1) === 0) values[row] = Number.NaN;
    }
    return values;
  }

  private readWide(column: BigUint64Array | BigInt64Array, values: Float64Array): void {
    if (!this.hasOrigin && values.length > 0) {
      this.origin = column[0] as bigint;
      this.hasOrigin = true;
    }
    const { origin } = this;
    for (let row = 0; row < values.length; row++) values[row] = Number((column[row] as bigint) - origin);
  }
}

function isWide(column: ColumnArray): column is BigUint64Array | BigInt64Array {
  return column instanceof BigUint64Array || column instanceof BigInt64Array;
}

function recordNumbers({ selection }: AnyBatch, rows: number, before: number): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++)
    values[row] = before + (selection === undefined ? row : (selection[row] as number));
  return values;
}
