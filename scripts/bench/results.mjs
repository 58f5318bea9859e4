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
 * @property {boolean} isBackground
 * @property {boolean} [isFailed] its process did not end well
 */

/**
 * @param {Row} row
 * @param {readonly Record<string, Timed>[]} processes each with the rounds of every contender of the row's group
 * @returns {Result}
 */
export function resultOf({ id, text, own, base, share, goal, isBackground = false }, processes) {
  const head = { id, text, goal, isBackground };
  const all = (/** @type {string} */ name) => processes.map((timed) => timed[name]);
  const names = [own, base, share?.own, share?.base].filter((name) => name !== undefined);
  const none = names
    .flatMap(all)
    .map(noneOf)
    .find((reason) => reason !== undefined);
  if (none !== undefined) return { ...head, none };
  const value = spreadOf(all(own).map(roundsOf));
  if (base === undefined) return judged({ ...head, value });
  const ratios = ratiosOfProcesses(all(own), all(base));
  const shares = share && ratiosOfProcesses(all(share.own), all(share.base));
  const ratio = spreadOf(shares ? ratios.map((each, index) => ratiosOf(each, shares[index] ?? [])) : ratios);
  return judged({ ...head, value, baseValue: spreadOf(all(base).map(roundsOf)), ratio });
}

function ratiosOfProcesses(
  /** @type {readonly (Timed | undefined)[]} */ owns,
  /** @type {readonly (Timed | undefined)[]} */ bases,
) {
  return owns.map((one, index) => ratiosOf(roundsOf(one), roundsOf(bases[index])));
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
