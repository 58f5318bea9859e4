import type { CrcModel, NamedAbi, TimeRule } from '../schema/index.js';

/*
 * A schema as JSON. A number of 64 bits is a string of its digits, and so is an infinite bound; everything that has its default value is left
 * out. Members, enum values and tags are lists of pairs, because objects do not keep the order of all names.
 */

/** What `writeSchema` gives: JSON.stringify it, post it, put it beside the data. */
export interface WrittenSchema {
  /** The version of this form. */
  readonly castbufSchema: 1;
  readonly abi: NamedAbi | { readonly packed: number; readonly base: NamedAbi };
  readonly type: WrittenType;
}

/** A number; where a double does not hold it, its decimal digits. */
export type WrittenNumber = number | string;

/** A name alone is a number type, or `guid`. */
export type WrittenType =
  | string
  | WrittenScalar
  | { readonly kind: 'bits'; readonly of: WrittenType; readonly width: number; readonly unnamed?: boolean }
  | ({ readonly kind: 'array'; readonly of: WrittenType } & WrittenSize)
  | ({ readonly kind: 'bytes' } & WrittenMark & WrittenSize)
  | ({ readonly kind: 'text'; readonly encoding: string; readonly exact?: boolean } & WrittenMark & WrittenSize)
  | ({ readonly kind: 'guid' } & WrittenMark)
  | ({
      readonly kind: 'records';
      /** Path of the member that says a record's type. */
      readonly discriminator: string;
      readonly types: readonly WrittenRecordType[];
    } & WrittenSize)
  | WrittenRecord
  | { readonly kind: 'anonymous'; readonly of: WrittenType }
  | { readonly kind: 'aligned'; readonly of: WrittenType; readonly align: number; readonly packed?: boolean }
  | { readonly kind: 'split'; readonly parts: readonly string[] }
  | { readonly kind: 'trailing'; readonly of: WrittenType }
  | { readonly kind: 'at'; readonly offset: string; readonly relativeTo?: 'field'; readonly of: WrittenType };

/** The bytes that a part of fixed size must hold. */
interface WrittenMark {
  readonly magic?: readonly number[];
}

/** A record type of a set, with the values of the discriminator that say it. */
export type WrittenRecordType = readonly [
  name: string,
  tags: readonly WrittenNumber[] | 'otherwise',
  type: WrittenType,
];

/** A number type with what was added to it: names, an alignment, a byte order, a rule, what it counts. */
export interface WrittenScalar {
  readonly kind: 'number';
  readonly of: string;
  readonly align?: number;
  readonly endian?: 'little' | 'big';
  readonly time?: TimeRule;
  readonly enumeration?: WrittenEnumeration;
  readonly magic?: WrittenNumber;
  readonly range?: readonly [least: WrittenNumber, most: WrittenNumber];
  readonly checksum?: WrittenChecksum;
}

/** A checksum of one range, or of several. */
export interface WrittenChecksum extends WrittenRange {
  readonly algorithm: string | (Omit<CrcModel, CrcBits> & Readonly<Record<CrcBits, WrittenNumber>>);
  readonly ranges?: readonly WrittenRange[];
}

type CrcBits = 'poly' | 'init' | 'xorOut';

/** The first member that is summed, and the first that is not any more. */
interface WrittenRange {
  readonly from?: string;
  readonly to?: string;
}

/** The names of a number: an enum, or `flags`. */
export interface WrittenEnumeration {
  readonly name: string;
  readonly values: readonly (readonly [name: string, value: WrittenNumber])[];
  readonly flags?: boolean;
  readonly strict?: boolean;
}

/** How a length or a count follows from a member. */
export interface WrittenMeasure {
  readonly member: string;
  readonly mask?: WrittenNumber;
  readonly shift?: number;
  readonly times?: number;
  readonly plus?: number;
  readonly align?: number;
}

/** Without any of these: all that is left of the record. */
export interface WrittenSize {
  /** A number of elements, or the member that counts, or what follows from it. */
  readonly size?: number | string | WrittenMeasure;
  readonly until?: 'nul';
  readonly unit?: 'bytes';
  readonly capacity?: number;
  readonly declared?: number;
}

/** A struct or a union. */
export interface WrittenRecord {
  readonly kind: 'struct' | 'union';
  readonly name?: string;
  readonly members: readonly (readonly [name: string, type: WrittenType])[];
  readonly tag?: {
    readonly field: string;
    readonly cases: readonly (readonly [arm: string, values: readonly WrittenNumber[]])[];
    readonly otherwise?: string;
    readonly sized?: boolean;
  };
  readonly pack?: number;
  readonly align?: number;
  readonly endian?: 'little' | 'big';
  readonly bitsFrom?: 'high';
  readonly bitLayout?: 'ms';
  readonly length?: string | WrittenMeasure;
  readonly versioned?: boolean;
  readonly next?: string;
  readonly startAlign?: number;
  readonly abi?: NamedAbi;
}
