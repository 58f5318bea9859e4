/*
 * Lane columns -> records: window-kernels.ts the other way round. 16 bytes (or 12, 8, 4, 2, 1) of each of four records.
 *
 *   lane 0   |a0 b0 c0 d0|         record 0   |a0 a1 a2 a3|
 *   lane 1   |a1 b1 c1 d1|   -->   record 1   |b0 b1 b2 b3|
 *   lane 2   |a2 b2 c2 d2|         record 2   |c0 c1 c2 c3|
 *   lane 3   |a3 b3 c3 d3|         record 3   |d0 d1 d2 d3|
 *
 * Two forms, and exports, for the reasons that window-kernels.ts gives.
 *
 * Bounds: a zip lies in the fixed part of every record, and all records of the block lie in the output. `rows` is 4 at least: what
 * is left after the last whole four is written again with the last four.
 */

/** `places` is the column of the records' offsets. */
type Offsets = u32;
/** `places` is the distance from a record to the next. */
type Stride = f64;

/** Address of the zip in record `row`; `to` is its address in a record at offset 0, or in the block's first. */
function recordAt<Form>(to: usize, places: usize, row: usize): usize {
  if (isFloat<Form>()) return to + row * places;
  return to + <usize>load<u32>(places + (row << 2));
}

export function zipQuads(to: usize, places: usize, rows: usize, a: usize, b: usize, c: usize, d: usize): void {
  quadsOf<Offsets>(to, places, rows, a, b, c, d);
}
export function zipQuadsStrided(to: usize, places: usize, rows: usize, a: usize, b: usize, c: usize, d: usize): void {
  quadsOf<Stride>(to, places, rows, a, b, c, d);
}
export function zipPairWide(to: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  pairWideOf<Offsets>(to, places, rows, a, b, c);
}
export function zipPairWideStrided(to: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  pairWideOf<Stride>(to, places, rows, a, b, c);
}
export function zipWidePair(to: usize, places: usize, rows: usize, a: usize, c: usize, d: usize): void {
  widePairOf<Offsets>(to, places, rows, a, c, d);
}
export function zipWidePairStrided(to: usize, places: usize, rows: usize, a: usize, c: usize, d: usize): void {
  widePairOf<Stride>(to, places, rows, a, c, d);
}
export function zipWides(to: usize, places: usize, rows: usize, a: usize, c: usize): void {
  widesOf<Offsets>(to, places, rows, a, c);
}
export function zipWidesStrided(to: usize, places: usize, rows: usize, a: usize, c: usize): void {
  widesOf<Stride>(to, places, rows, a, c);
}
export function zipTriple(to: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  tripleOf<Offsets>(to, places, rows, a, b, c);
}
export function zipTripleStrided(to: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  tripleOf<Stride>(to, places, rows, a, b, c);
}
export function zipPair(to: usize, places: usize, rows: usize, a: usize, b: usize): void {
  pairOf<Offsets>(to, places, rows, a, b);
}
export function zipPairStrided(to: usize, places: usize, rows: usize, a: usize, b: usize): void {
  pairOf<Stride>(to, places, rows, a, b);
}
export function zipWide(to: usize, places: usize, rows: usize, a: usize): void {
  oneOf<Offsets, u64, u64>(to, places, rows, a);
}
export function zipWideStrided(to: usize, places: usize, rows: usize, a: usize): void {
  oneOf<Stride, u64, u64>(to, places, rows, a);
}
export function zipSingle(to: usize, places: usize, rows: usize, a: usize): void {
  oneOf<Offsets, u32, u32>(to, places, rows, a);
}
export function zipSingleStrided(to: usize, places: usize, rows: usize, a: usize): void {
  oneOf<Stride, u32, u32>(to, places, rows, a);
}
export function zipHalf(to: usize, places: usize, rows: usize, a: usize): void {
  oneOf<Offsets, u32, u16>(to, places, rows, a);
}
export function zipHalfStrided(to: usize, places: usize, rows: usize, a: usize): void {
  oneOf<Stride, u32, u16>(to, places, rows, a);
}
export function zipByte(to: usize, places: usize, rows: usize, a: usize): void {
  oneOf<Offsets, u32, u8>(to, places, rows, a);
}
export function zipByteStrided(to: usize, places: usize, rows: usize, a: usize): void {
  oneOf<Stride, u32, u8>(to, places, rows, a);
}
export function zipBlank(to: usize, places: usize, rows: usize, bytes: usize): void {
  blankOf<Offsets>(to, places, rows, bytes);
}
export function zipBlankStrided(to: usize, places: usize, rows: usize, bytes: usize): void {
  blankOf<Stride>(to, places, rows, bytes);
}

function quadsOf<Form>(to: usize, places: usize, rows: usize, a: usize, b: usize, c: usize, d: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const slot = row << 2;
    const as = v128.load(a + slot);
    const bs = v128.load(b + slot);
    const cs = v128.load(c + slot);
    const ds = v128.load(d + slot);
    const ab01 = v128.shuffle<u32>(as, bs, 0, 4, 1, 5);
    const ab23 = v128.shuffle<u32>(as, bs, 2, 6, 3, 7);
    const cd01 = v128.shuffle<u32>(cs, ds, 0, 4, 1, 5);
    const cd23 = v128.shuffle<u32>(cs, ds, 2, 6, 3, 7);
    v128.store(recordAt<Form>(to, places, row), v128.shuffle<u64>(ab01, cd01, 0, 2));
    v128.store(recordAt<Form>(to, places, row + 1), v128.shuffle<u64>(ab01, cd01, 1, 3));
    v128.store(recordAt<Form>(to, places, row + 2), v128.shuffle<u64>(ab23, cd23, 0, 2));
    v128.store(recordAt<Form>(to, places, row + 3), v128.shuffle<u64>(ab23, cd23, 1, 3));
    if (row == last) return;
  }
}

