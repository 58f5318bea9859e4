import { CORE } from './message/kernel.js';
import { createMessageEngine } from './message-set/kernel.js';
import { startCore } from './memory/index.js';
import {
  defineDriverWith,
  EngineHost,
  type DefinedDriver,
  type DriverDefinition,
  type MessageDefinitions,
  type MiracastHostOptions,
} from './miracast/index.js';

export * from './miracast-surface.js';

// Each driver's messages run on a kernel of their own, started with its first context; those of hosts share one.
const engine = /* @__PURE__ */ createMessageEngine((bytes) =>
  startCore(CORE, bytes, 'use castbuf/miracast/js, which needs no WebAssembly'),
);

/**
 * A Miracast user-mode driver: typed messages, their handlers, and what the driver does when contexts and sessions begin and
 * end. Its functions keep the interface's rules: who is called when, what is held or cancelled, which NTSTATUS answers.
 * @throws CastbufError ERR_SCHEMA, ERR_USAGE
 * @example
 * ```ts
 * import { struct, u32 } from 'castbuf';
 * import { defineDriver, messageSet, MiracastHost } from 'castbuf/miracast';
 * import { NtStatus } from 'castbuf/ntstatus';
 *
 * const Twice = struct('TWICE', { Type: u32, Value: u32 });
 * const driver = defineDriver({
 *   messages: messageSet('Type', { Twice: { value: 1, input: Twice, output: Twice } }),
 *   handle: {
 *     Twice(message, reply) {
 *       reply.Value = message.Value * 2;
 *       return NtStatus.SUCCESS;
 *     },
 *   },
 * });
 * new MiracastHost().loadDriver(driver); // the operating system; docs/driver.md sends it messages
 * ```
 */
export function defineDriver<D extends MessageDefinitions, State = undefined>(
  definition: DriverDefinition<D, State>,
): DefinedDriver<State> {
  return defineDriverWith(engine, definition);
}

/**
 * The operating system's side: loads one driver and calls its functions in the order that the interface promises. A driver can
 * throw, reject or answer anything: the call then ends with an NTSTATUS, and the fault is reported as an event.
 */
export class MiracastHost extends EngineHost {
  /** @throws CastbufError ERR_USAGE for an option that is not known */
  constructor(options?: MiracastHostOptions) {
    super(engine, options);
  }
}
