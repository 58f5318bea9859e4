import * as K from './layout';
import { loadInteger } from './leaf';
import { ruleOp, word } from './memory';
import { readRecord, recordLength } from './message-read';

/*
 * Bytes -> where each record starts and how long it is. This is the serial part: a record's start is known only when
 * the one before it is measured. Everything behind it works on the two columns that it fills.
 */

let rows: i32 = 0;
let consumed: usize = 0;

export function framedRows(): i32 {
  return rows;
}
/** Bytes of the input that the framed records took, with the padding before the next one. */
export function framedBytes(): usize {
  return consumed;
}

/**
 * Frames up to `maxRows` records of [input + start, input + bytes), of `data` bytes that there are; their offsets from
 * `input` and lengths go to the two u32 columns. Returns OK at the end of the input or when the rows are full; else why
 * the next record is wrong.
 */
export function frame(
  program: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
): i32 {
  rows = 0;
  consumed = start;
  const isWalked = word(program, K.P_WALK) != 0;
  while (rows < maxRows && skipPadding(program, bytes)) {
    const before = rows;
    if (!isWalked) frameQuickly(program, input, bytes, offsets, lengths, maxRows);
    if (rows > before) continue;
    // The slow way measures every record, and says exactly what is wrong with one.
    const status = readRecord(program, input, input + consumed, input + bytes, input + data, 0, 0);
    if (status != K.OK) return status;
    note(recordLength(), offsets, lengths);
  }
  return K.OK;
}

function note(length: usize, offsets: usize, lengths: usize): void {
  store<u32>(offsets + ((<usize>rows) << 2), <u32>consumed);
  store<u32>(lengths + ((<usize>rows) << 2), <u32>length);
  rows++;
  consumed += length;
}

/** Moves to the start of the next record; false where only padding is left. */
function skipPadding(program: usize, bytes: usize): bool {
  const align = <usize>word(program, K.P_START_ALIGN);
  const padding = (align - (consumed & (align - 1))) & (align - 1);
  if (padding >= bytes - consumed) return false;
  consumed += padding;
  return true;
}

/** Frames records that no check and no odd rule stands in the way of, up to the first that is not whole. */
function frameQuickly(program: usize, input: usize, bytes: usize, offsets: usize, lengths: usize, maxRows: i32): void {
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  const most = <usize>word(program, K.P_MAX_MESSAGE);
  if (fixed > most || fixed > bytes) return;
  const align = <usize>word(program, K.P_START_ALIGN);
  if (word(program, K.P_RULE) == K.RULE_FIXED) return frameFixed(fixed, align, bytes, offsets, lengths, maxRows);
  const op = ruleOp(program);
  const stride = <usize>word(program, K.P_STRIDE);
  const mostCount = min<usize>(<usize>word(program, K.P_MAX_COUNT), (most - fixed) / stride);
  if (stride == 1 && align == 1 && isPlainCount(op)) {
    const field = input + <usize>word(op, K.W_OFFSET);
    return frameBytes(field, fixed, bytes, offsets, lengths, maxRows, mostCount);
  }
  while (rows < maxRows) {
    const at = (consumed + align - 1) & ~(align - 1);
    if (at >= bytes || bytes - at < fixed) return;
    // Bounds: the fixed part, which holds the count, is inside the input. A signed count below 0 is huge as unsigned.
    const count = <u64>loadInteger(op, input + at);
    if (count > <u64>mostCount || count * <u64>stride > <u64>(bytes - at - fixed)) return;
    consumed = at;
    note(fixed + <usize>count * stride, offsets, lengths);
  }
}

/** Records of one length: how many are whole is known before any is looked at. */
function frameFixed(fixed: usize, align: usize, bytes: usize, offsets: usize, lengths: usize, maxRows: i32): void {
  const stride = (fixed + align - 1) & ~(align - 1);
  const first = (consumed + align - 1) & ~(align - 1);
  if (stride == 0 || first > bytes - fixed) return;
  const whole = (bytes - fixed - first) / stride + 1;
  const last = rows + <i32>min<usize>(whole, <usize>(maxRows - rows));
  let at = first;
  for (let row = (<usize>rows) << 2, end = (<usize>last) << 2; row < end; row += 4, at += stride) {
    store<u32>(offsets + row, <u32>at);
    store<u32>(lengths + row, <u32>fixed);
  }
  consumed = at - stride + fixed;
  rows = last;
}

/** Records that begin anywhere and end with bytes that an u32 counts: the chain from one to the next is kept short. */
function frameBytes(
  field: usize,
  fixed: usize,
  bytes: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
  mostCount: usize,
): void {
  const last = bytes - fixed;
  let at = consumed;
  let row = (<usize>rows) << 2;
  for (const end = (<usize>maxRows) << 2; row < end && at <= last; row += 4) {
    // Bounds: the fixed part, which holds the count, is inside the input.
    const count = <usize>load<u32>(field + at);
    if (count > mostCount || count > last - at) break;
    store<u32>(offsets + row, <u32>at);
    store<u32>(lengths + row, <u32>(fixed + count));
    at += fixed + count;
  }
  consumed = at;
  rows = <i32>(row >> 2);
}

function isPlainCount(op: usize): bool {
  const isSimple = (word(op, K.W_FLAGS) & (K.F_BIG_ENDIAN | K.F_SIGNED)) == 0;
  return isSimple && word(op, K.W_BYTES) == 4 && word(op, K.W_WIDTH) == 32;
}
