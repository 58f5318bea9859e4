import type { ArrayOf } from '../program/index.js';
import type { AnyType, ColumnArray } from '../schema/index.js';
import { BatchStore, firstOf } from './batch-store.js';
import { type Batch, batchPartsOf } from './batch.js';
import type { RecordBatches } from './decode-batch.js';
import { GapPlaces } from './gaps.js';
import { offsetSourceOf } from './offset-source.js';

/*
 * Batches that go from one thread to another. Stores and gaps know nothing of that: who decodes on one thread would carry it along.
 */

/** A batch of one type as arrays of numbers alone, of which another thread makes the same batch. */
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

/** Takes a batch apart, which owns its columns. Who gives the arrays away uses the batch no more. */
export function takenApart(batch: unknown): TakenBatch {
  const { data, gaps } = batchPartsOf(batch);
  const { rows, records, consumed, selection } = data;
  const store = data.owner as BatchStore;
  const arrays = store['begun'].slots.map((slot) => firstOf(store['arrays'][slot.part], slot, rows));
  return { rows, records, consumed, isFiltered: selection !== undefined, arrays, gaps: gaps?.places['places'] };
}

/** The batch that another thread has made of `bytes`; its arrays become those of this one. @param columns those that it was asked for */
export function putTogether(
  batches: RecordBatches,
  bytes: Uint8Array,
  { rows, records, consumed, isFiltered, arrays, gaps }: TakenBatch,
  columns: readonly string[] | undefined,
): Batch<AnyType> {
  const projection = projectionOf(batches, columns);
  const store = new BatchStore(batches.program);
  store.begin(bytes, { columns: projection.wanted, isFiltered, hasGaps: gaps !== undefined });
  store['begun'].slots.forEach(({ part }, index) => (store['arrays'][part] = arrays[index]));
  store.rows = rows;
  return batches['batchOf'](store.finish(consumed, records), projection, gaps && placesOf(gaps), undefined, false);
}

/** The arrays of a batch that owns them, for another one of the same options to be made in. This one is stale from then on. */
export function released(batch: unknown): readonly ColumnArray[] {
  const store = batchPartsOf(batch).data.owner as BatchStore;
  const arrays = store['arrays'];
  const all = store['begun'].slots.map(({ part, Kind }) => wholeOf(arrays[part] as ColumnArray, Kind));
  store.epoch++;
  arrays.length = 0;
  return all;
}

/** @throws CastbufError ERR_USAGE, ERR_TYPE for columns that are none of the type */
export function projectionOf(
  batches: RecordBatches,
  columns: readonly string[] | undefined,
): RecordBatches['allColumns'] {
  return columns === undefined ? batches['allColumns'] : batches['projection'](columns);
}

/** Bytes from each record to the next one; undefined where a record says how long it is. */
export function strideOf({ program }: RecordBatches): number | undefined {
  return offsetSourceOf(program)?.stride;
}

/** All of a buffer, of which an array may show the first elements only; nothing, where its owner gave the buffer away. */
function wholeOf({ buffer }: ColumnArray, Kind: ArrayOf): ColumnArray {
  return buffer.byteLength === 0 ? new Kind(0) : new Kind(buffer as never);
}

function placesOf(gaps: readonly number[]): GapPlaces {
  const places = new GapPlaces();
  for (let at = 0; at < gaps.length; at += 2) places.add(gaps[at] as number, gaps[at + 1] as number);
  return places;
}
