import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { FilterPlan } from './filter.js';
import type { MessageMachine, MessageSetProgram } from './message-set.js';
import type { Outcome, Program } from './program.js';
import type { PackedColumn, Packing } from './packing.js';
import type { SummaryData } from './summary-data.js';
import type { SlotWriter } from './tape.js';

export type { ColumnArray, ListColumn };

/**
 * What runs programs: the WebAssembly kernel, or the reference engine in plain TypeScript.
 * The codec is handed one and knows no other difference between them.
 */
export interface Engine {
  readonly name: string;
  /** @throws CastbufError ERR_KERNEL when this engine cannot run here */
  load(program: Program): Machine;
  /**
   * A message set over `bytes` bytes of memory, none of it shared with other machines.
   * @throws CastbufError ERR_KERNEL when this engine cannot run here, or has no memory
   */
  loadMessages(set: MessageSetProgram, bytes: number): MessageMachine;
}

export interface BatchData {
  /** What the offsets count from. */
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
  /** The machine's epoch when the batch lies in its memory; undefined when the batch owns its arrays. */
  readonly epoch: number | undefined;
}

export interface BatchOptions {
  /** Rows to stop after. */
  readonly maxRows: number;
  /** Columns that are wanted; undefined: all of them. */
  readonly columns?: ReadonlySet<number> | undefined;
  /** Which records become rows; undefined: all of them. */
  readonly filter?: FilterPlan | undefined;
}

export interface SummaryRequest {
  /** Columns of one number a row. */
  readonly columns: readonly number[];
  readonly filter: FilterPlan | undefined;
}

/** Figures of columns, and no rows. */
export interface SummaryBatch {
  readonly rows: number;
  readonly records: number;
  readonly consumed: number;
  /** One for each column that was asked for. */
  readonly columns: readonly SummaryData[];
}

/** One program on one engine. After a call that failed (undefined or false) `outcome` says why, and the machine is usable. */
export interface Machine {
  readonly outcome: Outcome;
  /** Changes with every call that reuses the memory that a batch, an input view or a result may lie in. */
  readonly epoch: number;
  /** Checks and measures the message at the start of `bytes`. */
  check(bytes: Uint8Array): boolean;
  /** Writes slots as one message; the bytes are the engine's own, valid until the next call. */
  write(slots: SlotWriter): Uint8Array | undefined;
  /** Frames and decodes records until the input ends, a record is wrong (`outcome`), or `maxRows`. */
  readBatch(bytes: Uint8Array, options: BatchOptions): BatchData;
  /** The same records as figures of their columns: nothing that grows with them is kept. */
  summarize(bytes: Uint8Array, request: SummaryRequest): SummaryBatch;
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
  /**
   * The ranges of a column as contiguous data that the caller owns; batches stay as they are.
   * @throws CastbufError ERR_LENGTH above MAX_PACKED_BYTES, ERR_STALE_BATCH
   */
  pack(ranges: ListColumn, packing: Packing): PackedColumn;
  /** Memory to fill with input that `readBatch` then does not copy; valid until the next call. */
  input(bytes: number): Uint8Array;
  /** Memory that `writeBatch` writes to without a copy, from columns that lie in memory too; the same each time, until memory grows. */
  output(bytes: number): Uint8Array;
}
