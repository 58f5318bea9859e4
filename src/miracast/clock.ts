import { CastbufError, shownValue } from '../errors/index.js';
import type { Clock } from './interface.js';

/** What setTimeout takes at most: longer ones would end at once. */
const LONGEST_TIMER_MS = 0x7fffffff;

/**
 * The process's own time: `performance.now` and `setTimeout`.
 *
 * Its timers keep a Node process alive until they have run or were taken back. They have to: whoever waits for one waits for
 * its answer, and a process that ended first would leave a promise that nobody settles. So whoever sets a timer takes it back
 * as soon as nothing waits for it any more.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0) || typeof callback !== 'function') {
      const given = `${shownValue(milliseconds)} and ${shownValue(callback)}`;
      throw new CastbufError('ERR_USAGE', `after takes milliseconds from 0 up and a function to call, not ${given}`);
    }
    let timer: ReturnType<typeof setTimeout>;
    const wait = (left: number): void => {
      const step = Math.min(left, LONGEST_TIMER_MS);
      timer = setTimeout(() => (left > step ? wait(left - step) : callback()), step);
    };
    wait(milliseconds);
    return () => clearTimeout(timer);
  },
};
