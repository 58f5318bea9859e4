export {
  type Codec,
  type CodecOptions,
  RECORD,
  type RecordCodec,
  type SetCodecOptions,
  codecOf,
  createCodecWith,
  failureAfter,
  programOf,
  withoutReason,
} from './codec.js';
export type { Engine, Machine } from './engine.js';
export { type AnyFeatured, CODEC, Feature, Features, featuresOf } from './features.js';
export type { ValueNotation, WideNotation } from './value-notation.js';
export type { Reader, ValueReader, ValuesOfList } from './reader.js';
export { RecordReader } from './record-reader.js';
