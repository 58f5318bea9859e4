/* Words that this module of the kernel and TypeScript agree on, after those of columns/layout.ts. */
import { ABI_VERSION } from '../columns/layout';
export * from '../columns/layout';

/** Its upper part is raised with every change of this file, of the columns' one, or of an export's meaning; the wrapper refuses another number. */
export const QUERY_ABI_VERSION: i32 = (10 << 8) + ABI_VERSION;

// --- query: what one call wants of a program; i32 words, and after them all that Q_… says, up to Q_BYTES ------------------
/*
 *   | query | program that frames | program that gathers | steps, ranges | summaries | block | masks | scratch columns |
 *             its columns are the   of the rows that are
 *             filter's, in scratch   left, what is asked for
 */
export const Q_BYTES: i32 = 0;
/** Bytes from the query's start to each of the two programs; the second does not take its records for a stride apart. */
export const Q_FRAMES: i32 = 1;
export const Q_GATHERS: i32 = 2;
/** To the steps of the filter, and their number; 0: every row is left. */
export const Q_STEPS: i32 = 3;
export const Q_STEP_COUNT: i32 = 4;
/** To scratch for offsets, lengths and numbers of one block's records: BLOCK_ROWS u32 each. */
export const Q_BLOCK: i32 = 5;
/** To scratch for masks, BLOCK_ROWS bytes each, and how many there are. */
export const Q_MASKS: i32 = 6;
export const Q_MASK_COUNT: i32 = 7;
/** To the summaries, and their number. */
export const Q_SUMMARIES: i32 = 8;
export const Q_SUMMARY_COUNT: i32 = 9;
/** Records that were framed: before the call, and then after it. */
export const Q_RECORDS: i32 = 10;
export const QUERY_WORDS: i32 = 12;

// --- steps of a filter, in postfix order: STEP_WORDS i32 words each -----------------------------------------------------
export const STEP_KIND: i32 = 0;
/** STEP_TEST: the column, in scratch of the program that frames. */
export const STEP_COLUMN: i32 = 1;
/** Bytes from the query's start to its ranges, and how many there are. */
export const STEP_RANGES: i32 = 2;
export const STEP_RANGE_COUNT: i32 = 3;
/** 1: what lies in none of the ranges is meant. */
export const STEP_NEGATED: i32 = 4;
export const STEP_WORDS: i32 = 6;
export const STEP_BYTES: i32 = STEP_WORDS * 4;

/** Pushes a mask: the rows whose value lies in a range. Rows that have no value in the column are out either way. */
export const STEP_TEST: i32 = 0;
/** Of the two masks on top one. */
export const STEP_AND: i32 = 1;
export const STEP_OR: i32 = 2;
/** Turns the mask on top round. */
export const STEP_NOT: i32 = 3;

/** Integers: the least, and the span above it, within the column's width. Floats: the least and the most, as f64. 8 bytes each. */
export const RANGE_LEAST: usize = 0;
export const RANGE_BOUND: usize = 8;
export const RANGE_BYTES: i32 = 16;

// --- summaries: SUMMARY_WORDS i32 words each ------------------------------------------------------------------------
/** The column, in scratch of the program that gathers. */
export const SUMMARY_COLUMN: i32 = 0;
/** Address of its state. */
export const SUMMARY_STATE: i32 = 1;
export const SUMMARY_WORDS: i32 = 2;

/** u32: values, and values that are no number. */
export const S_COUNT: usize = 0;
export const S_NANS: usize = 4;
/** Integers: the sums of their lower 32 bits and of what lies above. Floats: the Kahan sum and its compensation. 8 bytes each. */
export const S_SUM: usize = 8;
export const S_REST: usize = 16;
/** i64, u64 or f64, as the column has them. */
export const S_LEAST: usize = 24;
export const S_MOST: usize = 32;
/** u32 counters, see bucketOf: from the lowest value to the highest, 0 in the middle. */
export const S_BUCKETS: usize = 40;
/** Buckets of an octave: a value is off by a 64th of it at most. */
export const OCTAVE_SHIFT: i32 = 5;
export const OCTAVE_BUCKETS: i32 = 1 << OCTAVE_SHIFT;
/** The bucket of 0, of integers and of floats; as many buckets lie on either side. */
export const INTEGER_ZERO: i32 = 64 * OCTAVE_BUCKETS;
export const FLOAT_ZERO: i32 = 2048 * OCTAVE_BUCKETS;
