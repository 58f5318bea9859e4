import type { Op } from '../cursor/index.js';
import type { SummedText } from './checksum-text.js';
import type { RecordSetText } from './record-set-text.js';
import type * as Runtime from '../compiled/index.js';

type Maker = (at: number, ...given: never[]) => Runtime.CastbufError;

/** A function of `castbuf/compiled` that makes the error of a failure. */
export type FailureName = {
  [Name in keyof typeof Runtime]: (typeof Runtime)[Name] extends Maker ? Name : never;
}[keyof typeof Runtime];

/** What is thrown where a record is wrong. Texts are expressions. */
export interface Failure {
  readonly name: FailureName;
  /** Of several failures the first whose condition holds; the last one has none. */
  readonly when?: string;
  /** The member's place in the record, and its path; undefined where no member is at fault. */
  readonly member?: { readonly field: string; readonly path: string } | undefined;
  readonly args: readonly string[];
  /** Bytes that the record needs at least; undefined: however many come, it is not good. */
  readonly need?: string | undefined;
}

export interface Choice {
  readonly tags: readonly (number | bigint)[];
  readonly body: string;
}

/** A list of records in a message, whose part is there. Texts are expressions. */
export interface ListPlace {
  readonly from: string;
  readonly end: string;
  readonly path: string;
  /** Bytes that follow the part, where more input makes it longer; -1: it does not. */
  readonly open: string;
}

/**
 * What the languages in which a check is written do not share. Numbers of both are large enough that no sum or product of what a record says passes
 * for a smaller one; everything else of their statements is the same text.
 */
export interface CheckLanguage {
  /** A comment that says whose check comes; '' where that says it itself. */
  note(path: string): string;
  constant(name: string, value: string): string;
  variable(name: string, value: string): string;
  loop(index: string, count: string, body: string): string;
  refuse(condition: string, failures: readonly Failure[]): string;
  /** A count, an offset, a length: what is above 2^53 may be near it, or any other number above all places. */
  integer(leaf: Op, base: string): string;
  /** What a check compares: of a bool its bits. */
  number(leaf: Op, base: string): string;
  /** Constant `index` of the program, as the leaf's checks compare it. */
  literalOf(leaf: Op, index: number): string;
  /** All digits of a tag. */
  tag(leaf: Op, base: string): string;
  /** What a value selects: that of a leaf, or a tag. */
  choose(leaf: Op | undefined, value: string, choices: readonly Choice[], otherwise: string): string;
  /** Whether the bytes that a leaf counts are no whole number of units. */
  isUneven(leaf: Op, base: string, count: string, unitBytes: number): string;
  /** Bytes of the units that the leaf counts. */
  bytesOf(op: Op, base: string, units: string): string;
  /** Whole units in so many bytes, which are not negative. */
  wholeUnits(bytes: string, unitBytes: number): string;
  larger(one: string, other: string): string;
  smaller(one: string, other: string): string;
  findNul(from: string, end: string, unitBytes: number): string;
  checksum(op: Op, ranges: readonly SummedText[], hole: SummedText): string;
  /** Refuses parts that are too large together; `isOpen`: more input may make the record longer. */
  shared(reached: string, bytes: string, isOpen: string): string;
  /** Checks a list of records. @param shared a constant for what parts of its records have beyond their own bytes; undefined: they have none */
  records(list: RecordSetText, place: ListPlace, shared: string | undefined): string;
  /** Says what the parts of a record in a list have beyond its own bytes. */
  beyond(reached: string, bytes: string): string;
  /** What `check` answers. */
  answer(bytes: string): string;
}
