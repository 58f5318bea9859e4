import { gatherAll } from '../columns/calls';
import { passes } from '../core/guards';
import * as K from './layout';
import { loadBits } from '../core/leaf';
import { fail, needs, word } from '../core/memory';
import { readRecord, recordLength } from '../core/calls';

/*
 * A stream of records of several types -> columns for each of them, in one pass.
 *
 *   input    |A 0    |B 1  |A 2    |C 3   |...       the discriminator of each says its type
 *   type A   offsets |0|2|..   lengths, row index |0|2|..   and, a block later, its columns; the same for B and C
 *
 * Which type is next cannot be predicted, so nothing is decided by a branch for each record but whether it is there, and there is room for it. What
 * else can be wrong with records that need no walk is looked at when a block is routed, type by type; where something is, the block is undone from
 * that record on, which then takes the slow way.
 */

let rows: i32 = 0;
let consumed: usize = 0;

export function routedRows(): i32 {
  return rows;
}
/** Bytes of the piece that the routed records took. */
export function routedBytes(): usize {
  return consumed;
}

/**
 * Routes records of [input + start, input + bytes), of `data` bytes that there are, until the input ends, there are `maxRows` of them, or the
 * columns of a type are full (WORK_FULL); `firstRow` records were before it. Offsets count from `origin`. Else answers why the next record is wrong.
 */
