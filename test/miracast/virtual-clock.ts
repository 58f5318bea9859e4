import type { Clock } from '../../src/miracast/interface.js';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Time that passes when a test says so. */
export class VirtualClock implements Clock {
  private time = 0;
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.time + milliseconds, callback };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  /** Timers that have neither run nor been taken back. */
  get pending(): number {
    return this.timers.size;
  }

  /** Lets `milliseconds` pass and runs what falls due meanwhile, each at its own time. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (let timer = this.nextUntil(end); timer !== undefined; timer = this.nextUntil(end)) {
      this.time = Math.max(this.time, timer.due);
      this.run(timer);
    }
    this.time = end;
  }

  /** Lets `milliseconds` pass at once, as a process that slept: what fell due meanwhile runs late. */
  sleep(milliseconds: number): void {
    this.time += milliseconds;
    this.advance(0);
  }

  private nextUntil(end: number): Timer | undefined {
    const due = [...this.timers].filter((timer) => timer.due <= end);
    return due.sort((one, other) => one.due - other.due)[0];
  }

  private run(timer: Timer): void {
    this.timers.delete(timer);
    timer.callback();
  }
}

/** Lets every promise that can settle without outside help settle. */
export async function promisesSettled(): Promise<void> {
  for (let step = 0; step < 50; step += 1) await Promise.resolve();
}

/** Lets this thread come to rest once: what was held until Start had returned is delivered then. */
export async function threadRests(): Promise<void> {
  await promisesSettled();
  await new Promise((resolve) => setTimeout(resolve));
  await promisesSettled();
}

/** What a promise has been resolved with so far; undefined while it is pending. */
export async function settledValue<T>(promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise, promisesSettled().then(() => undefined)]);
}

/** A promise that the test settles. */
export class Gate<T = void> {
  open!: (value: T) => void;
  readonly opened = new Promise<T>((resolve) => {
    this.open = resolve;
  });
}
