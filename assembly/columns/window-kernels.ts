import * as K from '../core/layout';

/*
 * Windows -> lane columns: 16 (or 8, or 4) bytes of each of four records, transposed.
 *
 *   record 0   |a0 a1 a2 a3|         lane 0   |a0 b0 c0 d0|
 *   record 1   |b0 b1 b2 b3|   -->   lane 1   |a1 b1 c1 d1|
 *   record 2   |c0 c1 c2 c3|         lane 2   |a2 b2 c2 d2|
 *   record 3   |d0 d1 d2 d3|         lane 3   |a3 b3 c3 d3|
 *
 * Each half of 16 bytes is two lanes (u32) or a wide one (u64). Each shape is an export of its own, in three forms: records of varying
 * length are found through their column of offsets, others a stride apart, and the framed form finds the records itself.
 * V8 compiles a function well when it has run for a while, and it runs the new code at the next call only: as parts of one
 * large interpreter they would wait for that a hundred times longer.
 *
 * Bounds: a window lies in the fixed part of every record, and framing checked that part. `rows` is WINDOW_ROWS at least, 4 of
 * which a loop takes at once: what is left after the last whole four is read again with the last four, so nothing is written
 * past a column's rows.
 */

/** `places` is the column of the records' offsets. */
type Offsets = u32;
/** `places` is the distance from a record to the next. */
type Stride = f64;

/** Where a loop finds its next four records: their four offsets, or the window in the first of them. */
function foursAt<Form>(from: usize, places: usize, row: usize): usize {
  if (isFloat<Form>()) return from + row * places;
  return places + (row << 2);
}

/** Addresses of the window in the four records; `from` is its address in a record at offset 0, or in the block's first. */
function first<Form>(from: usize, fours: usize): usize {
  if (isFloat<Form>()) return fours;
  return from + <usize>load<u32>(fours);
}
function second<Form>(from: usize, places: usize, fours: usize): usize {
  if (isFloat<Form>()) return fours + places;
  return from + <usize>load<u32>(fours, 4);
}
function third<Form>(from: usize, places: usize, fours: usize): usize {
  if (isFloat<Form>()) return fours + (places << 1);
  return from + <usize>load<u32>(fours, 8);
}
function fourth<Form>(from: usize, places: usize, fours: usize): usize {
  if (isFloat<Form>()) return fours + (places << 1) + places;
  return from + <usize>load<u32>(fours, 12);
}

export function quads(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize, d: usize): void {
  sixteen<Offsets, u32, u32>(from, places, rows, a, b, c, d);
}
export function quadsStrided(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize, d: usize): void {
  sixteen<Stride, u32, u32>(from, places, rows, a, b, c, d);
}
export function pairWide(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  sixteen<Offsets, u32, u64>(from, places, rows, a, b, c, 0);
}
export function pairWideStrided(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  sixteen<Stride, u32, u64>(from, places, rows, a, b, c, 0);
}
export function widePair(from: usize, places: usize, rows: usize, a: usize, c: usize, d: usize): void {
  sixteen<Offsets, u64, u32>(from, places, rows, a, 0, c, d);
}
export function widePairStrided(from: usize, places: usize, rows: usize, a: usize, c: usize, d: usize): void {
  sixteen<Stride, u64, u32>(from, places, rows, a, 0, c, d);
}
export function wides(from: usize, places: usize, rows: usize, a: usize, c: usize): void {
  sixteen<Offsets, u64, u64>(from, places, rows, a, 0, c, 0);
}
export function widesStrided(from: usize, places: usize, rows: usize, a: usize, c: usize): void {
  sixteen<Stride, u64, u64>(from, places, rows, a, 0, c, 0);
}
export function pair(from: usize, places: usize, rows: usize, a: usize, b: usize): void {
  pairOf<Offsets>(from, places, rows, a, b);
}
export function pairStrided(from: usize, places: usize, rows: usize, a: usize, b: usize): void {
  pairOf<Stride>(from, places, rows, a, b);
}
export function wide(from: usize, places: usize, rows: usize, a: usize): void {
  wideOf<Offsets>(from, places, rows, a);
}
export function wideStrided(from: usize, places: usize, rows: usize, a: usize): void {
  wideOf<Stride>(from, places, rows, a);
}
export function single(from: usize, places: usize, rows: usize, a: usize): void {
  singleOf<Offsets>(from, places, rows, a);
}
export function singleStrided(from: usize, places: usize, rows: usize, a: usize): void {
  singleOf<Stride>(from, places, rows, a);
}

