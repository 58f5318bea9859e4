import { isNamed, shownValue } from '../errors/index.js';
import { schemaError } from './schema-error.js';

/*
 * Objects whose names a user chose. Every object inherits `constructor`, `toString` and the like, which are members only where somebody put them
 * there; and `{ __proto__: x }` has no entry at all.
 */

type Named = Readonly<Record<string, unknown>>;

/** The member of this name that an object, or its class, has; undefined for those that all objects inherit. */
export function memberOf(object: object, name: string): unknown {
  const value = (object as Named)[name];
  // All that is inherited by all is a function.
  return typeof value === 'function' && isInherited(object, name) ? undefined : value;
}

/** Whether a member that is a function is one that all objects inherit. */
export function isInherited(object: object, name: string): boolean {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (!Object.hasOwn(at, name)) continue;
    const isOfAll = Object.getPrototypeOf(at) === null;
    return at !== object && (isOfAll || name === 'constructor');
  }
  return false;
}

/** Whether a table has what was given as a key: `Object.hasOwn` takes whatever prints as one. */
export function isKeyOf<K extends string>(table: Readonly<Record<K, unknown>>, key: unknown): key is K {
  return typeof key === 'string' && Object.hasOwn(table, key);
}

/** The members of an object, with their names. @throws CastbufError ERR_SCHEMA for what is no object, and where `__proto__: …` took the place of the object's prototype */
export function namedEntries<T>(named: Readonly<Record<string, T>>, what = ''): [string, T][] {
  const isObject = typeof named === 'object' && named !== null;
  const prototype = isObject ? (Object.getPrototypeOf(named) as object | null) : null;
  if (prototype !== null && !Object.hasOwn(prototype, 'constructor')) {
    const path = what === '' ? '__proto__' : `${what}.__proto__`;
    throw schemaError(path, "JavaScript takes __proto__ for the object's prototype; choose another name");
  }
  if (!isNamed(named)) throw schemaError(what, `give an object of names, not ${shownValue(named)}`);
  return Object.entries(named);
}
