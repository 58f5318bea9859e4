/*
 * Windows -> lane columns: 16 (or 8, or 4) bytes of each of four records, transposed.
 *
 *   record 0   |a0 a1 a2 a3|         lane 0   |a0 b0 c0 d0|
 *   record 1   |b0 b1 b2 b3|   -->   lane 1   |a1 b1 c1 d1|
 *   record 2   |c0 c1 c2 c3|         lane 2   |a2 b2 c2 d2|
 *   record 3   |d0 d1 d2 d3|         lane 3   |a3 b3 c3 d3|
 *
 * Each shape is an export of its own, in two forms: records of varying length are found through their column of offsets,
 * others a stride apart. V8 compiles a function well when it has run for a while, and it runs the new code at the next call
 * only: as parts of one large interpreter they would wait for that a hundred times longer.
 *
 * Bounds: a window lies in the fixed part of every record, and framing checked that part. `rows` is 4 at least: what is left
 * behind the last whole four is read again with the last four, so nothing is written behind a column's rows.
 */

/** `places` is the column of the records' offsets. */
type Offsets = u32;
/** `places` is the distance from a record to the next. */
type Stride = f64;

/** Address of the window in record `row`; `from` is its address in a record at offset 0, or in the block's first. */
function recordAt<Form>(from: usize, places: usize, row: usize): usize {
  if (isFloat<Form>()) return from + row * places;
  return from + <usize>load<u32>(places + (row << 2));
}

export function quads(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize, d: usize): void {
  quadsOf<Offsets>(from, places, rows, a, b, c, d);
}
export function quadsStrided(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize, d: usize): void {
  quadsOf<Stride>(from, places, rows, a, b, c, d);
}
export function pairWide(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  pairWideOf<Offsets>(from, places, rows, a, b, c);
}
export function pairWideStrided(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  pairWideOf<Stride>(from, places, rows, a, b, c);
}
export function widePair(from: usize, places: usize, rows: usize, a: usize, c: usize, d: usize): void {
  widePairOf<Offsets>(from, places, rows, a, c, d);
}
export function widePairStrided(from: usize, places: usize, rows: usize, a: usize, c: usize, d: usize): void {
  widePairOf<Stride>(from, places, rows, a, c, d);
}
export function wides(from: usize, places: usize, rows: usize, a: usize, c: usize): void {
  widesOf<Offsets>(from, places, rows, a, c);
}
export function widesStrided(from: usize, places: usize, rows: usize, a: usize, c: usize): void {
  widesOf<Stride>(from, places, rows, a, c);
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

function quadsOf<Form>(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize, d: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const r0 = v128.load(recordAt<Form>(from, places, row));
    const r1 = v128.load(recordAt<Form>(from, places, row + 1));
    const r2 = v128.load(recordAt<Form>(from, places, row + 2));
    const r3 = v128.load(recordAt<Form>(from, places, row + 3));
    const low01 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<u32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<u32>(r2, r3, 2, 6, 3, 7);
    const slot = row << 2;
    v128.store(a + slot, v128.shuffle<u64>(low01, low23, 0, 2));
    v128.store(b + slot, v128.shuffle<u64>(low01, low23, 1, 3));
    v128.store(c + slot, v128.shuffle<u64>(high01, high23, 0, 2));
    v128.store(d + slot, v128.shuffle<u64>(high01, high23, 1, 3));
    if (row == last) return;
  }
}

function pairWideOf<Form>(from: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const r0 = v128.load(recordAt<Form>(from, places, row));
    const r1 = v128.load(recordAt<Form>(from, places, row + 1));
    const r2 = v128.load(recordAt<Form>(from, places, row + 2));
    const r3 = v128.load(recordAt<Form>(from, places, row + 3));
    const low01 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5);
    v128.store(a + (row << 2), v128.shuffle<u64>(low01, low23, 0, 2));
    v128.store(b + (row << 2), v128.shuffle<u64>(low01, low23, 1, 3));
    v128.store(c + (row << 3), v128.shuffle<u64>(r0, r1, 1, 3));
    v128.store(c + (row << 3), v128.shuffle<u64>(r2, r3, 1, 3), 16);
    if (row == last) return;
  }
}

function widePairOf<Form>(from: usize, places: usize, rows: usize, a: usize, c: usize, d: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const r0 = v128.load(recordAt<Form>(from, places, row));
    const r1 = v128.load(recordAt<Form>(from, places, row + 1));
    const r2 = v128.load(recordAt<Form>(from, places, row + 2));
    const r3 = v128.load(recordAt<Form>(from, places, row + 3));
    const high01 = v128.shuffle<u32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<u32>(r2, r3, 2, 6, 3, 7);
    v128.store(a + (row << 3), v128.shuffle<u64>(r0, r1, 0, 2));
    v128.store(a + (row << 3), v128.shuffle<u64>(r2, r3, 0, 2), 16);
    v128.store(c + (row << 2), v128.shuffle<u64>(high01, high23, 0, 2));
    v128.store(d + (row << 2), v128.shuffle<u64>(high01, high23, 1, 3));
    if (row == last) return;
  }
}

function widesOf<Form>(from: usize, places: usize, rows: usize, a: usize, c: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const r0 = v128.load(recordAt<Form>(from, places, row));
    const r1 = v128.load(recordAt<Form>(from, places, row + 1));
    const r2 = v128.load(recordAt<Form>(from, places, row + 2));
    const r3 = v128.load(recordAt<Form>(from, places, row + 3));
    const slot = row << 3;
    v128.store(a + slot, v128.shuffle<u64>(r0, r1, 0, 2));
    v128.store(a + slot, v128.shuffle<u64>(r2, r3, 0, 2), 16);
    v128.store(c + slot, v128.shuffle<u64>(r0, r1, 1, 3));
    v128.store(c + slot, v128.shuffle<u64>(r2, r3, 1, 3), 16);
    if (row == last) return;
  }
}

function pairOf<Form>(from: usize, places: usize, rows: usize, a: usize, b: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const r0 = v128.load64_zero(recordAt<Form>(from, places, row));
    const r1 = v128.load64_zero(recordAt<Form>(from, places, row + 1));
    const r2 = v128.load64_zero(recordAt<Form>(from, places, row + 2));
    const r3 = v128.load64_zero(recordAt<Form>(from, places, row + 3));
    const low01 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5);
    v128.store(a + (row << 2), v128.shuffle<u64>(low01, low23, 0, 2));
    v128.store(b + (row << 2), v128.shuffle<u64>(low01, low23, 1, 3));
    if (row == last) return;
  }
}

function wideOf<Form>(from: usize, places: usize, rows: usize, a: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    store<u64>(a + (row << 3), load<u64>(recordAt<Form>(from, places, row)));
  }
}

function singleOf<Form>(from: usize, places: usize, rows: usize, a: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    store<u32>(a + (row << 2), load<u32>(recordAt<Form>(from, places, row)));
  }
}
