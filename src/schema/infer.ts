import type { AnyTree, ArmTree, Paths, RawTree } from './columns-of.js';
import type { NamedValues } from './enum-types.js';
import type { Node } from './node.js';

/**
 * What a schema function returns. The `~` members other than `~node` exist only for the type checker.
 * `Out` is what decode gives, `In` what encode takes, `View` what a cursor shows, `Named` what decode gives with names of enums, `Tree` its members and their columns (columns-of.ts).
 */
export interface Type<Out = unknown, In = Out, View = Out, Tree = AnyTree, Named = Out> {
  readonly '~node': Node;
  readonly '~out': Out;
  readonly '~in': In;
  readonly '~view': View;
  readonly '~columns': Tree;
  readonly '~paths': Paths<Tree>;
  readonly '~named': Named;
}

/** Any type of the schema language: a number, a struct, a union, an array. */
// oxlint-disable-next-line no-explicit-any -- the bound of every schema parameter: any value type will do
export type AnyType = Type<any, any, any, any, any>;

/** The value that `decode` returns for a type. */
export type Infer<T extends AnyType> = T['~out'];
/** What `decode` returns for a type, with names of enums or without them, and with 64-bit integers as `Wide` says. */
export type Decoded<T extends AnyType, Names = false, Wide = 'bigint'> = InWide<
  Names extends true ? T['~named'] : T['~out'],
  Wide
>;
type InWide<Value, Wide> = Wide extends 'number'
  ? WideAs<Value, number>
  : Wide extends 'string'
    ? WideAs<Value, `${bigint}`>
    : Value;
type WideAs<Value, As> = 0 extends 1 & Value
  ? Value // any
  : Value extends bigint
    ? As
    : Value extends Scalar | Uint8Array
      ? Value
      : Value extends (infer Element)[]
        ? WideAs<Element, As>[]
        : { [K in keyof Value]: WideAs<Value[K], As> };

/** What `decode` returns with names of enums. */
export type NamedValue<T extends AnyType> = T['~named'];
/** The value that `encode` takes for a type: derived members may be left out. */
export type InferInput<T extends AnyType> = T['~in'];
/** The cursor that `view` returns for a type. */
export type InferView<T extends AnyType> = T['~view'];

/**
 * A cursor that is only read, at any depth. Bytes keep their type: TypeScript has no Uint8Array whose elements cannot be set, and a function
 * that reads one would not take it.
 */
export type ReadonlyView<View> = 0 extends 1 & View
  ? View // any
  : View extends Scalar | Uint8Array
    ? View
    : View extends ArrayView<infer Element, infer _>
      ? ReadonlyArrayView<ReadonlyView<Element>>
      : { readonly [K in keyof View]: ReadonlyView<View[K]> };
type Scalar = string | number | bigint | boolean | undefined;

export type Members = { readonly [name: string]: AnyType };

/** Members that fill themselves in when they are left out. */
export interface Fillable {
  readonly '~fillable': true;
}
/** A type whose members go to the struct around it. */
export interface Promoted {
  readonly '~promoted': true;
}
/** A bit-field that only takes space. */
export interface Unnamed {
  readonly '~unnamed': true;
}
/** A type that fills in the named sibling: a count, a length, an offset. */
export interface Fills<Field extends string> {
  readonly '~fills': Field;
}
/** A part that lies where an offset points, or a type with one inside. */
export interface Pointed {
  readonly '~pointed': true;
}
/** Whether a type has a part that an offset points to, as an array of it then has. */
export type PointedOf<T> = T extends Pointed ? Pointed : unknown;
/** A tagged union whose arms go to the struct around it, beside the tag. */
export interface TaggedBy<Field extends string, A extends Arms> {
  readonly '~tag': Field;
  readonly '~arms': A;
}
/** A value made of siblings, which are not shown on their own. */
export interface MadeOf<Parts extends string> {
  readonly '~parts': Parts;
}

