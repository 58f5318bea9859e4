/**
 * npm run test:rules [-- PART-OF-A-RULE ...]: breaks every rule of the Miracast interface, of batches' memory and of the compiler of codecs once, and demands that
 * the tests that name the rule fail. A rule whose tests all pass while it is broken is one that nobody watches.
 *
 * The code is broken in copies of the tree, one for each core. The rules, their tests and how each is broken: test/miracast/rules/.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, posix } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { allRules, sourceOf, staleAmong } from './rule-places.mjs';
import { PROJECT } from './stamp.mjs';

/** What a test needs of the project: its own bundle, and the files that it reads. */
const COPIED = [
  'assembly',
  'scripts',
  'src',
  'test',
  'package.json',
  'build/kernel.wasm',
  'build/kernel.debug.wasm',
  'build/modules',
];

/** A broken rule may make a test wait for ever; what is not broken needs a tenth of this. */
const TIME_OUT_SECONDS = 180;

/** @typedef {import('../test/miracast/rules/rule.js').Rule & { party: string }} PartyRule */
/** @typedef {{ isDone: boolean, begun: string[], failed: string[] }} TestRun the titles of its cases; not done: it crashed or hung */

/** One copy of the tree, in which one rule at a time is broken. */
class Copy {
  /**
   * Inside build/, where bundles find node_modules.
   * @param {string} folder
   */
  static async at(folder) {
    for (const path of COPIED) cpSync(join(PROJECT, path), join(folder, path), { recursive: true });
    const copied = (/** @type {string} */ script) => import(pathToFileURL(join(folder, 'scripts', script)).href);
    return new Copy(folder, await copied('test-files.mjs'), await copied('test-programs.mjs'));
  }

  /**
   * @param {string} folder
   * @param {typeof import('./test-files.mjs')} testFiles
   * @param {typeof import('./test-programs.mjs')} testPrograms those of the copy, which bundle its sources
   */
  constructor(folder, testFiles, testPrograms) {
    this.folder = folder;
    this.testFiles = testFiles;
    this.testPrograms = testPrograms;
  }

  /** @param {string} file */
  async run(file) {
    return this.runBundle(file, await this.bundle(file));
  }

  /**
   * Runs test files with `find` replaced by `put` in a source.
   * @param {PartyRule} rule
   */
  async runBroken({ file, find, put, tests }) {
    const path = join(this.folder, sourceOf(file));
    const text = readFileSync(path, 'utf8');
    /** @type {Map<string, string>} */
    const bundles = new Map();
    writeFileSync(
      path,
      text.replace(find, () => put),
    );
    try {
      for (const test of tests.map(partsOf)) {
        if (!bundles.has(test.file)) bundles.set(test.file, await this.bundle(test.file));
      }
    } finally {
      writeFileSync(path, text);
    }
    /** @type {Map<string, TestRun>} */
    const runs = new Map();
    for (const [testFile, bundle] of bundles) runs.set(testFile, await this.runBundle(testFile, bundle));
    return runs;
  }

  /** @param {string} file */
  async bundle(file) {
    // A mistake in what is emitted shows in a few random schemas.
    const rounds = file.startsWith('test/compile/') ? 0.05 : 1;
    const programs = await this.testPrograms.bundleTests([file], 'node', join(this.folder, 'build'), rounds);
    const program = programs.get(file);
    if (typeof program === 'string') return program;
    throw program;
  }

  /**
   * @param {string} file
   * @param {string} bundle
   * @returns {Promise<TestRun>}
   */
  async runBundle(file, bundle) {
    const { outcome, hear, isDone, lastBegun } = this.testFiles.listen(file);
    /** @type {string[]} */
    const begun = [];
    const child = spawn(process.execPath, [bundle], {
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const kill = () => void child.kill('SIGKILL');
    process.once('exit', kill);
    const timer = setTimeout(kill, TIME_OUT_SECONDS * 1000);
    createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdio[3]) }).on('line', (line) => {
      const event = JSON.parse(line);
      hear(event);
      if (event.event === 'began') begun.push(caseIn(event.where));
      else kill(); // all is said, and what is broken may keep the process alive
    });
    await once(child, 'close');
    clearTimeout(timer);
    process.off('exit', kill);
    const failed = outcome.suites.flatMap(({ problems }) => problems.map(({ where }) => where));
    return { isDone: isDone(), begun, failed: isDone() ? failed : [caseIn(lastBegun())] };
  }
}

