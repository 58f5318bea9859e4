import type { CompiledKernel } from './compiled-kernel.js';
import type { ColumnArray } from '../schema/index.js';

/** The typed array of a column. */
export interface ArrayKind {
  new (buffer: ArrayBuffer, byteOffset: number, length: number): ColumnArray;
  new (length: number): ColumnArray;
}

/**
 * One array of a batch: what it is, elements a row, and bytes of a row in the slots before it; src/compile/assembly/column-slots.ts shows how they lie.
 */
export type Slot = readonly [Kind: ArrayKind, repeat: number, before: number];

/** A column: its path, its slot, and of a list the slot of its lengths. */
export type ColumnWords = readonly [path: string, slot: number, lengths?: number];

/** A kernel, and what it needs. */
export interface KernelType {
  readonly kernel: CompiledKernel;
  /** What the kernel exports for this type. */
  readonly decode: string;
  /** A record may take all input that is left. */
  readonly takesRest: boolean;
  /** Bytes after the input that the kernel may read. */
  readonly slack: number;
}

/** What an emitted module says of the batches of its type. */
export interface BatchType<Value> extends RowsType<Value>, KernelType {}

/** What it says of the rows of a type. */
export interface RowsType<Value> {
  /** The type's name. */
  readonly name: string;
  readonly slots: readonly Slot[];
  /** Bytes of a row in all slots. */
  readonly rowBytes: number;
  readonly columns: readonly ColumnWords[];
  /**
   * Records are `stride` bytes apart; or where it is 0: the slot that says where each begins, and `before` bytes less.
   */
  readonly stride: number;
  readonly places: number;
  readonly before: number;
  /** Bytes of each record; or where it is 0: the slot of their lengths, -1 where each ends at the next one. */
  readonly bytes: number;
  readonly lengths: number;
  /** Least bytes of a record. */
  readonly least: number;
  /** Records begin at multiples of this. */
  readonly align: number;
  /** Why members have no column, by path. */
  readonly without: Readonly<Record<string, string>>;
  /** Whether a record has what the arm of a tagged union around a column holds, by the column's path. */
  readonly arms: Readonly<Record<string, (view: DataView, at: number) => boolean>>;
  /** The record's length. @throws CastbufError that says why it is none */
  check(view: DataView, at: number, end: number): number;
  read(view: DataView, at: number, length: number, copy: CopyBytes): Value;
  /** The cursor that moves over the rows. */
  readonly Rows: RowsClass;
  /** Of a chain: bytes of a value that no column has. */
  unheldBytes?(value: Value): number;
}

export type RowsClass = new (
  view: DataView,
  offsets: Uint32Array,
  lengths: Uint32Array | ((row: number) => number),
  rowCount: number,
  assertFresh: () => void,
) => IterableIterator<unknown>;

export type CopyBytes = (view: DataView, from: number, bytes: number) => Uint8Array;
