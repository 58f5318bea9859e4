export {
  type ArrowBatches,
  type ArrowOptions,
  type ArrowStreamOptions,
  arrowFile,
  arrowStream,
} from './arrow-table.js';
export type { ArrowData, ArrowField, ArrowType } from './arrow-type.js';
export { bitsOf } from './bitmaps.js';
export type { Alignment } from './message-writer.js';
export { type TableColumn, tableColumns, type TableRows } from './table-columns.js';
export { ArrowTableWriter, type PlaceColumn, Table } from './table-writer.js';
export { joined } from './arrow-table.js';
export { utf8Data } from './text-data.js';
export { type ApacheArrow, toArrow } from './to-arrow.js';
export { type Flechette, toFlechette } from './to-flechette.js';
export { type ArrowBatch, rowsOf } from './table-rows.js';
