import * as K from './layout';
import { constantAt, opAt, word } from './memory';

/*
 * Tables at the bottom of memory, eight of 256 entries for each CRC, filled on first use: in the module's data section they would be
 * larger than all its code. Table k says what a byte does to the sum when k more bytes follow it, so that eight bytes are
 * looked up at once (slicing by 8: Kounavis and Berry, 2005).
 */
const TABLES_PTR: usize = 8192;
const TABLE_BYTES: usize = 1024;
const SLICES: usize = 8;
const CRC_32_POLYNOMIAL: u32 = 0xedb88320;
const CRC_32C_POLYNOMIAL: u32 = 0x82f63b78;

function tablesOf(algorithm: i32): usize {
  const tables = TABLES_PTR + (algorithm == K.CRC_32C ? SLICES * TABLE_BYTES : 0);
  // Entry 1 of a reflected table is never 0 once it is filled.
  if (load<u32>(tables + 4) != 0) return tables;
  const polynomial = algorithm == K.CRC_32C ? CRC_32C_POLYNOMIAL : CRC_32_POLYNOMIAL;
  for (let i: usize = 0; i < 256; i++) {
    let entry = <u32>i;
    for (let bit = 0; bit < 8; bit++) entry = (entry >> 1) ^ (entry & 1 ? polynomial : 0);
    store<u32>(tables + (i << 2), entry);
  }
  for (let i: usize = 256; i < 256 * SLICES; i++) {
    const before = load<u32>(tables + ((i - 256) << 2));
    store<u32>(tables + (i << 2), (before >> 8) ^ entryOf(tables, 0, before));
  }
  return tables;
}

/** What table `slice` has for the lowest byte of `bits`. */
function entryOf(tables: usize, slice: usize, bits: u32): u32 {
  return load<u32>(tables + slice * TABLE_BYTES + ((<usize>(bits & 0xff)) << 2));
}

function crc(tables: usize, state: u32, at: usize, end: usize): u32 {
  let p = at;
  // Bounds: eight bytes are loaded only where eight are left.
  for (; end - p >= 8; p += 8) {
    const low = load<u32>(p) ^ state;
    const high = load<u32>(p + 4);
    state =
      entryOf(tables, 7, low) ^
      entryOf(tables, 6, low >> 8) ^
      entryOf(tables, 5, low >> 16) ^
      entryOf(tables, 4, low >> 24) ^
      entryOf(tables, 3, high) ^
      entryOf(tables, 2, high >> 8) ^
      entryOf(tables, 1, high >> 16) ^
      entryOf(tables, 0, high >> 24);
  }
  for (; p < end; p++) state = (state >> 8) ^ entryOf(tables, 0, state ^ (<u32>load<u8>(p)));
  return state;
}

function crcOfZeros(tables: usize, state: u32, count: usize): u32 {
  for (let i: usize = 0; i < count; i++) state = (state >> 8) ^ entryOf(tables, 0, state);
  return state;
}

/** A CRC whose table is in the program. `p`: its constants. `first`: what the register holds before. */
function anyCrc(p: usize, first: u64, at: usize, head: usize, tail: usize, end: usize): u64 {
  const isReflected = parameter(p, K.CRC_REFLECT_IN) != 0;
  const table = p + ((<usize>K.CRC_TABLE) << 3);
  let state = first;
  for (let place = at; place < end; place++) {
    const byte: u64 = place >= head && place < tail ? 0 : load<u8>(place);
    const entry = <usize>((isReflected ? state ^ byte : (state >> 56) ^ byte) & 0xff);
    state = (isReflected ? state >> 8 : state << 8) ^ load<u64>(table + (entry << 3));
  }
  return state;
}

function lastOfCrc(p: usize, last: u64): u64 {
  const isReflected = parameter(p, K.CRC_REFLECT_IN) != 0;
  const spare = 64 - parameter(p, K.CRC_WIDTH);
  let state = isReflected ? last : last >> spare;
  if (isReflected != (parameter(p, K.CRC_REFLECT_OUT) != 0)) state = reversed(state) >> spare;
  return state ^ parameter(p, K.CRC_XOR_OUT);
}

function parameter(p: usize, index: i32): u64 {
  return load<u64>(p + ((<usize>index) << 3));
}

