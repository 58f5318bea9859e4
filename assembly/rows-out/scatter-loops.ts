import { hasArm, isNoted, noteArms } from '../columns/gather-arms';
import * as K from './layout';
import { opAt, word } from '../core/memory';
import { columnAt } from '../columns/column-table';
import { writeElements } from './scatter-row';

/*
 * Columns that no zip takes: fixed arrays, byte ranges, arms of tagged unions, splits. One loop a column and block, after the zips.
 */

/**
 * Writes a block of columns to the records that the block's offsets say; `loops` are the indices of `count` columns. False where a value may
 * not fit.
 */
export function scatterLoops(program: usize, loops: usize, count: i32, first: i32, rows: i32, output: usize): bool {
  let noted: usize = 0;
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, word(loops, i));
    if (word(column, K.C_UNION) >= 0 && !isNoted(program, column, noted)) {
      // The tag is written: it lies in a zip, or in a union further outside, whose columns come first.
      noteArms(program, column, output, K.SCATTER_OFFSETS_PTR, rows);
      noted = column;
    }
    if (!scatterLoop(program, column, first, rows, output)) return false;
  }
  return true;
}

function scatterLoop(program: usize, column: usize, first: i32, rows: i32, output: usize): bool {
  const from = <usize>word(column, K.C_PTR);
  const isOpen = word(column, K.C_UNION) < 0;
  // Bytes that a column fills whole were not blanked.
  if (from == 0) return word(column, K.C_SHARED) != 0 || !isOpen;
  const op = opAt(program, word(column, K.C_OP));
  const bytes = plainBytes(column, op);
  if (bytes > 0) {
    const values = from + <usize>first * bytes;
    const to = output + <usize>(word(op, K.W_OFFSET) + word(column, K.C_START));
    if (isOpen) copyRanges(values, to, K.SCATTER_OFFSETS_PTR, <usize>rows, bytes);
    else copyRangesOf(word(column, K.C_ARM), values, to, K.SCATTER_OFFSETS_PTR, <usize>rows, bytes);
    return true;
  }
  const isOwn = isOpen && word(column, K.C_SHARED) == 0;
  if (isOwn && isCopied(op) && scatterElements(column, op, first, rows, output)) return true;
  for (let row = 0; row < rows; row++) {
    if (!isOpen && !hasArm(column, row)) continue;
    const record = output + <usize>load<u32>(K.SCATTER_OFFSETS_PTR + ((<usize>row) << 2));
    if (writeElements(program, column, first + row, record) != K.OK) return false;
  }
  return true;
}

/** Bytes of a row that are the same in the column and in the record; 0: others. */
function plainBytes(column: usize, op: usize): usize {
  const repeat = <usize>word(column, K.C_REPEAT);
  if (word(column, K.C_RUN) != word(column, K.C_REPEAT)) return 0;
  if (word(column, K.C_KIND) == K.COLUMN_BYTES_FIXED) return repeat;
  const bytes = word(op, K.W_BYTES);
  return isCopied(op) && word(column, K.C_STEP) == bytes ? repeat * <usize>bytes : 0;
}

/** Whether an element has the bytes of its leaf. */
function isCopied(op: usize): bool {
  return (word(op, K.W_FLAGS) & (K.F_COPIED | K.F_BIG_ENDIAN)) == K.F_COPIED;
}

/** Elements of fixed arrays, runs of them: gather-elements.ts the other way round. False where they are of another kind. */
function scatterElements(column: usize, op: usize, first: i32, rows: i32, output: usize): bool {
  if (word(column, K.C_KIND) == K.COLUMN_BYTES_FIXED || word(column, K.C_STEP) == 0) return false;
  const to = output + <usize>(word(column, K.C_START) + word(op, K.W_OFFSET));
  switch (word(op, K.W_BYTES)) {
    case 1:
      elements<u8>(column, to, first, rows);
      return true;
    case 2:
      elements<u16>(column, to, first, rows);
      return true;
    case 4:
      elements<u32>(column, to, first, rows);
      return true;
    case 8:
      elements<u64>(column, to, first, rows);
      return true;
  }
  return false;
}

function elements<Element>(column: usize, to: usize, first: i32, rows: i32): void {
  const repeat = <usize>word(column, K.C_REPEAT) * sizeof<Element>();
  const run = <usize>word(column, K.C_RUN) * sizeof<Element>();
  const step = <usize>word(column, K.C_STEP);
  const runStep = <usize>word(column, K.C_RUN_STEP);
  let from = <usize>word(column, K.C_PTR) + <usize>first * repeat;
  for (let row: usize = 0, end = (<usize>rows) << 2; row < end; row += 4) {
    let at = to + <usize>load<u32>(K.SCATTER_OFFSETS_PTR + row);
    for (const rowEnd = from + repeat; from < rowEnd; at += runStep) {
      for (let element = at, runEnd = from + run; from < runEnd; from += sizeof<Element>(), element += step) {
        store<Element>(element, load<Element>(from));
      }
    }
  }
}

/** `bytes` bytes of each row, at `to` in a record at offset 0. */
export function copyRanges(from: usize, to: usize, offsets: usize, rows: usize, bytes: usize): void {
  for (let row: usize = 0, end = rows << 2; row < end; row += 4, from += bytes) {
    copyBytes(to + <usize>load<u32>(offsets + row), from, bytes);
  }
}

/** The same for rows that have the arm. */
export function copyRangesOf(arm: i32, from: usize, to: usize, offsets: usize, rows: usize, bytes: usize): void {
  for (let row: usize = 0, end = rows << 2; row < end; row += 4, from += bytes) {
    if (load<i32>(K.ARMS_PTR + row) == arm) copyBytes(to + <usize>load<u32>(offsets + row), from, bytes);
  }
}

/** Short ones are no call each. */
function copyBytes(to: usize, from: usize, bytes: usize): void {
  if (bytes > 64) {
    memory.copy(to, from, bytes);
    return;
  }
  let done: usize = 0;
  for (; bytes - done >= 8; done += 8) store<u64>(to + done, load<u64>(from + done));
  for (; done < bytes; done++) store<u8>(to + done, load<u8>(from + done));
}
