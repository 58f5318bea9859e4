/*
 * What the kernel's core (asc) and TypeScript (tsc) must agree on: where the control block is, and the words of a program. Each other module has a
 * layout.ts of its own, which builds on this one. Sizes are derived in a chain; nothing here is written twice. The map of all memory is in
 * ARCHITECTURE.md, "The memory map".
 */

/**
 * Raised with every change of this file or of an export's meaning; the wrapper refuses another number. It is the low byte of
 * the version of every other module, as all of them build on this file.
 */
export const ABI_VERSION: i32 = 14;

// --- control block: one call in, one read out -------------------------------------------------------------------
/** Linear memory before it belongs to the kernel: CRC tables, lanes. */
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
/** No bits of a measure stand for the length or count that its leaf is to hold. */
export const NO_MEASURE: i32 = 21;
/** WRONG_CHECKSUM of 64 bits: CONTROL_WANT and CONTROL_HAVE are u64. */
export const WRONG_WIDE_CHECKSUM: i32 = 22;
/** The function of an OP_OWN_SUM gave no sum. No engine says so. */
export const NO_SUM: i32 = 23;

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
/** Bytes from the program's start to its scatter section; 0: rows are written one by one. */
export const P_SCATTER_OFFSET: i32 = 35;
/** Bytes of all parts after the fixed one, for each byte of the record. */
export const P_MAX_AMPLIFICATION: i32 = 36;
/** Bytes that every record has at its end, after the part of varying length. */
export const P_TRAILING_BYTES: i32 = 37;
/** An even number: constants after it are 8 bytes wide. */
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
/** Index of the op after this one and everything below it. */
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
/** First constant: check values, tag values. Of a range with F_RECORDS: bytes from the program's start to its set. */
export const W_CONST: i32 = 8;
/**
 * Fixed count, capacity (ranges, arrays), number of constants (strict enum, arm), or algorithm and number of further ranges (checksum). Of a part with F_REST, and of a union: P_TRAILING_BYTES,
 * which it leaves to others.
 */
export const W_COUNT: i32 = 9;
/** Measure: what its bits are multiplied by, and what is added. */
export const W_TIMES: i32 = W_CONST;
export const W_PLUS: i32 = W_COUNT;
/** Pointed: alignment of what is pointed to. Measure: what the sum is rounded up to a multiple of. */
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
/**
 * W_OFFSET to W_BYTES must sum to the ref leaf. A W_OFFSET below 0 counts from the record's end, and so does a W_BYTES, of which -1 is that end. The leaf lies at
 * its offset, or W_ALIGN bytes before the record's end.
 */
export const OP_CHECKSUM: i32 = 14;
/** Bytes between parts that are pointed to, which no member holds. */
export const OP_UNKNOWN_GAPS: i32 = 15;
/**
 * What a length or a count says that its leaf, W_REF, does not hold as it is: W_TIMES times the bits at this op's own place, plus W_PLUS, rounded up
 * to a multiple of W_ALIGN.
 */
export const OP_MEASURE: i32 = 16;
/** As OP_CHECKSUM, of a function that no engine has: what sums by it looks at it when the engine is done. */
export const OP_OWN_SUM: i32 = 17;

export const F_SIGNED: i32 = 1;
export const F_BIG_ENDIAN: i32 = 2;
export const F_FLOAT: i32 = 4;
export const F_BOOL: i32 = 8;
/** Encode fills the leaf in where it is not given: an offset, a length, a checksum. */
export const F_LATE: i32 = 16;
/** The op belongs to a versioned record: absent where W_MEMBER_END lies past the present bytes. */
export const F_VERSIONED: i32 = 32;
/** The range or array lies after the fixed part: its end is checked and moves the record's end. */
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
/** Pointed: a member after the part of varying length, W_OFFSET bytes before the end of the record; W_REF points nowhere. */
export const F_TRAILING: i32 = 1 << 27;
/** Range: records of a set, one after the other; W_CONST says how many bytes after the program's start the set lies. */
export const F_RECORDS: i32 = 1 << 28;
/** OP_LENGTH: the leaf is a distance to the next record, and 0 in the last. */
export const F_NEXT: i32 = 1 << 20;
/** The leaf is unsigned 64 bits wide, so its check constants compare unsigned. */
export const F_UNSIGNED_WIDE: i32 = 1 << 21;
/** An element of the leaf's column has the bits of its storage, no more and no others; F_BIG_ENDIAN says in which order the storage has its bytes. */
export const F_COPIED: i32 = 1 << 22;
/** Bits of a float's exponent, in 4 bits of the flags; 0 for what is no float. With W_BYTES they are its format. */
export const F_EXPONENT_SHIFT: i32 = 23;
export const F_EXPONENT: i32 = 15 << F_EXPONENT_SHIFT;

