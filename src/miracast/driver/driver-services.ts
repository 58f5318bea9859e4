import type { MessageEngine } from '../../message-set/index.js';
import { memberOf } from '../../schema/index.js';
import { systemClock } from '../clock.js';
import type { ContextServices } from './context.js';
import type { AnyDefinition } from './driver.js';
import { debugHandler, debugOtherwise } from './debug-handlers.js';
import { MessageMemory } from './message-memory.js';
import {
  MessagePath,
  messageRun,
  type AnyHandler,
  type AnyUnknownHandler,
  type MessagePathParts,
} from './message-path.js';
import type { CalledHandler } from './driver-messages.js';
import { MessageTypes } from './message-types.js';
import { WorkerPool, type WorkerOptions } from '../workers/worker-pool.js';

const DEFAULT_MEMORY_BYTES = 4 * 1024 * 1024;
const DEFAULT_HELD_MESSAGES = 1024;
const DEFAULT_TIMEOUT_MS = 10_000;
/** So much longer than a handler may take has its worker: see `WorkerOptions.timeout`. */
const WORKER_GRACE_MS = 1000;

/** For contexts whose messages this thread handles. */
export function loadServices<State>(
  engine: MessageEngine | undefined,
  definition: AnyDefinition<State>,
): ContextServices {
  const { messages, handle, memoryBytes = DEFAULT_MEMORY_BYTES, debug = false } = definition;
  const running = messages['~open'](engine, memoryBytes);
  const memory = new MessageMemory(running.buffer, running.firstByte, memoryBytes);
  const types = new MessageTypes(running);
  const names = Array.from({ length: running.count }, (_, index) => running.name(index));
  const handlers = names.map((name) => (memberOf(handle, name) as AnyHandler).bind(handle));
  const otherwise = definition.otherwise?.bind(definition) as AnyUnknownHandler | undefined;
  const called = debug ? handlers.map((handler, index) => debugHandler(types, index, handler)) : handlers;
  const common = {
    memory,
    types,
    call: running.callOf(called as CalledHandler[]),
    otherwise: debug && otherwise ? debugOtherwise(types, otherwise) : otherwise,
  };
  const parts: MessagePathParts = { ...common, run: messageRun(common) };
  return { newRunner: (context) => new MessagePath(parts, context), memory, ...commonServices(definition) };
}

/** For contexts whose messages workers handle: this thread needs no kernel. */
export function pooledServices<State>(definition: AnyDefinition<State>, options: WorkerOptions): ContextServices {
  const common = commonServices(definition);
  const { create, count = 1, timeout = common.handlerTimeout + WORKER_GRACE_MS } = options;
  const pool = new WorkerPool({ options: { create, count, timeout }, clock: common.clock, onError: common.onError });
  const { memoryBytes = DEFAULT_MEMORY_BYTES } = definition;
  const memory = new MessageMemory(new ArrayBuffer(memoryBytes), 0, memoryBytes);
  return { newRunner: (context) => pool.runner(context), memory, ...common };
}

function commonServices<State>(definition: AnyDefinition<State>): Omit<ContextServices, 'newRunner' | 'memory'> {
  return {
    clock: definition.clock ?? systemClock,
    handlerTimeout: definition.handlerTimeout ?? DEFAULT_TIMEOUT_MS,
    heldMessages: definition.heldMessages ?? DEFAULT_HELD_MESSAGES,
    synchronize: definition.synchronize ?? false,
    onError: onErrorOf(definition),
  };
}

/** Nothing goes wrong in silence: where the driver does not hear of it, the console does, once a message. */
export function onErrorOf<State>(definition: AnyDefinition<State>): ContextServices['onError'] {
  if (definition.onError !== undefined) return (error, origin) => definition.onError?.(error, origin);
  return (error, { message }) => {
    const what = message === undefined ? 'a driver' : `message ${message}`;
    console.error(`castbuf: ${what} failed; give defineDriver an onError to hear of it instead:`, error);
  };
}
