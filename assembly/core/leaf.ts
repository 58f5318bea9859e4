import {
  F_BIG_ENDIAN,
  F_BOOL,
  F_EXPONENT,
  F_EXPONENT_SHIFT,
  F_FLOAT,
  F_SIGNED,
  OP_BYTES,
  W_BYTES,
  W_END,
  W_FLAGS,
  W_OFFSET,
  W_SHIFT,
  W_WIDTH,
} from './layout';
import { word } from './memory';

/*
 * One number of a record: W_BYTES bytes at W_OFFSET, shifted right by W_SHIFT, W_WIDTH bits of it.
 * Bounds: the record's fixed part was checked before any of its leaves is touched, and the plan keeps every load
 * inside that part.
 */

function loadStorage(at: usize, bytes: i32, bigEndian: bool): u64 {
  switch (bytes) {
    case 1:
      return <u64>load<u8>(at);
    case 2:
      return bigEndian ? <u64>bswap<u16>(load<u16>(at)) : <u64>load<u16>(at);
    case 4:
      return bigEndian ? <u64>bswap<u32>(load<u32>(at)) : <u64>load<u32>(at);
    case 8:
      return bigEndian ? bswap<u64>(load<u64>(at)) : load<u64>(at);
  }
  let value: u64 = 0;
  const whole = min<i32>(bytes, 8);
  for (let i = 0; i < whole; i++) value |= (<u64>load<u8>(placeOf(i, at, whole, bigEndian))) << ((<u64>i) << 3);
  return value;
}

function storeStorage(at: usize, bytes: i32, bigEndian: bool, value: u64): void {
  switch (bytes) {
    case 1:
      store<u8>(at, <u8>value);
      return;
    case 2:
      store<u16>(at, bigEndian ? bswap<u16>(<u16>value) : <u16>value);
      return;
    case 4:
      store<u32>(at, bigEndian ? bswap<u32>(<u32>value) : <u32>value);
      return;
    case 8:
      store<u64>(at, bigEndian ? bswap<u64>(value) : value);
      return;
  }
  const whole = min<i32>(bytes, 8);
  for (let i = 0; i < whole; i++) store<u8>(placeOf(i, at, whole, bigEndian), <u8>(value >> ((<u64>i) << 3)));
}

/** Place of a byte of the storage, the least significant being byte 0. */
function placeOf(byte: i32, at: usize, bytes: i32, bigEndian: bool): usize {
  return at + <usize>(bigEndian ? bytes - 1 - byte : byte);
}

/*
 * gcc lets a packed field of 64 bits start inside a byte, so that it lies in nine: the least significant eight of them, and the one that is left.
 */

function lowestOf(at: usize, bytes: i32, bigEndian: bool): usize {
  return bytes == 9 && bigEndian ? at + 1 : at;
}

function ninthOf(at: usize, bigEndian: bool): usize {
  return bigEndian ? at : at + 8;
}

export function maskOf(width: i32): u64 {
  return width >= 64 ? u64.MAX_VALUE : ((<u64>1) << (<u64>width)) - 1;
}

/** The bits of a leaf, not sign-extended. */
export function loadBits(op: usize, base: usize): u64 {
  const at = base + <usize>word(op, W_OFFSET);
  const bytes = word(op, W_BYTES);
  const shift = <u64>word(op, W_SHIFT);
  const bigEndian = (word(op, W_FLAGS) & F_BIG_ENDIAN) != 0;
  let bits = loadStorage(lowestOf(at, bytes, bigEndian), bytes, bigEndian) >> shift;
  if (bytes == 9) bits |= (<u64>load<u8>(ninthOf(at, bigEndian))) << (64 - shift);
  return bits & maskOf(word(op, W_WIDTH));
}

