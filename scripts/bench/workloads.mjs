/** What `npm run bench` measures: the workloads, their rows, and the goal beside each. */
import { LIBRARIES } from './libraries.mjs';

/**
 * @typedef {object} Row
 * @property {string} id stays the same from run to run: `--compare` finds a row by it
 * @property {GroupKey} group
 * @property {string} own what the row is about
 * @property {string} [base] what it is divided by
 * @property {string} text
 * @property {Goal} [goal]
 *
 * @typedef {{ module: string, variant: string, bytes: number, milliseconds?: number }} GroupKey a process that measures; `milliseconds` where
 *   a group needs more than others
 * @typedef {{ ratio?: number, value?: number }} Goal what neither may be above
 * @typedef {{ title: string, unit: string, needsLibraries?: boolean, isOnce?: boolean, rows: Row[] }} Workload
 */

const KIB = 1024;
/** The first-level cache, the second, and main memory. */
export const SIZES = [
  { size: '24 KiB', bytes: 24 * KIB },
  { size: '512 KiB', bytes: 512 * KIB },
  { size: '60 MB', bytes: 60e6 },
];
const L2_BYTES = 512 * KIB;
const DRAM_BYTES = 60e6;
/** Libraries need up to 7 microseconds a record. */
const LIBRARY_MILLISECONDS = 3000;
const COLUMNS_OF_LIBRARY = 1 / 20;

/** @returns {Row} */
function row(
  /** @type {GroupKey} */ group,
  /** @type {string} */ own,
  /** @type {string | undefined} */ base,
  /** @type {string} */ text,
  /** @type {Goal} */ goal = {},
) {
  const { module, variant, bytes } = group;
  const id = [module, variant, bytes, own, ...(base === undefined ? [] : [base])].join('/');
  return { id, group, own, text, goal, ...(base === undefined ? {} : { base }) };
}

/** Rows of a workload that decodes records, in three sizes. */
function decodeRows(/** @type {string} */ module, /** @type {(number | undefined)[]} */ goals) {
  const sized = SIZES.flatMap(({ size, bytes }, index) => {
    const memory = { module, variant: 'memory', bytes };
    const own = { module, variant: 'own', bytes };
    const [overC, overJavaScript] = [goals[index], bytes === L2_BYTES && module === 'w1' ? 1 / 2 : undefined];
    return [
      row(memory, 'castbuf', 'c', `${size}, bytes in linear memory / C`, goalOf(overC)),
      row(memory, 'castbuf', 'c-prefetch', `${size}, the same / C with prefetch`),
      row(memory, 'castbuf', 'memcpy', `${size}, the same / memcpy of the bytes`),
      row(own, 'castbuf', 'c', `${size}, own bytes / C`),
      row(own, 'castbuf', 'javascript', `${size}, own bytes / best JavaScript`, goalOf(overJavaScript)),
      row({ ...own, variant: 'alone' }, 'javascript', 'c', `${size}, best JavaScript in a process of its own / C`),
    ];
  });
  const objects = { module, variant: 'objects', bytes: L2_BYTES, milliseconds: LIBRARY_MILLISECONDS };
  return [
    ...sized,
    row(objects, 'castbuf', 'objects', '512 KiB, own bytes / DataView and objects'),
    ...Object.entries(LIBRARIES).map(([name, { text }]) =>
      row(objects, 'castbuf', name, `512 KiB, own bytes / ${text}`, { ratio: COLUMNS_OF_LIBRARY }),
    ),
  ];
}

/** @returns {Goal} */
function goalOf(/** @type {number | undefined} */ ratio) {
  return ratio === undefined ? {} : { ratio };
}

function w2Rows() {
  return SIZES.flatMap(({ size, bytes }) => {
    const group = { module: 'w2', variant: 'all', bytes };
    return [
      row(group, 'castbuf', 'c', `${size}, columns per type / C`),
      row(group, 'castbuf', 'c-prefetch', `${size}, the same / C with prefetch`),
      row(group, 'castbuf', 'memcpy', `${size}, the same / memcpy of the bytes`),
      row(group, 'castbuf', 'javascript', `${size}, the same / best JavaScript`),
      row({ ...group, variant: 'alone' }, 'javascript', 'c', `${size}, best JavaScript in a process of its own / C`),
    ];
  });
}

function w3Rows() {
  const pair = (
    /** @type {string} */ own,
    /** @type {string | undefined} */ base,
    /** @type {string} */ text,
    /** @type {Goal} */ goal = {},
  ) => row({ module: 'w3', variant: base === undefined ? own : `${own}+${base}`, bytes: 0 }, own, base, text, goal);
  return [
    pair('persistent', 'javascript', 'persistent buffers / by hand', { value: 10, ratio: 1 / 2.5 }),
    pair('own', 'javascript', 'own buffers, the same two / by hand', { ratio: 1 }),
    pair('own-64', 'javascript-64', 'own buffers, 64 pairs in turn / by hand', { ratio: 1 }),
    pair('javascript', undefined, 'by hand, in a process of its own'),
    pair('sum', 'javascript-sum', 'persistent buffers, CRC-32C / by hand'),
    pair('shared', 'persistent', 'gate shared by threads / not shared'),
    pair('atomics', undefined, 'two bare atomics, which a shared gate needs'),
  ];
}