function reversed(bits: u64): u64 {
  let left = bits;
  let turned: u64 = 0;
  for (let bit = 0; bit < 64; bit++) {
    turned = (turned << 1) | (left & 1);
    left >>= 1;
  }
  return turned;
}

/** Bytes between two remainders: so many leave both sums below 2^64. */
const SUMMED_AT_ONCE: usize = 4096;

/** Both sums, the second one in the upper half. `before`: bytes that were summed. */
function twoSums(p: usize, state: u64, before: usize, at: usize, head: usize, tail: usize, end: usize): u64 {
  const modulus = parameter(p, K.TWO_MODULUS);
  const mask = <usize>parameter(p, K.TWO_UNIT) - 1;
  const origin = at - before;
  let first = state & 0xffffffff;
  let second = state >> 32;
  for (let place = at; place < end; place++) {
    const count = place - origin;
    const byte: u64 = place >= head && place < tail ? 0 : load<u8>(place);
    first += byte << ((count & mask) << 3);
    if ((count & mask) == mask) second += first;
    if (count % SUMMED_AT_ONCE == SUMMED_AT_ONCE - 1) {
      first %= modulus;
      second %= modulus;
    }
  }
  return ((second % modulus) << 32) | (first % modulus);
}

function lastOfTwoSums(p: usize, state: u64, count: usize, ownBytes: usize): u64 {
  const modulus = parameter(p, K.TWO_MODULUS);
  const first = state & 0xffffffff;
  let second = state >> 32;
  // The last unit may be cut: what is missing counts as 0.
  if (count & (<usize>parameter(p, K.TWO_UNIT) - 1)) second = (second + first) % modulus;
  return (second << ((<u64>ownBytes) << 2)) | first;
}

/** The sum of the 16-bit words of [at, end) that begin at an even distance from `origin`. */
function sumOfWords(origin: usize, at: usize, end: usize): u64 {
  let total: u64 = 0;
  for (let place = at; place < end; place++) total += (<u64>load<u8>(place)) << ((place - origin) & 1 ? 0 : 8);
  return total;
}

function complementOf(total: u64): u32 {
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return (<u32>total) ^ 0xffff;
}

function joined(at: usize, end: usize): u32 {
  let bits: u32 = 0;
  for (let place = at; place < end; place++) bits ^= load<u8>(place);
  return bits;
}

function sum(at: usize, end: usize): u32 {
  let total: u32 = 0;
  let p = at;
  if (end - p >= 16) {
    let lanes = i32x4.splat(0);
    // Bounds: sixteen bytes are loaded only where sixteen are left. Lanes wrap modulo 2^32, as the sum does.
    for (; end - p >= 16; p += 16) {
      const words = i16x8.extadd_pairwise_i8x16_u(v128.load(p));
      lanes = i32x4.add(lanes, i32x4.extadd_pairwise_i16x8_u(words));
    }
    total =
      i32x4.extract_lane(lanes, 0) +
      i32x4.extract_lane(lanes, 1) +
      i32x4.extract_lane(lanes, 2) +
      i32x4.extract_lane(lanes, 3);
  }
  for (; p < end; p++) total += load<u8>(p);
  return total;
}

/**
 * The checksum of [at, end) in which the `ownBytes` at `own` count as 0: those that lie there, [head, tail).
 * `op`: its method and where its constants are, in the program that `from` is.
 */
export function checksum(from: usize, op: usize, at: usize, end: usize, own: usize, ownBytes: usize): u64 {
  const method = word(op, K.W_COUNT) & K.METHOD_MASK;
  const p = constantAt(from, word(op, K.W_CONST));
  const state = summed(method, p, firstOf(method, p), 0, at, end, own, ownBytes);
  return lastOf(method, p, state, end - at, ownBytes);
}

/** What the offset of a checksum's leaf counts from. */
export function sumBase(op: usize, frame: usize, recordEnd: usize): usize {
  const fromEnd = word(op, K.W_ALIGN);
  return fromEnd > 0 ? recordEnd - <usize>fromEnd : frame;
}

