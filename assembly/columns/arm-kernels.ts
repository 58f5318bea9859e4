/*
 * Loops over the arms of a block's rows, an i32 each (gather-arms.ts). Exports, as window kernels are.
 * Rows: 16 at least, the rest with the last step again (see window-kernels.ts), which changes nothing that was done.
 */

/** Where a tag has this value, the row has that arm. Tags and arms have BLOCK_ROWS rows, a multiple of 16. */
export function numberEqual(tags: usize, arms: usize, rows: usize, value: i32, arm: i32): void {
  const values = i32x4.splat(value);
  const numbers = i32x4.splat(arm);
  for (let row: usize = 0, end = rows << 2; row < end; row += 16) {
    const isEqual = i32x4.eq(v128.load(tags + row), values);
    v128.store(arms + row, v128.bitselect(numbers, v128.load(arms + row), isEqual));
  }
}

/** Zeros where a row has another arm: elements of 1 byte. */
export function clear1(target: usize, arms: usize, rows: usize, arm: i32): void {
  const arms4 = i32x4.splat(arm);
  for (let row: usize = 0, last = rows - 16; ; row = min(row + 16, last)) {
    const from = arms + (row << 2);
    const low = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(from), arms4), i32x4.eq(v128.load(from, 16), arms4));
    const high = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(from, 32), arms4), i32x4.eq(v128.load(from, 48), arms4));
    v128.store(target + row, v128.and(v128.load(target + row), i8x16.narrow_i16x8_s(low, high)));
    if (row == last) return;
  }
}

export function clear2(target: usize, arms: usize, rows: usize, arm: i32): void {
  const arms4 = i32x4.splat(arm);
  for (let row: usize = 0, last = rows - 8; ; row = min(row + 8, last)) {
    const from = arms + (row << 2);
    const to = target + (row << 1);
    const is = i16x8.narrow_i32x4_s(i32x4.eq(v128.load(from), arms4), i32x4.eq(v128.load(from, 16), arms4));
    v128.store(to, v128.and(v128.load(to), is));
    if (row == last) return;
  }
}

export function clear4(target: usize, arms: usize, rows: usize, arm: i32): void {
  const arms4 = i32x4.splat(arm);
  for (let row: usize = 0, last = (rows - 4) << 2; ; row = min(row + 16, last)) {
    v128.store(target + row, v128.and(v128.load(target + row), i32x4.eq(v128.load(arms + row), arms4)));
    if (row == last) return;
  }
}

export function clear8(target: usize, arms: usize, rows: usize, arm: i32): void {
  const arms4 = i32x4.splat(arm);
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const to = target + (row << 3);
    const is = i32x4.eq(v128.load(arms + (row << 2)), arms4);
    v128.store(to, v128.and(v128.load(to), i64x2.extend_low_i32x4_s(is)));
    v128.store(to, v128.and(v128.load(to, 16), i64x2.extend_high_i32x4_s(is)), 16);
    if (row == last) return;
  }
}
