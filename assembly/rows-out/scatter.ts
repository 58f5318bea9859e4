import { isSelected } from '../columns/column-arms';
import { passes } from '../core/guards';
import * as K from './layout';
import { begin, failedAt, isInMemory, opAt, word } from '../core/memory';
import { columnAt } from '../columns/column-table';
import { scatterLoops } from './scatter-loops';
import { placeAlignedParts, placeParts, placesEnd, placeStrided } from './scatter-places';
import { checkRow, compareElements, elementInteger, listColumn, rowEnd, writeDerived, writeRow } from './scatter-row';
import { derivedBlock, zipAll } from './scatter-zips';

/*
 * Columns -> records, a block of rows at a time: the mirror of gather.ts.
 *
 *   column   |v0|v1|v2|...        C_PTR 0: not given, derived
 *   output   |rec 0   |rec 1      |rec 2 |...
 *
 * A block is written in passes that stay in the first-level cache: where each row begins, and its payload; the zips of its fixed part; other
 * columns one by one. Where a pass is in doubt (a value may not fit, columns may disagree, the output may be too small), the block is written
 * again row by row, which says exactly what is wrong, and where.
 */

let bytesDone: usize = 0;
let rowsDone: i32 = 0;

/** Bytes of output that whole rows took, with the padding before the next row. */
export function scatteredBytes(): usize {
  return bytesDone;
}
export function scatteredRows(): i32 {
  return rowsDone;
}

/**
 * Writes rows [0, rows) of the columns to [output, output + room). Lists' bytes start at `data` and end before `dataEnd`. `isLast`: the last
 * row ends the stream (it has no padding after it, and no distance to a next record).
 * Returns OK, OUTPUT_FULL (scatteredRows rows are whole), or why a row cannot be written.
 */
export function scatter(
  program: usize,
  rows: i32,
  data: usize,
  dataEnd: usize,
  output: usize,
  room: usize,
  isLast: bool,
): i32 {
  bytesDone = 0;
  rowsDone = 0;
  const hasBlocks = word(program, K.P_SCATTER_OFFSET) != 0 && isInMemory(dataEnd, K.SCATTER_SLACK);
  if (hasBlocks) memory.fill(K.SCATTER_ZEROS_PTR, 0, 8 * <usize>K.SCATTER_ROWS);
  while (rowsDone < rows) {
    const count = blockRows(rows - rowsDone);
    if (hasBlocks && writeBlock(program, count, data, output, room, isLast && rowsDone + count == rows)) continue;
    begin();
    const status = writeRows(program, count, data, output, room, isLast && rowsDone + count == rows);
    if (status != K.OK) return status;
  }
  return K.OK;
}

/** Rows of the next block, so that none is left with fewer rows than a block needs. */
function blockRows(left: i32): i32 {
  if (left <= K.SCATTER_ROWS) return left;
  return left < K.SCATTER_ROWS + K.WINDOW_ROWS ? left - K.WINDOW_ROWS : K.SCATTER_ROWS;
}

function writeRows(program: usize, count: i32, data: usize, output: usize, room: usize, isLast: bool): i32 {
  for (const end = rowsDone + count; rowsDone < end; rowsDone++) {
    const status = writeRow(program, rowsDone, data, output, bytesDone, room, isLast && rowsDone == end - 1);
    if (status == K.OUTPUT_FULL) return status;
    if (status != K.OK) {
      failedAt(rowsDone);
      return status;
    }
    bytesDone = rowEnd();
  }
  return K.OK;
}

/** False where nothing is certain: then nothing is done, but the output after bytesDone may be anything. */
function writeBlock(program: usize, count: i32, data: usize, output: usize, room: usize, isLast: bool): bool {
  const section = program + <usize>word(program, K.P_SCATTER_OFFSET);
  const first = rowsDone;
  const list = listColumn(program);
  const rows = place(program, list, first, count, data, output, room, isLast);
  if (rows < K.WINDOW_ROWS) return false;
  const end = placesEnd();
  const endsStream = isLast && rows == count;
  if (!derive(program, section, list, first, rows, end, endsStream)) return false;
  let at = section + ((<usize>K.SCATTER_WORDS) << 2);
  at += (<usize>(word(section, K.SCATTER_DERIVED) * K.DERIVED_WORDS)) << 2;
  const loops = at;
  at += (<usize>word(section, K.SCATTER_LOOPS)) << 2;
  const compared = at;
  at += (<usize>word(section, K.SCATTER_COMPARED)) << 2;
  // Rows of a list lie anywhere, others a stride apart.
  const stride = list == 0 ? strideOf(program) : 0;
  if (!zipAll(program, section, at, list == 0 ? output + bytesDone : output, stride, first, rows)) return false;
  if (!scatterLoops(program, loops, word(section, K.SCATTER_LOOPS), first, rows, output)) return false;
  if (!finishRows(program, section, compared, first, rows, output, end, endsStream)) return false;
  rowsDone += rows;
  bytesDone = end;
  return true;
}

