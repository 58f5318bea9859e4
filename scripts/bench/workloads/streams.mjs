/** Whole streams: W4 encodes one, W5 reads a file, and two threads share one. */
import { atMost, background, DRAM_BYTES, L1_BYTES, L2_BYTES, row, SIZES } from './row.mjs';

/** @typedef {import('./row.mjs').Workload} Workload */

/** Of C, in linear memory. @type {Record<number, number>} */
const ENCODE_GOALS = { [L1_BYTES]: 1.2, [L2_BYTES]: 0.97, [DRAM_BYTES]: 1.2 };

/** Of C, by compiled codecs. @type {Record<number, number>} */
const COMPILED_ENCODE_GOALS = { [L2_BYTES]: 0.6, [DRAM_BYTES]: 1 };

/** @type {Workload} */
export const W4 = {
  title: "W4: W1's columns and payload to the stream",
  unit: 'ns a record',
  needsCompiled: true,
  rows: SIZES.flatMap(({ name, size }) => {
    const memory = { module: 'w4', variant: 'memory', size };
    const group = { module: 'w4', variant: 'all', size };
    return [
      row(memory, 'castbuf', 'c', `${name}, linear memory to linear memory / C`, atMost(ENCODE_GOALS[size])),
      row(
        memory,
        'compiled',
        'c',
        `${name}, compiled, linear memory to linear memory / C`,
        atMost(COMPILED_ENCODE_GOALS[size]),
      ),
      background(memory, 'compiled', 'castbuf', `${name}, compiled, linear memory to linear memory / the interpreter`),
      row(memory, 'castbuf', 'c-wide', `${name}, linear memory to linear memory / C with wide copies and prefetch`),
      background(memory, 'castbuf', 'memcpy', `${name}, linear memory to linear memory / memcpy of the bytes`),
      row(memory, 'castbuf', 'javascript', `${name}, linear memory to linear memory / best JavaScript with arrays`, {
        ratio: 1 / 4,
      }),
      row(group, 'castbuf', 'c', `${name}, encodeBatchInto / C`),
      row(group, 'castbuf-new', 'c', `${name}, encodeBatch / C`),
      row(group, 'compiled', 'c', `${name}, compiled, encodeBatchInto / C`),
      row(group, 'castbuf', 'c-wide', `${name}, encodeBatchInto / C with wide copies and prefetch`),
      background(group, 'castbuf', 'memcpy', `${name}, encodeBatchInto / memcpy of the bytes`),
      row(group, 'castbuf', 'javascript', `${name}, encodeBatchInto / best JavaScript`),
      row(group, 'compiled', 'javascript', `${name}, compiled, encodeBatchInto / best JavaScript`),
      background({ ...group, variant: 'alone' }, 'javascript', 'c', `${name}, JavaScript in a process of its own / C`),
    ];
  }),
};

/** @type {Workload} */
export const W5 = {
  title: 'W5: a file, to columns, to the sum of two columns',
  unit: 'ns a record',
  rows: SIZES.flatMap(({ name, size }) => {
    const group = { module: 'w5', variant: 'all', size };
    const goal = size === DRAM_BYTES ? 1 / 1.3 : undefined;
    return [
      row(group, 'castbuf', 'c', `${name}, pieces into linear memory / C`),
      row(group, 'castbuf', 'javascript', `${name}, pieces into linear memory / best JavaScript`, atMost(goal)),
      row(group, 'castbuf', 'objects', `${name}, pieces into linear memory / DataView and objects`),
      background(group, 'castbuf', 'read', `${name}, pieces into linear memory / the read alone`),
    ];
  }),
};

const C_THREADS = { own: 'c-two', base: 'c-one' };

/** @type {Workload} */
export const threads = {
  title: 'Threads: two with a known split of W1, columns filled again',
  unit: 'ns a record',
  rows: SIZES.filter(({ size }) => size !== L1_BYTES).flatMap(({ name, size }) => {
    const group = { module: 'threads', variant: 'all', size };
    const goal = size === DRAM_BYTES ? 1.1 : undefined;
    return [
      row(
        group,
        'castbuf-two',
        'castbuf-one',
        `${name}, two threads of castbuf / one, as a share of that of C`,
        atMost(goal),
        C_THREADS,
      ),
      background(group, 'castbuf-two', 'castbuf-one', `${name}, two threads of castbuf / one`),
      background(group, 'c-two', 'c-one', `${name}, two threads of C / one`),
      row(group, 'castbuf-one', 'c-one', `${name}, one thread of castbuf / of C`),
    ];
  }),
};
