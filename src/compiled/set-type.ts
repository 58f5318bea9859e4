import type { KernelType, RowsType } from './batch-type.js';

/** What an emitted module says of the rows of a type in a record set. */
export interface RoutedType extends RowsType<unknown> {
  /** The slot that says which of all records each row is. */
  readonly rowIndex: number;
}

/** What it says of the batches of the set. */
export interface SetType extends KernelType {
  /** The types by their names in the set, in the order of their numbers. */
  readonly types: Readonly<Record<string, RoutedType>>;
  /** Records begin at multiples of this. */
  readonly align: number;
  /** Where the kernel has its input, and where it is told of the columns of each type: rows, address, room, a word that nobody reads. */
  readonly inputPtr: number;
  readonly spacesPtr: number;
  /** The record's length. @throws CastbufError that says why it is none, or of none of the types */
  check(view: DataView, at: number, end: number): number;
  /** The same, whatever else is wrong with the record. @throws CastbufError where nothing says how long it is */
  extent(view: DataView, at: number, end: number): number;
}

/** A kernel: routes the records of a piece, whose numbers are from `first` on and below `most`; answers the number after the last one. */
export type DecodeSet = (
  from: number,
  bytes: number,
  start: number,
  base: number,
  first: number,
  most: number,
) => number;
