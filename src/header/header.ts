import type { AnyType, FlatEntry, Layout, NamedAbi } from '../schema/index.js';
import type { ConstantOrName } from './annotations.js';
import type { HeaderError, HeaderNote, HeaderPlace } from './header-error.js';

/** A schema type that came from a header: `createCodec` takes a record's, and any of them can be a member of your own structs. */
export type ImportedType = AnyType & { readonly typeName?: string };

/** A member of a record of a header. */
export interface HeaderMember {
  /** Undefined for anonymous records and unnamed bit-fields. */
  readonly name: string | undefined;
  /** As C has it, `UCHAR Data[16]` or `UINT64 FrameNumber : 40`. */
  readonly declaration: string;
  readonly place: HeaderPlace;
  /** What counts the array, or what the pointer points to: SAL, or an annotation. */
  readonly counted: HeaderCount | undefined;
  /**
   * What a pointer points to. In a message the pointer is a number: what it points to lies in somebody's memory. With
   * `counted` this is an array.
   */
  readonly target: PointerTarget | undefined;
}

/** What counts an array, or what a pointer points to. */
export interface HeaderCount {
  /** A member of the record or a dotted path, `Header.Count`; or the expression as written, `Count * 2`. */
  readonly by: string;
  readonly unit: 'elements' | 'bytes';
  /** `by` leads to an integer of the record. */
  readonly isMember: boolean;
}

/** What a pointer points to. */
export interface PointerTarget {
  /** As C has it, without qualifiers: `UCHAR`. */
  readonly declaration: string;
  /** Undefined where no bytes can be read as it: functions, void, records without a body. */
  readonly type: ImportedType | undefined;
}

/** A struct or a union of a header. */
export interface HeaderRecord {
  /** Its tag, else the first typedef; unnamed records are not listed. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly typedefs: readonly string[];
  readonly kind: 'struct' | 'union';
  readonly place: HeaderPlace;
  /** `sizeof`, bytes. */
  readonly size: number;
  /** Bytes. */
  readonly align: number;
  /** `[path, bitOffset, bitSize]` of every member; an array and a member of a named record are one entry. */
  readonly flat: readonly FlatEntry[];
  readonly layout: Layout;
  readonly type: ImportedType;
  /** In the order of `layout.root.members`. */
  readonly members: readonly HeaderMember[];
}

/** An enum of a header. */
export interface HeaderEnum {
  /** Its tag, else the first typedef; undefined for an enum that only names constants. */
  readonly name: string | undefined;
  readonly tag: string | undefined;
  readonly typedefs: readonly string[];
  readonly place: HeaderPlace;
  readonly values: Readonly<Record<string, number | bigint>>;
  readonly type: ImportedType;
}

/** A typedef of a header. */
export interface HeaderTypedef {
  readonly name: string;
  /** What it stands for, as C declares it: `unsigned long ULONG`. */
  readonly declaration: string;
  readonly place: HeaderPlace;
  /** Undefined where no bytes can be read as it: functions, void, records without a body. */
  readonly type: ImportedType | undefined;
}

/** The messages that annotations speak of, ready for `messageSet(discriminator, definitions, { abi })`. */
export interface HeaderMessages {
  readonly discriminator: string;
  readonly definitions: Readonly<Record<string, { value: number; input: ImportedType; output?: ImportedType }>>;
}

/** What a C header declares. */
export interface Header {
  readonly abi: NamedAbi;
  /** By tag and by typedef, all that bytes can be read as. */
  readonly types: Readonly<Record<string, ImportedType>>;
  readonly records: readonly HeaderRecord[];
  readonly enums: readonly HeaderEnum[];
  readonly typedefs: readonly HeaderTypedef[];
  /** Enumerators, and macros whose text is a constant. */
  readonly constants: Readonly<Record<string, number | bigint | string>>;
  /** Undefined where no record is annotated as a message. */
  readonly messages: HeaderMessages | undefined;
  /** What could not be imported, in the order of the text. Everything else is here. */
  readonly errors: readonly HeaderError[];
  /** Words, attributes and pragmas that were passed over, in the order of the text, each once. What they say may be missing. */
  readonly notes: readonly HeaderNote[];
  /**
   * The type of that name.
   * @throws CastbufError ERR_USAGE when there is none; it says which are alike, or why it could not be imported
   */
  type(name: string): ImportedType;
  /** By tag or typedef. @throws CastbufError ERR_USAGE where the header has none of that name */
  record(name: string): HeaderRecord;
}

export type { ConstantOrName };
