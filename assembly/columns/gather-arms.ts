import { armNumberAt, isLengthGuard, recordBytes } from '../core/arms';
import { clear1, clear2, clear4, clear8, numberEqual } from './arm-kernels';
import { gatherLanes } from './gather-lanes';
import * as K from './layout';
import { maskOf } from '../core/leaf';
import { constantAt, opAt, word } from '../core/memory';
import { elementBytes } from './column-table';

/*
 * Columns of the arms of a tagged union: windows take the union's bytes from every record, whichever arm it has. Each row's arm is noted
 * once for the whole union, and every column of an arm is cleared where the row has another one.
 *
 *   tag      | 7 | 9 | 7 | 4 |...       7 selects arm 0, 9 arm 1, others none
 *   arms     | 0 | 1 | 0 |-1 |...
 *   column   | a | x | b | x |...  of arm 0, as windows left it
 *            | a | 0 | b | 0 |...
 *
 * A member that a versioned record may end before is noted alike, for itself: as its own arm where the record has it, as none where not.
 */

/** Notes what each row of a block, BLOCK_ROWS at most, has of what the guard of a column asks for. */
export function noteArms(program: usize, column: usize, origin: usize, block: usize, rows: i32): void {
  const union = word(column, K.C_UNION);
  if (isLengthGuard(program, union)) noteLengths(program, word(column, K.C_ARM), origin, block, rows);
  else noteUnion(program, union, origin, block, rows);
}

/** Whether what was noted for one column, 0: for none, holds for another: arms are noted for all columns of a union. */
export function isNoted(program: usize, column: usize, noted: usize): bool {
  const union = word(column, K.C_UNION);
  if (noted == 0 || word(noted, K.C_UNION) != union) return false;
  return word(noted, K.C_ARM) == word(column, K.C_ARM) || !isLengthGuard(program, union);
}

function noteLengths(program: usize, arm: i32, origin: usize, block: usize, rows: i32): void {
  for (let row: usize = 0, end = (<usize>rows) << 2; row < end; row += 4) {
    const length = recordBytes(program, origin + <usize>load<u32>(block + row));
    store<i32>(K.ARMS_PTR + row, length >= arm ? arm : -1);
  }
}

function noteUnion(program: usize, union: i32, origin: usize, block: usize, rows: i32): void {
  const op = opAt(program, union);
  const tag = opAt(program, word(op, K.W_REF));
  // A union inside an arm may not be there at all; a tag of more bits is no lane.
  const isPlain = word(op, K.W_GUARD_UNION) < 0 && word(tag, K.W_WIDTH) <= 32;
  if (isPlain && gatherLanes(tag, K.COLUMN_U32, K.TAGS_PTR, origin, block, 0, rows))
    noteTagged(program, union, tag, rows);
  else {
    for (let row: usize = 0, end = (<usize>rows) << 2; row < end; row += 4) {
      store<i32>(K.ARMS_PTR + row, armNumberAt(program, union, origin + <usize>load<u32>(block + row)));
    }
  }
}

/** The same from the block's tags: one pass for each value that selects an arm. */
function noteTagged(program: usize, union: i32, tag: usize, rows: i32): void {
  const end = word(opAt(program, union), K.W_END);
  let otherwise = -1;
  for (let arm = union + 1, number = 0; arm < end; arm = word(opAt(program, arm), K.W_END), number++) {
    if (word(opAt(program, arm), K.W_FLAGS) & K.F_OTHERWISE) otherwise = number;
  }
  const size = (<usize>rows) << 2;
  for (let row: usize = 0; row < size; row += 4) store<i32>(K.ARMS_PTR + row, otherwise);
  const mask = maskOf(word(tag, K.W_WIDTH));
  for (let arm = union + 1, number = 0; arm < end; arm = word(opAt(program, arm), K.W_END), number++) {
    const constants = constantAt(program, word(opAt(program, arm), K.W_CONST));
    for (let i = 0, count = word(opAt(program, arm), K.W_COUNT); i < count; i++) {
      const value = load<u64>(constants + ((<usize>i) << 3)) & mask;
      numberEqual(K.TAGS_PTR, K.ARMS_PTR, <usize>rows, <i32>value, number);
    }
  }
}

/** Whether the arm that is noted for a row of the block is the column's: only then it has a value. */
export function hasArm(column: usize, row: i32): bool {
  return load<i32>(K.ARMS_PTR + ((<usize>row) << 2)) == word(column, K.C_ARM);
}

/** Leaves the values of the rows whose noted arm is the column's, and zeros in all others. */
export function clearUnselected(column: usize, first: i32, rows: i32): void {
  const arm = word(column, K.C_ARM);
  const target = <usize>word(column, K.C_PTR);
  const row = <usize>first;
  switch (<i32>elementBytes(word(column, K.C_KIND))) {
    case 1:
      return clear1(target + row, K.ARMS_PTR, <usize>rows, arm);
    case 2:
      return clear2(target + (row << 1), K.ARMS_PTR, <usize>rows, arm);
    case 4:
      return clear4(target + (row << 2), K.ARMS_PTR, <usize>rows, arm);
  }
  clear8(target + (row << 3), K.ARMS_PTR, <usize>rows, arm);
}
