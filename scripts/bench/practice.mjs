/**
 * npm run bench:practice [-- csv.mjs join.mjs] [--check]: times what the programs in examples/ compute beside the same by hand. Each is measured in three
 * processes, because JavaScript is compiled differently from one to the next. `--check` only compares what both find, on small streams.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../build.mjs';
import { PROGRAMS } from './practice-programs.mjs';
import { median, ratiosOf } from './statistics.mjs';

const PROCESSES = 3;
const STREAM_BYTES = 4e6;
const MILLISECONDS = 2000;
const CHECKED_BYTES = 10_000;
const MEASURE = fileURLToPath(new URL('measure.mjs', import.meta.url));

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !Object.hasOwn(PROGRAMS, name));
if (unknown !== undefined) throw new Error(`no program ${unknown}; there are ${Object.keys(PROGRAMS).join(', ')}`);

await ensureBuilt();
const names = positionals.length > 0 ? positionals : Object.keys(PROGRAMS);
if (!values.check) console.log(`${'ns a record'.padEnd(20)}  castbuf  by hand  ratio  of each process`);
for (const name of names) console.log(values.check ? checked(name) : timed(name));

function checked(/** @type {string} */ name) {
  measured(name, CHECKED_BYTES, 0);
  return `${name}: equal`;
}

function timed(/** @type {string} */ name) {
  const processes = Array.from({ length: PROCESSES }, () => measured(name, STREAM_BYTES, MILLISECONDS));
  const [own, base] = ['castbuf', 'by hand'].map((key) => median(processes.map((each) => median(each[key].rounds))));
  const ratios = processes.map(({ castbuf, 'by hand': byHand }) => median(ratiosOf(castbuf.rounds, byHand.rounds)));
  const columns = [(own ?? 0).toFixed(1), (base ?? 0).toFixed(1), median(ratios).toFixed(2)];
  const [first = '', second = '', ratio = ''] = columns;
  const each = ratios.map((one) => one.toFixed(2)).join(' ');
  return `${name.padEnd(20)} ${first.padStart(8)} ${second.padStart(8)} ${ratio.padStart(6)}  ${each}`;
}

/** In a folder of its own, because some programs write files. What they print comes before the result. */
function measured(/** @type {string} */ name, /** @type {number} */ bytes, /** @type {number} */ milliseconds) {
  const cwd = mkdtempSync(join(tmpdir(), 'castbuf-practice-'));
  try {
    const words = [MEASURE, 'practice-programs', name, String(bytes), String(milliseconds)];
    const { status, stdout, stderr } = spawnSync(execPath, words, { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
    const result = stdout.split('\n').find((line) => line.startsWith('{"clock"'));
    return JSON.parse(result ?? '').timed;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
