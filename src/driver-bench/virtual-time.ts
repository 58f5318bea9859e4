import type { Clock } from '../miracast/index.js';

/*
 * Time that passes when the bench says so: for the bench, and for whatever a driver asks of its surroundings. While a bench runs, `setTimeout`, `setInterval`,
 * `setImmediate`, `queueMicrotask`, `Date.now`, `performance.now` and `Math.random` are those of the bench, and the console is silent.
 */

interface Timer {
  due: number;
  readonly order: number;
  /** 0: runs once. */
  readonly every: number;
  readonly isDriver: boolean;
  readonly callback: () => void;
}

/** Any moment will do: it is the same in every run. */
const BEGIN_MS = 1_700_000_000_000;

/** One run's time, from 0. */
export class VirtualTime implements Clock {
  private time = 0;
  private created = 0;
  private seed = 1;
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.time;
  }

  /** The same numbers in every run. */
  random(): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.seed / 2 ** 32;
  }

  /** For the bench's own needs. */
  after(milliseconds: number, callback: () => void): () => void {
    const timer = this.add(milliseconds, 0, false, callback);
    return () => void this.timers.delete(timer);
  }

  add(milliseconds: number, every: number, isDriver: boolean, callback: () => void): Timer {
    const delay = milliseconds >= 0 ? milliseconds : 0; // NaN, too
    const timer = { due: this.time + delay, order: this.created++, every, isDriver, callback };
    this.timers.add(timer);
    return timer;
  }

  remove(timer: Timer): void {
    this.timers.delete(timer);
  }

  has(timer: Timer): boolean {
    return this.timers.has(timer);
  }

  /** When something happens next; undefined for never. */
  get nextDue(): number | undefined {
    return this.next?.due;
  }

  /** Milliseconds that the driver's timers still have, those left out that are due now. */
  driverTimers(): readonly number[] {
    return [...this.timers]
      .filter(({ isDriver, due }) => isDriver && due > this.time)
      .map(({ due }) => due - this.time);
  }

  /** Goes on to the next timer and runs it. @throws what it throws */
  fireNext(): void {
    const timer = this.next;
    if (timer === undefined) return;
    this.time = Math.max(this.time, timer.due);
    if (timer.every > 0) timer.due = this.time + timer.every;
    else this.timers.delete(timer);
    timer.callback();
  }

  private get next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers) {
      if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order))
        next = timer;
    }
    return next;
  }
}

/** Where the functions that a bench replaces find the time of the run that is going on. */
export interface Surroundings {
  time: VirtualTime;
  /** Of a job that the driver handed to `queueMicrotask`. */
  jobRan(): void;
}

/** What `setTimeout` of Node gives, and a browser's number, in one. */
class TimerHandle {
  constructor(
    private readonly time: VirtualTime,
    private timer: Timer,
    private readonly milliseconds: number,
  ) {}

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return this.time.has(this.timer);
  }

  refresh(): this {
    const { every, isDriver, callback } = this.timer;
    this.clear();
    this.timer = this.time.add(this.milliseconds, every, isDriver, callback);
    return this;
  }

  close(): this {
    this.clear();
    return this;
  }

  clear(): void {
    this.time.remove(this.timer);
  }

  [Symbol.toPrimitive](): number {
    return this.timer.order + 1;
  }

  [Symbol.dispose ?? Symbol.for('dispose')](): void {
    this.clear();
  }
}

type Callback = (...given: unknown[]) => unknown;

/** Replaces what tells the time and what waits, everywhere; returns what takes it back. */
export function replaceSurroundings(of: Surroundings): () => void {
  const set =
    (every: boolean) =>
    (callback: Callback, milliseconds?: unknown, ...given: unknown[]) => {
      const delay = Number(milliseconds ?? 0);
      const timer = of.time.add(delay, every ? Math.max(1, delay) : 0, true, () => void callback(...given));
      return new TimerHandle(of.time, timer, delay);
    };
  const clear = (handle: unknown): void => {
    if (handle instanceof TimerHandle) handle.clear();
  };
  const { queueMicrotask } = globalThis;
  const restore = [
    put(globalThis, 'setTimeout', set(false)),
    put(globalThis, 'setInterval', set(true)),
    put(globalThis, 'setImmediate', (callback: Callback, ...given: unknown[]) => set(false)(callback, 0, ...given)),
    put(globalThis, 'clearTimeout', clear),
    put(globalThis, 'clearInterval', clear),
    put(globalThis, 'clearImmediate', clear),
    put(globalThis, 'queueMicrotask', (job: () => void) =>
      queueMicrotask(() => {
        of.jobRan();
        job();
      }),
    ),
    put(Math, 'random', () => of.time.random()),
    put(Date, 'now', () => BEGIN_MS + of.time.now()),
    put(performance, 'now', () => of.time.now()),
  ];
  // What a driver says in hundreds of runs nobody reads.
  for (const name of ['debug', 'error', 'info', 'log', 'warn']) restore.push(put(console, name, () => {}));
  return () => {
    for (const one of restore.toReversed()) one();
  };
}

/** What the host does not have is left out, as it is for the driver elsewhere. */
function put(target: object, name: string, value: unknown): () => void {
  if (!(name in target)) return () => {};
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) delete (target as Record<string, unknown>)[name];
    else Object.defineProperty(target, name, before);
  };
}
