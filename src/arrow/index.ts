export {
  type ArrowBatches,
  type ArrowOptions,
  type ArrowStreamOptions,
  arrowFile,
  arrowStream,
} from './arrow-table.js';
export type { Alignment } from './message-writer.js';
export { ArrowTableWriter } from './table-writer.js';
export type { ArrowBatch } from './table-rows.js';
