/* Words that this module of the kernel and TypeScript agree on, after those of core/layout.ts. */
import { ABI_VERSION } from '../core/layout';
export * from '../core/layout';

/** Its upper part is raised with every change of this file, or of an export's meaning; the wrapper refuses another number. */
export const MESSAGES_ABI_VERSION: i32 = (8 << 8) + ABI_VERSION;

// --- message set: i32 words; messages after it, ascending by tag ---------------------------------------------------
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