/**
 * `suite > case`, without the suite.
 * @param {string} where
 */
function caseIn(where) {
  return where.slice(where.indexOf(' > ') + 3);
}

/**
 * `file > part of a title`, as a rule names its tests.
 * @param {string} test
 */
function partsOf(test) {
  const at = test.indexOf(' > ');
  return { file: posix.join('test/miracast', test.slice(0, at)), title: test.slice(at + 3) };
}

/**
 * The rules in which one of `parts` occurs, or all.
 * @param {string[]} parts
 */
function selected(parts) {
  const wanted = parts.map((part) => part.toLowerCase());
  return allRules().filter(
    ({ party, rule }) => parts.length === 0 || wanted.some((part) => `${party}: ${rule}`.toLowerCase().includes(part)),
  );
}

/**
 * What is wrong before anything is broken: a test that fails, or that does not exist.
 * @param {Copy[]} copies
 * @param {PartyRule[]} rules
 */
async function wrongUnbroken(copies, rules) {
  const tests = rules.flatMap((rule) => rule.tests.map((test) => ({ rule, ...partsOf(test) })));
  /** @type {string[]} */
  const wrong = [];
  await inEach(copies, [...new Set(tests.map(({ file }) => file))], async (copy, file) => {
    const { isDone, begun, failed } = await copy.run(file);
    if (!isDone || failed.length > 0) wrong.push(`${file} fails unbroken: ${failed.join('; ')}`);
    for (const { rule, title } of tests.filter((test) => test.file === file)) {
      if (!begun.some((one) => one.includes(title))) wrong.push(`${rule.rule}: no test in ${file} is called ${title}`);
    }
  });
  return wrong;
}

/**
 * Does `work` for all items, in every copy one at a time.
 * @template Item
 * @param {Copy[]} copies
 * @param {Item[]} items
 * @param {(copy: Copy, item: Item) => Promise<void>} work
 */
async function inEach(copies, items, work) {
  const left = [...items];
  await Promise.all(
    copies.map(async (copy) => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(copy, item);
    }),
  );
}

/**
 * The tests that pass although their rule is broken, or are not reached because another one hangs.
 * @param {Copy} copy
 * @param {PartyRule} rule
 */
async function survivorsOf(copy, rule) {
  const runs = await copy.runBroken(rule);
  return rule.tests.flatMap((test) => {
    const { file, title } = partsOf(test);
    const { isDone, failed } = /** @type {TestRun} */ (runs.get(file));
    if (failed.some((one) => one.includes(title))) return [];
    const others = failed.length === 0 ? 'nothing' : failed.join('; ');
    return [
      `${test}: does not fail when the rule is broken; ${isDone ? 'what fails is' : 'the file hangs in'} ${others}`,
    ];
  });
}

/** @param {string[]} parts */
async function main(parts) {
  const rules = selected(parts);
  if (rules.length === 0) return complain([`no rule has ${parts.join(' or ')} in it`]);
  const stale = staleAmong(rules);
  if (stale.length > 0) return complain(stale);

  const folder = mkdtempSync(join(PROJECT, 'build/rules-'));
  // Again where an interrupted bundler still writes to it.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const lanes = Array.from({ length: Math.min(availableParallelism(), rules.length) }, (_, lane) => `${lane}`);
  const copies = await Promise.all(lanes.map((lane) => Copy.at(join(folder, lane))));

  const wrong = await wrongUnbroken(copies, rules);
  if (wrong.length > 0) return complain(wrong);

  let survivors = 0;
  await inEach(copies, rules, async (copy, rule) => {
    const surviving = await survivorsOf(copy, rule);
    for (const survivor of surviving) console.log(`FAIL ${rule.party}: ${rule.rule} | ${survivor}`);
    if (surviving.length > 0) survivors++;
    else console.log(`ok   ${rule.party}: ${rule.rule} | ${rule.tests.join(' | ')}: fails when broken`);
  });
  console.log(`\n${rules.length} rules: ${rules.length - survivors} watched, ${survivors} not`);
  process.exitCode = survivors === 0 ? 0 : 1;
}

/** @param {string[]} complaints */
function complain(complaints) {
  for (const complaint of complaints) console.error(`FAIL ${complaint}`);
  process.exitCode = 1;
}

// An interrupted run still takes its copies away; `on`, so that a second signal does not end that.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
ensureInstalled();
await ensureBuilt(['kernel']);
await main(process.argv.slice(2));
