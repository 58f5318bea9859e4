import { CastbufError, shownValue } from '../errors/index.js';
import { missingFunction } from '../schema/index.js';

/*
 * Workers and their ports as Node and browsers have them, as far as those who start workers need them.
 */

interface MessagePoster {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

/** Node's way: an EventEmitter, whose listeners get the value. */
interface Emitter {
  on(event: string, listener: (value: unknown) => void): unknown;
}

/** The browser's: an EventTarget, whose listeners get an event. */
interface Target {
  addEventListener(type: string, listener: (event: unknown) => void): void;
}

/** Node's `parentPort`, or the global object of a browser's worker. */
export type MessagePortLike = MessagePoster & (Emitter | Target);

/** Node's `Worker`, or a browser's. */
export type WorkerLike = MessagePortLike & {
  /** Ends the worker, whatever it does. */
  terminate(): unknown;
  /** Node's: from then on the worker keeps the process alive. */
  ref?(): void;
  /** Node's: from then on it does not. */
  unref?(): void;
};

/** @param what who was asked for one @throws CastbufError ERR_TYPE where a pool could not use it, such as a promise of a worker */
export function assertWorker(what: string, given: unknown): void {
  const listens =
    missingFunction(given, ['on']) === undefined || missingFunction(given, ['addEventListener']) === undefined;
  const missing =
    missingFunction(given, ['postMessage', 'terminate']) ?? (listens ? undefined : 'on, or addEventListener');
  if (missing === undefined) return;
  const hint = `${what} gives a worker; ${shownValue(given)} has no function ${missing}`;
  throw new CastbufError('ERR_TYPE', hint);
}

/** A browser says no more than that. */
const NOT_LOADED =
  'the worker could not be loaded: look at its address and at what it imports; import maps do not reach workers, so import castbuf by its address there';

/** Calls `listener` with each message that comes. */
export function onMessage(port: MessagePortLike, listener: (message: unknown) => void): void {
  if ('on' in port) port.on('message', listener);
  else port.addEventListener('message', (event) => listener((event as { readonly data: unknown }).data));
}

/**
 * Calls `listener` when the worker has failed, more than once perhaps: with what it threw, or an Error that says how it ended.
 * A browser does not tell when a worker closes itself.
 */
export function onFailure(worker: WorkerLike, listener: (error: unknown) => void): void {
  if ('on' in worker) {
    worker.on('error', listener);
    worker.on('messageerror', listener);
    worker.on('exit', (status) => listener(new Error(`the worker ended, with exit status ${String(status)}`)));
  } else {
    worker.addEventListener('error', (event) => {
      const { error, message } = event as { readonly error?: unknown; readonly message?: string };
      listener(error ?? new Error(message ?? NOT_LOADED));
    });
    worker.addEventListener('messageerror', () => listener(new Error('the worker sent what cannot be received')));
  }
}
