/** From the rounds of several processes to rows, and from two runs to what has changed. */
import { ratiosOf, spreadOf } from './statistics.mjs';

/** @typedef {import('./workloads.mjs').Row} Row */
/** @typedef {import('./rounds.mjs').Timed} Timed */
/** @typedef {import('./statistics.mjs').Spread} Spread */
/**
 * @typedef {object} Result
 * @property {string} id
 * @property {string} text
 * @property {string} [none] why there is nothing
 * @property {Spread} [value] in the workload's unit
 * @property {Spread} [baseValue]
 * @property {Spread} [ratio]
 * @property {{ ratio?: number, value?: number }} goal
 * @property {boolean} [isMet] none where there is no goal
 */

/**
 * @param {Row} row
 * @param {readonly Record<string, Timed>[]} processes each with the rounds of every contender of the row's group
 * @returns {Result}
 */
export function resultOf({ id, text, own, base, goal = {} }, processes) {
  const owns = processes.map((timed) => timed[own]);
  const bases = base === undefined ? [] : processes.map((timed) => timed[base]);
  const reason = [...owns, ...bases].map(noneOf).find((none) => none !== undefined);
  if (reason !== undefined) return { id, text, none: reason, goal };
  const value = spreadOf(owns.map(roundsOf));
  if (base === undefined) return judged({ id, text, value, goal });
  const ratio = spreadOf(owns.map((one, index) => ratiosOf(roundsOf(one), roundsOf(bases[index]))));
  return judged({ id, text, value, baseValue: spreadOf(bases.map(roundsOf)), ratio, goal });
}

function noneOf(/** @type {Timed | undefined} */ timed) {
  if (timed === undefined) return 'was not measured';
  return 'none' in timed ? timed.none : undefined;
}

function roundsOf(/** @type {Timed | undefined} */ timed) {
  return timed !== undefined && 'rounds' in timed ? timed.rounds : [];
}

/** @returns {Result} */
function judged(/** @type {Result} */ result) {
  const { goal, value, ratio } = result;
  const judgements = [];
  if (goal.ratio !== undefined && ratio !== undefined) judgements.push(ratio.median <= goal.ratio);
  if (goal.value !== undefined && value !== undefined) judgements.push(value.median <= goal.value);
  return judgements.length === 0 ? result : { ...result, isMet: judgements.every(Boolean) };
}

/** Below this a change is none, whatever the quartiles say. */
const LEAST_CHANGE = 0.05;

/**
 * What a row was before and is now: its ratio, because that moves less from machine to machine, or its value where it has none. It counts as
 * faster or slower when the quartiles of both runs lie apart and the medians differ by 5 %.
 * @param {Result} now
 * @param {Result | undefined} before
 * @returns {{ change: number, verdict: 'same' | 'faster' | 'slower' } | undefined}
 */
export function compared(now, before) {
  const [one, other] = now.ratio && before?.ratio ? [now.ratio, before.ratio] : [now.value, before?.value];
  if (one === undefined || other === undefined) return undefined;
  const change = one.median / other.median;
  const isApart = one.low > other.high || one.high < other.low;
  if (!isApart || Math.abs(change - 1) < LEAST_CHANGE) return { change, verdict: 'same' };
  return { change, verdict: change < 1 ? 'faster' : 'slower' };
}
