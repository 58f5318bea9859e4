import * as K from '../../../assembly/core/layout.js';
import { reversedBits, wideReversedBits } from '../../bytes/index.js';
import type { Code, Op } from '../../cursor/index.js';
import type { CrcModel } from '../../schema/index.js';
import { crcModelOf, parametersOf } from '../checksum-text.js';
import { hexText, indented } from '../module-text.js';

/*
 * Checksums in AssemblyScript: the same as assembly/core/checksum.ts has. The tables of CRC-32 and CRC-32C, eight for each, lie where the kernel has them: modules
 * that share a memory share them, too, and whoever needs one first fills it. After them are slots of one table, each with a key before it, for all other CRCs.
 * A codec's memory has nothing else there.
 */
export const TABLES_PTR = 8192;
const TABLES_BYTES = 8192;
const SLOTS_PTR = TABLES_PTR + 2 * TABLES_BYTES;
const SLOT_BYTES = 1032;
/** Of 32 bits. Room for one table of 64 is after them. */
const SLOT_COUNT = 5;
export const TABLES_END = SLOTS_PTR + 8192;

interface Checksum {
  /** The function, which takes the first byte and the end of each range, and the bytes of the checksum itself, which count as 0. */
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

function crcRange(tables: usize, first: u32, start: i64, end: i64, hole: i64, holeEnd: i64): u32 {
  if (start >= end) return first;
  const from = min<i64>(max<i64>(hole, start), end);
  const to = min<i64>(max<i64>(holeEnd, start), end);
  let state = crcBytes(tables, first, <usize>start, <usize>from);
  for (let place = from; place < to; place++) state = (state >> 8) ^ crcEntry(tables, 0, state);
  return crcBytes(tables, state, <usize>to, <usize>end);
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

const WIDE_SLOT = `/** The same of a CRC of more than 32 bits, in a slot of its own. */
function wideCrcSlot(divisor: u64, isReflected: bool): usize {
  const slot: usize = ${SLOTS_PTR + SLOT_COUNT * SLOT_BYTES};
  const key: u64 = isReflected ? 3 : 1;
  const table = slot + 16;
  if (load<u64>(slot) === key && load<u64>(slot + 8) === divisor) return table;
  for (let i: u64 = 0; i < 256; i++) {
    let entry = isReflected ? i : i << 56;
    for (let bit = 0; bit < 8; bit++) {
      if (isReflected) entry = (entry >> 1) ^ (entry & 1 ? divisor : 0);
      else entry = (entry << 1) ^ (entry >> 63 ? divisor : 0);
    }
    store<u64>(table + (<usize>i << 3), entry);
  }
  store<u64>(slot, key);
  store<u64>(slot + 8, divisor);
  return table;
}`;

const WIDE_TURNED = `/** The lowest bits in the other order. */
function turnedWide(value: u64, width: u64): u64 {
  let turned: u64 = 0;
  for (let bit: u64 = 0; bit < width; bit++) turned |= ((value >> bit) & 1) << (width - 1 - bit);
  return turned;
}`;

/** How a checksum is computed: what it begins with, what each range [start, end) does to that, and what it is in the end. */
interface Sum {
  readonly name: string;
  readonly about: string;
  readonly helpers: readonly string[];
  readonly first: string;
  readonly range: string;
  readonly last: string;
}

/** A byte of the range. */
const BYTE = 'place >= hole && place < holeEnd ? 0 : <u64>load<u8>(<usize>place)';

/** The function that computes a checksum. */
export function checksumAssembly(code: Code, op: Op): Checksum {
  const { name, about, helpers, first, range, last } = sumText(code, op);
  if (op.moreRanges === undefined) {
    const text = `/** ${about} */
function ${name}(start: i64, end: i64, hole: i64, holeEnd: i64): i64 {
${indented(first)}
${indented(range)}
  return ${last};
}`;
    return { name, helpers: [...helpers, text] };
  }
  const count = 1 + op.moreRanges.length / 2;
  const numbers = Array.from({ length: count }, (_, index) => index);
  const places = numbers.map((index) => `start${index}: i64, end${index}: i64, `).join('');
  const ranges = numbers.map((index) => {
    const body = `const start = start${index};\nconst end = end${index};\n${range}`;
    return indented(`{\n${indented(body)}\n}`);
  });
  const text = `/** ${about} Of ${count} ranges, as if nothing lay between them. */
function ${name}_of${count}(${places}hole: i64, holeEnd: i64): i64 {
${indented(first)}
${ranges.join('\n')}
  return ${last};
}`;
  return { name: `${name}_of${count}`, helpers: [...helpers, text] };
}

function sumText(code: Code, op: Op): Sum {
  const bits = (op.ref?.bytes ?? 0) * 8;
  switch (op.count & K.METHOD_MASK) {
    case K.CRC_32:
      return fastCrc('crc32', 'CRC_32', '0xedb88320', TABLES_PTR);
    case K.CRC_32C:
      return fastCrc('crc32c', 'CRC_32C', '0x82f63b78', TABLES_PTR + TABLES_BYTES);
    case K.CRC:
      return bits > 32 ? wideCrc(code, op) : anyCrc(code, op);
    case K.TWO_SUMS:
      return twoSums(code, op, bits);
    case K.INTERNET:
      return INTERNET;
    case K.XOR:
      return XOR;
    case K.SUM:
      return { ...PLAIN_SUM, name: `sum${bits}`, about: `The sum modulo 2^${bits}.`, last: sumOf('total', bits) };
    default: {
      const about = `What makes the sum modulo 2^${bits} zero.`;
      return { ...PLAIN_SUM, name: `sumToZero${bits}`, about, last: sumOf('(0 - total)', bits) };
    }
  }
}

function sumOf(total: string, bits: number): string {
  return `<i64>(${total} & ${hexText(2 ** bits - 1)})`;
}

const PLAIN_SUM = {
  helpers: [SUM],
  first: 'let total: u64 = 0;',
  range: `if (start < end) {
  const from = min<i64>(max<i64>(hole, start), end);
  const to = min<i64>(max<i64>(holeEnd, start), end);
  total += sumBytes(start, from) + sumBytes(to, end);
}`,
};

const XOR: Sum = {
  name: 'xor8',
  about: 'All bytes joined by exclusive or.',
  helpers: [],
  first: 'let bits: u64 = 0;',
  range: `for (let place = start; place < end; place++) bits ^= ${BYTE};`,
  last: '<i64>bits',
};

const INTERNET: Sum = {
  name: 'internetSum',
  about: 'The complement of the sum of 16-bit words in network order.',
  helpers: [
    `function foldedWords(total: u64): u64 {
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return total;
}`,
  ],
  first: 'let total: u64 = 0, count: i64 = 0;',
  range: `for (let place = start; place < end; place++) {
  const byte: u64 = ${BYTE};
  total += count & 1 ? byte : byte << 8;
  count++;
}`,
  last: '<i64>(foldedWords(total) ^ 0xffff)',
};

/** Adler's and Fletcher's. So many bytes leave both sums below 2^64. */
function twoSums(code: Code, op: Op, bits: number): Sum {
  const [modulus, first, unit] = parametersOf(code, op, 3) as [number, number, number];
  const add =
    unit === 1
      ? ['low += byte;', 'high += low;']
      : ['low += count & 1 ? byte << 8 : byte;', 'if (count & 1) high += low;'];
  // The last unit may be cut: what is missing counts as 0.
  const high = unit === 1 ? 'high' : '(count & 1 ? high + low : high)';
  return {
    name: `twoSums_${modulus}_${first}_${unit}_${bits}`,
    about: `Sums modulo ${modulus}, and of these sums.`,
    helpers: [],
    first: `let low: u64 = ${first}, high: u64 = 0, count: i64 = 0;`,
    range: `for (let place = start; place < end; place++) {
  const byte: u64 = ${BYTE};
${indented(add.join('\n'))}
  if ((count & 0xfff) === 0xfff) {
    low %= ${modulus};
    high %= ${modulus};
  }
  count++;
}`,
    last: `<i64>(((${high} % ${modulus}) << ${bits / 2}) | (low % ${modulus}))`,
  };
}

/** Names of CRCs of other parameters are others. */
function crcName({ width, poly, init, reflectIn, reflectOut, xorOut }: CrcModel): string {
  const ways = `${reflectIn ? 'r' : 'n'}${reflectOut ? 'r' : 'n'}`;
  return `crc${width}_${poly.toString(16)}_${init.toString(16)}_${xorOut.toString(16)}_${ways}`;
}

function anyCrc(code: Code, op: Op): Sum {
  const model = crcModelOf(code, op);
  const { width, poly, init, reflectIn, reflectOut, xorOut } = model;
  const [divisor, first] = [Number(poly), Number(init)].map((value) =>
    reflectIn ? reversedBits(value, width) : value << (32 - width),
  ) as [number, number];
  const slot = SLOTS_PTR + SLOT_BYTES * ((divisor >>> 0) % SLOT_COUNT);
  const step = reflectIn
    ? '(state >> 8) ^ load<u32>(table + ((state ^ byte) & 0xff) * 4)'
    : '(state << 8) ^ load<u32>(table + ((state >> 24) ^ byte) * 4)';
  const register = reflectIn || width === 32 ? 'state' : `state >> ${32 - width}`;
  const result = reflectIn === reflectOut ? register : `turnedBits(${register}, ${width})`;
  return {
    name: crcName(model),
    about: `CRC of ${width} bits by ${hexText(Number(poly))}.`,
    helpers: [CRC_SLOT, ...(reflectIn === reflectOut ? [] : [TURNED])],
    first: `const table = crcSlot(${slot}, ${hexText(divisor >>> 0)}, ${reflectIn});
let state: u32 = ${hexText(first >>> 0)};`,
    range: `for (let place = start; place < end; place++) {
  const byte = <u32>(${BYTE});
  state = ${step};
}`,
    last: `<i64>((${result}) ^ ${hexText(Number(xorOut))})`,
  };
}

function wideCrc(code: Code, op: Op): Sum {
  const model = crcModelOf(code, op);
  const { width, poly, init, reflectIn, reflectOut, xorOut } = model;
  const [divisor, first] = [BigInt(poly), BigInt(init)].map((value) =>
    reflectIn ? wideReversedBits(value, width) : value << BigInt(64 - width),
  ) as [bigint, bigint];
  const hex = (bits: bigint): string => `<u64>0x${bits.toString(16)}`;
  const step = reflectIn
    ? '(state >> 8) ^ load<u64>(table + (<usize>((state ^ byte) & 0xff) << 3))'
    : '(state << 8) ^ load<u64>(table + (<usize>((state >> 56) ^ byte) << 3))';
  const register = reflectIn || width === 64 ? 'state' : `(state >> ${64 - width})`;
  const result = reflectIn === reflectOut ? register : `turnedWide(${register}, ${width})`;
  return {
    name: crcName(model),
    about: `CRC of ${width} bits by 0x${poly.toString(16)}.`,
    helpers: [WIDE_SLOT, ...(reflectIn === reflectOut ? [] : [WIDE_TURNED])],
    first: `const table = wideCrcSlot(${hex(divisor)}, ${reflectIn});
let state: u64 = ${hex(first)};`,
    range: `for (let place = start; place < end; place++) {
  const byte = ${BYTE};
  state = ${step};
}`,
    last: `<i64>(${result} ^ ${hex(BigInt(xorOut))})`,
  };
}

function fastCrc(name: string, constant: string, polynomial: string, tables: number): Sum {
  return {
    name,
    about: `CRC of 32 bits by ${polynomial}, reflected.`,
    helpers: [CRC, `const ${constant}_TABLES: usize = ${tables};`],
    first: `const tables = crcTables(${constant}_TABLES, ${polynomial});\nlet state: u32 = 0xffffffff;`,
    range: 'state = crcRange(tables, state, start, end, hole, holeEnd);',
    last: '<i64>~state',
  };
}
