/*
 * Columns -> lane columns, four rows at a time: window-picks.ts the other way round.
 *
 *   lane = (lane & keep) | ((value & mask) << shift)        keep 0: the lane's first merge; else all bits
 *
 * Each answers whether no value lost bits, nor differs from the lane in bits that are `known` from merges before it (arms of an
 * untagged union that are given both). A bool has most 1, all others all bits; a signed value has `half`, the first
 * that is above its largest, and others have 0: value + half must fit the mask.
 * Rows: 4 at least, the rest with the last four again (see window-zips.ts): a merge that is done twice is done.
 */

export function merge1to4(
  column: usize,
  lane: usize,
  rows: usize,
  shift: i32,
  mask: u32,
  half: u32,
  most: u32,
  keep: u32,
  known: u64,
): bool {
  return mergeNarrow<u8, u32>(column, lane, rows, shift, mask, half, most, keep, known);
}
export function merge2to4(
  column: usize,
  lane: usize,
  rows: usize,
  shift: i32,
  mask: u32,
  half: u32,
  most: u32,
  keep: u32,
  known: u64,
): bool {
  return mergeNarrow<u16, u32>(column, lane, rows, shift, mask, half, most, keep, known);
}
export function merge4to4(
  column: usize,
  lane: usize,
  rows: usize,
  shift: i32,
  mask: u32,
  half: u32,
  most: u32,
  keep: u32,
  known: u64,
): bool {
  return mergeNarrow<u32, u32>(column, lane, rows, shift, mask, half, most, keep, known);
}
export function merge1to8(
  column: usize,
  lane: usize,
  rows: usize,
  shift: i32,
  mask: u32,
  half: u32,
  most: u32,
  keep: u32,
  known: u64,
): bool {
  return mergeNarrow<u8, u64>(column, lane, rows, shift, mask, half, most, keep, known);
}
export function merge2to8(
  column: usize,
  lane: usize,
  rows: usize,
  shift: i32,
  mask: u32,
  half: u32,
  most: u32,
  keep: u32,
  known: u64,
): bool {
  return mergeNarrow<u16, u64>(column, lane, rows, shift, mask, half, most, keep, known);
}
export function merge4to8(
  column: usize,
  lane: usize,
  rows: usize,
  shift: i32,
  mask: u32,
  half: u32,
  most: u32,
  keep: u32,
  known: u64,
): bool {
  return mergeNarrow<u32, u64>(column, lane, rows, shift, mask, half, most, keep, known);
}

function mergeNarrow<Element, Lane>(
  column: usize,
  lane: usize,
  rows: usize,
  shift: i32,
  mask: u32,
  half: u32,
  most: u32,
  keep: u32,
  known: u64,
): bool {
  const masks = i32x4.splat(mask);
  const halves = i32x4.splat(half);
  const mosts = i32x4.splat(most);
  const keeps = i32x4.splat(keep);
  const knowns = sizeof<Lane>() == 4 ? i32x4.splat(<i32>known) : i64x2.splat(known);
  const signs = i32x4.splat(half == 0 ? 0 : 1 << (((<i32>sizeof<Element>()) << 3) - 1));
  let above = i32x4.splat(0);
  let differs = i32x4.splat(0);
  for (let row: usize = 0, last = rows - 4, more = true; more; row = min(row + 4, last)) {
    const value = i32x4.sub(v128.xor(v128.min<u32>(fourOf<Element>(column, row), mosts), signs), signs);
    above = v128.or(above, i32x4.add(value, halves));
    const bits = v128.and(value, masks);
    if (sizeof<Lane>() == 4) {
      const to = lane + (row << 2);
      const before = v128.load(to);
      const placed = i32x4.shl(bits, shift);
      differs = v128.or(differs, v128.xor(before, placed));
      v128.store(to, v128.or(v128.and(before, keeps), placed));
    } else {
      const to = lane + (row << 3);
      const low = i64x2.shl(i64x2.extend_low_i32x4_u(bits), shift);
      const high = i64x2.shl(i64x2.extend_high_i32x4_u(bits), shift);
      const before01 = v128.load(to);
      const before23 = v128.load(to, 16);
      differs = v128.or(differs, v128.or(v128.xor(before01, low), v128.xor(before23, high)));
      v128.store(to, v128.or(v128.and(before01, keeps), low));
      v128.store(to, v128.or(v128.and(before23, keeps), high), 16);
    }
    more = row != last;
  }
  return !v128.any_true(v128.or(v128.andnot(above, masks), v128.and(differs, knowns)));
}

