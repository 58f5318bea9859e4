export {
  type ColumnsInput,
  type EncodeBatch,
  type EncodeBatchInto,
  type OpenRows,
  ROW_SINK,
  type RowSink,
  encodeBatchIntoWith,
  encodeBatchWith,
  outputOfWith,
} from './encode-batch.js';
export { type Encoder, joinRecords } from './join-records.js';
export { rowWords } from './row-words.js';
export type { RowWriter } from './row-writer.js';
