import { assertOptions, assertString, CastbufError, isNamed, shownValue, type OptionRules } from '../errors/index.js';
import { assertRecord } from './assert-record.js';
import type { ArrayLeaf, BitLeaf, NoColumn, RangeLeaf, SplitLeaf, VersionedTree, WiderThanSafe } from './columns-of.js';
import type {
  AnyType,
  Arms,
  ArrayView,
  Fills,
  Gaps,
  Infer,
  MadeOf,
  Members,
  Pointed,
  PointedIn,
  Promoted,
  StructIn,
  StructNamed,
  StructOut,
  StructTree,
  StructView,
  TaggedBy,
  TaggedIn,
  TaggedOut,
  TaggedTree,
  TagValue,
  Type,
  UnionIn,
  UnionNamed,
  UnionOut,
  UnionPart,
  UnionTree,
  UnionView,
  Unnamed,
} from './infer.js';
import type { EnumName } from './enum-types.js';
import type {
  AlignedNode,
  BitNode,
  Count,
  Endian,
  MemberNode,
  Node,
  RecordNode,
  RecordOptions,
  ScalarNode,
  TextEncoding,
  UnionTag,
} from './node.js';
import { partName } from './part-name.js';
import { scalarOf, type WideInput } from './scalars.js';
import { nodeOf, typeOf } from './type-of.js';
import { namedEntries } from './given-names.js';
import { schemaError } from './schema-error.js';
import { tagsAndType } from './tag-values.js';

/** Recursion over a schema is safe up to this depth; `limits.nesting` of a codec is lower. */
const MAX_SCHEMA_DEPTH = 512;

const PLAIN_RECORD: RecordOptions = {
  pack: undefined,
  align: undefined,
  endian: undefined,
  bitsFrom: undefined,
  bitLayout: undefined,
  length: undefined,
  versioned: false,
  next: undefined,
  startAlign: 1,
  abi: undefined,
};

/** Options of `struct`. */
export interface StructOptions {
  /** `#pragma pack(n)`: 1, 2, 4, 8 or 16. */
  readonly pack?: number;
  /** `__declspec(align(n))`: a power of two. */
  readonly align?: number;
  /** Byte order of the members that do not say their own; little by default. */
  readonly endian?: Endian;
  /**
   * `'high'`: the first bit-field of a big-endian unit has its most significant bits, as C for big-endian machines and the pictures of
   * network headers have it. Bit-fields of one unit have types of one size, and the unit lies in the struct as a whole.
   */
  readonly bitsFrom?: 'high';
  /** `ms_struct`: under gcc's ABI bit-fields lie as MSVC has them. */
  readonly bitLayout?: 'ms';
  /**
   * The member that holds the bytes of the whole record; encode fills it in. Bytes that it covers and no member holds are kept as
   * `unknownTail` and written back.
   */
  readonly length?: string;
  /** With `length`: a record may be shorter than the struct. Members that are not whole decode to `undefined`; their bytes are in `unknownTail`. */
  readonly versioned?: boolean;
  /**
   * The member that holds the distance in bytes to the next record, 0 in the last one. Bytes up to there that no member holds are kept as
   * `unknownTail`, but for those that only lead to a multiple of `startAlign`.
   */
  readonly next?: string;
  /** In a stream, each record starts at a multiple of this many bytes. */
  readonly startAlign?: number;
}

/** What the options of `struct` are. */
export const STRUCT_OPTIONS: OptionRules = {
  pack: 'number',
  align: 'number',
  endian: ['little', 'big'],
  bitsFrom: ['high'],
  bitLayout: ['ms'],
  length: 'string',
  versioned: 'boolean',
  next: 'string',
  startAlign: 'number',
};

type FilledByOptions<O> = (O extends { length: infer F } ? F : never) | (O extends { next: infer F } ? F : never);
/** Bytes after all members, which the record's length, or its distance to the next, covers. */
type Tail<O> = O extends { length: string } | { next: string } ? { unknownTail?: Uint8Array } : unknown;
type Unknown<O, M> = Tail<O> & Gaps<M>;
type TreeOf<M extends Members, O> = O extends { versioned: true; length: infer L }
  ? VersionedTree<StructTree<M>, L>
  : StructTree<M>;

/*
 * What is decoded is written out as one object, or a union of such, wherever `extends infer V` stands: editors show it so. A type function that did
 * it would be shown by its name.
 */

