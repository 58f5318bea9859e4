import { Batch, validity } from '../columns/index.js';
import { CastbufError, shownValue } from '../errors/index.js';
import { ARRAY_OF, type Column } from '../program/index.js';
import type { AnyColumns, AnyType, ColumnArray, ListColumn } from '../schema/index.js';
import type { TableRows } from './table-columns.js';

/** A batch of any codec: of createCodec, of a type of a set, compiled ahead of time. */
export interface ArrowBatch {
  readonly rowCount: number;
  readonly columns: object;
  readonly error: CastbufError | undefined;
}

/** A batch that knows the validity of its columns by itself, as those of compiled codecs do. */
interface OwnValidity {
  validity(path: string): Uint8Array | undefined;
}

/** @throws CastbufError ERR_USAGE for no batch */
export function assertBatch(batch: unknown): asserts batch is ArrowBatch {
  const { rowCount, columns } = (batch ?? {}) as Partial<ArrowBatch>;
  if (Number.isInteger(rowCount) && typeof columns === 'object' && columns !== null) return;
  const isSet = typeof batch === 'object' && batch !== null && 'of' in batch;
  const given = isSet ? 'a batch of several types; give the batches of one: batch.of.NAME' : shownValue(batch);
  throw new CastbufError('ERR_USAGE', `give a batch of decodeBatch or stream, or several of them, not ${given}`);
}

/** The first `count` rows of a batch. */
export function rowsOf(batch: ArrowBatch, columns: readonly Column[], count: number): TableRows {
  const byPath = batch.columns as AnyColumns;
  const byName = new Map(columns.map((column) => [column.path, column]));
  return {
    count,
    column(path) {
      const array = Object.hasOwn(byPath, path) ? byPath[path] : undefined;
      if (array !== undefined && isOf(array, byName.get(path) as Column, batch.rowCount)) return array;
      const what = array === undefined ? 'is no column of this batch' : 'is another column in this batch';
      const hint = `${path} ${what}; all batches of a table are of its codec, and have the columns of the first`;
      throw new CastbufError('ERR_USAGE', hint, { path });
    },
    validity: (path) => validityIn(batch, path),
  };
}

function validityIn(batch: ArrowBatch, path: string): Uint8Array | undefined {
  if (batch instanceof Batch) return validity(batch as Batch<AnyType>, path);
  return (batch as ArrowBatch & Partial<OwnValidity>).validity?.(path);
}

function isOf(array: ColumnArray | ListColumn, { kind, repeat }: Column, rows: number): boolean {
  if ('data' in array) return kind === 'list' && array.offsets.length >= rows && array.lengths.length >= rows;
  return kind !== 'list' && array instanceof ARRAY_OF[kind] && array.length === rows * repeat;
}