/** What a checksum op should hold, from the bytes of its record, which may end before the last member that is summed. */
export function computeChecksum(from: usize, op: usize, frame: usize, recordEnd: usize): u64 {
  const ref = opAt(from, word(op, K.W_REF));
  const own = sumBase(op, frame, recordEnd) + <usize>word(ref, K.W_OFFSET);
  const ownBytes = <usize>word(ref, K.W_BYTES);
  if (word(op, K.W_COUNT) > K.METHOD_MASK) return checksumOfRanges(from, op, frame, recordEnd, own, ownBytes);
  const end = endOf(word(op, K.W_BYTES), frame, recordEnd);
  return checksum(from, op, startOf(word(op, K.W_OFFSET), frame, recordEnd, end), end, own, ownBytes);
}

function endOf(to: i32, frame: usize, recordEnd: usize): usize {
  return to < 0 ? recordEnd + <usize>(to + 1) : min<usize>(frame + <usize>to, recordEnd);
}

function startOf(offset: i32, frame: usize, recordEnd: usize, end: usize): usize {
  return min<usize>((offset < 0 ? recordEnd : frame) + <usize>offset, end);
}

/** The checksum of several ranges, which are summed as if nothing lay between them. */
function checksumOfRanges(from: usize, op: usize, frame: usize, recordEnd: usize, own: usize, ownBytes: usize): u64 {
  const method = word(op, K.W_COUNT) & K.METHOD_MASK;
  const ranges = word(op, K.W_COUNT) >> K.MORE_RANGES_SHIFT;
  const p = constantAt(from, word(op, K.W_CONST));
  let more = p - ((<usize>ranges) << 4);
  let offset = word(op, K.W_OFFSET);
  let to = word(op, K.W_BYTES);
  let state = firstOf(method, p);
  let count: usize = 0;
  let left = ranges;
  while (true) {
    const end = endOf(to, frame, recordEnd);
    const at = startOf(offset, frame, recordEnd, end);
    state = summed(method, p, state, count, at, end, own, ownBytes);
    count += end - at;
    if (left == 0) return lastOf(method, p, state, count, ownBytes);
    offset = <i32>load<i64>(more);
    to = <i32>load<i64>(more + 8);
    more += 16;
    left--;
  }
}

function firstOf(method: i32, p: usize): u64 {
  switch (method) {
    case K.CRC_32:
    case K.CRC_32C:
      return 0xffffffff;
    case K.CRC:
      return parameter(p, K.CRC_FIRST);
    case K.TWO_SUMS:
      return parameter(p, K.TWO_FIRST);
  }
  return 0;
}

/**
 * What was summed, and [at, end) after it, in which the bytes of the checksum itself count as 0: those that lie there, [head, tail).
 * `before`: bytes that were summed.
 */
function summed(
  method: i32,
  p: usize,
  state: u64,
  before: usize,
  at: usize,
  end: usize,
  own: usize,
  ownBytes: usize,
): u64 {
  const head = min<usize>(max<usize>(own, at), end);
  // A place after the range may lie so far on that its end has no address.
  const tail = own < end ? min<usize>(max<usize>(own + ownBytes, at), end) : end;
  switch (method) {
    case K.CRC_32:
    case K.CRC_32C: {
      const tables = tablesOf(method);
      const toHead = crc(tables, <u32>state, at, head);
      return crc(tables, crcOfZeros(tables, toHead, tail - head), tail, end);
    }
    case K.CRC:
      return anyCrc(p, state, at, head, tail, end);
    case K.TWO_SUMS:
      return twoSums(p, state, before, at, head, tail, end);
    case K.INTERNET:
      return state + sumOfWords(at - before, at, head) + sumOfWords(at - before, tail, end);
    case K.XOR:
      return state ^ joined(at, head) ^ joined(tail, end);
  }
  return state + sum(at, head) + sum(tail, end);
}

function lastOf(method: i32, p: usize, state: u64, count: usize, ownBytes: usize): u64 {
  switch (method) {
    case K.CRC_32:
    case K.CRC_32C:
      return ~(<u32>state);
    case K.CRC:
      return lastOfCrc(p, state);
    case K.TWO_SUMS:
      return lastOfTwoSums(p, state, count, ownBytes);
    case K.INTERNET:
      return complementOf(state);
    case K.XOR:
      return state;
  }
  return (method == K.SUM ? state : 0 - state) & ((<u64>0xffffffff) >> (32 - ((<u64>ownBytes) << 3)));
}
