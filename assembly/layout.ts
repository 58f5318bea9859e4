/*
 * What the kernel (asc) and the wrapper (tsc) must agree on: the memory map, the words of a program.
 * Sizes are derived in a chain; nothing here is written twice.
 *
 *   linear memory
 *   +---------+---------+-----------------------+---------+----------------+
 *   | control | program | input                 | work    | output         |
 *   | 256 B   |         | messages, blocks      | columns | packed columns |
 *   +---------+---------+-----------------------+---------+----------------+
 *   The kernel's own data lies below CONTROL_PTR. Everything behind the control block is the wrapper's to arrange.
 */

/** Raised with every change of this file or of an export's meaning; the wrapper refuses another number. */
export const ABI_VERSION: i32 = 8;

// --- control block: one call in, one read out -------------------------------------------------------------------
/** Linear memory below belongs to the kernel: static data, CRC tables, lanes. */
export const CONTROL_PTR: usize = 51200;
export const CONTROL_STATUS: usize = CONTROL_PTR;
/** Index of the op that failed. */
export const CONTROL_OP: usize = CONTROL_STATUS + 4;
/** Start of the failing record, from the start of the input. */
export const CONTROL_RECORD: usize = CONTROL_OP + 4;
/** Start of the failing field, from the start of its record. */
export const CONTROL_FIELD: usize = CONTROL_RECORD + 4;
/** f64: what was needed and what was there. */
export const CONTROL_WANT: usize = CONTROL_FIELD + 4;
export const CONTROL_HAVE: usize = CONTROL_WANT + 8;
export const CONTROL_ROWS: usize = CONTROL_HAVE + 8;
/** Bytes of the input that whole records (and the padding between them) took. */
export const CONTROL_CONSUMED: usize = CONTROL_ROWS + 4;
/** Bytes of the record that was read or written. */
export const CONTROL_LENGTH: usize = CONTROL_CONSUMED + 4;
/** Array indices on the way to the failing field, innermost first. */
export const CONTROL_INDEX_COUNT: usize = CONTROL_LENGTH + 4;
export const CONTROL_INDICES: usize = CONTROL_INDEX_COUNT + 4;
export const MAX_INDICES: i32 = 32;
/** f64: bytes that the failing record must have at least, from its start, to be good; 0: however many there are, it is not. */
export const CONTROL_NEED: usize = CONTROL_INDICES + 4 * <usize>MAX_INDICES;
export const CONTROL_BYTES: usize = 256;
export const PROGRAM_PTR: usize = CONTROL_PTR + CONTROL_BYTES;

// --- status -----------------------------------------------------------------------------------------------------
export const OK: i32 = 0;
export const TRUNCATED_HEADER: i32 = 1;
export const DATA_OVERRUN: i32 = 2;
export const LENGTH_FIELD: i32 = 3;
export const COUNT_OVER_CAPACITY: i32 = 4;
export const OFFSET_OUTSIDE: i32 = 5;
export const WRONG_MAGIC: i32 = 6;
export const WRONG_CHECKSUM: i32 = 7;
export const OUT_OF_RANGE: i32 = 8;
export const UNKNOWN_ENUM: i32 = 9;
export const UNKNOWN_TAG: i32 = 10;
export const UNTERMINATED: i32 = 11;
export const DISAGREE: i32 = 12;
export const LIMIT_MESSAGE_BYTES: i32 = 13;
export const LIMIT_COUNT: i32 = 14;
export const LIMIT_OFFSET: i32 = 15;
/** The columns of a type are full: the wrapper makes more room and calls again. */
export const WORK_FULL: i32 = 16;
/** The output is full: the wrapper makes more and calls again. */
export const OUTPUT_FULL: i32 = 17;
/** A pointer, size or program that no wrapper of this ABI passes. */
export const BAD_CALL: i32 = 18;
/** The discriminator has a value that no message of the set has. */
export const UNKNOWN_MESSAGE: i32 = 19;
/** Parts that are shared have more bytes together than P_MAX_AMPLIFICATION times their record has. */
export const LIMIT_AMPLIFICATION: i32 = 20;

