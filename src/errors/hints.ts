/*
 * What the errors of reading and writing say to do, from the numbers that they have: the same sentences wherever a failure is found.
 */

type Value = number | bigint;

export function truncatedHint(want: Value, have: Value): string {
  return `${bytesText(want)} needed, ${have} there; pass whole records, or use stream(…)`;
}

export function overrunHint(want: Value, have: Value): string {
  return `it claims ${bytesText(want)}, ${have} are there; the length lies or the input is cut`;
}

export function negativeCountHint(have: Value): string {
  return `its count is ${have}`;
}

export function unevenCountHint(want: Value, have: Value): string {
  return `${bytesText(have)} are no whole number of elements of ${bytesText(want)}`;
}

export function unsaidHint(want: Value, have: Value): string {
  return `no value of the member that says it stands for ${have}; ${want} would do`;
}

export function shortDistanceHint(want: Value, have: Value): string {
  return `it says that the next record is ${bytesText(have)} on, and this one takes at least ${want}`;
}

export function shortLengthHint(want: Value, have: Value): string {
  return `it says ${bytesText(have)}, and the record takes at least ${want}`;
}

export function capacityHint(want: Value, have: Value): string {
  return `its count says ${want}, it has room for ${have}`;
}

export function outsideHint(want: Value, have: Value): string {
  return `it points ${bytesText(want)} on, ${have} are there`;
}

/** Bytes of a number from which on they may be characters of a word. */
const SHORTEST_WORD = 3;

/** @param bytes of the number, which its bits are shown with @param isBigEndian as its bytes lie */
export function magicHint(want: Value, have: Value, bytes: number, isBigEndian = false): string {
  const [wanted, had] = [want, have].map((value) => charactersOf(value, bytes, isBigEndian));
  const shown = (value: Value, text: string | undefined): string =>
    `${hexText(value, bytes)}${wanted === undefined || text === undefined ? '' : ` ('${text}')`}`;
  return `it must be ${shown(want, wanted)} and is ${shown(have, had)}; is this another kind of message?`;
}

/** The bytes of a number as characters, where all of them are; shorter numbers are no words. */
function charactersOf(value: Value, bytes: number, isBigEndian: boolean): string | undefined {
  if (bytes < SHORTEST_WORD || !isExact(value)) return undefined;
  const codes = Array.from({ length: bytes }, (_, at) => Number((BigInt(value) >> BigInt(at * 8)) & 0xffn));
  if (codes.some((code) => code < 0x20 || code > 0x7e)) return undefined;
  return String.fromCharCode(...(isBigEndian ? codes.toReversed() : codes));
}

export function checksumHint(want: Value, have: Value): string {
  return `the bytes sum to ${hexText(want)}, the message says ${hexText(have)}`;
}

export function rangeHint(least: Value, most: Value, have: Value, isFloat: boolean): string {
  return `it must be from ${least} to ${most} and is ${isFloat ? have : integerText(have)}`;
}

export function unknownValueHint(have: Value): string {
  return `${integerText(have)} is none of its values; leave out strict to let it pass`;
}

export function unknownTagHint(have: Value): string {
  return `tag ${integerText(have)} selects no arm, so the record's length is not known`;
}

/** A record inside a part that ends before it does. */
export function listedEndHint(want: Value, have: Value): string {
  return `${bytesText(want)} needed, and its part ends after ${have}; the size of the part lies, or the length of a record before it`;
}

/** A record inside a part whose bytes are others now than when the message was checked. */
export function listChangedHint(want: Value, have: Value): string {
  return `it has ${have} bytes, and ${want} at least are needed; bytes of the message were changed after it was checked`;
}

export const LISTED_TAKES_REST_HINT =
  'its last part takes all that is left, so no record can follow it; make it the last one, or count that part';

export const LIST_NOT_SET_HINT =
  'a cursor sets members of records, and not which records there are; write the whole message with encode';

/** @param have the discriminator of a record in a set */
export function unknownTypeHint(have: Value): string {
  return `no type of this set has the value ${have}; add it, or a type for 'otherwise'`;
}

export const UNTERMINATED_HINT = 'no NUL before the end of the record';

export function messageLimitHint(want: Value, have: Value): string {
  return `it has ${bytesText(want)}, limits.messageBytes is ${have}`;
}

export function countLimitHint(want: Value, have: Value): string {
  return `its count says ${want}, limits.count is ${have}`;
}

export function amplificationHint(want: Value, have: Value): string {
  return `its parts have ${bytesText(want)} together, shared ones each time, and limits.amplification allows ${have} for as long a message`;
}

export function offsetLimitHint(want: Value, have: Value): string {
  return `it points ${bytesText(want)} on, limits.offset is ${have}`;
}

export function bytesText(count: Value): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

/** Digits that a double does not have are not told as if they were read. */
export function integerText(value: Value): string {
  return isExact(value) ? String(value) : `about ${value}`;
}

/** The bits of an integer, also of a negative one. */
export function hexText(value: Value, bytes = 8): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(value);
  const bits = BigInt.asUintN(bytes * 8, BigInt(value));
  return `${isExact(value) ? '' : 'about '}0x${bits.toString(16)}`;
}

/** A double above 2^53 may be a rounded integer. */
function isExact(value: Value): boolean {
  return typeof value === 'bigint' || !Number.isInteger(value) || Number.isSafeInteger(value);
}

export function unheldHint(have: number): string {
  return `the last record has ${have} bytes after its parts, which no column holds; pass an array of values to encodeBatch, or leave this column out`;
}

/* What streams of a record set are asked for that only those of one type have. */

export const SET_HAS_NO_COLUMNS =
  'columns are of one type: give its codec, setCodec.codecs.…, and its batch, batch.of.…';
export const SET_HAS_NO_OUTPUT = 'a set codec writes to any target; give encodeBatchInto the bytes themselves';

export function recordsHint(given: string): string {
  return `give an array of { type, value }, not ${given}`;
}
