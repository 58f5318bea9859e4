/** W2: a stream of messages of eight types to columns per type, and the place of each message in the stream. */
import { loadC, NO_C } from './c-addon.mjs';
import { castbuf, columnsOfType, decodeInput, decodeOwn, messageCodec } from './castbuf-rows.mjs';
import { decodeInputCompiled, decodeOwnCompiled } from './compiled-rows.mjs';
import { allocatedW2, decoderW2 } from './w2-by-hand.mjs';
import { columnsOf, memberNames, MESSAGES, messagesOf, typesOf } from './w2-messages.mjs';

const c = loadC();

/** @typedef {import('./rounds.mjs').Contender} Contender */
/** @typedef {import('./rounds.mjs').Group} Group */
/** @typedef {ReturnType<typeof messagesOf>} Messages */

/**
 * @param {string} variant `memory`: C and castbuf read the same linear memory; `given`: bytes of JavaScript to columns that are there already; `owned`: to
 *   new ones; `alone`: JavaScript where no castbuf has run
 * @returns {Promise<Group>}
 */
export async function groupOf(variant, /** @type {number} */ bytes) {
  const messages = messagesOf(bytes);
  return { records: messages.rows, contenders: await contendersOf(variant, messages) };
}

/** @returns {Promise<Contender[]>} */
async function contendersOf(/** @type {string} */ variant, /** @type {Messages} */ messages) {
  const { input } = messages;
  if (variant === 'memory') return inMemory(messages);
  if (variant === 'alone') return [byC('c', c?.decodeW2, input, messages), byHand(messages)];
  const codec = messageCodec(typesOf(castbuf), MESSAGES);
  const byCastbuf = (/** @type {import('./castbuf-rows.mjs').Way} */ way) =>
    batchContender(`castbuf-${way}`, decodeOwn(codec, input, way), messages);
  const byCompiled = async (/** @type {import('./castbuf-rows.mjs').Way} */ way) =>
    batchContender(`compiled-${way}`, await decodeOwnCompiled('W2', input, way), messages);
  if (variant === 'owned') return [byHand(messages), allocating(input), byCastbuf('owned'), await byCompiled('owned')];
  const others = [byC('c', c?.decodeW2, input, messages), byHand(messages), byCastbuf('into'), byCastbuf('borrow')];
  return [...others, await byCompiled('into'), await byCompiled('borrow')];
}

/** @returns {Promise<Contender[]>} */
async function inMemory(/** @type {Messages} */ messages) {
  const { input } = messages;
  const target = new Uint8Array(input.length);
  const decoding = inputDecoding(input);
  const memory = 'none' in decoding ? input : decoding.memory();
  return [
    byC('c', c?.decodeW2, memory, messages),
    byC('c-prefetch', c?.decodeW2Prefetch, memory, messages),
    'none' in decoding ? { name: 'castbuf', none: decoding.none } : batchContender('castbuf', decoding, messages),
    batchContender('compiled', await decodeInputCompiled('W2', input), messages),
    c === undefined ? { name: 'memcpy', none: NO_C } : { name: 'memcpy', run: () => c.copy(memory, target) },
  ];
}

/** A codec that does not read linear memory in place says so. */
function inputDecoding(/** @type {Uint8Array} */ input) {
  try {
    return decodeInput(messageCodec(typesOf(castbuf), MESSAGES), input);
  } catch (error) {
    if (!(error instanceof castbuf.CastbufError) || error.code !== 'ERR_USAGE') throw error;
    return { none: error.message };
  }
}

/** @returns {Contender} */
function byC(
  /** @type {string} */ name,
  /** @type {import('./c-addon.mjs').Baseline | undefined} */ decode,
  /** @type {Uint8Array} */ input,
  /** @type {Messages} */ { counts, rows },
) {
  if (decode === undefined) return { name, none: NO_C };
  const columns = columnsOf(counts);
  return intoColumns(name, columns, rows, () => decode(input, ...columns));
}

/** @returns {Contender} */
function byHand(/** @type {Messages} */ { input, counts, rows }) {
  const columns = columnsOf(counts);
  const decode = decoderW2(columns);
  return intoColumns('javascript', columns, rows, () => decode(input));
}

/** @returns {Contender} */
function intoColumns(
  /** @type {string} */ name,
  /** @type {any[]} */ columns,
  /** @type {number} */ rows,
  /** @type {() => number} */ decode,
) {
  let found = 0;
  return {
    name,
    run: () => void (found = decode()),
    result() {
      if (found !== rows) throw new Error(`${name}: ${found} messages, not ${rows}`);
      return columns;
    },
  };
}

/** @returns {Contender} */
function allocating(/** @type {Uint8Array} */ input) {
  /** @type {any[]} */
  let columns = [];
  return { name: 'javascript-owned', run: () => void (columns = allocatedW2(input)), result: () => columns };
}

/** @returns {Contender} */
function batchContender(
  /** @type {string} */ name,
  /** @type {{ run(): void, batch(): any }} */ { run, batch },
  /** @type {Messages} */ { rows },
) {
  return {
    name,
    run,
    result() {
      if (batch().rowCount !== rows) throw new Error(`${name}: ${batch().rowCount} messages, not ${rows}`);
      return Object.keys(MESSAGES).flatMap((type) => columnsOfType(batch(), type, memberNames(type)));
    },
  };
}
