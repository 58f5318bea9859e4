/*
 * Lane columns -> columns: what is narrower than a lane, or does not begin at its first bit. The lanes of a block are in the
 * first-level cache.
 *
 *   a whole number from 0    value = (lane >> shift) & mask                                  cut…
 *   signed, or a bool        value = (min((lane >> shift) & mask, most) ^ sign) - sign       pick…
 *
 * A bool has most 1; a signed value has its highest bit as sign, which extends it.
 * Rows: WINDOW_ROWS at least, the rest with the last step again (see window-kernels.ts); so a target is never its own source.
 */

/** Sixteen rows at a time. */
export function cut4to1(lane: usize, target: usize, rows: usize, shift: i32, mask: u32): void {
  const masks = i32x4.splat(mask);
  for (let row: usize = 0, last = rows - 16; ; row = min(row + 16, last)) {
    const from = lane + (row << 2);
    const a = v128.and(i32x4.shr_u(v128.load(from), shift), masks);
    const b = v128.and(i32x4.shr_u(v128.load(from, 16), shift), masks);
    const c = v128.and(i32x4.shr_u(v128.load(from, 32), shift), masks);
    const d = v128.and(i32x4.shr_u(v128.load(from, 48), shift), masks);
    // The values are below 256, so nothing is saturated.
    const low = i16x8.narrow_i32x4_u(a, b);
    const high = i16x8.narrow_i32x4_u(c, d);
    v128.store(target + row, i8x16.narrow_i16x8_u(low, high));
    if (row == last) return;
  }
}

export function cut4to2(lane: usize, target: usize, rows: usize, shift: i32, mask: u32): void {
  const masks = i32x4.splat(mask);
  for (let row: usize = 0, last = rows - 8; ; row = min(row + 8, last)) {
    const from = lane + (row << 2);
    const a = v128.and(i32x4.shr_u(v128.load(from), shift), masks);
    const b = v128.and(i32x4.shr_u(v128.load(from, 16), shift), masks);
    v128.store(target + (row << 1), i16x8.narrow_i32x4_u(a, b));
    if (row == last) return;
  }
}

export function cut4to4(lane: usize, target: usize, rows: usize, shift: i32, mask: u32): void {
  const masks = i32x4.splat(mask);
  for (let row: usize = 0, last = rows - 16; ; row = min(row + 16, last)) {
    const from = lane + (row << 2);
    const to = target + (row << 2);
    v128.store(to, v128.and(i32x4.shr_u(v128.load(from), shift), masks));
    v128.store(to, v128.and(i32x4.shr_u(v128.load(from, 16), shift), masks), 16);
    v128.store(to, v128.and(i32x4.shr_u(v128.load(from, 32), shift), masks), 32);
    v128.store(to, v128.and(i32x4.shr_u(v128.load(from, 48), shift), masks), 48);
    if (row == last) return;
  }
}

export function cut8to4(lane: usize, target: usize, rows: usize, shift: i32, mask: u32): void {
  const masks = i32x4.splat(mask);
  for (let row: usize = 0, last = rows - 8; ; row = min(row + 8, last)) {
    const to = target + (row << 2);
    v128.store(to, v128.and(fourLanes<u64>(lane, row, shift), masks));
    v128.store(to, v128.and(fourLanes<u64>(lane, row + 4, shift), masks), 16);
    if (row == last) return;
  }
}

/** The same of the lanes' high halves; the shift is what is left of it there. */
export function cutHigh8to4(lane: usize, target: usize, rows: usize, shift: i32, mask: u32): void {
  const masks = i32x4.splat(mask);
  for (let row: usize = 0, last = rows - 8; ; row = min(row + 8, last)) {
    const from = lane + (row << 3);
    const to = target + (row << 2);
    const a = v128.shuffle<u32>(v128.load(from), v128.load(from, 16), 1, 3, 5, 7);
    const b = v128.shuffle<u32>(v128.load(from, 32), v128.load(from, 48), 1, 3, 5, 7);
    v128.store(to, v128.and(i32x4.shr_u(a, shift), masks));
    v128.store(to, v128.and(i32x4.shr_u(b, shift), masks), 16);
    if (row == last) return;
  }
}

