import {
  defineDriverWith,
  type DefinedDriver,
  type DriverDefinition,
  type MessageDefinitions,
} from './miracast/index.js';

/**
 * The entry castbuf/miracast/compiled: drivers of compiled message sets, and the structures of the Miracast interface as compiled codecs, under msvc-x64. It
 * has no interpreter, and no WebAssembly but that of batches.
 */
export * from './miracast-compiled/index.js';
export {
  type AbortedBy,
  CallAborted,
  type DefinedDriver,
  type DriverDefinition,
  type DriverMessageSet,
  type ErrorOrigin,
  type Handler,
  INFINITE,
  ManualResetEvent,
  type MessageCall,
  type MessageDefinitions,
  MIRACAST_CHUNK_TYPE,
  MIRACAST_PROTOCOL_EVENT,
  MIRACAST_SESSION_STATE,
  MIRACAST_STATISTIC_TYPE,
  MIRACAST_STATUS,
  type MiracastCallbacks,
  type MiracastContext,
  type MiracastDriver,
  serveMessages,
  type SharedMiracastContext,
  type UnknownMessageCall,
  type WorkerOptions,
} from './miracast/index.js';

/**
 * A Miracast user-mode driver, as `defineDriver` of castbuf/miracast makes it, whose messages are a set that `castbuf compile --messages` has made: without the
 * interpreter it is a fifth as large.
 * @throws CastbufError ERR_USAGE, also for what `messageSet(…)` gives, which needs an interpreter
 */
export function defineDriver<D extends MessageDefinitions, State = undefined>(
  definition: DriverDefinition<D, State>,
): DefinedDriver<State> {
  return defineDriverWith(undefined, definition);
}
