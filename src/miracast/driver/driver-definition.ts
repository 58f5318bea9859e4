import {
  assertOptions,
  CastbufError,
  shownValue,
  suggest,
  type NumberRange,
  type OptionRules,
} from '../../errors/index.js';
import { memberOf, missingFunction } from '../../schema/index.js';
import type { MessageSet } from './message-set.js';

/** The most that linear memory can have beside the kernel's own. */
const MOST_MEMORY_BYTES = 0x7f000000;

const MILLISECONDS: NumberRange = { least: 0, most: Infinity, isWhole: false };

const DEFINITION: OptionRules = {
  messages: 'object',
  handle: 'object',
  otherwise: 'function',
  createContext: 'function',
  attachContext: 'function',
  startSession: 'function',
  stopSession: 'function',
  destroyContext: 'function',
  synchronize: 'boolean',
  heldMessages: { least: 0, most: 0x7fffffff, isWhole: true },
  handlerTimeout: MILLISECONDS,
  memoryBytes: { least: 1, most: MOST_MEMORY_BYTES, isWhole: true },
  shared: 'boolean',
  workers: 'object',
  onError: 'function',
  debug: 'boolean',
  clock: 'object',
};

const WORKERS: OptionRules = {
  create: 'function',
  count: { least: 1, most: 1024, isWhole: true },
  timeout: MILLISECONDS,
};

/** What defineDriver is given. */
interface GivenDefinition {
  readonly messages: MessageSet;
  readonly handle: object;
  readonly workers?: { readonly create?: unknown };
  readonly clock?: object;
}

const NEEDS_ENGINE =
  'messages of defineDriver is a set that castbuf compile --messages has made, not what messageSet(…) gives: that needs the defineDriver of castbuf/miracast or castbuf/miracast/js';

/** Refuses a definition that could not work, by the name of what is wrong. @param hasEngine for sets that are interpreted @throws CastbufError ERR_USAGE */
export function assertDefinition(given: unknown, hasEngine: boolean): void {
  if (given === undefined) throw wrong('defineDriver takes an object with `messages` and `handle`');
  assertOptions('defineDriver', given, DEFINITION);
  const { messages, handle, workers, clock } = given as GivenDefinition;
  if (messages?.['~open'] === undefined) {
    const hint = "messages of defineDriver is what messageSet('PathOfTheType', { … }) gives";
    throw wrong(`${hint}, not ${shownValue(messages)}`);
  }
  if (!hasEngine && messages['~compiled'] !== undefined) throw wrong(NEEDS_ENGINE);
  if (handle === undefined)
    throw wrong('handle of defineDriver is missing: an object with a function for each message');
  assertHandlers(handle, Object.keys(messages.definitions));
  assertOptions('workers', workers, WORKERS);
  if (workers !== undefined) assertFunctions('workers', workers, ['create']);
  if (clock !== undefined) assertFunctions('clock', clock, ['now', 'after']);
}

/** Every handler has a message, and every message a handler: a class may have them as methods, and fields beside them. */
function assertHandlers(handle: object, names: readonly string[]): void {
  const isHandler = (name: string): boolean => isLiteral(handle) || typeof memberOf(handle, name) === 'function';
  const unknown = Object.keys(handle).find((name) => !names.includes(name) && isHandler(name));
  if (unknown !== undefined) throw wrong(`handle.${unknown} handles no message of the set; ${suggest(unknown, names)}`);
  for (const name of names) {
    const handler = memberOf(handle, name);
    if (handler === undefined) throw wrong(`message ${name} has no handler; give handle.${name}, a function`);
    if (typeof handler !== 'function') throw wrong(`handle.${name} is a function, not ${shownValue(handler)}`);
  }
}

function isLiteral(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

function assertFunctions(what: string, given: object, names: readonly string[]): void {
  const missing = missingFunction(given, names);
  if (missing !== undefined) throw wrong(`${what} of defineDriver needs ${missing}, a function`);
}

function wrong(hint: string): CastbufError {
  return new CastbufError('ERR_USAGE', hint);
}