// --- program header: i32 words from the program's start ---------------------------------------------------------
export const P_OP_COUNT: i32 = 0;
/** Bytes that every record has. */
export const P_FIXED_BYTES: i32 = 1;
/** How long a record is: one of RULE_…. */
export const P_RULE: i32 = 2;
/** Op of the leaf that RULE_COUNTED, RULE_TOTAL or RULE_NEXT reads; -1 for none. */
export const P_RULE_OP: i32 = 3;
/** RULE_COUNTED: bytes of one counted element. */
export const P_STRIDE: i32 = 4;
/** Records start at multiples of this. */
export const P_START_ALIGN: i32 = 5;
export const P_MAX_COUNT: i32 = 6;
export const P_MAX_OFFSET: i32 = 7;
export const P_MAX_MESSAGE: i32 = 8;
/** 1: the scan must walk every record (checks, unions or parts that no simple rule measures). */
export const P_WALK: i32 = 9;
/** 1: a message that was encoded is validated as a decoded one is. */
export const P_HAS_CHECKS: i32 = 10;
/** Bytes from the program's start to its ops, constants and columns; and bytes in all. */
export const P_OPS_OFFSET: i32 = 11;
export const P_CONSTS_OFFSET: i32 = 12;
export const P_COLUMNS_OFFSET: i32 = 14;
export const P_COLUMN_COUNT: i32 = 15;
export const P_BYTES: i32 = 16;
/** The first checksum's op, -1: there is none. */
export const P_SUM: i32 = 18;
/** Bytes of a record whose parts of varying length are empty: what a new one needs at least. */
export const P_BLANK_BYTES: i32 = 19;
/** 1: the guards, and P_SUM, are all the checks that there are, and P_RULE measures the record. */
export const P_GUARDED: i32 = 20;
/** Bytes from the program's start to its guards, and their number. */
export const P_GUARDS_OFFSET: i32 = 21;
export const P_GUARD_COUNT: i32 = 22;
/** What a reply still needs when its values are there: one of FINISH_…. */
export const P_FINISH: i32 = 23;
/** Where RULE_COUNTED and RULE_TOTAL of a guarded program read: a field, FIELD_WORDS words. */
export const P_RULE_FIELD: i32 = 24;
/** 1: the rule leaf says which members a record has. */
export const P_VERSIONED: i32 = 28;
/** The same as P_BLANK_BYTES, with the largest arm of a union that is sized by its arm. */
export const P_CLEAR_BYTES: i32 = 29;
/** Bytes from the program's start to its windows, and their number. */
export const P_WINDOWS_OFFSET: i32 = 30;
export const P_WINDOW_COUNT: i32 = 31;
/** 1: parts may lie over others (unions, parts that are pointed to): what is filled into one may make another wrong. */
export const P_OVERLAPS: i32 = 32;
/** The first 0, 1 or 2 windows are SHAPE_QUADS and may be taken while records are framed: see framedQuads. */
export const P_FRAMED_WINDOWS: i32 = 33;
/** Rows of a block, BLOCK_ROWS at most. */
export const P_BLOCK_ROWS: i32 = 34;
/** Bytes of all parts behind the fixed one, for each byte of the record. */
export const P_MAX_AMPLIFICATION: i32 = 36;
/** An even number: constants behind it are 8 bytes wide. */
export const PROGRAM_HEADER_WORDS: i32 = 38;

/** A walk: it varies in length, can be wrong, or has values that follow from others. */
export const FINISH_WALK: i32 = 0;
/** Nothing: it is P_FIXED_BYTES long. */
export const FINISH_NOTHING: i32 = 1;
/** The same, and these bytes go to the rule leaf. */
export const FINISH_LENGTH: i32 = 2;

/** Every record has P_FIXED_BYTES bytes. */
export const RULE_FIXED: i32 = 0;
/** P_FIXED_BYTES + P_STRIDE * the count leaf. */
export const RULE_COUNTED: i32 = 1;
/** The rule leaf holds the bytes of the record. */
export const RULE_TOTAL: i32 = 2;
/** The rule leaf holds the distance to the next record, 0 in the last, which takes the rest. */
export const RULE_NEXT: i32 = 3;
/** As far as the parts of the record reach. */
export const RULE_EXTENT: i32 = 4;