export function pick4to1(lane: usize, target: usize, rows: usize, shift: i32, mask: u32, most: u32, sign: u32): void {
  pickNarrow<u32, u8>(lane, target, rows, shift, mask, most, sign);
}
export function pick4to2(lane: usize, target: usize, rows: usize, shift: i32, mask: u32, most: u32, sign: u32): void {
  pickNarrow<u32, u16>(lane, target, rows, shift, mask, most, sign);
}
export function pick4to4(lane: usize, target: usize, rows: usize, shift: i32, mask: u32, most: u32, sign: u32): void {
  pickNarrow<u32, u32>(lane, target, rows, shift, mask, most, sign);
}
export function pick8to1(lane: usize, target: usize, rows: usize, shift: i32, mask: u32, most: u32, sign: u32): void {
  pickNarrow<u64, u8>(lane, target, rows, shift, mask, most, sign);
}
export function pick8to2(lane: usize, target: usize, rows: usize, shift: i32, mask: u32, most: u32, sign: u32): void {
  pickNarrow<u64, u16>(lane, target, rows, shift, mask, most, sign);
}
export function pick8to4(lane: usize, target: usize, rows: usize, shift: i32, mask: u32, most: u32, sign: u32): void {
  pickNarrow<u64, u32>(lane, target, rows, shift, mask, most, sign);
}

function pickNarrow<Lane, Target>(
  lane: usize,
  target: usize,
  rows: usize,
  shift: i32,
  mask: u32,
  most: u32,
  sign: u32,
): void {
  const masks = i32x4.splat(mask);
  const mosts = i32x4.splat(most);
  const signs = i32x4.splat(sign);
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const bits = v128.min<u32>(v128.and(fourLanes<Lane>(lane, row, shift), masks), mosts);
    storeFour<Target>(target, row, i32x4.sub(v128.xor(bits, signs), signs));
    if (row == last) return;
  }
}

/** The low 32 bits of four lanes after the shift. */
function fourLanes<Lane>(lane: usize, row: usize, shift: i32): v128 {
  if (sizeof<Lane>() == 4) return i32x4.shr_u(v128.load(lane + (row << 2)), shift);
  const low = i64x2.shr_u(v128.load(lane + (row << 3)), shift);
  const high = i64x2.shr_u(v128.load(lane + (row << 3), 16), shift);
  return v128.shuffle<u32>(low, high, 0, 2, 4, 6);
}

function storeFour<Target>(target: usize, row: usize, four: v128): void {
  if (sizeof<Target>() == 4) v128.store(target + (row << 2), four);
  else if (sizeof<Target>() == 2)
    v128.store_lane<u64>(target + (row << 1), v128.shuffle<u16>(four, four, 0, 2, 4, 6, 0, 2, 4, 6), 0);
  else
    v128.store_lane<u32>(
      target + row,
      v128.shuffle<u8>(four, four, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12),
      0,
    );
}

/** An integer of 54 to 64 bits. */
export function pick8to8(lane: usize, target: usize, rows: usize, shift: i32, mask: u64, sign: u64): void {
  const masks = i64x2.splat(mask);
  const signs = i64x2.splat(sign);
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const from = lane + (row << 3);
    const to = target + (row << 3);
    const low = v128.and(i64x2.shr_u(v128.load(from), shift), masks);
    const high = v128.and(i64x2.shr_u(v128.load(from, 16), shift), masks);
    v128.store(to, i64x2.sub(v128.xor(low, signs), signs));
    v128.store(to, i64x2.sub(v128.xor(high, signs), signs), 16);
    if (row == last) return;
  }
}

/** 2^52: with an integer of up to 52 bits as its fraction, a double is the sum of both. */
const TWO_TO_52: u64 = 0x4330000000000000;

/** An integer of 33 to 52 bits, as a double. */
export function pick8toFloat(lane: usize, target: usize, rows: usize, shift: i32, mask: u64, sign: u64): void {
  const masks = i64x2.splat(mask);
  const biased = i64x2.splat(sign ^ TWO_TO_52);
  const bias = f64x2.splat(reinterpret<f64>(TWO_TO_52) + <f64>sign);
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const from = lane + (row << 3);
    const to = target + (row << 3);
    const low = v128.and(i64x2.shr_u(v128.load(from), shift), masks);
    const high = v128.and(i64x2.shr_u(v128.load(from, 16), shift), masks);
    v128.store(to, f64x2.sub(v128.xor(low, biased), bias));
    v128.store(to, f64x2.sub(v128.xor(high, biased), bias), 16);
    if (row == last) return;
  }
}

/** The same of the lane's low bits, without a sign: nothing is shifted. */
export function cut8toFloat(lane: usize, target: usize, rows: usize, mask: u64): void {
  const masks = i64x2.splat(mask);
  const bias = i64x2.splat(TWO_TO_52);
  for (let row: usize = 0, last = rows - 8; ; row = min(row + 8, last)) {
    const from = lane + (row << 3);
    const to = target + (row << 3);
    v128.store(to, double(v128.and(v128.load(from), masks), bias));
    v128.store(to, double(v128.and(v128.load(from, 16), masks), bias), 16);
    v128.store(to, double(v128.and(v128.load(from, 32), masks), bias), 32);
    v128.store(to, double(v128.and(v128.load(from, 48), masks), bias), 48);
    if (row == last) return;
  }
}