/** Bytes of a message that no member holds, between parts that offsets point to. */
export interface UnknownGap {
  /** From the start of the record, in bytes. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * Elements of an array, read and written when they are asked for. `Given` is what encode takes for one.
 *
 * `reply.List = [1, 2]` does what `reply.List.assign([1, 2])` does, but TypeScript does not know: in a mapped type,
 * which the members of a struct are, a setter takes only what its getter gives.
 */
export interface ArrayView<Element, Given = Element> extends Iterable<Element> {
  /** Elements that are there. Can be set in a reply, where what counts them follows; new elements are zero. */
  length: number;
  /** Element `index`; ERR_USAGE when it is not there. Views of structs move with the array: use one at a time. */
  at(index: number): Element;
  /** Sets all of element `index`. */
  set(index: number, value: Given): void;
  /** Sets all elements, in a reply also how many there are. What is refused changes nothing. */
  assign(values: ArrayLike<Given> | ReadonlyArrayView<Element>): void;
}
/** The same of what is only read. */
export interface ReadonlyArrayView<Element> extends Iterable<Element> {
  readonly length: number;
  /** Element `index`; ERR_USAGE when it is not there. Views of structs move with the array: use one at a time. */
  at(index: number): Element;
}

type Channel = '~out' | '~in' | '~view' | '~columns' | '~named';
type KeysWhere<M, Role> = { [K in keyof M]: M[K] extends Role ? K : never }[keyof M];
type PartsOf<M> = { [K in keyof M]: M[K] extends MadeOf<infer P> ? P : never }[keyof M];
type FieldsFilled<M> = { [K in keyof M]: M[K] extends Fills<infer F> ? F : never }[keyof M];
type Shown<M> = Exclude<keyof M, KeysWhere<M, Promoted | Unnamed> | PartsOf<M>>;

// An intersection of unions: a parameter position keeps each promoted union whole.
type PromotedOf<M, C extends Channel> = [KeysWhere<M, Promoted>] extends [never]
  ? unknown
  : {
        [K in KeysWhere<M, Promoted>]: (part: PromotedPart<M, K, C>) => void;
      }[KeysWhere<M, Promoted>] extends (part: infer All) => void
    ? WithoutParts<All, PartsOf<M>>
    : never;
type PromotedPart<M, K extends keyof M, C extends Channel> = C extends '~out' | '~view' | '~named'
  ? M[K] extends TaggedBy<infer Field, infer A>
    ? TaggedOut<
        A,
        C,
        Field,
        TagIn<M, Field, C extends '~named' ? '~out' : C>,
        C extends '~named' ? TagNames<M, Field> : never
      >
    : OneOf<M[K], C>
  : OneOf<M[K], C>;
/** The values of a tag that is an enum, by their names. */
type TagNames<M, Field> = Field extends keyof M ? (M[Field] extends NamedValues<infer V> ? V : never) : never;
type OneOf<T, C extends Channel> = T extends AnyType ? T[C] : never;
/** What the tag can be, where it stands beside the union. */
type TagIn<M, Field, C extends Channel> = Field extends keyof M ? OneOf<M[Field], C> : number;
type WithoutParts<All, Parts> = [Parts] extends [never]
  ? All
  : All extends unknown
    ? Omit<All, Parts & keyof All>
    : never;

type OptionalKeys<M, Filled> = Extract<Shown<M>, KeysWhere<M, Fillable> | FieldsFilled<M> | Filled>;

/** A member of which the struct around it fills in a part: `Header`, where the record's length is `Header.Size`. */
type MemberIn<In, Filled, Name> = [Filled] extends [never]
  ? In
  : [Filled] extends [`${Name & string}.${infer Part}`]
    ? WithOptional<In, Part>
    : In;
type WithOptional<In, Part extends string> = Omit<In, Part> & { readonly [P in Part & keyof In]?: In[P] | undefined };

export type PointedIn<M> = [KeysWhere<M, Pointed>] extends [never] ? unknown : Pointed;
/** Bytes between the parts that offsets point to, which the message's own value holds. */
export type Gaps<M> = [KeysWhere<M, Pointed>] extends [never] ? unknown : { unknownGaps?: UnknownGap[] };

export type StructOut<M extends Members> = { [K in Shown<M>]: M[K]['~out'] } & PromotedOf<M, '~out'>;
export type StructTree<M extends Members> = { [K in Shown<M>]: M[K]['~columns'] } & PromotedOf<M, '~columns'>;
export type StructNamed<M extends Members> = { [K in Shown<M>]: M[K]['~named'] } & PromotedOf<M, '~named'>;
export type StructView<M extends Members> = { [K in Shown<M>]: M[K]['~view'] } & PromotedOf<M, '~view'>;
export type StructIn<M extends Members, Filled = never> = {
  readonly [K in Exclude<Shown<M>, OptionalKeys<M, Filled>>]: MemberIn<M[K]['~in'], Filled, K>;
} & { readonly [K in OptionalKeys<M, Filled>]?: M[K]['~in'] | undefined } & PromotedOf<M, '~in'>;

type IntersectionOf<Parts extends readonly unknown[]> = Parts extends readonly [infer First, ...infer Rest]
  ? First & IntersectionOf<Rest>
  : unknown;

/** What stands in a union: an unnamed record, whose members are promoted, or an object of arms. */
export type UnionPart = AnyType | Members;
type PartOut<P> = P extends AnyType ? P['~out'] : P extends Members ? StructOut<P> : never;
type PartNamed<P> = P extends AnyType ? P['~named'] : P extends Members ? StructNamed<P> : never;
type PartView<P> = P extends AnyType ? P['~view'] : P extends Members ? StructView<P> : never;
type PartTree<P> = P extends AnyType ? P['~columns'] : P extends Members ? StructTree<P> : never;
type PartIn<P> = P extends AnyType ? Partial<P['~in']> : P extends Members ? Partial<StructIn<P>> : never;

export type UnionOut<P extends readonly UnionPart[]> = IntersectionOf<{ [I in keyof P]: PartOut<P[I]> }>;
export type UnionNamed<P extends readonly UnionPart[]> = IntersectionOf<{ [I in keyof P]: PartNamed<P[I]> }>;
export type UnionView<P extends readonly UnionPart[]> = IntersectionOf<{ [I in keyof P]: PartView<P[I]> }>;
export type UnionTree<P extends readonly UnionPart[]> = IntersectionOf<{ [I in keyof P]: PartTree<P[I]> }>;
export type UnionIn<P extends readonly UnionPart[]> = IntersectionOf<{ [I in keyof P]: PartIn<P[I]> }>;

export type TagValue = number | bigint;
/** Arm name -> the tag value or values that select it, and its type. */
export type Arms = {
  readonly [arm: string]: readonly [tag: TagValue | readonly TagValue[] | 'otherwise', type: AnyType];
};
/** Only for the type checker: a literal that no known tag has, so that a comparison with one rules it out. */
export declare enum Unselecting {
  Tag = 0.5,
}
/** A tag that selects no arm. */
export type UnknownTag = Unselecting.Tag;

/** Above every 64-bit tag. */
export type UnknownWideTag = 0x10000000000000000n;
type ValuesOf<T> = T extends readonly (infer V)[] ? V : Extract<T, TagValue>;
/** Tag values in the kind of their tag: of a 64-bit tag also `1` is a bigint. */
type InKindOf<Value, Tag> = Value extends number
  ? [Tag] extends [bigint]
    ? `${Value}` extends `${infer Wide extends bigint}`
      ? Wide
      : Tag
    : Value
  : Value extends bigint
    ? [Tag] extends [number]
      ? `${Value}` extends `${infer Small extends number}`
        ? Small
        : Tag
      : Value
    : never;
type KnownTags<A extends Arms, Tag> = InKindOf<ValuesOf<Exclude<A[keyof A][0], 'otherwise'>>, Tag>;
/** Tags that select no arm: of an enum its values that no arm has, and one for all numbers without a name. */
type OtherTags<Tag, A extends Arms> =
  Tag extends KnownTags<A, Tag> ? never : number extends Tag ? UnknownTag : bigint extends Tag ? UnknownWideTag : Tag;
type TagsOf<T, A extends Arms, Tag> = T extends 'otherwise' ? OtherTags<Tag, A> : InKindOf<ValuesOf<T>, Tag>;
/** A tag by its name, where it has one. */
type NamedTag<Tag, Names> = [Names] extends [never]
  ? Tag
  : Tag extends TagValue
    ? NameOf<`${Tag}`, Names> extends infer Name
      ? [Name] extends [never]
        ? Tag
        : Name
      : never
    : Tag;
type NameOf<Digits, Names> = {
  [N in keyof Names]: Names[N] extends TagValue ? (`${Names[N]}` extends Digits ? N : never) : never;
}[keyof Names];
type TagMember<Field extends string, Tag> = Field extends `${string}.${string}`
  ? unknown
  : { readonly [F in Field]: Tag };
type NoArm<A extends Arms, Chosen, Raw = never> = {
  readonly [K in Exclude<keyof A | Raw, Chosen> & PropertyKey]?: undefined;
};
type HasOtherwise<A extends Arms> = 'otherwise' extends A[keyof A][0] ? true : false;

export type TaggedOut<A extends Arms, C extends Channel, Field extends string = never, Tag = number, Names = never> =
  | {
      [K in keyof A]: { [Arm in K]: A[K][1][C] } & NoArm<A, K, 'raw'> &
        ([Field] extends [never] ? unknown : TagMember<Field, NamedTag<TagsOf<A[K][0], A, Tag>, Names>>);
    }[keyof A]
  | (HasOtherwise<A> extends true
      ? never
      : IsCovered<Field, Tag, A> extends true
        ? never // each value of the tag selects an arm
        : { raw: Uint8Array } & NoArm<A, never> &
            ([Field] extends [never] ? unknown : TagMember<Field, NamedTag<OtherTags<Tag, A>, Names>>));

type IsCovered<Field, Tag, A extends Arms> = [Field] extends [never]
  ? false
  : [OtherTags<Tag, A>] extends [never]
    ? true
    : false;

/** Where an arm stands for all other tags, and where only the arm's bytes travel, there is no `raw` in columns. */
export type TaggedTree<A extends Arms, Sized> = { [K in keyof A]: ArmTree<A[K][1]['~columns']> } & (true extends
  HasOtherwise<A> | Sized
  ? unknown
  : RawTree);

export type TaggedIn<A extends Arms> =
  | { [K in keyof A]: { readonly [Arm in K]: A[K][1]['~in'] } & NoArm<A, K> }[keyof A]
  | ({ readonly raw: Uint8Array } & NoArm<A, never>);