function strideOf(program: usize): usize {
  const align = <usize>word(program, K.P_START_ALIGN);
  return (<usize>word(program, K.P_FIXED_BYTES) + align - 1) & ~(align - 1);
}

/** Says where rows begin, and copies their lists. Answers how many rows that is, from the first on. */
function place(
  program: usize,
  list: usize,
  first: i32,
  count: i32,
  data: usize,
  output: usize,
  room: usize,
  isLast: bool,
): i32 {
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  const align = <usize>word(program, K.P_START_ALIGN);
  const limit = <usize>word(program, K.P_MAX_MESSAGE);
  const offsets = K.SCATTER_OFFSETS_PTR;
  if (fixed > limit) return 0;
  const rows = <usize>count;
  if (list == 0) return <i32>placeStrided(offsets, rows, output, bytesDone, room, fixed, align, isLast);
  const starts = <usize>word(list, K.C_PTR) + ((<usize>first) << 2);
  const lengths = starts + <usize>word(list, K.C_STEP);
  const most = limit - fixed;
  if (align == 1) return <i32>placeParts(starts, lengths, offsets, rows, data, output, bytesDone, room, fixed, most);
  return <i32>(
    placeAlignedParts(starts, lengths, offsets, rows, data, output, bytesDone, room, fixed, most, align, isLast)
  );
}

/** Fills the derived columns of the block, or compares them with those that are given. False where they may differ. */
function derive(
  program: usize,
  section: usize,
  list: usize,
  first: i32,
  rows: i32,
  end: usize,
  endsStream: bool,
): bool {
  if (list != 0 && !hasWholeUnits(program, list, first, rows)) return false;
  let at = section + ((<usize>K.SCATTER_WORDS) << 2);
  for (let left = word(section, K.SCATTER_DERIVED); left > 0; left--, at += (<usize>K.DERIVED_WORDS) << 2) {
    const kind = word(at, K.DERIVED_KIND);
    const block = derivedBlock(kind);
    if (kind == K.DERIVED_COUNT) deriveCounts(program, list, block, first, rows);
    else if (kind == K.DERIVED_NEXT) deriveNexts(block, rows, end, endsStream);
    else deriveLengths(program, list, block, first, rows);
    const column = columnAt(program, word(at, K.DERIVED_COLUMN));
    if (word(column, K.C_PTR) != 0 && !isSame(column, block, first, rows)) return false;
  }
  return true;
}

function lengthsAt(list: usize, first: i32): usize {
  return <usize>word(list, K.C_PTR) + <usize>word(list, K.C_STEP) + ((<usize>first) << 2);
}

function unitOf(program: usize, list: usize): u32 {
  return <u32>word(opAt(program, word(list, K.C_OP)), K.W_BYTES);
}

/** Whether lists end with a whole unit, and count no more than a message may. */
function hasWholeUnits(program: usize, list: usize, first: i32, rows: i32): bool {
  const unit = unitOf(program, list);
  const most = <u64>(<u32>word(program, K.P_MAX_COUNT)) * <u64>unit;
  const lengths = lengthsAt(list, first);
  if (unit == 1 && most >= <u64>(<u32>word(program, K.P_MAX_MESSAGE))) return true;
  for (let row: usize = 0, end = (<usize>rows) << 2; row < end; row += 4) {
    const bytes = load<u32>(lengths + row);
    if (<u64>bytes > most || bytes % unit != 0) return false;
  }
  return true;
}

