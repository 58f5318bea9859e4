// The door to what runs on WebAssembly. It is one of its own, so that castbuf/js has none of it.
export { openRecords } from './kernel-records.js';
export { RECORD_SETS } from './record-sets-module.js';
