import type { CompiledKernel } from './compiled-kernel.js';
import type { Lease } from './linear-memory.js';
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
  readonly slots: readonly Slot[];
  /** Bytes of a row in all slots. */
  readonly rowBytes: number;
  readonly columns: readonly ColumnWords[];
  readonly places: RowPlaces;
  /** Bytes of each record; 0 where `places` says them. */
  readonly bytes: number;
  /** Least bytes of a record. */
  readonly least: number;
  /** Records begin at multiples of this. */
  readonly align: number;
  /** Why a member has no column, where there are such members. */
  without?(path: string): string | undefined;
  /** Of a type with tagged unions: which rows of a column have a value; undefined where all have one. */
  validity?(path: string, rows: ShownRows, view: DataView): Uint8Array<ArrayBuffer> | undefined;
  /** Of a type whose values have bytes: what copies those of rows, which are read one after the other. */
  copies?(bytes: Uint8Array): CopyBytes;
  /** The record's length. @throws CastbufError that says why it is none */
  check(view: DataView, at: number, end: number): number;
  /** The same, whatever else is wrong with the record; undefined where `check` says as much, or `bytes` does. @throws CastbufError where nothing says how long it is */
  extent?(view: DataView, at: number, end: number): number;
  read(view: DataView, at: number, length: number, copy: CopyBytes): Value;
  /** The cursor that moves over the rows. */
  readonly Rows: RowsClass;
  /** Of a chain: notes at its columns what they do not hold. */
  noteUnheld?(columns: object, rows: ShownRows, valueOf: (row: number) => Value): void;
}

/** What a batch shows of its rows. */
export interface ShownRows {
  readonly rowCount: number;
  readonly consumedBytes: number;
  readonly offsets: Uint32Array;
  /** The array of a slot. @throws CastbufError ERR_STALE_BATCH where its owner gave it away */
  held(slot: number): Uint32Array;
}

/** Where rows lie. */
export interface RowPlaces {
  /** Slots that say so. */
  readonly slots: readonly number[];
  /** Whether there is an array of lengths. */
  readonly hasLengths: boolean;
  offsets(rows: ShownRows): Uint32Array;
  /** Bytes of all records, where an array has them. */
  readonly lengths?: ((rows: ShownRows) => Uint32Array) | undefined;
  /** Bytes of a record, where no array has them. */
  size?(rows: ShownRows, row: number): number;
}

export type RowsClass = new (
  view: DataView,
  offsets: Uint32Array,
  lengths: Uint32Array | ((row: number) => number),
  rowCount: number,
  lease: Lease,
  assertFresh: () => void,
) => IterableIterator<unknown>;

export type CopyBytes = (view: DataView, from: number, bytes: number) => Uint8Array;
