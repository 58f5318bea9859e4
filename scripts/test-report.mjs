/** Prints what the test runners found. The last line of stdout is always `N passed, N failed`. */
import { stripVTControlCharacters } from 'node:util';

import { timesOf } from './test-progress.mjs';

/** @type {import('../test/harness/host.js').EngineName[]} */
const ENGINES = ['reference', 'debug', 'release', 'compiled'];

const SLOWEST = 10;

/** Stack frames below every case: Node, uvu, the harness, and the program that the runner makes. */
const MACHINERY = /node:internal|node_modules\/uvu|test\/harness\/suites|\(program:/;

/**
 * @typedef {object} ReportOptions
 * @property {boolean} isWholeRun a whole run must have tested every engine
 * @property {boolean} printOutput
 * @property {{ seconds: number, cpuSeconds: number | undefined }} time
 * @property {import('./test-tiers.mjs').Tier} tier
 */

/**
 * @param {import('./test-files.mjs').Outcome[]} outcomes
 * @param {ReportOptions} options
 */
export function reportOutcomes(outcomes, { isWholeRun, printOutput, time, tier }) {
  for (const outcome of outcomes) {
    printProblems(outcome);
    if (outcome.output && (printOutput || outcome.troubles.length > 0))
      console.log(indented(stripVTControlCharacters(outcome.output.trimEnd()), 2));
  }

  const suites = outcomes.flatMap((outcome) => outcome.suites);
  const engineTallies = ENGINES.map((engine) => tally(suites.filter((suite) => suite.engine === engine)));
  console.log();
  ENGINES.forEach((engine, index) => console.log(summaryOf(engine, engineTallies[index])));
  console.log(summaryOf('no engine', tally(suites.filter((suite) => !suite.engine))));
  printLacks(suites);

  if (isWholeRun) printSlowest(outcomes);
  console.log(timeText(time, isWholeRun ? tier.cpuLimitSeconds : undefined));

  const { passed, failed } = tally(suites);
  const idle = idleEngines(engineTallies, isWholeRun);
  for (const engine of idle) console.log(`FAIL no test ran on the ${engine} engine`);
  const troubles = outcomes.reduce((sum, outcome) => sum + outcome.troubles.length, 0);
  close(passed, failed + troubles + idle.length);
}

/**
 * For a run that could not even start its tests.
 * @param {Error} error
 */
export function reportNoRun(error) {
  console.error(error.message);
  close(0, 1);
}

/**
 * @param {number} passed
 * @param {number} failed
 */
function close(passed, failed) {
  console.log(`${passed} passed, ${failed} failed`);
  // Not exit(): stdout may be a pipe that has not taken everything yet.
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** @param {import('./test-files.mjs').Outcome[]} outcomes */
function printSlowest(outcomes) {
  console.log(`\nthe ${SLOWEST} slowest files`);
  const cost = (/** @type {import('./test-files.mjs').Outcome} */ one) => one.cpuSeconds ?? one.seconds;
  const slowest = [...outcomes].sort((one, other) => cost(other) - cost(one)).slice(0, SLOWEST);
  for (const outcome of slowest) console.log(`${timesOf(outcome)}  ${outcome.file}`);
  console.log();
}

/**
 * @param {ReportOptions['time']} time
 * @param {number | undefined} limit
 */
function timeText({ seconds, cpuSeconds }, limit) {
  const wall = `${seconds.toFixed(0)} s of wall time`;
  if (cpuSeconds === undefined) return wall;
  const over = limit !== undefined && cpuSeconds > limit ? ': above the limit' : '';
  return `${cpuSeconds.toFixed(0)} s of CPU${limit === undefined ? '' : ` of ${limit}`}${over}, ${wall}`;
}

/** @param {import('./test-files.mjs').Outcome} outcome */
function printProblems({ file, suites, troubles }) {
  for (const trouble of troubles) console.log(`FAIL ${file}\n${indented(trouble, 2)}`);
  for (const { name, engine, passed, failed, problems } of suites) {
    if (failed === 0) continue;
    const title = engine ? `${name} [${engine}]` : name;
    console.log(`FAIL ${file} > ${title}: ${failed} of ${passed + failed} failed or did not run`);
    for (const { where, message, stack, details } of problems) {
      console.log(indented(`${where}: ${message}`, 2));
      if (details) console.log(indented(stripVTControlCharacters(details), 4));
      const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !MACHINERY.test(line));
      if (frames.length > 0) console.log(frames.join('\n'));
    }
  }
}

/**
 * Why cases of compiled codecs were skipped.
 * @param {import('../test/harness/host.js').SuiteOutcome[]} suites
 */
function printLacks(suites) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { lacks = {} } of suites) {
    for (const [lack, count] of Object.entries(lacks)) counts.set(lack, (counts.get(lack) ?? 0) + count);
  }
  if (counts.size === 0) return;
  console.log('skipped, because compiled codecs have no:');
  for (const [lack, count] of [...counts].sort(([, a], [, b]) => b - a))
    console.log(`${String(count).padStart(6)} ${lack}`);
}

/** @param {import('../test/harness/host.js').SuiteOutcome[]} suites */
function tally(suites) {
  const sums = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of suites) {
    sums.passed += passed;
    sums.failed += failed;
    sums.skipped += skipped;
  }
  return sums;
}

/** A run of selected files may leave the engines out, but not one of them; of compiled codecs all may be skipped. */
function idleEngines(engineTallies, isWholeRun) {
  const ran = ENGINES.filter((_, index) => engineTallies[index].passed + engineTallies[index].failed > 0);
  if (!isWholeRun && ran.length === 0) return [];
  return ENGINES.filter((engine) => !ran.includes(engine) && (isWholeRun || engine !== 'compiled'));
}

function summaryOf(name, { passed, failed, skipped }) {
  const sums = `${String(passed).padStart(6)} passed ${String(failed).padStart(6)} failed`;
  return `${name.padEnd(9)} ${sums}${skipped > 0 ? ` ${String(skipped).padStart(6)} skipped` : ''}`;
}

/**
 * @param {string} text
 * @param {number} columns
 */
function indented(text, columns) {
  return text.replace(/^/gm, ' '.repeat(columns));
}
