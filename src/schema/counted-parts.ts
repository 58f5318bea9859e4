import { TEXT_ENCODINGS, type TextEncoding } from '../bytes/index.js';
import { assertOptions, shownValue, type OptionRules } from '../errors/index.js';
import type { ArrayLeaf, RangeLeaf } from './columns-of.js';
import type { AnyType, ArrayView, Fills, PointedOf, Type } from './infer.js';
import { checkedMeasure, isMeasure, type Measure } from './measures.js';
import { type Count } from './node.js';
import { assertDepth, depthOf } from './schema-depth.js';
import { schemaError } from './schema-error.js';
import { nodeOf, typeOf } from './type-of.js';

/** The size of an array, bytes or text: a number, a sibling's name or what follows from it, or nothing for all that is left of the record. */
export type Size = number | string | Measure;
/** Options of parts that a member counts: `array`, `bytes`, `text`. */
export interface CountOptions {
  /** What the sibling counts: elements (code units of a text), or bytes. */
  readonly unit?: 'elements' | 'bytes';
  /** Elements that the struct always holds; the sibling says how many of them are used. */
  readonly capacity?: number;
  /** Elements of the tail that `sizeof` includes: 1 for C's `[1]` tails (ANYSIZE_ARRAY). */
  readonly declared?: number;
}
/** The sibling that a size fills in. */
export type FillsSize<S> = S extends string
  ? Fills<S>
  : S extends { readonly member: infer M extends string }
    ? Fills<M>
    : unknown;

const COUNTED_OPTIONS: OptionRules = { unit: ['elements', 'bytes'], capacity: 'number', declared: 'number' };

/** @throws CastbufError ERR_SCHEMA */
export function countOf(
  what: string,
  size: Size | undefined,
  options: CountOptions,
  more: OptionRules = {},
): { count: Count; declared: number } {
  if (size !== undefined && typeof size !== 'number' && typeof size !== 'string' && !isMeasure(size))
    throw schemaError('', `the size of ${what} is a number, the name of a member, { member, … } or left out`);
  const known = size === undefined ? { declared: 'number' as const } : typeof size === 'number' ? {} : COUNTED_OPTIONS;
  assertOptions(`${what}(…) ${sizeName(size)}`, options, { ...known, ...more }, 'ERR_SCHEMA');
  const { unit = 'elements', capacity, declared = 0 } = options;
  for (const [what, value] of Object.entries({ size, capacity, declared })) {
    if (typeof value === 'number' && (!Number.isSafeInteger(value) || value < 0 || value > 0x7fffffff)) {
      throw schemaError('', `${what} is ${value}; it must be a whole number from 0 to 2147483647`);
    }
  }
  if (typeof size === 'number') return { count: { kind: 'fixed', count: size }, declared: 0 };
  if (size === undefined) return { count: { kind: 'rest' }, declared };
  const measure = typeof size === 'string' ? undefined : checkedMeasure(`the size of ${what}`, size);
  const field = typeof size === 'string' ? size : size.member;
  return { count: { kind: 'field', field, measure, unit, capacity }, declared };
}

function sizeName(size: Size | undefined): string {
  if (size === undefined) return 'without a size';
  return typeof size === 'number' ? 'of a fixed size' : 'of a counted size';
}

type ArrayType<T extends AnyType, S> = Type<
  T['~out'][],
  ArrayLike<T['~in']>,
  ArrayView<T['~view'], T['~in']>,
  ArrayLeaf<T['~columns'], S>,
  T['~named'][]
>;

/** `array(u16, 3)` is fixed, `array(Item, 'Count')` a tail counted by a sibling, `array(Item)` the rest of the record. */
export function array<T extends AnyType, const S extends Size | undefined = undefined>(
  element: T,
  size?: S,
  options: CountOptions = {},
): ArrayType<T, S> & FillsSize<S> & PointedOf<T> {
  const node = nodeOf(element);
  const depth = depthOf(node) + 1;
  assertDepth(depth);
  return typeOf({ kind: 'array', element: node, depth, ...countOf('array', size, options) });
}

/** Bytes as they are, without a type: `u8 x[n]`. Decode gives a copy. */
export function bytes<const S extends Size | undefined = undefined>(
  size?: S,
  options: CountOptions = {},
): Type<Uint8Array, Uint8Array, Uint8Array, RangeLeaf<'bytes', S>> & FillsSize<S> {
  return typeOf({ kind: 'bytes', ...countOf('bytes', size, options) });
}

type TextSize = Size | { readonly until: 'nul' };
/** Options of `text`. */
export interface TextOptions extends CountOptions {
  /**
   * Of a text of fixed size: all its code units belong to it, NULs too, so that no byte is lost; encode takes exactly as many. By default it
   * ends at its first NUL.
   */
  readonly exact?: boolean;
}

/**
 * Text of `size` code units. A fixed text ends at its first NUL and is padded with NULs, unless it is `exact`; a counted one is as long as its
 * count says; `{ until: 'nul' }` is a tail that ends with one. ASCII is read and written as Latin-1, so that no byte is lost; a byte that is
 * no UTF-8 is half a surrogate pair, U+DC80 to U+DCFF (as in Python's surrogateescape), and is written back.
 */
export function text<const S extends TextSize | undefined = undefined>(
  encoding: TextEncoding,
  size?: S,
  options: TextOptions = {},
): Type<string, string, string, RangeLeaf<'text', S>> & FillsSize<S> {
  if (!TEXT_ENCODINGS.includes(encoding)) {
    const names = TEXT_ENCODINGS.join(', ').replace('ascii', 'ascii (which is Latin-1)');
    throw schemaError('', `no encoding ${shownValue(encoding)}; there are ${names}`);
  }
  if (typeof size === 'object' && !isMeasure(size))
    return typeOf({ kind: 'text', encoding, exact: false, ...untilNul(size, options) });
  const counted = countOf('text', size, options, { exact: 'boolean' });
  const { exact = false } = options;
  if (exact && typeof size !== 'number')
    throw schemaError('', 'exact is for a text of fixed size; others lose nothing');
  return typeOf({ kind: 'text', encoding, exact, ...counted });
}

function untilNul(size: { readonly until: 'nul' } | null, options: TextOptions): { count: Count; declared: number } {
  assertOptions('the size of text', size ?? 0, { until: ['nul'] }, 'ERR_SCHEMA');
  if (size?.until !== 'nul')
    throw schemaError('', "the size of a text is a number, a member's name, { until: 'nul' } or left out");
  assertOptions("text(…, { until: 'nul' })", options, {}, 'ERR_SCHEMA');
  return { count: { kind: 'terminated' }, declared: 0 };
}
