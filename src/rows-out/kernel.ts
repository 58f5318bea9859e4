// The door to what runs on WebAssembly. It is one of its own, so that castbuf/js has none of it.
export { openRows } from './kernel-rows.js';
export { ROWS } from './rows-module.js';
