/** What castbuf costs besides time on records: linear memory, first use, size. */
import { DRAM_BYTES, row } from './row.mjs';

/** @typedef {import('./row.mjs').Workload} Workload */

const memoryGroup = { module: 'memory', variant: 'all', size: DRAM_BYTES };
const sizeGroup = { module: 'core-size', variant: 'all', size: 0 };

/** @type {Workload} */
export const memory = {
  title: 'Memory: linear memory after decoding',
  unit: 'bytes',
  isOnce: true,
  rows: [
    row(memoryGroup, 'large', 'small', 'a batch of 60 MB / of 24 KiB', { ratio: 1 }),
    row(memoryGroup, 'stream', 'small', 'a stream of 262 MB / of 24 KiB', { ratio: 1 }),
  ],
};

const firstCompiled = { module: 'first-use', variant: 'compiled', size: 0 };

/** @type {Workload} */
export const firstUse = {
  title: 'First use in a fresh process: import, codec, first decode',
  unit: 'ms',
  needsCompiled: true,
  rows: [
    ...['index.js', 'js.js'].flatMap((entry) => {
      const group = { module: 'first-use', variant: entry, size: 0 };
      const name = entry === 'js.js' ? 'castbuf/js' : 'castbuf';
      return [
        row(group, 'all', undefined, `${name}, wall clock`, name === 'castbuf' ? { value: 2 } : {}),
        row(group, 'cpu', undefined, `${name}, CPU time of the thread`),
        row(group, 'imported', undefined, `${name}, the import alone, wall clock`),
      ];
    }),
    row(firstCompiled, 'decode', undefined, 'compiled and bundled, CPU time of the thread beyond an empty module', {
      value: 1.5,
    }),
    row(firstCompiled, 'batch', undefined, 'the same with a batch of one record instead of a message', { value: 3.5 }),
  ],
};

/** @type {Workload} */
export const size = {
  title: 'Size of the core: bundled, minified, gzip, kernel included',
  unit: 'bytes',
  isOnce: true,
  rows: [
    row(sizeGroup, 'all', undefined, 'all of castbuf', { value: 20_000 }),
    row(sizeGroup, 'decoding', undefined, 'createCodec and five types'),
  ],
};