/** Four values with 0 above their own bits. */
function fourOf<Element>(column: usize, row: usize): v128 {
  if (sizeof<Element>() == 4) return v128.load(column + (row << 2));
  if (sizeof<Element>() == 2) return v128.load_ext<u16>(column + (row << 1));
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(column + row)));
}

/** The bits of a 64-bit integer or a double. */
export function merge8to8(
  column: usize,
  lane: usize,
  rows: usize,
  shift: i32,
  mask: u64,
  half: u64,
  keep: u64,
  known: u64,
): bool {
  const masks = i64x2.splat(mask);
  const halves = i64x2.splat(half);
  const keeps = i64x2.splat(keep);
  let above = i64x2.splat(0);
  let differs = i64x2.splat(0);
  for (let row: usize = 0, last = rows - 4, more = true; more; row = min(row + 4, last)) {
    const from = column + (row << 3);
    const to = lane + (row << 3);
    const value01 = v128.load(from);
    const value23 = v128.load(from, 16);
    const before01 = v128.load(to);
    const before23 = v128.load(to, 16);
    const placed01 = i64x2.shl(v128.and(value01, masks), shift);
    const placed23 = i64x2.shl(v128.and(value23, masks), shift);
    above = v128.or(above, v128.or(i64x2.add(value01, halves), i64x2.add(value23, halves)));
    differs = v128.or(differs, v128.or(v128.xor(before01, placed01), v128.xor(before23, placed23)));
    v128.store(to, v128.or(v128.and(before01, keeps), placed01));
    v128.store(to, v128.or(v128.and(before23, keeps), placed23), 16);
    more = row != last;
  }
  return !v128.any_true(v128.or(v128.andnot(above, masks), v128.and(differs, i64x2.splat(known))));
}

/** 2^52: with an integer of up to 52 bits as its fraction, a double is the sum of both. */
const TWO_TO_52: u64 = 0x4330000000000000;

/**
 * An integer of 33 to 52 bits, from a double. What is not whole, or too large, is not the same when it comes back, or has other high bits; so is
 * -0, which is not wrong but rare.
 */
export function mergeFloatTo8(
  column: usize,
  lane: usize,
  rows: usize,
  shift: i32,
  mask: u64,
  half: u64,
  keep: u64,
  known: u64,
): bool {
  const masks = i64x2.splat(mask);
  const halves = i64x2.splat(half);
  const keeps = i64x2.splat(keep);
  const biased = i64x2.splat(TWO_TO_52);
  const bias = f64x2.splat(reinterpret<f64>(TWO_TO_52) + <f64>half);
  let above = i64x2.splat(0);
  let lost = i64x2.splat(0);
  let differs = i64x2.splat(0);
  for (let row: usize = 0, last = rows - 4, more = true; more; row = min(row + 4, last)) {
    const from = column + (row << 3);
    const to = lane + (row << 3);
    const value01 = v128.load(from);
    const value23 = v128.load(from, 16);
    const sum01 = f64x2.add(value01, bias);
    const sum23 = f64x2.add(value23, bias);
    const back01 = v128.xor(f64x2.sub(sum01, bias), value01);
    const back23 = v128.xor(f64x2.sub(sum23, bias), value23);
    const bits01 = v128.xor(sum01, biased);
    const bits23 = v128.xor(sum23, biased);
    above = v128.or(above, v128.or(bits01, bits23));
    lost = v128.or(lost, v128.or(back01, back23));
    const before01 = v128.load(to);
    const before23 = v128.load(to, 16);
    const placed01 = i64x2.shl(v128.and(v128.xor(bits01, halves), masks), shift);
    const placed23 = i64x2.shl(v128.and(v128.xor(bits23, halves), masks), shift);
    differs = v128.or(differs, v128.or(v128.xor(before01, placed01), v128.xor(before23, placed23)));
    v128.store(to, v128.or(v128.and(before01, keeps), placed01));
    v128.store(to, v128.or(v128.and(before23, keeps), placed23), 16);
    more = row != last;
  }
  lost = v128.or(lost, v128.andnot(above, masks));
  return !v128.any_true(v128.or(lost, v128.and(differs, i64x2.splat(known))));
}