export function route(
  set: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  origin: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  rows = firstRow;
  consumed = start;
  store<i32>(set + ((<usize>K.R_REFUSED) << 2), -1);
  let status = K.OK;
  let isOver = rows == maxRows || !isMore(set, bytes);
  while (!isOver) {
    status = routeBlock(set, input, bytes, data, origin, rows + min(K.ROUTE_ROWS, maxRows - rows));
    gatherBlock(set, origin);
    isOver = status != K.OK || rows == maxRows || !isMore(set, bytes);
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

/** Fills the columns of all types with the rows that were routed since the last time. */
function gatherBlock(set: usize, origin: usize): void {
  for (let i = 0, count = word(set, K.R_TYPE_COUNT); i < count; i++) {
    const entry = entryAt(set, i);
    const offsets = word(entry, K.T_OFFSETS);
    let first = word(entry, K.T_GATHERED);
    const end = (word(entry, K.T_NEXT) - offsets) >> 2;
    const lengths = <usize>(offsets + word(entry, K.T_STEP));
    const program = <usize>word(entry, K.T_PROGRAM);
    // Windows take BLOCK_ROWS rows at a time.
    for (; first < end; first += K.BLOCK_ROWS) {
      gatherAll(program, origin, <usize>offsets, lengths, first, min(end - first, K.BLOCK_ROWS), 0);
    }
    setWord(entry, K.T_GATHERED, end);
  }
}

/** Routes records up to row `end` of all. OK where a block is over, or the input. */
function routeBlock(set: usize, input: usize, bytes: usize, data: usize, origin: usize, end: i32): i32 {
  touch(input + consumed, input + min(consumed + ROUTED_BYTES, bytes));
  while (rows < end && isMore(set, bytes)) {
    routeQuickly(set, input, bytes, origin, end);
    if (rows == end || !isMore(set, bytes)) return K.OK;
    // The slow way measures every record, and says exactly what is wrong with one.
    const at = aligned(set, consumed);
    consumed = at;
    const entry = entryOf(set, input, at, bytes, data);
    if (entry == 0) return load<i32>(K.CONTROL_STATUS);
    if (word(entry, K.T_NEXT) == word(entry, K.T_END)) return fail(K.WORK_FULL, -1, <i32>at, 0, 0, 0);
    const status = readRecord(<usize>word(entry, K.T_PROGRAM), input, input + at, input + bytes, input + data);
    if (status != K.OK) {
      setWord(set, K.R_REFUSED, word(entry, K.T_NUMBER));
      return status;
    }
    note(entry, input - origin, recordLength());
  }
  return K.OK;
}

function note(entry: usize, base: usize, length: usize): void {
  const slot = <usize>load<u32>(entry);
  const step = <usize>word(entry, K.T_STEP);
  store<u32>(slot, <u32>(base + consumed));
  store<u32>(slot + step, <u32>length);
  store<u32>(slot + (step << 1), <u32>rows);
  store<u32>(entry, <u32>(slot + 4));
  rows++;
  consumed += length;
}

/** The entry of the record at `at`; 0 with the failure in the control block where its discriminator is not there, or says no type. */
function entryOf(set: usize, input: usize, at: usize, bytes: usize, data: usize): usize {
  const tagEnd = <usize>word(set, K.R_TAG_END);
  if (bytes - at < tagEnd) {
    fail(K.TRUNCATED_HEADER, -1, <i32>at, 0, <f64>tagEnd, <f64>(data - at));
    needs(<f64>tagEnd);
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

/** Routes records up to the first that is not whole, or not good for sure. */
function routeQuickly(set: usize, input: usize, bytes: usize, origin: usize, end: i32): void {
  const least = <usize>word(set, K.R_LEAST_BYTES);
  if (word(set, K.R_TABLE) == 0 || bytes < least) return;
  const first = rows;
  const isInCommon = word(set, K.R_LENGTH_FIELD + K.SMALL_MASK) != 0 && word(set, K.R_START_ALIGN) == 1;
  if (!isInCommon) consumed = routeByType(set, input, consumed, bytes, origin, first, end);
  else if (isWhole(set, K.R_TAG_FIELD) && isWhole(set, K.R_LENGTH_FIELD))
    consumed = routeByWords(set, input, consumed, bytes, origin, first, end);
  else consumed = routeByLength(set, input, consumed, bytes, origin, first, end);
  rows = load<i32>(K.CONTROL_ROWS);
  if (rows == first) return;
  let bad = rows;
  for (let i = 0, count = word(set, K.R_TYPE_COUNT); i < count; i++)
    bad = firstBad(entryAt(set, i), origin, first, bad);
  if (bad < rows) undo(set, input - origin, bad);
}

/** Whether a small field has all of its 4 bytes. */
function isWhole(set: usize, field: i32): bool {
  return word(set, field + K.SMALL_MASK) == -1;
}

/** The row of all of the type's first record from row `first` on that is not good for sure; `bad` where none before that is. */
function firstBad(entry: usize, origin: usize, first: i32, bad: i32): i32 {
  const end = <usize>load<u32>(entry);
  const step = <usize>word(entry, K.T_STEP);
  let slot = end;
  const start = <usize>(word(entry, K.T_OFFSETS) + (word(entry, K.T_GATHERED) << 2));
  while (slot > start && load<i32>(slot - 4 + (step << 1)) >= first) slot -= 4;
  const at = verify(entry, origin, slot, end, step);
  return at == end ? bad : min(bad, load<i32>(at + (step << 1)));
}

/** The first of the slots [slot, end) whose record's length, part of varying length or guards may be wrong. */
export function verify(entry: usize, origin: usize, slot: usize, end: usize, step: usize): usize {
  const fixed = <u32>word(entry, K.T_FIXED_BYTES);
  const span = <u32>word(entry, K.T_MOST_BYTES) - fixed;
  const isPlain =
    word(entry, K.T_TAIL_FIELD + K.SMALL_MASK) == 0 && word(entry, K.T_GUARDS) == word(entry, K.T_GUARDS_END);
  if (isPlain) {
    while (slot < end && load<u32>(slot + step) - fixed <= span) slot += 4;
    return slot;
  }
  const guardsEnd = <usize>word(entry, K.T_GUARDS_END);
  for (; slot < end; slot += 4) {
    const above = load<u32>(slot + step) - fixed;
    if (above > span) return slot;
    // Bounds: the fixed part is there, and the fields of tail and guards lie in it.
    const record = origin + <usize>load<u32>(slot);
    const tail = smallField(entry, K.T_TAIL_FIELD, record);
    if (tail > <u32>word(entry, K.T_MOST_TAIL)) return slot;
    if (<u64>tail * <u64>(<u32>word(entry, K.T_TAIL_STRIDE)) > <u64>above) return slot;
    for (let guard = <usize>word(entry, K.T_GUARDS); guard < guardsEnd; guard += <usize>K.GUARD_BYTES) {
      if (!passes(guard, record)) return slot;
    }
  }
  return slot;
}

/** Takes back all records from row `from` on. `base`: bytes of the stream before the piece. */
function undo(set: usize, base: usize, from: i32): void {
  for (let i = 0, count = word(set, K.R_TYPE_COUNT); i < count; i++) {
    const entry = entryAt(set, i);
    const step = <usize>word(entry, K.T_STEP);
    let next = <usize>load<u32>(entry);
    const start = <usize>(word(entry, K.T_OFFSETS) + (word(entry, K.T_GATHERED) << 2));
    while (next > start && load<i32>(next - 4 + (step << 1)) >= from) {
      next -= 4;
      if (load<i32>(next + (step << 1)) == from) consumed = <usize>load<u32>(next) - base;
    }
    store<u32>(entry, <u32>next);
  }
  rows = from;
}

/** What a block of records usually takes. */
const ROUTED_BYTES: usize = 15 * 1024;

/** Loads a word of each cache line, so that the lines come at the same time and not one after the other. An export, as window kernels are. */
export function touch(from: usize, end: usize): void {
  let sum: u32 = 0;
  for (; from + 192 < end; from += 256) {
    sum += load<u32>(from) + load<u32>(from, 64) + load<u32>(from, 128) + load<u32>(from, 192);
  }
  for (; from < end; from += 64) sum += load<u32>(from);
  store<u32>(K.CONTROL_ROWS, sum); // else the loads would be left out
}

/** All types have the length of their records at the same place: the way to the next record does not lead through an entry. */
type InCommon = u32;
/** The same, and discriminator and length are words of their own: two steps less on that way. */
type InWords = i32;
/** Each type says by itself how long its records are. */
type ByType = f64;

// Exports, as window kernels are.

export function routeByLength(
  set: usize,
  input: usize,
  from: usize,
  bytes: usize,
  origin: usize,
  row: i32,
  end: i32,
): usize {
  return routeAs<InCommon>(set, input, from, bytes, origin, row, end);
}
export function routeByWords(
  set: usize,
  input: usize,
  from: usize,
  bytes: usize,
  origin: usize,
  row: i32,
  end: i32,
): usize {
  return routeAs<InWords>(set, input, from, bytes, origin, row, end);
}
export function routeByType(
  set: usize,
  input: usize,
  from: usize,
  bytes: usize,
  origin: usize,
  row: i32,
  end: i32,
): usize {
  return routeAs<ByType>(set, input, from, bytes, origin, row, end);
}

/** Routes rows [row, end) from offset `from` on. Answers where it stopped, and the row in CONTROL_ROWS. */
function routeAs<Length>(
  set: usize,
  input: usize,
  from: usize,
  bytes: usize,
  origin: usize,
  row: i32,
  end: i32,
): usize {
  const isWords = isInteger<Length>() && isSigned<Length>();
  const table = <usize>word(set, K.R_TABLE);
  const tableCount = <u32>word(set, K.R_TABLE_COUNT);
  const tagAt = input + <usize>word(set, K.R_TAG_FIELD + K.SMALL_OFFSET);
  const tagShift = <u32>word(set, K.R_TAG_FIELD + K.SMALL_SHIFT);
  const tagMask = <u32>word(set, K.R_TAG_FIELD + K.SMALL_MASK);
  const lengthAt = input + <usize>word(set, K.R_LENGTH_FIELD + K.SMALL_OFFSET);
  const lengthShift = <u32>word(set, K.R_LENGTH_FIELD + K.SMALL_SHIFT);
  const lengthMask = <u32>word(set, K.R_LENGTH_FIELD + K.SMALL_MASK);
  const align = isInteger<Length>() ? 0 : <usize>word(set, K.R_START_ALIGN) - 1;
  const least = <u32>word(set, K.R_LEAST_BYTES);
  const last = bytes - <usize>least;
  const base = input - origin;
  let next = from;
  for (; row < end; row++) {
    const at = (next + align) & ~align;
    if (at > last) break;
    // Bounds: R_LEAST_BYTES are there, in which the discriminator and a length in common lie.
    const tag = isWords ? load<u32>(tagAt + at) : (load<u32>(tagAt + at) >> tagShift) & tagMask;
    const entry = <usize>load<u32>(table + ((<usize>min(tag, tableCount)) << 2));
    const room = <u32>(bytes - at);
    let length: u32 = 0;
    if (isInteger<Length>()) {
      length = isWords ? load<u32>(lengthAt + at) : (load<u32>(lengthAt + at) >> lengthShift) & lengthMask;
      if (length - least > room - least) break;
    } else {
      if (<u32>word(entry, K.T_FIXED_BYTES) > room) break;
      // Bounds: the fixed part is there, and what counts lies in it.
      const count = smallField(entry, K.T_COUNT_FIELD, input + at);
      const wide = <u64>(<u32>word(entry, K.T_BASE)) + <u64>count * <u64>(<u32>word(entry, K.T_STRIDE));
      if (count > <u32>word(entry, K.T_MOST_COUNT) || wide > <u64>room || wide < <u64>least) break;
      length = <u32>wide;
    }
    const slot = <usize>load<u32>(entry);
    if (slot == <usize>word(entry, K.T_END)) break;
    const step = <usize>word(entry, K.T_STEP);
    store<u32>(slot, <u32>(base + at));
    store<u32>(slot + step, length);
    store<u32>(slot + (step << 1), <u32>row);
    store<u32>(entry, <u32>(slot + 4));
    next = at + <usize>length;
  }
  store<i32>(K.CONTROL_ROWS, row);
  return next;
}

function smallField(entry: usize, field: i32, record: usize): u32 {
  const value = load<u32>(record + <usize>word(entry, field + K.SMALL_OFFSET));
  return (value >> (<u32>word(entry, field + K.SMALL_SHIFT))) & (<u32>word(entry, field + K.SMALL_MASK));
}