function pairWideOf<Form>(to: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const as = v128.load(a + (row << 2));
    const bs = v128.load(b + (row << 2));
    const c01 = v128.load(c + (row << 3));
    const c23 = v128.load(c + (row << 3), 16);
    const ab01 = v128.shuffle<u32>(as, bs, 0, 4, 1, 5);
    const ab23 = v128.shuffle<u32>(as, bs, 2, 6, 3, 7);
    v128.store(recordAt<Form>(to, places, row), v128.shuffle<u64>(ab01, c01, 0, 2));
    v128.store(recordAt<Form>(to, places, row + 1), v128.shuffle<u64>(ab01, c01, 1, 3));
    v128.store(recordAt<Form>(to, places, row + 2), v128.shuffle<u64>(ab23, c23, 0, 2));
    v128.store(recordAt<Form>(to, places, row + 3), v128.shuffle<u64>(ab23, c23, 1, 3));
    if (row == last) return;
  }
}

function widePairOf<Form>(to: usize, places: usize, rows: usize, a: usize, c: usize, d: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const a01 = v128.load(a + (row << 3));
    const a23 = v128.load(a + (row << 3), 16);
    const cs = v128.load(c + (row << 2));
    const ds = v128.load(d + (row << 2));
    const cd01 = v128.shuffle<u32>(cs, ds, 0, 4, 1, 5);
    const cd23 = v128.shuffle<u32>(cs, ds, 2, 6, 3, 7);
    v128.store(recordAt<Form>(to, places, row), v128.shuffle<u64>(a01, cd01, 0, 2));
    v128.store(recordAt<Form>(to, places, row + 1), v128.shuffle<u64>(a01, cd01, 1, 3));
    v128.store(recordAt<Form>(to, places, row + 2), v128.shuffle<u64>(a23, cd23, 0, 2));
    v128.store(recordAt<Form>(to, places, row + 3), v128.shuffle<u64>(a23, cd23, 1, 3));
    if (row == last) return;
  }
}

function widesOf<Form>(to: usize, places: usize, rows: usize, a: usize, c: usize): void {
  for (let row: usize = 0, last = rows - 2; ; row = min(row + 2, last)) {
    const as = v128.load(a + (row << 3));
    const cs = v128.load(c + (row << 3));
    v128.store(recordAt<Form>(to, places, row), v128.shuffle<u64>(as, cs, 0, 2));
    v128.store(recordAt<Form>(to, places, row + 1), v128.shuffle<u64>(as, cs, 1, 3));
    if (row == last) return;
  }
}

function tripleOf<Form>(to: usize, places: usize, rows: usize, a: usize, b: usize, c: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const slot = row << 2;
    const as = v128.load(a + slot);
    const bs = v128.load(b + slot);
    const ab01 = v128.shuffle<u32>(as, bs, 0, 4, 1, 5);
    const ab23 = v128.shuffle<u32>(as, bs, 2, 6, 3, 7);
    const r0 = recordAt<Form>(to, places, row);
    const r1 = recordAt<Form>(to, places, row + 1);
    const r2 = recordAt<Form>(to, places, row + 2);
    const r3 = recordAt<Form>(to, places, row + 3);
    v128.store_lane<u64>(r0, ab01, 0);
    v128.store_lane<u64>(r1, ab01, 1);
    v128.store_lane<u64>(r2, ab23, 0);
    v128.store_lane<u64>(r3, ab23, 1);
    store<u32>(r0, load<u32>(c + slot), 8);
    store<u32>(r1, load<u32>(c + slot, 4), 8);
    store<u32>(r2, load<u32>(c + slot, 8), 8);
    store<u32>(r3, load<u32>(c + slot, 12), 8);
    if (row == last) return;
  }
}

function pairOf<Form>(to: usize, places: usize, rows: usize, a: usize, b: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const as = v128.load(a + (row << 2));
    const bs = v128.load(b + (row << 2));
    const ab01 = v128.shuffle<u32>(as, bs, 0, 4, 1, 5);
    const ab23 = v128.shuffle<u32>(as, bs, 2, 6, 3, 7);
    v128.store_lane<u64>(recordAt<Form>(to, places, row), ab01, 0);
    v128.store_lane<u64>(recordAt<Form>(to, places, row + 1), ab01, 1);
    v128.store_lane<u64>(recordAt<Form>(to, places, row + 2), ab23, 0);
    v128.store_lane<u64>(recordAt<Form>(to, places, row + 3), ab23, 1);
    if (row == last) return;
  }
}

function oneOf<Form, Lane, Stored>(to: usize, places: usize, rows: usize, a: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    const value = <u64>load<Lane>(a + row * sizeof<Lane>());
    store<Stored>(recordAt<Form>(to, places, row), <Stored>value);
  }
}

function blankOf<Form>(to: usize, places: usize, rows: usize, bytes: usize): void {
  for (let row: usize = 0; row < rows; row++) memory.fill(recordAt<Form>(to, places, row), 0, bytes);
}
