/**
 * node scripts/bench/pool.mjs [ROUNDS]: milliseconds for 60 MB by a pool of one and of two workers, beside one thread, and beside one and two threads of C on
 * halves of the same bytes. Wall clock, medians and quartiles of rounds in which all take turns.
 */
import { argv } from 'node:process';
import { ensureBuilt } from '../build.mjs';
import { loadC } from './c-addon.mjs';
import { built } from './built.mjs';
import { recordsOf, typeOf } from './records.mjs';
import { groupOf } from './threads.mjs';

await ensureBuilt(['kernel', 'library']);
const castbuf = await built('index.js');
const { createPool } = await built('worker-node.js');

const BYTES = 60_000_000;
const ROUNDS = Number(argv[2] ?? 15);
const WARM_UP = 3;
const { bytes: bytesOf, checksum, createCodec, decodeBatch, encodeBatch, stream, struct, u16, u32 } = castbuf;

const plain = createCodec(typeOf(castbuf, 'W1'));
const plainBytes = recordsOf('W1', BYTES).input;
const summed = createCodec(
  struct('SUMMED', {
    Time: u32,
    Length: u16,
    Data: bytesOf('Length'),
    Sum: checksum(u32, 'crc-32', { from: 'Time', to: 'Data' }),
  }),
);
const summedBytes = encodeBatch(
  summed,
  Array.from({ length: 100_000 }, (_, Time) => ({ Time, Data: new Uint8Array(590).fill(Time) })),
);
const pools = { one: createPool({ threads: 1 }), two: createPool({ threads: 2 }) };
loadC(); // before three threads do so
const threads = await groupOf('all', BYTES);

/** @typedef {() => unknown} Run */
/** @type {Record<string, Run>} */
const runs = {};
for (const [name, codec, bytes] of /** @type {[string, any, Uint8Array][]} */ ([
  ['W1', plain, plainBytes],
  ['CRC-32', summed, summedBytes],
])) {
  /** @type {any} */
  let into;
  runs[`${name}: decodeBatch, into`] = () => (into = decodeBatch(codec, bytes, { into }));
  runs[`${name}: decodeBatch`] = () => decodeBatch(codec, bytes);
  runs[`${name}: stream, 4 MiB`] = () => drained(stream(codec, bytes, { batchBytes: 4 << 20 }));
  for (const [workers, pool] of Object.entries(pools))
    for (const borrow of [true, false])
      runs[`${name}: pool of ${workers}${borrow ? ', borrow' : ''}`] = () =>
        drained(pool.stream(codec, bytes, { borrow }));
}
for (const { name, run } of threads.contenders) if (run !== undefined) runs[`W1, known split: ${name}`] = run;

async function drained(/** @type {AsyncIterable<{ rowCount: number, error: unknown }>} */ batches) {
  let rows = 0;
  for await (const batch of batches) {
    if (batch.error !== undefined && rows === 0) throw batch.error;
    rows += batch.rowCount;
  }
  return rows;
}

/** @type {Record<string, number[]>} */
const times = {};
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [name, run] of Object.entries(runs)) {
    const start = performance.now();
    await run();
    if (round >= 0) (times[name] ??= []).push(performance.now() - start);
  }
}
for (const [name, list] of Object.entries(times)) {
  const sorted = list.toSorted((one, other) => one - other);
  const at = (/** @type {number} */ share) =>
    (sorted[Math.floor(share * (sorted.length - 1))] ?? NaN).toFixed(1).padStart(7);
  console.log(`${name.padEnd(36)}${at(0.5)} ms   quartiles ${at(0.25)} ${at(0.75)}`);
}
await Promise.all([threads.close(), pools.one.close(), pools.two.close()]);
