import type { Op, RecordFrame } from '../cursor/index.js';
import type { Program } from '../program/index.js';

/**
 * Reads what a member has from a record that was checked: a value that stands by itself; undefined: the record does not have it.
 * @param at where the record or the part begins whose member it is
 * @param frame over the same, where the member is more than a number
 */
export type Reader = (view: DataView, at: number, frame: RecordFrame) => unknown;
export type ValueReader = (view: DataView, at: number, frame: RecordFrame) => object;

/** What a list of records does for values. */
export interface ValuesOfList {
  /** Reads the records that the op is. @param readerOf what reads the records of a program */
  reader(program: Program, op: number, pointer: Op | undefined, readerOf: (program: Program) => ValueReader): Reader;
}

/** Where a reader stands: the indices of the array elements around it, outermost first, and how many there are. */
export interface Place {
  readonly program: Program;
  readonly indices: number[];
  readonly depth: number;
}
