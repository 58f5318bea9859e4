/*
 * What compiled codecs need when they run. It has none of the interpreter: whatever depends on a schema is in the text that the compiler emits. Each
 * export stands by itself, so that a program has those that its codecs use.
 */
export { asBytes, assertAttached, isBytes } from '../bytes/index.js';
export { encodeAscii, encodeGuid, encodeText, encodeUtf16, textBytes } from '../cursor/index.js';
export { CastbufError, shownValue } from '../errors/index.js';
export { memberOf } from '../schema/index.js';
export { RecordWriter, tailOf, writeGaps } from '../writing/index.js';
export * from './checksums.js';
export * from './failures.js';
export * from './given-lengths.js';
export * from './given-numbers.js';
export * from './given-objects.js';
export * from './given-parts.js';
export * from './given-unions.js';
export { readHalf, writeHalf } from './half.js';
export * from './implied-values.js';
export * from './measures.js';
export { Parts } from './parts.js';
export * from './reads.js';
export * from './refused-records.js';
export * from './spare-output.js';
export * from './written-op.js';
