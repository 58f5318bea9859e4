/** Messages in buffers that are others each time, for w3-lean.mjs: byte by byte, because to make a view of them costs more. */

/** @type {any} */
let inputBytes = new Uint8Array(0);
/** @type {Uint8Array} */
let outputBytes = new Uint8Array(0);

export function bind(/** @type {Uint8Array} */ input, /** @type {Uint8Array} */ output) {
  inputBytes = input;
  outputBytes = output;
}

export function load(/** @type {number} */ word) {
  const bytes = inputBytes;
  const at = word * 4;
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

export function clear(/** @type {number} */ size) {
  const bytes = outputBytes;
  const { length } = bytes;
  for (let at = 0; at < length; at++) bytes[at] = 0;
  store(0, size);
}

function store(/** @type {number} */ at, /** @type {number} */ value) {
  const bytes = outputBytes;
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

class Reply {
  set Accepted(/** @type {number} */ value) {
    store(4, value);
  }
  set Level(/** @type {number} */ value) {
    store(16, value);
  }
  set Total(/** @type {number} */ value) {
    store(20, value);
  }
}

export const reply = new Reply();
