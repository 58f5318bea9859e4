export { Input } from './input.js';
export {
  type BlobSource,
  type ByteRanges,
  END,
  givenPieces,
  type Pieces,
  type ReadableSource,
  type ReadableSourceReader,
  type StreamSource,
} from './source.js';
export {
  assertStreamOptions,
  STREAM_OPTIONS,
  type StreamBatches,
  type StreamCompiledBatches,
  type StreamNowOptions,
  type StreamOptions,
  streamNowWith,
  streamParts,
  streamWith,
} from './stream.js';
