import { nextTick } from 'node:process';
import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { TimerQueue, type Clock } from '../../miracast/index.js';

/** Events between two looks at the process's own: signals and other threads. */
const EVENTS_A_TURN = 256;

export interface Passing {
  readonly signal: AbortSignal;
  /** Awaited before each event, for what happens outside of virtual time; undefined where nothing does. */
  whenOthersAreDone?(): Promise<void> | undefined;
  /** Called, and awaited, now and then. */
  onTurn?(): void | Promise<void> | undefined;
}

/**
 * Time that jumps from event to event: nothing waits, and the same events always come in the same order. Between two events
 * everything that promises have started goes on until nothing can.
 */
export class VirtualClock implements Clock {
  private time = 0;
  private readonly timers = new TimerQueue();

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    return this.timers.add(this.time + milliseconds, callback);
  }

  /** Resolves when that time has passed. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(milliseconds, resolve));
  }

  /**
   * Lets time pass until `work` has settled, and gives what it gives.
   * @throws what `work` rejects with; the signal's reason; Error where no event is left that `work` could wait for
   */
  async passUntil<T>(work: Promise<T>, { signal, whenOthersAreDone, onTurn }: Passing): Promise<T> {
    let isSettled = false;
    const settle = (): void => void (isSettled = true);
    work.then(settle, settle);
    for (let events = 1; ; events++) {
      await promisesAtRest();
      for (let others = whenOthersAreDone?.(); others !== undefined; others = whenOthersAreDone?.()) {
        await others;
        await promisesAtRest();
      }
      if (isSettled) return work;
      if (events % EVENTS_A_TURN === 0) {
        await turnOfEventLoop();
        await onTurn?.();
        signal.throwIfAborted();
      }
      this.runNext();
    }
  }

  private runNext(): void {
    if (!this.runFirst()) throw new Error('simulated time stands still: nothing is left that could happen');
  }

  /** Jumps to the next event; false where there is none. */
  protected runFirst(): boolean {
    const timer = this.timers.take();
    if (timer === undefined) return false;
    this.time = Math.max(this.time, timer.due);
    timer.callback();
    return true;
  }
}

/** A virtual clock that nobody drives: its time passes whenever its thread has nothing else to do. */
export class IdleClock extends VirtualClock {
  override after(milliseconds: number, callback: () => void): () => void {
    setImmediate(() => this.runFirst());
    return super.after(milliseconds, callback);
  }
}

/** Node runs a tick only when no promise can go on without one. */
function promisesAtRest(): Promise<void> {
  return new Promise((resolve) => nextTick(resolve));
}
