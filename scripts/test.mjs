/**
 * npm test [-- PART-OF-A-NAME | FILE ...], npm run test:deep, npm run test:soak: every test file in a Node process of its own.
 *
 * A file counts as good only if it says so: it must report that it is done and then end with status 0 by itself. A hang, a crash,
 * a process.exit and a rejection that nobody handles are failures, whatever its cases said.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { PROJECT } from './stamp.mjs';
import { reportNoRun, reportOutcomes } from './test-report.mjs';
import { tierOf } from './test-tiers.mjs';
import { RunClock, TimeBudget } from './test-time.mjs';

/** How long a file may take to end after its last case: long enough to close a socket, too short to hide a leak. */
const LINGER_SECONDS = 5;
const UNSETTLED_STATUS = 13; // Node's exit status when the program awaits a promise that nothing can settle any more

// An interrupted run still ends its test processes: they are not in the terminal's process group.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

try {
  const { tier, asked } = tierOf(process.argv.slice(2));
  ensureInstalled();
  const { findTestFiles, isForNodeOnly, runFiles } = await import('./test-files.mjs');
  const { TestCompiler } = await import('./test-compiler.mjs');
  const files = findTestFiles(tier, asked);
  // Tests are bundled from the sources with the kernel inlined; only those of the command line and the like need more.
  await ensureBuilt(asked.length === 0 || files.some(isForNodeOnly) ? undefined : ['kernel']);
  const isWholeRun = asked.length === 0;
  const clock = new RunClock();
  const compiler = new TestCompiler(files.length);
  const outcomes = await runFiles(files, 'node', tier.rounds, async (file, program) =>
    runInNode(file, program, tier, await compiler.environment(dirname(program))),
  );
  await compiler.end();
  reportOutcomes(outcomes, { isWholeRun, printOutput: !isWholeRun, time: clock.read(), tier });
} catch (error) {
  reportNoRun(error);
}

/**
 * @param {string} file
 * @param {string} program
 * @param {import('./test-tiers.mjs').Tier} tier
 * @param {Record<string, string>} additions to its environment
 */
async function runInNode(file, program, tier, additions) {
  const { listen, timeOutSecondsOf } = await import('./test-files.mjs');
  const { outcome, hear, isDone, lastBegun } = listen(file);

  const { FORCE_COLOR: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    cwd: PROJECT,
    env: { ...env, ...additions, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true, // a process group of its own: what the test started ends with it
  });
  const endGroup = () => {
    try {
      process.kill(-(/** @type {number} */ (child.pid)), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  };
  process.once('exit', endGroup);

  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (outcome.output += chunk));
  let stopped = '';
  const stop = (/** @type {string} */ reason) => {
    stopped ||= reason;
    endGroup();
  };
  const budget = new TimeBudget(/** @type {number} */ (child.pid), timeOutSecondsOf(file) * Math.max(1, tier.rounds));
  budget.watch((reason) => stop(`${reason} in: ${lastBegun()}`));
  /** @type {NodeJS.Timeout | undefined} */
  let linger;
  createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdio[3]) }).on('line', (line) => {
    hear(JSON.parse(line));
    if (!isDone()) return;
    budget.end();
    const reason = 'did not end after its last case: a timer, socket or worker is still open';
    linger = setTimeout(() => stop(reason), LINGER_SECONDS * 1000);
  });

  const closed = once(child, 'close');
  const [status, signal] = await once(child, 'exit');
  budget.end();
  clearTimeout(linger);
  // The pipes close with the process, unless something that the test started still holds them.
  await Promise.race([closed, sleep(1000, undefined, { ref: false })]);
  endGroup();
  for (const pipe of child.stdio) pipe?.destroy();
  process.off('exit', endGroup);

  if (stopped) outcome.troubles.push(stopped);
  else if (signal) outcome.troubles.push(`ended by ${signal} in: ${lastBegun()}`);
  else if (status === UNSETTLED_STATUS) outcome.troubles.push(`a promise never settles in: ${lastBegun()}`);
  else if (status !== 0) outcome.troubles.push(`ended with exit status ${status} in: ${lastBegun()}`);
  else if (!isDone()) outcome.troubles.push(`ended before its tests did, by process.exit, in: ${lastBegun()}`);
  return outcome;
}
