/*
 * Worker threads for a test file that is its own worker: in Node and in the browser the worker loads the same program again.
 */

import { ownProgram } from '../harness/host.js';
import type { MessagePortLike, WorkerLike } from '../../src/worker-port/index.js';

interface NodeWorkers {
  readonly isMainThread: boolean;
  readonly parentPort: (MessagePortLike & { on(event: 'message', listener: (message: unknown) => void): void }) | null;
  readonly Worker: new (
    file: URL,
  ) => WorkerLike & { on(event: 'error' | 'exit', listener: (what: unknown) => void): void };
}

// Not a literal: a bundle for the browser must not ask for it.
const NODE_WORKERS = 'node:worker_threads';
const isBrowser = typeof location === 'object';
const node = isBrowser ? undefined : ((await import(NODE_WORKERS)) as NodeWorkers);

export const isWorkerThread = node ? !node.isMainThread : typeof document === 'undefined';

/** Only the browser's main thread may not. */
export const mayBlock = !isBrowser || isWorkerThread;

/** On a worker: what its messages go to. */
export const threadPort = (node ? node.parentPort : globalThis) as MessagePortLike | null;

/** Starts a thread on this very program; the first message it gets is `data`. */
export function startThread(data: unknown, onError: (error: unknown) => void): WorkerLike {
  const worker = startOwnProgram(onError);
  worker.postMessage(data, []);
  return worker;
}

/** The same without a message. */
export function startOwnProgram(onError: (error: unknown) => void): WorkerLike {
  const file = new URL(ownProgram());
  let worker: WorkerLike;
  if (node) {
    const started = new node.Worker(file);
    started.on('error', onError);
    started.on('exit', (code) => onError(new Error(`a thread ended, with exit status ${String(code)}`)));
    worker = started;
  } else {
    const started = new Worker(file, { type: 'module' });
    started.addEventListener('error', (event) => onError(event.message));
    worker = started;
  }
  return worker;
}

/** On a worker: what it was started with. The thread lasts until it is terminated: who only waits for a gate keeps no thread alive. */
export function threadData(): Promise<unknown> {
  return new Promise((resolve) => {
    if (node) node.parentPort?.on('message', resolve);
    else addEventListener('message', (event) => resolve(event.data), { once: true });
  });
}