/**
 * A C struct; `''` names an unnamed one. Members lie in the order they are written, with the offsets of the ABI that the codec is made for.
 * @throws CastbufError ERR_SCHEMA with the member's path
 */
export function struct<const N extends string, M extends Members, const O extends StructOptions = object>(
  name: N,
  members: M,
  options?: O,
): Type<
  StructOut<M> & Unknown<O, M> extends infer V
    ? V extends unknown
      ? { -readonly [K in keyof V]: V[K] }
      : never
    : never,
  StructIn<M, FilledByOptions<O>> & Readonly<Unknown<O, M>>,
  StructView<M> & Readonly<Unknown<O, M>>,
  TreeOf<M, O>,
  StructNamed<M> & Unknown<O, M> extends infer V
    ? V extends unknown
      ? { -readonly [K in keyof V]: V[K] }
      : never
    : never
> & { readonly typeName: N } & PointedIn<M> {
  assertString('the name of a struct', name, 'ERR_SCHEMA');
  assertOptions('struct', options, STRUCT_OPTIONS, 'ERR_SCHEMA');
  const all: RecordOptions = { ...PLAIN_RECORD, ...options };
  return namedRecord(name, recordNode(name || undefined, false, memberNodes(members, name), undefined, all));
}

/**
 * An untagged C union: every arm shows the same bytes. A part is an object of arms, or an unnamed record
 * (`bits(…)`), whose members are promoted and stand beside each other.
 * Encode takes any set of arms that is sufficient; arms that are given must agree.
 */
export function union<const N extends string, P extends readonly UnionPart[]>(
  name: N,
  ...parts: P
): Type<UnionOut<P>, UnionIn<P>, UnionView<P>, UnionTree<P>, UnionNamed<P>> & { readonly typeName: N } {
  assertString('the name of a union', name, 'ERR_SCHEMA');
  const members = parts.flatMap((part) => (isType(part) ? [promotedMember(part)] : memberNodes(part, name)));
  return namedRecord(name, recordNode(name || undefined, true, members, undefined, PLAIN_RECORD));
}

/** Options of `tagged`. */
export interface TaggedOptions {
  /** Only the bytes of the selected arm travel; the union must be the record's last member. */
  readonly sized?: boolean;
}

type TaggedType<A extends Arms, Sized> = Type<
  TaggedOut<A, '~out'> extends infer V ? (V extends unknown ? { -readonly [K in keyof V]: V[K] } : never) : never,
  TaggedIn<A>,
  TaggedOut<A, '~view'>,
  TaggedTree<A, Sized>,
  TaggedOut<A, '~named'> extends infer V ? (V extends unknown ? { -readonly [K in keyof V]: V[K] } : never) : never
>;
/**
 * A union whose arm is selected by the value of a sibling member `field`. Decode gives the selected arm only,
 * or `raw` (the bytes of the union) where the tag selects none.
 * @example tagged('Type', { Power: [1, SetPower], Mode: [[2, 3], SetMode] })
 */
export function tagged<const F extends string, const A extends Arms, const Z extends boolean = false>(
  field: F,
  arms: A,
  options: TaggedOptions & { readonly sized?: Z } = {},
): TaggedType<A, Z> & TaggedBy<F, A> & Fills<F> {
  assertString('the tag of tagged', field, 'ERR_SCHEMA');
  assertOptions('tagged', options, { sized: 'boolean' }, 'ERR_SCHEMA');
  const { sized = false } = options;
  const cases = Object.create(null) as Record<string, readonly TagValue[]>;
  let otherwise: string | undefined;
  const members: MemberNode[] = [];
  for (const [name, arm] of namedEntries(arms)) {
    const [tags, type] = tagsAndType(name, arm);
    if (tags === 'otherwise') {
      if (otherwise !== undefined) throw schemaError(name, `${otherwise} stands for all other tags already`);
      otherwise = name;
    } else cases[name] = tags;
    members.push({ name, node: nodeOf(type) });
  }
  const tagRule: UnionTag = { field, cases, otherwise, sized };
  return typeOf(recordNode(undefined, true, members, tagRule, PLAIN_RECORD));
}

type AnonymousOf<T extends AnyType> = Type<T['~out'], T['~in'], T['~view'], T['~columns'], T['~named']> &
  Promoted &
  TaggedByOf<T>;
