import type { TextEncoding } from '../bytes/index.js';
import type { CastbufError } from '../errors/index.js';
import type { LeafWords } from './discriminator.js';
import type { Op } from './ops.js';
import type { Abi, Layout, Leaf, NumberKind, OwnSum, RecordsNode, ScalarNode } from '../schema/index.js';

/** Limits of a codec; each has its own error code and is checked before anything is allocated. */
export interface Limits {
  /** Longest message, in bytes (default 16 MiB). */
  readonly messageBytes: number;
  /** Most elements of one counted part (default 16,777,216). */
  readonly count: number;
  /** Structs and arrays inside each other (default 64). */
  readonly nesting: number;
  /** Largest offset of a part that is pointed to (default 2,147,483,647). */
  readonly offset: number;
  /**
   * Bytes of all parts of varying length together, for each byte of their message (default 16). Several offsets may point to one part, which then
   * counts as often.
   */
  readonly amplification: number;
}

export const DEFAULT_LIMITS: Limits = {
  messageBytes: 16 * 1024 * 1024,
  count: 16 * 1024 * 1024,
  nesting: 64,
  offset: 0x7fffffff,
  amplification: 16,
};

/** What a column is made of: a number type, bytes, or a list of numbers. */
export type ColumnKind = NumberKind | 'bytes' | 'list';

/** What a record must have, so that a row has a value: an arm of a tagged union, or, of a versioned record, a member that it may end before. */
export interface ColumnGuard {
  /** Op of the union; of a versioned record, that of its tail. */
  readonly union: number;
  /** Number of the arm, -1: none of them; of a versioned record, bytes that it must have. */
  readonly arm: number;
}

/** One member of all records, as a codec knows it. */
export interface Column {
  /** Dotted path of the member. */
  readonly path: string;
  readonly op: number;
  readonly kind: ColumnKind;
  /** Elements a row: 1, those of a fixed array with all arrays around it, or the bytes of fixed ranges. */
  readonly repeat: number;
  /** Bytes from one element of a fixed array to the next. */
  readonly step: number;
  /** Bytes from the record to a fixed array, whose ops count from their element; 0 for all others. Of a trailing column from the record's end, below 0. */
  readonly start: number;
  /** It lies after the part of varying length, at a fixed place before the record's end. */
  readonly isTrailing: boolean;
  /** Elements, or bytes of ranges, that lie `step` bytes, or none, from each other. A row has `repeat / run` such runs. */
  readonly run: number;
  /** Bytes from one run to the next. */
  readonly runStep: number;
  /** Ranges of bytes a row: 1, or the length of an array of them. */
  readonly ranges: number;
  /** Rows have a value only where the record has this. */
  readonly guard: ColumnGuard | undefined;
  /** Other columns show the same bytes. */
  readonly shared: boolean;
  /** Encode fills it in where it is not given. */
  readonly derived: boolean;
  /** The bytes that each of its ranges must have. */
  readonly magic: readonly number[] | undefined;
}

/** A member that encode fills in from the size of another: `field` counts `from`. */
export interface Derivation {
  /** Op of the counting leaf, and the op that reads it: that leaf, or what is made of it. */
  op: number;
  measure: number;
  readonly shape: RangeShape | RecordsShape | ArrayShape;
  /** Keys from the record's value to the counted part. */
  readonly from: readonly string[];
  /** Bytes of one counted unit: 1 where elements are counted. */
  readonly unitBytes: number;
}

interface ShapeBase {
  readonly op: number;
}
/** A number, bigint or boolean. */
export interface LeafShape extends ShapeBase {
  readonly kind: 'leaf';
  readonly leaf: Leaf;
  /** bigint in objects. */
  readonly wide: boolean;
  /** Smallest and largest integer of its bits; what floats, bools and bigints have here is not used. */
  readonly least: number;
  readonly most: number;
  /** Encode may leave it to the engine. */
  readonly late: boolean;
}
export interface SplitShape extends ShapeBase {
  readonly kind: 'split';
  readonly width: number;
}
export interface RangeShape extends ShapeBase {
  readonly kind: 'bytes' | 'text' | 'guid';
  readonly encoding: TextEncoding | undefined;
  /** Units that it holds at most (capacity) or exactly (fixed bytes); undefined for an open part. */
  readonly units: number | undefined;
  /** Exactly `units`: fixed bytes. */
  readonly exact: boolean;
  readonly terminated: boolean;
  /** What it must be, as encode takes it. */
  readonly magic: string | Uint8Array | undefined;
}
/** A part of records of several types, one after the other. */
export interface RecordsShape extends ShapeBase {
  readonly kind: 'records';
  readonly list: RecordList;
}

