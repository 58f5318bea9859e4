/* Words that this module of the kernel and TypeScript agree on, after those of columns/layout.ts. */
import { ABI_VERSION } from '../columns/layout';
export * from '../columns/layout';

/** Its upper part is raised with every change of this file, of the columns' one, or of an export's meaning; the wrapper refuses another number. */
export const RECORD_SETS_ABI_VERSION: i32 = (10 << 8) + ABI_VERSION;

// --- record set: i32 words; entries of its types after it, then tags ascending (u64), the entries that these select (i32), the
// table of small tags, and the programs of all types -------------------------------------------------------------------
/*
 *   set | header | entry | entry | ... | no type | tags | their entries | entry of tag 0 | of 1 | ... | of all above |
 */
export const R_TYPE_COUNT: i32 = 0;
/** Bytes that a record of any type has: its discriminator lies in them, and so do the fields of R_TAG_FIELD and R_LENGTH_FIELD. */
export const R_LEAST_BYTES: i32 = 1;
/** Bytes from a record's start to the end of its discriminator. */
export const R_TAG_END: i32 = 2;
/** Address of the discriminator's op in the program of the first type. */
export const R_TAG_OP: i32 = 3;
export const R_START_ALIGN: i32 = 4;
/** Addresses of the tags and of what they select, and their number. */
export const R_TAGS: i32 = 5;
export const R_TAG_ENTRIES: i32 = 6;
export const R_TAG_COUNT: i32 = 7;
/** Address of the entry of all other tags: of the type for these, or of the one that is no type. */
export const R_OTHERWISE: i32 = 8;
/**
 * Address of the table of small tags, and the largest of them plus one; tags of types that need a walk lead to the entry that is none. 0: there is
 * no table, and all records take the slow way.
 */
export const R_TABLE: i32 = 9;
export const R_TABLE_COUNT: i32 = 10;
/** The discriminator as a small field, where there is a table. */
export const R_TAG_FIELD: i32 = 11;
/** The record's length, where all types have it at the same place and fill no other: a small field; its mask is 0 else. */
export const R_LENGTH_FIELD: i32 = 14;
/** Answer: the number of the type of the record that was refused; -1: it has none. */
export const R_REFUSED: i32 = 17;
/** An even number: tags lie after it. */
export const RECORD_SET_WORDS: i32 = 18;

/** A small field: (load<u32>(record + SMALL_OFFSET) >> SMALL_SHIFT) & SMALL_MASK. */
export const SMALL_OFFSET: i32 = 0;
export const SMALL_SHIFT: i32 = 1;
export const SMALL_MASK: i32 = 2;

// An entry: what routes records of one type, and where they go.
/** Address of the offset of the next record in its column, and of the column's end; the same: the column is full, or the entry stands for tags that no type has. */
export const T_NEXT: i32 = 0;
export const T_END: i32 = 1;
/** P_FIXED_BYTES, and the most bytes that a record may have to go without a walk. */
export const T_FIXED_BYTES: i32 = 2;
export const T_MOST_BYTES: i32 = 3;
/** Bytes of a record: T_BASE and T_STRIDE for each that a small field counts, of which there are at most T_MOST_COUNT. */
export const T_BASE: i32 = 4;
export const T_STRIDE: i32 = 5;
export const T_MOST_COUNT: i32 = 6;
export const T_COUNT_FIELD: i32 = 7;
/** A part after the fixed one that need not take all that is left of its record: as it is counted; a mask of 0: there is none. */
export const T_TAIL_FIELD: i32 = 10;
export const T_TAIL_STRIDE: i32 = 13;
export const T_MOST_TAIL: i32 = 14;
/** Addresses of the guards and of their end. */
export const T_GUARDS: i32 = 15;
export const T_GUARDS_END: i32 = 16;
/** Address of the program; 0: this entry stands for tags that no type has. */
export const T_PROGRAM: i32 = 17;
/** Address of the column of offsets. */
export const T_OFFSETS: i32 = 18;
/** Bytes of the column of offsets. As many lengths lie after it, then as many row indices (u32). */
export const T_STEP: i32 = 19;
/** Rows whose columns are gathered. */
export const T_GATHERED: i32 = 20;
export const T_NUMBER: i32 = 21;
export const TYPE_WORDS: i32 = 22;
export const TYPE_BYTES: i32 = TYPE_WORDS * 4;

/** Records of all types that are routed in one go: rows enough of each of eight types for its windows. */
export const ROUTE_ROWS: i32 = 1024;
