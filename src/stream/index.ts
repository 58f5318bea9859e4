export {
  STREAM_OPTIONS,
  type StreamBatches,
  type StreamCompiledBatches,
  type StreamOptions,
  type StreamSource,
  streamParts,
  streamWith,
} from './stream.js';
