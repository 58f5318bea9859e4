export { Batch, type Columns } from './batch.js';
export { codecOf, createCodecWith, type Codec, type CodecOptions, type SetCodecOptions } from './codec.js';
export type { ValueNotation, WideNotation } from './value-notation.js';
export { validity } from './validity.js';
export {
  decodeBatchWith,
  inputOfWith,
  type BatchMemory,
  type BatchQuery,
  type BatchReadOptions,
  type DecodeBatch,
  type OpenColumns,
} from './decode-batch.js';
export {
  encodeBatchIntoWith,
  encodeBatchWith,
  outputOfWith,
  type ColumnsInput,
  type EncodeBatch,
  type EncodeBatchInto,
  type OpenRows,
} from './encode-batch.js';
export type { AnyFeatured, CODEC, Features } from './features.js';
export { fromJson, toJson } from './json.js';
export { packedWith, textsWith, type Packed, type Texts } from './packed.js';
export { Summaries, summarizeStreamWith, summarizeWith, type SummaryEngine } from './summarize.js';
export type { HistogramBucket, Summary } from './summary.js';
export {
  createSetCodecWith,
  type DecodeSetBatch,
  type EncodeSetBatch,
  type EncodeSetBatchInto,
  type SetCodec,
  type SetReadOptions,
  type StreamSetBatches,
} from './set-codec.js';
export { recordSet } from './record-set.js';
export type { RecordDefinitions, RecordInput, RecordSet, RecordTags, RecordValue, RecordView } from './record-set.js';
export type { RecordBatch, SetBatch } from './set-batch.js';
export { streamWith, type StreamBatches, type StreamOptions, type StreamSource } from './stream.js';
