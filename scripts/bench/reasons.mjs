/** Why goals are missed, and what was tried. */

/**
 * @typedef {object} Reason
 * @property {string} title
 * @property {string[]} rows
 * @property {string} text
 * @property {[what: string, result: string][]} tried
 */

/** @type {Reason[]} */
export const REASONS = [];

/** @returns {Reason | undefined} */
export function reasonOf(/** @type {string} */ id) {
  return REASONS.find(({ rows }) => rows.includes(id));
}