// --- ops: OP_WORDS i32 words each, in preorder -------------------------------------------------------------------
export const OP_WORDS: i32 = 12;
export const OP_BYTES: i32 = OP_WORDS * 4;
export const W_KIND: i32 = 0;
/** Index of the op behind this one and everything below it. */
export const W_END: i32 = 1;
/** Bytes from the frame's base (the record, the array element, the place pointed to). */
export const W_OFFSET: i32 = 2;
/** Bytes: of a leaf's storage (1 to 9), an element, a fixed range, a union, an arm. */
export const W_BYTES: i32 = 3;
/** Leaf: least significant bit of the value in its storage. */
export const W_SHIFT: i32 = 4;
/** Leaf: bits of the value. */
export const W_WIDTH: i32 = 5;
/** Union, checksum: the union around it whose tag must select arm W_GUARD_ARM for it to be there; -1 for none. */
export const W_GUARD_UNION: i32 = W_SHIFT;
export const W_GUARD_ARM: i32 = W_WIDTH;
export const W_FLAGS: i32 = 6;
/** Op of the leaf that counts, selects, points or is summed, read from the same frame; -1 for none. */
export const W_REF: i32 = 7;
/** First constant: check values, tag values. */
export const W_CONST: i32 = 8;
/** Fixed count, capacity (ranges, arrays), number of constants (strict enum, arm), or algorithm (checksum). */
export const W_COUNT: i32 = 9;
/** Pointed: alignment of what is pointed to. */
export const W_ALIGN: i32 = 10;
/** Ops of a versioned record: end of the member that they belong to. A shorter record does not have the member. */
export const W_MEMBER_END: i32 = W_ALIGN;

/** Index of the next op at its level, counting this one, that can reject the record or lengthen it; the walk jumps there. */
export const W_CHECK: i32 = 11;

/** An integer of up to 53 bits, a float or a bool. */
export const OP_NUMBER: i32 = 1;
/** A 64-bit integer. */
export const OP_WIDE: i32 = 2;
/** A number joined from the PART ops below it, most significant first. */
export const OP_SPLIT: i32 = 3;
/** A leaf that is part of a split. */
export const OP_PART: i32 = 4;
/** A range of bytes. */
export const OP_RANGE: i32 = 5;
/** The ops below, for every element. */
export const OP_ARRAY: i32 = 6;
/** Arms below, of which the tag selects one. */
export const OP_UNION: i32 = 7;
/** Ops of one arm. */
export const OP_ARM: i32 = 8;
/** Arms below that all show the same bytes. */
export const OP_OVERLAY: i32 = 9;
/** Bytes at the end of a record that no member holds. */
export const OP_UNKNOWN_TAIL: i32 = 11;
/** The op below lies where the ref leaf points. */
export const OP_POINTED: i32 = 12;
/** The record's length is known here: encode fills in the ref leaf. */
export const OP_LENGTH: i32 = 13;
/** W_OFFSET to W_BYTES (-1: the record's end) must sum to the ref leaf. */
export const OP_CHECKSUM: i32 = 14;
/** Bytes between parts that are pointed to, which no member holds. */
export const OP_UNKNOWN_GAPS: i32 = 15;

