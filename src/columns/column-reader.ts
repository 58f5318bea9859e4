import type { BatchStore } from './batch-store.js';
import type { BatchData } from './column-data.js';
import type { GapPlaces } from './gaps.js';
import type { Outcome } from '../program/index.js';
import type { Selection } from './selection.js';

export interface BatchOptions {
  /** Rows to stop after. */
  readonly maxRows: number;
  /** Columns that are wanted; undefined: all of them. */
  readonly columns?: ReadonlySet<number> | undefined;
  /** Which records become rows; undefined: all of them. */
  readonly filter?: Selection | undefined;
  /** Where the records go that are passed over; undefined: the first that is wrong ends the batch. */
  readonly gaps?: GapPlaces | undefined;
  /** Where the rows go; undefined: they may stay in memory of the engine until its next call. */
  readonly store: BatchStore | undefined;
}

/** The batches of one program on one engine. */
export interface ColumnReader {
  readonly outcome: Outcome;
  /** Frames and decodes records until the input ends, a record is wrong (`outcome`), or `maxRows`. */
  readBatch(bytes: Uint8Array, options: BatchOptions): BatchData;
  /** Memory to fill with input that `readBatch` then does not copy; valid until the next call. */
  input(bytes: number): Uint8Array;
}
