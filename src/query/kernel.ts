// The door to what runs on WebAssembly. It is one of its own, so that castbuf/js has none of it.
export { KERNEL_SELECTS } from './query-call.js';
export { QUERY } from './query-module.js';
export { queryWords } from './query-words.js';
export { summarizeOnKernel } from './summary-read.js';