/** A record type of a set. */
export interface ListedType {
  readonly name: string;
  readonly program: Program;
}

/** A record inside a value: the name of its type, and its own value. */
export interface ListedRecord {
  readonly type: string;
  readonly value: unknown;
}

/** What writes the values of a program: a record's bytes, until the next one; undefined where it is refused for `failure`. */
export interface RecordBytesWriter {
  readonly failure: Outcome;
  write(value: unknown): Uint8Array | undefined;
}

/**
 * The records of a set inside a message. `records` brings it along, with what readers and cursors ask it for (`ValuesOfList`, `CursorsOfList`), so that
 * programs without it have none of it.
 */
export interface RecordList {
  readonly types: readonly ListedType[];
  /** Their bytes. @throws CastbufError ERR_MISSING, ERR_TYPE, ERR_USAGE, ERR_DISAGREE and as encode does, with the path */
  write(value: unknown, writerOf: (program: Program) => RecordBytesWriter, path: string): Uint8Array;
  /** Each with what `valueOf` makes of its value: JSON, or what JSON stands for. @throws CastbufError ERR_MISSING, ERR_TYPE, ERR_USAGE */
  map(
    list: unknown,
    valueOf: (shape: Shape, value: unknown, path: string) => unknown,
    path: string,
  ): { readonly type: string; readonly value: unknown }[];
}

/** A part of a program that is such a list, before it has a place. */
export interface ListPart {
  readonly op: Op;
  readonly path: string;
  readonly list: RecordList;
}

/** What the node of a list brings along. */
export interface RecordLists {
  /** @throws CastbufError ERR_SCHEMA */
  listOf(node: RecordsNode, abi: Abi, limits: Limits): RecordList;
  /** @param ownOps ops of the program around the parts */
  place(parts: readonly ListPart[], ownOps: number): PlacedLists;
}

/** The sets of a program's lists. */
export interface PlacedLists {
  /** By part: words to lie after the program. */
  readonly sets: readonly Int32Array[];
  /** The number after those by which failures inside the lists are told. The program's own ops come before them. */
  readonly end: number;
  /** The error of an outcome that is told by one of these numbers. */
  failureOf(outcome: Outcome): CastbufError | undefined;
  /** The leaf that such a number stands for. */
  leafOf(number: number): LeafWords;
}

export interface ArrayShape extends ShapeBase {
  readonly kind: 'array';
  readonly element: Shape;
  readonly units: number | undefined;
  readonly exact: boolean;
}
export interface MemberShape {
  readonly name: string;
  /** The members of its record go to the record around it. */
  readonly promoted: boolean;
  readonly shape: Shape;
  /** Start and end of the member in its record, in bytes: what a versioned record compares its length with. */
  readonly start: number;
  readonly end: number;
  /** The OP_POINTED of a member that lies where an offset points. */
  readonly pointer?: number | undefined;
}
export interface RecordShape extends ShapeBase {
  readonly kind: 'record';
  readonly path: string;
  readonly members: readonly MemberShape[];
  readonly derivations: readonly Derivation[];
  /** Ops of the checksums that are filled in when all else in its frame is there. */
  readonly checksums: readonly number[];
  /** Of a versioned record: its sizeof, and the leaf that says how much of it there is. */
  readonly versioned: { readonly bytes: number; readonly fixedBytes: number; readonly lengthOp: number } | undefined;
  /** A message that says its length may have bytes after its parts. */
  readonly hasUnknownTail: boolean;
  /** A message with parts that are pointed to may have bytes between them. */
  readonly hasUnknownGaps: boolean;
}
/** An untagged union: every arm shows the same bytes. */
export interface OverlayShape extends ShapeBase {
  readonly kind: 'overlay';
  readonly arms: readonly MemberShape[];
}
export interface TaggedArm extends MemberShape {
  /** Tag values that select it; empty for `otherwise`. */
  readonly tags: readonly (number | bigint)[];
}
export interface TaggedShape extends ShapeBase {
  readonly kind: 'tagged';
  readonly tagOp: number;
  readonly arms: readonly TaggedArm[];
  readonly otherwise: number;
  /** Bytes of `raw`; undefined where the union is sized by its arm. */
  readonly bytes: number | undefined;
}
export type Shape =
  LeafShape | SplitShape | RangeShape | RecordsShape | ArrayShape | RecordShape | OverlayShape | TaggedShape;

