import { CastbufError } from '../errors/index.js';
import type { Engine, Machine } from './engine.js';
import type { Program } from '../program/index.js';
import { Arena, type CoreExports } from '../memory/index.js';
import { KernelMachine } from './kernel-machine.js';

export interface KernelEngine extends Engine {
  /** Uses these exports from now on. @throws CastbufError ERR_USAGE where others are at work already */
  adopt(kernel: CoreExports): void;
  readonly isLoaded: boolean;
  /** The arena of all its programs; starts the kernel. */
  readonly arena: Arena;
}

/** An engine over a kernel that is started when the first program is loaded. */
export function createKernelEngine(
  start: () => CoreExports,
  name = 'kernel',
  open = (kernel: CoreExports): Arena => new Arena(kernel),
): KernelEngine {
  let arena: Arena | undefined;
  return {
    name,
    load(program: Program): Machine {
      return new KernelMachine(this.arena, program);
    },
    get arena() {
      arena ??= open(start());
      return arena;
    },
    adopt(kernel) {
      if (arena !== undefined)
        throw new CastbufError('ERR_USAGE', 'a kernel is at work already; call useKernel before the first decode');
      arena = open(kernel);
    },
    get isLoaded() {
      return arena !== undefined;
    },
  };
}
