/*
 * The columns of a type, for the type checker. Each type carries a tree in `~columns`: records are objects of their members, everything else is
 * a `Leaf`. The tree is flattened to dotted paths only where somebody asks for columns, so a schema pays for them once, and only then.
 */

/** What a column of numbers is an array of. */
export type ColumnArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigUint64Array
  | BigInt64Array;

/** A part of varying length, a row: `lengths[row]` bytes of `data` from `offsets[row]` on. Nothing is copied. */
export interface ListColumn {
  readonly data: Uint8Array;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/** What an array of numbers is an array of, by the kind that the run time knows it by. Its buffer can be transferred: it is never shared with threads. */
export interface ArrayByKind {
  u8: Uint8Array<ArrayBuffer>;
  i8: Int8Array<ArrayBuffer>;
  u16: Uint16Array<ArrayBuffer>;
  i16: Int16Array<ArrayBuffer>;
  u32: Uint32Array<ArrayBuffer>;
  i32: Int32Array<ArrayBuffer>;
  f32: Float32Array<ArrayBuffer>;
  f64: Float64Array<ArrayBuffer>;
  u64: BigUint64Array<ArrayBuffer>;
  i64: BigInt64Array<ArrayBuffer>;
}

/** 'single': an array of one number, which a summary takes as that number. */
type LeafKind = 'number' | 'single' | 'numbers' | 'bytes' | 'text' | 'list' | 'raw' | 'none';

/**
 * A member without members of its own. `Column` is its column, `Packed` the data of its packed column, `Element` the tree of an array's elements;
 * never where there is none.
 */
export interface Leaf<Kind extends LeafKind, Column = never, Packed = never, Element = never, Lies = 0> {
  readonly '~kind': Kind;
  readonly '~column': Column;
  readonly '~packed': Packed;
  readonly '~element': Element;
  /**
   * How a row's elements lie: alone (0), one after the other (1), or in such runs, which lie apart (2); what would need runs of runs has no column.
   * 'arm': it is a member of one, which has none in the elements of an array, whose tags differ.
   */
  readonly '~lies': Lies;
}
type AnyLeaf = Leaf<LeafKind, unknown, unknown, unknown, unknown>;

/** A fixed array of records: the tree of its columns, one for each member of all elements, and that of an element. */
interface RecordsLeaf<Members, Element, Lies = 0> extends Leaf<'none', never, never, Element, Lies> {
  readonly '~members': Members;
}

/** The tree of a type that only run time knows. */
// oxlint-disable-next-line no-explicit-any -- any is what the checks below look for, and what goes with every other tree
export type AnyTree = any;
type IsAny<T> = 0 extends 1 & T ? true : false;

export type NumberLeaf<Kind extends keyof ArrayByKind> = Leaf<'number', ArrayByKind[Kind]>;
/** Its width in bits is the sum of its parts', which the type checker does not know. */
export type SplitLeaf = Leaf<
  'number',
  ArrayByKind['u8'] | ArrayByKind['u16'] | ArrayByKind['u32'] | ArrayByKind['f64']
>;
export type GuidLeaf = Leaf<'bytes', ArrayByKind['u8'], ArrayByKind['u8']>;
export type NoColumn = Leaf<'none'>;

type To8 = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
type To16 = 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16;
type To32 = 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31 | 32;
export type WiderThanSafe = 54 | 55 | 56 | 57 | 58 | 59 | 60 | 61 | 62 | 63 | 64;

/** A bit-field of `Width` bits of a type with the tree `Base`: signed as its base is; bools have a byte. */
export type BitLeaf<Base, Value, Width> =
  IsAny<Base> extends true
    ? AnyTree
    : number extends Width
      ? Leaf<'number', ColumnArray>
      : Value extends boolean
        ? NumberLeaf<'u8'>
        : Base extends Leaf<'number', ArrayByKind['i8'] | ArrayByKind['i16'] | ArrayByKind['i32'] | ArrayByKind['i64']>
          ? Leaf<
              'number',
              Width extends To8
                ? ArrayByKind['i8']
                : Width extends To16
                  ? ArrayByKind['i16']
                  : Width extends To32
                    ? ArrayByKind['i32']
                    : Width extends WiderThanSafe
                      ? ArrayByKind['i64']
                      : ArrayByKind['f64']
            >
          : Leaf<
              'number',
              Width extends To8
                ? ArrayByKind['u8']
                : Width extends To16
                  ? ArrayByKind['u16']
                  : Width extends To32
                    ? ArrayByKind['u32']
                    : Width extends WiderThanSafe
                      ? ArrayByKind['u64']
                      : ArrayByKind['f64']
            >;

/** An array of `Size` elements with the tree `Element`: of numbers one column, counted a list. */
export type ArrayLeaf<Element, Size> =
  IsAny<Element> extends true
    ? AnyTree
    : Size extends number
      ? FixedArray<Element, Size>
      : Element extends Leaf<'number', infer Numbers, unknown, unknown, unknown>
        ? Leaf<'numbers', ListColumn, Numbers, Element>
        : Leaf<'list', ListColumn, never, Element>;
type FixedArray<Element, Size> = Element extends AnyLeaf
  ? Element extends { readonly '~members': infer Members }
    ? RecordsLeaf<Along<Members, Size>, Element>
    : RowLeaf<Element, Size, AtLeastOne<Element['~lies']>, Element>
  : RecordsLeaf<Repeated<Element, Size>, Element>;

/** Columns of the members of each element. */
type Repeated<Tree, Size> =
  IsAny<Tree> extends true
    ? AnyTree
    : Tree extends AnyLeaf
      ? Tree['~lies'] extends 2 | 'arm'
        ? Leaf<'none', never, never, Tree['~element']>
        : Tree extends { readonly '~members': infer Members }
          ? RecordsLeaf<Repeated<Members, Size>, Tree['~element']>
          : [Tree['~column']] extends [ListColumn]
            ? Leaf<'none', never, never, Tree['~element']>
            : RowLeaf<Tree, Size, OneMore<Tree['~lies'], Tree['~kind']>, Tree['~element']>
      : { [K in keyof Tree]: Repeated<Tree[K], Size> };

/** The same of an array of arrays, whose elements lie one after the other. */
type Along<Tree, Size> =
  IsAny<Tree> extends true
    ? AnyTree
    : Tree extends AnyLeaf
      ? Tree extends { readonly '~members': infer Members }
        ? RecordsLeaf<Along<Members, Size>, Tree['~element']>
        : RowLeaf<Tree, Size, Tree['~lies'], Tree['~element']>
      : { [K in keyof Tree]: Along<Tree[K], Size> };

type AtLeastOne<Lies> = Lies extends 0 ? 1 : Lies;
/** A range of bytes is a run already. */
type OneMore<Lies, Kind> = Lies extends 1 ? 2 : Kind extends 'bytes' | 'text' ? 2 : 1;

/** The elements of a row of what one element is. */
type RowLeaf<Tree extends AnyLeaf, Size, Lies, Element> = Leaf<
  RowKind<Tree['~kind'], Size>,
  Tree['~column'],
  Tree['~packed'],
  Element,
  Lies
>;
type RowKind<Kind extends LeafKind, Size> = Kind extends 'number' | 'single'
  ? Size extends 1
    ? 'single'
    : 'numbers'
  : Kind;

export type RangeLeaf<Kind extends 'bytes' | 'text', Size> = Size extends number
  ? Leaf<Kind, ArrayByKind['u8'], ArrayByKind['u8']>
  : Leaf<Kind, ListColumn, ArrayByKind['u8']>;

/** What is left of a tree in the arm of a tagged union, which has no column in the elements of an array. */
export type ArmTree<Tree> =
  IsAny<Tree> extends true
    ? AnyTree
    : Tree extends AnyLeaf
      ? Tree extends { readonly '~members': infer Members }
        ? RecordsLeaf<ArmTree<Members>, Tree['~element'], 'arm'>
        : Leaf<Tree['~kind'], Tree['~column'], Tree['~packed'], Tree['~element'], 'arm'>
      : { [K in keyof Tree]: ArmTree<Tree[K]> };

/** Bytes of a tagged union whose tag selects no arm. */
export interface RawTree {
  raw: Leaf<'raw', ArrayByKind['u8'], ArrayByKind['u8'], never, 'arm'>;
}

type Path<Prefix extends string, Name> = Prefix extends '' ? Name & string : `${Prefix}.${Name & string}`;

/** Stands for whatever is below a member that only run time knows. */
type UnknownLeaf = Leaf<AnyTree, ColumnArray | ListColumn, AnyTree, AnyTree, AnyTree>;

/** A leaf and its path. An object, as tuples bring all of Array's members along. */
interface Entry<At extends string, Found> {
  readonly at: At;
  readonly leaf: Found;
}
interface AnyEntry {
  readonly at: string;
  readonly leaf: AnyLeaf;
}

/** An `Entry` for each leaf of a tree. */
type Entries<Tree, Prefix extends string> =
  IsAny<Tree> extends true
    ? Entry<Prefix | `${Prefix}.${string}`, UnknownLeaf>
    : Tree extends { readonly '~members': infer Members }
      ? Entries<Members, Prefix>
      : Tree extends AnyLeaf
        ? Entry<Prefix, Tree>
        : { [K in keyof Tree]: Entries<Tree[K], Path<Prefix, K>> }[keyof Tree];

type EntriesOf<Tree> = Known<Entries<Tree, ''>>;
/** Says that these are entries, so that TypeScript does not look through the tree of a type parameter to find that out. */
type Known<All> = Extract<All, AnyEntry>;

/** The path of an entry where `Wanted`, one of its arrays, is there. */
type PathWith<E extends AnyEntry, Wanted> = [Wanted] extends [never] ? never : E['at'];
type PathWhere<E extends AnyEntry, Kind> = E extends AnyEntry
  ? E['leaf']['~kind'] extends Kind
    ? E['at']
    : never
  : never;

/** Columns of a type that only run time knows. */
export type AnyColumns = Readonly<Record<string, ColumnArray | ListColumn>>;

type ColumnsIn<Tree> = IsAny<Tree> extends true ? AnyColumns : ColumnsFrom<Entries<Tree, ''>>;
/** Written out here, so that editors show the columns and not the name of a type. */
type ColumnsFrom<All> = [All] extends [infer Each]
  ? { readonly [E in Known<Each> as PathWith<E, E['leaf']['~column']>]: E['leaf']['~column'] }
  : never;

/** Records around what a path leads to: `a` and `a.b` of `a.b.c`. */
type Around<At extends string> = At extends `${infer First}.${infer Rest}` ? First | `${First}.${Around<Rest>}` : never;

type AnyPath<Tree, Known> = IsAny<Tree> extends true ? string : Known;

type PackedIn<Tree> = IsAny<Tree> extends true ? Readonly<Record<string, ColumnArray>> : PackedFrom<Entries<Tree, ''>>;
type PackedFrom<All> = {
  readonly [E in Known<All> as PathWith<E, E['leaf']['~packed']>]: E['leaf']['~packed'];
};

type PathsBelow<Tree, Prefix extends string> =
  IsAny<Tree> extends true
    ? Prefix | `${Prefix}.${string}` | `${Prefix}[${string}`
    : Tree extends Leaf<infer Kind, unknown, unknown, infer Element, unknown>
      ? Kind extends 'raw'
        ? never
        : Prefix | ([Element] extends [never] ? never : PathsBelow<Element, `${Prefix}[${number}]`>)
      : (Prefix extends '' ? never : Prefix) | { [K in keyof Tree]: PathsBelow<Tree[K], Path<Prefix, K>> }[keyof Tree];

/**
 * Types that follow from a tree. They are members of each schema type, and not type functions of the tree: TypeScript can tell how codecs and batches of two
 * types relate only where it reads these from a type.
 */
export interface Paths<Tree> {
  readonly columns: ColumnsIn<Tree>;
  readonly column: keyof ColumnsIn<Tree> & string;
  readonly selection: (keyof ColumnsIn<Tree> & string) | Around<keyof ColumnsIn<Tree> & string>;
  readonly number: AnyPath<Tree, PathWhere<EntriesOf<Tree>, 'number' | 'single'>>;
  readonly text: AnyPath<Tree, PathWhere<EntriesOf<Tree>, 'text'>>;
  readonly packed: PackedIn<Tree>;
  readonly packable: keyof PackedIn<Tree> & string;
  readonly member: AnyPath<Tree, PathsBelow<Tree, ''>> & string;
}
interface HasPaths {
  readonly '~columns': AnyTree;
  readonly '~paths': Paths<AnyTree>;
}

/** Each path that has a column -> its array. */
export type ColumnsOf<T extends HasPaths> = T['~paths']['columns'];
/** The path of a column. */
export type ColumnPath<T extends HasPaths> = T['~paths']['column'];
/** What can be asked for: the path of a column, or of a record, which stands for all of its members. */
export type ColumnSelection<T extends HasPaths> = T['~paths']['selection'];
/** The path of a column of one number a record. */
export type NumberPath<T extends HasPaths> = T['~paths']['number'];
/** The path of a column of texts. */
export type TextPath<T extends HasPaths> = T['~paths']['text'];
/** Each path that can be packed -> the array that its data is. */
export type PackedOf<T extends HasPaths> = T['~paths']['packed'];
/** The path of a part whose column can be packed: bytes, texts, and counted arrays of numbers. */
export type PackedPath<T extends HasPaths> = T['~paths']['packable'];
/** The path of any member, also of a record and below elements of arrays: what `layout.offsetOf` takes. */
export type MemberPath<T extends HasPaths> = T['~paths']['member'];

/** The columns that a selection gives. */
export type SelectedColumns<T extends HasPaths, Selected extends string> =
  IsAny<T['~columns']> extends true
    ? AnyColumns
    : {
        readonly [
          E in EntriesOf<T['~columns']> as PathWith<E, E['leaf']['~column']> & (Selected | `${Selected}.${string}`)
        ]: E['leaf']['~column'];
      };
