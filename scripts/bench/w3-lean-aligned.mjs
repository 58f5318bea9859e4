/**
 * Messages in the same two buffers for a long time, at multiples of 4, for w3-lean.mjs: views of words that are kept. One view of a memory that the driver owns, in
 * which messages lie somewhere, takes 1.15 times as long.
 */

/** @type {Uint32Array} */
let inputWords = new Uint32Array(0);
/** @type {Int32Array} */
let outputWords = new Int32Array(0);

export function bind(/** @type {Uint8Array} */ input, /** @type {Uint8Array} */ output) {
  inputWords = new Uint32Array(input.buffer, input.byteOffset, input.length >> 2);
  outputWords = new Int32Array(output.buffer, output.byteOffset, output.length >> 2);
}

export function load(/** @type {number} */ word) {
  return /** @type {number} */ (inputWords[word]);
}

export function clear(/** @type {number} */ size) {
  const words = outputWords;
  words[0] = size;
  words[1] = 0;
  words[2] = 0;
  words[3] = 0;
  words[4] = 0;
  words[5] = 0;
  words[6] = 0;
  words[7] = 0;
}

class Reply {
  set Accepted(/** @type {number} */ value) {
    outputWords[1] = value;
  }
  set Level(/** @type {number} */ value) {
    outputWords[4] = value;
  }
  set Total(/** @type {number} */ value) {
    outputWords[5] = value;
  }
}

export const reply = new Reply();