type TaggedByOf<T> = T extends TaggedBy<infer F, infer A> ? TaggedBy<F, A> : unknown;
type FillsOf<T> = T extends Fills<infer F> ? Fills<F> : unknown;
type PointedOf<T> = T extends Pointed ? Pointed : unknown;

/** Promotes the members of a struct, union or bit group to the record around it; the key it stands under is not used. */
export function anonymous<T extends AnyType>(type: T): AnonymousOf<T> & FillsOf<T> & PointedOf<T> {
  const node = nodeOf(type);
  if (node.kind !== 'record')
    throw schemaError('', `anonymous takes a struct, union or bits group, not ${partName(node)}`);
  return typeOf({ kind: 'anonymous', record: node });
}

type BitValue<T extends AnyType, W> =
  Infer<T> extends boolean ? boolean : W extends WiderThanSafe ? KindOf<Infer<T>, bigint> : KindOf<Infer<T>, number>;
/** The values of an enum stay what they are. */
type KindOf<Value, Kind> = Value extends Kind ? Value : Kind;
type BitInput<T extends AnyType, W> =
  Infer<T> extends boolean
    ? boolean
    : W extends WiderThanSafe
      ? WideInput | T['~in']
      : Infer<T> extends number
        ? T['~in']
        : number | EnumName<T>;
type BitNamed<T extends AnyType, W> =
  BitValue<T, W> extends boolean
    ? boolean
    : EnumName<T> extends never
      ? BitValue<T, W>
      : Infer<T> extends BitKind<W>
        ? T['~named']
        : BitKind<W> | EnumName<T>;
type BitKind<W> = W extends WiderThanSafe ? bigint : number;
type BitGroup<T extends AnyType, G> = Type<
  { -readonly [K in keyof G]: BitValue<T, G[K]> },
  { readonly [K in keyof G]: BitInput<T, G[K]> },
  { -readonly [K in keyof G]: BitValue<T, G[K]> },
  { -readonly [K in keyof G]: BitLeaf<T['~columns'], Infer<T>, G[K]> },
  { -readonly [K in keyof G]: BitNamed<T, G[K]> }
> &
  Promoted;

/**
 * Bit-fields: `bits(u32, 3)` is one member; `bits(u64, { FrameNumber: 40, PartNumber: 24 })` an unnamed struct of
 * them, least significant first, that promotes its members inside a union or `anonymous`.
 * Units follow the ABI: MSVC starts a new one when the type's size changes, gcc packs across types.
 */
export function bits<T extends AnyType, const W extends number>(
  base: T,
  width: W,
): Type<BitValue<T, W>, BitInput<T, W>, BitValue<T, W>, BitLeaf<T['~columns'], Infer<T>, W>, BitNamed<T, W>>;
export function bits<T extends AnyType, const G extends Readonly<Record<string, number>>>(
  base: T,
  widths: G,
): Omit<BitGroup<T, G>, '~promoted'>;
export function bits(base: AnyType, widths: number | Readonly<Record<string, number>>): AnyType {
  if (typeof widths === 'number') return bitType(base, widths, false);
  const members = namedEntries(widths).map(([name, width]) => ({ name, node: bitNode(base, width, name, false) }));
  return typeOf(recordNode(undefined, false, members, undefined, PLAIN_RECORD));
}

/** An unnamed bit-field, which only takes space; width 0 closes the unit that a bit-field before it opened. */
export function unnamed(base: AnyType, width: number): Type<never> & Unnamed {
  return bitType(base, width, true) as Type<never> & Unnamed;
}

/**
 * A bit-field of a type that has another alignment than its size. One that is raised, as by Microsoft's typedefs, is a demand of the
 * member; one that gcc's typedefs set is the type's own.
 */
function bitType(base: AnyType, width: number, isUnnamed: boolean): AnyType {
  const node = nodeOf(base);
  if (node.kind !== 'aligned' || node.node.kind !== 'scalar') return typeOf(bitNode(base, width, '', isUnnamed));
  const plain = typeOf(node.node);
  const scalar = node.packed ? naturallyAligned(plain, Math.max(1, node.align)) : plain;
  const made = typeOf(bitNode(scalar, width, '', isUnnamed));
  return node.packed ? made : align(made, node.align);
}

