import type { ColumnArray } from '../schema/index.js';
import { BatchStore } from './batch-store.js';
import { batchPartsOf } from './batch.js';

/** A batch of one type as arrays of numbers alone: what goes to another thread, where the same batch is made of it. */
export interface TakenBatch {
  readonly rows: number;
  readonly records: number;
  readonly consumed: number;
  /** A filter chose its rows. */
  readonly isFiltered: boolean;
  /** Of its store, in their order there. */
  readonly arrays: readonly ColumnArray[];
  /** Where the records begin and end that were passed over; undefined where the first of them would have ended the batch. */
  readonly gaps: readonly number[] | undefined;
}

/** The arrays of a batch that owns them, for another one of the same options to be made in. This one is stale from then on. */
export function released(batch: unknown): readonly ColumnArray[] {
  return (batchPartsOf(batch).data.owner as BatchStore).release();
}

/** Takes a batch apart, which owns its columns. Who gives the arrays away uses the batch no more. */
export function takenApart(batch: unknown): TakenBatch {
  const { data, gaps } = batchPartsOf(batch);
  const { rows, records, consumed, selection, owner } = data;
  const arrays = (owner as BatchStore).all;
  return { rows, records, consumed, isFiltered: selection !== undefined, arrays, gaps: gaps?.places.all };
}
