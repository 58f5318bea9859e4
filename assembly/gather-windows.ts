import * as K from './layout';
import { maskOf } from './leaf';
import { word } from './memory';
import * as Kernels from './window-kernels';
import * as Picks from './window-picks';

/*
 * The window interpreter: one dispatch for each window and pick of a block, never one for a record. A lane goes to the column
 * that it is, else to its place below the control block, and the picks behind its window make columns of it there.
 */

/** Gathers rows [first, first + rows), 4 at least and BLOCK_ROWS at most, of every column with C_WINDOWED. */
export function gatherWindows(program: usize, input: usize, offsets: usize, first: i32, rows: i32): void {
  const block = offsets + ((<usize>first) << 2);
  const isStrided = word(program, K.P_RULE) == K.RULE_FIXED;
  const start = <usize>load<u32>(block);
  // Bounds: records of one length lie one behind the other; so do their windows.
  const from = isStrided ? input + start : input;
  const places = isStrided ? <usize>load<u32>(block, 4) - start : block;
  let at = program + <usize>word(program, K.P_WINDOWS_OFFSET);
  for (let i = 0, count = word(program, K.P_WINDOW_COUNT); i < count; i++) {
    const window = at;
    const record = from + <usize>word(window, K.WINDOW_OFFSET);
    if (isStrided) strided(program, window, record, places, first, rows);
    else offset(program, window, record, places, first, rows);
    at += K.WINDOW_BYTES;
    for (let pick = 0, picks = word(window, K.WINDOW_PICKS); pick < picks; pick++, at += K.PICK_BYTES) {
      runPick(program, window, at, first, <usize>rows);
    }
  }
}

function offset(program: usize, window: usize, from: usize, offsets: usize, first: i32, count: i32): void {
  const rows = <usize>count;
  const a = laneAt(program, window, 0, first);
  const b = laneAt(program, window, 4, first);
  const c = laneAt(program, window, 8, first);
  const d = laneAt(program, window, 12, first);
  switch (word(window, K.WINDOW_SHAPE)) {
    case K.SHAPE_QUADS:
      return Kernels.quads(from, offsets, rows, a, b, c, d);
    case K.SHAPE_PAIR_WIDE:
      return Kernels.pairWide(from, offsets, rows, a, b, c);
    case K.SHAPE_WIDE_PAIR:
      return Kernels.widePair(from, offsets, rows, a, c, d);
    case K.SHAPE_WIDES:
      return Kernels.wides(from, offsets, rows, a, c);
    case K.SHAPE_PAIR:
      return Kernels.pair(from, offsets, rows, a, b);
    case K.SHAPE_WIDE:
      return Kernels.wide(from, offsets, rows, a);
    default:
      return Kernels.single(from, offsets, rows, a);
  }
}

function strided(program: usize, window: usize, from: usize, stride: usize, first: i32, count: i32): void {
  const rows = <usize>count;
  const a = laneAt(program, window, 0, first);
  const b = laneAt(program, window, 4, first);
  const c = laneAt(program, window, 8, first);
  const d = laneAt(program, window, 12, first);
  switch (word(window, K.WINDOW_SHAPE)) {
    case K.SHAPE_QUADS:
      return Kernels.quadsStrided(from, stride, rows, a, b, c, d);
    case K.SHAPE_PAIR_WIDE:
      return Kernels.pairWideStrided(from, stride, rows, a, b, c);
    case K.SHAPE_WIDE_PAIR:
      return Kernels.widePairStrided(from, stride, rows, a, c, d);
    case K.SHAPE_WIDES:
      return Kernels.widesStrided(from, stride, rows, a, c);
    case K.SHAPE_PAIR:
      return Kernels.pairStrided(from, stride, rows, a, b);
    case K.SHAPE_WIDE:
      return Kernels.wideStrided(from, stride, rows, a);
    default:
      return Kernels.singleStrided(from, stride, rows, a);
  }
}

/** Address of the block's first value of the lane at `byte` of the window; behind 16, of that lane with its bytes reversed. */
function laneAt(program: usize, window: usize, byte: i32, first: i32): usize {
  if (byte < 16) {
    const target = columnRow(program, word(window, K.WINDOW_LANES + (byte >> 2)), first);
    if (target != 0) return target;
  }
  return K.LANES_PTR + <usize>(byte * K.BLOCK_ROWS);
}

/** Address of a row of a column; 0 where the column is -1, or not given. */
function columnRow(program: usize, index: i32, row: i32): usize {
  if (index < 0) return 0;
  const column = program + <usize>word(program, K.P_COLUMNS_OFFSET) + <usize>(index * K.COLUMN_BYTES);
  const target = <usize>word(column, K.C_PTR);
  return target == 0 ? 0 : target + ((<usize>row) << elementShift(word(column, K.C_KIND)));
}

/** log2 of the bytes of an element that a window or a pick writes. */
function elementShift(kind: i32): usize {
  switch (kind) {
    case K.COLUMN_U8:
    case K.COLUMN_I8:
      return 0;
    case K.COLUMN_U16:
    case K.COLUMN_I16:
      return 1;
    case K.COLUMN_U32:
    case K.COLUMN_I32:
    case K.COLUMN_F32:
      return 2;
  }
  return 3;
}

function runPick(program: usize, window: usize, pick: usize, first: i32, rows: usize): void {
  const byte = word(pick, K.PICK_LANE);
  const lane = laneAt(program, window, byte, first);
  const index = word(pick, K.PICK_COLUMN);
  const target = index < 0 ? laneAt(program, window, byte + 16, first) : columnRow(program, index, first);
  if (target == 0) return;
  const shift = word(pick, K.PICK_SHIFT);
  const width = word(pick, K.PICK_WIDTH);
  const flags = word(pick, K.PICK_FLAGS);
  const mask = maskOf(width);
  const sign = flags & K.F_SIGNED ? mask ^ (mask >> 1) : 0;
  const most = flags & K.F_BOOL ? 1 : u32.MAX_VALUE;
  switch (word(pick, K.PICK_KIND)) {
    case K.PICK_REVERSE_4:
      return Picks.reverse4(lane, target, rows);
    case K.PICK_REVERSE_8:
      return Picks.reverse8(lane, target, rows);
    case K.PICK_4_TO_1:
      return Picks.pick4to1(lane, target, rows, shift, <u32>mask, most, <u32>sign);
    case K.PICK_4_TO_2:
      return Picks.pick4to2(lane, target, rows, shift, <u32>mask, most, <u32>sign);
    case K.PICK_4_TO_4:
      return Picks.pick4to4(lane, target, rows, shift, <u32>mask, most, <u32>sign);
    case K.PICK_8_TO_1:
      return Picks.pick8to1(lane, target, rows, shift, <u32>mask, most, <u32>sign);
    case K.PICK_8_TO_2:
      return Picks.pick8to2(lane, target, rows, shift, <u32>mask, most, <u32>sign);
    case K.PICK_8_TO_4:
      return Picks.pick8to4(lane, target, rows, shift, <u32>mask, most, <u32>sign);
    case K.PICK_8_TO_8:
      return Picks.pick8to8(lane, target, rows, shift, mask, sign);
    default:
      return Picks.pick8toFloat(lane, target, rows, shift, mask, sign);
  }
}
