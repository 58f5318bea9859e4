import { CastbufError, shownValue } from '../errors/index.js';
import type { Clock } from '../miracast/index.js';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Nanoseconds of a time in milliseconds, as recordings count them. */
const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1e6);

/** Time that passes only where a replay says so. */
export class ReplayClock implements Clock {
  private time = 0;
  /** The one that is due next comes last; of those that are due together, the one that was set first. */
  private readonly timers: Timer[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0) || typeof callback !== 'function')
      throw new CastbufError(
        'ERR_USAGE',
        `after takes milliseconds from 0 up and a function to call, not ${shownValue(milliseconds)} and ${shownValue(callback)}`,
      );
    const timer = { due: this.time + milliseconds, callback };
    let at = this.timers.length;
    while (at > 0 && (this.timers[at - 1] as Timer).due <= timer.due) at--;
    this.timers.splice(at, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) this.timers.splice(index, 1);
    };
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
    const timer = this.timers.at(-1);
    if (timer === undefined || nanoseconds(timer.due) > limit) return false;
    this.timers.pop();
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
