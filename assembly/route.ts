import { touch } from './frame';
import { gatherAll } from './gather';
import { forgetFramedWindows } from './gather-windows';
import { passes } from './guards';
import * as K from './layout';
import { loadBits } from './leaf';
import { fail, word } from './memory';
import { readRecord, recordLength } from './message-read';

/*
 * A stream of records of several types -> columns for each of them, in one pass.
 *
 *   input    |A 0    |B 1  |A 2    |C 3   |...       the discriminator of each says its type
 *   order     A       B     A       C                one u16 a record
 *   type A   offsets |0|2|..   lengths, row index |0|2|..   and, a block later, its columns; the same for B and C
 *
 * Nothing is decided by a branch for each record but whether it is good: records of all types that need no walk are measured by the
 * same formula, whose terms lie in the entry of their type. Which type is next cannot be predicted, so a branch would cost more
 * than all of this.
 */

let rows: i32 = 0;
let consumed: usize = 0;

export function routedRows(): i32 {
  return rows;
}
/** Bytes of the input that the routed records took. */
export function routedBytes(): usize {
  return consumed;
}

/**
 * Routes records of [input + start, input + bytes), of `data` bytes that there are, until the input ends, `order` has `maxRows` of them, or the
 * columns of a type are full (WORK_FULL); records before `firstRow` are there already. Else answers why the next record is wrong.
 */
export function route(
  set: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  order: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  rows = firstRow;
  consumed = start;
  store<i32>(set + ((<usize>K.R_REFUSED) << 2), -1);
  forgetFramedWindows();
  let status = K.OK;
  while (rows < maxRows && status == K.OK && isMore(set, bytes)) {
    openBlock(set);
    status = routeBlock(set, input, bytes, data, order, min(maxRows, rows + K.ROUTE_ROWS));
    gatherBlock(set, input);
  }
  return status;
}

/** Whether anything but padding is left. */
function isMore(set: usize, bytes: usize): bool {
  return aligned(set, consumed) < bytes;
}

function aligned(set: usize, at: usize): usize {
  const align = <usize>word(set, K.R_START_ALIGN);
  return (at + align - 1) & ~(align - 1);
}

function entryAt(set: usize, type: i32): usize {
  return set + ((<usize>K.RECORD_SET_WORDS) << 2) + <usize>(type * K.TYPE_BYTES);
}

function setWord(at: usize, index: i32, value: i32): void {
  store<i32>(at + ((<usize>index) << 2), value);
}

/** Each type may have as many rows in a block as windows take at once. */
function openBlock(set: usize): void {
  for (let i = 0, count = word(set, K.R_TYPE_COUNT); i < count; i++) {
    const entry = entryAt(set, i);
    const last = min(word(entry, K.T_CAPACITY), word(entry, K.T_GATHERED) + K.BLOCK_ROWS);
    setWord(entry, K.T_END, word(entry, K.T_OFFSETS) + (last << 2));
  }
}

/** Fills the columns of all types with the rows that were routed since the last time. */
function gatherBlock(set: usize, input: usize): void {
  for (let i = 0, count = word(set, K.R_TYPE_COUNT); i < count; i++) {
    const entry = entryAt(set, i);
    const offsets = word(entry, K.T_OFFSETS);
    const first = word(entry, K.T_GATHERED);
    const end = (word(entry, K.T_NEXT) - offsets) >> 2;
    if (end == first) continue;
    const lengths = <usize>(offsets + word(entry, K.T_LENGTHS_STEP));
    gatherAll(<usize>word(entry, K.T_PROGRAM), input, <usize>offsets, lengths, first, end - first);
    setWord(entry, K.T_GATHERED, end);
  }
}

