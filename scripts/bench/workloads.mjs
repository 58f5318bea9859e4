/** What `npm run bench` measures, by the names that `--only` takes; each in the file of its kind. */
import { smallBatches, W1, W1b, W2 } from './workloads/columns.mjs';
import { firstUse, memory, size } from './workloads/costs.mjs';
import { racing, rows, W3 } from './workloads/one-by-one.mjs';
import { threads, W4, W5 } from './workloads/streams.mjs';

/** @typedef {import('./workloads/row.mjs').Row} Row */
/** @typedef {import('./workloads/row.mjs').GroupKey} GroupKey */
/** @typedef {import('./workloads/row.mjs').Workload} Workload */

/** @type {Record<string, Workload>} */
export const WORKLOADS = {
  W1,
  W1b,
  W2,
  'small-batches': smallBatches,
  W3,
  W4,
  W5,
  rows,
  racing,
  threads,
  memory,
  'first-use': firstUse,
  size,
};
