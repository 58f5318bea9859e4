import { CastbufError } from '../errors/index.js';
import { noColumn, batchPartsOf, type Batch } from '../columns/index.js';
import { packingOf, type PackedColumn, type Packing, type PackRanges } from './packing.js';
import type { Column } from '../program/index.js';
import type { ColumnArray, ListColumn, AnyColumns, AnyType, PackedOf, PackedPath, TextPath } from '../schema/index.js';
import { decodeText } from '../cursor/index.js';

/** The type of `packed`. */
export interface Packed {
  /**
   * A part of varying length in one piece, as Apache Arrow lays out lists, binary and UTF-8: `{ offsets, data }`, which the caller owns.
   * Numbers have the machine's byte order, bools are 0 and 1, a text of any encoding is UTF-8 (what cannot be is U+FFFD).
   * Fixed texts, up to their first NUL, and fixed bytes are packed too. Made anew by each call.
   * @throws CastbufError ERR_USAGE for a column that is no such part, ERR_LENGTH above 2 GiB, ERR_STALE_BATCH
   */
  <T extends AnyType, const P extends PackedPath<T>>(batch: Batch<T, unknown>, path: P): PackedColumn<PackedOf<T>[P]>;
}

/** The type of `texts`. */
export interface Texts {
  /**
   * The texts of a column, one a row, as `value` has them.
   * @throws CastbufError as `packed` does
   */
  <T extends AnyType>(batch: Batch<T, unknown>, path: TextPath<T>): string[];
}

export function packedWith(pack: PackRanges, batch: Batch<AnyType, unknown>, path: string): PackedColumn {
  const { packing, ranges } = packable(batch, path);
  return pack(batchPartsOf(batch).source, ranges, packing);
}

/** Most bytes of a string that the texts of all rows are parts of. */
const MAX_SHARED_TEXT = 2 ** 28;

export function textsWith(pack: PackRanges, batch: Batch<AnyType, unknown>, path: string): string[] {
  const { packing, ranges } = packable(batch, path);
  const { encoding } = packing;
  if (encoding === undefined) throw notPackable(path, 'no text');
  const { offsets, data } = pack(batchPartsOf(batch).source, ranges, packing);
  const starts = [...offsets.subarray(0, -1)];
  const all = data as Uint8Array;
  // One string for all rows, where a byte is a character; else half a surrogate pair must stay what it is.
  if (all.length <= MAX_SHARED_TEXT && all.every((byte) => byte < 0x80)) {
    const text = decodeText(all, 'ascii');
    return starts.map((start, row) => text.slice(start, offsets[row + 1]));
  }
  return starts.map((_, row) => {
    const at = ranges.offsets[row] as number;
    const text = decodeText(ranges.data.subarray(at, at + (ranges.lengths[row] as number)), encoding);
    return packing.trimUnit === 0 ? text : (text.split('\0', 1)[0] as string);
  });
}

function packable(
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

function notPackable(path: string, what: string): CastbufError {
  return new CastbufError('ERR_USAGE', `${path} is ${what}`, { path });
}

function fixedRanges({ repeat }: Column, data: Uint8Array, rows: number): ListColumn {
  return {
    data,
    offsets: Uint32Array.from({ length: rows }, (_, row) => row * repeat),
    lengths: new Uint32Array(rows).fill(repeat),
  };
}
