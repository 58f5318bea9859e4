/*
 * Columns in scratch -> masks of a byte a row, 0xff where the row is in; 16 rows at a time, over what was there before (or). Exports, as
 * window kernels are.
 *
 * Bounds: scratch columns and masks have BLOCK_ROWS rows, a multiple of 16, and `rows` is BLOCK_ROWS at most. What lies after
 * the last row is read and masked, and nobody looks at it.
 */

export function within8(values: usize, mask: usize, rows: usize, least: i32, span: i32): void {
  const from = i8x16.splat(<i8>least);
  const most = i8x16.splat(<i8>span);
  for (let row: usize = 0; row < rows; row += 16) {
    add(mask + row, i8x16.le_u(i8x16.sub(v128.load(values + row), from), most));
  }
}

export function within16(values: usize, mask: usize, rows: usize, least: i32, span: i32): void {
  const from = i16x8.splat(<i16>least);
  const most = i16x8.splat(<i16>span);
  for (let row: usize = 0, at = values; row < rows; row += 16, at += 32) {
    const low = i16x8.le_u(i16x8.sub(v128.load(at), from), most);
    const high = i16x8.le_u(i16x8.sub(v128.load(at, 16), from), most);
    add(mask + row, i8x16.narrow_i16x8_s(low, high));
  }
}

export function within32(values: usize, mask: usize, rows: usize, least: i32, span: i32): void {
  const from = i32x4.splat(least);
  const most = i32x4.splat(span);
  for (let row: usize = 0, at = values; row < rows; row += 16, at += 64) {
    const a = i32x4.le_u(i32x4.sub(v128.load(at), from), most);
    const b = i32x4.le_u(i32x4.sub(v128.load(at, 16), from), most);
    const c = i32x4.le_u(i32x4.sub(v128.load(at, 32), from), most);
    const d = i32x4.le_u(i32x4.sub(v128.load(at, 48), from), most);
    add(mask + row, narrow(a, b, c, d));
  }
}

/** There is no unsigned comparison of 64 bits: with the topmost bit turned round the signed one is it. */
export function within64(values: usize, mask: usize, rows: usize, least: i64, span: i64): void {
  const from = i64x2.splat(least + i64.MIN_VALUE);
  const most = i64x2.splat(span + i64.MIN_VALUE);
  for (let row: usize = 0, at = values; row < rows; row += 16, at += 128) {
    const a = fours(fits64(at, from, most), fits64(at + 16, from, most));
    const b = fours(fits64(at + 32, from, most), fits64(at + 48, from, most));
    const c = fours(fits64(at + 64, from, most), fits64(at + 80, from, most));
    const d = fours(fits64(at + 96, from, most), fits64(at + 112, from, most));
    add(mask + row, narrow(a, b, c, d));
  }
}

function fits64(at: usize, from: v128, most: v128): v128 {
  return i64x2.le_s(i64x2.sub(v128.load(at), from), most);
}

/** NaN is in no range. */
export function withinDoubles(values: usize, mask: usize, rows: usize, least: f64, most: f64): void {
  const from = f64x2.splat(least);
  const to = f64x2.splat(most);
  for (let row: usize = 0, at = values; row < rows; row += 16, at += 128) {
    const a = fours(fits(v128.load(at), from, to), fits(v128.load(at, 16), from, to));
    const b = fours(fits(v128.load(at, 32), from, to), fits(v128.load(at, 48), from, to));
    const c = fours(fits(v128.load(at, 64), from, to), fits(v128.load(at, 80), from, to));
    const d = fours(fits(v128.load(at, 96), from, to), fits(v128.load(at, 112), from, to));
    add(mask + row, narrow(a, b, c, d));
  }
}

/** Floats of 4 bytes, compared as doubles. */
export function withinFloats(values: usize, mask: usize, rows: usize, least: f64, most: f64): void {
  const from = f64x2.splat(least);
  const to = f64x2.splat(most);
  for (let row: usize = 0, at = values; row < rows; row += 16, at += 64) {
    const a = fitsFloats(at, from, to);
    const b = fitsFloats(at + 16, from, to);
    const c = fitsFloats(at + 32, from, to);
    const d = fitsFloats(at + 48, from, to);
    add(mask + row, narrow(a, b, c, d));
  }
}

function fitsFloats(at: usize, from: v128, to: v128): v128 {
  const low = f64x2.promote_low_f32x4(v128.load64_zero(at));
  const high = f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
  return fours(fits(low, from, to), fits(high, from, to));
}

function fits(values: v128, from: v128, to: v128): v128 {
  return v128.and(f64x2.ge(values, from), f64x2.le(values, to));
}

/** Masks of two and two rows -> of four. */
function fours(low: v128, high: v128): v128 {
  return v128.shuffle<u32>(low, high, 0, 2, 4, 6);
}

function narrow(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

function add(mask: usize, isIn: v128): void {
  v128.store(mask, v128.or(v128.load(mask), isIn));
}

export function andMasks(mask: usize, other: usize, rows: usize): void {
  for (let row: usize = 0; row < rows; row += 16) {
    v128.store(mask + row, v128.and(v128.load(mask + row), v128.load(other + row)));
  }
}

export function orMasks(mask: usize, other: usize, rows: usize): void {
  for (let row: usize = 0; row < rows; row += 16) add(mask + row, v128.load(other + row));
}

export function turnMask(mask: usize, rows: usize): void {
  for (let row: usize = 0; row < rows; row += 16) v128.store(mask + row, v128.not(v128.load(mask + row)));
}

/**
 * Moves the offset and length of each row that is in, `room` at most, and its number among all records. Answers how many. The targets may be
 * where they come from: none is written before it is read.
 */
export function keep(
  mask: usize,
  rows: i32,
  records: i32,
  fromOffsets: usize,
  fromLengths: usize,
  offsets: usize,
  lengths: usize,
  numbers: usize,
  room: i32,
): i32 {
  let to: usize = 0;
  const end = (<usize>room) << 2;
  for (let row: usize = 0; row < <usize>rows; row += 16) {
    if (!v128.any_true(v128.load(mask + row))) continue;
    for (let one = row, last = min(row + 16, <usize>rows); one < last && to < end; one++) {
      store<u32>(offsets + to, load<u32>(fromOffsets + (one << 2)));
      store<u32>(lengths + to, load<u32>(fromLengths + (one << 2)));
      store<u32>(numbers + to, <u32>records + <u32>one);
      // Bounds: `to` is below `end`, so what is written of a row that is out lies in the columns, and is written over.
      to += (<usize>load<u8>(mask + one)) & 4;
    }
  }
  return <i32>(to >> 2);
}
