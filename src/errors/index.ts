import { wantOf, wantOfPlain, wrongOption, type OptionRules, type PlainRules } from './options.js';
import { replyHint } from './reply-hint.js';
import { shownValue } from './shown-value.js';

/**
 * Every way castbuf can refuse something, one doc line each. Codes are stable: match on them, not on messages.
 */
export const ERROR_CODES = {
  /** The description of a struct is wrong; raised while the schema is built. */
  ERR_SCHEMA: 'the schema is wrong',
  /** Fewer bytes than the fixed part of a record. */
  ERR_TRUNCATED_HEADER: 'truncated header',
  /** A counted part claims more bytes than there are. */
  ERR_DATA_OVERRUN: 'data overrun',
  /** A length field is smaller than the fixed part, or no whole number of elements. */
  ERR_LENGTH_FIELD: 'wrong length field',
  /** A count is above the capacity of its array. */
  ERR_COUNT_OVER_CAPACITY: 'count above capacity',
  /** An offset points outside the message. */
  ERR_OFFSET_OUTSIDE: 'offset outside the message',
  /** A magic value differs. */
  ERR_MAGIC: 'wrong magic value',
  /** A checksum differs. */
  ERR_CHECKSUM: 'wrong checksum',
  /** A number is outside its range. */
  ERR_OUT_OF_RANGE: 'value out of range',
  /** A strict enum does not know the value, or an enum the name. */
  ERR_UNKNOWN_ENUM: 'unknown enum value',
  /** No arm of a union matches its tag, and the length cannot be known without one. */
  ERR_UNKNOWN_TAG: 'unknown union tag',
  /** The discriminator has a value that no message of the set has. */
  ERR_UNKNOWN_MESSAGE: 'unknown message',
  /** A NUL-terminated text has no terminator. */
  ERR_UNTERMINATED: 'unterminated text',
  /** A text cannot be written in its encoding. */
  ERR_TEXT: 'text that its encoding cannot hold',
  /** A member is missing in a value to encode. */
  ERR_MISSING: 'missing member',
  /** A value has the wrong JavaScript type. */
  ERR_TYPE: 'wrong type',
  /** An array or text is longer or shorter than its field. */
  ERR_LENGTH: 'wrong length',
  /** Two members that say the same thing say different things. */
  ERR_DISAGREE: 'members disagree',
  /** The target of `encodeInto` is too small. */
  ERR_TARGET_TOO_SMALL: 'target too small',
  /** A message is longer than `limits.messageBytes`. */
  ERR_LIMIT_MESSAGE_BYTES: 'message above the limit',
  /** A count is above `limits.count`. */
  ERR_LIMIT_COUNT: 'count above the limit',
  /** Structs nest deeper than `limits.nesting`. */
  ERR_LIMIT_NESTING: 'nesting above the limit',
  /** An offset is above `limits.offset`. */
  ERR_LIMIT_OFFSET: 'offset above the limit',
  /** Parts that are shared have more bytes together than `limits.amplification` times their message has. */
  ERR_LIMIT_AMPLIFICATION: 'amplification above the limit',
  /** A batch, or a view of linear memory, was used after a later call took its memory. */
  ERR_STALE_BATCH: 'stale batch',
  /** A driver's memory for messages and buffers is used up, or the host has not as much as a result needs. */
  ERR_LIMIT_MEMORY: 'memory above the limit',
  /** The WebAssembly kernel cannot run here, or belongs to another version. */
  ERR_KERNEL: 'kernel unavailable',
  /** A declaration or directive of a C header that cannot be imported. */
  ERR_HEADER: 'the C header is wrong',
  /** A C header is larger, nests deeper or expands further than the limits allow. */
  ERR_LIMIT_HEADER: 'header above the limit',
  /** A source is gone, or no longer what was read: a followed file that was cut or replaced, a lost connection, a device that stalls. */
  ERR_SOURCE: 'source lost',
  /** A worker of a pool ended before its part was decoded, and so did the one in its place. */
  ERR_WORKER: 'worker lost',
  /** The call itself is wrong: an option, a path or a column that does not exist. */
  ERR_USAGE: 'wrong use',
} as const;

