import type { MessageEngine } from '../plan/index.js';
import { createKernelEngine } from './engine.js';
import type { CoreExports } from './exports.js';
import { KernelMessages } from './messages.js';

/** An engine whose message sets run on kernels of their own, started one by one. */
export function createMessageEngine(start: () => CoreExports): MessageEngine {
  const engine = createKernelEngine(start);
  return {
    name: engine.name,
    load: (program) => engine.load(program),
    loadMessages: (set, bytes) => new KernelMessages(start(), set, bytes),
  };
}
