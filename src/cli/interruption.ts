import process from 'node:process';
import { Interrupted } from './exit-status.js';

/** How long what was done so far may take to be written once the user has asked to stop. */
const GRACE_MILLISECONDS = 500;

/**
 * Control-C: the signal aborts, so that the command writes what it has and ends with 130. A write whose reader does not
 * read would keep the process for ever; then the default action ends it, which a shell shows as 130 as well.
 */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort(new Interrupted());
    // The handler is gone, so this signal ends the process, and so does a second Control-C.
    setTimeout(() => process.kill(process.pid, 'SIGINT'), GRACE_MILLISECONDS).unref();
  });
  return controller.signal;
}
