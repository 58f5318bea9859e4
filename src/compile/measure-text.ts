import { asLeaf, type Op } from '../cursor/index.js';
import { leafBounds } from './check-facts.js';

/*
 * What a length or a count is made of, where its leaf does not hold it as it is: JavaScript that does what src/cursor/measure.ts does.
 */

/** What a measure makes of its bits, which are an expression. */
export function measuredText(op: Op, bits: string): string {
  const { constant: times, count: plus, align } = op;
  const product = times === 1 ? bits : `${bits} * ${times}`;
  const sum = plus === 0 ? product : `${product} ${plus < 0 ? '-' : '+'} ${Math.abs(plus)}`;
  const rounded = align === 1 ? `(${sum})` : `(Math.ceil((${sum}) / ${align}) * ${align} + 0)`;
  return isExact(op) ? rounded : `Math.max(-(2 ** 53), Math.min(${rounded}, 2 ** 53))`;
}

function isExact(op: Op): boolean {
  const { least, most } = leafBounds(asLeaf(op));
  return [least, most].every((bits) => Number.isSafeInteger(Number(bits) * op.constant + op.count));
}