/** Routes records up to row `end` of all. OK where a block is over, or the input. */
function routeBlock(set: usize, input: usize, bytes: usize, data: usize, order: usize, end: i32): i32 {
  const before = rows;
  touch(input + consumed, input + min(consumed + BLOCK_BYTES, bytes));
  routeQuickly(set, input, bytes, order, end);
  while (rows < end && isMore(set, bytes)) {
    // The slow way measures every record, and says exactly what is wrong with one.
    const at = aligned(set, consumed);
    consumed = at;
    const entry = entryOf(set, input, at, bytes, data);
    if (entry == 0) return load<i32>(K.CONTROL_STATUS);
    // A type whose block is full gets a new one, unless its columns are full: then nothing was routed in this one.
    if (load<u32>(entry) >= <u32>word(entry, K.T_END)) {
      return rows > before ? K.OK : fail(K.WORK_FULL, -1, <i32>at, 0, 0, 0);
    }
    const status = readRecord(<usize>word(entry, K.T_PROGRAM), input, input + at, input + bytes, input + data, 0, 0);
    if (status != K.OK) {
      setWord(set, K.R_REFUSED, word(entry, K.T_NUMBER));
      return status;
    }
    note(entry, recordLength(), order);
    routeQuickly(set, input, bytes, order, end);
  }
  return K.OK;
}

function note(entry: usize, length: usize, order: usize): void {
  const slot = <usize>load<u32>(entry);
  store<u32>(slot, <u32>consumed);
  store<u32>(slot + <usize>word(entry, K.T_LENGTHS_STEP), <u32>length);
  store<u32>(slot + <usize>word(entry, K.T_INDEX_STEP), <u32>rows);
  store<u16>(order + ((<usize>rows) << 1), <u16>word(entry, K.T_NUMBER));
  store<u32>(entry, <u32>(slot + 4));
  rows++;
  consumed += length;
}

/** The entry of the record at `at`; 0 with the failure in the control block where its discriminator is not there, or says no type. */
function entryOf(set: usize, input: usize, at: usize, bytes: usize, data: usize): usize {
  const tagEnd = <usize>word(set, K.R_TAG_END);
  if (bytes - at < tagEnd) {
    fail(K.TRUNCATED_HEADER, -1, <i32>at, 0, <f64>tagEnd, <f64>(data - at));
    return 0;
  }
  // Bounds: the discriminator ends at R_TAG_END.
  const op = <usize>word(set, K.R_TAG_OP);
  const tag = loadBits(op, input + at);
  const entry = find(set, tag);
  if (word(entry, K.T_PROGRAM) != 0) return entry;
  fail(K.UNKNOWN_MESSAGE, -1, <i32>at, word(op, K.W_OFFSET), 0, <f64>tag);
  return 0;
}

function find(set: usize, tag: u64): usize {
  const tags = <usize>word(set, K.R_TAGS);
  const count = <usize>word(set, K.R_TAG_COUNT);
  let low: usize = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u64>(tags + (middle << 3)) < tag) low = middle + 1;
    else high = middle;
  }
  if (low == count || load<u64>(tags + (low << 3)) != tag) return <usize>word(set, K.R_OTHERWISE);
  return <usize>load<u32>(<usize>word(set, K.R_TAG_ENTRIES) + (low << 2));
}

/** Routes records up to the first that is not whole, is not good for sure, or has no room. */
function routeQuickly(set: usize, input: usize, bytes: usize, order: usize, end: i32): void {
  const least = <usize>word(set, K.R_LEAST_BYTES);
  if (word(set, K.R_TABLE) == 0 || rows >= end || bytes < least) return;
  const first = order + ((<usize>rows) << 1);
  const last = order + ((<usize>end) << 1);
  const lengthMask = word(set, K.R_LENGTH_FIELD + K.SMALL_MASK);
  consumed =
    lengthMask != 0
      ? routeByLength(set, input, consumed, bytes, order, first, last)
      : routeByType(set, input, consumed, bytes, order, first, last);
  rows = <i32>((<usize>load<u32>(K.CONTROL_ROWS) - order) >> 1);
}

/** What a block of records usually takes. */
const BLOCK_BYTES: usize = 15 * 1024;

/** All types have the length of their records at the same place: the way to the next record does not lead through an entry. */
type InCommon = u32;
/** Each type says by itself how long its records are. */
type ByType = f64;

// Exports, as window kernels are.

export function routeByLength(
  set: usize,
  input: usize,
  from: usize,
  bytes: usize,
  order: usize,
  out: usize,
  end: usize,
): usize {
  return routeAs<InCommon>(set, input, from, bytes, order, out, end);
}
export function routeByType(
  set: usize,
  input: usize,
  from: usize,
  bytes: usize,
  order: usize,
  out: usize,
  end: usize,
): usize {
  return routeAs<ByType>(set, input, from, bytes, order, out, end);
}

