import * as K from '../../assembly/core/layout.js';
import type { LeafBits } from './leaf.js';

/** The words of an OP_MEASURE: its bits times `constant` plus `count`, rounded up to a multiple of `align`. */
export interface MeasureOp extends LeafBits {
  readonly kind: number;
  readonly constant: number;
  readonly count: number;
  readonly align: number;
}

/** Above it integers are no longer exact, and no message is as long. */
const MOST = 2 ** 53;

/** What a measure makes of its bits. */
export function measured({ constant: times, count: plus, align }: MeasureOp, bits: number): number {
  const sum = bits * times + plus;
  return Math.max(-MOST, Math.min(Math.ceil(sum / align) * align + 0, MOST));
}

/** The most bits that a measure makes so many of; undefined: none, or more than it has. */
export function bitsFor(op: MeasureOp, value: number): number | undefined {
  // The last step of rounding up may be higher than all bits lead to.
  const bits = Math.min(Math.floor((value - op.count) / op.constant), mostBits(op));
  return bits >= 0 && measured(op, bits) === value ? bits : undefined;
}

/** What its bits stand for at most. */
export function mostMeasured(op: MeasureOp): number {
  return measured(op, mostBits(op));
}

/** The least that its bits can stand for and that is not less. */
export function nextMeasured(op: MeasureOp, value: number): number {
  return measured(op, Math.max(0, Math.ceil((value - op.count) / op.constant)));
}

function mostBits({ width, flags }: LeafBits): number {
  return 2 ** ((flags & K.F_SIGNED) === 0 ? width : width - 1) - 1;
}