function deriveCounts(program: usize, list: usize, block: usize, first: i32, rows: i32): void {
  const op = opAt(program, word(list, K.C_OP));
  const perCount = word(op, K.W_FLAGS) & K.F_COUNTS_BYTES ? 1 : <u32>word(op, K.W_BYTES);
  const lengths = lengthsAt(list, first);
  if (perCount == 1) {
    memory.copy(block, lengths, (<usize>rows) << 2);
    return;
  }
  for (let row: usize = 0, end = (<usize>rows) << 2; row < end; row += 4) {
    store<u32>(block + row, load<u32>(lengths + row) / perCount);
  }
}

function deriveLengths(program: usize, list: usize, block: usize, first: i32, rows: i32): void {
  const fixed = <u32>word(program, K.P_FIXED_BYTES);
  const lengths: usize = list == 0 ? 0 : lengthsAt(list, first);
  for (let row: usize = 0, end = (<usize>rows) << 2; row < end; row += 4) {
    store<u32>(block + row, list == 0 ? fixed : fixed + load<u32>(lengths + row));
  }
}

function deriveNexts(block: usize, rows: i32, end: usize, endsStream: bool): void {
  const last = ((<usize>rows) << 2) - 4;
  for (let row: usize = 0; row < last; row += 4) {
    const at = K.SCATTER_OFFSETS_PTR + row;
    store<u32>(block + row, load<u32>(at, 4) - load<u32>(at));
  }
  store<u32>(block + last, endsStream ? 0 : <u32>end - load<u32>(K.SCATTER_OFFSETS_PTR + last));
}

function isSame(column: usize, block: usize, first: i32, rows: i32): bool {
  if (word(column, K.C_KIND) == K.COLUMN_U32) {
    const given = <usize>word(column, K.C_PTR) + ((<usize>first) << 2);
    let differs = i32x4.splat(0);
    const last = (<usize>rows - 4) << 2;
    for (let row: usize = 0, more = true; more; row = min(row + 16, last)) {
      differs = v128.or(differs, v128.xor(v128.load(given + row), v128.load(block + row)));
      more = row != last;
    }
    return !v128.any_true(differs);
  }
  for (let row = 0; row < rows; row++) {
    if (elementInteger(column, first + row) != <i64>load<u32>(block + ((<usize>row) << 2))) return false;
  }
  return true;
}

/** What is left when all columns are written: checksums, columns that show the same bytes as others, checks. False where one may fail. */
function finishRows(
  program: usize,
  section: usize,
  compared: usize,
  first: i32,
  rows: i32,
  output: usize,
  end: usize,
  endsStream: bool,
): bool {
  const comparedCount = word(section, K.SCATTER_COMPARED);
  const hasSum = word(program, K.P_SUM) >= 0;
  const isGuarded = word(program, K.P_GUARDED) != 0;
  const hasChecks = word(program, K.P_HAS_CHECKS) != 0;
  if (comparedCount == 0 && !hasSum && !hasChecks) return true;
  const list = listColumn(program);
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  for (let row = 0; row < rows; row++) {
    const slot = K.SCATTER_OFFSETS_PTR + ((<usize>row) << 2);
    const at = <usize>load<u32>(slot);
    const isEnd = endsStream && row == rows - 1;
    const whole = (row == rows - 1 ? end : <usize>load<u32>(slot, 4)) - at;
    const bytes = list == 0 ? fixed : fixed + <usize>load<u32>(lengthsAt(list, first) + ((<usize>row) << 2));
    const record = output + at;
    if (hasSum && writeDerived(program, record, bytes, isEnd ? 0 : whole) != K.OK) return false;
    for (let i = 0; i < comparedCount; i++) {
      const column = columnAt(program, word(compared, i));
      if (!isSelected(program, column, record)) continue;
      if (compareElements(program, column, first + row, record) != K.OK) return false;
    }
    if (!hasChecks || (isGuarded && passesAll(program, record))) continue;
    if (checkRow(program, output, record, bytes, whole) != K.OK) return false;
  }
  return true;
}

/** A record that passes its guards is good: its length and its checksum were written just now. */
function passesAll(program: usize, record: usize): bool {
  let guard = program + <usize>word(program, K.P_GUARDS_OFFSET);
  for (let left = word(program, K.P_GUARD_COUNT); left > 0; left--, guard += K.GUARD_BYTES) {
    if (!passes(guard, record)) return false;
  }
  return true;
}
