// What `castbuf/worker` is under the `node` condition.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { openColumns } from './columns/kernel.js';
import { createPoolWith, type Pool, type PoolHost, type PoolOptions } from './pool/index.js';
import { fileInputOf } from './pool-node/index.js';

const HOST: PoolHost = {
  open: openColumns,
  threads: availableParallelism,
  // What Node itself was started with, such as --input-type, may be nothing for a file.
  create: () => new Worker(new URL('./worker-thread-node.js', import.meta.url), { execArgv: [] }),
  inputOf: fileInputOf,
};

/** See src/worker.ts. */
export function createPool(options?: PoolOptions): Pool {
  return createPoolWith(HOST, options);
}
