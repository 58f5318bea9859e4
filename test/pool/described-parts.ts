import type { AnyType, Batch, ColumnArray, ListColumn } from '../../src/surface.js';
import { errorMembers } from '../robustness/round-trip.js';

/*
 * What batches say, as one: of the parts of a stream the same as of the whole.
 */

type AnyBatch = Batch<AnyType>;
type AnyColumn = ColumnArray | ListColumn;

export interface Described {
  readonly rowCount: number;
  readonly recordCount: number;
  readonly end: number;
  readonly offsets: readonly number[];
  readonly lengths: readonly number[];
  readonly selection: readonly number[] | undefined;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
  readonly gaps: readonly unknown[];
  readonly error: unknown;
  /** Of the first and the last row of each part. */
  readonly values: ReadonlyMap<number, unknown>;
}

/** All that batches say which follow one another. */
export function describedParts(batches: readonly AnyBatch[]): Described {
  const columns: Record<string, unknown[]> = {};
  const offsets: number[] = [];
  const lengths: number[] = [];
  const selection: number[] = [];
  const gaps: unknown[] = [];
  const values = new Map<number, unknown>();
  let recordCount = 0;
  for (const batch of batches) {
    const { byteOffset, rowCount } = batch;
    for (const row of [0, rowCount - 1])
      if (row >= 0 && row < rowCount) values.set(offsets.length + row, batch.value(row));
    for (const offset of batch.offsets) offsets.push(offset + byteOffset);
    lengths.push(...batch.lengths);
    for (const number of batch.selection ?? []) selection.push(number + recordCount);
    for (const [path, column] of Object.entries(batch.columns as Record<string, AnyColumn>))
      (columns[path] ??= []).push(...cellsOf(column, byteOffset));
    for (const { from, to, reason } of batch.gaps) gaps.push([from, to, errorMembers(reason)]);
    recordCount += batch.recordCount;
  }
  const last = batches.at(-1);
  return {
    rowCount: offsets.length,
    recordCount,
    end: last === undefined ? 0 : last.byteOffset + last.consumedBytes,
    offsets,
    lengths,
    selection: last?.selection && selection,
    columns,
    gaps,
    error: last?.error && { ...errorMembers(last.error), message: last.error.message },
    values,
  };
}

function cellsOf(column: AnyColumn, byteOffset: number): unknown[] {
  if (!('data' in column)) return Array.from(column as ArrayLike<number | bigint>);
  const { data, offsets, lengths } = column;
  return Array.from(offsets, (offset, row) => {
    const length = lengths[row] as number;
    return [offset + byteOffset, length, Array.from(data.subarray(offset, offset + length))];
  });
}

/** What a whole batch has that parts do not: values of the rows that they were asked for. */
export function describedWhole(batch: AnyBatch, { values }: Described): Described {
  const rows = new Map([...values.keys()].map((row) => [row, batch.value(row)] as const));
  return {
    ...describedParts(batch.rowCount + batch.gaps.length === 0 && batch.error === undefined ? [] : [batch]),
    values: rows,
  };
}
