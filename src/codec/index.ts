export { Batch, type Columns } from './batch.js';
export {
  codecOf,
  createCodecWith,
  type BatchQuery,
  type BatchReadOptions,
  type Codec,
  type CodecOptions,
  type SetCodecOptions,
  type ColumnsInput,
} from './codec.js';
export type { ValueNotation, WideNotation } from './value-notation.js';
export { fromJson, toJson } from './json.js';
export { validity } from './validity.js';
export { Summaries, summarize, summarizeStream } from './summarize.js';
export type { HistogramBucket, Summary } from './summary.js';
export { createSetCodecWith, type SetCodec } from './set-codec.js';
export { recordSet } from './record-set.js';
export type { RecordDefinitions, RecordInput, RecordSet, RecordTags, RecordValue, RecordView } from './record-set.js';
export type { RecordBatch, SetBatch } from './set-batch.js';
export type { StreamOptions, StreamSource } from './stream.js';
