/** Something of several processes that can be started anew and taken through the same steps again. */
export interface World {
  /** Processes whose next atomic step can be taken now, by number. */
  enabled(): number[];
  /** @throws Violation when the step breaks an invariant */
  advance(process: number): void;
  /** The same for two states exactly if nothing that follows can tell them apart. */
  key(): string;
  /** Of a state in which nobody can step. @throws Violation when it is not a good end */
  checkEnd(): void;
}

/** An invariant does not hold. */
export class Violation extends Error {}

export interface Exploration {
  readonly states: number;
  readonly steps: number;
  readonly ends: number;
  /** The first invariant that was found broken, and the shortest schedule that leads there. */
  readonly violation: string | undefined;
  readonly schedule: readonly number[];
}

/**
 * Takes every interleaving of the processes' atomic steps, breadth first, until there is no new state or an invariant is broken.
 * Processes are real code that cannot be copied: each state is reached by a replay of its schedule from the start.
 */
export function explore(createWorld: () => World): Exploration {
  const parents = [-1];
  const moves = [-1];
  const seen = new Set([createWorld().key()]);
  let steps = 0;
  let ends = 0;
  const scheduleOf = (state: number): number[] => {
    const schedule: number[] = [];
    for (let at = state; at > 0; at = parents[at] as number) schedule.push(moves[at] as number);
    return schedule.toReversed();
  };
  for (let state = 0; state < parents.length; state++) {
    const schedule = scheduleOf(state);
    let world = replay(createWorld, schedule);
    const enabled = world.enabled();
    try {
      if (enabled.length === 0) {
        ends++;
        world.checkEnd();
      }
      for (const [index, process] of enabled.entries()) {
        if (index > 0) world = replay(createWorld, schedule);
        schedule.push(process);
        world.advance(process);
        schedule.pop();
        steps++;
        const key = world.key();
        if (seen.has(key)) continue;
        seen.add(key);
        parents.push(state);
        moves.push(process);
      }
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      return { states: seen.size, steps, ends, violation: error.message, schedule };
    }
  }
  return { states: seen.size, steps, ends, violation: undefined, schedule: [] };
}

function replay(createWorld: () => World, schedule: readonly number[]): World {
  const world = createWorld();
  for (const process of schedule) world.advance(process);
  return world;
}
