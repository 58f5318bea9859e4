/** A row of the benchmark: what is timed beside what, and the goal. */

/**
 * @typedef {object} Row
 * @property {string} id stays the same from run to run: `--compare` finds a row by it, and a reason its row
 * @property {GroupKey} group
 * @property {string} own what the row is about
 * @property {string} [base] what it is divided by
 * @property {Pair} [share] of which ratio it is a share: the row's own is divided by this one
 * @property {string} text
 * @property {Goal} goal
 * @property {boolean} [isBackground] says what others take, or castbuf beside itself: nothing is won or lost
 *
 * @typedef {{ own: string, base: string }} Pair
 * @typedef {object} GroupKey what a process measures
 * @property {string} module
 * @property {string} variant
 * @property {number} size of the input in bytes; records where the module says so
 * @property {number} [milliseconds] where a group needs more than others
 *
 * @typedef {{ ratio?: number, value?: number }} Goal what neither may be above
 * @typedef {{ title: string, unit: string, needsLibraries?: boolean, needsCompiled?: boolean, isOnce?: boolean, rows: Row[] }} Workload
 */

const KIB = 1024;
/** The first-level cache, the second, and main memory. */
export const SIZES = [
  { name: '24 KiB', size: 24 * KIB },
  { name: '512 KiB', size: 512 * KIB },
  { name: '60 MB', size: 60e6 },
];
export const L1_BYTES = 24 * KIB;
export const L2_BYTES = 512 * KIB;
export const DRAM_BYTES = 60e6;
/** Libraries need up to 7 microseconds a record. */
export const LIBRARY_MILLISECONDS = 3000;

/** @returns {Row} */
export function row(
  /** @type {GroupKey} */ group,
  /** @type {string} */ own,
  /** @type {string | undefined} */ base,
  /** @type {string} */ text,
  /** @type {Goal} */ goal = {},
  /** @type {Pair | undefined} */ share = undefined,
) {
  const { module, variant, size } = group;
  const shared = share === undefined ? [] : [share.own, share.base];
  const id = [module, variant, size, own, ...(base === undefined ? [] : [base]), ...shared].join('/');
  return { id, group, own, text, goal, ...(base === undefined ? {} : { base }), ...(share && { share }) };
}

/** A row that nothing is won or lost in. @returns {Row} */
export function background(
  /** @type {GroupKey} */ group,
  /** @type {string} */ own,
  /** @type {string | undefined} */ base,
  /** @type {string} */ text,
) {
  return { ...row(group, own, base, text), isBackground: true };
}

/** A goal for a ratio, where there is one. @returns {Goal} */
export function atMost(/** @type {number | undefined} */ ratio) {
  return ratio === undefined ? {} : { ratio };
}