/** Two integers of up to 52 bits as doubles; `bias` is TWO_TO_52, twice. */
function double(two: v128, bias: v128): v128 {
  return f64x2.sub(v128.or(two, bias), bias);
}

/*
 * Two lanes side by side, joined: what the framed windows took apart.
 */

/** A number of 64 bits. */
export function join8(low: usize, high: usize, target: usize, rows: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const lows = v128.load(low + (row << 2));
    const highs = v128.load(high + (row << 2));
    const to = target + (row << 3);
    v128.store(to, v128.shuffle<u32>(lows, highs, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<u32>(lows, highs, 2, 6, 3, 7), 16);
    if (row == last) return;
  }
}

/** An integer of 33 to 52 bits, as a double. */
export function joinFloat(low: usize, high: usize, target: usize, rows: usize, shift: i32, mask: u64, sign: u64): void {
  const masks = i64x2.splat(mask);
  const biased = i64x2.splat(sign ^ TWO_TO_52);
  const bias = f64x2.splat(reinterpret<f64>(TWO_TO_52) + <f64>sign);
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const lows = v128.load(low + (row << 2));
    const highs = v128.load(high + (row << 2));
    const to = target + (row << 3);
    const first = v128.and(i64x2.shr_u(v128.shuffle<u32>(lows, highs, 0, 4, 1, 5), shift), masks);
    const second = v128.and(i64x2.shr_u(v128.shuffle<u32>(lows, highs, 2, 6, 3, 7), shift), masks);
    v128.store(to, f64x2.sub(v128.xor(first, biased), bias));
    v128.store(to, f64x2.sub(v128.xor(second, biased), bias), 16);
    if (row == last) return;
  }
}

/** The same of the low bits of both, without a sign; `mask` is of the high lane. */
export function cutJoinFloat(low: usize, high: usize, target: usize, rows: usize, mask: u32): void {
  const masks = i32x4.splat(mask);
  const bias = i64x2.splat(TWO_TO_52);
  const highBias = i32x4.splat(<i32>(TWO_TO_52 >> 32));
  for (let row: usize = 0, last = rows - 8; ; row = min(row + 8, last)) {
    const lows = low + (row << 2);
    const highs = high + (row << 2);
    const to = target + (row << 3);
    const a = v128.load(lows);
    const b = v128.or(v128.and(v128.load(highs), masks), highBias);
    const c = v128.load(lows, 16);
    const d = v128.or(v128.and(v128.load(highs, 16), masks), highBias);
    v128.store(to, f64x2.sub(v128.shuffle<u32>(a, b, 0, 4, 1, 5), bias));
    v128.store(to, f64x2.sub(v128.shuffle<u32>(a, b, 2, 6, 3, 7), bias), 16);
    v128.store(to, f64x2.sub(v128.shuffle<u32>(c, d, 0, 4, 1, 5), bias), 32);
    v128.store(to, f64x2.sub(v128.shuffle<u32>(c, d, 2, 6, 3, 7), bias), 48);
    if (row == last) return;
  }
}

/** The bytes of 4-byte lanes the other way round. */
export function reverse4(lane: usize, target: usize, rows: usize): void {
  for (let row: usize = 0, last = rows - 4; ; row = min(row + 4, last)) {
    const lanes = v128.load(lane + (row << 2));
    const reversed = v128.shuffle<u8>(lanes, lanes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    v128.store(target + (row << 2), reversed);
    if (row == last) return;
  }
}

/** The bytes of 8-byte lanes the other way round. */
export function reverse8(lane: usize, target: usize, rows: usize): void {
  for (let row: usize = 0, last = rows - 2; ; row = min(row + 2, last)) {
    const lanes = v128.load(lane + (row << 3));
    const reversed = v128.shuffle<u8>(lanes, lanes, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    v128.store(target + (row << 3), reversed);
    if (row == last) return;
  }
}

/** Where the rest of each record begins, `fixed` bytes after the record. */
export function startsOfRests(offsets: usize, starts: usize, rows: usize, fixed: u32): void {
  const before = i32x4.splat(fixed);
  for (let row: usize = 0, last = rows - 8; ; row = min(row + 8, last)) {
    const from = offsets + (row << 2);
    const to = starts + (row << 2);
    v128.store(to, i32x4.add(v128.load(from), before));
    v128.store(to, i32x4.add(v128.load(from, 16), before), 16);
    if (row == last) return;
  }
}

/** How many bytes it has. */
export function bytesOfRests(lengths: usize, bytes: usize, rows: usize, fixed: u32): void {
  const before = i32x4.splat(fixed);
  for (let row: usize = 0, last = rows - 8; ; row = min(row + 8, last)) {
    const from = lengths + (row << 2);
    const to = bytes + (row << 2);
    v128.store(to, i32x4.sub(v128.load(from), before));
    v128.store(to, i32x4.sub(v128.load(from, 16), before), 16);
    if (row == last) return;
  }
}
