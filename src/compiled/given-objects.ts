import { CastbufError, shownValue, suggest } from '../errors/index.js';
import { isInherited } from '../schema/index.js';

/*
 * Objects that a caller gives. Emitted code reads their members itself, each where and as often as the interpreter does, and asks here for what is rare.
 */

export type Given = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

export function wrongObject(value: unknown, path: string): CastbufError {
  if (value === undefined) return new CastbufError('ERR_MISSING', 'give an object with its members', { path });
  return new CastbufError('ERR_TYPE', `give an object with its members, not ${shownValue(value)}`, { path });
}

/** What was read of a member, or undefined where it is a function that all objects inherit. */
export function given(source: object, name: string, value: unknown): unknown {
  return typeof value === 'function' && isInherited(source, name) ? undefined : value;
}

/** Whether what was read of a member is there. */
export function has(source: object, name: string, value: unknown): boolean {
  return value !== undefined && (typeof value !== 'function' || !isInherited(source, name));
}

/** For a name that the shape does not have. What is inherited or undefined is not given. @throws CastbufError ERR_USAGE */
export function refuseExtra(source: Given, name: string, known: Iterable<string>, path: string): void {
  if (!Object.hasOwn(source, name) || source[name] === undefined) return;
  throw new CastbufError('ERR_USAGE', `no such member; ${suggest(name, [...known])}`, {
    path: path === '' ? name : `${path}.${name}`,
  });
}

/** The error for a member that is missing or has the wrong type. */
export function wrongGiven(value: unknown, want: string, path: string): CastbufError {
  if (value === undefined) return new CastbufError('ERR_MISSING', `give ${want}`, { path });
  return new CastbufError('ERR_TYPE', `give ${want}, not ${shownValue(value)}`, { path });
}
