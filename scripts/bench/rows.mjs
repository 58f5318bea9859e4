/**
 * Records one by one. `cursor`, `cursor-compiled`: five members of every record of W1 in a batch that is decoded already, each in a process of its own, because a loop over
 * rows is compiled for all that was run before it. `objects-W1`, `objects-W1b`: every record as an object, beside
 * what reads them to objects.
 */
import { castbuf, objectsOf, sumByCursor } from './castbuf-rows.mjs';
import { compiledObjects, sumByCompiledCursor } from './compiled-rows.mjs';
import { libraryContenders } from './libraries.mjs';
import {
  columnsOf,
  columnsOfObjects,
  comparable,
  comparableContender,
  recordsIn,
  recordsOf,
  typeOf,
} from './records.mjs';
import { decodeW1, objectsW1, objectsW1b } from './w1-by-hand.mjs';

/** @typedef {import('./records.mjs').Workload} Workload */
/** @typedef {import('./rounds.mjs').Group} Group */

const FEW_BYTES = 1024;
const CALLS_BEFORE = 200;

/** @returns {Promise<Group>} */
export async function groupOf(/** @type {string} */ variant, /** @type {number} */ bytes) {
  if (variant === 'cursor') return cursorGroup(bytes);
  if (variant === 'cursor-compiled') return compiledCursorGroup(bytes);
  return objectGroup(variant === 'objects-W1' ? 'W1' : 'W1b', bytes);
}

/** @returns {Group} */
function cursorGroup(/** @type {number} */ bytes) {
  const { input, rows } = recordsOf('W1', bytes);
  return {
    records: rows,
    contenders: [
      sum('castbuf', sumByCursor(castbuf.createCodec(typeOf(castbuf, 'W1'))), input),
      sum('columns', { decode: columnsOfW1, add: sumOfColumns }, input),
      sum('javascript', { decode: (bytes) => bytes, add: sumInPlace }, input),
    ],
  };
}

/** @returns {Promise<Group>} */
async function compiledCursorGroup(/** @type {number} */ bytes) {
  const { input, rows } = recordsOf('W1', bytes);
  return {
    records: rows,
    contenders: [
      sum('compiled', await sumByCompiledCursor(), input),
      sum('javascript', { decode: (bytes) => bytes, add: sumInPlace }, input),
    ],
  };
}

/** @returns {Promise<Group>} */
async function objectGroup(/** @type {Workload} */ name, /** @type {number} */ bytes) {
  const { input, rows } = recordsOf(name, bytes);
  const codec = castbuf.createCodec(typeOf(castbuf, name));
  const byHand = name === 'W1' ? objectsW1 : objectsW1b;
  return {
    records: rows,
    contenders: [
      objects(name, 'objects', () => byHand(input)),
      objects(name, 'castbuf', () => objectsOf(codec, input)),
      objects(name, 'compiled', await compiledObjects(name, input)),
      ...(await libraryContenders(name, input)).map((each) => comparableContender(name, each)),
    ],
  };
}

/**
 * What adds up the members of all records. It has done so with a few of them often before: V8 compiles a loop whose first call is long for that call alone, and may keep that code, which
 * takes 1.3 (by hand) to 1.6 times as long, in some processes and in others not.
 * @template Decoded
 * @param {string} name
 * @param {{ decode(input: Uint8Array): Decoded, add(decoded: Decoded): number }} way
 * @param {Uint8Array} input
 * @returns {import('./rounds.mjs').Contender}
 */
function sum(name, { decode, add }, input) {
  const few = decode(recordsOf('W1', FEW_BYTES).input);
  for (let call = 0; call < CALLS_BEFORE; call++) add(few);
  const all = decode(input);
  let found = 0;
  return { name, run: () => void (found = add(all)), result: () => [[found]] };
}

/** @returns {import('./rounds.mjs').Contender} */
function objects(/** @type {Workload} */ workload, /** @type {string} */ name, /** @type {() => any[]} */ read) {
  return { name, run: () => void read(), result: () => comparable(workload, columnsOfObjects(workload, read())) };
}

/** The limit: columns that are there already, and no cursor. */
function columnsOfW1(/** @type {Uint8Array} */ input) {
  const columns = columnsOf('W1', recordsIn(input));
  decodeW1(input, /** @type {any} */ (columns));
  return columns;
}

function sumOfColumns(/** @type {any[]} */ [type, frame, part, time, rate]) {
  let sum = 0;
  for (let row = 0; row < type.length; row++) sum += type[row] + frame[row] + part[row] + time[row] + rate[row];
  return sum;
}

/** By hand over the bytes, with nothing decoded before. */
function sumInPlace(/** @type {Uint8Array} */ input) {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  let sum = 0;
  for (let at = 0; at < input.length; at += 28 + view.getUint32(at + 24, true)) {
    const high = view.getUint32(at + 12, true);
    const frame = view.getUint32(at + 8, true) + (high & 0xff) * 2 ** 32;
    const fixed = view.getUint32(at, true) + frame + (high >>> 8);
    sum += fixed + view.getUint32(at + 16, true) + view.getUint32(at + 20, true);
  }
  return sum;
}