/** Routes from offset `from` on, to [out, end) of the order. Answers where it stopped, and the end of the order in CONTROL_ROWS. */
function routeAs<Length>(
  set: usize,
  input: usize,
  from: usize,
  bytes: usize,
  order: usize,
  out: usize,
  end: usize,
): usize {
  const table = <usize>word(set, K.R_TABLE);
  const tableCount = <u32>word(set, K.R_TABLE_COUNT);
  const tagAt = input + <usize>word(set, K.R_TAG_FIELD + K.SMALL_OFFSET);
  const tagShift = <u32>word(set, K.R_TAG_FIELD + K.SMALL_SHIFT);
  const tagMask = <u32>word(set, K.R_TAG_FIELD + K.SMALL_MASK);
  const lengthAt = input + <usize>word(set, K.R_LENGTH_FIELD + K.SMALL_OFFSET);
  const lengthShift = <u32>word(set, K.R_LENGTH_FIELD + K.SMALL_SHIFT);
  const lengthMask = <u32>word(set, K.R_LENGTH_FIELD + K.SMALL_MASK);
  const align = <usize>word(set, K.R_START_ALIGN) - 1;
  const last = bytes - <usize>word(set, K.R_LEAST_BYTES);
  let index = <u32>((out - order) >> 1);
  let next = from;
  for (; out < end; out += 2, index++) {
    const at = (next + align) & ~align;
    if (at > last) break;
    // Bounds: R_LEAST_BYTES are there, in which the discriminator and a length in common lie.
    const tag = (load<u32>(tagAt + at) >> tagShift) & tagMask;
    const entry = <usize>load<u32>(table + ((<usize>min(tag, tableCount)) << 2));
    const room = <u32>(bytes - at);
    const fixed = <u32>word(entry, K.T_FIXED_BYTES);
    if (fixed > room) break;
    // Bounds: the fixed part is there, and all that is read below lies in it.
    let length: u32 = 0;
    if (isInteger<Length>()) {
      length = (load<u32>(lengthAt + at) >> lengthShift) & lengthMask;
    } else {
      const count = smallField(entry, K.T_COUNT_FIELD, input + at);
      const wide = <u64>(<u32>word(entry, K.T_BASE)) + <u64>count * <u64>(<u32>word(entry, K.T_STRIDE));
      if (count > <u32>word(entry, K.T_MOST_COUNT) || wide > <u64>room) break;
      length = <u32>wide;
    }
    if (length < fixed || length > min(room, <u32>word(entry, K.T_MOST_BYTES))) break;
    const tail = smallField(entry, K.T_TAIL_FIELD, input + at);
    const tailBytes = <u64>tail * <u64>(<u32>word(entry, K.T_TAIL_STRIDE));
    if (tail > <u32>word(entry, K.T_MOST_TAIL) || tailBytes > <u64>(length - fixed)) break;
    let guard = <usize>word(entry, K.T_GUARDS);
    const guardsEnd = <usize>word(entry, K.T_GUARDS_END);
    while (guard < guardsEnd && passes(guard, input + at)) guard += <usize>K.GUARD_BYTES;
    const slot = <usize>load<u32>(entry);
    if (guard < guardsEnd || slot >= <usize>word(entry, K.T_END)) break;
    store<u32>(slot, <u32>at);
    store<u32>(slot + <usize>word(entry, K.T_LENGTHS_STEP), length);
    store<u32>(slot + <usize>word(entry, K.T_INDEX_STEP), index);
    store<u16>(out, <u16>word(entry, K.T_NUMBER));
    store<u32>(entry, <u32>(slot + 4));
    next = at + <usize>length;
  }
  store<u32>(K.CONTROL_ROWS, <u32>out);
  return next;
}

function smallField(entry: usize, field: i32, record: usize): u32 {
  const value = load<u32>(record + <usize>word(entry, field + K.SMALL_OFFSET));
  return (value >> (<u32>word(entry, field + K.SMALL_SHIFT))) & (<u32>word(entry, field + K.SMALL_MASK));
}