export const F_SIGNED: i32 = 1;
export const F_BIG_ENDIAN: i32 = 2;
export const F_FLOAT: i32 = 4;
export const F_BOOL: i32 = 8;
/** Encode fills the leaf in where it is not given: an offset, a length, a checksum. */
export const F_LATE: i32 = 16;
/** The op belongs to a versioned record: absent where W_MEMBER_END lies behind the present bytes. */
export const F_VERSIONED: i32 = 32;
/** The range or array lies behind the fixed part: its end is checked and moves the record's end. */
export const F_TAIL: i32 = 64;
/** Counted by the ref leaf (else by W_COUNT, or the rest of the record with F_REST). */
export const F_COUNTED: i32 = 128;
export const F_REST: i32 = 256;
/** The ref leaf counts bytes, not elements. */
export const F_COUNTS_BYTES: i32 = 512;
/** W_COUNT is a capacity that the count may not pass. */
export const F_CAPACITY: i32 = 1024;
/** Ends at the first NUL unit; the terminator belongs to the record. */
export const F_TERMINATED: i32 = 2048;
/** A text in a fixed place: ends at its first NUL, if there is one. */
export const F_TRIM: i32 = 4096;
/** Union: the selected arm ends the record. */
export const F_SIZED: i32 = 8192;
/** Arm: selected by every value that no other arm has. */
export const F_OTHERWISE: i32 = 16384;
/** Pointed: relative to the offset leaf itself. */
export const F_FROM_FIELD: i32 = 32768;
/** Pointed: the target is a frame of its own (a struct), whose refs are inside it. */
export const F_FRAME: i32 = 65536;
export const F_CHECK_MAGIC: i32 = 1 << 17;
export const F_CHECK_RANGE: i32 = 1 << 18;
export const F_CHECK_STRICT: i32 = 1 << 19;
export const F_CHECKED: i32 = F_CHECK_MAGIC | F_CHECK_RANGE | F_CHECK_STRICT;
/** OP_LENGTH: the leaf is a distance to the next record, and 0 in the last. */
export const F_NEXT: i32 = 1 << 20;
/** The leaf is unsigned 64 bits wide, so its check constants compare unsigned. */
export const F_UNSIGNED_WIDE: i32 = 1 << 21;
/** An element of the leaf's column has the bits of its storage, no more and no others; F_BIG_ENDIAN says in which order the storage has its bytes. */
export const F_COPIED: i32 = 1 << 22;

export const CRC_32: i32 = 0;
export const CRC_32C: i32 = 1;
export const SUM_8: i32 = 2;
export const SUM_TO_ZERO_8: i32 = 3;

// --- fields: an unsigned little-endian integer, (load<u64>(FIELD_OFFSET) >> FIELD_SHIFT) & FIELD_MASK, read without a branch -----
/** Bytes from the record to 8 bytes of it that hold the integer. */
export const FIELD_OFFSET: i32 = 0;
export const FIELD_SHIFT: i32 = 1;
/** u64. */
export const FIELD_MASK: i32 = 2;
export const FIELD_WORDS: i32 = 4;

// --- guards: a field, and what it may be ------------------------------------------------------------------------
/** u64: the integer minus G_LEAST, within its mask, is not above G_SPAN. */
export const G_LEAST: i32 = FIELD_WORDS;
export const G_SPAN: i32 = G_LEAST + 2;
export const GUARD_WORDS: i32 = G_SPAN + 2;
export const GUARD_BYTES: i32 = GUARD_WORDS * 4;

// --- columns: COLUMN_WORDS i32 words each ------------------------------------------------------------------------
export const COLUMN_WORDS: i32 = 10;
export const COLUMN_BYTES: i32 = COLUMN_WORDS * 4;
/** Op of the leaf, split, range or tail. */
export const C_OP: i32 = 0;
/** One of COLUMN_…: what an element is. */
export const C_KIND: i32 = 1;
/** Elements a row: 1, or the length of a fixed array; bytes of a fixed range. */
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

// --- windows: WINDOW_WORDS i32 words each, and behind each its picks ---------------------------------------------------
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
/** Picks behind it. */
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
/** The column, as bytes from the program's start; 0: a reversed lane for picks behind. */
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
/** A number of 8 bytes, and an integer of 33 to 52 bits as a double, of two lanes: the one named and the one behind it. */
export const PICK_JOIN_8: i32 = 10;
export const PICK_JOIN_FLOAT: i32 = 11;

// --- query: what one call wants of a program; i32 words, and behind them all that Q_… says, up to Q_BYTES ------------------
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
/** Records that were framed: before the call, and then behind it. */
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