export function storeBits(op: usize, base: usize, value: u64): void {
  const at = base + <usize>word(op, W_OFFSET);
  const bytes = word(op, W_BYTES);
  const width = word(op, W_WIDTH);
  const bigEndian = (word(op, W_FLAGS) & F_BIG_ENDIAN) != 0;
  if (width == bytes << 3) {
    storeStorage(at, bytes, bigEndian, value);
    return;
  }
  const shift = <u64>word(op, W_SHIFT);
  const mask = maskOf(width);
  const low = lowestOf(at, bytes, bigEndian);
  const kept = loadStorage(low, bytes, bigEndian) & ~(mask << shift);
  storeStorage(low, bytes, bigEndian, kept | ((value & mask) << shift));
  if (bytes == 9) {
    const over = mask >> (64 - shift);
    const ninth = ninthOf(at, bigEndian);
    store<u8>(ninth, <u8>(((<u64>load<u8>(ninth)) & ~over) | ((value >> (64 - shift)) & over)));
  }
}

/** The leaf as an integer: sign-extended where it is signed; an unsigned 64-bit one keeps its bits. */
export function loadInteger(op: usize, base: usize): i64 {
  return integerOfBits(loadBits(op, base), word(op, W_WIDTH), word(op, W_FLAGS));
}

function integerOfBits(bits: u64, width: i32, flags: i32): i64 {
  if (flags & F_BOOL) return bits != 0 ? 1 : 0;
  if ((flags & F_SIGNED) == 0) return <i64>bits;
  const spare = <i64>(64 - width);
  return ((<i64>bits) << spare) >> spare;
}

/** The leaf as the number that JavaScript sees; only for leaves of up to 53 bits, floats and bools. */
export function loadNumber(op: usize, base: usize): f64 {
  if (word(op, W_FLAGS) & F_FLOAT) return floatOfBits(loadBits(op, base), word(op, W_BYTES), exponentOf(op));
  return <f64>loadInteger(op, base);
}

/** A float as the leaf holds it. */
export function roundFloat(op: usize, value: f64): f64 {
  return floatOfBits(bitsOfNumber(op, value), word(op, W_BYTES), exponentOf(op));
}

/** Bits of the exponent of a leaf that is a float. */
function exponentOf(op: usize): i32 {
  return (word(op, W_FLAGS) & F_EXPONENT) >> F_EXPONENT_SHIFT;
}

function floatOfBits(bits: u64, bytes: i32, exponent: i32): f64 {
  return bytes == 8 ? reinterpret<f64>(bits) : <f64>reinterpret<f32>(singleOfBits(bits, bytes, exponent));
}

/*
 * Floats of up to 4 bytes and the elements of their columns, which are f32. As bits: a float that passes through a variable may lose those of a
 * NaN.
 */

export function loadSingle(op: usize, base: usize): u32 {
  return singleOfBits(loadBits(op, base), word(op, W_BYTES), exponentOf(op));
}

/** False where the element is too large for the leaf. */
export function storeSingle(op: usize, base: usize, single: u32): bool {
  if (word(op, W_BYTES) == 4) {
    storeBits(op, base, <u64>single);
    return true;
  }
  const exponent = exponentOf(op);
  const magnitude = single & 0x7fffffff;
  const isNaN = magnitude > SINGLE_INFINITY;
  const bits = isNaN ? float16OfNaN(single, exponent) : float16Of(<f64>reinterpret<f32>(single), exponent);
  storeBits(op, base, <u64>bits);
  return magnitude >= SINGLE_INFINITY || (bits & 0x7fff) != infinityOf(exponent);
}

/*
 * Floats of 2 bytes differ in the bits of their exponent; the rest is their fraction:
 *
 *   f16     s eeeee ffffffffff
 *   single  s eeeeeeee ffffffffff 0000000000000
 */
const SINGLE_INFINITY: u32 = 0x7f800000;

/** The exponent of 1. */
function biasOf(exponent: i32): i32 {
  return (1 << (exponent - 1)) - 1;
}

