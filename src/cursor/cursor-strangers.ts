import { CastbufError, suggest } from '../errors/index.js';

/** The error for a name that a cursor does not have. */
export type StrangerError = (name: string, object: object) => CastbufError;

/**
 * Has what a class's objects do not have refused, instead of lost, when it is set. The end of the prototype chain is a Proxy with nothing but
 * a `set` trap: what the prototype itself has is found before it, as fast as ever.
 *
 *     cursor ──▶ Cursor.prototype ──▶ Proxy ──▶ Object.prototype
 */
export function refuseStrangers(prototype: object, errorOf: StrangerError): void {
  const end = new Proxy(Object.create(Object.prototype) as object, {
    set(_, name, __, object: object) {
      throw errorOf(String(name), object);
    },
  });
  Object.setPrototypeOf(prototype, end);
}

/** What a cursor over a record says, whose members are `known`. */
export function noMember(known: readonly string[], path: string): StrangerError {
  return (name) => {
    const place = path === '' ? name : `${path}.${name}`;
    return new CastbufError('ERR_USAGE', `no such member; ${suggest(name, known)}`, { path: place });
  };
}
