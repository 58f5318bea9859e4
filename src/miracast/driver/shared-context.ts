import { CastbufError, shownValue } from '../../errors/index.js';
import type { HANDLE, MessageComplete, MiracastCallbacks } from '../interface.js';
import { gateWords, isSharedMemory, seatCountOf } from '../session/gate.js';

/** What threads that serve one context have in common: plain data, to be posted to a worker. */
export interface SharedMiracastContext {
  readonly hMiracastDeviceHandle: HANDLE;
  /** Words of the session gate, in shared memory. */
  readonly words: Int32Array;
  /** What the thread is known by there, so that it can be abandoned. */
  readonly seat?: number;
}

/** Of contexts in a pool's workers. No other thread has them, so they need no shared memory. */
const wordsOfWorkers = /* @__PURE__ */ new WeakSet<Int32Array>();

export function wordsOfWorker(): Int32Array {
  const words = gateWords(false);
  wordsOfWorkers.add(words);
  return words;
}

/** Can contexts be served by several threads here? @throws CastbufError ERR_USAGE that says what is missing */
export function assertSharedMemory(): void {
  if (typeof SharedArrayBuffer === 'function') return;
  throw usage(
    '`shared: true` needs SharedArrayBuffer, which a browser has only where the page is cross-origin isolated: serve it with the ' +
      'headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
  );
}

/** @throws CastbufError ERR_USAGE where it is not what `share()` of a context gives */
export function assertShared(given: SharedMiracastContext, callbacks: MiracastCallbacks): void {
  const wrong = wrongShare(given);
  if (wrong !== undefined) {
    throw usage(`attachMiracastContext takes what share() of a context gave on the thread that has it; ${wrong}`);
  }
  if (typeof callbacks !== 'object' || callbacks === null) {
    throw usage(`attachMiracastContext takes MIRACAST_CALLBACKS, or nothing, not ${shownValue(callbacks)}`);
  }
}

function wrongShare(given: Partial<SharedMiracastContext> | null | undefined): string | undefined {
  if (typeof given !== 'object' || given === null) return `this is ${shownValue(given)}`;
  const { hMiracastDeviceHandle: handle, words, seat = 0 } = given;
  if (typeof handle !== 'number') return `its hMiracastDeviceHandle is a number, not ${shownValue(handle)}`;
  if (!(words instanceof Int32Array)) return `its words are an Int32Array, not ${shownValue(words)}`;
  if (wordsOfWorkers.has(words)) return undefined;
  if (!isSharedMemory(words.buffer)) return 'its words are no shared memory: does the driver have `shared: true`?';
  const want = gateWords(true).length;
  if (words.length !== want) return `its words are ${want}, not ${words.length}`;
  const seats = seatCountOf(words);
  return Number.isInteger(seat) && seat >= 0 && seat < seats
    ? undefined
    : `its seat is a whole number from 0 to ${seats - 1}, not ${shownValue(seat)}`;
}

/** The seat of a thread that a context gives up. @throws CastbufError ERR_USAGE where it is not another one of that context */
export function seatToAbandon(
  thread: SharedMiracastContext,
  own: { readonly words: Int32Array; readonly seat: number },
): number {
  const { words, seat = 0 } = thread ?? {};
  const isOther = Number.isInteger(seat) && seat > 0 && seat < seatCountOf(own.words) && seat !== own.seat;
  if (words instanceof Int32Array && words.buffer === own.words.buffer && isOther) return seat;
  const want = 'what share() of this context gave for another thread';
  const has = seat === 0 ? 'the place that the owner has' : 'something else';
  throw usage(`abandon wants ${want}; it has ${has}; call share() once for each thread and keep what it gives`);
}

/** What `abandon` is to call. @throws CastbufError ERR_USAGE */
export function completionsOf(given: Iterable<MessageComplete>): readonly MessageComplete[] {
  const list = isIterable(given) ? [...given] : [undefined];
  if (list.every((complete) => typeof complete === 'function')) return list as MessageComplete[];
  throw usage(`abandon takes a list of completions, each a function, not ${shownValue(given)}`);
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === 'function';
}

function usage(hint: string): CastbufError {
  return new CastbufError('ERR_USAGE', hint);
}
