import * as K from './layout';

/*
 * Where each row of a block begins, and its payload after its fixed part. Payloads are copied in pieces that may reach into what
 * is after them: rows ascend, so what is there is written later. Bounds: of each row SCATTER_SLACK bytes after its end lie in the
 * output, and as many after a list's data in memory.
 */

/** Records after those that were placed begin here, from the output. */
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
    // Bounds: `at` is never past room - SLACK, from where the first row on is checked.
    if (bytes > most || before > room - at || bytes > room - at - before) break;
    store<u32>(offsets + row, <u32>at);
    const to = output + at + fixed;
    copyPayload(to, sourceOf(data, starts + row, bytes, to), bytes);
    at += fixed + bytes;
  }
  reached = at;
  return row >> 2;
}

/** The same for rows that begin at multiples of `align`, with zeros between them. `endsStream`: the last row has none after it. */
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
    const to = output + at + fixed;
    copyPayload(to, sourceOf(data, starts + (row << 2), bytes, to), bytes);
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

let least: u32 = 0;
let most: u32 = 0;
/** The first byte of their data that the lists have that spanLists looked at, and the byte after their last. */
export function spanStart(): u32 {
  return least;
}
export function spanEnd(): u32 {
  return most;
}

/** Finds which bytes of its data the first `rows` rows of a list lie in, but for empty ones, which lie anywhere. False where one reaches past 4 GiB. */
export function spanLists(list: usize, rows: usize): bool {
  const starts = <usize>load<u32>(list, (<usize>K.C_PTR) << 2);
  const lengths = starts + <usize>load<u32>(list, (<usize>K.C_STEP) << 2);
  let leasts = i32x4.splat(-1);
  let mosts = i32x4.splat(0);
  let wraps = i32x4.splat(0);
  const none = i32x4.splat(0);
  let row: usize = 0;
  for (const whole = (rows & ~3) << 2; row < whole; row += 16) {
    const start = v128.load(starts + row);
    const bytes = v128.load(lengths + row);
    const end = i32x4.add(start, bytes);
    const isEmpty = i32x4.eq(bytes, none);
    wraps = v128.or(wraps, v128.andnot(v128.lt<u32>(end, start), isEmpty));
    leasts = v128.min<u32>(leasts, v128.or(start, isEmpty));
    mosts = v128.max<u32>(mosts, v128.andnot(end, isEmpty));
  }
  let isInside = !v128.any_true(wraps);
  least = min<u32>(
    min<u32>(v128.extract_lane<u32>(leasts, 0), v128.extract_lane<u32>(leasts, 1)),
    min<u32>(v128.extract_lane<u32>(leasts, 2), v128.extract_lane<u32>(leasts, 3)),
  );
  most = max<u32>(
    max<u32>(v128.extract_lane<u32>(mosts, 0), v128.extract_lane<u32>(mosts, 1)),
    max<u32>(v128.extract_lane<u32>(mosts, 2), v128.extract_lane<u32>(mosts, 3)),
  );
  for (const end = rows << 2; row < end; row += 4) {
    const start = load<u32>(starts + row);
    const bytes = load<u32>(lengths + row);
    if (bytes == 0) continue;
    const behind = start + bytes;
    if (behind < start) isInside = false;
    least = min<u32>(least, start);
    most = max<u32>(most, behind);
  }
  if (most == 0) least = 0;
  return isInside;
}

/** Where a row's list lies. What is empty may lie anywhere, where nothing may be read. */
function sourceOf(data: usize, start: usize, bytes: usize, to: usize): usize {
  return select<usize>(to, data + <usize>load<u32>(start), bytes == 0);
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
