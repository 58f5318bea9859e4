import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { Outcome } from '../program/index.js';

/** Streams of one program, from columns, on one engine. */
export interface RowWriter {
  readonly outcome: Outcome;
  /**
   * Writes rows from columns (in the program's order; undefined: derive it) as one stream that the caller owns. A `target` may be returned
   * instead, with the stream at its start: `outcome.length` bytes, more than it has where it is too short; not where a column may lie in it. When a row is wrong or it is too
   * short, it may hold rows before that. Columns of a batch that are written to what `output` gave leave the batch as it is.
   */
  writeBatch(
    columns: readonly (ColumnArray | ListColumn | undefined)[],
    rows: number,
    target?: Uint8Array,
  ): Uint8Array | undefined;
  /** Memory that `writeBatch` writes to without a copy, from columns that lie in memory too; the same each time, until memory grows. */
  output(bytes: number): Uint8Array;
}
