import { CastbufError } from '../errors/index.js';
import { memberOf } from '../schema/index.js';

/** @param names the arms' names, false for those that are not given */
export function severalArms(path: string, names: readonly (string | false)[]): CastbufError {
  const given = names.filter((name) => name !== false).join(' and ');
  return new CastbufError('ERR_DISAGREE', `${given} are both given; a tagged union has one arm`, { path });
}

export function noArm(path: string, names: string): CastbufError {
  return new CastbufError('ERR_MISSING', `give one of ${names}, or raw for a tag that selects none`, { path });
}

export function wrongRaw(path: string, want: number, have: number): CastbufError {
  return new CastbufError('ERR_LENGTH', `raw has exactly ${want} bytes, ${have} are given`, { path, want, have });
}

/** How much of an arm of an untagged union is given: nothing, all of it, or a part. */
export const ABSENT = 0;
export const WHOLE = 1;
export const PARTIAL = 2;

export function presence(given: number, names: number): number {
  return given === 0 ? ABSENT : given === names ? WHOLE : PARTIAL;
}

/** @param arms the names that each arm shows @param presences how much of each is given */
export function noWholeArm(
  path: string,
  source: object,
  arms: readonly (readonly string[])[],
  presences: readonly number[],
): CastbufError {
  const begun = arms[presences.indexOf(PARTIAL)];
  const missing = begun?.find((name) => memberOf(source, name) === undefined);
  const ways = arms.map((names) => names.join(' and ')).join(', or ');
  return new CastbufError(
    'ERR_MISSING',
    missing === undefined ? `give ${ways}` : `${missing} is missing; give ${ways}`,
    { path },
  );
}