function bitNode(base: AnyType, width: number, name: string, isUnnamed: boolean): BitNode {
  const node = nodeOf(base);
  if (node.kind !== 'scalar' || node.checksum !== undefined || scalarOf(node.format, node.bytes)?.hasBits !== true) {
    throw schemaError(name, 'a bit-field takes an integer type of a fixed size, such as u32');
  }
  const least = isUnnamed ? 0 : 1;
  if (!Number.isInteger(width) || width < least || width > node.bytes * 8) {
    const bits = `${least} to ${node.bytes * 8} bits`;
    throw schemaError(name, `a bit-field of ${node.name} is ${bits} wide, not ${shownValue(width)}`);
  }
  assertCheckFits(node, width, name);
  return { kind: 'bit', base: node, width, unnamed: isUnnamed };
}

/** A check that no value of the bit-field passes is a mistake. */
function assertCheckFits({ check, format }: ScalarNode, width: number, name: string): void {
  if (check === undefined || check.kind === 'strict') return;
  const [min, max] = check.kind === 'magic' ? [check.value, check.value] : [check.min, check.max];
  const least = format === 'signed' ? -(2 ** (width - 1)) : 0;
  const most = format === 'signed' ? 2 ** (width - 1) - 1 : 2 ** width - 1;
  if (min > most || max < least) throw schemaError(name, `no value of ${width} bits passes the ${check.kind} check`);
}

/** The size of an array, bytes or text: a number, a sibling's name, or nothing for all that is left of the record. */
export type Size = number | string;
/** Options of parts that a member counts: `array`, `bytes`, `text`. */
export interface CountOptions {
  /** What the sibling counts: elements (code units of a text), or bytes. */
  readonly unit?: 'elements' | 'bytes';
  /** Elements that the struct always holds; the sibling says how many of them are used. */
  readonly capacity?: number;
  /** Elements of the tail that `sizeof` includes: 1 for C's `[1]` tails (ANYSIZE_ARRAY). */
  readonly declared?: number;
}
type Capacity = number | undefined;
type FillsSize<S> = S extends string ? Fills<S> : unknown;

const COUNTED_OPTIONS: OptionRules = { unit: ['elements', 'bytes'], capacity: 'number', declared: 'number' };

function countOf(
  what: string,
  size: Size | undefined,
  options: CountOptions,
  more: OptionRules = {},
): { count: Count; declared: number } {
  if (size !== undefined && typeof size !== 'number' && typeof size !== 'string')
    throw schemaError('', `the size of ${what} is a number, the name of a member, or left out`);
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
  return { count: { kind: 'field', field: size, unit, capacity }, declared };
}

function sizeName(size: Size | undefined): string {
  if (size === undefined) return 'without a size';
  return typeof size === 'number' ? 'of a fixed size' : 'of a counted size';
}

type ArrayType<T extends AnyType, S, C> = Type<
  T['~out'][],
  ArrayLike<T['~in']>,
  ArrayView<T['~view'], T['~in']>,
  ArrayLeaf<T['~columns'], S, C>,
  T['~named'][]
>;

/** `array(u16, 3)` is fixed, `array(Item, 'Count')` a tail counted by a sibling, `array(Item)` the rest of the record. */
export function array<
  T extends AnyType,
  const S extends Size | undefined = undefined,
  const C extends Capacity = undefined,
>(
  element: T,
  size?: S,
  options: CountOptions & { readonly capacity?: C } = {},
): ArrayType<T, S, C> & FillsSize<S> & PointedOf<T> {
  const node = nodeOf(element);
  const depth = depthOf(node) + 1;
  assertDepth(depth);
  return typeOf({ kind: 'array', element: node, depth, ...countOf('array', size, options) });
}

