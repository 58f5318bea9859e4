/*
 * What compiled codecs need when they run. It has none of the interpreter: whatever depends on a schema is in the text that the compiler emits. Each
 * export stands by itself, so that a program has those that its codecs use.
 */
export {
  asBytes,
  assertAttached,
  type Bytes,
  copyInto,
  isBytes,
  encodeAscii,
  encodeGuid,
  encodeText,
  encodeUtf16,
  encodeUtf16BE,
  textBytes,
} from '../bytes/index.js';
export { leafValueFor, marked } from '../cursor/index.js';
export { CastbufError, shownValue } from '../errors/index.js';
export type { AnyFeatured } from '../message/index.js';
export { type ListColumn, memberOf, type UnknownGap, type UnknownTag, type UnknownWideTag } from '../schema/index.js';
export { RecordWriter, tailOf, writeGaps } from '../writing/index.js';
export { armValidity } from './arm-validity.js';
export { assertArm, assertNoArm, assertPresent } from './arms.js';
export { ArrayView } from './array-view.js';
export { listPlan } from './assign-list.js';
export { pointedPlan } from './assign-pointed.js';
export { bytesPlan, guidPlan, markedPlan, textPlan } from './assign-range.js';
export { overlayPlan, taggedPlan } from './assign-union.js';
export { assignPart, leafPlan, plainPlan, recordPlan } from './assign.js';
export { payloadsOf } from './batch-payloads.js';
export { type BatchType, type CopyBytes } from './batch-type.js';
export { BatchWriter } from './batch-writer.js';
export { CompiledBatch, type CompiledValueOptions } from './batch.js';
export { Batches, type CompiledBatchOptions } from './batches.js';
export * from './checksums.js';
export * from './wide-checksums.js';
export { CompiledKernel } from './compiled-kernel.js';
export {
  type CompiledCodec,
  type CompiledColumn,
  compiledCodec,
  type CompiledLayout,
  compiledLayout,
  compiledSetCodec,
  elementPlaces,
} from './codec.js';
export { armRule, chainRule } from './column-rules.js';
export { copyFloat16, copySingle } from './column-floats.js';
export { Cursor, cursorClass } from './cursor.js';
export { derivedColumns } from './derived-columns.js';
export * from './failures.js';
export * from './given-lengths.js';

export * from './given-numbers.js';
export * from './given-objects.js';
export * from './given-parts.js';
export * from './given-unions.js';
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
export { readFloat16, roundFloat16, writeFloat16 } from './float16.js';
export { growingArray, openUnitsAt, setGrowing, setRaw } from './growing.js';
export * from './implied-values.js';
export { rowLists } from './list-writing.js';
export * from './measures.js';
export { MessagePlace, putInt, putUint, ReplyPlace, viewedInt, viewedUint } from './message-place.js';
export { compiledMessages, type CompiledMessageSet, type MessageType } from './messages.js';
export { columnReasons } from './no-column.js';
export { Parts } from './parts.js';
export { bytesAt, Place, seated, toNul, unitsAt } from './place.js';
export {
  bytesOfGuid,
  bytesOfText,
  decodeAscii,
  decodeGuid,
  decodeUtf16,
  decodeUtf16BE,
  decodeUtf8,
  fillRoom,
  replaceBytes,
} from './range-values.js';
export * from './reads.js';
export {
  checkRecords,
  ListBytes,
  listNotSet,
  type ReadList,
  readRecords,
  type SharedBytes,
  viewRecords,
} from './record-lists.js';
export * from './refused-records.js';
export { disagree, unfit } from './refused-rows.js';
export { evenPlaces, storedPlaces } from './row-places.js';
export { moveByRows, NOWHERE, RowIterator } from './rows.js';
export { CompiledSetBatch, RoutedBatch, type SetTypes, type SetValue, type SetView } from './set-batch.js';
export { type CompiledSetOptions, SetBatches } from './set-batches.js';
export { SetWriter } from './set-writer.js';
export * from './set-failures.js';
export { type RoutedType, type SetType } from './set-type.js';
export * from './spare-output.js';
export { noteUnheldTail } from './unheld-tail.js';
export { tailStart, unsettable } from './unknown-bytes.js';
export * from './written-op.js';
export { bitsSaying, countingBy, measuring } from './said-counts.js';
