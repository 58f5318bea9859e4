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