/** A checksum by a function of the user's. */
export interface OwnSumOp {
  readonly op: number;
  readonly own: OwnSum;
}

/** Records that an engine found. */
export interface FoundRecords {
  readonly program: Program;
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/** The first record whose checksum is wrong: which of the types it has, and what an engine would say. */
export interface WrongSum {
  readonly type: number;
  readonly outcome: Outcome;
}

/**
 * What computes and checks checksums by functions, when an engine has found all else to be good. `sumBy` brings it along, so that programs without it have
 * none of it. Nothing of an engine is at work while a function runs: it may make calls of its own.
 */
export interface OwnSums {
  /** A machine that computes and checks these, too. */
  machineOf<M>(program: Program, machine: M): M;
  /** A writer of rows that fills these in, too. */
  writerOf<W>(program: Program, writer: W): W;
  firstWrong(types: readonly FoundRecords[]): WrongSum | undefined;
  /** Where all records lie whose sums are wrong, each with its end. `most`: how many good ones are looked for. */
  allWrong(types: readonly FoundRecords[], most: number): readonly number[];
  /** Why such a checksum may not be where it is. */
  readonly hints: { readonly place: string; readonly order: string };
  /** The error of an outcome that says that a function gave no sum. */
  failureOf(program: Program, outcome: Outcome): CastbufError;
}

/** A layout as the engines run it. */
export interface Program {
  readonly layout: Layout;
  /** Header, ops, constants and guards: see assembly/core/layout.ts. */
  readonly words: Int32Array;
  readonly ops: readonly Op[];
  readonly shape: RecordShape;
  readonly columns: readonly Column[];
  /** By column: for a list whose lengths are the values of another column (bytes that an u32 counts), that column; else undefined. */
  readonly lengthColumns: readonly (number | undefined)[];
  /** Records lie one after the other without padding, so that a length is the distance to the next offset. */
  readonly isDense: boolean;
  /** Records begin anywhere, need no walk, and end with bytes that a plain u32 counts. */
  readonly isChainOfBytes: boolean;
  /** Members that rows cannot be written from columns for: these have none, or one that does not say all of their bytes. */
  readonly withoutColumn: readonly string[];
  /** Path of each op, `[]` for array elements. */
  readonly paths: readonly string[];
  /** Scalar of each leaf op, for messages. */
  readonly scalars: readonly (ScalarNode | undefined)[];
  /** Least bytes that a record can have. */
  readonly leastBytes: number;
  /** Bytes of a new record: all members of a versioned one, its part of varying length empty. */
  readonly blankBytes: number;
  /** The same with the largest arm of a union that is sized by its arm. */
  readonly clearBytes: number;
  readonly limits: Limits;
  /** How decoded values show numbers; undefined: as cursors do. */
  readonly notation?: { readonly names: boolean; readonly wide: 'bigint' | 'number' | 'string' } | undefined;
  /** A record may take all the input that is left, so it can be framed only when the input is whole. */
  readonly takesRest: boolean;
  /** Its guards are all checks of a record, but for one checksum and for the room that its counted tail needs. */
  readonly isGuarded: boolean;
  /** Its checksums by functions, and what they bring along; undefined: there is none. */
  readonly own: { readonly ops: readonly OwnSumOp[]; readonly sums: OwnSums } | undefined;
  /** Of records inside parts; undefined: there is no such part. */
  readonly lists: PlacedLists | undefined;
  /** Op of the part of varying length at the record's end, -1: there is none. */
  readonly tailOp: number;
}

/** What an engine says about its last call; the same object every time. */
export interface Outcome {
  status: number;
  /** The op that failed, -1 for none. */
  op: number;
  /** Start of the failing record, from the start of the input. */
  recordOffset: number;
  fieldOffset: number;
  /** A bigint where it may have more than 53 bits and somebody has read all of them. */
  want: number | bigint;
  have: number | bigint;
  /** Bytes that the failing record must have at least, from its start, to be good; 0: however many come, it is not. */
  need: number;
  /** Bytes of the record that was read or written. */
  length: number;
  /** Array indices on the way to the failing field, innermost first. */
  readonly indices: number[];
}
