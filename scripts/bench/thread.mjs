/** A thread of threads.mjs: decodes its pieces whenever it is told to, with castbuf or with C. */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { loadC } from './c-addon.mjs';
import { castbuf, decodeOwn } from './castbuf-rows.mjs';
import { columnsOf, columnsOfBatch, recordsIn, typeOf } from './records.mjs';
import { JOB, MOST_MILLISECONDS, WORD } from './threads.mjs';

const STDERR = 2;

/** @type {{ pieces: Uint8Array[], words: Int32Array }} */
const { pieces, words } = workerData;
const c = loadC();
const byCastbuf = pieces.map(castbufDecoding);
const byC = c === undefined ? [] : pieces.map(cDecoding);

/** @typedef {{ decode(): number, columns(): any[] }} Decoding `decode` answers rows */

/** @returns {Decoding} */
function castbufDecoding(/** @type {Uint8Array} */ piece) {
  const { run, batch } = decodeOwn(castbuf.createCodec(typeOf(castbuf, 'W1')), piece, 'into');
  return {
    decode() {
      run();
      return batch().rowCount;
    },
    columns: () => columnsOfBatch('W1', batch()),
  };
}

/** @returns {Decoding} */
function cDecoding(/** @type {Uint8Array} */ piece) {
  const columns = columnsOf('W1', recordsIn(piece));
  return {
    decode: () => /** @type {import('./c-addon.mjs').Addon} */ (c).decodeW1(piece, ...columns),
    columns: () => columns,
  };
}

/** FNV-1a over the columns by words of 32 bits. */
function digestOf(/** @type {Decoding} */ { columns }) {
  let digest = 0x811c9dc5;
  for (const { buffer, byteOffset, byteLength } of columns())
    for (const word of new Int32Array(buffer, byteOffset, byteLength / 4))
      digest = Math.imul(digest ^ word, 0x01000193);
  return digest;
}

function done(/** @type {number} */ job) {
  const decodings = job === JOB.CASTBUF || job === JOB.CASTBUF_DIGEST ? byCastbuf : byC;
  const isDigest = job === JOB.CASTBUF_DIGEST || job === JOB.C_DIGEST;
  let sum = 0;
  for (const decoding of decodings) sum += isDigest ? digestOf(decoding) : decoding.decode();
  Atomics.store(words, isDigest ? WORD.DIGEST : WORD.ROWS, sum | 0);
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort?.postMessage('ready');
for (let task = 0; Atomics.wait(words, WORD.TASK, task, MOST_MILLISECONDS) !== 'timed-out'; task++) {
  try {
    done(Atomics.load(words, WORD.JOB));
  } catch (error) {
    // The parent waits without an event loop: it hears of no event, and console of a thread needs one.
    writeSync(STDERR, `${/** @type {Error} */ (error).stack}\n`);
    Atomics.store(words, WORD.FAILED, 1);
  }
  Atomics.store(words, WORD.DONE, task + 1);
  Atomics.notify(words, WORD.DONE);
}
