export type { BlobSource, ByteRanges, ReadableSource, ReadableSourceReader, StreamSource } from './source.js';
export {
  assertStreamOptions,
  STREAM_OPTIONS,
  type StreamBatches,
  type StreamCompiledBatches,
  type StreamOptions,
  streamParts,
  streamWith,
} from './stream.js';
