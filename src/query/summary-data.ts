import { FLOAT_ZERO, INTEGER_ZERO } from '../../assembly/query/layout.js';
import type { ColumnReader } from '../columns/index.js';
import type { FilterPlan } from './filter.js';

/** What an engine found in a column. The counters from the bucket of the least value to that of the greatest are the sketch. */
export interface SummaryData {
  /** Values that are numbers; rows without a value, because a tag selects another arm, are not among them. */
  readonly count: number;
  /** Values that are NaN. */
  readonly nans: number;
  /** The sum: exact for integers (rest 0n); for floats one value after the other, with what each addition rounded away in `rest`. */
  readonly sum: number | bigint;
  readonly rest: number | bigint;
  /** Undefined where there is no value. Bigints where the column has them. */
  readonly least: number | bigint | undefined;
  readonly most: number | bigint | undefined;
  /** The bucket of the first counter, from that of 0 on: below 0 for values below 0. */
  readonly firstBucket: number;
  readonly buckets: Uint32Array;
}

/** Buckets on either side of that of 0. */
export function bucketZeroOf(isFloat: boolean): number {
  return isFloat ? FLOAT_ZERO : INTEGER_ZERO;
}

export interface SummaryRequest {
  /** Columns of one number a row. */
  readonly columns: readonly number[];
  readonly filter: FilterPlan | undefined;
}

/** Figures of columns, and no rows. */
export interface SummaryBatch {
  readonly rows: number;
  readonly records: number;
  readonly consumed: number;
  /** One for each column that was asked for. */
  readonly columns: readonly SummaryData[];
}

/** The records that `reader` would read, as figures of their columns: nothing that grows with them is kept. */
export type SummarizeRecords = (reader: ColumnReader, bytes: Uint8Array, request: SummaryRequest) => SummaryBatch;
