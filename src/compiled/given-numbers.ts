import { CastbufError, shownValue, suggest } from '../errors/index.js';
import { wrongGiven } from './given-objects.js';

/*
 * Numbers that a caller gives. Emitted code takes what is plainly right itself. What it does not take comes here: what is wrong, and what has another
 * form, as the name of an enum's value or a number for a bigint. `fallback` is what follows from other members, or a magic value. A late number may be left out.
 */

/** The names of an enum, and what the enum is called. */
export interface EnumNames {
  readonly name: string;
  readonly values: Readonly<Record<string, number | bigint>>;
}

/** @throws CastbufError ERR_UNKNOWN_ENUM */
function named(value: unknown, names: EnumNames | undefined, path: string): unknown {
  if (typeof value !== 'string' || names === undefined) return value;
  if (Object.hasOwn(names.values, value)) return names.values[value];
  const hint = `no name '${value}' in ${names.name}; ${suggest(value, Object.keys(names.values))}`;
  throw new CastbufError('ERR_UNKNOWN_ENUM', hint, { path });
}

/** @throws CastbufError ERR_MISSING, ERR_TYPE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_ENUM */
export function takeInteger(
  given: unknown,
  path: string,
  least: number,
  most: number,
  names?: EnumNames,
  fallback?: number,
  isLate?: boolean,
): number | undefined {
  const value = named(given, names, path);
  const taken = value === undefined ? fallback : value;
  if (taken === undefined && isLate === true) return undefined;
  if (typeof taken !== 'number') throw wrongGiven(taken, 'a number', path);
  if (Number.isInteger(taken) && taken >= least && taken <= most) return taken;
  throw outOfRange(taken, path, least, most);
}

/** Why a number that has no other form is not taken. */
export function wrongInteger(given: unknown, path: string, least: number, most: number): CastbufError {
  return typeof given === 'number' ? outOfRange(given, path, least, most) : wrongGiven(given, 'a number', path);
}

function outOfRange(value: number, path: string, least: number, most: number): CastbufError {
  return new CastbufError('ERR_OUT_OF_RANGE', `${value} is no whole number from ${least} to ${most}`, {
    path,
    want: value < least ? least : most,
    have: value,
  });
}

/** A 64-bit integer. @throws CastbufError ERR_MISSING, ERR_TYPE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_ENUM */
export function takeWide(
  given: unknown,
  path: string,
  least: bigint,
  most: bigint,
  names?: EnumNames,
  fallback?: number | bigint,
  isLate?: boolean,
): bigint | undefined {
  const value = wideNamed(given, names, path);
  const taken = value === undefined ? fallback : value;
  if (taken === undefined && isLate === true) return undefined;
  if (typeof taken === 'number' && !Number.isSafeInteger(taken)) {
    const hint = `${taken} is no safe integer; give a bigint`;
    throw new CastbufError('ERR_OUT_OF_RANGE', hint, { path, have: taken });
  }
  if (typeof taken !== 'bigint' && typeof taken !== 'number')
    throw wrongGiven(taken, 'a bigint or a safe integer', path);
  const wide = BigInt(taken);
  if (wide >= least && wide <= most) return wide;
  throw new CastbufError('ERR_OUT_OF_RANGE', `${wide} is not from ${least} to ${most}`, {
    path,
    want: wide < least ? least : most,
    have: wide,
  });
}

/** No 64-bit integer has more digits, and BigInt takes the square of their number. */
const DECIMAL = /^-?\d{1,20}$/;

/** A 64-bit integer may be given as its digits. */
function wideNamed(given: unknown, names: EnumNames | undefined, path: string): unknown {
  if (typeof given !== 'string' || (names !== undefined && Object.hasOwn(names.values, given)))
    return named(given, names, path);
  return DECIMAL.test(given) ? BigInt(given) : named(given, names, path);
}

/** @throws CastbufError ERR_MISSING, ERR_TYPE, ERR_UNKNOWN_ENUM */
export function takeBool(
  given: unknown,
  path: string,
  names?: EnumNames,
  fallback?: unknown,
  isLate?: boolean,
): boolean | undefined {
  const value = named(given, names, path);
  const taken = value === undefined ? fallback : value;
  if (typeof taken === 'boolean' || (taken === undefined && isLate === true)) return taken;
  throw wrongGiven(taken, 'true or false', path);
}

/** @throws CastbufError ERR_MISSING, ERR_TYPE, ERR_OUT_OF_RANGE, ERR_UNKNOWN_ENUM */
export function takeFloat(
  given: unknown,
  path: string,
  farthest: number,
  format: string,
  names?: EnumNames,
  fallback?: number,
): number {
  const value = named(given, names, path);
  const taken = value === undefined ? fallback : value;
  if (typeof taken !== 'number') throw wrongGiven(taken, 'a number', path);
  if (!Number.isFinite(taken) || Math.abs(taken) <= farthest) return taken;
  throw new CastbufError('ERR_OUT_OF_RANGE', `${taken} does not fit ${format}`, { path, have: taken });
}

/** A number is given where another one follows from the other members. `want` is undefined where more than one does. */
export function disagreeing(
  given: unknown,
  have: number | bigint,
  want: number | bigint | undefined,
  why: string,
  path: string,
): CastbufError {
  const hint =
    want === undefined
      ? `${shownValue(given)} does not fit: ${why}`
      : `it must be ${want}, because ${why}, and is ${shownValue(given)}; leave it out`;
  return new CastbufError('ERR_DISAGREE', hint, { path, want, have });
}
