import { ABI_VERSION } from '../../assembly/core/layout.js';
import { CastbufError, shownValue } from '../errors/index.js';
import type { KernelExports } from './exports.js';

/** What to do where there can be no kernel. */
export const NO_KERNEL = 'use castbuf/js, which needs no WebAssembly';

/**
 * @param instead what to do where the host forbids it
 * @throws CastbufError ERR_KERNEL there
 */
export function compiled(
  binary: Uint8Array,
  instead = 'use createCodecAsync, or castbuf/js, which needs no WebAssembly',
): WebAssembly.Module {
  try {
    return new WebAssembly.Module(binary as Uint8Array<ArrayBuffer>);
  } catch (error) {
    throw kernelError(error, instead);
  }
}

/** The same without blocking. */
export async function compiledLater(binary: Uint8Array): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(binary as Uint8Array<ArrayBuffer>);
  } catch (error) {
    throw kernelError(error, NO_KERNEL);
  }
}

/** @throws CastbufError ERR_KERNEL where the host has no memory for it */
export function started(module: WebAssembly.Module, imports: object): object {
  try {
    return new WebAssembly.Instance(module, imports as WebAssembly.Imports).exports;
  } catch (error) {
    throw kernelError(error, NO_KERNEL);
  }
}

/** A kernel that is whole: build/kernel.wasm. @throws CastbufError ERR_KERNEL */
export function instantiateKernel(binary: Uint8Array): KernelExports {
  return verified(started(compiled(binary), {}));
}

/** A kernel that is whole, and that the host has compiled. @throws CastbufError ERR_TYPE, ERR_KERNEL */
export function startWhole(module: object): KernelExports {
  if (module instanceof WebAssembly.Module) return verified(started(module, {}));
  throw new CastbufError(
    'ERR_TYPE',
    `a kernel is castbuf/kernel.wasm as a WebAssembly.Module, not ${shownValue(module)}`,
  );
}

/** @throws CastbufError ERR_KERNEL for a kernel of another version */
export function verified(exports: unknown): KernelExports {
  const kernel = exports as KernelExports;
  const version = typeof kernel.abiVersion === 'function' ? kernel.abiVersion() : 0;
  if (version === ABI_VERSION) return kernel;
  throw new CastbufError('ERR_KERNEL', 'this kernel.wasm belongs to another castbuf; install both from one version', {
    want: ABI_VERSION,
    have: version,
  });
}

export function kernelError(cause: unknown, hint: string): CastbufError {
  if (cause instanceof CastbufError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CastbufError('ERR_KERNEL', `${reason}; ${hint}`);
}
