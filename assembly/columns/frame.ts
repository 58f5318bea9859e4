import { frameWindows } from './gather-windows';
import * as K from '../core/layout';
import { loadInteger } from '../core/leaf';
import { ruleOp, word } from '../core/memory';
import { readRecord, recordLength } from '../core/calls';
import { AHEAD_BYTES } from './window-kernels';

/*
 * Bytes -> where each record starts and how long it is. This is the serial part: a record's start is known only when
 * the one before it is measured. Everything after it works on the two columns that it fills.
 */

let rows: i32 = 0;
let consumed: usize = 0;
let windowed: i32 = 0;

export function framedRows(): i32 {
  return rows;
}
/** Rows, from the first one on, whose framed windows are decoded. */
export function windowedRows(): i32 {
  return windowed;
}
/** Bytes of the input that the framed records took, with the padding before the next one. */
export function framedBytes(): usize {
  return consumed;
}

/**
 * Frames up to `maxRows` records of [input + start, input + bytes), of `data` bytes that there are; their offsets from
 * `origin` and lengths go to the two u32 columns. `input` is a piece of a stream whose first byte would lie at `origin`, which need be no address
 * of this memory: addresses and offsets are added up modulo 2^32. `lengths` may be 0: not stored. If `firstRow` >= 0, the framed windows are decoded in the same
 * loop into rows from `firstRow` on. Returns OK at the end of the input or when the rows are full; else
 * why the next record is wrong.
 */
export function frame(
  program: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  origin: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  rows = 0;
  consumed = start;
  windowed = 0;
  const isWalked = word(program, K.P_WALK) != 0;
  while (rows < maxRows && skipPadding(program, bytes)) {
    const before = rows;
    if (!isWalked) frameQuickly(program, input, bytes, origin, offsets, lengths, maxRows, firstRow);
    if (rows > before) continue;
    // The slow way measures every record, and says exactly what is wrong with one.
    const status = readRecord(program, input, input + consumed, input + bytes, input + data);
    if (status != K.OK) return status;
    note(input - origin, recordLength(), offsets, lengths);
  }
  return K.OK;
}

