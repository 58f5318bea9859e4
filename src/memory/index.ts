export { Arena, MAX_DATA, PIECE_BYTES, type Region, growTo } from './arena.js';
export type {
  ColumnsExports,
  CoreExports,
  KernelExports,
  MessagesExports,
  PackingExports,
  QueryExports,
  RecordSetsExports,
  RowsExports,
} from './exports.js';
export { bytesOfText } from './inlined.js';
export { instantiateKernel, startWhole, verified as verifiedKernel } from './instance.js';
export { fetchOutcome, wideAt } from './kernel-outcome.js';
export { type KernelModule, KernelModules, compileModules, startCore } from './modules.js';
