/** The rows as text, for the terminal and for docs/benchmarks.md. */
import { compared } from './results.mjs';

/** @typedef {import('./results.mjs').Result} Result */
/**
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {string} platform
 * @property {string} node
 * @property {string} v8
 * @property {string} compiler
 * @property {Record<string, string>} libraries
 */
/**
 * @typedef {object} Run
 * @property {string} date
 * @property {Machine} machine
 * @property {number} processes
 * @property {boolean} isQuick
 * @property {Record<string, { title: string, unit: string, clock: string, rows: Result[] }>} workloads
 */

export function machineLine(/** @type {Machine} */ { cpu, cores, platform, node, v8, compiler }) {
  return `${cpu} x ${cores}, ${platform}, Node ${node}, V8 ${v8}, ${compiler}`;
}

const TEXT_WIDTH = 66;

export function heading(/** @type {string} */ title, /** @type {string} */ unit) {
  return `${title}\n${line('', unit, 'quartiles', 'of base', 'ratio', 'quartiles', 'goal')}`;
}

export function resultLine(/** @type {Result} */ result, /** @type {Result | undefined} */ before) {
  const cells = cellsOf(result);
  const changed = compared(result, before);
  const change = changed === undefined ? '' : `  ${changed.change.toFixed(2)} of before, ${changed.verdict}`;
  return line(result.text, ...cells) + change;
}

/** Value, its quartiles, the base's value, ratio, its quartiles, goal. */
function cellsOf(/** @type {Result} */ { none, value, baseValue, ratio, goal, isMet }) {
  const want = goalText(goal);
  if (none !== undefined || value === undefined) return ['-', '', '', '', '', [want, none].filter(Boolean).join(': ')];
  const verdict = isMet === undefined ? '' : isMet ? ' met' : ' MISSED';
  return [
    numberText(value.median),
    range(value, numberText),
    baseValue === undefined ? '' : numberText(baseValue.median),
    ratio === undefined ? '' : ratioText(ratio.median),
    ratio === undefined ? '' : range(ratio, ratioText),
    want + verdict,
  ];
}

function goalText(/** @type {Result['goal']} */ { value, ratio }) {
  const parts = [value === undefined ? '' : `<= ${value}`, ratio === undefined ? '' : `ratio <= ${ratioText(ratio)}`];
  return parts.filter((part) => part !== '').join(', ');
}

function range(
  /** @type {import('./statistics.mjs').Spread} */ { low, high },
  /** @type {(value: number) => string} */ text,
) {
  return low === high ? '' : `${text(low)}-${text(high)}`;
}

function numberText(/** @type {number} */ value) {
  return value >= 1000 ? Math.round(value).toString() : value.toFixed(1);
}

function ratioText(/** @type {number} */ value) {
  return value.toFixed(value < 0.1 ? 3 : 2);
}

function line(/** @type {string} */ text, /** @type {string[]} */ ...cells) {
  const [value = '', spread = '', base = '', ratio = '', ratios = '', goal = ''] = cells;
  const numbers = [value.padStart(12), spread.padStart(14), base.padStart(9), ratio.padStart(8), ratios.padStart(13)];
  return `  ${text.padEnd(TEXT_WIDTH)}${numbers.join('')}   ${goal}`.trimEnd();
}

/** docs/benchmarks.md. */
export function document(/** @type {Run} */ { date, machine, processes, workloads }) {
  const all = Object.values(workloads).flatMap(({ rows }) => rows);
  const met = all.filter(({ isMet }) => isMet === true).length;
  const missed = all.filter(({ isMet }) => isMet === false);
  const libraries = Object.entries(machine.libraries).map(([name, version]) => `${name} ${version}`);
  return [
    '# Benchmarks\n',
    '<!-- Written by `npm run bench -- --write-docs`. Do not edit. -->\n',
    `Measured on ${date}: ${machineLine(machine)}; ${libraries.join(', ')}. Other machines give other numbers: run \`npm run bench\`.\n`,
    [
      'What is compared runs in one process, in rounds that alternate; a ratio is the median of the ratios of the rounds',
      `(below 1: less time than the base), then the median of ${processes} ${processes === 1 ? 'process' : 'processes'}, because JavaScript is compiled differently from one to the next; quartiles are of all`,
      'rounds. Before and after it is timed, every result is compared with that of C, or of JavaScript where C has none. C is one loop made for the',
      'struct, as a native addon; the best JavaScript is one loop over a DataView, made for it too. Libraries whose own format it is read the same records in that format.',
      'Batches of castbuf borrow its memory where they fit (`borrow: true`).\n',
    ].join('\n'),
    `Of ${met + missed.length} goals, ${met} are met and ${missed.length} missed; [missed-goals.md](missed-goals.md) says why, and what was tried.\n`,
    Object.values(workloads).map(tableOf).join('\n'),
  ].join('\n');
}

function tableOf(/** @type {Run['workloads'][string]} */ { title, unit, clock, rows }) {
  return [
    `## ${title}\n`,
    `${clock}.\n`,
    `| | ${unit} | quartiles | of base | ratio | quartiles | goal |`,
    '| --- | --: | --: | --: | --: | --: | --- |',
    ...rows.map((result) => `| ${[result.text, ...cellsOf(result)].join(' | ')} |`),
    '',
  ].join('\n');
}
