/**
 * node scripts/bench/practice-process.mjs EXAMPLE BYTES MILLISECONDS: one program of examples/ and the same by hand in a process of their own. Compares what both
 * find, then times them in turn; with 0 milliseconds it only compares. Sends its parent the rounds of each, in nanoseconds a record.
 */
import { argv } from 'node:process';
import { nanoseconds } from './clock.mjs';
import { contendersOf } from './practice-programs.mjs';
import { check } from './rounds.mjs';

const WARM_UP_SHARE = 0.3;
const FEWEST_ROUNDS = 7;

const [example = '', bytes = '', milliseconds = ''] = argv.slice(2);
const { records, contenders } = await contendersOf(example, Number(bytes));
await compare();
const timed = Number(milliseconds) > 0 ? await timedInTurn(Number(milliseconds)) : undefined;
await compare();
process.send?.(timed ?? {});

async function compare() {
  const found = [];
  for (const { name, result } of contenders) {
    const have = await result();
    found.push({ name, result: () => have });
  }
  check(found);
}

async function timedInTurn(/** @type {number} */ budget) {
  const warm = performance.now() + budget * WARM_UP_SHARE;
  while (performance.now() < warm) for (const { run } of contenders) await run();
  /** @type {Record<string, number[]>} */
  const rounds = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  const end = performance.now() + budget;
  for (let round = 0; round < FEWEST_ROUNDS || performance.now() < end; round++) {
    // Each order in turn: whoever is second finds the caches as the first has left them.
    for (const { name, run } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const begin = nanoseconds();
      await run();
      rounds[name]?.push((nanoseconds() - begin) / records);
    }
  }
  return rounds;
}