function sixteen<Form, Low, High>(
  from: usize,
  places: usize,
  rows: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const fours = foursAt<Form>(from, places, row);
    const r0 = v128.load(first<Form>(from, fours));
    const r1 = v128.load(second<Form>(from, places, fours));
    const r2 = v128.load(third<Form>(from, places, fours));
    const r3 = v128.load(fourth<Form>(from, places, fours));
    const slot = row << 2;
    if (sizeof<Low>() == 4) {
      const low01 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5);
      const low23 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5);
      v128.store(a + slot, v128.shuffle<u64>(low01, low23, 0, 2));
      v128.store(b + slot, v128.shuffle<u64>(low01, low23, 1, 3));
    } else {
      v128.store(a + (slot << 1), v128.shuffle<u64>(r0, r1, 0, 2));
      v128.store(a + (slot << 1), v128.shuffle<u64>(r2, r3, 0, 2), 16);
    }
    if (sizeof<High>() == 4) {
      const high01 = v128.shuffle<u32>(r0, r1, 2, 6, 3, 7);
      const high23 = v128.shuffle<u32>(r2, r3, 2, 6, 3, 7);
      v128.store(c + slot, v128.shuffle<u64>(high01, high23, 0, 2));
      v128.store(d + slot, v128.shuffle<u64>(high01, high23, 1, 3));
    } else {
      v128.store(c + (slot << 1), v128.shuffle<u64>(r0, r1, 1, 3));
      v128.store(c + (slot << 1), v128.shuffle<u64>(r2, r3, 1, 3), 16);
    }
    if (row == last) return;
  }
}

function pairOf<Form>(from: usize, places: usize, rows: usize, a: usize, b: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const fours = foursAt<Form>(from, places, row);
    const r0 = v128.load64_zero(first<Form>(from, fours));
    const r1 = v128.load64_zero(second<Form>(from, places, fours));
    const r2 = v128.load64_zero(third<Form>(from, places, fours));
    const r3 = v128.load64_zero(fourth<Form>(from, places, fours));
    const low01 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5);
    v128.store(a + (row << 2), v128.shuffle<u64>(low01, low23, 0, 2));
    v128.store(b + (row << 2), v128.shuffle<u64>(low01, low23, 1, 3));
    if (row == last) return;
  }
}

function wideOf<Form>(from: usize, places: usize, rows: usize, a: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const fours = foursAt<Form>(from, places, row);
    const to = a + (row << 3);
    store<u64>(to, load<u64>(first<Form>(from, fours)));
    store<u64>(to, load<u64>(second<Form>(from, places, fours)), 8);
    store<u64>(to, load<u64>(third<Form>(from, places, fours)), 16);
    store<u64>(to, load<u64>(fourth<Form>(from, places, fours)), 24);
    if (row == last) return;
  }
}

function singleOf<Form>(from: usize, places: usize, rows: usize, a: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const fours = foursAt<Form>(from, places, row);
    const to = a + (row << 2);
    store<u32>(to, load<u32>(first<Form>(from, fours)));
    store<u32>(to, load<u32>(second<Form>(from, places, fours)), 4);
    store<u32>(to, load<u32>(third<Form>(from, places, fours)), 8);
    store<u32>(to, load<u32>(fourth<Form>(from, places, fours)), 12);
    if (row == last) return;
  }
}

/*
 * The framed form: records that begin anywhere and end with bytes that an u32 of their fixed part counts. From one record to the next
 * is a chain of a load and an addition that leaves most of the processor idle, so the first one or two windows of four records
 * are taken while the chain of the next four runs. `field` is the address of the count in a record at offset 0 of the piece, and `zero` of the
 * stream; `last` is the last offset of the piece that has room for a fixed part. Frames whole fours up to `end` of the offsets, and stops before one that has a record
 * that is not whole. Answers the offset of the record after the last four; the end of the offsets is in CONTROL_ROWS.
 *
 * Bounds: an address up to `lastField` is that of a count inside the input, and so are those ahead. A window is loaded when all of its
 * four records are inside.
 */

export function framedQuads(
  field: usize,
  at: usize,
  fixed: usize,
  last: usize,
  zero: usize,
  offsets: usize,
  end: usize,
  from: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): usize {
  return framed<u32>(field, at, fixed, last, zero, offsets, end, from, a, b, c, d, 0, 0, 0, 0, 0);
}

