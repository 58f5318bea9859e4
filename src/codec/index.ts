export { Batch, type Columns } from './batch.js';
export {
  createCodecWith,
  type BatchQuery,
  type BatchReadOptions,
  type Codec,
  type CodecOptions,
  type ColumnsInput,
} from './codec.js';
export { Summaries, summarize, summarizeStream } from './summarize.js';
export type { HistogramBucket, Summary } from './summary.js';
export type { StreamOptions, StreamSource } from './stream.js';
