import { compileMessages } from '../../src/compile/compile-messages.js';
import type { DriverMessageSet, MessageDefinitions, MessageSet } from '../../src/miracast/index.js';
import { evaluate } from '../compile/evaluate.js';

const COMPILED = new WeakMap<object, DriverMessageSet>();

/** A message set as `castbuf compile` makes it. Each is compiled once. */
export function compiledSet<D extends MessageDefinitions>(messages: DriverMessageSet<D>): DriverMessageSet<D> {
  let compiled = COMPILED.get(messages);
  if (compiled === undefined) {
    const { inline } = compileMessages(messages as unknown as MessageSet, { name: 'compiled' });
    compiled = evaluate(inline.javascript)['compiled'] as DriverMessageSet;
    COMPILED.set(messages, compiled);
  }
  return compiled as DriverMessageSet<D>;
}
