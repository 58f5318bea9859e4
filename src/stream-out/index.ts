export { type EncodeStreamOptions, encodeStreamWith, type RowSource, type StreamedCodec } from './encode-stream.js';
export { type EncodeStream, type EncodeTransform, encodeTransformWith } from './stream-out.js';