// --- message set: i32 words; messages behind it, ascending by tag ---------------------------------------------------
export const M_COUNT: i32 = 0;
/** Bytes that a message must have for its discriminators to be read. */
export const M_LEAST_BYTES: i32 = 1;
/** The window that tells messages apart: load<u64>(message + M_WINDOW_OFFSET) & M_WINDOW_MASK. It begins in those bytes. */
export const M_WINDOW_OFFSET: i32 = 2;
/** Further windows, and the address of the first; each of MORE_WORDS words. */
export const M_MORE_COUNT: i32 = 3;
export const M_WINDOW_MASK: i32 = 4;
export const M_MORE: i32 = 6;
export const MESSAGE_SET_WORDS: i32 = 8;
/** A window may reach past the end of a short message: so many bytes after it are in memory, whatever they are. */
export const MESSAGE_SLACK: i32 = 8;
/** u64: what its window shows. */
export const MESSAGE_TAG: i32 = 0;
/** Address of the program of the message, and of its reply; 0: it has none. */
export const MESSAGE_INPUT: i32 = 2;
export const MESSAGE_OUTPUT: i32 = 3;
/** From here to MESSAGE_SUM the kernel fills in when it opens the set, from the two programs: all that most messages need, in one place. */
export const MESSAGE_FIXED_BYTES: i32 = 4;
/** Addresses of the guards and of their end; 0: there are checks that are no guards. */
export const MESSAGE_GUARDS: i32 = 5;
export const MESSAGE_GUARDS_END: i32 = 6;
/** P_RULE of the message, and the field that it reads. */
export const MESSAGE_RULE: i32 = 7;
export const MESSAGE_RULE_FIELD: i32 = 8;
/** P_BLANK_BYTES and P_CLEAR_BYTES of the reply. */
export const MESSAGE_BLANK: i32 = 12;
export const MESSAGE_CLEAR: i32 = 13;
/** P_MAX_MESSAGE. */
export const MESSAGE_MOST: i32 = 14;
/** Address of its checksum's op, 0: it has none. */
export const MESSAGE_SUM: i32 = 15;
/** Address of what the further windows show, a u64 each. */
export const MESSAGE_MORE_TAGS: i32 = 16;
/** 1: where the sender gives no room for the reply, the message is handled without one. */
export const MESSAGE_OPTIONAL: i32 = 17;
/** Its place in the set. */
export const MESSAGE_NUMBER: i32 = 18;
export const MESSAGE_WORDS: i32 = 20;
export const MESSAGE_BYTES: i32 = MESSAGE_WORDS * 4;
/** A further window: u32 offset; u64 mask. */
export const MORE_OFFSET: i32 = 0;
export const MORE_MASK: i32 = 2;
export const MORE_WORDS: i32 = 4;

// --- packed columns: how packRows converts what a row has ---------------------------------------------------------
export const PACK_COPY: i32 = 0;
/** Byte order reversed in each 2, 4 or 8 bytes. */
export const PACK_SWAP_16: i32 = 1;
export const PACK_SWAP_32: i32 = 2;
export const PACK_SWAP_64: i32 = 3;
/** Bools of one byte to 0 or 1. */
export const PACK_BOOL_8: i32 = 4;
/** Texts to UTF-8. */
export const PACK_LATIN_1: i32 = 5;
export const PACK_UTF_8: i32 = 6;
export const PACK_UTF_16: i32 = 7;
/** Numbers one by one, to PACK_BOOL_BYTES for a bool and PACK_NUMBER_BYTES for others. In the bits above: bytes of one in the record, and its F_… */
export const PACK_NUMBERS: i32 = 8;
export const PACK_KIND_MASK: i32 = 15;
export const PACK_BYTES_SHIFT: i32 = 4;
export const PACK_FLAGS_SHIFT: i32 = 8;
export const PACK_BOOL_BYTES: usize = 1;
export const PACK_NUMBER_BYTES: usize = 4;
/** Room behind the source and the target: whole vectors are loaded and stored. */
export const PACK_SLACK: usize = 16;
/** Most bytes that one byte of a text becomes. */
export const PACK_GROWTH: usize = 3;
// --- record set: i32 words; entries of its types behind it, then tags ascending (u64), the entries that these select (i32), the
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
/** Rows of each type's columns. Behind its offsets lie as many lengths, then as many row indices (u32). */
export const R_CAPACITY: i32 = 18;
export const RECORD_SET_WORDS: i32 = 20;

