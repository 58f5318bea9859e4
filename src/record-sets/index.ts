export { type RecordsMachine, type RoutedData, mostPatient, RoutedStore, routedColumns } from './record-set-program.js';
export type { RecordBatch, SetBatch } from './set-batch.js';
export {
  type DecodeSetBatch,
  type EncodeSetBatch,
  type EncodeSetBatchInto,
  type SetCodec,
  type SetReadOptions,
  type StreamSetBatches,
  createSetCodecWith,
} from './set-codec.js';
export { type SetFraming, setFraming } from './set-framing.js';
