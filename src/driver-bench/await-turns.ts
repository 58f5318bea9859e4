/*
 * What runs after an `await` runs in turns: all that is ready by now, then what became ready meanwhile, and so on. A bench takes these turns one by one, and can
 * call a driver between any two of them.
 */

/** Turns after which a driver that still goes on never comes to rest. */
export const MOST_TURNS = 5_000;
/** Where nothing tells whether a turn did something, a driver is taken to rest after so many. */
const BLIND_TURNS = 64;

interface PromiseHooks {
  onBefore(hook: () => void): () => void;
}

/** Counts what runs in turns. */
export class AwaitTurns {
  /** Reactions that have run; the bench's own among them. */
  jobs = 0;
  readonly isBlind: boolean;
  private readonly stopHook: (() => void) | undefined;

  constructor() {
    const hooks = promiseHooks();
    this.isBlind = hooks === undefined;
    this.stopHook = hooks?.onBefore(() => {
      this.jobs++;
    });
  }

  close(): void {
    this.stopHook?.();
  }

  /** What a turn did, by the count of before it: the one job that is the bench's own is left out. */
  ranSince(before: number, turnsSoFar: number): number {
    return this.isBlind ? Number(turnsSoFar < BLIND_TURNS) : this.jobs - before - 1;
  }

  /** Takes turns until nothing is left to run. False where that never comes. */
  async rest(): Promise<boolean> {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const before = this.jobs;
      await undefined;
      if (this.ranSince(before, turn) === 0) return true;
    }
    return false;
  }
}

/** Of V8, through Node, where that has them. A browser has none. */
function promiseHooks(): PromiseHooks | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): { promiseHooks?: PromiseHooks } } };
  return process?.getBuiltinModule?.('node:v8').promiseHooks;
}

const { setImmediate: whenIdle, setTimeout: afterTime } = globalThis;

/** A turn of the process: what a promise rejected, and nobody heard of, is told in it. */
export function processTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof whenIdle === 'function') whenIdle(resolve);
    else afterTime(resolve, 0);
  });
}
