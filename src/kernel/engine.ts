import type { Engine, Machine, Program } from '../plan/index.js';
import { Arena } from './arena.js';
import type { KernelExports } from './instance.js';
import { KernelMachine } from './machine.js';

export interface KernelEngine extends Engine {
  /** Uses these exports from now on, where none were loaded yet. */
  adopt(kernel: KernelExports): void;
  readonly isLoaded: boolean;
  /** The arena of all its programs; starts the kernel. */
  readonly arena: Arena;
}

/** An engine over a kernel that is started when the first program is loaded. */
export function createKernelEngine(
  start: () => KernelExports,
  name = 'kernel',
  open = (kernel: KernelExports): Arena => new Arena(kernel),
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
      arena ??= open(kernel);
    },
    get isLoaded() {
      return arena !== undefined;
    },
  };
}
