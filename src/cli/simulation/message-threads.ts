import { Worker } from 'node:worker_threads';
import type { WorkerOptions } from '../../miracast/index.js';
import { SharedState } from './shared-state.js';

/** The bundle of worker.ts, in the package: the command is loaded in parts, which lie in other folders. */
const WORKER_FILE = 'build/simulate-worker.js';

/** The threads that handle a driver's messages, and what its handlers share. */
export class MessageThreads {
  readonly shared = new SharedState();
  private readonly started: Worker[] = [];

  /** @param count 1: messages are handled on the thread that delivers them */
  constructor(private readonly count: number) {}

  /** For the driver's definition. */
  get options(): { readonly workers?: WorkerOptions } {
    return this.areOthers ? { workers: { create: () => this.start(), count: this.count } } : {};
  }

  /** Are messages handled on other threads than this one? */
  get areOthers(): boolean {
    return this.count > 1;
  }

  /** After a session that did not come to its end: they keep the process no longer. */
  abandon(): void {
    for (const worker of this.started) worker.unref();
  }

  private start(): Worker {
    const worker = new Worker(new URL(WORKER_FILE, import.meta.resolve('castbuf/package.json')), {
      workerData: this.shared.words,
    });
    this.started.push(worker);
    return worker;
  }
}
