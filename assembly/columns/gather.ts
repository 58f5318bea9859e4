import { clearUnselected, hasArm, isNoted, noteArms } from './gather-arms';
import { gatherLanes } from './gather-lanes';
import { gatherWindows } from './gather-windows';
import * as K from './layout';
import { joinParts, loadInteger, loadNumber, loadSingle } from '../core/leaf';
import { loadMeasured } from '../core/measure';
import { opAt, word } from '../core/memory';
import { findNul } from '../core/text';
import { columnAt } from './column-table';
import { gatherElements } from './gather-elements';
import { bytesOfRests, startsOfRests } from './window-picks';

/*
 * Records -> columns, one column of one block of rows at a time. scatter.ts is its mirror.
 *
 *   input    |rec 0   |rec 1      |rec 2 |...        offsets: where each starts
 *              ..vv..   ..vv..      ..vv..            op: which bytes and bits of a record
 *   column   |v0|v1|v2|...
 */

/**
 * Gathers rows [first, first + rows) of every column that is given; `offsets`, which count from `origin`, and `lengths` are the whole batch's. Of the
 * first `windowed` rows framing has taken the framed windows already.
 */
export function gatherAll(
  program: usize,
  origin: usize,
  offsets: usize,
  lengths: usize,
  first: i32,
  rows: i32,
  windowed: i32,
): void {
  const hasWindows = rows >= K.WINDOW_ROWS;
  if (hasWindows) gatherWindows(program, origin, offsets, first, rows, windowed);
  const block = offsets + ((<usize>first) << 2);
  let noted: usize = 0;
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    if (word(column, K.C_PTR) == 0) continue;
    const union = word(column, K.C_UNION);
    if (union >= 0 && !isNoted(program, column, noted)) {
      noteArms(program, column, origin, block, rows);
      noted = column;
    }
    if (!hasWindows || !word(column, K.C_WINDOWED)) gather(program, column, origin, offsets, lengths, first, rows);
    else if (union >= 0) clearUnselected(column, first, rows);
  }
}

/** Whether a column follows from the records' lengths: a list's lengths that no column counts, or what lies at the end of records. */
export function needsLengths(program: usize): bool {
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    if (word(column, K.C_KIND) == K.COLUMN_LIST && word(column, K.C_STEP) != 0) return true;
    if (word(column, K.C_TRAILING) && word(column, K.C_PTR) != 0) return true;
  }
  return false;
}

function gather(
  program: usize,
  column: usize,
  origin: usize,
  offsets: usize,
  lengths: usize,
  first: i32,
  rows: i32,
): void {
  const index = word(column, K.C_OP);
  const op = opAt(program, index);
  const target = <usize>word(column, K.C_PTR);
  const kind = word(column, K.C_KIND);
  if (kind == K.COLUMN_LIST) return gatherList(program, column, op, origin, offsets, lengths, first, rows);
  const ends = word(column, K.C_TRAILING) ? lengths : 0;
  if (kind == K.COLUMN_BYTES_FIXED) return gatherBytes(column, op, target, origin, offsets, ends, first, rows);
  const isOpen = word(column, K.C_UNION) < 0;
  const step = <usize>word(column, K.C_STEP);
  if (ends == 0 && isOpen && step == 0 && gatherLanes(op, kind, target, origin, offsets, first, rows)) return;
  if (ends == 0 && isOpen && step != 0 && gatherElements(column, op, origin, offsets, first, rows)) return;
  const repeat = word(column, K.C_REPEAT);
  const run = word(column, K.C_RUN);
  const runStep = <usize>word(column, K.C_RUN_STEP);
  const start = <usize>word(column, K.C_START);
  for (let row = first, last = first + rows; row < last; row++) {
    const selected = isOpen || hasArm(column, row - first);
    let at = origin + start + baseOf(offsets, ends, row);
    for (let done = 0; done < repeat; done += run, at += runStep) {
      const element = row * repeat + done;
      for (let i = 0; i < run; i++) storeElement(kind, target, element + i, index, op, at + <usize>i * step, selected);
    }
  }
}

/** Where a row's columns count from, from the origin: its start; with the column of lengths, its end. */
function baseOf(offsets: usize, lengths: usize, row: i32): usize {
  const slot = (<usize>row) << 2;
  const start = <usize>load<u32>(offsets + slot);
  return lengths == 0 ? start : start + <usize>load<u32>(lengths + slot);
}

