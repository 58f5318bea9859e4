import { ONES, STEPS } from './dirty-memory.js';
import { drawWorld, REFERENCE, Side, type Under, type World } from './call-world.js';
import { drawCall, type Call } from './random-calls.js';
import { difference } from './same-value.js';
import { SeededChoices } from './seeded-choices.js';

/*
 * Differential test with a past. A sequence is a few types and random calls for them, each made on three sides:
 *
 *   two engines under test   the same codecs all the time, memory filled with two patterns before each call
 *   the reference engine     new codecs for each call, so that no call has a past
 *
 * A call gives the same on all of them, or it depends on what an earlier one left.
 */

const CALLS = [3, 12] as const;

/** So many sequences on the same two engines: their memory grows, and filling it takes longer and longer. */
const SEQUENCES_AN_ENGINE = 20;

/**
 * Runs `count` sequences, from that of `firstSeed` on, on pairs of engines that `load` starts; the records that their calls read and wrote.
 * @throws Error with the seed, the types and the calls of the first sequence that fails
 */
export async function runSequences(
  firstSeed: number,
  count: number,
  load: () => Promise<Under & { assertFences(): void }>,
): Promise<number> {
  let records = 0;
  for (let done = 0; done < count; done += SEQUENCES_AN_ENGINE) {
    const pair = [await load(), await load()] as const;
    for (let at = done; at < Math.min(count, done + SEQUENCES_AN_ENGINE); at++) {
      records += await runSequence(firstSeed + at, pair);
    }
    for (const engine of pair) engine.assertFences();
  }
  return records;
}

/** Runs the sequence of a seed on two engines of one kind; the records that its calls read and wrote. */
async function runSequence(seed: number, [first, second]: readonly [Under, Under]): Promise<number> {
  const choices = new SeededChoices(seed);
  const world = drawWorld(choices);
  const sides = [new Side(world, first, ONES), new Side(world, second, STEPS)] as const;
  const made: Call[] = [];
  for (let left = choices.between(...CALLS); left > 0; left--) {
    const call = drawCall(choices, world);
    made.push(call);
    try {
      await compare(call, world, sides);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${toldOf(seed, world, made)}`, { cause: error });
    }
  }
  return made.reduce((sum, { records }) => sum + records, 0);
}

async function compare(call: Call, world: World, [one, two]: readonly [Side, Side]): Promise<void> {
  const had = await resultOf(call, one);
  demand('over memory with another pattern', had, await resultOf(call, two));
  if (call.name === 'kept batches') return demandKept(had);
  demand('on the reference engine without a past', await resultOf(call, new Side(world, REFERENCE, undefined)), had);
}

async function resultOf(call: Call, side: Side): Promise<unknown> {
  side.dirty(call.takesBatches);
  side.nested = [];
  const result = await call.run(side);
  return { result, nested: side.nested };
}

/** A batch is what it was, or says that its memory was used again. */
function demandKept(had: unknown): void {
  const { result } = had as { result: { was: unknown; is: { value?: unknown; error?: Record<string, unknown> } }[] };
  for (const { was, is } of result) {
    if (is.error?.['code'] !== 'ERR_STALE_BATCH') demand('a batch that was kept', { value: was }, is);
  }
}

function demand(where: string, expected: unknown, actual: unknown): void {
  const found = difference(expected, actual);
  if (found !== undefined) throw new Error(`${where}: ${found.slice(0, 2000)}`);
}

function toldOf(seed: number, { types, set }: World, calls: readonly Call[]): string {
  const sources = types.map(({ schema }, index) => `  type ${index}: ${schema.source}`);
  const all = [`seed ${seed}`, ...sources, ...(set === undefined ? [] : ['  and a set'])];
  return [...all, ...calls.map(({ name }) => `  ${name}`)].join('\n');
}
