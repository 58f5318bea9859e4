import { validity } from '../../columns/index.js';
import type { ColumnArray } from '../../schema/index.js';
import type { AnyBatch } from '../cells.js';
import type { NumberColumn } from '../number-column.js';

/** What an axis shows: a column, or the numbers of the records, which have no path and count from 0. */
export interface Quantity extends Omit<NumberColumn, 'path'> {
  readonly path: string | undefined;
}

export const RECORD_NUMBERS: Quantity = { path: undefined, isWhole: true, time: undefined, nameOf: undefined };

export function titleOf({ path }: Quantity): string {
  return path ?? 'record';
}

/** Values of a quantity as doubles. Times of 64 bits count from the first one, as a double has not all of their digits. */
export class QuantityReader {
  origin = 0n;
  private hasOrigin: boolean;
  /** Records of earlier batches. */
  private records = 0;

  constructor(readonly quantity: Quantity) {
    this.hasOrigin = quantity.time === undefined;
  }

  /** The value of each of the first `rows` rows; NaN where a row has none. Called once for each batch. */
  read(batch: AnyBatch, rows: number): Float64Array {
    const { path } = this.quantity;
    if (path === undefined) return this.recordNumbers(batch, rows);
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

  private recordNumbers({ selection, recordCount, gaps }: AnyBatch, rows: number): Float64Array {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      values[row] = this.records + (selection === undefined ? row : (selection[row] as number));
    }
    this.records += recordCount + gaps.length;
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
