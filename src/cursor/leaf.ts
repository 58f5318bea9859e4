import * as K from '../../assembly/core/layout.js';
import { floatRowOf } from '../program/index.js';
import { floatOf, type FloatFormat } from '../schema/index.js';

/** Where the bits of one number lie in its storage: the `bytes` bytes that begin at its offset. */
export interface LeafBits {
  readonly bytes: number;
  readonly shift: number;
  readonly width: number;
  readonly flags: number;
}

const WORD = 0x1_0000_0000;

/** The number at byte `at`: an integer of up to 53 bits, a float, or 0 and 1 for a bool. */
export function readLeaf(view: DataView, at: number, leaf: LeafBits): number {
  const { bytes, flags } = leaf;
  if ((flags & K.F_FLOAT) !== 0) return floatOfLeaf(leaf).read(view, at, isLittle(leaf));
  const value = bytes > 4 || bytes === 3 ? readLong(view, at, leaf) : readShort(view, at, leaf);
  return (flags & K.F_BOOL) === 0 ? value : Number(value !== 0);
}

/** The 64-bit integer at byte `at`, unsigned where the leaf says so. */
export function readWideLeaf(view: DataView, at: number, leaf: LeafBits): bigint {
  const { bytes, width, flags } = leaf;
  const isUnsigned = (flags & K.F_UNSIGNED_WIDE) !== 0;
  if (width === 64 && bytes === 8) {
    const little = isLittle(leaf);
    return isUnsigned ? view.getBigUint64(at, little) : view.getBigInt64(at, little);
  }
  const bits = (BigInt(valueWord(view, at, leaf, 1)) << 32n) | BigInt(valueWord(view, at, leaf, 0));
  return isUnsigned ? bits : BigInt.asIntN(width, bits);
}

/** Writes the low bits of a number, or a float, at byte `at`; bits around them stay as they are. */
export function writeLeaf(view: DataView, at: number, leaf: LeafBits, value: number): void {
  const { bytes, flags } = leaf;
  if ((flags & K.F_FLOAT) !== 0) return floatOfLeaf(leaf).write(view, at, value, isLittle(leaf));
  const number = (flags & K.F_BOOL) === 0 ? value : Number(value !== 0);
  if (bytes > 4 || bytes === 3) writeWords(view, at, leaf, number >>> 0, highWordOf(number));
  else writeShort(view, at, leaf, number);
}

export function writeWideLeaf(view: DataView, at: number, leaf: LeafBits, value: bigint): void {
  if (leaf.width === 64 && leaf.bytes === 8) return view.setBigUint64(at, value, isLittle(leaf));
  const bits = BigInt.asUintN(64, value);
  writeWords(view, at, leaf, Number(bits & 0xffffffffn), Number(bits >> 32n));
}

/** Whether a number can be written without losing bits. Every number fits a float, and every number is a bool. */
export function fitsLeaf({ width, flags }: LeafBits, value: number): boolean {
  if ((flags & (K.F_FLOAT | K.F_BOOL)) !== 0) return true;
  const isSigned = (flags & K.F_SIGNED) !== 0;
  const end = 2 ** (isSigned ? width - 1 : width);
  return Number.isInteger(value) && value >= (isSigned ? -end : 0) && value < end;
}

export function fitsWideLeaf({ width, flags }: LeafBits, value: bigint): boolean {
  const isUnsigned = (flags & K.F_UNSIGNED_WIDE) !== 0;
  return (isUnsigned ? BigInt.asUintN(width, value) : BigInt.asIntN(width, value)) === value;
}

/** Whether the bytes say this number already, in whatever form: all NaNs are one, and so are all bools but 0. */
export function holdsLeaf(view: DataView, at: number, leaf: LeafBits, value: number): boolean {
  const { flags } = leaf;
  if ((flags & K.F_FLOAT) !== 0) return Object.is(readLeaf(view, at, leaf), floatOfLeaf(leaf).round(value));
  if ((flags & K.F_BOOL) !== 0) return readLeaf(view, at, leaf) === Number(value !== 0);
  return holdsWords(view, at, leaf, value >>> 0, highWordOf(value));
}

export function holdsWideLeaf(view: DataView, at: number, leaf: LeafBits, value: bigint): boolean {
  if (leaf.width === 64 && leaf.bytes === 8) return view.getBigInt64(at, isLittle(leaf)) === BigInt.asIntN(64, value);
  const bits = BigInt.asUintN(64, value);
  return holdsWords(view, at, leaf, Number(bits & 0xffffffffn), Number(bits >> 32n));
}

/** The format of a leaf that is a float. */
export function floatOfLeaf(leaf: Pick<LeafBits, 'bytes' | 'flags'>): FloatFormat {
  return floatOf(floatRowOf(leaf));
}

export function isLittle({ flags }: Pick<LeafBits, 'flags'>): boolean {
  return (flags & K.F_BIG_ENDIAN) === 0;
}

