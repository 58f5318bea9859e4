import * as K from '../../../assembly/core/layout.js';
import { reversedBits } from '../../bytes/index.js';
import type { Code, Op } from '../../cursor/index.js';
import { crcModelOf, parametersOf } from '../checksum-text.js';
import { hexText } from '../module-text.js';

/*
 * Checksums in AssemblyScript: the same as assembly/core/checksum.ts has. The tables of CRC-32 and CRC-32C, eight for each, lie where the kernel has them: modules
 * that share a memory share them, too, and whoever needs one first fills it. After them are slots of one table, each with a key before it, for all other CRCs.
 * A codec's memory has nothing else there.
 */
export const TABLES_PTR = 8192;
const TABLES_BYTES = 8192;
const SLOTS_PTR = TABLES_PTR + 2 * TABLES_BYTES;
const SLOT_BYTES = 1032;
const SLOT_COUNT = 7;
export const TABLES_END = SLOTS_PTR + 8192;

interface Checksum {
  /** The function, which takes a first byte, an end, and the bytes of the checksum itself, which count as 0. */
  readonly name: string;
  readonly helpers: readonly string[];
}

const CRC = `/** What table \`slice\` has for the lowest byte of \`bits\`. */
function crcEntry(tables: usize, slice: usize, bits: u32): u32 {
  return load<u32>(tables + slice * 1024 + (<usize>(bits & 0xff) << 2));
}

/** Table k says what a byte does to the sum when k more bytes follow it. Entry 1 is never 0 once it is filled. */
function crcTables(tables: usize, polynomial: u32): usize {
  if (load<u32>(tables + 4) !== 0) return tables;
  for (let i: usize = 0; i < 256; i++) {
    let entry = <u32>i;
    for (let bit = 0; bit < 8; bit++) entry = (entry >> 1) ^ (entry & 1 ? polynomial : 0);
    store<u32>(tables + (i << 2), entry);
  }
  for (let i: usize = 256; i < 2048; i++) {
    const before = load<u32>(tables + ((i - 256) << 2));
    store<u32>(tables + (i << 2), (before >> 8) ^ crcEntry(tables, 0, before));
  }
  return tables;
}

function crcBytes(tables: usize, state: u32, at: usize, end: usize): u32 {
  let place = at;
  // Bounds: eight bytes are loaded only where eight are left.
  for (; end - place >= 8; place += 8) {
    const low = load<u32>(place) ^ state;
    const high = load<u32>(place, 4);
    state =
      crcEntry(tables, 7, low) ^
      crcEntry(tables, 6, low >> 8) ^
      crcEntry(tables, 5, low >> 16) ^
      crcEntry(tables, 4, low >> 24) ^
      crcEntry(tables, 3, high) ^
      crcEntry(tables, 2, high >> 8) ^
      crcEntry(tables, 1, high >> 16) ^
      crcEntry(tables, 0, high >> 24);
  }
  for (; place < end; place++) state = (state >> 8) ^ crcEntry(tables, 0, state ^ <u32>load<u8>(place));
  return state;
}

function crc(tables: usize, start: i64, end: i64, hole: i64, holeEnd: i64): i64 {
  if (start >= end) return 0;
  const from = min<i64>(max<i64>(hole, start), end);
  const to = min<i64>(max<i64>(holeEnd, start), end);
  let state = crcBytes(tables, 0xffffffff, <usize>start, <usize>from);
  for (let place = from; place < to; place++) state = (state >> 8) ^ crcEntry(tables, 0, state);
  return <i64>~crcBytes(tables, state, <usize>to, <usize>end);
}`;

const SUM = `function sumBytes(at: i64, end: i64): u64 {
  let total: u64 = 0;
  let place = at;
  let lanes = i64x2.splat(0);
  // Bounds: sixteen bytes are loaded only where sixteen are left.
  for (; end - place >= 16; place += 16) {
    const words = i16x8.extadd_pairwise_i8x16_u(v128.load(<usize>place));
    const quads = i32x4.extadd_pairwise_i16x8_u(words);
    lanes = i64x2.add(lanes, i64x2.add(i64x2.extend_low_i32x4_u(quads), i64x2.extend_high_i32x4_u(quads)));
  }
  total = i64x2.extract_lane(lanes, 0) + i64x2.extract_lane(lanes, 1);
  for (; place < end; place++) total += <u64>load<u8>(<usize>place);
  return total;
}`;

const CRC_SLOT = `/** The table of a CRC, which is filled on first use: after its key, as another module may have another CRC in the slot. */
function crcSlot(slot: usize, divisor: u32, isReflected: bool): usize {
  const key = (<u64>divisor << 2) | (isReflected ? 3 : 1);
  const table = slot + 8;
  if (load<u64>(slot) === key) return table;
  for (let i: u32 = 0; i < 256; i++) {
    let entry = isReflected ? i : i << 24;
    for (let bit = 0; bit < 8; bit++) {
      if (isReflected) entry = (entry >> 1) ^ (entry & 1 ? divisor : 0);
      else entry = (entry << 1) ^ (entry >> 31 ? divisor : 0);
    }
    store<u32>(table + (i << 2), entry);
  }
  store<u64>(slot, key);
  return table;
}`;

const TURNED = `/** The lowest bits in the other order. */
function turnedBits(value: u32, width: u32): u32 {
  let turned: u32 = 0;
  for (let bit: u32 = 0; bit < width; bit++) turned |= ((value >> bit) & 1) << (width - 1 - bit);
  return turned;
}`;

/** The parameters of all functions. */
const RANGE = 'start: i64, end: i64, hole: i64, holeEnd: i64';
/** A byte of the range. */
const BYTE = 'place >= hole && place < holeEnd ? 0 : <u64>load<u8>(<usize>place)';