/** The first merge of a lane, of an integer without a sign at its lowest bit. Where one has too many bits, the lane has, too: nobody uses it. */
export function firstFloatTo8(column: usize, lane: usize, rows: usize, mask: u64): bool {
  const biased = i64x2.splat(TWO_TO_52);
  let above = i64x2.splat(0);
  let lost = i64x2.splat(0);
  for (let row: usize = 0, last = rows - 4, more = true; more; row = min(row + 4, last)) {
    const from = column + (row << 3);
    const to = lane + (row << 3);
    const value01 = v128.load(from);
    const value23 = v128.load(from, 16);
    const sum01 = f64x2.add(value01, biased);
    const sum23 = f64x2.add(value23, biased);
    const back01 = v128.xor(f64x2.sub(sum01, biased), value01);
    const back23 = v128.xor(f64x2.sub(sum23, biased), value23);
    const bits01 = v128.xor(sum01, biased);
    const bits23 = v128.xor(sum23, biased);
    above = v128.or(above, v128.or(bits01, bits23));
    lost = v128.or(lost, v128.or(back01, back23));
    v128.store(to, bits01);
    v128.store(to, bits23, 16);
    more = row != last;
  }
  return !v128.any_true(v128.or(lost, v128.andnot(above, i64x2.splat(mask))));
}

/** Merges 4-byte lanes with their bytes the other way round. */
export function mergeReversed4(reversed: usize, lane: usize, rows: usize, keep: u32, known: u32): bool {
  const keeps = i32x4.splat(keep);
  const knowns = i32x4.splat(known);
  let lost = i32x4.splat(0);
  for (let row: usize = 0, last = rows - 4, more = true; more; row = min(row + 4, last)) {
    const lanes = v128.load(reversed + (row << 2));
    const turned = v128.shuffle<u8>(lanes, lanes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    const to = lane + (row << 2);
    const before = v128.load(to);
    lost = v128.or(lost, v128.and(v128.xor(before, turned), knowns));
    v128.store(to, v128.or(v128.and(before, keeps), turned));
    more = row != last;
  }
  return !v128.any_true(lost);
}

/** Merges 8-byte lanes with their bytes the other way round. */
export function mergeReversed8(reversed: usize, lane: usize, rows: usize, keep: u64, known: u64): bool {
  const keeps = i64x2.splat(keep);
  const knowns = i64x2.splat(known);
  let lost = i64x2.splat(0);
  for (let row: usize = 0, last = rows - 2, more = true; more; row = min(row + 2, last)) {
    const lanes = v128.load(reversed + (row << 3));
    const turned = v128.shuffle<u8>(lanes, lanes, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    const to = lane + (row << 3);
    const before = v128.load(to);
    lost = v128.or(lost, v128.and(v128.xor(before, turned), knowns));
    v128.store(to, v128.or(v128.and(before, keeps), turned));
    more = row != last;
  }
  return !v128.any_true(lost);
}
