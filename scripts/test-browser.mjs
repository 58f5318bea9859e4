/**
 * npm run test:browser [-- PART-OF-A-NAME | FILE ...]: the same test files in headless Chromium, but for those of Node alone.
 */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { basename, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { PROJECT } from './stamp.mjs';
import { reportNoRun, reportOutcomes } from './test-report.mjs';
import { tierOf } from './test-tiers.mjs';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
// Headless, and silent: no connection but to the server below.
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where a page finds the package in a project that installed it; here it is the project itself. */
const INSTALLED = /^\/node_modules\/castbuf(?=\/)/;

/** Where the page of the examples is when it was copied as its README says: beside node_modules. */
const COPIED = /^(?=\/browser\/)/;

/** A page without the headers that isolate it. */
const NOT_ISOLATED = 'not-isolated';

const MEDIA_TYPES = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', map: 'application/json' };

try {
  const { tier, asked } = tierOf(process.argv.slice(2));
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no Chromium at ${CHROMIUM}. Install it (Debian: apt-get install --no-install-recommends chromium), or set CHROMIUM_PATH.`,
    );
  }
  ensureInstalled();
  await ensureBuilt(['kernel', 'library', 'page']);
  const { findTestFiles, isForNodeOnly, runFiles } = await import('./test-files.mjs');
  const { chromium } = await import('playwright-core');
  const files = findTestFiles(tier, asked, (file) => !isForNodeOnly(file));
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  try {
    const isWholeRun = asked.length === 0;
    const start = performance.now();
    const outcomes = await runFiles(files, 'browser', tier.rounds, (file, program) =>
      runInPage(browser, `http://127.0.0.1:${port}/`, file, program),
    );
    const time = { seconds: (performance.now() - start) / 1000, cpuSeconds: undefined };
    reportOutcomes(outcomes, { isWholeRun, printOutput: !isWholeRun, time, tier });
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
} catch (error) {
  reportNoRun(error);
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} origin
 * @param {string} file
 * @param {string} program
 */
async function runInPage(browser, origin, file, program) {
  const { listen, timeOutSecondsOf } = await import('./test-files.mjs');
  const { outcome, hear, isDone, lastBegun } = listen(file);

  const context = await browser.newContext();
  const page = await context.newPage();
  const timeOutSeconds = timeOutSecondsOf(file);
  /** @type {(trouble?: string) => void} */
  let end = () => {};
  const ended = /** @type {Promise<string | undefined>} */ (new Promise((resolve) => (end = resolve)));
  page.on('console', (message) => (outcome.output += `${message.text()}\n`));
  page.on('pageerror', (error) => end(`uncaught in: ${lastBegun()}\n${error.stack ?? error.message}`));
  page.on('crash', () => end(`the page crashed in: ${lastBegun()}`));
  await page.exposeFunction('reportToRunner', (event) => {
    hear(event);
    if (isDone()) end();
  });
  const timer = setTimeout(() => end(`time-out after ${timeOutSeconds} s in: ${lastBegun()}`), timeOutSeconds * 1000);
  // A page is loaded when its module has run to its end, and that is after all tests: the timer above is the one that counts.
  const address = `${origin}${isIsolated(file) ? '' : NOT_ISOLATED}?${relative(PROJECT, program)}`;
  const arrived = page.goto(address, { waitUntil: 'commit' });
  arrived.catch((error) => end(error.message));
  const trouble = await ended; // the first: what ends the page may well complain once more
  if (trouble) outcome.troubles.push(trouble);
  clearTimeout(timer);
  // A page that hangs in a loop may never answer; the browser's own end takes it along.
  await Promise.race([context.close(), sleep(5000, undefined, { ref: false })]);
  return outcome;
}

/**
 * Whether the file's page is cross-origin isolated, so that SharedArrayBuffer exists. One that is to see a page without says so in a comment.
 * @param {string} file
 */
function isIsolated(file) {
  return !/^\/\/ page: not isolated$/m.test(readFileSync(join(PROJECT, file), 'utf8'));
}

/**
 * Serves a page for the bundle that the query names, the files of test/ and build/, the README, docs/ and examples/; `?policy=` is the content security
 * policy that such a file is served with.
 * @type {import('node:http').RequestListener}
 */
async function serve({ url = '/' }, response) {
  const { pathname: asked, search, searchParams } = new URL(url, 'http://localhost');
  const pathname = asked.replace(INSTALLED, '').replace(COPIED, '/examples');
  if (pathname !== `/${NOT_ISOLATED}`) {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  }
  if (pathname === '/' || pathname === `/${NOT_ISOLATED}`) {
    response.setHeader('Content-Type', 'text/html');
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/${search.slice(1)}"></script>`,
    );
    return;
  }
  const bytes =
    /^\/(test|build|docs|examples)\/|^\/README\.md$/.test(pathname) &&
    (await readFile(join(PROJECT, pathname)).catch(() => undefined));
  if (!bytes) {
    response.writeHead(404).end();
    return;
  }
  const policy = searchParams.get('policy');
  if (policy !== null) response.setHeader('Content-Security-Policy', policy);
  const ending = basename(pathname).split('.').at(-1) ?? '';
  response.setHeader('Content-Type', MEDIA_TYPES[ending] ?? 'application/octet-stream');
  response.end(bytes);
}