/** A checksum's W_COUNT: its algorithm, and from this bit on how many ranges it has after its first: W_OFFSET and W_BYTES of each stand before W_CONST, in their order. */
export const MORE_RANGES_SHIFT: i32 = 4;
export const METHOD_MASK: i32 = (1 << MORE_RANGES_SHIFT) - 1;
/** CRCs that the kernel has code of its own for: they have the constants of a CRC without its table. */
export const CRC_32: i32 = 0;
export const CRC_32C: i32 = 1;
/** The sum of all bytes, modulo the bits of the leaf; and what makes that sum 0. */
export const SUM: i32 = 2;
export const SUM_TO_ZERO: i32 = 3;
/** Any CRC of up to 64 bits, by the constants of the op. */
export const CRC: i32 = 4;
/** Adler's and Fletcher's, by the constants of the op. */
export const TWO_SUMS: i32 = 5;
/** RFC 1071: the complement of the sum of 16-bit words in network order. */
export const INTERNET: i32 = 6;
/** All bytes joined by exclusive or. */
export const XOR: i32 = 7;

// --- constants of a CRC: 8 bytes each, from the op's first --------------------------------------------------------
/** Bits. */
export const CRC_WIDTH: i32 = 0;
export const CRC_POLY: i32 = 1;
/** What the register holds first, as if nothing were reflected. */
export const CRC_INIT: i32 = 2;
export const CRC_REFLECT_IN: i32 = 3;
export const CRC_REFLECT_OUT: i32 = 4;
/** What is added to the result. */
export const CRC_XOR_OUT: i32 = 5;
/** What the register holds first, as it lies there. */
export const CRC_FIRST: i32 = 6;
/** 256 u64: what the register becomes by each byte. Of a CRC that is not reflected it lies at the upper end of these bits. */
export const CRC_TABLE: i32 = 7;

// --- constants of two sums ------------------------------------------------------------------------------------------
export const TWO_MODULUS: i32 = 0;
/** What the first sum is before the first byte. */
export const TWO_FIRST: i32 = 1;
/** Bytes of what is added, 1 or 2. */
export const TWO_UNIT: i32 = 2;

// --- a set of record types: after the program that has a range of such records, and the programs of its types after it -----------
/** Bytes from the set's start to the op of the discriminator, in the program of its first type. */
export const SET_TAG_OP: i32 = 0;
/** Bytes of a record up to the end of its discriminator. */
export const SET_TAG_END: i32 = 1;
/** What stands for the discriminator, and for a record as a whole, where a failure is told. */
export const SET_TAG_NUMBER: i32 = 2;
export const SET_RECORD_NUMBER: i32 = 3;
export const SET_TAG_COUNT: i32 = 4;
/** An entry for all values that have none, without its value; its program lies nowhere where there is no such type. */
export const SET_OTHERWISE: i32 = 6;
/** Entries, one after the other. */
export const SET_ENTRIES: i32 = 10;
/** u64: the value of the discriminator, as its unsigned bits. */
export const SET_TAG: i32 = 0;
/** Bytes from the set's start to the type's program, 0: nowhere. */
export const SET_PROGRAM: i32 = 2;
/** What is added to an op of that program where a failure is told. */
export const SET_FIRST_NUMBER: i32 = 3;
export const SET_ENTRY_WORDS: i32 = 4;

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
