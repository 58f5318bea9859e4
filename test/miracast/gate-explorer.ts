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
  /** The first invariant that was found broken, and the schedule that leads there: where it was looked for breadth first, the shortest. */
  readonly violation: string | undefined;
  readonly schedule: readonly number[];
}

/** A state whose steps are still to be taken. */
interface Visit {
  readonly schedule: readonly number[];
  /** One that is there, where it was kept. */
  readonly world: World | undefined;
}

/**
 * Takes every interleaving of the processes' atomic steps until there is no new state or an invariant is broken.
 *
 * Processes are real code that cannot be copied: a world is taken to a state by a replay of its schedule from the start. Depth first, the
 * world that found a state is still there for the first step from it; breadth first, too many of them would have to be kept.
 */
export function explore(createWorld: () => World, order: 'depth first' | 'breadth first'): Exploration {
  const isDepthFirst = order === 'depth first';
  const seen = new Set([createWorld().key()]);
  const visits: Visit[] = [{ schedule: [], world: undefined }];
  let steps = 0;
  let ends = 0;
  for (let at = 0; at < visits.length;) {
    const visit = isDepthFirst ? (visits.pop() as Visit) : (visits[at++] as Visit);
    let { schedule } = visit;
    let world = visit.world ?? replay(createWorld, schedule);
    try {
      const enabled = world.enabled();
      if (enabled.length === 0) {
        ends++;
        world.checkEnd();
      }
      for (const [index, process] of enabled.entries()) {
        if (index > 0) world = replay(createWorld, visit.schedule);
        schedule = [...visit.schedule, process];
        world.advance(process);
        steps++;
        const key = world.key();
        if (seen.has(key)) continue;
        seen.add(key);
        visits.push({ schedule, world: isDepthFirst ? world : undefined });
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
