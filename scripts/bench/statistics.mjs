/** The arithmetic of the benchmark: medians, quartiles, ratios of rounds, and what becomes of several processes. */

/** @typedef {{ median: number, low: number, high: number }} Spread median and quartiles */

export function sorted(/** @type {readonly number[]} */ values) {
  return values.toSorted((a, b) => a - b);
}

/** The value below which the share `p` of all lies, between two of them where it falls between. */
export function quantile(/** @type {readonly number[]} */ ordered, /** @type {number} */ p) {
  if (ordered.length === 0) throw new Error('no values');
  const at = (ordered.length - 1) * p;
  const below = Math.floor(at);
  const [low = 0, high = low] = ordered.slice(below, below + 2);
  return low + (high - low) * (at - below);
}

export function median(/** @type {readonly number[]} */ values) {
  return quantile(sorted(values), 0.5);
}

/**
 * What several processes measured, as one: the median of their medians, because one process may have been compiled worse than all
 * others, and quartiles of all rounds.
 * @param {readonly (readonly number[])[]} processes rounds of each
 * @returns {Spread}
 */
export function spreadOf(processes) {
  const all = sorted(processes.flat());
  return { median: median(processes.map(median)), low: quantile(all, 0.25), high: quantile(all, 0.75) };
}

/** Round by round, because what disturbs a round disturbs both. */
export function ratiosOf(/** @type {readonly number[]} */ own, /** @type {readonly number[]} */ base) {
  if (own.length !== base.length) throw new Error(`${own.length} rounds beside ${base.length}`);
  return own.map((value, round) => value / /** @type {number} */ (base[round]));
}
