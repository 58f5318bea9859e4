export {
  BlockType,
  type CaptureBlock,
  type CaptureGap,
  type CaptureOption,
  type CustomBlock,
  type Endian,
  type InterfaceBlock,
  type NameRecord,
  type NamesBlock,
  type OptionValue,
  type PacketBlock,
  type SecretsBlock,
  type SectionBlock,
  type StatisticsBlock,
  type UnknownBlock,
} from './blocks.js';
export { readCapture, type CaptureOptions } from './read-capture.js';
export { CAPTURE_HEAD_BYTES, captureForm, mayBeCapture, type CaptureForm } from './capture-form.js';
export { schemaTextOf } from './schema-block.js';
export type { BlobSource, CaptureSource, ReadableSource } from './source-pieces.js';
export {
  CaptureWriter,
  type CustomGiven,
  type InterfaceGiven,
  type PacketGiven,
  type SectionGiven,
} from './write-capture.js';
export type { OptionGiven } from './write-options.js';
