/*
 * What compiled codecs need when they run. It has none of the interpreter: whatever depends on a schema is in the text that the compiler emits. Each
 * export stands by itself, so that a program has those that its codecs use.
 */
export { CastbufError, shownValue } from '../errors/index.js';
export * from './checksums.js';
export * from './failures.js';
export { readHalf, writeHalf } from './half.js';
export * from './measures.js';
