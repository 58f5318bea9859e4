import * as K from './layout';
import { fail, isInMemory, word } from './memory';

/*
 * What each export of a module looks at before it trusts its arguments. After the doors nothing is checked again.
 */

/** Most input of one call: lengths and offsets in the control block are signed 32-bit. */
export const MAX_INPUT: usize = 0x40000000;
/** Most data that input may be a part of: an address past it still fits 32 bits. */
export const MAX_DATA: usize = 0x7fffffff;

/** Most rows of one call: no column of them passes 32 bits of bytes by itself. */
export const MAX_ROWS: i32 = 0x01ffffff;

export function badCall(): i32 {
  return fail(K.BAD_CALL, -1, 0, 0, 0, 0);
}

export function isProgram(program: usize): bool {
  if ((program & 7) != 0 || program < K.PROGRAM_PTR) return false;
  if (!isInMemory(program, (<usize>K.PROGRAM_HEADER_WORDS) << 2)) return false;
  return isInMemory(program, <usize>word(program, K.P_BYTES));
}

/** `data` bytes there are, of which the first `bytes` are in memory. */
export function isInput(input: usize, bytes: usize, data: usize): bool {
  return bytes <= MAX_INPUT && data >= bytes && data <= MAX_DATA && isRegion(input, bytes);
}

export function isRegion(at: usize, bytes: usize): bool {
  return at >= K.PROGRAM_PTR && isInMemory(at, bytes);
}
