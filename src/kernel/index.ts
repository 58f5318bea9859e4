export { Arena, type Region } from './arena.js';
export { createKernelEngine, type KernelEngine } from './engine.js';
export {
  instantiateKernel,
  instantiateKernelAsync,
  verified as verifiedKernel,
  type KernelExports,
} from './instance.js';
export { openRecords } from './records.js';
export { inlinedKernel } from './inlined.js';
export { queryWords, type QueryWords } from './query-words.js';
export { openColumns } from './columns.js';
export { createMessageEngine } from './message-engine.js';
export { packOnKernel } from './pack.js';
export { KERNEL_SELECTS } from './query-call.js';
export { openRows } from './rows.js';
export { summarizeOnKernel } from './summary-read.js';
