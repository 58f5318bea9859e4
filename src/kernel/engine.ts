import type { Engine, Machine, MessageMachine, MessageSetProgram, Program } from '../plan/index.js';
import { Arena } from './arena.js';
import type { KernelExports } from './instance.js';
import { KernelMachine } from './machine.js';
import { KernelMessages } from './messages.js';

export interface KernelEngine extends Engine {
  /** Uses these exports from now on, where none were loaded yet. */
  adopt(kernel: KernelExports): void;
  readonly isLoaded: boolean;
  /** The arena of all its programs; starts the kernel. */
  readonly arena: Arena;
}

/** An engine over a kernel that is started when the first program is loaded. */
export function createKernelEngine(start: () => KernelExports, name = 'kernel'): KernelEngine {
  let arena: Arena | undefined;
  return {
    name,
    load(program: Program): Machine {
      return new KernelMachine(this.arena, program);
    },
    get arena() {
      arena ??= new Arena(start());
      return arena;
    },
    loadMessages(set: MessageSetProgram, bytes: number): MessageMachine {
      return new KernelMessages(start(), set, bytes);
    },
    adopt(kernel) {
      arena ??= new Arena(kernel);
    },
    get isLoaded() {
      return arena !== undefined;
    },
  };
}
