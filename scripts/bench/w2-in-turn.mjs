/**
 * W2 with another stream each time, to the same columns. A stream that comes again and again is learned by branch predictors as a whole: in 24 KiB C and
 * JavaScript then take half the time.
 */
import { loadC, NO_C } from './c-addon.mjs';
import { batchDecoder, castbuf, columnsOfType, messageCodec } from './castbuf-rows.mjs';
import { compiledDecoder } from './compiled-rows.mjs';
import { generator } from './random.mjs';
import { decoderW2 } from './w2-by-hand.mjs';
import { columnsOf, memberNames, MESSAGES, messagesOf, typesOf } from './w2-messages.mjs';

const STREAMS = 64;

/** @typedef {ReturnType<typeof messagesOf>} Messages */
/** @typedef {import('./rounds.mjs').Contender} Contender */
/** @typedef {(input: Uint8Array) => any} Decode */

/** @returns {Promise<import('./rounds.mjs').Group>} */
export async function groupOf(/** @type {string} */ _variant, /** @type {number} */ bytes) {
  const next = generator();
  const streams = Array.from({ length: STREAMS }, () => messagesOf(bytes, next));
  return {
    records: streams.reduce((sum, { rows }) => sum + rows, 0),
    contenders: [
      byC(streams),
      byHand(streams),
      byBatches(streams, 'castbuf-into', interpreted('into')),
      byBatches(streams, 'castbuf-borrow', interpreted('borrow')),
      byBatches(streams, 'compiled-into', await compiledDecoder('W2', 'into')),
    ],
  };
}

/** @returns {Contender} */
function byC(/** @type {Messages[]} */ streams) {
  const c = loadC();
  if (c === undefined) return { name: 'c', none: NO_C };
  const columns = columnsForAll(streams);
  return contender('c', streams, (input) => c.decodeW2(input, ...columns), cutTo(columns));
}

/** @returns {Contender} */
function byHand(/** @type {Messages[]} */ streams) {
  const columns = columnsForAll(streams);
  return contender('javascript', streams, decoderW2(columns), cutTo(columns));
}

/** @returns {Contender} */
function byBatches(/** @type {Messages[]} */ streams, /** @type {string} */ name, /** @type {Decode} */ decode) {
  const columnsOfBatch = (/** @type {any} */ batch) =>
    Object.keys(MESSAGES).flatMap((type) => columnsOfType(batch, type, memberNames(type)));
  return contender(name, streams, decode, (_, batch) => columnsOfBatch(batch));
}

function interpreted(/** @type {import('./castbuf-rows.mjs').Way} */ way) {
  return batchDecoder(messageCodec(typesOf(castbuf), MESSAGES), way);
}

/** Room for as many messages of each type as any of the streams has. */
function columnsForAll(/** @type {Messages[]} */ streams) {
  return columnsOf(Object.keys(MESSAGES).map((_, type) => Math.max(...streams.map(({ counts }) => counts[type] ?? 0))));
}

/** Columns as long as a stream's are. */
function cutTo(/** @type {any[]} */ columns) {
  return (/** @type {Messages} */ { counts }) =>
    columnsOf(counts).map(({ length }, index) => columns[index].subarray(0, length));
}

/** @returns {Contender} */
function contender(
  /** @type {string} */ name,
  /** @type {Messages[]} */ streams,
  /** @type {Decode} */ decode,
  /** @type {(stream: Messages, decoded: any) => any[]} */ columnsOfStream,
) {
  return {
    name,
    run() {
      for (const { input } of streams) decode(input);
    },
    // The next stream fills the same columns.
    result: () =>
      streams.flatMap((stream) => columnsOfStream(stream, decode(stream.input)).map((column) => column.slice())),
  };
}
