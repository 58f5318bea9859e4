/** From what callgrind wrote to instructions a record, and from two sets of them to what is wrong. */
import { median } from './statistics.mjs';

/** More than this is a slower kernel; counts of the same build repeat within 0.3 %. */
export const TOLERANCE = 0.02;

/**
 * Instructions a record: the median region, because a garbage collection may fall into one.
 * @param {import('./count.mjs').Counted[]} counted
 * @param {(dump: number) => number} instructionsOf what callgrind counted between mark `dump - 1` and mark `dump`, from 1 on
 * @returns {Record<string, number>}
 */
export function instructionsARecord(counted, instructionsOf) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { kernel, records, firstRegion, regions } of counted) {
    const all = Array.from({ length: regions }, (_, index) => instructionsOf(firstRegion + 1 + index));
    counts[kernel] = Number((median(all) / records).toFixed(2));
  }
  return counts;
}

/** @returns {{ kernel: string, have: number, want: number | undefined, verdict: 'same' | 'more' | 'fewer' | 'new' }[]} */
export function judgedCounts(
  /** @type {Record<string, number>} */ counts,
  /** @type {Record<string, number>} */ baseline,
) {
  return Object.entries(counts).map(([kernel, have]) => {
    const want = baseline[kernel];
    if (want === undefined) return { kernel, have, want, verdict: 'new' };
    const isMore = have > want * (1 + TOLERANCE);
    const isFewer = have < want * (1 - TOLERANCE);
    const verdict = isMore ? 'more' : isFewer ? 'fewer' : 'same';
    return { kernel, have, want, verdict };
  });
}
