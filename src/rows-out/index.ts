export {
  type ColumnsInput,
  type CompiledSink,
  type EncodeBatch,
  type EncodeAtOptions,
  type EncodeBatchInto,
  type EncodeCompiledBatch,
  type EncodeCompiledBatchInto,
  type OpenRows,
  ROW_SINK,
  type RowSink,
  encodeBatchIntoWith,
  encodeBatchWith,
  outputOfWith,
  rowSinkOf,
} from './encode-batch.js';
export { type Encoder, joinRecords } from './join-records.js';
export { differingElement, fieldOf, type GivenColumn, type RowPlace, storeRow } from './row-elements.js';
export { ownColumn } from './given-columns.js';
export { rowWords } from './row-words.js';
export type { RowWriter } from './row-writer.js';
