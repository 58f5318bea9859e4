import type { KernelWords, TypeWords } from './batch-type.js';

/** What an emitted module says of the batches of a record set. */
export interface SetWords extends KernelWords {
  /** The set's name. */
  readonly name: string;
  /** The types by their names in the set, in the order of their numbers. */
  readonly types: Readonly<Record<string, TypeWords<unknown>>>;
  /** Records begin at multiples of this. */
  readonly align: number;
  /** Where the kernel has its input, and where it is told of the columns of each type: rows, address, room, a word that nobody reads. */
  readonly inputPtr: number;
  readonly spacesPtr: number;
  /** The record's length. @throws CastbufError that says why it is none, or of none of the types */
  check(view: DataView, at: number, end: number): number;
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
