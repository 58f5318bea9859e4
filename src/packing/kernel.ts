// The door to what runs on WebAssembly. It is one of its own, so that castbuf/js has none of it.
export { packOnKernel } from './kernel-pack.js';
export { PACKING } from './packing-module.js';
