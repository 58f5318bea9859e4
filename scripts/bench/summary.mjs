/** What a run says in the end: which goals are missed and in which rows castbuf is slower than the base. */

/** @typedef {import('./results.mjs').Result} Result */
/** @typedef {Result & { workload: string }} Named a row and the name of its workload */
/**
 * @typedef {object} Summary
 * @property {Named[]} missed goals, the worst first
 * @property {Named[]} slower rows whose goal is met, or that have none, and whose ratio is above 1; the worst first
 * @property {Named[]} unmeasured goals that nothing is known of
 * @property {number} met
 */

/** @returns {Summary} */
export function summaryOf(/** @type {import('./report.mjs').Run['workloads']} */ workloads) {
  const rows = Object.entries(workloads).flatMap(([workload, { rows: all }]) =>
    all.map((result) => ({ ...result, workload })),
  );
  return {
    missed: rows.filter(({ isMet }) => isMet === false).toSorted((a, b) => missedBy(b) - missedBy(a)),
    slower: rows.filter(isSlower).toSorted((a, b) => ratioOf(b) - ratioOf(a)),
    unmeasured: rows.filter(({ none, goal }) => none !== undefined && Object.keys(goal).length > 0),
    met: rows.filter(({ isMet }) => isMet === true).length,
  };
}

function isSlower(/** @type {Named} */ result) {
  return result.isMet !== false && !result.isBackground && ratioOf(result) > 1;
}

function ratioOf(/** @type {Result} */ { ratio }) {
  return ratio?.median ?? 0;
}

/** How many times the goal it takes. */
function missedBy(/** @type {Result} */ { goal, ratio, value }) {
  const parts = [];
  if (goal.ratio !== undefined && ratio !== undefined) parts.push(ratio.median / goal.ratio);
  if (goal.value !== undefined && value !== undefined) parts.push(value.median / goal.value);
  return Math.max(...parts);
}