function w4Rows() {
  const goals = [undefined, 0.75, 0.95];
  return SIZES.flatMap(({ size, bytes }, index) => {
    const memory = { module: 'w4', variant: 'memory', bytes };
    const group = { module: 'w4', variant: 'all', bytes };
    return [
      row(memory, 'castbuf', 'c', `${size}, from linear memory to linear memory / C`, goalOf(goals[index])),
      row(memory, 'castbuf', 'c-wide', `${size}, the same / C with wide copies and prefetch`),
      row(memory, 'castbuf', 'memcpy', `${size}, the same / memcpy of the bytes`),
      row(memory, 'castbuf', 'javascript', `${size}, the same / best JavaScript with arrays`, { ratio: 1 / 4 }),
      row(group, 'castbuf', 'c', `${size}, encodeBatchInto / C`),
      row(group, 'castbuf-new', 'c', `${size}, encodeBatch / C`),
      row(group, 'castbuf', 'c-wide', `${size}, encodeBatchInto / C with wide copies and prefetch`),
      row(group, 'castbuf', 'memcpy', `${size}, encodeBatchInto / memcpy of the bytes`),
      row(group, 'castbuf', 'javascript', `${size}, encodeBatchInto / best JavaScript`),
      row({ ...group, variant: 'alone' }, 'javascript', 'c', `${size}, best JavaScript in a process of its own / C`),
    ];
  });
}

function w5Rows() {
  return SIZES.flatMap(({ size, bytes }) => {
    const group = { module: 'w5', variant: 'all', bytes };
    const goal = bytes === DRAM_BYTES ? 1 / 1.3 : undefined;
    return [
      row(group, 'castbuf', 'c', `${size}, pieces into linear memory / C`),
      row(group, 'castbuf', 'javascript', `${size}, the same / best JavaScript`, goalOf(goal)),
      row(group, 'castbuf', 'objects', `${size}, the same / DataView and objects`),
      row(group, 'castbuf', 'read', `${size}, the same / the read alone`),
    ];
  });
}

function rowRows() {
  const cursor = { module: 'rows', variant: 'cursor', bytes: L2_BYTES };
  const objects = { module: 'rows', variant: 'objects', bytes: L2_BYTES, milliseconds: LIBRARY_MILLISECONDS };
  return [
    row(cursor, 'castbuf', 'javascript', 'cursor over a batch, 5 members / by hand from the bytes', { value: 5 }),
    row(cursor, 'castbuf', 'columns', 'the same / the columns themselves'),
    row(objects, 'castbuf', 'objects', 'objects, batch.value(i) / DataView and objects'),
    ...Object.entries(LIBRARIES).map(([name, { text }]) =>
      row(objects, 'castbuf', name, `objects, the same / ${text}`, { ratio: 1 }),
    ),
  ];
}

/** @type {Record<string, Workload>} */
export const WORKLOADS = {
  W1: {
    title: 'W1: a stream of MIRACAST_CHUNK_DATA (28 + n bytes) to 7 columns',
    unit: 'ns a record',
    needsLibraries: true,
    rows: decodeRows('w1', [1.05, 0.95, 0.95]),
  },
  W1b: {
    title: 'W1b: records of 64 bytes to 12 columns',
    unit: 'ns a record',
    needsLibraries: true,
    rows: decodeRows('w1b', [undefined, 0.65, undefined]),
  },
  W2: { title: 'W2: a stream of messages of eight types to columns per type', unit: 'ns a message', rows: w2Rows() },
  W3: {
    title: 'W3: one message, 64 bytes in, 32 bytes out, through HandleKernelModeMessage',
    unit: 'ns a message',
    rows: w3Rows(),
  },
  W4: { title: "W4: W1's columns and payload to the stream", unit: 'ns a record', rows: w4Rows() },
  W5: { title: 'W5: a file, to columns, to the sum of two columns', unit: 'ns a record', rows: w5Rows() },
  rows: {
    title: 'Rows: the records of W1 one by one, 512 KiB',
    unit: 'ns a record',
    needsLibraries: true,
    rows: rowRows(),
  },
  workers: {
    title: 'Workers: two threads with a known split of W1, wall clock',
    unit: 'ns a record',
    rows: [L2_BYTES, DRAM_BYTES].map((bytes) =>
      row(
        { module: 'workers', variant: 'all', bytes },
        'two',
        'one',
        `${bytes === L2_BYTES ? '512 KiB' : '60 MB'}, two threads / one`,
        { ratio: 1 / 1.75 },
      ),
    ),
  },
  memory: {
    title: 'Memory: linear memory after decoding',
    unit: 'bytes',
    isOnce: true,
    rows: [
      row({ module: 'memory', variant: 'all', bytes: DRAM_BYTES }, 'large', 'small', 'a batch of 60 MB / of 24 KiB', {
        ratio: 1,
      }),
      row(
        { module: 'memory', variant: 'all', bytes: DRAM_BYTES },
        'stream',
        'small',
        'a stream of 262 MB / of 24 KiB',
        {
          ratio: 1,
        },
      ),
    ],
  },
  'first-use': {
    title: 'First use in a fresh process: import, codec, first decode',
    unit: 'ms',
    rows: ['index.js', 'js.js'].flatMap((entry) => {
      const group = { module: 'first-use', variant: entry, bytes: 0 };
      const name = entry === 'js.js' ? 'castbuf/js' : 'castbuf';
      return [
        row(group, 'all', undefined, `${name}, wall clock`, name === 'castbuf' ? { value: 2 } : {}),
        row(group, 'cpu', undefined, `${name}, CPU time of the thread`),
        row(group, 'imported', undefined, `${name}, the import alone, wall clock`),
      ];
    }),
  },
  size: {
    title: 'Size of the core: bundled, minified, gzip, kernel included',
    unit: 'bytes',
    isOnce: true,
    rows: [
      row({ module: 'core-size', variant: 'all', bytes: 0 }, 'all', undefined, 'all of castbuf', { value: 20_000 }),
      row({ module: 'core-size', variant: 'all', bytes: 0 }, 'decoding', undefined, 'createCodec and five types'),
    ],
  },
};
