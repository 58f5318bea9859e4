/**
 * W3: one message through the whole path of HandleKernelModeMessage. A variant names the rows of its group, two at most: code that serves more kinds
 * of buffers is compiled for all of them.
 */
import { built } from './built.mjs';
import { JavaScriptDriver } from './w3-javascript.mjs';
import { handle, IN_BYTES, OUT_BYTES, plainMessages, summedMessages } from './w3-messages.mjs';

const { defineDriver } = await built('miracast.js');

const MESSAGES_A_ROUND = 50_000;
const PAIRS = 64;

const returned = new Uint32Array(1);

/** A started session of a castbuf driver. */
async function started(/** @type {any} */ messages, /** @type {boolean} */ shared) {
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

function ownBuffers(/** @type {Uint8Array} */ bytes) {
  return { input: bytes.slice(), output: new Uint8Array(OUT_BYTES) };
}

function persistentBuffers(/** @type {any} */ context, /** @type {Uint8Array} */ bytes) {
  const input = context.input(IN_BYTES);
  input.set(bytes);
  return [{ input, output: context.output(OUT_BYTES) }];
}

/** Rounds over buffers in turn. Each row has a function of its own, so that none is compiled for the needs of another. */
function rowOf(/** @type {string} */ call, /** @type {any} */ target, /** @type {any[]} */ buffers) {
  const last = buffers.length - 1;
  const make = new Function(
    'target',
    'buffers',
    'returned',
    `
    const { driver, context } = target;
    return () => {
      for (let i = 0; i < ${MESSAGES_A_ROUND}; i++) {
        const { input, output } = ${last === 0 ? 'buffers[0]' : `buffers[i & ${last}]`};
        ${call}
      }
    };`,
  );
  return { run: make(target, buffers, returned), output: buffers[0].output };
}

const CASTBUF = 'driver.HandleKernelModeMessage(context, input, output, returned);';
const JAVASCRIPT = 'driver.HandleKernelModeMessage(input, output, returned);';

/** @type {Record<string, () => Promise<ReturnType<typeof rowOf>>>} */
const ROWS = {
  persistent: () => castbufRow(plainMessages, false, persistentBuffers),
  shared: () => castbufRow(plainMessages, true, persistentBuffers),
  sum: () => castbufRow(summedMessages, false, persistentBuffers),
  own: () => castbufRow(plainMessages, false, (_, bytes) => [ownBuffers(bytes)]),
  'own-64': () => castbufRow(plainMessages, false, (_, bytes) => many(bytes)),
  javascript: async () => rowOf(JAVASCRIPT, { driver: new JavaScriptDriver(false) }, [ownBuffers(plainMessages.bytes)]),
  'javascript-64': async () => rowOf(JAVASCRIPT, { driver: new JavaScriptDriver(false) }, many(plainMessages.bytes)),
  'javascript-sum': async () =>
    rowOf(JAVASCRIPT, { driver: new JavaScriptDriver(true) }, [ownBuffers(summedMessages.bytes)]),
  atomics: async () => atomics(),
};

async function castbufRow(
  /** @type {typeof plainMessages} */ { messages, bytes },
  /** @type {boolean} */ shared,
  /** @type {(context: any, bytes: Uint8Array) => any[]} */ buffers,
) {
  const target = await started(messages, shared);
  return rowOf(CASTBUF, target, buffers(target.context, bytes));
}

function many(/** @type {Uint8Array} */ bytes) {
  return Array.from({ length: PAIRS }, () => ownBuffers(bytes));
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
    const { run, output } = await /** @type {() => Promise<any>} */ (ROWS[name])();
    const result = output && (() => written(name, output));
    contenders.push(output === undefined ? { name, run } : { name, run, result });
  }
  return { records: MESSAGES_A_ROUND, contenders };
}
