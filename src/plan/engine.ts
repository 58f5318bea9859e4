import type { BatchStore } from './batch-store.js';
import type { Selection } from './filter.js';
import type { PackedColumn, Packing } from './packing.js';
import type { Outcome, Program } from './program.js';
import type { SlotWriter } from './tape.js';

/**
 * What runs programs: the WebAssembly kernel, or the reference engine in plain TypeScript.
 * The codec is handed one and knows no other difference between them.
 */
export interface Engine {
  readonly name: string;
  /** @throws CastbufError ERR_KERNEL when this engine cannot run here */
  load(program: Program): Machine;
}

/** One program on one engine. After a call that failed (undefined or false) `outcome` says why, and the machine is usable. */
export interface Machine {
  readonly outcome: Outcome;
  /** Checks and measures the message at the start of `bytes`. */
  check(bytes: Uint8Array): boolean;
  /** Writes slots as one message; the bytes are the engine's own, valid until the next call. */
  write(slots: SlotWriter): Uint8Array | undefined;
}

export type ColumnArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigUint64Array
  | BigInt64Array;

/** A part of varying length, a row: `lengths[row]` bytes of `data` from `offsets[row]` on. Nothing is copied. */
export interface ListColumn {
  readonly data: Uint8Array;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/** Memory that is used again. Its epoch changes with every call that does that. */
export interface Lender {
  readonly epoch: number;
}

export interface BatchData {
  /** The buffer that offsets are relative to. */
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Records that were looked at: more than rows where a filter left some out. */
  readonly records: number;
  /** Bytes of the input that whole records took. */
  readonly consumed: number;
  /** Start of each record in the input, and its bytes. */
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  /** Which of all records each row is; undefined without a filter. */
  readonly selection: Uint32Array | undefined;
  /** One for each of the program's columns that were asked for. */
  readonly columns: readonly (ColumnArray | ListColumn)[];
  /** Whose memory the arrays are: the engine's, or a store of the batch's own. The batch is stale when that has another epoch. */
  readonly owner: Lender;
  readonly epoch: number;
}

export interface BatchOptions {
  /** Rows to stop after. */
  readonly maxRows: number;
  /** Columns that are wanted; undefined: all of them. */
  readonly columns?: ReadonlySet<number> | undefined;
  /** Which records become rows; undefined: all of them. */
  readonly filter?: Selection | undefined;
  /** Where the rows go; undefined: they may stay in memory of the engine until its next call. */
  readonly store: BatchStore | undefined;
}

/** The batches of one program on one engine. */
export interface ColumnReader {
  readonly outcome: Outcome;
  /** Frames and decodes records until the input ends, a record is wrong (`outcome`), or `maxRows`. */
  readBatch(bytes: Uint8Array, options: BatchOptions): BatchData;
  /** Memory to fill with input that `readBatch` then does not copy; valid until the next call. */
  input(bytes: number): Uint8Array;
}

/** Streams of one program, from columns, on one engine. */
export interface RowWriter {
  readonly outcome: Outcome;
  /**
   * Writes rows from columns (in the program's order; undefined: derive it) as one stream that the caller owns. A `target` may be returned
   * instead, with the stream at its start: `outcome.length` bytes, more than it has where it is too short. When a row is wrong or it is too
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

/**
 * The ranges of a column as contiguous data that the caller owns; batches stay as they are. `source` is what read the batch.
 * @throws CastbufError ERR_LENGTH above MAX_PACKED_BYTES, ERR_STALE_BATCH
 */
export type PackRanges = (source: object, ranges: ListColumn, packing: Packing) => PackedColumn;
