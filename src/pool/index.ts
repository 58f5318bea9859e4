export { createPoolWith, type Pool, type PoolHost, type PoolOptions, type PoolStreamOptions } from './pool.js';
export type { PoolSource, PartInput, SizedBlob } from './part-input.js';
export { inputOf } from './part-input.js';
export type { FileRange } from './protocol.js';
