import type { ColumnArray, ListColumn } from '../../src/surface.js';
import { packed, texts } from '../harness/batches.js';
import type { Choices } from './choices.js';
import type { AnyBatch, AnySetBatch } from './call-world.js';
import { materialised } from './materialised-view.js';
import { errorMembers, outcomeOf } from './round-trip.js';

/** Parts of a batch, in the order in which they are read: views are made when somebody asks for them. */
export type Look = readonly Part[];
type Part = 'places' | 'columns' | 'values' | 'rows' | 'packed' | 'texts' | 'copy';
const PARTS: readonly Part[] = ['places', 'columns', 'values', 'rows', 'packed', 'texts', 'copy'];
/** Rows that are read one by one. */
const MOST_VALUES = 4;
const MOST_CURSORS = 40;

export function drawLook(choices: Choices): Look {
  return Array.from({ length: choices.between(0, 4) }, () => choices.pick(PARTS));
}

/** What a batch says, as plain values that nothing changes later. */
export function described(batch: AnyBatch, look: Look): unknown {
  const { rowCount, recordCount, consumedBytes, error } = batch;
  const parts = look.map((part) => [part, partOf(batch, part)]);
  return { rowCount, recordCount, consumedBytes, error: error && errorMembers(error), parts };
}

export function describedSet(batch: AnySetBatch, look: Look): unknown {
  const { rowCount, consumedBytes, error, typeNames } = batch;
  const types = typeNames.map((name) => {
    const records = batch.of[name] as NonNullable<(typeof batch.of)[string]>;
    return [name, described(records, look), records.rowIndex.slice()];
  });
  const values = Array.from({ length: Math.min(rowCount, MOST_VALUES) }, (_, row) => batch.value(row));
  return { rowCount, consumedBytes, error: error && errorMembers(error), order: batch.order.slice(), types, values };
}

function partOf(batch: AnyBatch, part: Part): unknown {
  switch (part) {
    case 'places':
      return [batch.offsets.slice(), batch.lengths.slice(), batch.selection?.slice()];
    case 'columns':
      return plainColumns(batch.columns);
    case 'values':
      return someRows(batch.rowCount).map((row) => batch.value(row));
    case 'rows':
      return firstRows(batch);
    case 'packed':
      return Object.keys(batch.columns).map((path) => outcomeOf(() => packed(batch, path)));
    case 'texts':
      return Object.keys(batch.columns).map((path) => outcomeOf(() => texts(batch, path)));
    default: {
      const copy = batch.copy();
      return [plainColumns(copy.columns), copy.offsets, copy.lengths];
    }
  }
}

function someRows(rows: number): number[] {
  return [0, 1, rows >> 1, rows - 1].filter((row, index, all) => row >= 0 && row < rows && all.indexOf(row) === index);
}

function firstRows(batch: AnyBatch): unknown[] {
  const views: unknown[] = [];
  for (const view of batch.rows()) {
    views.push(materialised(view));
    if (views.length === MOST_CURSORS) break;
  }
  return views;
}

export function plainColumns(columns: Readonly<Record<string, ColumnArray | ListColumn>>): unknown {
  return Object.entries(columns).map(([path, column]) => [path, plain(column)]);
}

function plain(column: ColumnArray | ListColumn): unknown {
  if (!('data' in column)) return column.slice();
  const { data, offsets, lengths } = column;
  const bytes = Array.from(
    offsets,
    (offset, row) => new Uint8Array(data.subarray(offset, offset + (lengths[row] as number))),
  );
  return [offsets.slice(), lengths.slice(), bytes];
}
