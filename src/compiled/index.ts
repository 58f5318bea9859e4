/*
 * What compiled codecs need when they run. It has none of the interpreter: whatever depends on a schema is in the text that the compiler emits. Each
 * export stands by itself, so that a program has those that its codecs use.
 */
export { CastbufError, shownValue } from '../errors/index.js';
export { CompiledBatch, type CompiledValueOptions } from './batch.js';
export type { BatchWords, CopyBytes } from './batch-type.js';
export { Batches, type CompiledBatchOptions } from './batches.js';
export * from './checksums.js';
export * from './failures.js';
export { readHalf, writeHalf } from './half.js';
export * from './measures.js';
export { CompiledSetBatch, RoutedBatch, type SetTypes, type SetValue, type SetView } from './set-batch.js';
export { SetBatches, type CompiledSetOptions } from './set-batches.js';
export * from './set-failures.js';
export type { SetWords } from './set-type.js';
