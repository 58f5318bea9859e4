import * as K from './layout';

/*
 * Where each row of a block begins, and its payload behind its fixed part. Payloads are copied in pieces that may reach into what
 * is behind them: rows ascend, so what is there is written later. Bounds: of each row SCATTER_SLACK bytes behind its end lie in the
 * output, and as many behind a list's data in memory.
 */

/** Records behind those that were placed begin here, from the output. */
let reached: usize = 0;
export function placesEnd(): usize {
  return reached;
}

/**
 * Rows that end with `lengths` bytes and begin anywhere, up to the first that is longer than `most` or does not fit [0, room) with slack. Their
 * offsets from `output`, from `at` on, go to `offsets`. Answers how many there are.
 */
export function placeParts(
  starts: usize,
  lengths: usize,
  offsets: usize,
  rows: usize,
  data: usize,
  output: usize,
  at: usize,
  room: usize,
  fixed: usize,
  most: usize,
): usize {
  let row: usize = 0;
  const before = fixed + K.SCATTER_SLACK;
  for (const end = rows << 2; row < end; row += 4) {
    const bytes = <usize>load<u32>(lengths + row);
    // Bounds: `at` is never behind room - SLACK, from where the first row on is checked.
    if (bytes > most || before > room - at || bytes > room - at - before) break;
    store<u32>(offsets + row, <u32>at);
    const from = data + <usize>load<u32>(starts + row);
    copyPayload(output + at + fixed, from, bytes);
    at += fixed + bytes;
  }
  reached = at;
  return row >> 2;
}

/** The same for rows that begin at multiples of `align`, with zeros between them. `endsStream`: the last row has none behind it. */
export function placeAlignedParts(
  starts: usize,
  lengths: usize,
  offsets: usize,
  rows: usize,
  data: usize,
  output: usize,
  at: usize,
  room: usize,
  fixed: usize,
  most: usize,
  align: usize,
  endsStream: bool,
): usize {
  let row: usize = 0;
  for (; row < rows; row++) {
    const bytes = <usize>load<u32>(lengths + (row << 2));
    if (bytes > most) break;
    const own = fixed + bytes;
    const whole = endsStream && row == rows - 1 ? own : (own + align - 1) & ~(align - 1);
    const before = whole + K.SCATTER_SLACK;
    if (before > room - at) break;
    store<u32>(offsets + (row << 2), <u32>at);
    copyPayload(output + at + fixed, data + <usize>load<u32>(starts + (row << 2)), bytes);
    blank(output + at + own, output + at + whole);
    at += whole;
  }
  reached = at;
  return row;
}

/** Rows of one length: at most `rows` that fit [at, room). */
export function placeStrided(
  offsets: usize,
  rows: usize,
  output: usize,
  at: usize,
  room: usize,
  fixed: usize,
  align: usize,
  endsStream: bool,
): usize {
  const stride = (fixed + align - 1) & ~(align - 1);
  const slack: usize = stride == fixed ? 0 : K.SCATTER_SLACK;
  const left = room - at;
  if (slack > left) return 0;
  const fitting = stride == 0 ? rows : (left - slack) / stride;
  const isWhole =
    endsStream && rows > 0 && (rows - 1) * stride <= left - slack && fixed <= left - slack - (rows - 1) * stride;
  const placed = isWhole ? rows : min(rows, fitting);
  for (let row: usize = 0; row < placed; row++) {
    const record = at + row * stride;
    store<u32>(offsets + (row << 2), <u32>record);
    if (slack != 0 && !(isWhole && row == rows - 1)) blank(output + record + fixed, output + record + stride);
  }
  reached = at + placed * stride - (isWhole ? stride - fixed : 0);
  return placed;
}

/** Payloads are short: 64 bytes at once cost less than a branch that is foreseen wrongly. */
function copyPayload(to: usize, from: usize, bytes: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
  if (bytes <= 64) return;
  if (bytes > 512) {
    memory.copy(to + 64, from + 64, bytes - 64);
    return;
  }
  for (let i: usize = 64; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

/** Zeros from `at` to `end`, and up to 15 bytes more. */
function blank(at: usize, end: usize): void {
  const zeros = i64x2.splat(0);
  for (; at < end; at += 16) v128.store(at, zeros);
}
