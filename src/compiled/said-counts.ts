import { bitsFor, countingValue, countOfValue, leafValueFor, whyNotHeld, type Op } from '../cursor/index.js';
import { CastbufError, unsaidHint } from '../errors/index.js';
import type { CountingValue } from './assign.js';
import type { Implied } from './implied-values.js';

/* Lengths and counts that a leaf does not hold as they are: see src/cursor/measure.ts. */

/** No value of the leaf stands for a length or a count. `offset`: of the record, in a batch. */
export function unsaid(path: string, want: number, have: number, fieldOffset?: number, offset?: number): CastbufError {
  return new CastbufError('ERR_LENGTH', unsaidHint(want, have), { path, want, have, fieldOffset, offset });
}

/** The bits of which a measure makes so many. @throws CastbufError ERR_LENGTH */
export function bitsSaying(op: Op, value: number, path: string, fieldOffset?: number, offset?: number): number {
  const refusal = whyNotHeld(op, value);
  if (refusal !== undefined) throw unsaid(path, refusal.want, value, fieldOffset, offset);
  return bitsFor(op, value) as number;
}

/**
 * What follows for a leaf of which a count is made.
 * @throws CastbufError ERR_LENGTH where no value of the leaf makes it
 */
export function measuring(op: Op, count: number, path: string, why: () => string): Implied {
  bitsSaying(op, count, path);
  return { value: leafValueFor(op, count), agrees: (given) => countOfValue(op, given) === count, why };
}

/** What sets a leaf that counts by some of its bits. */
export function countingBy(op: Op): CountingValue {
  return (given, now) => countingValue(op, given, now);
}
