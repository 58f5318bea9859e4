import { CastbufError, shownValue } from '../errors/index.js';
import { wrongGiven } from './given-objects.js';
import { digitsOf, givenName, type Names } from './given-values.js';

/*
 * Numbers that a caller gives. Emitted code takes what is plainly right itself. What it does not take comes here: what is wrong, and what has another
 * form, as the name of an enum's value or a number for a bigint. `fallback` is what follows from other members, or a magic value. A late number may be left out.
 */

/** The value of an enum's name; `isWide`: or the integer of its digits. @throws CastbufError ERR_UNKNOWN_ENUM */
export type EnumNames = (given: string, path: string, isWide?: boolean) => number | bigint;

/** @param name what the enum is called */
export function enumNames(name: string, values: Names): EnumNames {
  return (given, path, isWide = false) => givenName(given, values, name, isWide, path) as number | bigint;
}

function named(value: unknown, names: EnumNames | undefined, path: string): unknown {
  return typeof value === 'string' && names !== undefined ? names(value, path) : value;
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
  const value = typeof given === 'string' && names !== undefined ? names(given, path, true) : digitsOf(given);
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

/** Why a number that has no other form is not taken. @param format the float's name and its largest */
export function wrongFloat(given: unknown, path: string, format: string): CastbufError {
  if (typeof given !== 'number') return wrongGiven(given, 'a number', path);
  return new CastbufError('ERR_OUT_OF_RANGE', `${given} does not fit ${format}`, { path, have: given });
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
