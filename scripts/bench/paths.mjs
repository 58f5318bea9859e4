/** Files of the benchmark, from the project's folder. */

export const DOCUMENT = 'docs/benchmarks.md';
export const LIBRARIES_FOLDER = 'scripts/bench/libraries';
/** What was measured last, all workloads or some. */
export const LAST_RUN = 'build/bench/last-run.json';
