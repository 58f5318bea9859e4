/**
 * npm run bench [-- --only W1,W4] [--processes N] [--quick] [--json FILE] [--compare FILE] [--write-docs]: times castbuf beside what else could do the
 * job. Every result is checked before it is timed; rounds are interleaved; a row is the median of several processes, because JavaScript differs
 * from one to the next. `--compare` takes what `--json` wrote.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { argv, version, versions } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compilerVersion, loadC, NO_C } from './bench/c-addon.mjs';
import { document, heading, machineLine, resultLine } from './bench/report.mjs';
import { resultOf } from './bench/results.mjs';
import { WORKLOADS } from './bench/workloads.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { PROJECT } from './stamp.mjs';

/** @typedef {import('./bench/workloads.mjs').Workload} Workload */
/** @typedef {import('./bench/workloads.mjs').GroupKey} GroupKey */
/** @typedef {{ clock: string, timed: Record<string, import('./bench/rounds.mjs').Timed> }} Measured */

const LIBRARIES = 'scripts/bench/libraries';
const DOCUMENT = 'docs/benchmarks.md';
const MEASURE = fileURLToPath(new URL('bench/measure.mjs', import.meta.url));

/** Of measuring, a group and a process. */
const MILLISECONDS = 1000;
const QUICK_MILLISECONDS = 100;

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    only: { type: 'string' },
    processes: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    compare: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const names = values.only?.split(',') ?? Object.keys(WORKLOADS);
const processes = Number(values.processes ?? (values.quick ? 1 : 5));
assertOptions();
const before = values.compare === undefined ? undefined : read(values.compare);

ensureInstalled();
await ensureBuilt();
if (names.some((name) => WORKLOADS[name]?.needsLibraries)) installLibraries();
const run = measured();
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(run, undefined, 2)}\n`);
if (values['write-docs']) await writeDocument();

function assertOptions() {
  if (!Number.isInteger(processes) || processes < 1)
    throw new Error(`--processes is a whole number from 1 on, not ${values.processes}`);
  const unknown = names.find((name) => !Object.hasOwn(WORKLOADS, name));
  if (unknown !== undefined) throw new Error(`no workload ${unknown}; there are ${Object.keys(WORKLOADS).join(', ')}`);
  if (values['write-docs'] && (values.only !== undefined || values.quick))
    throw new Error(`${DOCUMENT} has every row, measured with care: leave out --only and --quick`);
}

/** Rows of an earlier run, by their ids. */
function read(/** @type {string} */ file) {
  /** @type {import('./bench/report.mjs').Run} */
  const { workloads } = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(Object.values(workloads).flatMap(({ rows }) => rows.map((row) => [row.id, row])));
}

/** Where they cannot be installed, their rows say so. */
function installLibraries() {
  try {
    ensureInstalled(LIBRARIES);
  } catch (error) {
    console.error(`castbuf: the libraries to compare with are not there: ${/** @type {Error} */ (error).message}`);
  }
}

/** @returns {import('./bench/report.mjs').Run} */
function measured() {
  const machine = machineOf();
  console.log(`${machineLine(machine)}; processes: ${processes}\n`);
  const workloads = names.map((name) => [name, runWorkload(/** @type {Workload} */ (WORKLOADS[name]))]);
  const date = new Date().toISOString().slice(0, 10);
  return { date, machine, processes, isQuick: values.quick, workloads: Object.fromEntries(workloads) };
}

function machineOf() {
  const { dependencies } = JSON.parse(readFileSync(join(PROJECT, LIBRARIES, 'package.json'), 'utf8'));
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: cpus().length,
    platform: `${platform()} ${arch()}`,
    node: version,
    v8: versions.v8,
    compiler: (loadC() && compilerVersion()) ?? NO_C,
    libraries: dependencies,
  };
}

function runWorkload(/** @type {Workload} */ { title, unit, rows, isOnce = false }) {
  console.log(heading(title, unit));
  /** @type {Map<string, Measured[]>} */
  const done = new Map();
  const results = rows.map((row) => {
    const key = JSON.stringify(row.group);
    let runs = done.get(key);
    if (runs === undefined) {
      runs = Array.from({ length: isOnce ? 1 : processes }, () => child(row.group));
      done.set(key, runs);
    }
    const result = resultOf(
      row,
      runs.map(({ timed }) => timed),
    );
    console.log(resultLine(result, before?.get(row.id)));
    return result;
  });
  console.log('');
  const [clock = ''] = [...done.values()].flatMap((runs) => runs.map((one) => one.clock));
  return { title, unit, clock, rows: results };
}

/** @returns {Measured} */
function child(/** @type {GroupKey} */ { module, variant, bytes, milliseconds = MILLISECONDS }) {
  const time = values.quick ? QUICK_MILLISECONDS : milliseconds;
  const { status, stdout } = spawnSync(process.execPath, [MEASURE, module, variant, String(bytes), String(time)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${module} ${variant} ${bytes} failed with exit status ${status}`);
  return JSON.parse(stdout);
}

async function writeDocument() {
  const { format, resolveConfig } = await import('prettier');
  const path = join(PROJECT, DOCUMENT);
  mkdirSync(join(PROJECT, 'docs'), { recursive: true });
  writeFileSync(path, await format(document(run), { ...(await resolveConfig(path)), filepath: path }));
  console.log(`wrote ${DOCUMENT}`);
}
