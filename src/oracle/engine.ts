import type { Engine } from '../message/index.js';
import type { MessageEngine } from '../message-set/index.js';
import { ReferenceMachine } from './machine.js';
import { ReferenceMessages } from './messages.js';

/**
 * The engine in plain TypeScript, without WebAssembly or `eval`: what the tests compare the kernel with, and what runs
 * where a content security policy forbids WebAssembly.
 */
export function createReferenceEngine(): Engine {
  return { name: 'reference', load: (program) => new ReferenceMachine(program) };
}

/** The same with message sets. */
export function createReferenceMessageEngine(): MessageEngine {
  return { ...createReferenceEngine(), loadMessages: (set, bytes) => new ReferenceMessages(set, bytes) };
}
