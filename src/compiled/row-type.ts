import type { CompiledKernel } from './compiled-kernel.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { ColumnWords, Slot } from './batch-type.js';
import type { ColumnType, GivenRows } from './given-columns.js';
import type { Writing } from './writing.js';

/** A column as it was given; undefined: what it holds follows from others. */
export type Given = ColumnArray | ListColumn | undefined;

/** What an emitted module says of how values become records of a type, one after the other. */
export interface ValueWords {
  /** Records begin at multiples of this. */
  readonly align: number;
  /** A value as a record, valid until the next one is written. @throws CastbufError */
  write(value: unknown): Uint8Array;
  /** Of a chain: the value with the distance to the next record. */
  readonly withNext?: (value: unknown, distance: number) => unknown;
  /** Of a type in a record set: whether what was written says that it is of this type. @throws CastbufError ERR_DISAGREE */
  readonly assertType?: (record: Uint8Array) => void;
}

/** What it says of how rows become records of its type. */
export interface RowWords extends ValueWords {
  readonly slots: readonly Slot[];
  readonly columns: readonly ColumnWords[];
  /** Why a member has no column, where there are such members. */
  without?(path: string): string | undefined;
  /** Columns that may be left out, by index: `null`, or the one value that they have then. */
  readonly optional: Readonly<Record<number, number | bigint | readonly number[] | null>>;
  /** What else is to be known of the columns together: of untagged unions, and of chains. @throws CastbufError */
  readonly rules: readonly ((given: readonly Given[], byPath: object, paths: readonly ColumnWords[]) => void)[];
  /** Where a column is a list. */
  readonly lists?: RowLists;
  /** Why no columns can be written: a member without one. */
  readonly refused?: readonly [path: string, why: string];
  readonly fixedBytes: number;
  readonly mostBytes: number;
  /** What writes plain rows in fours; undefined: there is none for the type. */
  readonly kernel?: RowKernel;
  /** Row `row` to the record at `at`, whose `length` bytes are zero; the next one is `step` bytes further, 0: there is none. @throws CastbufError */
  writeRow(given: readonly Given[], row: number, view: DataView, at: number, length: number, step: number): void;
}

export interface RowKernel {
  readonly module: CompiledKernel;
  /** What it exports for the type. */
  readonly encode: string;
  /** Bytes after the stream that it may write, and after a list's data that it may read. */
  readonly slack: number;
  /** Columns that follow from others, which it needs where they are not given. */
  readonly derive?: (column: number) => Derive | undefined;
}

/** Fills a column for rows from `row` on. */
export type Derive = (writing: Writing, column: ColumnArray, row: number) => void;

/** An array in linear memory: where its rows begin, and bytes of a row. The kernel does not look at one that begins at 0. */
export interface Span {
  readonly ptr: number;
  readonly step: number;
}

/** What the list of some rows has in linear memory: `from` to `end` of its data, and how many bytes of records that are. */
export interface Staged {
  readonly count: number;
  readonly from: number;
  readonly end: number;
  readonly bytes: number;
}

/** What a type with a list needs, and no other. */
export interface RowLists {
  readonly Writing: new (words: RowWords, given: GivenRows) => Writing;
  /** What a list is, in an error. */
  readonly want: string;
  /** A list; undefined where what is given is none. */
  given(column: ColumnType, given: unknown): ListColumn | undefined;
  /** Rows of a list; undefined where it is a column of numbers. @throws CastbufError ERR_TYPE, ERR_STALE_BATCH */
  rowsOf(column: ColumnType, array: Given): number | undefined;
}
