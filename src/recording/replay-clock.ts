import { CastbufError, shownValue } from '../errors/index.js';
import { TimerQueue, type Clock } from '../miracast/index.js';

/** Nanoseconds of a time in milliseconds, as recordings count them. */
const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1e6);

/** Time that passes only where a replay says so. */
export class ReplayClock implements Clock {
  private time = 0;
  private readonly timers = new TimerQueue();

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0) || typeof callback !== 'function')
      throw new CastbufError(
        'ERR_USAGE',
        `after takes milliseconds from 0 up and a function to call, not ${shownValue(milliseconds)} and ${shownValue(callback)}`,
      );
    return this.timers.add(this.time + milliseconds, callback);
  }

  /** Nanoseconds that have passed. */
  get passed(): number {
    return nanoseconds(this.time);
  }

  moveTo(passed: number): void {
    if (passed > this.passed) this.time = passed / 1e6;
  }

  /** Runs the next timer that is due at `limit` nanoseconds, or before; false where there is none. */
  runNext(limit: number): boolean {
    const timer = this.timers.next;
    if (timer === undefined || nanoseconds(timer.due) > limit) return false;
    this.timers.take();
    this.time = Math.max(this.time, timer.due);
    timer.callback();
    return true;
  }
}

/** Settles when everything has run that promises have started. */
export function promisesAtRest(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve));
}

/** A turn of the event loop: at once where the host can, in a browser by a message. */
const nextTurn: (callback: () => void) => void =
  typeof setImmediate === 'function'
    ? (callback) => void setImmediate(callback)
    : (callback) => {
        const { port1, port2 } = new MessageChannel();
        const heard = (): void => {
          port1.close();
          callback();
        };
        port1.addEventListener('message', heard, { once: true });
        port1.start();
        port2.postMessage(undefined);
      };