/** The function that computes a checksum. */
export function checksumAssembly(code: Code, op: Op): Checksum {
  const bits = (op.ref?.bytes ?? 0) * 8;
  switch (op.count) {
    case K.CRC_32:
      return { name: 'crc32', helpers: [CRC, fastCrc('crc32', 'CRC_32', '0xedb88320', TABLES_PTR)] };
    case K.CRC_32C:
      return { name: 'crc32c', helpers: [CRC, fastCrc('crc32c', 'CRC_32C', '0x82f63b78', TABLES_PTR + TABLES_BYTES)] };
    case K.CRC:
      return anyCrc(code, op);
    case K.TWO_SUMS:
      return twoSums(code, op, bits);
    case K.INTERNET:
      return { name: 'internetSum', helpers: [INTERNET] };
    case K.XOR:
      return { name: 'xor8', helpers: [XOR] };
    case K.SUM:
      return { name: `sum${bits}`, helpers: [SUM, sumFunction(bits)] };
    default:
      return { name: `sumToZero${bits}`, helpers: [SUM, sumFunction(bits), sumToZeroFunction(bits)] };
  }
}

function sumFunction(bits: number): string {
  return `/** The sum modulo 2^${bits}. */
function sum${bits}(${RANGE}): i64 {
  if (start >= end) return 0;
  const from = min<i64>(max<i64>(hole, start), end);
  const to = min<i64>(max<i64>(holeEnd, start), end);
  return <i64>((sumBytes(start, from) + sumBytes(to, end)) & ${hexText(2 ** bits - 1)});
}`;
}

function sumToZeroFunction(bits: number): string {
  return `/** What makes the sum modulo 2^${bits} zero. */
function sumToZero${bits}(${RANGE}): i64 {
  return -sum${bits}(start, end, hole, holeEnd) & ${hexText(2 ** bits - 1)};
}`;
}

const XOR = `/** All bytes joined by exclusive or. */
function xor8(${RANGE}): i64 {
  let bits: u64 = 0;
  for (let place = start; place < end; place++) bits ^= ${BYTE};
  return <i64>bits;
}`;

const INTERNET = `/** The complement of the sum of 16-bit words in network order. */
function internetSum(${RANGE}): i64 {
  let total: u64 = 0;
  for (let place = start; place < end; place++) {
    const byte: u64 = ${BYTE};
    total += (place - start) & 1 ? byte : byte << 8;
  }
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return <i64>(total ^ 0xffff);
}`;

/** Adler's and Fletcher's. So many bytes leave both sums below 2^64. */
function twoSums(code: Code, op: Op, bits: number): Checksum {
  const [modulus, first, unit] = parametersOf(code, op, 3) as [number, number, number];
  const name = `twoSums_${modulus}_${first}_${unit}_${bits}`;
  const add =
    unit === 1
      ? ['low += byte;', 'high += low;']
      : ['low += count & 1 ? byte << 8 : byte;', 'if (count & 1 || place + 1 === end) high += low;'];
  return {
    name,
    helpers: [
      `/** Sums modulo ${modulus}, and of these sums. */
function ${name}(${RANGE}): i64 {
  let low: u64 = ${first}, high: u64 = 0;
  for (let place = start; place < end; place++) {
    const count = place - start;
    const byte: u64 = ${BYTE};
    ${add.join('\n    ')}
    if ((count & 0xfff) === 0xfff) {
      low %= ${modulus};
      high %= ${modulus};
    }
  }
  return <i64>(((high % ${modulus}) << ${bits / 2}) | (low % ${modulus}));
}`,
    ],
  };
}

function anyCrc(code: Code, op: Op): Checksum {
  const { width, poly, init, reflectIn, reflectOut, xorOut } = crcModelOf(code, op);
  const [divisor, first] = [poly, init].map((value) =>
    reflectIn ? reversedBits(value, width) : value << (32 - width),
  ) as [number, number];
  const slot = SLOTS_PTR + SLOT_BYTES * ((divisor >>> 0) % SLOT_COUNT);
  const ways = `${reflectIn ? 'r' : 'n'}${reflectOut ? 'r' : 'n'}`;
  const name = `crc${width}_${poly.toString(16)}_${init.toString(16)}_${xorOut.toString(16)}_${ways}`;
  const step = reflectIn
    ? '(state >> 8) ^ load<u32>(table + ((state ^ byte) & 0xff) * 4)'
    : '(state << 8) ^ load<u32>(table + ((state >> 24) ^ byte) * 4)';
  const register = reflectIn || width === 32 ? 'state' : `state >> ${32 - width}`;
  const result = reflectIn === reflectOut ? register : `turnedBits(${register}, ${width})`;
  const text = `/** CRC of ${width} bits by ${hexText(poly)}. */
function ${name}(${RANGE}): i64 {
  const table = crcSlot(${slot}, ${hexText(divisor >>> 0)}, ${reflectIn});
  let state: u32 = ${hexText(first >>> 0)};
  for (let place = start; place < end; place++) {
    const byte = <u32>(${BYTE});
    state = ${step};
  }
  return <i64>((${result}) ^ ${hexText(xorOut)});
}`;
  return { name, helpers: [CRC_SLOT, ...(reflectIn === reflectOut ? [] : [TURNED]), text] };
}

function fastCrc(name: string, constant: string, polynomial: string, tables: number): string {
  return `const ${constant}_TABLES: usize = ${tables};

function ${name}(start: i64, end: i64, hole: i64, holeEnd: i64): i64 {
  return crc(crcTables(${constant}_TABLES, ${polynomial}), start, end, hole, holeEnd);
}`;
}