/** All bits of the exponent. */
function infinityOf(exponent: i32): u32 {
  return 0x8000 - (0x8000 >> exponent);
}

function singleOfBits(bits: u64, bytes: i32, exponent: i32): u32 {
  if (bytes != 2) return <u32>bits;
  const sign = ((<u32>bits) & 0x8000) << 16;
  const rest = (<u32>bits) & 0x7fff;
  const placed = rest << (8 + exponent);
  if (rest >= infinityOf(exponent)) return sign | SINGLE_INFINITY | placed;
  const bias = biasOf(exponent);
  if (rest >= 0x8000 >> exponent) return sign | (placed + ((127 - bias) << 23));
  // Where it has no exponent, its fraction counts units of the least exponent's last bit.
  return sign | reinterpret<u32>(<f32>(<f64>rest * powerOf(exponent - 14 - bias)));
}

function powerOf(exponent: i32): f64 {
  return reinterpret<f64>((<u64>(1023 + exponent)) << 52);
}

/** The bits that the float has of it; one bit at least, or it would be an infinity. */
function float16OfNaN(single: u32, exponent: i32): u32 {
  const last = 0x8000 >> exponent;
  const fraction = (single >> (8 + exponent)) & (last - 1);
  return ((single >> 16) & 0x8000) | infinityOf(exponent) | (fraction == 0 ? last >> 1 : fraction);
}

/** Rounded once, from the double, to the nearest, ties to even; what is too large becomes an infinity, any NaN the usual one. */
function float16Of(value: f64, exponent: i32): u32 {
  const infinity = infinityOf(exponent);
  if (value != value) return infinity | (0x4000 >> exponent);
  const bits = reinterpret<u64>(value);
  const sign = (<u32>(bits >> 48)) & 0x8000;
  const bias = biasOf(exponent);
  // The exponent of the least normal float at least; a carry of the fraction goes to it.
  const power = max<i32>(<i32>((bits >> 52) & 0x7ff) - 1023, 1 - bias);
  if (power > bias) return sign | infinity;
  const fraction = 15 - exponent;
  return sign | (((power + bias - 1) << fraction) + <u32>nearest<f64>(abs<f64>(value) * powerOf(fraction - power)));
}

/**
 * The number of `bytes` bytes at `at` as an element of its column: an integer with its sign extended, 0 and 1 for a bool, the bits of an f32.
 * @param exponent bits of a float's exponent
 */
export function loadElement(at: usize, bytes: i32, flags: i32, exponent: i32): u64 {
  const bits = loadStorage(at, bytes, (flags & F_BIG_ENDIAN) != 0);
  return flags & F_FLOAT ? <u64>singleOfBits(bits, bytes, exponent) : <u64>integerOfBits(bits, bytes << 3, flags);
}

export function storeNumber(op: usize, base: usize, value: f64): void {
  storeBits(op, base, bitsOfNumber(op, value));
}

/** Bits of a number as the leaf holds them. The wrapper has checked the range of integers. */
export function bitsOfNumber(op: usize, value: f64): u64 {
  if (word(op, W_FLAGS) & F_FLOAT) {
    const bytes = word(op, W_BYTES);
    if (bytes == 2) return <u64>float16Of(value, exponentOf(op));
    return bytes == 4 ? <u64>reinterpret<u32>(<f32>value) : reinterpret<u64>(value);
  }
  return (<u64>(<i64>value)) & maskOf(word(op, W_WIDTH));
}

/** The value of a split: its parts, most significant first. */
export function joinParts(index: i32, op: usize, base: usize): f64 {
  const end = word(op, W_END);
  let value: u64 = 0;
  for (let part = index + 1; part < end; part++) {
    const leaf = op + <usize>((part - index) * OP_BYTES);
    value = (value << (<u64>word(leaf, W_WIDTH))) | loadBits(leaf, base);
  }
  return <f64>(value & maskOf(53));
}
