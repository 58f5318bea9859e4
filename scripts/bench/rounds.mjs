/** Checks contenders against the first of them, then times them in interleaved rounds. */
import { nanoseconds, wallNanoseconds } from './clock.mjs';

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {() => void} [run] one call
 * @property {() => readonly Result[]} [result] what the last call found, to compare with the others; none: there is nothing to compare
 * @property {string} [none] why it cannot run here
 * @property {number} [records] of one call, where they are not the group's
 *
 * @typedef {ArrayLike<number | bigint>} Result
 *
 * @typedef {object} Group what is timed in one process
 * @property {number} records of one call
 * @property {Contender[]} contenders
 * @property {boolean} [isWallClock] more than one thread works
 *
 * @typedef {{ rounds: number[] } | { none: string }} Timed ns a record, a round
 */

/** A contender's share of a round takes this long at least, so that the clock's steps do not count. */
const LEAST_NANOSECONDS = 1e6;
const FEWEST_ROUNDS = 7;
const MOST_ROUNDS = 201;
const WARM_UP_SHARE = 0.3;
/** Of each contender: before it has run this long V8 may not have compiled it for good. */
const LEAST_WARM_UP_MILLISECONDS = 100;

/**
 * @param {Group} group
 * @param {number} milliseconds all of the measuring, without the warm-up; a few rounds are taken in any case
 * @returns {Record<string, Timed>}
 */
export function timeGroup({ records, contenders, isWallClock = false }, milliseconds) {
  const clock = isWallClock ? wallNanoseconds : nanoseconds;
  // What is there only to be compared with has no call.
  const present = contenders.filter((each) => each.run !== undefined);
  check(contenders);
  warmUp(present, milliseconds * WARM_UP_SHARE);
  const calls = present.map((each) => callsARound(each, clock));
  /** @type {number[][]} */
  const times = present.map(() => []);
  const end = performance.now() + milliseconds;
  for (let round = 0; round < MOST_ROUNDS && (round < FEWEST_ROUNDS || performance.now() < end); round++) {
    // Each order in turn: whoever is second finds the caches as the first has left them.
    for (const index of round % 2 === 0 ? present.keys() : [...present.keys()].toReversed()) {
      const { run = nothing, records: own = records } = /** @type {Contender} */ (present[index]);
      const count = /** @type {number} */ (calls[index]);
      const begin = clock();
      for (let call = 0; call < count; call++) run();
      times[index]?.push((clock() - begin) / (count * own));
    }
  }
  check(contenders);
  /** @type {Record<string, Timed>} */
  const timed = {};
  for (const { name, none } of contenders) if (none !== undefined) timed[name] = { none };
  for (const [index, { name }] of present.entries()) timed[name] = { rounds: /** @type {number[]} */ (times[index]) };
  return timed;
}

function nothing() {}

/** All must have found the same numbers. @throws Error that names the contender, the column and the row */
export function check(/** @type {readonly Contender[]} */ contenders) {
  /** @type {readonly Result[] | undefined} */
  let want;
  let wanted = '';
  for (const { name, run = nothing, result } of contenders) {
    run();
    if (result === undefined) continue;
    const have = result();
    if (want === undefined) {
      want = have;
      wanted = name;
      continue;
    }
    const difference = differenceOf(have, want);
    if (difference !== undefined) throw new Error(`${name} differs from ${wanted}: ${difference}`);
  }
}

function differenceOf(/** @type {readonly Result[]} */ have, /** @type {readonly Result[]} */ want) {
  if (have.length !== want.length) return `${have.length} columns, not ${want.length}`;
  for (const [index, column] of have.entries()) {
    const other = /** @type {Result} */ (want[index]);
    if (column.length !== other.length) return `column ${index} has ${column.length} rows, not ${other.length}`;
    for (let row = 0; row < column.length; row++)
      if (column[row] !== other[row]) return `column ${index}, row ${row}: ${column[row]}, not ${other[row]}`;
  }
  return undefined;
}

function warmUp(/** @type {readonly Contender[]} */ contenders, /** @type {number} */ milliseconds) {
  for (const { run = nothing } of contenders) {
    const end = performance.now() + Math.max(LEAST_WARM_UP_MILLISECONDS, milliseconds / contenders.length);
    do run();
    while (performance.now() < end);
  }
}

function callsARound(/** @type {Contender} */ { run = nothing }, /** @type {() => number} */ clock) {
  for (let calls = 1; ; calls *= 2) {
    const begin = clock();
    for (let call = 0; call < calls; call++) run();
    if (clock() - begin >= LEAST_NANOSECONDS) return calls;
  }
}
