import * as K from '../../assembly/core/layout.js';
import { leafOf, type Op } from './code.js';
import { bitsFor, measured } from './measure.js';

/** What a leaf holds that counts by some of its bits: what is given for it; else what it counts now, with 0 in all other bits. */
export function countingValue(op: Op, given: unknown, now: unknown): unknown {
  return given ?? leafValueFor(op, countOfValue(op, now as number | bigint));
}

/** Whether a leaf has bits that its measure does not use. */
export function isMasked(op: Op): boolean {
  return op.kind === K.OP_MEASURE && op.width !== leafOf(op).width;
}

/** The value of the leaf that an op reads where that is to be `count`. Bits of the leaf that a measure does not use are 0. */
export function leafValueFor(op: Op, count: number): number | bigint {
  if (op.kind !== K.OP_MEASURE) return count;
  const leaf = leafOf(op);
  const value = BigInt(bitsFor(op, count) ?? -1) << BigInt(op.shift - leaf.shift);
  return leaf.kind === K.OP_WIDE ? value : Number(value);
}

/** What an op reads where the value of its leaf is this. */
export function countOfValue(op: Op, value: number | bigint): number {
  if (op.kind !== K.OP_MEASURE) return Number(value);
  const leaf = leafOf(op);
  if (op.width === leaf.width) return measured(op, Number(value));
  return measured(op, Number(BigInt.asUintN(op.width, BigInt(value) >> BigInt(op.shift - leaf.shift))));
}
