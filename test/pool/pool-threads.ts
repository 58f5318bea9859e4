import { openColumns } from '../../src/columns/kernel.js';
import { startCore } from '../../src/memory/index.js';
import { createCodecWith } from '../../src/message/index.js';
import { CORE, createKernelEngine } from '../../src/message/kernel.js';
import { createPoolWith, inputOf, type Pool, type PoolOptions } from '../../src/pool/index.js';
import { servePartsWith } from '../../src/pool/kernel.js';
import type { WorkerMessage } from '../../src/pool/protocol.js';
import { filterWith } from '../../src/query/index.js';
import { KERNEL_SELECTS } from '../../src/query/kernel.js';
import type { CodecOptions, Codec } from '../../src/message/index.js';
import type { AnyType } from '../../src/schema/index.js';
import { onMessage, type MessagePortLike, type WorkerLike } from '../../src/worker-port/index.js';
import { startOwnProgram, threadPort } from '../miracast/gate-threads.js';

/*
 * Pools whose workers are the test file itself, and die when a test says so.
 */

const engine = createKernelEngine(() => startCore(CORE));

export function createCodec<T extends AnyType>(type: T, options?: CodecOptions): Codec<T> {
  return createCodecWith(engine, type, options) as Codec<T>;
}

export const filter: typeof filterWith extends (reads: object, expression: infer E) => infer F
  ? (expression: E) => F
  : never = (expression) => filterWith(KERNEL_SELECTS, expression);

/** Before it sends such a message the worker dies. */
export type Death = WorkerMessage['kind'];

/** On a worker: what a pool's worker does, and what a test wants besides. */
export function serve(): void {
  const port = threadPort as MessagePortLike;
  let death: Death | undefined;
  let isDying = false;
  onMessage(port, (message) => {
    const { die } = message as { die?: Death };
    if (die !== undefined) death = die;
  });
  const mortal = {
    postMessage(message: WorkerMessage, transfer: ArrayBuffer[]) {
      if (isDying) return;
      if (message.kind !== death) return port.postMessage(message, transfer);
      isDying = true;
      setTimeout(() => {
        throw new Error('killed by the test');
      });
    },
    addEventListener(_: string, listener: (event: unknown) => void) {
      onMessage(port, (data) => (data as { die?: Death }).die ?? listener({ data }));
    },
  } as MessagePortLike;
  const create = (type: AnyType, options: CodecOptions): Codec<AnyType> => createCodec(type, options);
  servePartsWith({ createCodec: create, open: openColumns, selects: KERNEL_SELECTS, readFile: undefined }, mortal);
}

/** A pool, and all that it has started. */
export class TestPool {
  readonly workers: WorkerLike[] = [];
  /** Parts that were sent to workers. */
  sent = 0;
  ended = 0;
  readonly pool: Pool;
  /** Of parts by their number, from 1 on: what kills the worker that gets them. */
  deaths: ReadonlyMap<number, Death> = new Map();

  constructor(options: PoolOptions = {}) {
    const host = { open: openColumns, threads: () => 2, create: () => this.start(), inputOf };
    this.pool = createPoolWith(host, options);
  }

  get living(): number {
    return this.workers.length - this.ended;
  }

  private start(): WorkerLike {
    const worker = startOwnProgram(() => undefined);
    this.workers.push(worker);
    const { postMessage, terminate } = worker;
    worker.postMessage = (message, transfer) => {
      this.sent += 1;
      const die = this.deaths.get(this.sent);
      if (die !== undefined) postMessage.call(worker, { die }, []);
      postMessage.call(worker, message, transfer);
    };
    worker.terminate = () => {
      this.ended += 1;
      return terminate.call(worker);
    };
    return worker;
  }
}
