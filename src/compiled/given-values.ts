import { CastbufError, shownValue, suggest, type ErrorCode } from '../errors/index.js';
import { assertAttached, isBytes } from '../bytes/index.js';

/*
 * What a setter of a cursor is given. Each function answers what is to be written. They are called before anything is written.
 */

export type Names = Readonly<Record<string, number | bigint>>;

/** No 64-bit integer has more digits, and BigInt takes the square of their number. */
const DECIMAL = /^-?\d{1,20}$/;

/** @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE */
export function givenInteger(value: unknown, least: number, most: number, path: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw typeof value === 'number' ? notWhole(value, least, most, path) : wrongType('a number', value, path);
}

/** Also of a safe integer, and of decimal digits. @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE */
export function givenWide(given: unknown, least: bigint, most: bigint, path: string): bigint {
  const value = digitsOf(given);
  if (typeof value !== 'bigint' && typeof value !== 'number') throw wrongType('a bigint', value, path);
  if ((typeof value === 'bigint' || Number.isSafeInteger(value)) && value >= least && value <= most)
    return BigInt(value);
  throw notWhole(value, least, most, path);
}

/** Decimal digits as the integer that they are. */
export function digitsOf(given: unknown): unknown {
  return typeof given === 'string' && DECIMAL.test(given) ? BigInt(given) : given;
}

/**
 * A float whose numbers end at `farthest` from 0.
 * @param largest as errors have it
 * @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE
 */
export function givenFloat(value: unknown, farthest: number, name: string, largest: string, path: string): number {
  if (typeof value !== 'number') throw wrongType('a number', value, path);
  if (Number.isFinite(value) && Math.abs(value) > farthest)
    throw new CastbufError('ERR_OUT_OF_RANGE', `${value} does not fit ${name}; its largest is ${largest}`, { path });
  return value;
}

/** Any number. @throws CastbufError ERR_TYPE */
export function givenNumber(value: unknown, path: string): number {
  if (typeof value !== 'number') throw wrongType('a number', value, path);
  return value;
}

/** @throws CastbufError ERR_TYPE */
export function givenBool(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw wrongType('true or false', value, path);
  return value;
}

/**
 * The value of an enum's name; all that is no text as it is.
 * @param isWide digits are taken, too
 * @throws CastbufError ERR_UNKNOWN_ENUM
 */
export function givenName(value: unknown, names: Names, enumName: string, isWide: boolean, path: string): unknown {
  if (typeof value !== 'string') return value;
  if (Object.hasOwn(names, value)) return names[value];
  if (isWide && DECIMAL.test(value)) return BigInt(value);
  const hint = `no name '${value}' in ${enumName}; ${suggest(value, Object.keys(names))}`;
  throw new CastbufError('ERR_UNKNOWN_ENUM', hint, { path });
}

/** What a magic value, a range or a strict enum does not let through. */
export function refused(code: ErrorCode, hint: string, path: string): never {
  throw new CastbufError(code, hint, { path });
}

/** @throws CastbufError ERR_TYPE, ERR_STALE_BATCH */
export function givenBytes(value: unknown, path: string): Uint8Array {
  if (!isBytes(value)) throw wrongType('a Uint8Array', value, path);
  assertAttached('these bytes', value, path);
  return value;
}

/** @throws CastbufError ERR_TYPE */
export function givenText(value: unknown, want: string, path: string): string {
  if (typeof value !== 'string') throw wrongType(want, value, path);
  return value;
}

export function wrongType(want: string, value: unknown, path: string): CastbufError {
  return new CastbufError('ERR_TYPE', `give ${want}, not ${shownValue(value)}`, { path });
}

function notWhole(value: number | bigint, least: number | bigint, most: number | bigint, path: string): CastbufError {
  const hint = `${value} is no whole number from ${least} to ${most}`;
  return new CastbufError('ERR_OUT_OF_RANGE', hint, { path });
}
