/**
 * npm run bench:practice [-- csv.mjs join.mjs] [--check]: times what the programs in examples/ compute beside the same by hand. Each is measured in three
 * processes, because JavaScript is compiled differently from one to the next. `--check` only compares what both find, on small streams.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../build.mjs';
import { PROGRAMS } from './practice-programs.mjs';
import { PRACTICE_REASONS } from './practice-reasons.mjs';
import { median, ratiosOf, spreadOf } from './statistics.mjs';

const PROCESSES = 3;
const STREAM_BYTES = 4e6;
const MILLISECONDS = 2000;
const CHECKED_BYTES = 10_000;
const PROCESS = fileURLToPath(new URL('practice-process.mjs', import.meta.url));

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !Object.hasOwn(PROGRAMS, name));
if (unknown !== undefined) throw new Error(`no program ${unknown}; there are ${Object.keys(PROGRAMS).join(', ')}`);

await ensureBuilt();
const names = positionals.length > 0 ? positionals : Object.keys(PROGRAMS);
if (!values.check) console.log('ns a record           castbuf  by hand  ratio  of each process');
/** @type {string[]} */
const slower = [];
for (const name of names) console.log(await (values.check ? checked(name) : timed(name)));
for (const name of slower) console.log(reasonFor(name));

function reasonFor(/** @type {string} */ name) {
  const { text = 'nothing is known yet', tried = [] } = PRACTICE_REASONS[name] ?? {};
  return [`\n${name}: ${text}`, ...tried.map(([what, result]) => `  ${what}: ${result}`)].join('\n');
}

async function checked(/** @type {string} */ name) {
  await measured(name, CHECKED_BYTES, 0);
  return `${name}: equal`;
}

async function timed(/** @type {string} */ name) {
  const own = [];
  const base = [];
  for (let process = 0; process < PROCESSES; process++) {
    const { castbuf = [], 'by hand': byHand = [] } = await measured(name, STREAM_BYTES, MILLISECONDS);
    own.push(castbuf);
    base.push(byHand);
  }
  const ratios = own.map((rounds, process) => median(ratiosOf(rounds, base[process] ?? [])));
  if (median(ratios) > 1) slower.push(name);
  const columns = [spreadOf(own).median.toFixed(1), spreadOf(base).median.toFixed(1), median(ratios).toFixed(2)];
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(' ');
  return `${name.padEnd(19)} ${columns.map((column) => column.padStart(8)).join(' ')}  ${each}`;
}

/** In a folder of its own, because some programs write files; what they print is not shown. */
async function measured(/** @type {string} */ name, /** @type {number} */ bytes, /** @type {number} */ milliseconds) {
  const cwd = mkdtempSync(join(tmpdir(), 'castbuf-practice-'));
  try {
    const child = fork(PROCESS, [name, String(bytes), String(milliseconds)], {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    /** @type {Record<string, number[]> | undefined} */
    let rounds;
    child.on('message', (/** @type {any} */ message) => (rounds = message));
    const [status] = await once(child, 'close');
    if (status !== 0 || rounds === undefined) throw new Error(`${name} failed: see above`);
    return rounds;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