/** `base`: bytes of the stream before the piece. */
function note(base: usize, length: usize, offsets: usize, lengths: usize): void {
  store<u32>(offsets + ((<usize>rows) << 2), <u32>(base + consumed));
  if (lengths != 0) store<u32>(lengths + ((<usize>rows) << 2), <u32>length);
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
function frameQuickly(
  program: usize,
  input: usize,
  bytes: usize,
  origin: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
  firstRow: i32,
): void {
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  const most = <usize>word(program, K.P_MAX_MESSAGE);
  if (fixed > most || fixed > bytes) return;
  const align = <usize>word(program, K.P_START_ALIGN);
  if (word(program, K.P_RULE) == K.RULE_FIXED)
    return frameFixed(fixed, align, bytes, input - origin, offsets, lengths, maxRows);
  const op = ruleOp(program);
  const stride = <usize>word(program, K.P_STRIDE);
  const mostCount = min<usize>(<usize>word(program, K.P_MAX_COUNT), (most - fixed) / stride);
  if (stride == 1 && align == 1 && isPlainCount(op)) {
    const field = input + <usize>word(op, K.W_OFFSET);
    return frameCountedBytes(program, input, field, bytes, mostCount, origin, offsets, lengths, maxRows, firstRow);
  }
  while (rows < maxRows) {
    const at = (consumed + align - 1) & ~(align - 1);
    if (at >= bytes || bytes - at < fixed) return;
    // Bounds: the fixed part, which holds the count, is inside the input. A signed count below 0 is huge as unsigned.
    const count = <u64>loadInteger(op, input + at);
    if (count > <u64>mostCount || count * <u64>stride > <u64>(bytes - at - fixed)) return;
    consumed = at;
    note(input - origin, fixed + <usize>count * stride, offsets, lengths);
  }
}

/** Records of one length: how many are whole is known before any is looked at. */
function frameFixed(
  fixed: usize,
  align: usize,
  bytes: usize,
  base: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
): void {
  const stride = (fixed + align - 1) & ~(align - 1);
  const first = (consumed + align - 1) & ~(align - 1);
  if (stride == 0 || first > bytes - fixed) return;
  const whole = (bytes - fixed - first) / stride + 1;
  const last = rows + <i32>min<usize>(whole, <usize>(maxRows - rows));
  const from = (<usize>rows) << 2;
  const bytesOfColumn = (<usize>(last - rows)) << 2;
  evenOffsets(offsets + from, bytesOfColumn, base + first, stride);
  if (lengths != 0) sameLengths(lengths + from, bytesOfColumn, fixed);
  consumed = first + <usize>(last - rows - 1) * stride + fixed;
  rows = last;
}

/** Offsets of records, the first at `at` and each `stride` bytes after the one before: `bytes` bytes of them. */
export function evenOffsets(offsets: usize, bytes: usize, at: usize, stride: usize): void {
  let places = i32x4.add(i32x4.splat(<i32>at), i32x4.mul(i32x4.splat(<i32>stride), i32x4(0, 1, 2, 3)));
  const fours = i32x4.splat((<i32>stride) << 2);
  let slot: usize = 0;
  for (; bytes - slot >= 16; slot += 16) {
    v128.store(offsets + slot, places);
    places = i32x4.add(places, fours);
  }
  for (; slot < bytes; slot += 4) store<u32>(offsets + slot, <u32>(at + (slot >> 2) * stride));
}

/** `bytes` bytes of the same length. */
export function sameLengths(lengths: usize, bytes: usize, length: usize): void {
  const same = i32x4.splat(<i32>length);
  let slot: usize = 0;
  for (; bytes - slot >= 16; slot += 16) v128.store(lengths + slot, same);
  for (; slot < bytes; slot += 4) store<u32>(lengths + slot, <u32>length);
}

/** Records that begin anywhere and end with bytes that an u32 counts, the first window of a whole block with them. */
function frameCountedBytes(
  program: usize,
  input: usize,
  field: usize,
  bytes: usize,
  mostCount: usize,
  origin: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
  firstRow: i32,
): void {
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  // A count above the limit leads past this, too.
  const last = min(bytes - fixed, consumed + mostCount);
  const first = (<usize>rows) << 2;
  const end = offsets + ((<usize>maxRows) << 2);
  let at = consumed;
  let next = offsets + first;

  if (first == 0 && firstRow >= 0 && last - at >= AHEAD_BYTES) {
    at = frameWindows(program, input, field, at, last, origin, offsets, end, firstRow);
    next = <usize>load<u32>(K.CONTROL_ROWS);
    windowed = <i32>((next - offsets) >> 2);
  }
  consumed = frameBytes(field, at, fixed, last, field - (input - origin), next, end);
  const done = <usize>load<u32>(K.CONTROL_ROWS) - offsets;
  if (lengths != 0 && done > first)
    lengthsOf(offsets + first, lengths + first, done - first, <u32>(input - origin + consumed));
  rows = <i32>(done >> 2);
}

/**
 * `field`: address of the count of a record at offset 0 of the piece, and `zero` of the stream; `last`: the last offset with room for a fixed
 * part. Answers the offset of the first record that is not framed, and the end of the offsets in CONTROL_ROWS. An export, as window kernels are.
 */
export function frameBytes(
  field: usize,
  at: usize,
  fixed: usize,
  last: usize,
  zero: usize,
  offsets: usize,
  end: usize,
): usize {
  // Addresses of counts, in 64 bits: a count of any size adds up to an address that is past the last.
  let next = <u64>(field + at);
  const lastField = <u64>(field + last);
  const lastEnd = lastField + fixed;
  for (; offsets < end && next <= lastField; offsets += 4) {
    // Bounds: an address up to `lastField` is that of a count inside the input.
    const behind = next + fixed + load<u32>(<usize>next);
    if (behind > lastEnd) break;
    store<u32>(offsets, <u32>(<usize>next - zero));
    next = behind;
  }
  store<u32>(K.CONTROL_ROWS, <u32>offsets);
  return <usize>next - field;
}

/** Lengths of records that lie one after the other, the last of them up to `end`: `bytes` bytes of offsets. */
export function lengthsOf(offsets: usize, lengths: usize, bytes: usize, end: u32): void {
  const last = bytes - 4;
  let slot: usize = 0;
  for (; last - slot >= 32; slot += 32) {
    const from = offsets + slot;
    const to = lengths + slot;
    v128.store(to, i32x4.sub(v128.load(from, 4), v128.load(from)));
    v128.store(to, i32x4.sub(v128.load(from, 20), v128.load(from, 16)), 16);
  }
  for (; slot < last; slot += 4) {
    store<u32>(lengths + slot, load<u32>(offsets + slot, 4) - load<u32>(offsets + slot));
  }
  store<u32>(lengths + last, end - load<u32>(offsets + last));
}

function isPlainCount(op: usize): bool {
  const isSimple = (word(op, K.W_FLAGS) & (K.F_BIG_ENDIAN | K.F_SIGNED)) == 0;
  return isSimple && word(op, K.W_BYTES) == 4 && word(op, K.W_WIDTH) == 32;
}
