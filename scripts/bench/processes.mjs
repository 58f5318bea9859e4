/** Runs groups in processes of their own, and makes rows of what they measured. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { resultOf } from './results.mjs';

/** @typedef {import('./workloads.mjs').Workload} Workload */
/** @typedef {import('./workloads.mjs').GroupKey} GroupKey */
/** @typedef {import('./workloads.mjs').Row} Row */
/** @typedef {import('./rounds.mjs').Timed} Timed */
/** @typedef {{ clock: string, timed: Record<string, Timed> } | { failure: string }} Measured */

const MEASURE = fileURLToPath(new URL('measure.mjs', import.meta.url));

/** Of measuring, a group and a process. */
const MILLISECONDS = 800;
const QUICK_MILLISECONDS = 100;
/** Preparing, checking and warming up take a few seconds. What takes this long hangs. */
const MOST_MILLISECONDS = 120_000;

export function groupsOf(/** @type {readonly Workload[]} */ workloads) {
  return new Set(workloads.flatMap(({ rows }) => rows.map(({ group }) => JSON.stringify(group)))).size;
}

/**
 * @param {Workload} workload
 * @param {{ processes: number, isQuick: boolean }} options
 * @param {import('./progress.mjs').Progress} progress
 * @param {(result: import('./results.mjs').Result) => void} show called with each row as soon as it is known
 */
export function runWorkload({ title, unit, rows, isOnce = false }, { processes, isQuick }, progress, show) {
  const count = isOnce ? 1 : processes;
  /** @type {Map<string, Measured[]>} */
  const done = new Map();
  const results = rows.map((row) => {
    const key = JSON.stringify(row.group);
    const runs = done.get(key) ?? measured(row.group);
    done.set(key, runs);
    const result = resultOfRuns(row, runs);
    show(result);
    return result;
  });
  const [clock = ''] = [...done.values()].flat().flatMap((run) => ('clock' in run ? [run.clock] : []));
  return { title, unit, clock, rows: results };

  function measured(/** @type {GroupKey} */ group) {
    progress.nextGroup();
    const runs = [];
    for (let index = 1; index <= count; index++) {
      progress.show(`${group.module} ${group.variant} ${group.size}`, index, count);
      const run = child(group, isQuick);
      runs.push(run);
      if ('failure' in run) break;
    }
    progress.clear();
    return runs;
  }
}

/** Where a process failed there are no rows of its group. */
function resultOfRuns(/** @type {Row} */ row, /** @type {Measured[]} */ runs) {
  const failed = runs.find((run) => 'failure' in run);
  if (failed !== undefined && 'failure' in failed) {
    const { id, text, goal, isBackground = false } = row;
    return { id, text, goal, isBackground, none: failed.failure, isFailed: true };
  }
  return resultOf(
    row,
    runs.map((run) => ('timed' in run ? run.timed : {})),
  );
}

/** @returns {Measured} */
function child(
  /** @type {GroupKey} */ { module, variant, size, milliseconds = MILLISECONDS },
  /** @type {boolean} */ isQuick,
) {
  const time = isQuick ? QUICK_MILLISECONDS : milliseconds;
  const { status, signal, stdout, error } = spawnSync(
    process.execPath,
    [MEASURE, module, variant, String(size), String(time)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1 << 26,
      timeout: MOST_MILLISECONDS,
      killSignal: 'SIGKILL',
    },
  );
  if (status === 0) return JSON.parse(stdout);
  const isLate = /** @type {NodeJS.ErrnoException | undefined} */ (error)?.code === 'ETIMEDOUT';
  const how = status === null ? `ended by ${signal}` : `failed with exit status ${status}`;
  const why = isLate ? `did not end in ${MOST_MILLISECONDS / 1000} s` : how;
  return { failure: `${module} ${variant} ${size} ${why}` };
}
