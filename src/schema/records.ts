import { assertOptions, assertString, isNamed, type OptionRules } from '../errors/index.js';
import type { NoColumn, SplitLeaf } from './columns-of.js';
import type {
  AnyType,
  Arms,
  Fills,
  Gaps,
  MadeOf,
  Members,
  Pointed,
  PointedIn,
  PointedOf,
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
} from './infer.js';
import { checkedMeasure, isMeasure, type Measure } from './measures.js';
import type { Endian, MemberNode, RecordNode, RecordOptions, UnionTag } from './node.js';
import { isVariable, isVirtual } from './assert-record.js';
import { namedEntries } from './given-names.js';
import { partName } from './part-name.js';
import { PLAIN_RECORD, recordNode } from './record-node.js';
import { schemaError } from './schema-error.js';
import { tagsAndType } from './tag-values.js';
import { nodeOf, typeOf } from './type-of.js';

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
   * The member that holds the bytes of the whole record, or how they follow from one; encode fills it in. Bytes that it covers and no member holds are
   * kept as `unknownTail` and written back.
   */
  readonly length?: string | Measure;
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
  length: 'any',
  versioned: 'boolean',
  next: 'string',
  startAlign: 'number',
};

type FilledByOptions<O> =
  | (O extends { length: infer F } ? (F extends { readonly member: infer M } ? M : F) : never)
  | (O extends { next: infer F } ? F : never);
/** Bytes after all members, which the record's length, or its distance to the next, covers. */
type Tail<O> = O extends { length: string | Measure } | { next: string } ? { unknownTail?: Uint8Array } : unknown;
type Unknown<O, M> = Tail<O> & Gaps<M>;
/** A versioned record may end before any member but that with its length; which members are always there depends on their offsets. */
type Held<V, O> = O extends { versioned: true; length: infer L }
  ? V extends unknown
    ? Cut<V, FirstStep<L>>
    : never
  : V;
type Cut<V, Whole> = { [K in keyof V as K extends Whole ? K : never]: V[K] } & {
  [K in keyof V as K extends Whole ? never : K]?: V[K];
};
type FirstStep<Path> = Path extends `${infer First}.${string}` ? First : Path;

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
  Held<StructOut<M>, O> & Unknown<O, M> extends infer V
    ? V extends unknown
      ? { -readonly [K in keyof V]: V[K] }
      : never
    : never,
  Held<StructIn<M, FilledByOptions<O>>, O> & Readonly<Unknown<O, M>>,
  Held<StructView<M>, O> & Readonly<Unknown<O, M>>,
  StructTree<M>,
  Held<StructNamed<M>, O> & Unknown<O, M> extends infer V
    ? V extends unknown
      ? { -readonly [K in keyof V]: V[K] }
      : never
    : never
> & { readonly typeName: N } & PointedIn<M> {
  assertString('the name of a struct', name, 'ERR_SCHEMA');
  assertOptions('struct', options, STRUCT_OPTIONS, 'ERR_SCHEMA');
  const all: RecordOptions = { ...PLAIN_RECORD, ...options, ...lengthOptions(options?.length) };
  return namedRecord(
    name,
    recordNode(name || undefined, false, withTrailing(memberNodes(members, name)), undefined, all),
  );
}

/** Members after the one of varying length lie before the record's end. */
function withTrailing(members: readonly MemberNode[]): MemberNode[] {
  const varying = members.findIndex(({ node }) => isVariable(node));
  return members.map(({ name, node }, index) => {
    const isTrailing = varying >= 0 && index > varying && !isVirtual(node);
    return { name, node: isTrailing ? { kind: 'trailing', target: node } : node };
  });
}

/** A member that stands after the one of varying length, for schemas that are made and not written. */
export function trailing(type: AnyType): AnyType {
  return typeOf({ kind: 'trailing', target: nodeOf(type) });
}

/** What a record says of its length. @throws CastbufError ERR_SCHEMA */
export function lengthOptions(length: unknown): Pick<RecordOptions, 'length' | 'lengthMeasure'> {
  if (length === undefined) return { length, lengthMeasure: undefined };
  if (!isMeasure(length)) {
    assertString('length of struct', length, 'ERR_SCHEMA');
    return { length: length as string, lengthMeasure: undefined };
  }
  return { length: length.member, lengthMeasure: checkedMeasure('length of struct', length) };
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

/** Promotes the members of a struct, union or bit group to the record around it; the key it stands under is not used. */
export function anonymous<T extends AnyType>(type: T): AnonymousOf<T> & FillsOf<T> & PointedOf<T> {
  const node = nodeOf(type);
  if (node.kind !== 'record')
    throw schemaError('', `anonymous takes a struct, union or bits group, not ${partName(node)}`);
  return typeOf({ kind: 'anonymous', record: node });
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
