import { createKernelEngine, inlinedKernel, instantiateKernel } from '../../kernel/index.js';
import { defineDriverWith, type DefinedDriver, type DriverDefinition } from './driver.js';
import type { MessageDefinitions } from './message-set.js';

// Each driver's messages run on a kernel instance of their own, started with its first context.
const engine = /* @__PURE__ */ createKernelEngine(() => instantiateKernel(inlinedKernel()));

/**
 * A Miracast user-mode driver: typed messages, their handlers, and what the driver does when contexts and sessions begin and
 * end. Its functions keep the interface's rules: who is called when, what is held or cancelled, which NTSTATUS answers.
 * @throws CastbufError ERR_SCHEMA
 */
export function defineDriver<D extends MessageDefinitions, State = undefined>(
  definition: DriverDefinition<D, State>,
): DefinedDriver<State> {
  return defineDriverWith(engine, definition);
}
