import { isPromiseLike } from '../foreign-call.js';
import type { Awaitable } from '../interface.js';

/*
 * What threads do at a gate beyond the one atomic access of a message, as generator functions that pause before every atomic
 * step. So one piece of code runs where a thread may block, where it may not, and where a test takes every order of steps.
 */

/** What a thread knows while it pauses: all that the code after the pause still reads. */
export interface Locals {
  readonly since?: number;
  readonly epoch?: number;
  readonly status?: number;
  readonly admission?: number;
  readonly isStale?: boolean;
  readonly seat?: number;
}

export interface Pause {
  /**
   * `step`: one atomic step follows. `wait`: nothing to do until `gate.changes` is no longer `since`. `tell`: time to tell this thread's
   * listeners. `run`: the driver's function runs now, and its NTSTATUS is the answer.
   */
  readonly kind: 'step' | 'wait' | 'tell' | 'run';
  /** Names the place among all pauses. */
  readonly at: string;
  readonly locals: Locals;
}

export type Steps<T> = Generator<Pause, T, number | undefined>;

const NOTHING: Locals = Object.freeze({});

export function step(at: string, locals = NOTHING): Pause {
  return { kind: 'step', at, locals };
}

export function waitForChange(at: string, since: number, locals = NOTHING): Pause {
  return { kind: 'wait', at, locals: { ...locals, since } };
}

export function tell(at: string): Pause {
  return { kind: 'tell', at, locals: NOTHING };
}

export function run(at: string): Pause {
  return { kind: 'run', at, locals: NOTHING };
}

/** How a thread does what pauses ask for; what `run` gives is the answer to its pause. */
export interface Runner {
  wait(since: number): Awaitable<undefined>;
  tell(): undefined;
  run(): Awaitable<number>;
}

/** Runs steps to their end: at once, unless the runner gives a promise. */
export function finish<T>(steps: Steps<T>, runner: Runner): Awaitable<T> {
  let turn = steps.next();
  while (!turn.done) {
    const answer = answerTo(turn.value, runner);
    if (isPromiseLike(answer)) return finishLater(steps, runner, answer);
    turn = steps.next(answer);
  }
  return turn.value;
}

async function finishLater<T>(steps: Steps<T>, runner: Runner, first: PromiseLike<number | undefined>): Promise<T> {
  let turn = steps.next(await first);
  while (!turn.done) turn = steps.next(await answerTo(turn.value, runner));
  return turn.value;
}

function answerTo({ kind, locals }: Pause, runner: Runner): Awaitable<number | undefined> {
  if (kind === 'wait') return runner.wait(locals.since as number);
  if (kind === 'run') return runner.run();
  return kind === 'tell' ? runner.tell() : undefined;
}

/** Runs steps that never wait. */
export function finishAtOnce<T>(steps: Steps<T>): T {
  let turn = steps.next();
  while (!turn.done) turn = steps.next();
  return turn.value;
}