/** A small field: (load<u32>(record + SMALL_OFFSET) >> SMALL_SHIFT) & SMALL_MASK. */
export const SMALL_OFFSET: i32 = 0;
export const SMALL_SHIFT: i32 = 1;
export const SMALL_MASK: i32 = 2;

// An entry: what routes records of one type, and where they go.
/** Address of the offset of the next record in its column; 0: this entry stands for tags that no type has. */
export const T_NEXT: i32 = 0;
export const T_NUMBER: i32 = 1;
/** P_FIXED_BYTES, and the most bytes that a record may have to go without a walk. */
export const T_FIXED_BYTES: i32 = 2;
export const T_MOST_BYTES: i32 = 3;
/** Bytes of a record: T_BASE and T_STRIDE for each that a small field counts, of which there are at most T_MOST_COUNT. */
export const T_BASE: i32 = 4;
export const T_STRIDE: i32 = 5;
export const T_MOST_COUNT: i32 = 6;
export const T_COUNT_FIELD: i32 = 7;
/** A part behind the fixed one that need not take all that is left of its record: as it is counted; a mask of 0: there is none. */
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
/** Rows whose columns are gathered. */
export const T_GATHERED: i32 = 19;
export const TYPE_WORDS: i32 = 20;
export const TYPE_BYTES: i32 = TYPE_WORDS * 4;

/** Records of all types that are routed in one go: rows enough of each of eight types for its windows. */
export const ROUTE_ROWS: i32 = 1024;

/** Most rows that are framed and gathered in one go. */
export const BLOCK_ROWS: i32 = 512;
/** Bytes that a block may have when its records are read more than once: they stay in the first-level cache. */
export const BLOCK_BYTES: i32 = 16384;
/** Least rows of a block that windows take: as many as the widest step of a pick. */
export const WINDOW_ROWS: i32 = 16;
/** Lengths of the records of a block, when the batch does not want them. */
export const LENGTHS_PTR: usize = CONTROL_PTR - 4 * <usize>BLOCK_ROWS;
/**
 * Lanes of one window that are no columns: BLOCK_ROWS bytes for each of its 16 bytes, and the same for their reversed lanes; behind
 * them the lanes of the second window, where two are framed.
 */
export const LANES_PTR: usize = LENGTHS_PTR - 48 * <usize>BLOCK_ROWS;
export const SECOND_LANES_PTR: usize = LENGTHS_PTR - 16 * <usize>BLOCK_ROWS;
/** Where lanes lie that are done with: the arm of each row of a block, and what it follows from, an i32 each. */
export const ARMS_PTR: usize = LANES_PTR;
export const TAGS_PTR: usize = ARMS_PTR + 4 * <usize>BLOCK_ROWS;

// --- encoding a block at a time: the scatter section of a program ----------------------------------------------------------
/** Bytes from the program's start to its scatter section; 0: rows are written one by one. */
export const P_SCATTER_OFFSET: i32 = 35;
/** Behind its SCATTER_WORDS words: derived columns, loop columns, compared columns, zips and their merges. */
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
/** Merges behind it. */
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
/** Bytes behind a row's payload that copying it may write before the next row is written there. */
export const SCATTER_SLACK: usize = 64;
/** Where the lanes are that gathering uses, scattering has lanes, lanes turned round, zeros, and what it notes of each row of a block. */
export const SCATTER_LANES_PTR: usize = LANES_PTR;
export const SCATTER_ZEROS_PTR: usize = SCATTER_LANES_PTR + 32 * <usize>SCATTER_ROWS;
export const SCATTER_OFFSETS_PTR: usize = SCATTER_ZEROS_PTR + 8 * <usize>SCATTER_ROWS;
export const SCATTER_DERIVED_PTR: usize = SCATTER_OFFSETS_PTR + 4 * <usize>SCATTER_ROWS;
/** Of each of the 8 lanes of a zip its address, and at byte 8 the bits that are known (u64). */
export const SCATTER_SLOT_BYTES: usize = 16;
export const SCATTER_SLOTS_PTR: usize = SCATTER_DERIVED_PTR + <usize>(DERIVED_KINDS * 4 * SCATTER_ROWS);
