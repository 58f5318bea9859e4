import { CastbufError } from '../errors/index.js';

/** Where the tail of a versioned record of `length` bytes starts: at the first of its members that is not whole, or after all of them. */
export function tailStart(
  members: readonly (readonly [start: number, end: number])[],
  bytes: number,
  length: number,
): number {
  let first = bytes;
  for (const [start, end] of members) if (end > length) first = Math.min(first, start);
  return first;
}

/** The setter of what no member of the schema holds: it is shown, and not set. */
export function unsettable(name: string): never {
  const hint = 'a cursor shows these bytes and does not set them; give them to encode, with the whole value';
  throw new CastbufError('ERR_USAGE', hint, { path: name });
}
