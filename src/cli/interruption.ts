import process from 'node:process';
import { Interrupted } from './exit-status.js';
import { complain } from './messages.js';
import { removeTemporaryFiles } from './temporary-file.js';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** How long what was done so far may take to be written once the user has asked to stop. */
const GRACE_MILLISECONDS = 500;
/** And how long a command then has to end by itself. */
const END_MILLISECONDS = 100;

/**
 * Control-C, and the signals of `kill` and of a terminal that closes. The first of them aborts `signal`, so that the command writes what it has and ends
 * with 130. Further ones change nothing: a terminal and `npx` may both pass on the same Control-C.
 */
export class Interruption {
  private readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  private isGraceOver = false;

  constructor() {
    for (const name of SIGNALS) process.on(name, () => this.begin());
  }

  /** For those who wait for a reader. @throws Interrupted when they have waited long enough */
  throwIfOver(): void {
    if (this.isGraceOver) throw new Interrupted();
  }

  private begin(): void {
    if (this.signal.aborted) return;
    this.controller.abort(new Interrupted());
    setTimeout(() => (this.isGraceOver = true), GRACE_MILLISECONDS).unref();
    setTimeout(endNow, GRACE_MILLISECONDS + END_MILLISECONDS).unref();
  }
}

/** What those who read and write need of it. */
export type StopRequest = Pick<Interruption, 'signal' | 'throwIfOver'>;

/**
 * A system call that does not return (a terminal that is stopped, a file system that is gone) keeps a thread, and process.exit would wait for
 * that thread. The default action of a signal does not; shells show it as 130, too.
 */
function endNow(): void {
  removeTemporaryFiles();
  complain(new Interrupted());
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}
