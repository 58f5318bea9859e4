import { CastbufError, suggest } from '../errors/index.js';

/** For a name that an object or a cursor has not. */
export function noMember(name: string, known: readonly string[], path: string): CastbufError {
  const place = path === '' ? name : `${path}.${name}`;
  return new CastbufError('ERR_USAGE', `no such member; ${suggest(name, known)}`, { path: place });
}
