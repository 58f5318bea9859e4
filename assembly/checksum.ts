import { CRC_32, CRC_32C, SUM_8, W_BYTES, W_COUNT, W_OFFSET, W_REF } from './layout';
import { opAt, word } from './memory';

/*
 * Static data at the bottom of memory: one 256-entry table for each CRC, filled on first use.
 * A table in the module's data section would be larger than the code that makes it.
 */
const TABLE_PTR: usize = 1024;
const TABLE_BYTES: usize = 1024;
const CRC_32_POLYNOMIAL: u32 = 0xedb88320;
const CRC_32C_POLYNOMIAL: u32 = 0x82f63b78;

function tableOf(algorithm: i32): usize {
  const table = TABLE_PTR + (algorithm == CRC_32C ? TABLE_BYTES : 0);
  // Entry 1 of a reflected table is never 0 once it is filled.
  if (load<u32>(table + 4) != 0) return table;
  const polynomial = algorithm == CRC_32C ? CRC_32C_POLYNOMIAL : CRC_32_POLYNOMIAL;
  for (let i: u32 = 0; i < 256; i++) {
    let entry = i;
    for (let bit = 0; bit < 8; bit++) entry = (entry >> 1) ^ (entry & 1 ? polynomial : 0);
    store<u32>(table + ((<usize>i) << 2), entry);
  }
  return table;
}

function crc(table: usize, state: u32, at: usize, end: usize): u32 {
  for (let p = at; p < end; p++) {
    state = (state >> 8) ^ load<u32>(table + ((<usize>((state ^ (<u32>load<u8>(p))) & 0xff)) << 2));
  }
  return state;
}

function crcOfZeros(table: usize, state: u32, count: usize): u32 {
  for (let i: usize = 0; i < count; i++) state = (state >> 8) ^ load<u32>(table + ((<usize>(state & 0xff)) << 2));
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
    const table = tableOf(algorithm);
    const before = crc(table, 0xffffffff, at, head);
    return ~crc(table, crcOfZeros(table, before, tail - head), tail, end);
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