/** Storage of 1, 2 or 4 bytes: shifted to the top of 32 bits and back, which also extends the sign. */
function readShort(view: DataView, at: number, leaf: LeafBits): number {
  const unused = 32 - leaf.width;
  const atTop = loadShort(view, at, leaf) << (unused - leaf.shift);
  return (leaf.flags & K.F_SIGNED) === 0 ? atTop >>> unused : atTop >> unused;
}

function writeShort(view: DataView, at: number, leaf: LeafBits, value: number): void {
  const isWhole = leaf.width === leaf.bytes * 8;
  const mask = lowMask(leaf.width) << leaf.shift;
  const bits = isWhole ? value : (loadShort(view, at, leaf) & ~mask) | ((value << leaf.shift) & mask);
  if (leaf.bytes === 1) view.setUint8(at, bits);
  else if (leaf.bytes === 2) view.setUint16(at, bits, isLittle(leaf));
  else view.setUint32(at, bits, isLittle(leaf));
}

function loadShort(view: DataView, at: number, leaf: LeafBits): number {
  if (leaf.bytes === 1) return view.getUint8(at);
  return leaf.bytes === 2 ? view.getUint16(at, isLittle(leaf)) : view.getUint32(at, isLittle(leaf));
}

function readLong(view: DataView, at: number, leaf: LeafBits): number {
  const low = valueWord(view, at, leaf, 0);
  const { width } = leaf;
  if ((leaf.flags & K.F_SIGNED) === 0) return width > 32 ? valueWord(view, at, leaf, 1) * WORD + low : low;
  if (width <= 32) return (low << (32 - width)) >> (32 - width);
  const high = (valueWord(view, at, leaf, 1) << (64 - width)) >> (64 - width);
  return high * WORD + low;
}

/*
 * Storage of any size is three 32-bit words, word 0 the least significant. The value is up to two words that begin
 * `shift` bits into them:
 *
 *   storage   | word 0         | word 1         | word 2 |
 *   value          | word 0         | word 1   |
 *              shift
 */

/** Word `index` of the value. */
function valueWord(view: DataView, at: number, leaf: LeafBits, index: number): number {
  const bit = leaf.shift & 31;
  const first = (leaf.shift >>> 5) + index;
  const low = storageWord(view, at, leaf, first) >>> bit;
  const high = bit === 0 ? 0 : storageWord(view, at, leaf, first + 1) << (32 - bit);
  return ((low | high) & lowMask(leaf.width - 32 * index)) >>> 0;
}

function writeWords(view: DataView, at: number, leaf: LeafBits, low: number, high: number): void {
  const lowBits = lowMask(leaf.width);
  const highBits = lowMask(leaf.width - 32);
  for (let index = 0; index * 4 < leaf.bytes; index++) {
    const mask = shiftedWord(lowBits, highBits, leaf.shift, index);
    if (mask === 0) continue;
    const bits = shiftedWord(low, high, leaf.shift, index) & mask;
    storeWord(view, at, leaf, index, (storageWord(view, at, leaf, index) & ~mask) | bits);
  }
}

function holdsWords(view: DataView, at: number, leaf: LeafBits, low: number, high: number): boolean {
  return (
    valueWord(view, at, leaf, 0) === (low & lowMask(leaf.width)) >>> 0 &&
    valueWord(view, at, leaf, 1) === (high & lowMask(leaf.width - 32)) >>> 0
  );
}

/** Word `index` of `high:low`, shifted left. */
function shiftedWord(low: number, high: number, shift: number, index: number): number {
  const bit = shift & 31;
  const from = index - (shift >>> 5);
  const above = from === 0 ? low : from === 1 ? high : 0;
  const below = from === 1 ? low : from === 2 ? high : 0;
  return (above << bit) | (bit === 0 ? 0 : below >>> (32 - bit));
}

/** Word `index` of the storage; bytes that it does not have are 0. */
function storageWord(view: DataView, at: number, leaf: LeafBits, index: number): number {
  const first = index * 4;
  const last = Math.min(first + 4, leaf.bytes) - 1;
  if (last === first + 3) {
    const little = isLittle(leaf);
    return view.getUint32(little ? at + first : at + leaf.bytes - 1 - last, little);
  }
  let word = 0;
  for (let byte = last; byte >= first; byte--) word = (word << 8) | view.getUint8(placeOf(byte, at, leaf));
  return word;
}

function storeWord(view: DataView, at: number, leaf: LeafBits, index: number, word: number): void {
  const first = index * 4;
  const end = Math.min(first + 4, leaf.bytes);
  for (let byte = first; byte < end; byte++) view.setUint8(placeOf(byte, at, leaf), word >>> ((byte - first) * 8));
}

/** Place of a byte of the storage, the least significant being byte 0. */
function placeOf(byte: number, at: number, leaf: LeafBits): number {
  return isLittle(leaf) ? at + byte : at + leaf.bytes - 1 - byte;
}

function lowMask(width: number): number {
  if (width >= 32) return -1;
  return width <= 0 ? 0 : (1 << width) - 1;
}

/** Bits 32 to 63 of an integer in two's complement. */
function highWordOf(value: number): number {
  return Math.floor(value / WORD) >>> 0;
}
