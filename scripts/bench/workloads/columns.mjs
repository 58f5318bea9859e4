/** Streams to columns: W1 and W1b, records of one type; W2, messages of eight; batches of a few records. */
import { LIBRARIES } from '../libraries.mjs';
import { atMost, background, DRAM_BYTES, L1_BYTES, L2_BYTES, LIBRARY_MILLISECONDS, row, SIZES } from './row.mjs';

/** @typedef {import('./row.mjs').Row} Row */
/** @typedef {import('./row.mjs').Workload} Workload */
/** @typedef {Record<number, number>} Goals ratios by the size of the input */

/**
 * @typedef {object} DecodeGoals
 * @property {Goals} borrowedOverC in linear memory
 * @property {Goals} [intoOverJavaScript]
 * @property {Goals} [ownedOverJavaScript]
 * @property {Goals} [borrowedOverJavaScript]
 * @property {Goals} compiledOverC in linear memory
 * @property {Goals} [compiledOverJavaScript] into given columns
 */

const COLUMNS_OF_LIBRARY = 1 / 20;

/** The ways of a batch beside those of others, in three sizes. @returns {Row[]} */
function decodeRows(/** @type {string} */ module, /** @type {DecodeGoals} */ goals) {
  return SIZES.flatMap(({ name, size }) => {
    const memory = { module, variant: 'memory', size };
    const given = { module, variant: 'given', size };
    const owned = { module, variant: 'owned', size };
    const alone = { module, variant: 'alone', size };
    return [
      row(memory, 'castbuf', 'c', `${name}, borrowed, in linear memory / C`, atMost(goals.borrowedOverC[size])),
      row(memory, 'castbuf', 'c-prefetch', `${name}, borrowed, in linear memory / C with prefetch`),
      background(memory, 'castbuf', 'memcpy', `${name}, borrowed, in linear memory / memcpy of the bytes`),
      row(
        memory,
        'compiled',
        'c',
        `${name}, compiled, borrowed, in linear memory / C`,
        atMost(goals.compiledOverC[size]),
      ),
      background(memory, 'compiled', 'castbuf', `${name}, compiled, borrowed, in linear memory / the interpreter`),
      row(
        given,
        'castbuf-into',
        'javascript',
        `${name}, own bytes, into / JavaScript into given columns`,
        atMost(goals.intoOverJavaScript?.[size]),
      ),
      row(
        given,
        'castbuf-borrow',
        'javascript',
        `${name}, own bytes, borrowed / JavaScript into given columns`,
        atMost(goals.borrowedOverJavaScript?.[size]),
      ),
      row(
        given,
        'compiled-into',
        'javascript',
        `${name}, compiled, own bytes, into / JavaScript into given columns`,
        atMost(goals.compiledOverJavaScript?.[size]),
      ),
      row(
        given,
        'compiled-borrow',
        'javascript',
        `${name}, compiled, own bytes, borrowed / JavaScript into given columns`,
      ),
      row(given, 'castbuf-borrow', 'c', `${name}, own bytes, borrowed / C`),
      row(given, 'castbuf-into', 'c', `${name}, own bytes, into / C`),
      row(given, 'compiled-borrow', 'c', `${name}, compiled, own bytes, borrowed / C`),
      row(given, 'compiled-into', 'c', `${name}, compiled, own bytes, into / C`),
      row(
        owned,
        'castbuf-owned',
        'javascript-owned',
        `${name}, own bytes, owned / JavaScript that allocates`,
        atMost(goals.ownedOverJavaScript?.[size]),
      ),
      row(
        owned,
        'compiled-owned',
        'javascript-owned',
        `${name}, compiled, own bytes, owned / JavaScript that allocates`,
      ),
      background(owned, 'javascript-owned', 'javascript', `${name}, JavaScript that allocates / into given columns`),
      background(alone, 'javascript', 'c', `${name}, JavaScript in a process of its own / C`),
    ];
  });
}