/** What went wrong, as a word that stays the same: `ERR_MAGIC`. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Where and how far something went wrong; every member is optional and in bytes where it counts bytes. */
export interface ErrorPlace {
  /** Start of the failing record, from the start of the caller's bytes. */
  readonly offset?: number | undefined;
  /** Start of the failing field, from the start of its record. */
  readonly fieldOffset?: number | undefined;
  /** The field, as `ChunkInfo.ChunkId.FrameNumber` or `Items[3].Type`. */
  readonly path?: string | undefined;
  /** Bytes (or the number) that were needed. */
  readonly want?: number | bigint | undefined;
  /** Bytes (or the number) that were there. */
  readonly have?: number | bigint | undefined;
}

/**
 * The one error class of castbuf. `message` says what is wrong, where, and what to do about it.
 */
export class CastbufError extends Error {
  override readonly name = 'CastbufError';
  readonly code: ErrorCode;
  /** What to do about it: the message without its place. */
  readonly hint: string;
  readonly offset: number | undefined;
  readonly fieldOffset: number | undefined;
  readonly path: string | undefined;
  readonly want: number | bigint | undefined;
  readonly have: number | bigint | undefined;

  constructor(code: ErrorCode, hint: string, place: ErrorPlace = {}) {
    super(`${ERROR_CODES[code]}${describePlace(place)}: ${hint}`);
    this.code = code;
    this.hint = hint;
    this.offset = place.offset;
    this.fieldOffset = place.fieldOffset;
    this.path = place.path;
    this.want = place.want;
    this.have = place.have;
  }

  /** With the message, which JSON.stringify leaves out of errors, and with 64-bit numbers as strings, which it throws for. */
  toJSON(): object {
    const { name, code, message, path, offset, fieldOffset, want, have } = this;
    return { name, code, message, path, offset, fieldOffset, want: jsonNumber(want), have: jsonNumber(have) };
  }
}

function jsonNumber(value: number | bigint | undefined): number | string | undefined {
  return typeof value === 'bigint' ? String(value) : value;
}

/** The same error with its record's place in a longer stream. */
export function movedBy(error: CastbufError, bytes: number): CastbufError {
  const { code, hint, offset, fieldOffset, path, want, have } = error;
  if (offset === undefined || bytes === 0) return error;
  return new CastbufError(code, hint, { offset: offset + bytes, fieldOffset, path, want, have });
}

/** The error of a reply, of the one that a message with these bytes has. */
export function replyError(error: CastbufError): CastbufError {
  const { code, fieldOffset, path, want, have } = error;
  return new CastbufError(code, replyHint(error), { fieldOffset, path, want, have });
}

/** The same error of something that has no place in the caller's bytes: what is being written. */
export function withoutOffset({ code, hint, fieldOffset, path, want, have }: CastbufError): CastbufError {
  return new CastbufError(code, hint, { fieldOffset, path, want, have });
}

function describePlace({ offset, path }: ErrorPlace): string {
  const field = path === undefined || path === '' ? '' : ` in ${path}`;
  return offset === undefined ? field : `${field} at offset 0x${offset.toString(16)}`;
}

/**
 * Refuses options that are not known, or of a wrong type.
 * @param what who takes them, as its caller writes it
 * @throws CastbufError ERR_USAGE, or the `code` of those who call
 */
export function assertOptions(what: string, given: unknown, rules: OptionRules, code: ErrorCode = 'ERR_USAGE'): void {
  const wrong = wrongOption(what, given, rules, wantOf);
  if (wrong !== undefined) throw new CastbufError(code, wrong);
}

/** The same where all rules are types. @throws CastbufError ERR_USAGE */
export function assertPlainOptions(what: string, given: unknown, rules: PlainRules): void {
  const wrong = wrongOption(what, given, rules, wantOfPlain);
  if (wrong !== undefined) throw new CastbufError('ERR_USAGE', wrong);
}

/** Of what is only ever called with a string in TypeScript. @throws CastbufError ERR_USAGE, or the `code` of those who call */
export function assertString(what: string, given: unknown, code: ErrorCode = 'ERR_USAGE'): void {
  if (typeof given !== 'string') throw new CastbufError(code, `${what} is a string, not ${shownValue(given)}`);
}

export * from './hints.js';
export { nearestOf, suggest } from './nearest.js';
export { isNamed, type NumberRange, type OptionRule, type OptionRules, type PlainRules } from './options.js';
export { shownValue };
