/** Files of the benchmark, from the project's folder. */

export const DOCUMENT = 'docs/benchmarks.md';
export const LIBRARIES_FOLDER = 'scripts/bench/libraries';
/** The last run that could become the document. */
export const LAST_RUN = 'build/bench/last-run.json';