/** @returns {Row[]} */
function libraryRows(/** @type {string} */ module) {
  const group = { module, variant: 'objects', size: L2_BYTES, milliseconds: LIBRARY_MILLISECONDS };
  return [
    row(group, 'castbuf-owned', 'objects', '512 KiB, own bytes, owned / DataView and objects'),
    ...Object.entries(LIBRARIES).map(([name, { text }]) =>
      row(group, 'castbuf-owned', name, `512 KiB, own bytes, owned / ${text}`, { ratio: COLUMNS_OF_LIBRARY }),
    ),
  ];
}

/** The same in all sizes. @returns {Goals} */
function everywhere(/** @type {number} */ ratio) {
  return Object.fromEntries(SIZES.map(({ size }) => [size, ratio]));
}

/** @type {Workload} */
export const W1 = {
  title: 'W1: a stream of MIRACAST_CHUNK_DATA (28 + n bytes) to 7 columns',
  unit: 'ns a record',
  needsCompiled: true,
  needsLibraries: true,
  rows: [
    ...decodeRows('w1', {
      borrowedOverC: everywhere(1.07),
      intoOverJavaScript: { [DRAM_BYTES]: 0.9 },
      ownedOverJavaScript: { [DRAM_BYTES]: 0.9 },
      borrowedOverJavaScript: { [L2_BYTES]: 0.5 },
      compiledOverC: { [L1_BYTES]: 0.8, [L2_BYTES]: 0.7, [DRAM_BYTES]: 0.8 },
      compiledOverJavaScript: { [DRAM_BYTES]: 0.75 },
    }),
    ...libraryRows('w1'),
  ],
};

/** @type {Workload} */
export const W1b = {
  title: 'W1b: records of 64 bytes to 12 columns',
  unit: 'ns a record',
  needsCompiled: true,
  needsLibraries: true,
  rows: [
    ...decodeRows('w1b', {
      borrowedOverC: everywhere(1.13),
      compiledOverC: { [L2_BYTES]: 0.5, [DRAM_BYTES]: 0.8 },
    }),
    ...libraryRows('w1b'),
  ],
};

const OVER_JAVASCRIPT = 0.8;
const COMPILED_OVER_JAVASCRIPT = 0.4;
/** One stream of 24 KiB is learned by branch predictors when it comes again and again. */
const inTurn = { module: 'w2-in-turn', variant: 'given', size: L1_BYTES };

/** @type {Workload} */
export const W2 = {
  title: 'W2: a stream of messages of eight types to columns per type',
  unit: 'ns a message',
  needsCompiled: true,
  rows: [
    ...decodeRows('w2', {
      borrowedOverC: { [L2_BYTES]: 1 },
      intoOverJavaScript: everywhere(OVER_JAVASCRIPT),
      compiledOverC: { [L2_BYTES]: 0.5 },
      compiledOverJavaScript: everywhere(COMPILED_OVER_JAVASCRIPT),
    }),
    row(inTurn, 'castbuf-into', 'javascript', '24 KiB, 64 streams in turn, into / JavaScript into given columns', {
      ratio: OVER_JAVASCRIPT,
    }),
    row(inTurn, 'castbuf-borrow', 'javascript', '24 KiB, 64 streams in turn, borrowed / JavaScript into given columns'),
    row(
      inTurn,
      'compiled-into',
      'javascript',
      '24 KiB, 64 streams in turn, compiled, into / JavaScript into given columns',
      { ratio: COMPILED_OVER_JAVASCRIPT },
    ),
    row(inTurn, 'castbuf-borrow', 'c', '24 KiB, 64 streams in turn, borrowed / C'),
  ],
};

const BATCHES_OF = [1, 16, 64, 256];

/** @type {Workload} */
export const smallBatches = {
  title: 'Small batches: a few records of W1 a call, own bytes that are others each time, every column asked for',
  unit: 'ns a record',
  rows: BATCHES_OF.flatMap((size) => {
    const given = { module: 'small-batches', variant: 'given', size };
    const owned = { module: 'small-batches', variant: 'owned', size };
    const name = `${size} ${size === 1 ? 'record' : 'records'}`;
    return [
      row(given, 'castbuf-into', 'javascript', `${name}, into / JavaScript into given columns`),
      row(given, 'castbuf-borrow', 'javascript', `${name}, borrowed / JavaScript into given columns`),
      row(owned, 'castbuf-owned', 'javascript', `${name}, owned / JavaScript that allocates`),
    ];
  }),
};
