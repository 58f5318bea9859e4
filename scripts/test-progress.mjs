/** What a run of the tests says while it runs: a line for each file when it has ended, and on a terminal which ones are running. */

const REDRAW_MILLISECONDS = 500;
const CLEAR_LINE = '\r\u001b[K';
/** Where a terminal does not say how wide it is, or says 0. */
const DEFAULT_COLUMNS = 80;

/** @typedef {import('./test-files.mjs').Outcome} Outcome */

export class Progress {
  /** @type {Map<string, number>} file -> when it began, in milliseconds */
  #running = new Map();
  #ended = 0;
  #timer;

  /** @param {number} count of files */
  constructor(count) {
    this.count = count;
    if (process.stderr.isTTY) this.#timer = setInterval(() => this.#draw(), REDRAW_MILLISECONDS).unref();
  }

  begin(/** @type {string} */ file) {
    this.#running.set(file, performance.now());
  }

  end(/** @type {Outcome} */ outcome) {
    this.#running.delete(outcome.file);
    this.#ended++;
    if (this.#timer) process.stderr.write(CLEAR_LINE);
    console.log(`${isGood(outcome) ? '  ok' : 'FAIL'} ${timesOf(outcome)}  ${outcome.file}`);
  }

  clear() {
    clearInterval(this.#timer);
    if (this.#timer) process.stderr.write(CLEAR_LINE);
  }

  #draw() {
    const running = [...this.#running].map(([file, begin]) => {
      const name = file.replace(/^test\//, '').replace(/\.test\.ts$/, '');
      return `${name} ${Math.round((performance.now() - begin) / 1000)} s`;
    });
    const line = `${this.#ended} of ${this.count}: ${running.join(', ')}`;
    process.stderr.write(CLEAR_LINE + line.slice(0, (process.stderr.columns || DEFAULT_COLUMNS) - 1));
  }
}

/** @param {Outcome} outcome */
function isGood({ suites, troubles }) {
  return troubles.length === 0 && suites.every(({ failed }) => failed === 0);
}

/** Wall time, then CPU. @param {Outcome} outcome */
export function timesOf({ seconds, cpuSeconds }) {
  const cpu = cpuSeconds === undefined ? '' : `${cpuSeconds.toFixed(1).padStart(7)} s CPU`;
  return `${seconds.toFixed(1).padStart(6)} s${cpu}`;
}
