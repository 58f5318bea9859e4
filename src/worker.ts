/** The entry castbuf/worker: one source decoded by several threads. */
import { openColumns } from './columns/kernel.js';
import { createPoolWith, inputOf, type Pool, type PoolHost, type PoolOptions } from './pool/index.js';

export type { Pool, PoolOptions, PoolSource, PoolStreamOptions, SizedBlob } from './pool/index.js';

const HOST: PoolHost = {
  open: openColumns,
  threads: () => navigator.hardwareConcurrency,
  // Bundlers know this form of words, and bring the file along.
  create: () => new Worker(new URL('./worker-thread.js', import.meta.url), { type: 'module' }),
  inputOf,
};

/**
 * Threads that decode the parts of a source at the same time: worker threads in Node, Web Workers in a browser. The codecs are those of `createCodec` of
 * `castbuf`. Workers are started when they are needed, and are kept for the next stream; close the pool when there is none.
 * @throws CastbufError ERR_USAGE for a wrong option
 * @example
 * ```ts
 * import { createCodec, struct, u16 } from 'castbuf';
 * import { createPool } from 'castbuf/worker';
 *
 * const pool = createPool({ threads: 2 });
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * const bytes = Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0);
 * for await (const batch of pool.stream(codec, bytes)) console.log(batch.columns.A); // Uint16Array(2) [ 1, 3 ]
 * await pool.close();
 * ```
 */
export function createPool(options?: PoolOptions): Pool {
  return createPoolWith(HOST, options);
}
