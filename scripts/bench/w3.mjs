/**
 * node scripts/bench/w3.mjs ROW [BASE]: one message through the whole path of HandleKernelModeMessage, in ns. Prints JSON: the median of
 * the rounds of both rows, and of the ratios of their rounds, which are interleaved. Two rows a process: code that serves more kinds of
 * buffers is compiled for all of them.
 */
import { argv } from 'node:process';
import { built } from './built.mjs';
import { JavaScriptDriver } from './w3-javascript.mjs';
import { handle, IN_BYTES, OUT_BYTES, plainMessages, summedMessages } from './w3-messages.mjs';

const { defineDriver } = await built('miracast.js');

const MESSAGES_A_ROUND = 50_000;
const ROUNDS = 61;
const WARM_UP_ROUNDS = 12;
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

function median(/** @type {number[]} */ values) {
  return /** @type {number} */ (values.toSorted((a, b) => a - b)[values.length >> 1]);
}

/** All rows must have written the same reply before anything is timed. */
function check(/** @type {string} */ name, /** @type {Uint8Array | undefined} */ output, /** @type {string} */ want) {
  if (output === undefined) return;
  const have = output.join();
  if (returned[0] !== OUT_BYTES || have !== want)
    throw new Error(`${name}: ${returned[0]} bytes, ${have}, not ${want}`);
}

const names = argv.slice(2);
/** @type {Awaited<ReturnType<typeof rowOf>>[]} */
const rows = [];
for (const name of names) rows.push(await /** @type {() => Promise<any>} */ (ROWS[name])());
let want;
rows.forEach(({ run, output }, index) => {
  run();
  want ??= output?.join();
  check(names[index] ?? '', output, want ?? '');
});
/** @type {number[][]} */
const times = names.map(() => []);
for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
  for (const index of round % 2 === 0 ? rows.keys() : [...rows.keys()].toReversed()) {
    const begin = performance.now();
    rows[index]?.run();
    if (round >= WARM_UP_ROUNDS) times[index]?.push(((performance.now() - begin) * 1e6) / MESSAGES_A_ROUND);
  }
}
const [own = [], base] = times;
const ratio = base && median(own.map((ns, round) => ns / /** @type {number} */ (base[round])));
console.log(JSON.stringify({ ns: median(own), ratio }));
