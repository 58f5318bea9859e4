/**
 * npm run bench:instructions [-- --update]: instructions a record of the hot kernels, counted by callgrind, beside scripts/bench/instructions.json. Exit status 1
 * where a kernel needs 2 % more. What else the machine does moves no count; another Node or CPU does, so the baseline has one set for each.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { instructionsARecord, judgedCounts } from './bench/instruction-counts.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';

const BASELINE = fileURLToPath(new URL('bench/instructions.json', import.meta.url));
const COUNT = fileURLToPath(new URL('bench/count.mjs', import.meta.url));
/** One thread, the optimizing compiler from the first call on, and no random seeds: the same code and so the same counts every time. */
const NODE_FLAGS = ['--no-liftoff', '--single-threaded', '--predictable'];
/** What V8 looks for in a CPU, and makes other code by. */
const CPU_FEATURES = ['sse4_1', 'sse4_2', 'avx', 'avx2', 'fma', 'bmi1', 'bmi2', 'abm', 'popcnt'];

ensureInstalled();
await ensureBuilt();
const key = machineKey();
/** @type {Record<string, Record<string, number>>} */
const baselines = JSON.parse(readFileSync(BASELINE, 'utf8'));
const counts = counted();
const isUpdate = argv.slice(2).includes('--update');
const baseline = baselines[key];
report();

function report() {
  console.log(`instructions a record, ${key}`);
  const judged = judgedCounts(counts, baseline ?? {});
  for (const { kernel, have, want, verdict } of judged)
    console.log(`  ${kernel.padEnd(12)}${String(have).padStart(10)}${String(want ?? '-').padStart(10)}  ${verdict}`);
  if (isUpdate) {
    const { [key]: _, ...others } = baselines;
    writeFileSync(BASELINE, `${JSON.stringify({ ...others, [key]: counts }, undefined, 2)}\n`);
    console.log('wrote scripts/bench/instructions.json');
  } else if (baseline === undefined) {
    console.log('the baseline has no counts for this Node and CPU; npm run bench:instructions -- --update adds them');
  } else if (judged.some(({ verdict }) => verdict === 'more')) {
    console.error('a kernel needs more instructions; if that is meant, say why in the commit and run it with --update');
    process.exitCode = 1;
  }
}

/** @returns {Record<string, number>} */
function counted() {
  const folder = mkdtempSync(join(tmpdir(), 'castbuf-instructions-'));
  try {
    const out = join(folder, 'out');
    const tool = ['--tool=callgrind', `--callgrind-out-file=${out}`, '--dump-before=uv_os_getpriority', '-q'];
    const { status, stdout, stderr, error } = spawnSync('valgrind', [...tool, process.execPath, ...NODE_FLAGS, COUNT], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`valgrind failed: ${error?.message ?? stderr}`);
    return instructionsARecord(JSON.parse(stdout), (dump) => totalOf(readFileSync(`${out}.${dump}`, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function totalOf(/** @type {string} */ profile) {
  const [, total] = /^totals: (\d+)$/m.exec(profile) ?? [];
  if (total === undefined) throw new Error('callgrind wrote no totals');
  return Number(total);
}

function machineKey() {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.trim().split(' '));
  return [`node ${version}`, arch(), ...CPU_FEATURES.filter((feature) => flags.has(feature))].join(' ');
}
