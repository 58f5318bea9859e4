/** W1b: records of 64 bytes to 12 columns. */
import { recordGroup } from './w1.mjs';

export function groupOf(/** @type {string} */ variant, /** @type {number} */ bytes) {
  return recordGroup('W1b', variant, bytes);
}
