import * as K from './layout';
import { maskOf } from '../core/leaf';
import { word } from '../core/memory';
import * as Kernels from './window-kernels';
import * as Picks from './window-picks';

/*
 * The window interpreter: one dispatch for each window and pick of a block, never one for a record. A lane goes to the column
 * that it is, else to its place below the control block, and the picks after its window make columns of it there.
 */

/** Where lanes that are no columns lie: the second framed window keeps its own until the picks of the first have run. */
let lanes: usize = K.LANES_PTR;

/**
 * Frames whole fours of records and takes the program's framed windows of them, as framedQuads says. Offsets count from `origin`. Rows of `offsets` up to `end`
 * belong to the columns' rows from `first` on. Without framed windows nothing is framed.
 */
export function frameWindows(
  program: usize,
  input: usize,
  field: usize,
  at: usize,
  last: usize,
  origin: usize,
  offsets: usize,
  end: usize,
  first: i32,
): usize {
  store<u32>(K.CONTROL_ROWS, <u32>offsets);
  const count = word(program, K.P_FRAMED_WINDOWS);
  if (count == 0) return at;
  const window = program + <usize>word(program, K.P_WINDOWS_OFFSET);
  const from = input + <usize>word(window, K.WINDOW_OFFSET);
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  const zero = field - (input - origin);
  lanes = K.LANES_PTR;
  const a = laneAt(program, window, 0, first, 4, 0);
  const b = laneAt(program, window, 4, first, 4, 0);
  const c = laneAt(program, window, 8, first, 4, 0);
  const d = laneAt(program, window, 12, first, 4, 0);
  let next = at;
  if (count == 1) next = Kernels.framedQuads(field, at, fixed, last, zero, offsets, end, from, a, b, c, d);
  else {
    const second = behind(window);
    const from2 = input + <usize>word(second, K.WINDOW_OFFSET);
    lanes = K.SECOND_LANES_PTR;
    const a2 = laneAt(program, second, 0, first, 4, 0);
    const b2 = laneAt(program, second, 4, first, 4, 0);
    const c2 = laneAt(program, second, 8, first, 4, 0);
    const d2 = laneAt(program, second, 12, first, 4, 0);
    next = Kernels.framedQuadsTwice(
      field,
      at,
      fixed,
      last,
      zero,
      offsets,
      end,
      from,
      a,
      b,
      c,
      d,
      from2,
      a2,
      b2,
      c2,
      d2,
    );
  }
  return next;
}

/** The window after one and its picks. */
function behind(window: usize): usize {
  return window + K.WINDOW_BYTES + <usize>(word(window, K.WINDOW_PICKS) * K.PICK_BYTES);
}

/**
 * Gathers rows [first, first + rows), WINDOW_ROWS at least and BLOCK_ROWS at most, of every column with C_WINDOWED. Offsets count from `origin`. Of the first `windowed` rows framing
 * has taken the framed windows already.
 */
export function gatherWindows(
  program: usize,
  origin: usize,
  offsets: usize,
  first: i32,
  rows: i32,
  windowed: i32,
): void {
  const block = offsets + ((<usize>first) << 2);
  const isStrided = word(program, K.P_RULE) == K.RULE_FIXED;
  const start = <usize>load<u32>(block);
  // Bounds: records of one length lie one after the other; so do their windows.
  const from = isStrided ? origin + start : origin;
  const places = isStrided ? <usize>load<u32>(block, 4) - start : block;
  const framed = windowed == 0 ? 0 : word(program, K.P_FRAMED_WINDOWS);
  let window = program + <usize>word(program, K.P_WINDOWS_OFFSET);
  for (let i = 0, count = word(program, K.P_WINDOW_COUNT); i < count; i++) {
    const record = from + <usize>word(window, K.WINDOW_OFFSET);
    lanes = i == 1 && framed == 2 ? K.SECOND_LANES_PTR : K.LANES_PTR;
    if (isStrided) take<Strided>(program, window, record, places, first, 0, <usize>rows);
    else if (i >= framed) take<AtOffsets>(program, window, record, places, first, 0, <usize>rows);
    else if (windowed < rows) {
      const row = rows - K.WINDOW_ROWS;
      take<AtOffsets>(program, window, record, places + ((<usize>row) << 2), first, row, K.WINDOW_ROWS);
    }
    const next = behind(window);
    for (let pick = window + K.WINDOW_BYTES; pick < next; pick += K.PICK_BYTES) {
      runPick(program, window, pick, first, <usize>rows);
    }
    window = next;
  }
}

/** Records lie where a column of offsets says. */
type AtOffsets = u32;
/** Records lie a stride apart. */
type Strided = f64;

