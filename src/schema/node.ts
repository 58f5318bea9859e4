import type { TextEncoding } from '../bytes/index.js';
import type { Measure } from './measures.js';

/**
 * The tree that a schema is: what the user wrote, before an ABI gives it offsets.
 * Nodes are plain frozen data; `layout.ts` turns them into a Layout.
 */

/**
 * Microsoft's compiler, or gcc for a processor: `gcc-arm` is AAPCS as bare metal has it (arm-none-eabi), `gcc-powerpc`, `gcc-powerpc64`, `gcc-mips`
 * (o32) and `gcc-s390x` are big-endian.
 */
export type NamedAbi =
  | 'msvc-x64'
  | 'msvc-x86'
  | 'gcc-x64'
  | 'gcc-i386'
  | 'gcc-arm'
  | 'gcc-aarch64'
  | 'gcc-powerpc'
  | 'gcc-powerpc64'
  | 'gcc-mips'
  | 'gcc-s390x';
/** Byte order. */
export type Endian = 'little' | 'big';
export type ScalarFormat = 'unsigned' | 'signed' | 'float' | 'bool';

/** A value that a decoded number must have. Numbers are kept as bigint where the scalar is 64 bits wide. */
export type Check =
  | { readonly kind: 'magic'; readonly value: number | bigint }
  | { readonly kind: 'range'; readonly min: number | bigint; readonly max: number | bigint }
  | { readonly kind: 'strict' };

/** All parameters of a CRC; see `crc`. */
export interface CrcModel {
  readonly width: number;
  /** A bigint where the width is more than 32; so are `init` and `xorOut`. */
  readonly poly: number | bigint;
  readonly init: number | bigint;
  readonly reflectIn: boolean;
  readonly reflectOut: boolean;
  readonly xorOut: number | bigint;
}

/** How a checksum is computed. */
export interface ChecksumMethod {
  /** Bytes of the checksum. */
  readonly bytes: number;
  readonly kind: 'crc-32' | 'crc-32c' | 'sum' | 'sum-to-zero' | 'crc' | 'two-sums' | 'internet' | 'xor' | 'own';
  /** What it has besides, in the order of assembly/core/layout.ts. */
  readonly constants: readonly (number | bigint)[];
}

/** Computes a checksum of bytes. */
export type SumFunction = (bytes: Uint8Array) => number | bigint;

/** A checksum by a function of the user's, which `sumBy` makes. */
export class OwnSum {
  constructor(
    readonly sum: SumFunction,
    /** What computes and checks it when the engine is done. */
    readonly sums: object,
  ) {}
}

/** Bytes of a struct that a checksum sums. */
export interface ChecksumRange {
  /** First member that is summed; the start of the struct by default. */
  readonly from?: string | undefined;
  /** First member that is not summed any more; the end of the record by default. */
  readonly to?: string | undefined;
}

export interface ChecksumRule {
  /** As it was given. */
  readonly algorithm: string | CrcModel | OwnSum;
  readonly method: ChecksumMethod;
  /** One or more, in the order in which they are summed. */
  readonly ranges: readonly ChecksumRange[];
}

/** What a time counts: days, seconds, and parts of seconds. */
export type TimeUnit = 'd' | 's' | 'ms' | 'us' | '100ns' | 'ns';

/** What a number that is a time means. */
export interface TimeRule {
  readonly unit: TimeUnit;
  /** The day at whose beginning, in UTC, it is 0: `1970-01-01`. */
  readonly epoch: string;
}

export interface EnumNames {
  readonly name: string;
  readonly values: Readonly<Record<string, number | bigint>>;
  readonly flags: boolean;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  /** The name an error or a layout shows: `u32`, `MIRACAST_CHUNK_TYPE`, `NTSTATUS`. */
  readonly name: string;
  /** 0 stands for the pointer size of the ABI. */
  readonly bytes: number;
  /** Alignment where it is not the size: LUID and FILETIME are 8 bytes at 4. */
  readonly align: number | undefined;
  readonly format: ScalarFormat;
  /** Bits of a float's exponent, 0 for what is no float: together with its bytes they are its format. */
  readonly exponent: number;
  readonly endian: Endian | undefined;
  readonly enumeration: EnumNames | undefined;
  readonly check: Check | undefined;
  readonly checksum: ChecksumRule | undefined;
  readonly time: TimeRule | undefined;
}

/** One bit-field; `unnamed` ones only take space. Width 0 closes the unit, as in C. */
export interface BitNode {
  readonly kind: 'bit';
  readonly base: ScalarNode;
  readonly width: number;
  readonly unnamed: boolean;
}

/** How many elements: a number, a sibling's value, or all that is left of the record. */
export type Count =
  | { readonly kind: 'fixed'; readonly count: number }
  | {
      readonly kind: 'field';
      readonly field: string;
      /** How the count follows from the field, where that does not hold it as it is. */
      readonly measure: Measure | undefined;
      /** What the field counts. */
      readonly unit: 'elements' | 'bytes';
      /** Elements that the struct always holds, of which the field says how many are used. */
      readonly capacity: number | undefined;
    }
  | { readonly kind: 'rest' }
  | { readonly kind: 'terminated' };

