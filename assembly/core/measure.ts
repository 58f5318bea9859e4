import * as K from './layout';
import { loadInteger, maskOf, storeBits } from './leaf';
import { word } from './memory';

/*
 * Lengths and counts: what a leaf holds, or what an OP_MEASURE makes of its bits. Of a measure the arithmetic is that of doubles in all engines, so that it
 * is the same; it is exact up to 2^53, and no message is as long.
 */

const MOST: f64 = 9007199254740992;

/** The integer that the op says. */
export function loadMeasured(op: usize, base: usize): i64 {
  const bits = loadInteger(op, base);
  if (word(op, K.W_KIND) != K.OP_MEASURE) return bits;
  return <i64>measured(op, word(op, K.W_FLAGS) & K.F_SIGNED ? <f64>bits : <f64>(<u64>bits));
}

function measured(op: usize, bits: f64): f64 {
  const align = <f64>word(op, K.W_ALIGN);
  const sum = bits * <f64>word(op, K.W_TIMES) + <f64>word(op, K.W_PLUS);
  return max<f64>(-MOST, min<f64>(ceil<f64>(sum / align) * align, MOST));
}

/** The largest integer that the op can say. */
export function mostHeld(op: usize): u64 {
  if (word(op, K.W_KIND) == K.OP_MEASURE) return <u64>max<f64>(0, measured(op, mostBits(op)));
  const width = word(op, K.W_WIDTH);
  return maskOf(word(op, K.W_FLAGS) & K.F_SIGNED ? width - 1 : width);
}

/** Whether the op can say an integer that is not above mostHeld. */
export function isHeld(op: usize, value: u64): bool {
  if (word(op, K.W_KIND) != K.OP_MEASURE) return true;
  const bits = bitsFor(op, value);
  return bits >= 0 && measured(op, bits) == <f64>value;
}

/** The least integer that a measure can say and that is not less. */
export function leastHeld(op: usize, value: u64): f64 {
  const bits = ceil<f64>((<f64>value - <f64>word(op, K.W_PLUS)) / <f64>word(op, K.W_TIMES));
  return measured(op, max<f64>(0, bits));
}

/** Has the op say an integer for which isHeld holds. */
export function storeMeasured(op: usize, base: usize, value: u64): void {
  storeBits(op, base, word(op, K.W_KIND) == K.OP_MEASURE ? <u64>bitsFor(op, value) : value);
}

/** The most bits that a measure makes so many of, where there are any. */
function bitsFor(op: usize, value: u64): f64 {
  const bits = floor<f64>((<f64>value - <f64>word(op, K.W_PLUS)) / <f64>word(op, K.W_TIMES));
  // The last step of rounding up may be higher than all bits lead to.
  return min<f64>(bits, mostBits(op));
}

function mostBits(op: usize): f64 {
  const width = word(op, K.W_WIDTH);
  return <f64>maskOf(word(op, K.W_FLAGS) & K.F_SIGNED ? width - 1 : width);
}