/** Takes a window of `rows` rows, from row `row` of the block on. `places`: the offsets of these rows, or the stride. */
function take<Places>(
  program: usize,
  window: usize,
  record: usize,
  places: usize,
  first: i32,
  row: i32,
  rows: usize,
): void {
  const shape = word(window, K.WINDOW_SHAPE);
  const a = laneAt(program, window, 0, first, lowBytes(shape), row);
  if (shape == K.SHAPE_SINGLE) {
    if (isInteger<Places>()) return Kernels.single(record, places, rows, a);
    return Kernels.singleStrided(record, places, rows, a);
  }
  if (shape == K.SHAPE_WIDE) {
    if (isInteger<Places>()) return Kernels.wide(record, places, rows, a);
    return Kernels.wideStrided(record, places, rows, a);
  }
  const b = laneAt(program, window, 4, first, 4, row);
  if (shape == K.SHAPE_PAIR) {
    if (isInteger<Places>()) return Kernels.pair(record, places, rows, a, b);
    return Kernels.pairStrided(record, places, rows, a, b);
  }
  const c = laneAt(program, window, 8, first, highBytes(shape), row);
  if (shape == K.SHAPE_PAIR_WIDE) {
    if (isInteger<Places>()) return Kernels.pairWide(record, places, rows, a, b, c);
    return Kernels.pairWideStrided(record, places, rows, a, b, c);
  }
  if (shape == K.SHAPE_WIDES) {
    if (isInteger<Places>()) return Kernels.wides(record, places, rows, a, c);
    return Kernels.widesStrided(record, places, rows, a, c);
  }
  const d = laneAt(program, window, 12, first, 4, row);
  if (shape == K.SHAPE_WIDE_PAIR) {
    if (isInteger<Places>()) return Kernels.widePair(record, places, rows, a, c, d);
    return Kernels.widePairStrided(record, places, rows, a, c, d);
  }
  if (isInteger<Places>()) return Kernels.quads(record, places, rows, a, b, c, d);
  Kernels.quadsStrided(record, places, rows, a, b, c, d);
}

/** Bytes of the lane at byte 0, and at byte 8, of a window of that shape. */
function lowBytes(shape: i32): i32 {
  return shape == K.SHAPE_WIDE_PAIR || shape == K.SHAPE_WIDES || shape == K.SHAPE_WIDE ? 8 : 4;
}
function highBytes(shape: i32): i32 {
  return shape == K.SHAPE_PAIR_WIDE || shape == K.SHAPE_WIDES ? 8 : 4;
}

/**
 * Address of the value in row `row` of the block of the lane at `byte` of the window, which has `bytes` bytes. The block begins at row
 * `first` of the columns.
 */
function laneAt(program: usize, window: usize, byte: i32, first: i32, bytes: i32, row: i32): usize {
  const column = word(window, K.WINDOW_LANES + (byte >> 2));
  const target: usize = column == 0 ? 0 : <usize>word(program + <usize>column, K.C_PTR);
  if (target != 0) return target + <usize>((first + row) * bytes);
  return scratchAt(byte) + <usize>(row * bytes);
}

/** Where a lane that is no column lies; after 16, that lane with its bytes reversed. */
function scratchAt(byte: i32): usize {
  return (byte < 16 ? lanes : K.LANES_PTR) + <usize>(byte * K.BLOCK_ROWS);
}

function runPick(program: usize, window: usize, pick: usize, first: i32, rows: usize): void {
  const kind = word(pick, K.PICK_KIND);
  const byte = word(pick, K.PICK_LANE);
  const column = word(pick, K.PICK_COLUMN);
  const ptr: usize = column == 0 ? 0 : <usize>word(program + <usize>column, K.C_PTR);
  if (column != 0 && ptr == 0) return;
  const target = column == 0 ? scratchAt(byte + 16) : ptr + ((<usize>first) << targetShift(kind));
  const is4 = kind == K.PICK_REVERSE_4 || kind <= K.PICK_4_TO_4 || kind >= K.PICK_JOIN_8;
  const lane = byte < 16 ? laneAt(program, window, byte, first, is4 ? 4 : 8, 0) : scratchAt(byte);
  const shift = word(pick, K.PICK_SHIFT);
  const width = word(pick, K.PICK_WIDTH);
  const flags = word(pick, K.PICK_FLAGS);
  const mask = maskOf(width);
  if (flags == 0) {
    switch (kind) {
      case K.PICK_JOIN_FLOAT: {
        if (shift != 0) break;
        return Picks.cutJoinFloat(
          lane,
          laneAt(program, window, byte + 4, first, 4, 0),
          target,
          rows,
          <u32>(mask >> 32),
        );
      }
      case K.PICK_8_TO_FLOAT: {
        if (shift != 0) break;
        return Picks.cut8toFloat(lane, target, rows, mask);
      }
      case K.PICK_4_TO_1:
        return Picks.cut4to1(lane, target, rows, shift, <u32>mask);
      case K.PICK_4_TO_2:
        return Picks.cut4to2(lane, target, rows, shift, <u32>mask);
      case K.PICK_4_TO_4:
        return Picks.cut4to4(lane, target, rows, shift, <u32>mask);
      case K.PICK_8_TO_4: {
        if (shift >= 32) return Picks.cutHigh8to4(lane, target, rows, shift - 32, <u32>mask);
        return Picks.cut8to4(lane, target, rows, shift, <u32>mask);
      }
    }
  }
  const sign = flags & K.F_SIGNED ? mask ^ (mask >> 1) : 0;
  const most = flags & K.F_BOOL ? 1 : u32.MAX_VALUE;
  switch (kind) {
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
    case K.PICK_JOIN_8:
      return Picks.join8(lane, laneAt(program, window, byte + 4, first, 4, 0), target, rows);
    case K.PICK_JOIN_FLOAT:
      return Picks.joinFloat(lane, laneAt(program, window, byte + 4, first, 4, 0), target, rows, shift, mask, sign);
    default:
      return Picks.pick8toFloat(lane, target, rows, shift, mask, sign);
  }
}

/** log2 of the bytes of an element that a pick writes. */
function targetShift(kind: i32): usize {
  switch (kind) {
    case K.PICK_4_TO_1:
    case K.PICK_8_TO_1:
      return 0;
    case K.PICK_4_TO_2:
    case K.PICK_8_TO_2:
      return 1;
    case K.PICK_4_TO_4:
    case K.PICK_8_TO_4:
    case K.PICK_REVERSE_4:
      return 2;
  }
  return 3;
}
