/**
 * W3: one message through the whole path of HandleKernelModeMessage. A variant names the rows of its group, two at most: code that serves more kinds
 * of buffers is compiled for all of them.
 */
import { built } from './built.mjs';
import { compiled } from './compiled.mjs';
import { JavaScriptDriver } from './w3-javascript.mjs';
import { handlerFor, IN_BYTES, OUT_BYTES, plainMessages, summedMessages } from './w3-messages.mjs';

const { defineDriver } = await built('miracast.js');

const MESSAGES_A_ROUND = 50_000;
const PAIRS = 64;

const returned = new Uint32Array(1);

/** A started session of a castbuf driver. */
export async function started(/** @type {string} */ row, /** @type {any} */ messages) {
  const shared = row === 'shared';
  const handle = handlerFor(row);
  const handlers = Object.keys(messages.definitions).map((name) => [
    name,
    (/** @type {object} */ message, /** @type {object} */ reply) => handle(message, reply),
  ]);
  const driver = defineDriver({ messages, handle: Object.fromEntries(handlers), shared });
  const out = /** @type {any} */ ({});
  await driver.CreateMiracastContext(1, {}, out);
  await driver.StartMiracastSession(out.value, 0, {}, {});
  return { driver, context: out.value };
}

/** Rounds over buffers in turn. Each row has a function of its own, so that none is compiled for the needs of another. */
function roundsOf(
  /** @type {string} */ row,
  /** @type {string} */ call,
  /** @type {any} */ target,
  /** @type {any[]} */ buffers,
) {
  const last = buffers.length - 1;
  const make = new Function(
    'target',
    'buffers',
    'returned',
    `// ${row}: V8 gives functions of the same text the same code
    const { driver, context } = target;
    return () => {
      for (let i = 0; i < ${MESSAGES_A_ROUND}; i++) {
        const { input, output } = ${last === 0 ? 'buffers[0]' : `buffers[i & ${last}]`};
        driver.HandleKernelModeMessage(${call});
      }
    };`,
  );
  return { run: make(target, buffers, returned), output: buffers[0].output };
}

/** @typedef {typeof plainMessages} Messages */
/** @typedef {(bytes: Uint8Array, context?: any) => any[]} Buffers */
/** @typedef {(row: string) => Promise<{ run(): void, output?: Uint8Array | undefined }>} MakeRow */

/** @type {Record<string, MakeRow>} */
const ROWS = {
  persistent: byCastbuf(plainMessages, persistentBuffers),
  shared: byCastbuf(plainMessages, persistentBuffers),
  sum: byCastbuf(summedMessages, persistentBuffers),
  own: byCastbuf(plainMessages, ownBuffers),
  'own-64': byCastbuf(plainMessages, pairsInTurn),
  'compiled-persistent': byCompiled(persistentBuffers),
  'compiled-own': byCompiled(ownBuffers),
  'compiled-own-64': byCompiled(pairsInTurn),
  javascript: byHand(plainMessages, ownBuffers),
  'javascript-64': byHand(plainMessages, pairsInTurn),
  'javascript-sum': byHand(summedMessages, ownBuffers),
  lean: byLeanDriver('aligned', ownBuffers),
  'lean-64': byLeanDriver('bytewise', pairsInTurn),
  atomics: async () => atomics(),
};

/** @returns {MakeRow} */
function byCastbuf(/** @type {Messages} */ { messages, bytes }, /** @type {Buffers} */ buffersOf) {
  return async (row) => {
    const target = await started(row, messages);
    return roundsOf(row, 'context, input, output, returned', target, buffersOf(bytes, target.context));
  };
}

/** @returns {MakeRow} */
function byCompiled(/** @type {Buffers} */ buffersOf) {
  return async (row) => {
    const { messages } = await compiled('W3');
    return byCastbuf({ messages, bytes: plainMessages.bytes }, buffersOf)(row);
  };
}

/** @returns {MakeRow} */
function byHand(/** @type {Messages} */ { messages, bytes }, /** @type {Buffers} */ buffersOf) {
  return async (row) => {
    const driver = new JavaScriptDriver(messages === summedMessages.messages);
    return roundsOf(row, 'input, output, returned', { driver }, buffersOf(bytes));
  };
}

/** @returns {MakeRow} */
function byLeanDriver(/** @type {string} */ memory, /** @type {Buffers} */ buffersOf) {
  return async (row) => {
    const { driver } = await import(`./w3-lean.mjs?memory=${memory}`);
    return roundsOf(row, 'input, output, returned', { driver }, buffersOf(plainMessages.bytes));
  };
}

function ownBuffers(/** @type {Uint8Array} */ bytes) {
  return [{ input: bytes.slice(), output: new Uint8Array(OUT_BYTES) }];
}

function persistentBuffers(/** @type {Uint8Array} */ bytes, /** @type {any} */ context) {
  const input = context.input(IN_BYTES);
  input.set(bytes);
  return [{ input, output: context.output(OUT_BYTES) }];
}

function pairsInTurn(/** @type {Uint8Array} */ bytes) {
  return Array.from({ length: PAIRS }, () => ownBuffers(bytes)).flat();
}

/** What a shared gate cannot do without. */
function atomics() {
  const words = new Int32Array(new SharedArrayBuffer(4));
  return {
    run() {
      for (let i = 0; i < MESSAGES_A_ROUND; i++) {
        Atomics.add(words, 0, 1);
        Atomics.sub(words, 0, 1);
      }
    },
    output: undefined,
  };
}

/** What a call has written. */
function written(/** @type {string} */ name, /** @type {Uint8Array} */ output) {
  if (returned[0] !== OUT_BYTES) throw new Error(`${name}: ${returned[0]} bytes returned, not ${OUT_BYTES}`);
  return [output.slice()];
}

/** @returns {Promise<import('./rounds.mjs').Group>} */
export async function groupOf(/** @type {string} */ variant) {
  /** @type {import('./rounds.mjs').Contender[]} */
  const contenders = [];
  for (const name of variant.split('+')) {
    const { run, output } = await /** @type {MakeRow} */ (ROWS[name])(name);
    contenders.push(output === undefined ? { name, run } : { name, run, result: () => written(name, output) });
  }
  return { records: MESSAGES_A_ROUND, contenders };
}
