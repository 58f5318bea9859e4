import { CRC_32, CRC_32C, SUM_8, W_BYTES, W_COUNT, W_OFFSET, W_REF } from './layout';
import { opAt, word } from './memory';

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
  const tables = TABLES_PTR + (algorithm == CRC_32C ? SLICES * TABLE_BYTES : 0);
  // Entry 1 of a reflected table is never 0 once it is filled.
  if (load<u32>(tables + 4) != 0) return tables;
  const polynomial = algorithm == CRC_32C ? CRC_32C_POLYNOMIAL : CRC_32_POLYNOMIAL;
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

function sum(at: usize, end: usize): u32 {
  let total: u32 = 0;
  let p = at;
  if (end - p >= 16) {
    let lanes = i8x16.splat(0);
    // Bounds: sixteen bytes are loaded only where sixteen are left. Lanes wrap modulo 256, as the sum does.
    for (; end - p >= 16; p += 16) lanes = i8x16.add(lanes, v128.load(p));
    const words = i16x8.extadd_pairwise_i8x16_u(lanes);
    const quads = i32x4.extadd_pairwise_i16x8_u(words);
    total =
      i32x4.extract_lane(quads, 0) +
      i32x4.extract_lane(quads, 1) +
      i32x4.extract_lane(quads, 2) +
      i32x4.extract_lane(quads, 3);
  }
  for (; p < end; p++) total += load<u8>(p);
  return total;
}

/** The checksum of [at, end) in which the `ownBytes` at `own` count as 0. Own bytes outside the range do not matter. */
export function checksum(algorithm: i32, at: usize, end: usize, own: usize, ownBytes: usize): u32 {
  const inside = own >= at && own < end;
  const head = inside ? own : end;
  const tail = inside ? min<usize>(own + ownBytes, end) : end;
  if (algorithm == CRC_32 || algorithm == CRC_32C) {
    const tables = tablesOf(algorithm);
    const before = crc(tables, 0xffffffff, at, head);
    return ~crc(tables, crcOfZeros(tables, before, tail - head), tail, end);
  }
  const total = (sum(at, head) + sum(tail, end)) & 0xff;
  return algorithm == SUM_8 ? total : (256 - total) & 0xff;
}

/** What a checksum op should hold, from the bytes of its record, which may end before the last member that is summed. */
export function computeChecksum(from: usize, op: usize, frame: usize, recordEnd: usize): u32 {
  const ref = opAt(from, word(op, W_REF));
  const to = word(op, W_BYTES);
  const own = frame + <usize>word(ref, W_OFFSET);
  const end = to < 0 ? recordEnd : min<usize>(frame + <usize>to, recordEnd);
  const start = min<usize>(frame + <usize>word(op, W_OFFSET), end);
  return checksum(word(op, W_COUNT), start, end, own, <usize>word(ref, W_BYTES));
}
