/** W2: a stream of messages of eight types to columns per type, and the place of each message in the stream. */
import { loadC, NO_C } from './c-addon.mjs';
import { castbuf, decodeMessages } from './castbuf-rows.mjs';
import { decoderW2 } from './w2-by-hand.mjs';
import { columnsOf, memberNames, MESSAGES, messagesOf, typesOf } from './w2-messages.mjs';

const c = loadC();

/** @typedef {import('./rounds.mjs').Contender} Contender */

/** @returns {Promise<import('./rounds.mjs').Group>} */
export async function groupOf(/** @type {string} */ variant, /** @type {number} */ bytes) {
  const { input, counts, rows } = messagesOf(bytes);
  const target = new Uint8Array(input.length);
  return {
    records: rows,
    contenders: [
      fused('c', c?.decodeW2),
      fused('c-prefetch', c?.decodeW2Prefetch),
      byHand(),
      ...(variant === 'alone' ? [] : [castbufContender()]),
      c === undefined ? { name: 'memcpy', none: NO_C } : { name: 'memcpy', run: () => c.copy(input, target) },
    ],
  };

  /** @returns {Contender} */
  function fused(/** @type {string} */ name, /** @type {import('./c-addon.mjs').Baseline | undefined} */ decode) {
    if (decode === undefined) return { name, none: NO_C };
    const columns = columnsOf(counts);
    return into(name, columns, () => decode(input, ...columns));
  }

  function byHand() {
    const columns = columnsOf(counts);
    const decode = decoderW2(columns);
    return into('javascript', columns, () => decode(input));
  }

  /** @returns {Contender} */
  function into(/** @type {string} */ name, /** @type {any[]} */ columns, /** @type {() => number} */ decode) {
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
  function castbufContender() {
    const decoding = decodeMessages(typesOf(castbuf), MESSAGES, input);
    return {
      name: 'castbuf',
      run: decoding.run,
      result: () => Object.keys(MESSAGES).flatMap((name) => decoding.columns(name, memberNames(name))),
    };
  }
}
