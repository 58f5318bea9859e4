import { assertOptions, assertString, shownValue, type OptionRules } from '../errors/index.js';
import { schemaError } from './schema-error.js';

/**
 * A length or a count that follows from a member, where that does not hold it as it is:
 * ((member & mask) >> shift) · times + plus, rounded up to a multiple of `align`. Encode fills the member in, as it does one that holds the length.
 * @example { member: 'IHL', times: 4, plus: -20 } // bytes of the options of an IPv4 header
 */
export interface Measure {
  /** The member, or a dotted path to one of a nested struct. */
  readonly member: string;
  /** Bits of the member that count; all of them by default. They lie side by side. */
  readonly mask?: number | bigint;
  readonly shift?: number;
  readonly times?: number;
  readonly plus?: number;
  /** A power of two. */
  readonly align?: number;
}

/** What is made of the bits [first, first + bits) of an integer: bits · times + plus, rounded up. `bits` is undefined: to its end. */
export interface BitsMeasured {
  readonly first: number;
  readonly bits: number | undefined;
  readonly times: number;
  readonly plus: number;
  readonly align: number;
}

const MEASURE: OptionRules = {
  member: 'string',
  mask: 'any',
  shift: 'number',
  times: 'number',
  plus: 'number',
  align: 'number',
};
/** Whatever the member says, the arithmetic of all engines is exact. */
const MOST_TIMES = 65_536;
/** With the bits of the mask that stand above `shift`. */
const MOST_FACTOR = 2 ** 30;
const MOST_PLUS = 0x7fff_ffff;
const MOST_ALIGN = 65_536;
const WIDEST = 64;

export function isMeasure(size: unknown): size is Measure {
  return typeof size === 'object' && size !== null && Object.hasOwn(size, 'member');
}

/** The measure as it was given, frozen. @throws CastbufError ERR_SCHEMA */
export function checkedMeasure(what: string, given: Measure): Measure {
  assertOptions(what, given, MEASURE, 'ERR_SCHEMA');
  assertString(`the member of ${what}`, given.member, 'ERR_SCHEMA');
  const { shift = 0, times = 1, plus = 0, align = 1, mask } = given;
  assertWhole(`shift of ${what}`, shift, 0, WIDEST - 1);
  assertWhole(`times of ${what}`, times, 1, MOST_TIMES);
  assertWhole(`plus of ${what}`, plus, -MOST_PLUS, MOST_PLUS);
  assertWhole(`align of ${what}`, align, 1, MOST_ALIGN);
  if ((align & (align - 1)) !== 0) throw schemaError('', `align of ${what} is ${align}; it must be a power of two`);
  if (mask !== undefined) assertMask(what, mask, shift);
  const all = bitsMeasured(given).times;
  if (all > MOST_FACTOR) throw schemaError('', `times of ${what} is ${all} with its mask; ${MOST_FACTOR} is the most`);
  return Object.freeze({ ...given });
}

function assertWhole(what: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw schemaError('', `${what} is ${shownValue(value)}; it must be a whole number from ${least} to ${most}`);
}

function assertMask(what: string, mask: number | bigint, shift: number): void {
  const isInteger = typeof mask === 'bigint' || Number.isSafeInteger(mask);
  const bits = isInteger ? BigInt(mask) : 0n;
  if (bits <= 0n || bits >= 1n << BigInt(WIDEST))
    throw schemaError('', `mask of ${what} is ${shownValue(mask)}; it must be an integer of 1 to ${WIDEST} bits`);
  const { first, end } = edgesOf(bits);
  if (bits !== (1n << BigInt(end)) - (1n << BigInt(first)))
    throw schemaError('', `mask of ${what} is 0x${bits.toString(16)}; its bits must lie side by side`);
  if (shift >= end) throw schemaError('', `shift of ${what} is ${shift}, which moves all bits of the mask out`);
}

function edgesOf(mask: bigint): { first: number; end: number } {
  const text = mask.toString(2);
  return { first: text.length - 1 - text.lastIndexOf('1'), end: text.length };
}

/** The same with the mask and the shift as a range of bits. */
export function bitsMeasured({ mask, shift = 0, times = 1, plus = 0, align = 1 }: Measure): BitsMeasured {
  if (mask === undefined) return { first: shift, bits: undefined, times, plus, align };
  const { first, end } = edgesOf(BigInt(mask));
  const from = Math.max(first, shift);
  return { first: from, bits: end - from, times: times * 2 ** (from - shift), plus, align };
}

/** The measure as a formula: `4 * IHL - 20`. */
export function measureText({ member, mask, shift = 0, times = 1, plus = 0, align = 1 }: Measure): string {
  let text = mask === undefined ? member : `(${member} & 0x${BigInt(mask).toString(16)})`;
  if (shift > 0) text = `(${text} >> ${shift})`;
  if (times !== 1) text = `${times} * ${text}`;
  if (plus !== 0) text += plus < 0 ? ` - ${-plus}` : ` + ${plus}`;
  return align === 1 ? text : `${text}, rounded up to ${align}`;
}
