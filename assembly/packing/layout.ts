/* Words that this module of the kernel and TypeScript agree on, after those of core/layout.ts. */
import { ABI_VERSION } from '../core/layout';
export * from '../core/layout';

/** Its upper part is raised with every change of this file, or of an export's meaning; the wrapper refuses another number. */
export const PACKING_ABI_VERSION: i32 = (10 << 8) + ABI_VERSION;

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
export const PACK_UTF_16BE: i32 = 8;
/** Numbers one by one, to PACK_BOOL_BYTES for a bool and PACK_NUMBER_BYTES for others. In the bits above: bytes of one in the record, its F_… below 16, and bits of a float's exponent. */
export const PACK_NUMBERS: i32 = 9;
export const PACK_KIND_MASK: i32 = 15;
export const PACK_BYTES_SHIFT: i32 = 4;
export const PACK_FLAGS_SHIFT: i32 = 8;
export const PACK_EXPONENT_SHIFT: i32 = 12;
export const PACK_BOOL_BYTES: usize = 1;
export const PACK_NUMBER_BYTES: usize = 4;
/** Room after the source and the target: whole vectors are loaded and stored. */
export const PACK_SLACK: usize = 16;
/** Most bytes that one byte of a text becomes. */
export const PACK_GROWTH: usize = 3;
