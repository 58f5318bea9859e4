import { CastbufError, shownValue } from '../errors/index.js';
import { truncated } from './failures.js';

/** No type of the set has the discriminator of the record at `at`. */
export function unknownMessage(at: number, fieldOffset: number, path: string, given: number | bigint): CastbufError {
  const near = Number(given);
  const have = Number.isSafeInteger(near) ? near : given;
  const hint = `no type of this set has the value ${have}; add it, or a type for 'otherwise'`;
  return new CastbufError('ERR_UNKNOWN_MESSAGE', hint, { offset: at, fieldOffset, have, path });
}

/** A message without any byte. */
export function nothingThere(want: number): CastbufError {
  const hint = `a record has ${want} bytes at least, and there are none`;
  return new CastbufError('ERR_TRUNCATED_HEADER', hint, { offset: 0, want, have: 0 });
}

/** The same error in a stream of several types, of which nobody can say that it was written without padding. */
export function inSet(error: CastbufError): CastbufError {
  const { code, path, offset, want, have } = error;
  // One with a path is about a record in a list.
  return code === 'ERR_TRUNCATED_HEADER' && path === undefined
    ? truncated(offset as number, Number(want), Number(have))
    : error;
}

/** A record to encode names none of the set's types. */
export function noSuchType(named: unknown, names: readonly string[]): CastbufError {
  const hint = `a record is { type, value } with a type of ${names.join(', ')}, not ${shownValue(named)}`;
  return new CastbufError('ERR_USAGE', hint);
}

/** The record that was written says another type. */
export function otherType(path: string, given: string, said: string | undefined): CastbufError {
  const hint = `a record of type ${given} is given, and this value says ${said ?? 'no type of this set'}`;
  return new CastbufError('ERR_DISAGREE', hint, { path });
}
