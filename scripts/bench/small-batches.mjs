/**
 * Batches of a few records of W1 from bytes of JavaScript, each with bytes of its own, as a socket gives them: their lengths cannot be learned from the last
 * call. `given`: to columns that are there already; `owned`: to new ones.
 */
import { batchDecoder, castbuf } from './castbuf-rows.mjs';
import { columnsOf, columnsOfBatch, MOST_W1_BYTES, recordsOf, typeOf } from './records.mjs';
import { allocatedW1, decodeW1 } from './w1-by-hand.mjs';

/** So many that their payloads' lengths are not repeated soon, and so few that they stay in the second-level cache. */
const MOST_RECORDS = 4096;
const MOST_BATCHES = 512;

/** @typedef {(bytes: Uint8Array) => any[]} Decode answers the columns */

/** @returns {Promise<import('./rounds.mjs').Group>} */
export async function groupOf(/** @type {string} */ variant, /** @type {number} */ rows) {
  const count = Math.min(MOST_BATCHES, MOST_RECORDS / rows);
  const batches = batchesOf(rows, count);
  const codec = castbuf.createCodec(typeOf(castbuf, 'W1'));
  const byCastbuf = (/** @type {import('./castbuf-rows.mjs').Way} */ way) => {
    const decode = batchDecoder(codec, way);
    // Every column is asked for: one that nobody looks at may not have been made.
    return contender(`castbuf-${way}`, batches, (bytes) => columnsOfBatch('W1', decode(bytes)));
  };
  const contenders =
    variant === 'owned'
      ? [contender('javascript', batches, allocatedW1), byCastbuf('owned')]
      : [contender('javascript', batches, intoColumns(rows)), byCastbuf('into'), byCastbuf('borrow')];
  return { records: rows * count, contenders };
}

/** @returns {Decode} */
function intoColumns(/** @type {number} */ rows) {
  const columns = columnsOf('W1', rows);
  return (bytes) => {
    decodeW1(bytes, /** @type {any} */ (columns));
    return columns;
  };
}

/** @returns {import('./rounds.mjs').Contender} */
function contender(
  /** @type {string} */ name,
  /** @type {readonly Uint8Array[]} */ batches,
  /** @type {Decode} */ decode,
) {
  let asked = 0;
  return {
    name,
    run() {
      for (const bytes of batches) asked += decode(bytes).length;
    },
    // Columns are filled again by the next batch.
    result: () => batches.flatMap((bytes) => decode(bytes).map((column) => column.slice())),
  };
}

/** Arrays of `rows` records each, one after the other in a stream. */
function batchesOf(/** @type {number} */ rows, /** @type {number} */ count) {
  const { input } = recordsOf('W1', rows * count * MOST_W1_BYTES, rows * count);
  const view = new DataView(input.buffer);
  let at = 0;
  return Array.from({ length: count }, () => {
    const begin = at;
    for (let row = 0; row < rows; row++) at += 28 + view.getUint32(at + 24, true);
    return input.slice(begin, at);
  });
}