/** Two windows: at `from`, with the lanes a to d, and at `from2`. */
export function framedQuadsTwice(
  field: usize,
  at: usize,
  fixed: usize,
  last: usize,
  zero: usize,
  offsets: usize,
  end: usize,
  from: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  from2: usize,
  a2: usize,
  b2: usize,
  c2: usize,
  d2: usize,
): usize {
  return framed<u64>(field, at, fixed, last, zero, offsets, end, from, a, b, c, d, from2, a2, b2, c2, d2);
}

/**
 * Bytes between the records that are framed and those whose cache lines are asked for: far enough that the lines are there in time, and
 * near enough that they still are. Without it the chain waits for each line by itself.
 */
const AHEAD: u64 = 1024;
/** Four cache lines: what four records usually take. A framed input has at least as many bytes. */
export const AHEAD_BYTES: usize = 256;

/** `Windows` is an u64 for two windows. */
function framed<Windows>(
  field: usize,
  at: usize,
  fixed: usize,
  last: usize,
  zero: usize,
  offsets: usize,
  end: usize,
  from: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  from2: usize,
  a2: usize,
  b2: usize,
  c2: usize,
  d2: usize,
): usize {
  // Addresses of counts, in 64 bits: a count of any size adds up to an address that is past `lastField`.
  let next = <u64>(field + at);
  const lastField = <u64>(field + last);
  const lastEnd = lastField + fixed;
  const window = from - field;
  const window2 = from2 - field;
  const room = end - offsets;
  const lastAhead = lastField - (AHEAD_BYTES - 64);
  let sum: u32 = 0;
  let slot: usize = 0;
  for (; room - slot >= 16 && next <= lastField; slot += 16) {
    const n0 = next;
    const n1 = n0 + fixed + load<u32>(<usize>n0);
    if (n1 > lastField) break;
    const n2 = n1 + fixed + load<u32>(<usize>n1);
    if (n2 > lastField) break;
    const n3 = n2 + fixed + load<u32>(<usize>n2);
    if (n3 > lastField) break;
    const n4 = n3 + fixed + load<u32>(<usize>n3);
    if (n4 > lastEnd) break;
    next = n4;
    const ahead = <usize>min(n0 + AHEAD, lastAhead);
    sum += load<u32>(ahead) + load<u32>(ahead, 64) + load<u32>(ahead, 128) + load<u32>(ahead, 192);
    store<u32>(offsets + slot, <u32>(<usize>n0 - zero));
    store<u32>(offsets + slot, <u32>(<usize>n1 - zero), 4);
    store<u32>(offsets + slot, <u32>(<usize>n2 - zero), 8);
    store<u32>(offsets + slot, <u32>(<usize>n3 - zero), 12);
    const r0 = v128.load(window + <usize>n0);
    const r1 = v128.load(window + <usize>n1);
    const r2 = v128.load(window + <usize>n2);
    const r3 = v128.load(window + <usize>n3);
    const low01 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5);
    v128.store(a + slot, v128.shuffle<u64>(low01, low23, 0, 2));
    v128.store(b + slot, v128.shuffle<u64>(low01, low23, 1, 3));
    const high01 = v128.shuffle<u32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<u32>(r2, r3, 2, 6, 3, 7);
    v128.store(c + slot, v128.shuffle<u64>(high01, high23, 0, 2));
    v128.store(d + slot, v128.shuffle<u64>(high01, high23, 1, 3));
    if (sizeof<Windows>() == 8) {
      const s0 = v128.load(window2 + <usize>n0);
      const s1 = v128.load(window2 + <usize>n1);
      const s2 = v128.load(window2 + <usize>n2);
      const s3 = v128.load(window2 + <usize>n3);
      const lower01 = v128.shuffle<u32>(s0, s1, 0, 4, 1, 5);
      const lower23 = v128.shuffle<u32>(s2, s3, 0, 4, 1, 5);
      v128.store(a2 + slot, v128.shuffle<u64>(lower01, lower23, 0, 2));
      v128.store(b2 + slot, v128.shuffle<u64>(lower01, lower23, 1, 3));
      const higher01 = v128.shuffle<u32>(s0, s1, 2, 6, 3, 7);
      const higher23 = v128.shuffle<u32>(s2, s3, 2, 6, 3, 7);
      v128.store(c2 + slot, v128.shuffle<u64>(higher01, higher23, 0, 2));
      v128.store(d2 + slot, v128.shuffle<u64>(higher01, higher23, 1, 3));
    }
  }
  store<u32>(K.CONTROL_CONSUMED, sum); // else the loads ahead would be left out
  store<u32>(K.CONTROL_ROWS, <u32>(offsets + slot));
  return <usize>next - field;
}
