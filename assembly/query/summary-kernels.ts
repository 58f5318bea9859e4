import * as K from './layout';

/*
 * Values in scratch -> the state of a summary. The sketch has 32 buckets for each power of two:
 *
 *   magnitude   0 | 1 | 2 | 3 | 4 ..   | 62 | 63 | 64 65 | 66 67 | .. | 128 .. 131 | ..
 *   bucket      0 | 1 | 33 | 49 | 65 .. |        | 193   | 194   |    | 225        |
 *
 * Values below 0 have the buckets on the other side of ZERO.
 *
 * Bounds: a state has all buckets of its kind, and every value has one.
 */

export function foldU8(values: usize, count: usize, state: usize): void {
  foldIntegers<u8>(values, count, state);
}
export function foldI8(values: usize, count: usize, state: usize): void {
  foldIntegers<i8>(values, count, state);
}
export function foldU16(values: usize, count: usize, state: usize): void {
  foldIntegers<u16>(values, count, state);
}
export function foldI16(values: usize, count: usize, state: usize): void {
  foldIntegers<i16>(values, count, state);
}
export function foldU32(values: usize, count: usize, state: usize): void {
  foldIntegers<u32>(values, count, state);
}
export function foldI32(values: usize, count: usize, state: usize): void {
  foldIntegers<i32>(values, count, state);
}
export function foldU64(values: usize, count: usize, state: usize): void {
  foldIntegers<u64>(values, count, state);
}
export function foldI64(values: usize, count: usize, state: usize): void {
  foldIntegers<i64>(values, count, state);
}
/** Integers of 33 to 53 bits, which are doubles. */
export function foldLongs(values: usize, count: usize, state: usize): void {
  foldIntegers<f64>(values, count, state);
}
export function foldDoubles(values: usize, count: usize, state: usize): void {
  foldReals<f64>(values, count, state);
}
export function foldFloats(values: usize, count: usize, state: usize): void {
  foldReals<f32>(values, count, state);
}

function foldIntegers<Load>(values: usize, count: usize, state: usize): void {
  // As i64, which all of them fit but the upper half of u64.
  const isUnsigned = isInteger<Load>() && !isSigned<Load>() && sizeof<Load>() == 8;
  let least = load<i64>(state, K.S_LEAST);
  let most = load<i64>(state, K.S_MOST);
  let low = load<u64>(state, K.S_SUM);
  let high = load<i64>(state, K.S_REST);
  const zero = state + K.S_BUCKETS + ((<usize>K.INTEGER_ZERO) << 2);
  for (let at = values, end = values + count * sizeof<Load>(); at < end; at += sizeof<Load>()) {
    const value = <i64>load<Load>(at);
    low += (<u64>value) & 0xffffffff;
    if (isUnsigned) {
      if (<u64>value < <u64>least) least = value;
      if (<u64>value > <u64>most) most = value;
      high += <i64>((<u64>value) >> 32);
      bump(zero + bucketOf(<u64>value));
    } else {
      if (value < least) least = value;
      if (value > most) most = value;
      high += value >> 32;
      bump(value < 0 ? zero - bucketOf(-(<u64>value)) : zero + bucketOf(<u64>value));
    }
  }
  store<i64>(state, least, K.S_LEAST);
  store<i64>(state, most, K.S_MOST);
  store<u64>(state, low, K.S_SUM);
  store<i64>(state, high, K.S_REST);
  store<u32>(state, load<u32>(state, K.S_COUNT) + <u32>count, K.S_COUNT);
}

/** Bytes from the counter of 0 to that of a magnitude: its power of two, and the 5 bits after its first. */
function bucketOf(magnitude: u64): usize {
  if (magnitude == 0) return 0;
  const zeros = clz<u64>(magnitude);
  const octave = 63 - zeros;
  const top = (magnitude << zeros) >> (63 - K.OCTAVE_SHIFT);
  return (<usize>((octave << K.OCTAVE_SHIFT) + top - (K.OCTAVE_BUCKETS - 1))) << 2;
}

function bump(counter: usize): void {
  store<u32>(counter, load<u32>(counter) + 1);
}

/** The sum is taken one value after the other, and what each addition rounds away is summed, too (Knuth's TwoSum). */
function foldReals<Load>(values: usize, count: usize, state: usize): void {
  let least = load<f64>(state, K.S_LEAST);
  let most = load<f64>(state, K.S_MOST);
  let sum = load<f64>(state, K.S_SUM);
  let rest = load<f64>(state, K.S_REST);
  let nans: u32 = 0;
  const zero = state + K.S_BUCKETS + ((<usize>K.FLOAT_ZERO) << 2);
  for (let at = values, end = values + count * sizeof<Load>(); at < end; at += sizeof<Load>()) {
    const value = <f64>load<Load>(at);
    if (value != value) {
      nans++;
      continue;
    }
    if (value < least) least = value;
    if (value > most) most = value;
    const next = sum + value;
    const added = next - sum;
    rest += sum - (next - added) + (value - added);
    sum = next;
    const bits = reinterpret<u64>(value);
    // The exponent and the 5 bits after it, without the sign: in the order of the magnitudes.
    const bucket = (<usize>((bits << 1) >> (53 - K.OCTAVE_SHIFT))) << 2;
    bump(<i64>bits < 0 ? zero - bucket : zero + bucket);
  }
  store<f64>(state, least, K.S_LEAST);
  store<f64>(state, most, K.S_MOST);
  store<f64>(state, sum, K.S_SUM);
  store<f64>(state, rest, K.S_REST);
  store<u32>(state, load<u32>(state, K.S_NANS) + nans, K.S_NANS);
  store<u32>(state, load<u32>(state, K.S_COUNT) + <u32>count - nans, K.S_COUNT);
}
