import type { MessageEngine } from './message-set.js';
import { createKernelEngine } from '../message/kernel.js';
import type { CoreExports } from '../memory/index.js';
import { KernelMessages } from './kernel-messages.js';

/** An engine whose message sets run on kernels of their own, started one by one. `start` gives one with a memory of so many bytes, if it can. */
export function createMessageEngine(start: (bytes?: number) => CoreExports): MessageEngine {
  const engine = createKernelEngine(() => start());
  return {
    name: engine.name,
    load: (program) => engine.load(program),
    loadMessages: (set, bytes) => new KernelMessages(start, set, bytes),
  };
}
