/**
 * Two threads, each over its half of W1's records, beside one thread that decodes both halves: castbuf with a codec of its own in each and columns that are
 * filled again, and C, which says what the machine gives to two threads. They are the same threads, and are told to begin in the same way.
 *
 * It always ends: nobody waits for longer than a minute, a thread that fails says so before it stops, and `close` terminates all of them.
 */
import { Worker } from 'node:worker_threads';
import { NO_C, loadC } from './c-addon.mjs';
import { recordsOf } from './records.mjs';

const FILE = new URL('thread.mjs', import.meta.url);
/** Words that a thread and this one share: the number of the last task and of the last one that is done, what to do, and what came of it. */
export const WORD = { TASK: 0, DONE: 1, JOB: 2, FAILED: 3, ROWS: 4, DIGEST: 5 };
const WORDS = 6;
/** Decoding, and a digest of the columns of the last decoding. */
export const JOB = { CASTBUF: 0, C: 1, CASTBUF_DIGEST: 2, C_DIGEST: 3 };
export const MOST_MILLISECONDS = 60_000;
const LEAST_RECORD_BYTES = 28;

/** @typedef {{ worker: Worker, words: Int32Array }} Thread */

/** @returns {Promise<import('./rounds.mjs').Group & { close(): Promise<void> }>} */
export async function groupOf(/** @type {string} */ _variant, /** @type {number} */ bytes) {
  const { input, rows } = recordsOf('W1', bytes);
  const split = splitOf(input);
  const pieces = [input.slice(0, split), input.slice(split)];
  const threads = [...pieces.map((piece) => started([piece])), started(pieces)];
  const close = async () => void (await Promise.all(threads.map(({ worker }) => worker.terminate())));
  try {
    await Promise.all(threads.map(ready));
  } catch (error) {
    await close();
    throw error;
  }
  const two = threads.slice(0, 2);
  const one = threads.slice(2);
  return {
    records: rows,
    isWallClock: true,
    contenders: [
      contender('castbuf-one', one, JOB.CASTBUF, JOB.CASTBUF_DIGEST),
      contender('castbuf-two', two, JOB.CASTBUF, JOB.CASTBUF_DIGEST),
      ...(loadC() === undefined ? ['c-one', 'c-two'].map((name) => ({ name, none: NO_C })) : byC(one, two)),
    ],
    close,
  };
}

function byC(/** @type {Thread[]} */ one, /** @type {Thread[]} */ two) {
  return [contender('c-one', one, JOB.C, JOB.C_DIGEST), contender('c-two', two, JOB.C, JOB.C_DIGEST)];
}

/** The offset of the record at the middle: where it is must be known, because framing is a serial chain. */
function splitOf(/** @type {Uint8Array} */ input) {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let at = 0;
  while (at < input.length >> 1) at += LEAST_RECORD_BYTES + view.getUint32(at + 24, true);
  return at;
}

/** @returns {Thread} */
function started(/** @type {Uint8Array[]} */ pieces) {
  const words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  return { words, worker: new Worker(FILE, { workerData: { pieces, words } }) };
}

/** A thread loads its modules before anybody waits for it without an event loop. */
function ready(/** @type {Thread} */ { worker }) {
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}

/** @returns {import('./rounds.mjs').Contender} */
function contender(
  /** @type {string} */ name,
  /** @type {Thread[]} */ threads,
  /** @type {number} */ decode,
  /** @type {number} */ digest,
) {
  return {
    name,
    run: () => all(name, threads, decode),
    result() {
      all(name, threads, digest);
      return [[sumOf(threads, WORD.ROWS)], [sumOf(threads, WORD.DIGEST) >>> 0]];
    },
  };
}

/** Tells all threads to do a job, and waits until they have. */
function all(/** @type {string} */ name, /** @type {Thread[]} */ threads, /** @type {number} */ job) {
  for (const { words } of threads) {
    Atomics.store(words, WORD.JOB, job);
    Atomics.add(words, WORD.TASK, 1);
    Atomics.notify(words, WORD.TASK);
  }
  for (const { words } of threads) {
    const task = Atomics.load(words, WORD.TASK);
    for (let done; (done = Atomics.load(words, WORD.DONE)) !== task;) {
      if (Atomics.wait(words, WORD.DONE, done, MOST_MILLISECONDS) === 'timed-out')
        throw new Error(`${name}: a thread has not answered for ${MOST_MILLISECONDS / 1000} s`);
    }
    if (Atomics.load(words, WORD.FAILED) !== 0) throw new Error(`${name}: a thread has failed`);
  }
}

function sumOf(/** @type {Thread[]} */ threads, /** @type {number} */ word) {
  return threads.reduce((sum, { words }) => sum + Atomics.load(words, word), 0);
}
