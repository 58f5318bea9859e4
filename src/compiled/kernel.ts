import { bytesOfText } from '../memory/index.js';
import { kernelError, linearMemory } from './linear-memory.js';

/** What a kernel exports under a name, and the module that it is of. @throws CastbufError ERR_KERNEL where the host forbids compiling */
export function startKernel(
  wasm: string | WebAssembly.Module,
  name: string,
): { readonly module: WebAssembly.Module; readonly decode: (...words: number[]) => number } {
  const { memory } = linearMemory();
  try {
    const module = typeof wasm === 'string' ? new WebAssembly.Module(bytesOfText(wasm) as Uint8Array<ArrayBuffer>) : wasm;
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return { module, decode: exports[name] as (...words: number[]) => number };
  } catch (error) {
    throw kernelError(error, 'give the module to useWasm; decode and view need no WebAssembly');
  }
}
