import { CastbufError } from '../errors/index.js';
import { isInherited } from '../schema/index.js';
import { wrongType } from './given-values.js';
import { noMember } from './no-member.js';

/*
 * Objects that a caller gives. Emitted code reads their members itself, each where and as often as the interpreter does, and asks here for what is rare.
 */

export type Given = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

export function wrongObject(value: unknown, path: string): CastbufError {
  return wrongGiven(value, 'an object with its members', path);
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
  throw noMember(name, [...known], path);
}

/** The error for a member that is missing or has the wrong type. */
export function wrongGiven(value: unknown, want: string, path: string): CastbufError {
  return value === undefined ? new CastbufError('ERR_MISSING', `give ${want}`, { path }) : wrongType(want, value, path);
}
