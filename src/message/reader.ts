import type { RecordFrame } from '../cursor/index.js';
import type { Program } from '../program/index.js';

/**
 * Reads what a member has from a record that was checked: a value that stands by itself; undefined: the record does not have it.
 * @param at where the record or the part begins whose member it is
 * @param frame over the same, where the member is more than a number
 */
export type Reader = (view: DataView, at: number, frame: RecordFrame) => unknown;
export type ValueReader = (view: DataView, at: number, frame: RecordFrame) => object;

/** Where a reader stands: the indices of the array elements around it, outermost first, and how many there are. */
export interface Place {
  readonly program: Program;
  readonly indices: number[];
  readonly depth: number;
}
