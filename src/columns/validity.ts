import { columnNamed } from './column-paths.js';
import type { BatchData } from './column-data.js';
import type { Column, Program } from '../program/index.js';
import { armReader } from './arm-reader.js';
import type { AnyType, ColumnPath } from '../schema/index.js';
import { wholePartsOf, type Batch } from './batch.js';

/**
 * Which rows of a column have a value, as Apache Arrow writes it: bit `row % 8` of byte `row >> 3` is set where the row has one. Columns of an arm
 * of a tagged union have 0 in all other rows, those of a member that a versioned record may end before in the rows that do; of all other columns every row has a value, and there is no bitmap. Made anew by each call.
 * @throws CastbufError ERR_USAGE for a path that has no column, ERR_STALE_BATCH
 * @example
 * ```ts
 * import { createCodec, decodeBatch, struct, tagged, u16, u8, validity } from 'castbuf';
 *
 * const Event = struct('EVENT', { Kind: u16, Data: tagged('Kind', { Level: [1, u8], Rate: [2, u16] }) });
 * const batch = decodeBatch(createCodec(Event), Uint8Array.of(1, 0, 7, 0, 2, 0, 9, 0, 1, 0, 8, 0));
 * console.log(batch.columns['Data.Level'], validity(batch, 'Data.Level')); // Uint8Array(3) [ 7, 0, 8 ] Uint8Array(1) [ 5 ]
 * ```
 */
export function validity<T extends AnyType>(
  batch: Batch<T, unknown>,
  path: ColumnPath<T>,
): Uint8Array<ArrayBuffer> | undefined {
  const { program, data } = wholePartsOf(batch);
  return validityOf(program, data, program.columns[columnNamed(program, path)] as Column);
}

/** The bitmap of one column. The tags are read from the records: the batch need not have their columns. */
export function validityOf(program: Program, data: BatchData, { guard }: Column): Uint8Array<ArrayBuffer> | undefined {
  if (guard === undefined) return undefined;
  const { bytes, rows, offsets } = data;
  const isThere = armReader(program, guard);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bitmap = new Uint8Array(Math.ceil(rows / 8));
  for (let row = 0; row < rows; row++) {
    const bit = isThere(view, offsets[row] as number) ? 1 << (row & 7) : 0;
    bitmap[row >> 3] = (bitmap[row >> 3] as number) | bit;
  }
  return bitmap;
}
