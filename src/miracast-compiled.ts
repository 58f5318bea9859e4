import {
  defineDriverWith,
  type DefinedDriver,
  type DriverDefinition,
  type MessageDefinitions,
} from './miracast/index.js';

/**
 * A Miracast user-mode driver whose messages are a set that `castbuf compile` has made: it has no interpreter of schemas, and needs no WebAssembly. Its functions are those
 * of a driver of `castbuf/miracast`.
 * @throws CastbufError ERR_USAGE
 */
export function defineDriver<D extends MessageDefinitions, State = undefined>(
  definition: DriverDefinition<D, State>,
): DefinedDriver<State> {
  return defineDriverWith(undefined, definition);
}
