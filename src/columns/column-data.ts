import type { AnyColumns, ColumnArray, ListColumn } from '../schema/index.js';

/** Owns memory that one batch after the other lies in. The epoch changes with every call that uses that memory again. */
export interface Lender {
  readonly epoch: number;
}

/** Columns of a batch, and of every later one that has the same arrays. */
export interface ShownColumns {
  readonly columns: BatchData['columns'];
  /** The same by their paths, once somebody has asked: in an object that is frozen, as it is that of all these batches. */
  byPath: AnyColumns | undefined;
}

export interface BatchData {
  /** The buffer that offsets are relative to. */
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Records that were looked at: more than rows where a filter left some out. */
  readonly records: number;
  /** Bytes of the input that whole records took. */
  readonly consumed: number;
  /** Bytes from each record to the next one, the first at 0, where that is all there is to say; undefined: see `offsets`, which are made when they are asked for. */
  readonly stride?: number | undefined;
  /** Start of each record in the input, and its bytes. */
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  /** The same where they are stored; undefined: each record ends at the next one, or where all end, and to ask for `lengths` makes them. */
  readonly storedLengths: Uint32Array | undefined;
  /** Which of all records each row is; undefined without a filter. */
  readonly selection: Uint32Array | undefined;
  /** One for each of the program's columns that were asked for. */
  readonly columns: readonly (ColumnArray | ListColumn)[];
  readonly shown: ShownColumns;
  /** Whose memory the arrays are: the engine's, or a store of the batch's own. The batch is stale when that has another epoch. */
  readonly owner: Lender;
  readonly epoch: number;
}
