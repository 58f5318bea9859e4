export { Batch, type Columns } from './batch.js';
export { createCodecWith, type BatchReadOptions, type Codec, type CodecOptions, type ColumnsInput } from './codec.js';
export type { StreamOptions, StreamSource } from './stream.js';
