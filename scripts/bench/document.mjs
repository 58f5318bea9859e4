/** docs/benchmarks.md: what is lost, why goals are missed, and every row. */
import { cellsOf, goalText, measuredText, valueHeading } from './cells.mjs';
import { machineLine } from './machine.mjs';
import { REASONS, reasonOf } from './reasons.mjs';
import { summaryOf } from './summary.mjs';

/** @typedef {import('./report.mjs').Run} Run */
/** @typedef {import('./summary.mjs').Summary} Summary */
/** @typedef {import('./summary.mjs').Named} Named */

/** @throws Error that names the missed goals without a reason */
export function document(/** @type {Run} */ run) {
  const summary = summaryOf(run.workloads);
  const silent = summary.missed.filter(({ id }) => reasonOf(id) === undefined);
  if (silent.length > 0) {
    const ids = silent.map(({ id }) => id).join('\n  ');
    throw new Error(`say in scripts/bench/reasons.mjs why these goals are missed, and what was tried:\n  ${ids}`);
  }
  return [
    introduction(run),
    goals(summary),
    missedGoals(summary),
    slower(summary),
    Object.values(run.workloads).map(tableOf),
  ]
    .flat()
    .join('\n');
}

function introduction(/** @type {Run} */ { date, machine, processes }) {
  const libraries = Object.entries(machine.libraries).map(([name, version]) => `${name} ${version}`);
  return [
    '# Benchmarks\n',
    '<!-- Written by `npm run bench -- --write-docs`. Do not edit; the reasons are in scripts/bench/reasons.mjs. -->\n',
    `Measured on ${date}: ${machineLine(machine)}; ${libraries.join(', ')}.`,
    'Ratios hold elsewhere, more or less; times are those of this machine on that day. Run `npm run bench` for those of yours.\n',
    [
      'What is compared runs in one process, in rounds that alternate; a ratio is the median of the ratios of the rounds',
      `(below 1: less time than the base), then the median of ${processes} ${processes === 1 ? 'process' : 'processes'}, because JavaScript is compiled differently from one to the next; quartiles are of all`,
      'rounds. Before and after it is timed, every result is compared with that of C, or of JavaScript where C has none. C is one loop made for the',
      'struct, as a native addon. JavaScript is the best for the struct that we know: one loop over a DataView, 32-bit loads, no BigInt. Libraries whose own format it is read the same records in that format.\n',
    ].join('\n'),
    [
      'Batches come in three ways. **Owned** is a call without options, and makes new columns: its base is JavaScript that makes new ones, too. **Into** fills the columns of the batch before, **borrowed** leaves',
      'them in linear memory until the next call: their base is JavaScript that is given columns. Types and lengths are drawn by `xoshiro128**`, so that no branch predictor learns them; a stream of 24 KiB comes again and again,',
      'and may be learned as a whole.\n',
    ].join('\n'),
    [
      'Rows that say **compiled** are of codecs that `castbuf compile` makes of the same types ahead of time; all others of castbuf are of its interpreter. Sets and encoding of compiled codecs',
      'have no call that gives linear memory yet: in their rows it is what the module itself uses.\n',
    ].join('\n'),
  ].join('\n');
}

function goals(/** @type {Summary} */ { missed, unmeasured, met }) {
  const count = met + missed.length + unmeasured.length;
  const unknown = unmeasured.map(({ workload, text, none }) => `${workload}, ${text} (${none})`);
  return [
    `Of ${count} goals, ${met} are met and ${missed.length} missed.`,
    ...(unknown.length > 0 ? [`Not measured: ${unknown.join('; ')}.`] : []),
    '',
  ].join('\n');
}

function missedGoals(/** @type {Summary} */ { missed }) {
  if (missed.length === 0) return [];
  const parts = REASONS.flatMap((reason) => {
    const rows = missed.filter(({ id }) => reason.rows.includes(id));
    return rows.length === 0 ? [] : [reasonText(reason, rows)];
  });
  return ['## Missed goals\n', ...parts];
}

function reasonText(/** @type {import('./reasons.mjs').Reason} */ { title, text, tried }, /** @type {Named[]} */ rows) {
  return [
    `### ${title}\n`,
    '| | | measured | goal |',
    '| --- | --- | --: | --- |',
    ...rows.map((row) => `| ${row.workload} | ${row.text} | ${measuredText(row)} | ${goalText(row.goal)} |`),
    `\n${text}\n`,
    '| tried | result |',
    '| --- | --- |',
    ...tried.map(([what, result]) => `| ${what} | ${result} |`),
    '',
  ].join('\n');
}

function slower(/** @type {Summary} */ { slower: rows }) {
  if (rows.length === 0) return [];
  return [
    '## Slower than the base\n',
    'Rows whose goal is met, or that have none, the worst first.\n',
    '| | | ratio |',
    '| --- | --- | --: |',
    ...rows.map((row) => `| ${row.workload} | ${row.text} | ${measuredText(row)} |`),
    '',
  ];
}

function tableOf(/** @type {Run['workloads'][string]} */ { title, unit, clock, rows }) {
  return [
    `## ${title}\n`,
    ...(unit === 'bytes' ? [] : [`${clock[0]?.toUpperCase()}${clock.slice(1)}.\n`]),
    `| | ratio | quartiles | goal | ${valueHeading(unit, 'this machine')} | quartiles | base |`,
    '| --- | --: | --: | --- | --: | --: | --: |',
    ...rows.map((result) => `| ${[result.text, ...cellsOf(result)].join(' | ')} |`),
    '',
  ].join('\n');
}
