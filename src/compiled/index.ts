/*
 * What compiled codecs need when they run. It has none of the interpreter: whatever depends on a schema is in the text that the compiler emits. Each
 * export stands by itself, so that a program has those that its codecs use.
 */
export { CastbufError, shownValue } from '../errors/index.js';
export * from './checksums.js';
export * from './failures.js';
export * from './measures.js';
export { assertArm, assertArmInPlace, assertNoArm, assertPresent } from './arms.js';
export { ArrayView } from './array-view.js';
export { assignPart } from './assign.js';
export { Cursor, cursorClass } from './cursor.js';
export {
  givenBool,
  givenBytes,
  givenFloat,
  givenInteger,
  givenName,
  givenNumber,
  givenWide,
  refused,
} from './given-values.js';
export { readHalf, roundHalf, writeHalf } from './half.js';
export { tailStart, unsettable, ViewParts } from './view-parts.js';
export { bytesAt, Place, seated, toNul, unitsAt } from './place.js';
export { bytesOfGuid, bytesOfText, decodeGuid, decodeText, fillRoom, replaceBytes } from './range-values.js';
export { growingArray, openUnitsAt, setGrowing, setRaw } from './growing.js';
export { MessagePlace, putInt, putUint, ReplyPlace, viewedInt, viewedUint } from './message-place.js';
export { Parts } from './parts.js';
export * from './reads.js';
export { asBytes, assertAttached, isBytes } from '../bytes/index.js';
export { encodeAscii, encodeGuid, encodeText, encodeUtf16, textBytes } from '../cursor/index.js';
export { memberOf } from '../schema/index.js';
export { RecordWriter, tailOf, writeGaps } from '../writing/index.js';
export * from './given-lengths.js';
export * from './given-numbers.js';
export * from './given-objects.js';
export * from './given-parts.js';
export * from './given-unions.js';
export * from './implied-values.js';
export * from './refused-records.js';
export * from './spare-output.js';
export * from './written-op.js';
export { compiledMessages, type CompiledMessageSet } from './messages.js';
