/**
 * npm run bench [-- --only W3] [--processes N] [--json FILE]: times castbuf beside what else could do the job. Every result is checked before it
 * is timed; rounds are interleaved; a row is the median of several processes, because JavaScript differs from one to the next.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { argv, version, versions } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './install.mjs';
import { ensureBuilt } from './build.mjs';

/** @typedef {{ ns: number, ratio?: number } | { none: string }} Run */
/** @typedef {{ title: string, script: string, rows: string[][] }} Workload */

/** Rows of scripts/bench/w1.mjs: one workload, in three sizes. */
function batchRows(/** @type {string} */ name, /** @type {string[]} */ goals) {
  const sizes = [
    ['24 KiB', 24 * 1024],
    ['512 KiB', 512 * 1024],
    ['60 MB', 60e6],
  ];
  return sizes.flatMap(([size, bytes], index) => [
    [`${name}:castbuf-input:${bytes}`, `${name}:c:${bytes}`, `${size}, bytes in linear memory / C`, goals[index] ?? ''],
    [`${name}:castbuf:${bytes}`, `${name}:c:${bytes}`, `${size}, own bytes / C`, ''],
    [`${name}:castbuf:${bytes}`, `${name}:javascript:${bytes}`, `${size}, own bytes / JavaScript by hand`, ''],
    [`${name}:javascript:${bytes}`, `${name}:c:${bytes}`, `${size}, JavaScript by hand / C`, ''],
  ]);
}

/** @type {Record<string, Workload>} */
const WORKLOADS = {
  W1: {
    title: 'W1: a stream of MIRACAST_CHUNK_DATA to columns, ns a record',
    script: 'bench/w1.mjs',
    rows: batchRows('W1', ['<= 1.05', '<= 0.95', '<= 0.95']),
  },
  W1b: {
    title: 'W1b: records of 64 bytes to 12 columns, ns a record',
    script: 'bench/w1.mjs',
    rows: batchRows('W1b', ['', '<= 0.65', '']),
  },
  W3: {
    title: 'W3: one message, 64 bytes in, 32 bytes out, through HandleKernelModeMessage',
    script: 'bench/w3.mjs',
    /** What is timed, the row it is divided by, the text, the goal. */
    rows: [
      ['persistent', 'javascript', 'persistent buffers / by hand', '<= 10 ns, <= 0.40'],
      ['own', 'javascript', 'own buffers, the same two / by hand', '<= 1.00'],
      ['own-64', 'javascript-64', 'own buffers, 64 pairs in turn / by hand', '<= 1.00'],
      ['sum', 'javascript-sum', 'persistent buffers, CRC-32C / by hand', ''],
      ['shared', 'persistent', 'gate shared by threads / not shared', 'about 40-60 ns'],
      ['javascript', '', 'by hand, the same two buffers', ''],
      ['javascript-64', '', 'by hand, 64 pairs in turn', ''],
      ['javascript-sum', '', 'by hand, CRC-32C', ''],
      ['atomics', '', 'two bare atomics', ''],
    ],
  },
};

const { values } = parseArgs({
  args: argv.slice(2),
  options: { only: { type: 'string' }, processes: { type: 'string', default: '5' }, json: { type: 'string' } },
});
const processes = Number(values.processes);
if (!Number.isInteger(processes) || processes < 1)
  throw new Error(`--processes is a whole number from 1 on, not ${values.processes}`);
const only = values.only ?? 'W3';
if (!Object.hasOwn(WORKLOADS, only))
  throw new Error(`no workload ${only}; there are ${Object.keys(WORKLOADS).join(', ')}`);

ensureInstalled();
await ensureBuilt();
console.log(
  `${cpus()[0]?.model.trim()} x ${cpus().length}, Node ${version}, V8 ${versions.v8}, ${processes} processes\n`,
);
const results = { [only]: run(/** @type {Workload} */ (WORKLOADS[only])) };
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ node: version, results }, undefined, 2)}\n`);

function run(/** @type {Workload} */ { title, script, rows }) {
  console.log(title);
  console.log(line('', 'ns', 'from', 'to', 'ratio', 'goal'));
  return rows.map(([name = '', base = '', text = '', goal = '']) => {
    const all = Array.from({ length: processes }, () => child(script, name, base));
    const runs = all.flatMap((run) => ('ns' in run ? run : []));
    const none = all.find((run) => 'none' in run);
    if (none !== undefined) {
      console.log(line(text, '-', '', '', '', none.none));
      return { name, base, ...none };
    }
    const ns = sorted(runs.map((run) => run.ns));
    const ratios = sorted(runs.flatMap((run) => run.ratio ?? []));
    const ratio = ratios.length === 0 ? undefined : middle(ratios);
    console.log(line(text, ...[middle(ns), ns[0], ns.at(-1)].map((each) => each?.toFixed(1)), ratio?.toFixed(2), goal));
    return { name, base, ns: middle(ns), least: ns[0], most: ns.at(-1), ratio };
  });
}

/** @returns {Run} */
function child(/** @type {string} */ script, /** @type {string[]} */ ...rows) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const words = [file, ...rows.filter((row) => row !== '')];
  const { status, stdout } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${script} failed with exit status ${status}`);
  return JSON.parse(stdout);
}

function sorted(/** @type {number[]} */ numbers) {
  return numbers.toSorted((a, b) => a - b);
}

function middle(/** @type {number[]} */ numbers) {
  return /** @type {number} */ (numbers[numbers.length >> 1]);
}

function line(/** @type {string} */ text, /** @type {(string | undefined)[]} */ ...cells) {
  const [ns = '', from = '', to = '', ratio = '', goal = ''] = cells;
  return `  ${text.padEnd(44)}${ns.padStart(7)}${from.padStart(8)}${to.padStart(8)}${ratio.padStart(8)}   ${goal}`.trimEnd();
}
