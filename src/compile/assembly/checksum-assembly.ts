import * as K from '../../../assembly/core/layout.js';

/*
 * Checksums in AssemblyScript: the same as assembly/core/checksum.ts has. The tables of a CRC, eight for each polynomial, lie where the kernel has them: modules
 * that share a memory share them, too, and whoever needs one first fills it. A codec's memory has nothing else there.
 */
export const TABLES_PTR = 8192;
const TABLES_BYTES = 8192;
export const TABLES_END = TABLES_PTR + 2 * TABLES_BYTES;

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
}

/** The sum modulo 256. */
function sum8(start: i64, end: i64, hole: i64, holeEnd: i64): i64 {
  if (start >= end) return 0;
  const from = min<i64>(max<i64>(hole, start), end);
  const to = min<i64>(max<i64>(holeEnd, start), end);
  return <i64>((sumBytes(start, from) + sumBytes(to, end)) & 0xff);
}`;

const SUM_TO_ZERO = `/** What makes the sum modulo 256 zero. */
function sumToZero8(start: i64, end: i64, hole: i64, holeEnd: i64): i64 {
  return -sum8(start, end, hole, holeEnd) & 0xff;
}`;

const CHECKSUMS: Readonly<Record<number, Checksum>> = {
  [K.CRC_32]: { name: 'crc32', helpers: [CRC, crcOf('crc32', 'CRC_32', '0xedb88320', TABLES_PTR)] },
  [K.CRC_32C]: { name: 'crc32c', helpers: [CRC, crcOf('crc32c', 'CRC_32C', '0x82f63b78', TABLES_PTR + TABLES_BYTES)] },
  [K.SUM_8]: { name: 'sum8', helpers: [SUM] },
  [K.SUM_TO_ZERO_8]: { name: 'sumToZero8', helpers: [SUM, SUM_TO_ZERO] },
};

export function checksumAssembly(algorithm: number): Checksum {
  const known = CHECKSUMS[algorithm];
  if (known === undefined) throw new RangeError(`no checksum ${algorithm}`);
  return known;
}

function crcOf(name: string, constant: string, polynomial: string, tables: number): string {
  return `const ${constant}_TABLES: usize = ${tables};

function ${name}(start: i64, end: i64, hole: i64, holeEnd: i64): i64 {
  return crc(crcTables(${constant}_TABLES, ${polynomial}), start, end, hole, holeEnd);
}`;
}
