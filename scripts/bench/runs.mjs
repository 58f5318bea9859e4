/** Runs as files: what `--json` writes, and `--compare` and `--from` read. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { WORKLOADS } from './workloads.mjs';

/** @typedef {import('./report.mjs').Run} Run */

/** @returns {Run} */
export function readRun(/** @type {string} */ file) {
  const run = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof run?.workloads !== 'object') throw new Error(`${file} is no run: --json writes one`);
  return run;
}

export function writeRun(/** @type {string} */ file, /** @type {Run} */ run) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(run, undefined, 2)}\n`);
}

/** Rows by their ids. */
export function rowsOf(/** @type {Run} */ { workloads }) {
  return new Map(Object.values(workloads).flatMap(({ rows }) => rows.map((row) => [row.id, row])));
}

/** Whether a run can become the document: measured with care, and with the rows that there are now. */
export function isWhole(/** @type {Run} */ run) {
  const have = rowsOf(run);
  const want = Object.values(WORKLOADS).flatMap(({ rows }) => rows);
  return !run.isQuick && have.size === want.length && want.every(({ id }) => have.has(id));
}
