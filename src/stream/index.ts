export {
  STREAM_OPTIONS,
  type StreamBatches,
  type StreamOptions,
  type StreamSource,
  streamParts,
  streamWith,
} from './stream.js';
