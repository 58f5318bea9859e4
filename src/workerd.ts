// What `castbuf` is under the `workerd` condition: that host compiles no WebAssembly at run time, and hands out modules that were compiled before.
import kernel from './kernel.wasm';
import { useKernel } from './index.js';

export * from './index.js';

useKernel(kernel);
