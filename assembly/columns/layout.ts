/* Words that this module of the kernel and TypeScript agree on, after those of core/layout.ts. */
import { ABI_VERSION, CONTROL_PTR } from '../core/layout';
export * from '../core/layout';

/** Its upper part is raised with every change of this file, or of an export's meaning; the wrapper refuses another number. */
export const COLUMNS_ABI_VERSION: i32 = (11 << 8) + ABI_VERSION;

// --- columns: COLUMN_WORDS i32 words each ------------------------------------------------------------------------
export const COLUMN_WORDS: i32 = 13;
export const COLUMN_BYTES: i32 = COLUMN_WORDS * 4;
/** Op of the leaf, split, range or tail. */
export const C_OP: i32 = 0;
/** One of COLUMN_…: what an element is. */
export const C_KIND: i32 = 1;
/** Elements a row: 1, or those of fixed arrays; bytes of fixed ranges. */
export const C_REPEAT: i32 = 2;
/** Fixed array: stride. List: distance in bytes from the offsets column to the lengths column (may be negative); 0: lengths not stored. */
export const C_STEP: i32 = 3;
/** Op of the union whose tag must select C_ARM for the row to have a value; -1 for none. */
export const C_UNION: i32 = 4;
/** Number of the arm, -1: none of them. */
export const C_ARM: i32 = 5;
/** Encode: address of the column in work memory; 0: not given. Decode: address to fill. */
export const C_PTR: i32 = 6;
/** 1: other columns show the same bytes, so encode compares it after writing. */
export const C_SHARED: i32 = 7;
/** Bytes from the record to a fixed array, whose ops count from their element; 0 for all others. */
export const C_START: i32 = 8;
/** 1: windows and picks fill the column, wherever a block has rows enough. */
export const C_WINDOWED: i32 = 9;
/** 1: C_START, which is below 0, counts from the record's end. */
export const C_TRAILING: i32 = 12;
/** Elements, or bytes of ranges, that lie C_STEP bytes, or none, from each other: C_REPEAT is a multiple. 0 only where C_REPEAT is. */
export const C_RUN: i32 = 10;
/** Bytes from one run to the next. */
export const C_RUN_STEP: i32 = 11;

export const COLUMN_U8: i32 = 0;
export const COLUMN_I8: i32 = 1;
export const COLUMN_U16: i32 = 2;
export const COLUMN_I16: i32 = 3;
export const COLUMN_U32: i32 = 4;
export const COLUMN_I32: i32 = 5;
export const COLUMN_F32: i32 = 6;
export const COLUMN_F64: i32 = 7;
export const COLUMN_U64: i32 = 8;
export const COLUMN_I64: i32 = 9;
/** C_REPEAT bytes a row, as they are. */
export const COLUMN_BYTES_FIXED: i32 = 10;
/** Two u32 columns, C_STEP bytes apart: offsets from the start of the data, and bytes. */
export const COLUMN_LIST: i32 = 11;

// --- windows: WINDOW_WORDS i32 words each, and after each its picks ---------------------------------------------------
/*
 *   record    |....|ChunkType .... |FrameNumber, PartNumber |..        WINDOW_OFFSET: its first byte; 16, 8 or 4 in all,
 *   window    |  0 : lane  |  4 :  |  8 : a wide lane       |          inside the fixed part
 *   picks                             \- FrameNumber, PartNumber
 */
/** One of SHAPE_…: which lanes it has. */
export const WINDOW_SHAPE: i32 = 0;
/** Bytes from the record to the window. */
export const WINDOW_OFFSET: i32 = 1;
/** Columns of the lanes at its bytes 0, 4, 8 and 12, as bytes from the program's start; 0: the lane is no column as it stands, or not there. */
export const WINDOW_LANES: i32 = 2;
/** Picks after it. */
export const WINDOW_PICKS: i32 = 6;
export const WINDOW_WORDS: i32 = 8;
export const WINDOW_BYTES: i32 = WINDOW_WORDS * 4;

/** Lanes of 4 bytes, and of 8 (wide). */
export const SHAPE_QUADS: i32 = 0;
export const SHAPE_PAIR_WIDE: i32 = 1;
export const SHAPE_WIDE_PAIR: i32 = 2;
export const SHAPE_WIDES: i32 = 3;
/** 8 bytes. */
export const SHAPE_PAIR: i32 = 4;
export const SHAPE_WIDE: i32 = 5;
/** 4 bytes. */
export const SHAPE_SINGLE: i32 = 6;

// --- picks: bits of a lane -> a column ------------------------------------------------------------------------------
/** One of PICK_…: bytes of the lane, bytes of the column's elements. */
export const PICK_KIND: i32 = 0;
/** Byte of the lane in its window; 16 more: the lane that a PICK_REVERSE_… made of it. */
export const PICK_LANE: i32 = 1;
/** The column, as bytes from the program's start; 0: a reversed lane for the picks after it. */
export const PICK_COLUMN: i32 = 2;
/** Least significant bit of the value in its lane, and its bits. */
export const PICK_SHIFT: i32 = 3;
export const PICK_WIDTH: i32 = 4;
/** F_SIGNED, F_BOOL. */
export const PICK_FLAGS: i32 = 5;
export const PICK_WORDS: i32 = 6;
export const PICK_BYTES: i32 = PICK_WORDS * 4;

export const PICK_4_TO_1: i32 = 0;
export const PICK_4_TO_2: i32 = 1;
export const PICK_4_TO_4: i32 = 2;
export const PICK_8_TO_1: i32 = 3;
export const PICK_8_TO_2: i32 = 4;
export const PICK_8_TO_4: i32 = 5;
export const PICK_8_TO_8: i32 = 6;
/** An integer of 33 to 52 bits, as a double. */
export const PICK_8_TO_FLOAT: i32 = 7;
export const PICK_REVERSE_4: i32 = 8;
export const PICK_REVERSE_8: i32 = 9;
/** A number of 8 bytes, and an integer of 33 to 52 bits as a double, of two lanes: the one named and the one after it. */
export const PICK_JOIN_8: i32 = 10;
export const PICK_JOIN_FLOAT: i32 = 11;

/** Most rows that are framed and gathered in one go. */
export const BLOCK_ROWS: i32 = 512;
/** Bytes that a block may have when its records are read more than once: they stay in the first-level cache. */
export const BLOCK_BYTES: i32 = 16384;
/** Least rows of a block that windows take: as many as the widest step of a pick. */
export const WINDOW_ROWS: i32 = 16;
/** Lengths of the records of a block, when the batch does not want them. */
export const LENGTHS_PTR: usize = CONTROL_PTR - 4 * <usize>BLOCK_ROWS;
/**
 * Lanes of one window that are no columns: BLOCK_ROWS bytes for each of its 16 bytes, and the same for their reversed lanes; after
 * them the lanes of the second window, where two are framed.
 */
export const LANES_PTR: usize = LENGTHS_PTR - 48 * <usize>BLOCK_ROWS;
export const SECOND_LANES_PTR: usize = LENGTHS_PTR - 16 * <usize>BLOCK_ROWS;
/** Where lanes lie that are done with: the arm of each row of a block, and what it follows from, an i32 each. */
export const ARMS_PTR: usize = LANES_PTR;
export const TAGS_PTR: usize = ARMS_PTR + 4 * <usize>BLOCK_ROWS;