function storeElement(kind: i32, target: usize, at: i32, index: i32, op: usize, base: usize, selected: bool): void {
  const i = <usize>at;
  if (kind == K.COLUMN_F32) {
    store<u32>(target + (i << 2), selected ? loadSingle(op, base) : 0);
    return;
  }
  if (kind == K.COLUMN_F64) {
    store<f64>(target + (i << 3), selected ? numberAt(index, op, base) : 0);
    return;
  }
  const value = selected ? integerAt(index, op, base) : 0;
  switch (kind) {
    case K.COLUMN_U8:
    case K.COLUMN_I8:
      store<u8>(target + i, <u8>value);
      return;
    case K.COLUMN_U16:
    case K.COLUMN_I16:
      store<u16>(target + (i << 1), <u16>value);
      return;
    case K.COLUMN_U32:
    case K.COLUMN_I32:
      store<u32>(target + (i << 2), <u32>value);
      return;
    default:
      store<u64>(target + (i << 3), <u64>value);
  }
}

function numberAt(index: i32, op: usize, base: usize): f64 {
  return word(op, K.W_KIND) == K.OP_SPLIT ? joinParts(index, op, base) : loadNumber(op, base);
}

function integerAt(index: i32, op: usize, base: usize): i64 {
  return word(op, K.W_KIND) == K.OP_SPLIT ? <i64>joinParts(index, op, base) : loadInteger(op, base);
}

function gatherBytes(
  column: usize,
  op: usize,
  target: usize,
  origin: usize,
  offsets: usize,
  ends: usize,
  first: i32,
  rows: i32,
): void {
  const bytes = <usize>word(column, K.C_REPEAT);
  const run = <usize>word(column, K.C_RUN);
  const runStep = <usize>word(column, K.C_RUN_STEP);
  const from = origin + <usize>word(op, K.W_OFFSET) + <usize>word(column, K.C_START);
  const isOpen = word(column, K.C_UNION) < 0;
  let out = target + <usize>first * bytes;
  if (!isOpen) memory.fill(out, 0, <usize>rows * bytes);
  for (let row = 0; row < rows; row++, out += bytes) {
    if (!isOpen && !hasArm(column, row)) continue;
    let at = from + baseOf(offsets, ends, first + row);
    for (let done: usize = 0; done < bytes; done += run, at += runStep) memory.copy(out + done, at, run);
  }
}

/** Where each row's part of varying length lies in the stream, and its bytes: two u32 columns, C_STEP bytes apart. A row that has another arm has 0 bytes, at its record. */
function gatherList(
  program: usize,
  column: usize,
  op: usize,
  origin: usize,
  offsets: usize,
  lengths: usize,
  first: i32,
  rows: i32,
): void {
  const starts = <usize>word(column, K.C_PTR);
  const step = <usize>word(column, K.C_STEP);
  const at = <u32>word(op, K.W_OFFSET);
  const ref = word(op, K.W_FLAGS) & K.F_COUNTED ? opAt(program, word(op, K.W_REF)) : 0;
  const isOpen = word(column, K.C_UNION) < 0;
  const trailing = <u32>word(program, K.P_TRAILING_BYTES);
  if (isOpen && rows >= K.WINDOW_ROWS && takesRest(program, op, ref)) {
    const slot = (<usize>first) << 2;
    startsOfRests(offsets + slot, starts + slot, <usize>rows, at);
    if (step != 0) bytesOfRests(lengths + slot, starts + slot + step, <usize>rows, at);
    return;
  }
  for (let row = first, last = first + rows; row < last; row++) {
    const slot = (<usize>row) << 2;
    const record = load<u32>(offsets + slot);
    const isThere = isOpen || hasArm(column, row - first);
    store<u32>(starts + slot, record + (isThere ? at : 0));
    if (step == 0) continue;
    const rest = load<u32>(lengths + slot) - at - trailing;
    store<u32>(starts + slot + step, isThere ? bytesOfPart(op, ref, origin + <usize>record, rest) : 0);
  }
}

/** Whether a part takes the whole rest of its record, as framing measured it. */
function takesRest(program: usize, op: usize, ref: usize): bool {
  if (word(program, K.P_TRAILING_BYTES) != 0 || word(op, K.W_OFFSET) != word(program, K.P_FIXED_BYTES)) return false;
  const flags = word(op, K.W_FLAGS);
  const unit = word(op, K.W_BYTES);
  if (ref == 0) return unit == 1 && (flags & K.F_TERMINATED) == 0;
  const perCount = flags & K.F_COUNTS_BYTES ? 1 : unit;
  return word(program, K.P_RULE) == K.RULE_COUNTED && word(program, K.P_STRIDE) == perCount;
}

/** Bytes of a part of the record at `base`, which has `rest` bytes from its beginning on. Bounds: framing compared the count with the record's end, and found the NUL. */
function bytesOfPart(op: usize, ref: usize, base: usize, rest: u32): u32 {
  const flags = word(op, K.W_FLAGS);
  const unit = <u32>word(op, K.W_BYTES);
  if (ref != 0) return <u32>loadMeasured(ref, base) * (flags & K.F_COUNTS_BYTES ? 1 : unit);
  if ((flags & K.F_TERMINATED) == 0) return (rest / unit) * unit;
  const from = base + <usize>word(op, K.W_OFFSET);
  return <u32>(findNul(from, from + <usize>rest, unit) - from);
}
