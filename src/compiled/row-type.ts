import type { CompiledKernel } from './compiled-kernel.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import type { ColumnWords, Slot } from './batch-type.js';

/** A column as it was given; undefined: what it holds follows from others. */
export type Given = ColumnArray | ListColumn | undefined;

/** What an emitted module says of how rows become records of its type. */
export interface RowWords {
  readonly slots: readonly Slot[];
  readonly columns: readonly ColumnWords[];
  /** Why members have no column, by path. */
  readonly without: Readonly<Record<string, string>>;
  /** Columns that may be left out, by index: `null`, or the one value that they have then. */
  readonly optional: Readonly<Record<number, number | bigint | null>>;
  /** Untagged unions: the path, the columns of each arm as an error names them, and as indices those that have to be given. */
  readonly unions: readonly (readonly [path: string, ways: string, arms: readonly (readonly number[])[]])[];
  /** Why no columns can be written: a member without one. */
  readonly refused?: readonly [path: string, why: string];
  /** Of a chain: its column of distances. */
  readonly next?: number;
  readonly fixedBytes: number;
  readonly mostBytes: number;
  /** Records begin at multiples of this. */
  readonly align: number;
  /** What writes plain rows in fours; undefined: there is none for the type. */
  readonly kernel?: RowKernel;
  /** Row `row` to the record at `at`, whose `length` bytes are zero; the next one is `step` bytes further, 0: there is none. @throws CastbufError */
  writeRow(given: readonly Given[], row: number, view: DataView, at: number, length: number, step: number): void;
  /** A value as a record, valid until the next one is written. @throws CastbufError */
  write(value: unknown): Uint8Array;
  /** Of a chain: the value with the distance to the next record. */
  readonly withNext?: (value: unknown, distance: number) => unknown;
}

export interface RowKernel {
  readonly module: CompiledKernel;
  /** What it exports for the type. */
  readonly encode: string;
  /** Bytes after the stream that it may write, and after a list's data that it may read. */
  readonly slack: number;
  /** Columns that follow from others, which it needs: the units of the list, the record's bytes, or the distance to the next. */
  readonly derived: readonly (readonly [column: number, kind: number, unit: number])[];
}
