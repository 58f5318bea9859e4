import type { Op } from '../../cursor/index.js';

/** What a measure makes of its bits, an i64 of up to 33 of them, as an i64. */
export function measuredAssembly({ constant: times, count: plus, align }: Op, bits: string): string {
  const product = times === 1 ? bits : `${bits} * ${times}`;
  const sum = plus === 0 ? product : `${product} ${plus < 0 ? '-' : '+'} ${Math.abs(plus)}`;
  return align === 1 ? `(${sum})` : `((${sum} + ${align - 1}) & ~${align - 1})`;
}
