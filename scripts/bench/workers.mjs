/** Two worker threads, each with a codec of its own over its half of W1's records, beside one thread that decodes both halves. */
import { Worker } from 'node:worker_threads';
import { castbuf, decodeOwn } from './castbuf-rows.mjs';
import { recordsOf, typeOf } from './records.mjs';

const FILE = new URL('worker.mjs', import.meta.url);
/** Words that a worker and this thread share: which task to do, which is done, the rows that it found. */
export const TASK = 0;
export const DONE = 1;
export const ROWS = 2;
const WORDS = 3;
const LEAST_BYTES = 28;

/** @typedef {{ worker: Worker, words: Int32Array }} Half */

/** @returns {Promise<import('./rounds.mjs').Group & { close(): Promise<void> }>} */
export async function groupOf(/** @type {string} */ _variant, /** @type {number} */ bytes) {
  const { input, rows } = recordsOf('W1', bytes);
  const shared = new Uint8Array(new SharedArrayBuffer(input.length));
  shared.set(input);
  const split = splitOf(input);
  const pieces = [shared.subarray(0, split), shared.subarray(split)];
  const halves = await Promise.all(pieces.map((piece) => start([piece])));
  const both = await start(pieces);
  return {
    records: rows,
    isWallClock: true,
    contenders: [timed('one', [both]), timed('two', halves)],
    async close() {
      await Promise.all([...halves, both].map(({ worker }) => worker.terminate()));
    },
  };
}

/** The offset of the record at the middle: where it is must be known, because framing is a serial chain. */
function splitOf(/** @type {Uint8Array} */ input) {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let at = 0;
  while (at < input.length >> 1) at += LEAST_BYTES + view.getUint32(at + 24, true);
  return at;
}

/** @returns {Promise<Half>} */
async function start(/** @type {Uint8Array[]} */ pieces) {
  const words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  const worker = new Worker(FILE, { workerData: { pieces, words } });
  await new Promise((resolve, reject) => worker.once('online', resolve).once('error', reject));
  return { worker, words };
}

/** @returns {import('./rounds.mjs').Contender} */
function timed(/** @type {string} */ name, /** @type {Half[]} */ halves) {
  return {
    name,
    run() {
      for (const { words } of halves) {
        Atomics.add(words, TASK, 1);
        Atomics.notify(words, TASK);
      }
      for (const { words } of halves) {
        const task = Atomics.load(words, TASK);
        for (let done; (done = Atomics.load(words, DONE)) !== task;) Atomics.wait(words, DONE, done);
      }
    },
    result: () => [[halves.reduce((sum, { words }) => sum + Atomics.load(words, ROWS), 0)]],
  };
}

/** What a worker does: decodes its pieces whenever it is told to. */
export function work(/** @type {{ pieces: Uint8Array[], words: Int32Array }} */ { pieces, words }) {
  const codec = castbuf.createCodec(typeOf(castbuf, 'W1'));
  const decodings = pieces.map((piece) => decodeOwn(codec, piece));
  for (let task = 0; ; task++) {
    Atomics.wait(words, TASK, task);
    let rows = 0;
    for (const { run, batch } of decodings) {
      run();
      rows += batch().rowCount;
    }
    Atomics.store(words, ROWS, rows);
    Atomics.store(words, DONE, task + 1);
    Atomics.notify(words, DONE);
  }
}