/** Bytes as they are, without a type: `u8 x[n]`. Decode gives a copy. */
export function bytes<const S extends Size | undefined = undefined, const C extends Capacity = undefined>(
  size?: S,
  options: CountOptions & { readonly capacity?: C } = {},
): Type<Uint8Array, Uint8Array, Uint8Array, RangeLeaf<'bytes', S, C>> & FillsSize<S> {
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
export function text<const S extends TextSize | undefined = undefined, const C extends Capacity = undefined>(
  encoding: TextEncoding,
  size?: S,
  options: TextOptions & { readonly capacity?: C } = {},
): Type<string, string, string, RangeLeaf<'text', S, C>> & FillsSize<S> {
  if (encoding !== 'ascii' && encoding !== 'utf-8' && encoding !== 'utf-16le') {
    throw schemaError('', `no encoding ${shownValue(encoding)}; there are ascii, utf-8, utf-16le`);
  }
  if (typeof size === 'object') return typeOf({ kind: 'text', encoding, exact: false, ...untilNul(size, options) });
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

/**
 * One value whose bits lie in several bit-fields or integers of the same struct, the most significant part first.
 * The parts are not shown on their own.
 * @example { Low: u8, High: bits(u8, 4), _: unnamed(u8, 4), Width: split('High', 'Low') }
 */
export function split<const P extends readonly string[]>(
  ...parts: P
): Type<number, number, number, SplitLeaf> & MadeOf<P[number]> {
  if (parts.length === 0) throw schemaError('', 'split takes the names of its parts');
  for (const part of parts) assertString('a part of split', part, 'ERR_SCHEMA');
  return typeOf({ kind: 'split', parts });
}

/** Options of `at`. */
export interface PointedOptions {
  /** What the offset counts from: the start of the record (default), or of the offset field itself. */
  readonly relativeTo?: 'record' | 'field';
}

/**
 * A part that lies where the sibling `offsetField` points; its length is its own: `at('NameOffset', bytes('NameLength'))`.
 * Encode puts a part whose offset is given there, also into bytes that other members have, where both must say the same (ERR_DISAGREE).
 * All others go after the record in order, each at a multiple of its alignment, and their offsets are filled in. Bytes between parts that
 * no member holds are kept as `unknownGaps` of the message's value, where they are not zero. To lay a decoded value out anew, leave out
 * offsets and `unknownGaps`.
 */
export function at<const F extends string, T extends AnyType>(
  offsetField: F,
  type: T,
  options: PointedOptions = {},
): Type<T['~out'], T['~in'], T['~view'], NoColumn> &
  Fills<F | (T extends Fills<infer Inner> ? Inner : never)> &
  Pointed {
  assertString('the offset of at', offsetField, 'ERR_SCHEMA');
  assertOptions('at', options, { relativeTo: ['record', 'field'] }, 'ERR_SCHEMA');
  return typeOf({ kind: 'pointed', offsetField, relativeTo: options.relativeTo ?? 'record', target: nodeOf(type) });
}

/** The type in big-endian byte order. In a big-endian bit unit, fields still count from the least significant bit. */
export function be<T extends AnyType>(type: T): T {
  return withNode(type, inEndian(nodeOf(type), 'big'));
}

/** The type in little-endian byte order, inside a big-endian struct. */
export function le<T extends AnyType>(type: T): T {
  return withNode(type, inEndian(nodeOf(type), 'little'));
}

function inEndian(node: Node, endian: Endian): Node {
  switch (node.kind) {
    case 'scalar':
      return { ...node, endian } satisfies ScalarNode;
    case 'bit':
      return { ...node, base: { ...node.base, endian } };
    case 'array':
      return { ...node, element: inEndian(node.element, endian) };
    case 'aligned':
      return { ...node, node: inEndian(node.node, endian) };
    case 'anonymous':
      return { ...node, record: inEndian(node.record, endian) as RecordNode };
    case 'record':
      return { ...node, options: { ...node.options, endian } };
    default:
      throw schemaError('', `${partName(node)} has no byte order`);
  }
}

/** `__declspec(align(n))` on a member: raises its alignment, never lowers it. */
export function align<T extends AnyType>(type: T, bytesAligned: number): T {
  assertPowerOfTwo(bytesAligned, 'align');
  const inner = nodeOf(type);
  const node = inner.kind === 'aligned' ? inner.node : inner;
  if (node.kind === 'split' || node.kind === 'pointed')
    throw schemaError('', `${partName(node)} takes no space to align`);
  const larger = Math.max(bytesAligned, inner.kind === 'aligned' ? inner.align : 0);
  return withNode(type, { kind: 'aligned', align: larger, packed: inner.kind === 'aligned' && inner.packed, node });
}

/**
 * The type without an alignment of its own, as `__attribute__((packed))` has it on a member. `least` is what the member is aligned to all
 * the same: gcc's typedefs with `aligned(n)` set an alignment, also a lower one. 0 demands nothing.
 */
export function unaligned<T extends AnyType>(type: T, least = 0): T {
  const inner = nodeOf(type);
  if (least > 0) return withNode(type, { ...(nodeOf(align(type, least)) as AlignedNode), packed: true });
  return withNode(
    type,
    inner.kind === 'aligned' ? { ...inner, packed: true } : { kind: 'aligned', align: 0, packed: true, node: inner },
  );
}

/**
 * A number whose own alignment is not its size: it aligns what it is a member of, and pack lowers it. (`align` is a demand, which
 * MSVC's pack does not lower.)
 */
export function naturallyAligned<T extends AnyType>(type: T, bytesAligned: number): T {
  assertPowerOfTwo(bytesAligned, 'alignment');
  const node = nodeOf(type);
  if (node.kind !== 'scalar')
    throw schemaError('', `only numbers have an alignment of their own, not ${partName(node)}`);
  return withNode(type, { ...node, align: bytesAligned });
}

/** A record as an importer finds it: members in order, some without a name, pack and align also on unions. */
export interface RecordDescription {
  readonly union: boolean;
  /** Names and types; the name of an anonymous member or an unnamed bit-field is not used. */
  readonly members: readonly (readonly [name: string, type: AnyType])[];
  readonly tag?: UnionTag | undefined;
  readonly options?: Partial<RecordOptions>;
}

/**
 * A struct or union from a description, for schemas that are made and not written.
 * @throws CastbufError ERR_SCHEMA with the member's path
 */
export function record(name: string | undefined, { union, members, tag, options }: RecordDescription): AnyType {
  const nodes = members.map(([name, type]) => ({ name, node: nodeOf(type) }));
  return namedRecord(name ?? '', recordNode(name, union, nodes, tag, { ...PLAIN_RECORD, ...options }));
}

function withNode<T extends AnyType>(type: T, node: Node): T {
  return Object.freeze({ ...type, '~node': Object.freeze(node) });
}

function isType(part: unknown): part is AnyType {
  return (
    isNamed(part) && Object.hasOwn(part, '~node') && typeof (part['~node'] as { kind?: unknown }).kind === 'string'
  );
}

function promotedMember(type: AnyType): MemberNode {
  const node = type['~node'];
  if (node.kind !== 'record')
    throw schemaError('', `a union part is bits(…), a struct or an object of arms, not ${partName(node)}`);
  return { name: '', node: { kind: 'anonymous', record: node } };
}

function memberNodes(members: Members, record: string): MemberNode[] {
  return namedEntries(members, record).map(([name, type]) => {
    if (!isType(type)) {
      throw schemaError(
        record === '' ? name : `${record}.${name}`,
        'is no castbuf type; write u32, array(u8, 4), struct(…) and so on',
      );
    }
    return { name, node: type['~node'] };
  });
}

function namedRecord<T extends AnyType>(name: string, node: RecordNode): T {
  return Object.freeze({ '~node': node, typeName: name }) as unknown as T;
}

function recordNode(
  name: string | undefined,
  isUnion: boolean,
  members: MemberNode[],
  tag: UnionTag | undefined,
  options: RecordOptions,
): RecordNode {
  if (options.endian !== undefined && options.endian !== 'big' && options.endian !== 'little') {
    throw schemaError('', `endian is 'little' or 'big', not ${shownValue(options.endian)}`);
  }
  if (options.align !== undefined) assertPowerOfTwo(options.align, 'align');
  if (options.pack !== undefined) assertPowerOfTwo(options.pack, 'pack', 16);
  assertPowerOfTwo(options.startAlign, 'startAlign');
  const depth = 1 + Math.max(0, ...members.map((member) => depthOf(member.node)));
  assertDepth(depth);
  const node: RecordNode = { kind: 'record', union: isUnion, name, members, tag, options, depth };
  assertRecord(node);
  return Object.freeze(node);
}

function depthOf(node: Node): number {
  switch (node.kind) {
    case 'record':
    case 'array':
      return node.depth;
    case 'anonymous':
      return node.record.depth;
    case 'aligned':
      return depthOf(node.node);
    case 'pointed':
      return depthOf(node.target);
    default:
      return 0;
  }
}

function assertDepth(depth: number): void {
  if (depth <= MAX_SCHEMA_DEPTH) return;
  throw new CastbufError('ERR_LIMIT_NESTING', `structs may nest ${MAX_SCHEMA_DEPTH} deep; flatten the schema`, {
    want: depth,
    have: MAX_SCHEMA_DEPTH,
  });
}

function assertPowerOfTwo(value: number, what: string, most = 8192): void {
  if (Number.isInteger(value) && value >= 1 && value <= most && (value & (value - 1)) === 0) return;
  throw schemaError('', `${what} is ${shownValue(value)}; it must be a power of two from 1 to ${most}`);
}
