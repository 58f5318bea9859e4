export { ArmGuards, isLengthGuard } from './arm-guards.js';
export { armReader, type RecordTest } from './arm-reader.js';
export { BatchStore, type StoredProgram } from './batch-store.js';
export { type LentRows, RowsOfArrays } from './lent-rows.js';
export { freshData, isStale, wholeData } from './fresh-data.js';
export { assertBatchOptions, assertOnBadRecord, BATCH_OPTIONS, QUERY_OPTIONS } from './batch-options.js';
export { Batch, type Columns, batchPartsOf, noEarlierBatch } from './batch.js';
export type { BatchData, Lender } from './column-data.js';
export { columnNamed, columnsNamed, isFloatColumn, isSingleNumber, noColumn, notFromColumns } from './column-paths.js';
export type { BatchOptions, ColumnReader } from './column-reader.js';
export { columnWords, columnsOffset, longer, madeOnce } from './column-words.js';
export {
  BATCHES,
  type BatchMemory,
  type BatchQuery,
  type BatchReadOptions,
  type BatchSource,
  type CompiledSource,
  type DecodeBatch,
  type DecodeCompiledBatch,
  MAX_INPUT_BYTES,
  MAX_ROWS,
  type OpenColumns,
  type ProbedType,
  type RecordProbe,
  type SummedInput,
  outcomeOf,
  type SourceBatch,
  type StreamedRecords,
  batchBytes,
  batchesOf,
  decodeBatchWith,
  inputOfWith,
  type RecordBatches,
  recordBatchesOf,
  recordOf,
  selectionOf,
} from './decode-batch.js';
export {
  type BatchGaps,
  type ExplainRecord,
  type Gap,
  GapPlaces,
  type OnBadRecord,
  countOfGaps,
  gapBetween,
  gapsOf,
  movedGaps,
  NO_GAPS,
} from './gaps.js';
export { describePlan } from './describe-plan.js';
export { placeOfRow } from './row-iterator.js';
export { areInOrder, assertHeld, notHeld } from './row-places.js';
export type { ValueOptions } from './row-values.js';
export { type Filter, SELECT, type Selection } from './selection.js';
export { figuresOf, shownError } from './shown-batch.js';
export { validity } from './validity.js';
export { wideColumn } from './wide-column.js';
export { projectionOf, putTogether, released, strideOf, type TakenBatch, takenApart } from './taken-batch.js';
export { UNHELD } from './unheld.js';
