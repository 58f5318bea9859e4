/** What the two test runners share: which files there are, how they are run, and what becomes of each. */
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { stop } from 'esbuild';
import { filesBelow, PROJECT } from './stamp.mjs';
import { bundleTests } from './test-programs.mjs';
import { Progress } from './test-progress.mjs';
import { scriptFor } from './test-tiers.mjs';

/**
 * @typedef {object} Outcome what became of one test file
 * @property {string} file
 * @property {SuiteOutcome[]} suites
 * @property {string[]} troubles what went wrong with the file as a whole; each counts as a failure
 * @property {string} output what it printed
 * @property {number} seconds from its beginning to its end
 * @property {number | undefined} cpuSeconds what it used, where that is known
 * @typedef {import('../test/harness/host.js').SuiteOutcome} SuiteOutcome
 */

/**
 * @param {import('./test-tiers.mjs').Tier} tier
 * @param {string[]} asked files, or parts of the names of test files; none means all test files of the tier
 * @param {(file: string) => boolean} runsHere
 */
export function findTestFiles(tier, asked, runsHere = () => true) {
  const all = filesBelow(join(PROJECT, 'test'))
    .map((file) => relative(PROJECT, file).replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.test.ts') && runsHere(file));
  const ofTier = all.filter(tier.runs);
  if (asked.length === 0) return ofTier;

  const found = asked.flatMap((part) => {
    if (statSync(join(PROJECT, part), { throwIfNoEntry: false })?.isFile()) return [part];
    const matching = ofTier.filter((file) => file.includes(part));
    if (matching.length > 0) return matching;
    const left = all.find((file) => file.includes(part));
    if (left === undefined) throw new Error(`no test file matches ${part}`);
    throw new Error(`${left} is not run by npm run ${tier.script}; npm run ${scriptFor(left)} -- ${part}`);
  });
  return [...new Set(found)];
}

/** Tests that only make sense in Node: of the command line, of files, of the build. */
export const isForNodeOnly = (/** @type {string} */ file) => file.endsWith('.node.test.ts');

const TIME_OUT_SECONDS = 300;

/**
 * What a file may use in a deep run. One that needs more says so in a comment of its own: `// time-out: 900 s`.
 * @param {string} file
 */
export function timeOutSecondsOf(file) {
  const own = /^\/\/ time-out: (\d+) s$/m.exec(readFileSync(join(PROJECT, file), 'utf8'));
  return own ? Number(own[1]) : TIME_OUT_SECONDS;
}

/**
 * Runs every file, as many at a time as there are cores, and keeps their order in what it returns. Those that need the longest begin first, so
 * that no core waits for the last of them.
 * @param {string[]} files
 * @param {'node' | 'browser'} platform
 * @param {number} rounds the share of a deep run's rounds
 * @param {(file: string, program: string) => Promise<Outcome>} runFile
 */
export async function runFiles(files, platform, rounds, runFile) {
  // Inside build/, where bundles find node_modules; one for each run, because runs may overlap.
  const outDir = await mkdtemp(join(PROJECT, 'build/test-'));
  const progress = new Progress(files.length);
  /** @type {Outcome[]} */
  const outcomes = [];
  try {
    const programs = await bundleTests(files, platform, outDir, rounds);
    await stop(); // its time counts as this process's once it has ended
    const left = [...files.entries()].sort(([, a], [, b]) => timeOutSecondsOf(b) - timeOutSecondsOf(a));
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [index, file] = next;
        progress.begin(file);
        const start = performance.now();
        const outcome = await runProgram(file, programs.get(file), runFile);
        outcome.seconds = (performance.now() - start) / 1000;
        outcomes[index] = outcome;
        progress.end(outcome);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    progress.clear();
    await rm(outDir, { recursive: true, force: true });
  }
  return outcomes;
}

/**
 * @param {string} file
 * @param {string | Error | undefined} program
 * @param {(file: string, program: string) => Promise<Outcome>} runFile
 */
async function runProgram(file, program, runFile) {
  try {
    if (typeof program === 'string') return await runFile(file, program);
    throw program;
  } catch (error) {
    return withTrouble(file, /** @type {Error} */ (error).message);
  }
}

/**
 * @param {string} file
 * @param {string} [trouble]
 * @returns {Outcome}
 */
function withTrouble(file, trouble) {
  return {
    file,
    suites: [],
    troubles: trouble === undefined ? [] : [trouble],
    output: '',
    seconds: 0,
    cpuSeconds: undefined,
  };
}

/**
 * Collects what the harness in one test file reports.
 * @param {string} file
 */
export function listen(file) {
  const outcome = withTrouble(file);
  let where = 'loading the file';
  let isDone = false;
  return {
    outcome,
    /** The case or hook that began last. */
    lastBegun: () => where,
    isDone: () => isDone,
    /** @param {import('../test/harness/host.js').HarnessEvent} event */
    hear(event) {
      if (event.event === 'began') {
        where = event.where;
        return;
      }
      isDone = true;
      outcome.suites = event.suites;
      outcome.cpuSeconds = event.cpuSeconds;
      // All may be skipped, where programs that they run are not installed: the report counts them.
      const known = event.suites.reduce((sum, { passed, failed, skipped }) => sum + passed + failed + skipped, 0);
      if (known === 0) outcome.troubles.push('ran no test: does it call suite() or engineSuite(), and test() in them?');
    },
  };
}
