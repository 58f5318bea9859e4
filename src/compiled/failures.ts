import {
  amplificationHint,
  capacityHint,
  CastbufError,
  checksumHint,
  countLimitHint,
  magicHint,
  messageLimitHint,
  negativeCountHint,
  offsetLimitHint,
  outsideHint,
  overrunHint,
  rangeHint,
  shortDistanceHint,
  shortLengthHint,
  truncatedHint,
  unevenCountHint,
  unknownTagHint,
  unknownValueHint,
  UNTERMINATED_HINT,
  type ErrorCode,
} from '../errors/index.js';
import { needing } from './needs.js';

export { neededBytes } from './needs.js';

/*
 * What is wrong with a record: a function for each kind of failure, so that a program has those that its types can meet. `at` is the record's first
 * byte, `fieldOffset` counts from there, `need` is what the record must have at least to be good; 0: however many bytes come, it is not.
 */

type Value = number | bigint;

function failure(
  code: ErrorCode,
  hint: string,
  offset: number,
  fieldOffset: number,
  path: string | undefined,
  want: Value,
  have: Value,
  need = 0,
): CastbufError {
  const error = new CastbufError(code, hint, { offset, fieldOffset, path, want, have });
  return need > 0 ? needing(error, need) : error;
}

/** @param packed what to do where the input was written without padding */
export function truncated(at: number, want: number, have: number, packed = ''): CastbufError {
  const hint = truncatedHint(want, have) + packed;
  return failure('ERR_TRUNCATED_HEADER', hint, at, 0, undefined, want, have, want);
}

export function tooLong(at: number, want: number, most: number): CastbufError {
  return failure('ERR_LIMIT_MESSAGE_BYTES', messageLimitHint(want, most), at, 0, undefined, want, most);
}

export function overrun(
  at: number,
  field: number,
  path: string,
  want: Value,
  have: number,
  need?: number,
): CastbufError {
  return failure('ERR_DATA_OVERRUN', overrunHint(want, have), at, field, path, want, have, need);
}

/** @param packed what to do where the message was written without padding */
export function shortLength(
  at: number,
  field: number,
  path: string,
  want: number,
  have: number,
  packed = '',
): CastbufError {
  return failure('ERR_LENGTH_FIELD', shortLengthHint(want, have) + packed, at, field, path, want, have);
}

export function shortDistance(at: number, field: number, path: string, want: number, have: number): CastbufError {
  return failure('ERR_LENGTH_FIELD', shortDistanceHint(want, have), at, field, path, want, have);
}

export function negativeCount(at: number, field: number, path: string, have: number): CastbufError {
  return failure('ERR_LENGTH_FIELD', negativeCountHint(have), at, field, path, 0, have);
}

export function unevenCount(at: number, field: number, path: string, want: number, have: number): CastbufError {
  return failure('ERR_LENGTH_FIELD', unevenCountHint(want, have), at, field, path, want, have);
}

export function overCapacity(at: number, field: number, path: string, want: number, have: number): CastbufError {
  return failure('ERR_COUNT_OVER_CAPACITY', capacityHint(want, have), at, field, path, want, have);
}

export function overCount(at: number, field: number, path: string, want: number, most: number): CastbufError {
  return failure('ERR_LIMIT_COUNT', countLimitHint(want, most), at, field, path, want, most);
}

export function outside(
  at: number,
  field: number,
  path: string,
  want: number,
  have: number,
  need?: number,
): CastbufError {
  return failure('ERR_OFFSET_OUTSIDE', outsideHint(want, have), at, field, path, want, have, need);
}

export function overOffset(at: number, field: number, path: string, want: number, most: number): CastbufError {
  return failure('ERR_LIMIT_OFFSET', offsetLimitHint(want, most), at, field, path, want, most);
}

/** @param bytes of the number */
export function wrongMagic(
  at: number,
  field: number,
  path: string,
  want: Value,
  given: Value,
  bytes: number,
  isBigEndian = false,
): CastbufError {
  const have = exact(given);
  return failure('ERR_MAGIC', magicHint(want, have, bytes, isBigEndian), at, field, path, want, have);
}

/** @param least with `most`, what the schema says; `want` is the one of them that was passed */
export function outOfRange(
  at: number,
  field: number,
  path: string,
  want: Value,
  given: Value,
  least: Value,
  most: Value,
): CastbufError {
  const have = exact(given);
  return failure('ERR_OUT_OF_RANGE', rangeHint(least, most, have, false), at, field, path, want, have);
}

export function floatOutOfRange(
  at: number,
  field: number,
  path: string,
  want: Value,
  have: number,
  least: Value,
  most: Value,
): CastbufError {
  return failure('ERR_OUT_OF_RANGE', rangeHint(least, most, have, true), at, field, path, want, have);
}

export function unknownEnum(at: number, field: number, path: string, given: Value): CastbufError {
  const have = exact(given);
  return failure('ERR_UNKNOWN_ENUM', unknownValueHint(have), at, field, path, 0, have);
}

export function unknownTag(at: number, field: number, path: string, have: number): CastbufError {
  return failure('ERR_UNKNOWN_TAG', unknownTagHint(have), at, field, path, 0, have);
}

export function unterminated(
  at: number,
  field: number,
  path: string,
  want: number,
  have: number,
  need?: number,
): CastbufError {
  return failure('ERR_UNTERMINATED', UNTERMINATED_HINT, at, field, path, want, have, need);
}

export function wrongSum(
  at: number,
  field: number,
  path: string,
  want: Value,
  have: Value,
  need?: number,
): CastbufError {
  return failure('ERR_CHECKSUM', checksumHint(want, have), at, field, path, want, have, need);
}

/**
 * Parts that overlap could make a short message a long value, so all parts together are bounded by the limit of a message, and by a multiple of the
 * message's own bytes.
 * @param reached bytes of all parts
 * @param bytes of the record
 * @param isOpen more input may make it longer
 */
export function assertShared(
  at: number,
  reached: number,
  bytes: number,
  mostBytes: number,
  times: number,
  isOpen: boolean,
): void {
  if (reached > mostBytes) throw tooLong(at, reached, mostBytes);
  if (reached <= times * bytes) return;
  const need = isOpen ? Math.ceil(reached / times) : 0;
  const hint = amplificationHint(reached, times * bytes);
  throw failure('ERR_LIMIT_AMPLIFICATION', hint, at, 0, undefined, reached, times * bytes, need);
}

/** A 64-bit integer as errors have it: a number, where that is enough. */
function exact(value: Value): Value {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}
