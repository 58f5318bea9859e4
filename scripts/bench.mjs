/**
 * npm run bench [-- --only W1,W4] [--processes N] [--quick] [--json FILE] [--compare FILE] [--from FILE] [--write-docs]: times castbuf beside what else could do
 * the job. Every result is checked before it is timed; rounds are interleaved; a row is the median of several processes, because JavaScript differs
 * from one to the next. `--compare` and `--from` take what `--json` wrote; `--from` shows it instead of measuring.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { ensureCompiled } from './bench/compiled.mjs';
import { document } from './bench/document.mjs';
import { machineLine, machineOf } from './bench/machine.mjs';
import { optionsOf } from './bench/options.mjs';
import { DOCUMENT, LAST_RUN, LIBRARIES_FOLDER } from './bench/paths.mjs';
import { groupsOf, runWorkload } from './bench/processes.mjs';
import { Progress } from './bench/progress.mjs';
import { heading, resultLine, summaryText } from './bench/report.mjs';
import { isWhole, readRun, rowsOf, writeRun } from './bench/runs.mjs';
import { WORKLOADS } from './bench/workloads.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { PROJECT } from './stamp.mjs';

/** @typedef {import('./bench/report.mjs').Run} Run */
/** @typedef {import('./bench/workloads.mjs').Workload} Workload */

const options = optionsOf(argv.slice(2));
const before = options.compare === undefined ? undefined : rowsOf(readRun(options.compare));
const run = options.from === undefined ? await measured() : shown(readRun(options.from));
if (options.json !== undefined) writeRun(options.json, run);
console.log(summaryText(run.workloads));
if (options.writesDocument) await writeDocument();
if ([...rowsOf(run).values()].some(({ isFailed }) => isFailed)) process.exitCode = 1;

/** @returns {Promise<Run>} */
async function measured() {
  ensureInstalled();
  await ensureBuilt();
  const { names, processes, isQuick } = options;
  const chosen = names.map((name) => /** @type {Workload} */ (WORKLOADS[name]));
  if (chosen.some(({ needsLibraries }) => needsLibraries)) installLibraries();
  if (chosen.some(({ needsCompiled }) => needsCompiled)) ensureCompiled();
  const machine = machineOf();
  console.log(`${machineLine(machine)}; processes: ${processes}\n`);
  const progress = new Progress(groupsOf(chosen));
  /** @type {Run['workloads']} */
  const workloads = {};
  for (const [index, workload] of chosen.entries()) {
    console.log(heading(workload.title, workload.unit));
    workloads[names[index] ?? ''] = runWorkload(workload, { processes, isQuick }, progress, showRow);
    console.log('');
  }
  const date = new Date().toISOString().slice(0, 10);
  const all = { date, machine, processes, isQuick, workloads };
  if (isWhole(all)) writeRun(join(PROJECT, LAST_RUN), all);
  return all;
}

/** Where they cannot be installed, their rows say so. */
function installLibraries() {
  try {
    ensureInstalled(LIBRARIES_FOLDER);
  } catch (error) {
    console.error(`castbuf: the libraries to compare with are not there: ${/** @type {Error} */ (error).message}`);
  }
}

/** A run of earlier, as it was shown then. */
function shown(/** @type {Run} */ earlier) {
  console.log(`${machineLine(earlier.machine)}; processes: ${earlier.processes}; measured on ${earlier.date}\n`);
  for (const { title, unit, rows } of Object.values(earlier.workloads)) {
    console.log(heading(title, unit));
    for (const row of rows) showRow(row);
    console.log('');
  }
  return earlier;
}

function showRow(/** @type {import('./bench/results.mjs').Result} */ result) {
  console.log(resultLine(result, before?.get(result.id)));
}

async function writeDocument() {
  const file = options.from ?? LAST_RUN;
  if (!isWhole(run)) throw new Error(`${file} has not all rows of now, or was measured with --quick: measure again`);
  const text = documentOf(file);
  const { format, resolveConfig } = await import('prettier');
  const path = join(PROJECT, DOCUMENT);
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
  console.log(`wrote ${DOCUMENT}`);
}

/** What was measured is not lost where a reason is missing. */
function documentOf(/** @type {string} */ file) {
  try {
    return document(run);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(`${message}\nthen: npm run bench -- --from ${file} --write-docs`, { cause: error });
  }
}
