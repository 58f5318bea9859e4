import { CastbufError } from '../errors/index.js';
import { bytesOfText } from '../memory/index.js';
import { linearMemory } from './linear-memory.js';

/**
 * The kernel of a compiled codec, for all that it does with many records. The first call that needs it starts it, over the memory that all compiled codecs
 * share. Declarations do not say `WebAssembly`: a program whose `lib` has no DOM has no such names.
 */
export class CompiledKernel {
  #exports: WebAssembly.Exports | undefined;
  /** Why it does not run. */
  #why: string | undefined;

  /**
   * @param wasm the module: as text, a character a byte, or compiled by the host; empty where a file beside the codec has it
   * @param useName the function of the codec that takes the module
   */
  constructor(
    private wasm: string | object,
    private readonly useName: string,
  ) {}

  /** For hosts that compile modules themselves. */
  use(module: object): void {
    this.wasm = module;
    this.#exports = this.#why = undefined;
  }

  /** A function of the kernel. @throws CastbufError ERR_KERNEL where it cannot run here, or is that of another codec */
  call(name: string): unknown {
    const found = this.callIfAny(name);
    if (found !== undefined) return found;
    const hint = `${this.#why ?? `the module has no ${name}`}; give the module of this codec to ${this.useName}, or use decode and view`;
    throw new CastbufError('ERR_KERNEL', hint);
  }

  /** The same for whoever can do without: undefined where it cannot run. */
  callIfAny(name: string): unknown {
    return (this.#exports ??= this.#start())[name];
  }

  #start(): WebAssembly.Exports {
    const { wasm } = this;
    try {
      const module =
        typeof wasm === 'string' ? new WebAssembly.Module(bytesOfText(wasm) as Uint8Array<ArrayBuffer>) : wasm;
      return new WebAssembly.Instance(module as WebAssembly.Module, {
        env: { memory: linearMemory() as WebAssembly.Memory },
      }).exports;
    } catch (error) {
      this.#why =
        wasm === ''
          ? 'the kernel is a file beside the codec'
          : `${String(error)}; script-src needs 'wasm-unsafe-eval', or compile with --wasm`;
      return {};
    }
  }
}

/** The error of a kernel that refuses a record in which nothing is wrong. */
export function wronglyRefused(): CastbufError {
  return new CastbufError('ERR_KERNEL', 'a kernel refuses what is right; this is a bug in castbuf');
}
