// The door to what runs on WebAssembly. It is one of its own, so that castbuf/js has none of it.
export { CORE } from './core-module.js';
export { type KernelEngine, createKernelEngine } from './kernel-engine.js';
export { KernelMachine, outside } from './kernel-machine.js';
export { otherEngine } from './other-engine.js';
