// The door to what runs on WebAssembly. It is one of its own, so that castbuf/js has none of it.
export { RowsInArena } from './batch-read.js';
export { BorrowedBatch, ViewCache } from './borrowed-batch.js';
export { type ColumnSpace, type ColumnSpan, layWanted, pointTo, storedBytes } from './column-space.js';
export { COLUMNS } from './columns-module.js';
export { IssuedInput } from './issued-input.js';
export { KernelColumns, kernelMachine, openColumns } from './kernel-columns.js';
export {
  type KernelSelects,
  type Piece,
  type PieceCall,
  type RowCall,
  type RowSpace,
  borrowedRows,
} from './piece-call.js';
export { projectedWords } from './projected-words.js';
export { PieceReader, type Pieces, piecesOf } from './piece-reader.js';
export { SkippedRecords } from './skipped-records.js';
