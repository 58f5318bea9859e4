/** A run on the terminal: tables, and in the end what is lost. */
import { cellsOf, goalText, measuredText, valueHeading } from './cells.mjs';
import { reasonOf } from './reasons.mjs';
import { compared } from './results.mjs';
import { summaryOf } from './summary.mjs';

/** @typedef {import('./results.mjs').Result} Result */
/** @typedef {import('./summary.mjs').Named} Named */
/**
 * @typedef {object} Run
 * @property {string} date
 * @property {import('./machine.mjs').Machine} machine
 * @property {number} processes
 * @property {boolean} isQuick
 * @property {Record<string, { title: string, unit: string, clock: string, rows: Result[] }>} workloads
 */

const TEXT_WIDTH = 76;
const NAME_WIDTH = 15;

export function heading(/** @type {string} */ title, /** @type {string} */ unit) {
  return `${title}\n${line('', 'ratio', 'quartiles', 'goal', valueHeading(unit, 'here'), 'quartiles', 'base')}`;
}

export function resultLine(/** @type {Result} */ result, /** @type {Result | undefined} */ before) {
  const changed = compared(result, before);
  const change = changed === undefined ? '' : `  ${changed.change.toFixed(2)} of before, ${changed.verdict}`;
  return line(result.text, ...cellsOf(result)) + change;
}

function line(/** @type {string} */ text, /** @type {string[]} */ ...cells) {
  const [ratio = '', ratios = '', goal = '', value = '', values = '', base = ''] = cells;
  const numbers = [ratio.padStart(8), ratios.padStart(14), '   ', goal.padEnd(22)];
  const absolute = [value.padStart(20), values.padStart(14), base.padStart(9)];
  return `  ${text.padEnd(TEXT_WIDTH)}${[...numbers, ...absolute].join('')}`.trimEnd();
}

/** What is lost comes first. */
export function summaryText(/** @type {Run['workloads']} */ workloads) {
  const { missed, slower, unmeasured, met } = summaryOf(workloads);
  const named = ({ workload, text }) => `  ${workload.padEnd(NAME_WIDTH)}${text.padEnd(TEXT_WIDTH)}`;
  const lost = missed.map((row) => `${named(row)}${measuredText(row).padStart(9)}  goal ${goalText(row.goal)}`);
  const beaten = slower.map((row) => `${named(row)}${measuredText(row).padStart(9)}`);
  const unknown = unmeasured.map((row) => `${named(row)}  ${row.none}`);
  const silent = missed.filter(({ id }) => reasonOf(id) === undefined).map(({ id }) => `  ${id}`);
  return [
    'Summary. Ratios below 1: less time than the base. Absolute times are those of this machine, today.',
    section('Missed goals, the worst first', lost),
    section('Slower than the base, with a goal that is met or none', beaten),
    section('Goals that were not measured', unknown),
    section('Missed goals without a reason in scripts/bench/reasons.mjs', silent),
    `Goals met: ${met} of ${met + missed.length + unmeasured.length}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(/** @type {string} */ title, /** @type {string[]} */ lines) {
  return lines.length === 0 ? '' : `${title}: ${lines.length}\n${lines.join('\n')}`;
}
