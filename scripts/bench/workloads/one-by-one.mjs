/** Records and messages one by one: W3, one message through a driver; cursors and objects. */
import { LIBRARIES } from '../libraries.mjs';
import { background, L2_BYTES, LIBRARY_MILLISECONDS, row } from './row.mjs';

/** @typedef {import('./row.mjs').Row} Row */
/** @typedef {import('./row.mjs').Workload} Workload */
/** @typedef {import('./row.mjs').Goal} Goal */

/** Two rows at most in a process: code that serves more kinds of buffers is compiled for all of them. @returns {Row} */
function messageRow(
  /** @type {string} */ own,
  /** @type {string | undefined} */ base,
  /** @type {string} */ text,
  /** @type {Goal} */ goal = {},
) {
  return row({ module: 'w3', variant: base === undefined ? own : `${own}+${base}`, size: 0 }, own, base, text, goal);
}

/** What a compiled message set may take. @type {Goal} */
const OF_BY_HAND = { ratio: 0.4 };

/** @type {Workload} */
export const W3 = {
  title: 'W3: one message, 64 bytes in, 32 bytes out, through HandleKernelModeMessage',
  unit: 'ns a message',
  needsCompiled: true,
  rows: [
    messageRow('persistent', 'javascript', 'persistent buffers / by hand', { ratio: 0.75 }),
    messageRow('persistent', 'lean', 'persistent buffers / best JavaScript, views kept'),
    messageRow('own', 'javascript', 'own buffers, the same two / by hand', { ratio: 1 }),
    messageRow('own', 'lean', 'own buffers, the same two / best JavaScript, views kept'),
    messageRow('own-64', 'javascript-64', 'own buffers, 64 pairs in turn / by hand', { ratio: 1 }),
    messageRow('own-64', 'lean-64', 'own buffers, 64 pairs in turn / best JavaScript, byte by byte'),
    messageRow('compiled-persistent', 'javascript', 'compiled, persistent buffers / by hand', OF_BY_HAND),
    messageRow('compiled-persistent', 'lean', 'compiled, persistent buffers / best JavaScript, views kept'),
    messageRow('compiled-own', 'javascript', 'compiled, own buffers, the same two / by hand', OF_BY_HAND),
    messageRow('compiled-own', 'lean', 'compiled, own buffers, the same two / best JavaScript, views kept'),
    messageRow('compiled-own-64', 'javascript-64', 'compiled, own buffers, 64 pairs in turn / by hand'),
    messageRow('compiled-own-64', 'lean-64', 'compiled, own buffers, 64 pairs in turn / best JavaScript, byte by byte'),
    messageRow('javascript', undefined, 'by hand, in a process of its own'),
    messageRow('lean', undefined, 'best JavaScript, in a process of its own'),
    messageRow('sum', 'javascript-sum', 'persistent buffers, CRC-32C / by hand'),
    { ...messageRow('shared', 'persistent', 'gate shared by threads / not shared'), isBackground: true },
    messageRow('atomics', undefined, 'two bare atomics, which a shared gate needs'),
  ],
};

/** What objects of compiled codecs may take of binary-parser. @type {Goal} */
const COMPILED_OBJECTS = { ratio: 0.75 };

/** Every record as an object, beside libraries. @returns {Row[]} */
function objectRows(/** @type {'W1' | 'W1b'} */ name, /** @type {Record<string, Goal>} */ goals) {
  const group = {
    module: 'rows',
    variant: `objects-${name}`,
    size: L2_BYTES,
    milliseconds: LIBRARY_MILLISECONDS,
  };
  return [
    row(group, 'castbuf', 'objects', `${name}, objects, batch.value(i) / DataView and objects`),
    ...Object.entries(LIBRARIES).map(([library, { text }]) =>
      row(group, 'castbuf', library, `${name}, objects, batch.value(i) / ${text}`, goals[library]),
    ),
    row(group, 'compiled', 'objects', `${name}, compiled, objects, batch.value(i) / DataView and objects`),
    row(
      group,
      'compiled',
      'binary-parser',
      `${name}, compiled, objects, batch.value(i) / binary-parser`,
      COMPILED_OBJECTS,
    ),
  ];
}

/** @returns {Row[]} */
function racingRows(/** @type {string} */ variant, /** @type {string} */ how) {
  const group = { module: 'racing', variant, size: L2_BYTES };
  return [
    row(group, 'castbuf', 'binary-parser', `${how} / binary-parser`, { ratio: 1.5 }),
    row(group, 'castbuf', 'javascript', `${how} / by hand, DataView and objects`),
    row(group, 'compiled', 'binary-parser', `compiled, ${how} / binary-parser`, COMPILED_OBJECTS),
    row(group, 'compiled', 'javascript', `compiled, ${how} / by hand, DataView and objects`),
  ];
}

const cursor = { module: 'rows', variant: 'cursor', size: L2_BYTES };

/** @type {Workload} */
export const rows = {
  title: 'Rows: the records of W1 and W1b one by one, 512 KiB',
  unit: 'ns a record',
  needsCompiled: true,
  needsLibraries: true,
  rows: [
    row(cursor, 'castbuf', 'javascript', 'W1, cursor over a batch, 5 members / by hand from the bytes', { ratio: 1 }),
    row(
      { ...cursor, variant: 'cursor-compiled' },
      'compiled',
      'javascript',
      'W1, compiled, cursor over a batch, 5 members / by hand from the bytes',
      {
        ratio: 1,
      },
    ),
    background(cursor, 'castbuf', 'columns', 'W1, cursor over a batch, 5 members / the columns themselves'),
    ...objectRows('W1', { 'binary-parser': { ratio: 1.2 } }),
    ...objectRows('W1b', { 'binary-parser': { ratio: 1.9 } }),
  ],
};

/** @type {Workload} */
export const racing = {
  title: 'Racing packets to objects: a header and 22 cars of 12 numbers and five arrays of 4 bytes',
  unit: 'ns a packet',
  needsCompiled: true,
  needsLibraries: true,
  rows: [
    ...racingRows('messages', 'codec.decode, a packet a call'),
    ...racingRows('batch', 'batch.value(i), 485 packets in a stream'),
  ],
};