interface Sized {
  readonly count: Count;
  /** Elements of a tail that `sizeof` includes: 1 for `[1]` tails (ANYSIZE_ARRAY), else 0. */
  readonly declared: number;
}

export interface ArrayNode extends Sized {
  readonly kind: 'array';
  readonly element: Node;
  /** Records and arrays inside each other, this one included. */
  readonly depth: number;
}

/** A range of fixed size that every message must hold the same bytes in. */
interface Marked {
  readonly magic?: readonly number[];
}

export interface BytesNode extends Sized, Marked {
  readonly kind: 'bytes';
}

/** Text counts code units: 1 byte each in ASCII and UTF-8, 2 in UTF-16. */
export interface TextNode extends Sized, Marked {
  readonly kind: 'text';
  readonly encoding: TextEncoding;
  /** A text of fixed size that does not end at its first NUL. */
  readonly exact: boolean;
}

/** A record type of a set, under its name. */
export interface RecordTypeNode {
  readonly name: string;
  /** Values of the discriminator that say it; empty: all that no other type has. */
  readonly tags: readonly (number | bigint)[];
  readonly node: RecordNode;
}

/** Records of several types, one after the other; their bytes are counted. */
export interface RecordsNode extends Sized {
  readonly kind: 'records';
  /** Path of the member that says a record's type. */
  readonly discriminator: string;
  readonly types: readonly RecordTypeNode[];
  /** What lays the types out, and reads and writes their records: see `RecordLists` of the programs. Types without such a part have none of it. */
  readonly lists: object;
  /** Records and arrays inside each other, those of the types among them. */
  readonly depth: number;
}

export interface GuidNode extends Marked {
  readonly kind: 'guid';
}

export interface MemberNode {
  readonly name: string;
  readonly node: Node;
}

export interface UnionTag {
  readonly field: string;
  /** Arm name -> the tag values that select it. */
  readonly cases: Readonly<Record<string, readonly (number | bigint)[]>>;
  /** The arm for every other value. */
  readonly otherwise: string | undefined;
  /** `true`: only the selected arm's bytes travel, and the record ends with them. */
  readonly sized: boolean;
}

export interface RecordOptions {
  /** `#pragma pack(n)` around the record. */
  readonly pack: number | undefined;
  /** `__declspec(align(n))` on the record. */
  readonly align: number | undefined;
  /** Byte order of members that do not say their own. */
  readonly endian: Endian | undefined;
  /** Bit-fields begin at the most significant bit of a byte, as under the ABI of a big-endian machine, also under another one. */
  readonly bitsFrom: 'high' | undefined;
  /** `ms_struct`: under gcc's ABI bit-fields lie as MSVC has them. */
  readonly bitLayout: 'ms' | undefined;
  /** The member that holds the bytes of the whole record. */
  readonly length: string | undefined;
  /** How the bytes follow from that member, where it does not hold them as they are. */
  readonly lengthMeasure: Measure | undefined;
  /** A `length` below the fixed part leaves later members out; one above it keeps an unknown tail. */
  readonly versioned: boolean;
  /** The member that holds the distance to the next record, 0 in the last. */
  readonly next: string | undefined;
  /** Records of a stream start at multiples of this. */
  readonly startAlign: number;
  /** The ABI that the record was written for, where whoever lays it out names none. */
  readonly abi: NamedAbi | undefined;
}

export interface RecordNode {
  readonly kind: 'record';
  readonly union: boolean;
  readonly name: string | undefined;
  readonly members: readonly MemberNode[];
  readonly tag: UnionTag | undefined;
  readonly options: RecordOptions;
  /** Records and arrays inside each other, 1 for a record of scalars. */
  readonly depth: number;
}

/** Promotes the members of an unnamed record to the record around it. */
export interface AnonymousNode {
  readonly kind: 'anonymous';
  readonly record: RecordNode;
}

/**
 * `__declspec(align(n))` on a member, 0 where it demands none; `packed`: its own alignment does not count, as with
 * `__attribute__((packed))`.
 */
export interface AlignedNode {
  readonly kind: 'aligned';
  readonly align: number;
  readonly packed: boolean;
  readonly node: Node;
}

/** One value whose bits lie in several members, most significant first. Takes no space of its own. */
export interface SplitNode {
  readonly kind: 'split';
  readonly parts: readonly string[];
}

/** A member after the part of varying length: it lies so far before the record's end as the members after it need. */
export interface TrailingNode {
  readonly kind: 'trailing';
  readonly target: Node;
}

/** A part that lies where a sibling's offset points. Takes no space of its own. */
export interface PointedNode {
  readonly kind: 'pointed';
  readonly offsetField: string;
  readonly relativeTo: 'record' | 'field';
  readonly target: Node;
}

export type Node =
  | ScalarNode
  | BitNode
  | ArrayNode
  | BytesNode
  | TextNode
  | RecordsNode
  | GuidNode
  | RecordNode
  | AnonymousNode
  | AlignedNode
  | SplitNode
  | PointedNode
  | TrailingNode;
