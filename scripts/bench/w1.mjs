/** W1 and W1b: a stream of records to columns. */
import { loadC, NO_C } from './c-addon.mjs';
import { castbuf, decodeInput, decodeOwn } from './castbuf-rows.mjs';
import { decodeInputCompiled, decodeOwnCompiled } from './compiled-rows.mjs';
import { libraryContenders } from './libraries.mjs';
import { allocatedW1, allocatedW1b, decodeW1, decodeW1b, objectsW1, objectsW1b } from './w1-by-hand.mjs';
import { columnsOf, columnsOfBatch, columnsOfObjects, comparableContender, recordsOf, typeOf } from './records.mjs';

const c = loadC();

const BASELINES = { W1: [c?.decodeW1, c?.decodeW1Prefetch], W1b: [c?.decodeW1b, c?.decodeW1bPrefetch] };
const BY_HAND = { W1: decodeW1, W1b: decodeW1b };
const ALLOCATED = { W1: allocatedW1, W1b: allocatedW1b };
const NAIVE = { W1: objectsW1, W1b: objectsW1b };

/** @typedef {import('./records.mjs').Workload} Workload */
/** @typedef {import('./rounds.mjs').Contender} Contender */

/**
 * @param {Workload} name
 * @param {string} variant `memory`: all read the same linear memory; `given`: bytes of JavaScript to columns that are there already; `owned`: to new ones;
 *   `alone`: JavaScript where no castbuf has run, because linear memory that grows slows every typed array and DataView of the process; `objects`: what
 *   builds objects, and the libraries
 */
export async function recordGroup(name, variant, /** @type {number} */ bytes) {
  const { input, rows } = recordsOf(name, bytes);
  const codec = castbuf.createCodec(typeOf(castbuf, name));
  const byC = () => cContender(name, 'c', 0, () => input, rows);
  const byHand = () => intoColumns(name, 'javascript', BY_HAND[name], input, rows);
  const byCastbuf = (/** @type {import('./castbuf-rows.mjs').Way} */ way) =>
    batchContender(name, `castbuf-${way}`, rows, decodeOwn(codec, input, way));
  const byCompiled = async (/** @type {import('./castbuf-rows.mjs').Way} */ way) =>
    batchContender(name, `compiled-${way}`, rows, await decodeOwnCompiled(name, input, way));
  if (variant === 'memory') return { records: rows, contenders: await inMemory(name, codec, input, rows) };
  if (variant === 'alone') return { records: rows, contenders: [byC(), byHand()] };
  if (variant === 'given') {
    const all = [byC(), byHand(), byCastbuf('into'), byCastbuf('borrow')];
    return { records: rows, contenders: [...all, await byCompiled('into'), await byCompiled('borrow')] };
  }
  if (variant === 'owned') {
    const all = [byHand(), allocating(name, input), byCastbuf('owned')];
    return { records: rows, contenders: [...all, await byCompiled('owned')] };
  }
  // A payload's place is not in an object: what can be compared is its length.
  const contenders = [byCastbuf('owned'), byHand(), naive(name, input), ...(await libraryContenders(name, input))];
  return { records: rows, contenders: contenders.map((each) => comparableContender(name, each)) };
}

async function inMemory(
  /** @type {Workload} */ name,
  /** @type {any} */ codec,
  /** @type {Uint8Array} */ input,
  /** @type {number} */ rows,
) {
  const decoding = decodeInput(codec, input);
  const copied = new Uint8Array(input.length);
  return [
    cContender(name, 'c', 0, decoding.memory, rows),
    cContender(name, 'c-prefetch', 1, decoding.memory, rows),
    batchContender(name, 'castbuf', rows, decoding),
    batchContender(name, 'compiled', rows, await decodeInputCompiled(name, input)),
    c === undefined ? { name: 'memcpy', none: NO_C } : { name: 'memcpy', run: () => c.copy(decoding.memory(), copied) },
  ];
}

/** @returns {Contender} */
function cContender(
  /** @type {Workload} */ name,
  /** @type {string} */ as,
  /** @type {number} */ index,
  /** @type {() => Uint8Array} */ memory,
  /** @type {number} */ rows,
) {
  const decode = BASELINES[name][index];
  if (decode === undefined) return { name: as, none: NO_C };
  return intoColumns(name, as, (input, columns) => decode(input, ...columns), memory(), rows);
}

/** @returns {Contender} */
function intoColumns(
  /** @type {Workload} */ name,
  /** @type {string} */ as,
  /** @type {(input: Uint8Array, columns: any[]) => number} */ decode,
  /** @type {Uint8Array} */ input,
  /** @type {number} */ rows,
) {
  const columns = columnsOf(name, rows);
  let found = 0;
  return {
    name: as,
    run: () => void (found = decode(input, columns)),
    result() {
      if (found !== rows) throw new Error(`${as}: ${found} rows, not ${rows}`);
      return columns;
    },
  };
}

/** @returns {Contender} */
function batchContender(
  /** @type {Workload} */ name,
  /** @type {string} */ as,
  /** @type {number} */ rows,
  /** @type {{ run: () => void, batch: () => any }} */ { run, batch },
) {
  return {
    name: as,
    run,
    result() {
      if (batch().rowCount !== rows) throw new Error(`${as}: ${batch().rowCount} rows, not ${rows}`);
      return columnsOfBatch(name, batch());
    },
  };
}

/** @returns {Contender} */
function allocating(/** @type {Workload} */ name, /** @type {Uint8Array} */ input) {
  /** @type {any[]} */
  let columns = [];
  return {
    name: 'javascript-owned',
    run: () => void (columns = ALLOCATED[name](input)),
    result: () => columns,
  };
}

/** @returns {Contender} */
function naive(/** @type {Workload} */ name, /** @type {Uint8Array} */ input) {
  const read = () => NAIVE[name](input);
  return { name: 'objects', run: () => void read(), result: () => columnsOfObjects(name, read()) };
}

export function groupOf(/** @type {string} */ variant, /** @type {number} */ bytes) {
  return recordGroup('W1', variant, bytes);
}
