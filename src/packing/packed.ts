import { CastbufError } from '../errors/index.js';
import { noColumn, batchPartsOf, type Batch } from '../columns/index.js';
import { packingOf, type PackedColumn, type Packing, type PackRanges } from './packing.js';
import type { Column } from '../program/index.js';
import type { ColumnArray, ListColumn, AnyColumns, AnyType, PackedOf, PackedPath } from '../schema/index.js';

/** The type of `packed`. */
export interface Packed {
  /**
   * A part of varying length in one piece, as Apache Arrow lays out lists, binary and UTF-8: `{ offsets, data }`, which the caller owns.
   * Numbers have the machine's byte order, bools are 0 and 1, a text of any encoding is UTF-8 (what cannot be is U+FFFD).
   * Fixed texts, up to their first NUL, and fixed bytes are packed too; of an array of them each element is a row of its own. Made anew by each call.
   * @throws CastbufError ERR_USAGE for a column that is no such part, ERR_LENGTH above 2 GiB, ERR_STALE_BATCH
   */
  <T extends AnyType, const P extends PackedPath<T>>(batch: Batch<T, unknown>, path: P): PackedColumn<PackedOf<T>[P]>;
}

export function packedWith(pack: PackRanges, batch: Batch<AnyType, unknown>, path: string): PackedColumn {
  const { packing, ranges } = packable(batch, path);
  return pack(batchPartsOf(batch).source, ranges, packing);
}

/** How a column is packed, and where its parts lie. @throws CastbufError ERR_USAGE for a column that is no part of varying length */
export function packable(
  batch: Batch<AnyType, unknown>,
  path: string,
): { readonly packing: Packing; readonly ranges: ListColumn } {
  if (typeof batch === 'number')
    throw new CastbufError(
      'ERR_USAGE',
      `packed takes a batch and a path; the ABI without padding is packedAbi(${batch})`,
    );
  const { program } = batchPartsOf(batch);
  const column = program.columns.find((one) => one.path === path);
  if (column === undefined) throw noColumn(program, path);
  const packing = packingOf(program, column);
  if (packing === undefined) {
    throw notPackable(path, 'no bytes, text or counted array of numbers; batch.columns has what there is of it');
  }
  const columns: AnyColumns = batch.columns;
  if (!Object.hasOwn(columns, path))
    throw notPackable(path, 'no column of this batch; ask for it in the columns of decodeBatch');
  const array = columns[path] as ColumnArray | ListColumn;
  return { packing, ranges: 'data' in array ? array : fixedRanges(column, array as Uint8Array, batch.rowCount) };
}

export function notPackable(path: string, what: string): CastbufError {
  return new CastbufError('ERR_USAGE', `${path} is ${what}`, { path });
}

function fixedRanges(column: Column, data: Uint8Array, rows: number): ListColumn {
  const length = rows * column.ranges;
  const bytes = rangeBytes(column);
  return {
    data,
    offsets: Uint32Array.from({ length }, (_, range) => range * bytes),
    lengths: new Uint32Array(length).fill(bytes),
  };
}

/** Bytes of each range of a column of fixed ones. */
export function rangeBytes({ repeat, ranges }: Column): number {
  return ranges === 0 ? 0 : repeat / ranges;
}
