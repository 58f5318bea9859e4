/* Words that this module of the kernel and TypeScript agree on, after those of columns/layout.ts. */
import { ABI_VERSION, LANES_PTR } from '../columns/layout';
export * from '../columns/layout';

/** Its upper part is raised with every change of this file, of the columns' one, or of an export's meaning; the wrapper refuses another number. */
export const ROWS_ABI_VERSION: i32 = (9 << 8) + ABI_VERSION;

// --- encoding a block at a time: the scatter section of a program ----------------------------------------------------------
/** After its SCATTER_WORDS words: derived columns, loop columns, compared columns, zips and their merges. */
export const SCATTER_DERIVED: i32 = 0;
export const SCATTER_LOOPS: i32 = 1;
export const SCATTER_COMPARED: i32 = 2;
export const SCATTER_ZIPS: i32 = 3;
export const SCATTER_WORDS: i32 = 4;

/** A column that fills itself in where it is not given: one of DERIVED_…, and its index. */
export const DERIVED_KIND: i32 = 0;
export const DERIVED_COLUMN: i32 = 1;
export const DERIVED_WORDS: i32 = 2;
/** What the list's count leaf says. */
export const DERIVED_COUNT: i32 = 0;
/** Bytes of the record. */
export const DERIVED_LENGTH: i32 = 1;
/** Bytes to the next record, 0 in the last. */
export const DERIVED_NEXT: i32 = 2;
export const DERIVED_KINDS: i32 = 3;

/*
 * A zip is a window the other way round. Zips do not overlap, and all bytes of the fixed part that nothing else fills lie in one.
 *
 *   columns   FrameNumber, PartNumber -- merges --\
 *   zip       |  0 : lane  |  4 :  |  8 : a wide lane       |          a lane without a merge is zero
 *   record    |....|ChunkType .... |FrameNumber, PartNumber |..        ZIP_OFFSET: its first byte
 */
/** One of SHAPE_…, those that follow among them. */
export const ZIP_SHAPE: i32 = 0;
export const ZIP_OFFSET: i32 = 1;
/** SHAPE_BLANK: how many. */
export const ZIP_BYTES: i32 = 2;
/** Merges after it. */
export const ZIP_MERGES: i32 = 3;
export const ZIP_WORDS: i32 = 4;

/** 12 bytes, 2 bytes, 1 byte. The last two are the low bytes of a lane of 4. */
export const SHAPE_TRIPLE: i32 = 7;
export const SHAPE_HALF: i32 = 8;
export const SHAPE_BYTE: i32 = 9;
/** Any number of zero bytes. */
export const SHAPE_BLANK: i32 = 10;

/** A column that becomes bits of a lane. One of MERGE_…: bytes of the column's elements, bytes of the lane. */
export const MERGE_KIND: i32 = 0;
/** Byte of the lane in its zip; 16 more: the lane whose bytes are turned round before they are merged into that. */
export const MERGE_LANE: i32 = 1;
export const MERGE_COLUMN: i32 = 2;
/** Least significant bit of the value in its lane, and its bits. */
export const MERGE_SHIFT: i32 = 3;
export const MERGE_WIDTH: i32 = 4;
/** F_SIGNED, F_BOOL, and MERGE_WHOLE. */
export const MERGE_FLAGS: i32 = 5;
export const MERGE_WORDS: i32 = 6;
/** The column is the whole lane as it stands. */
export const MERGE_WHOLE: i32 = 1 << 16;

export const MERGE_1_TO_4: i32 = 0;
export const MERGE_2_TO_4: i32 = 1;
export const MERGE_4_TO_4: i32 = 2;
export const MERGE_1_TO_8: i32 = 3;
export const MERGE_2_TO_8: i32 = 4;
export const MERGE_4_TO_8: i32 = 5;
export const MERGE_8_TO_8: i32 = 6;
/** An integer of 33 to 52 bits, from a double. */
export const MERGE_FLOAT_TO_8: i32 = 7;

/** Rows that are written in one go. */
export const SCATTER_ROWS: i32 = 128;
/** Bytes after a row's payload that copying it may write before the next row is written there. */
export const SCATTER_SLACK: usize = 64;
/** Where the lanes are that gathering uses, scattering has lanes, lanes turned round, zeros, and what it notes of each row of a block. */
export const SCATTER_LANES_PTR: usize = LANES_PTR;
export const SCATTER_ZEROS_PTR: usize = SCATTER_LANES_PTR + 32 * <usize>SCATTER_ROWS;
export const SCATTER_OFFSETS_PTR: usize = SCATTER_ZEROS_PTR + 8 * <usize>SCATTER_ROWS;
export const SCATTER_DERIVED_PTR: usize = SCATTER_OFFSETS_PTR + 4 * <usize>SCATTER_ROWS;
/** Of each of the 8 lanes of a zip its address, and at byte 8 the bits that are known (u64). */
export const SCATTER_SLOT_BYTES: usize = 16;
export const SCATTER_SLOTS_PTR: usize = SCATTER_DERIVED_PTR + <usize>(DERIVED_KINDS * 4 * SCATTER_ROWS);
