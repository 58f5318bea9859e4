import type { TextEncoding } from '../bytes/index.js';
import type { ColumnKind } from '../program/index.js';
import { featuresOf, type AnyFeatured } from '../message/index.js';
import { recordOf } from '../columns/index.js';
import type { TimeRule } from '../schema/index.js';
import { describedColumns } from './described-columns.js';

/** What a column of a type is, whatever writes it down: Arrow, SQL, a page. */
export interface ColumnDescription {
  /** Dotted path of the member, as `batch.columns` has it. */
  readonly path: string;
  /** The last step of the path, or as many as it takes so that no other column ends so: `EncodeRate` for `ChunkInfo.EncodeRate`. */
  readonly name: string;
  /** What each value is. */
  readonly value: ColumnValue;
  /**
   * Lengths of the fixed arrays around a value, outermost first; empty for a single value. A row has as many values as their product, one after the other.
   */
  readonly dimensions: readonly number[];
  /** The column is a list: a row has as many numbers, bytes or units of text as its record says. */
  readonly isList: boolean;
  /** What selects the arms of tagged unions around it, and how long a versioned record must be: a row has a value where all of these hold. Empty: every row has one. */
  readonly present: readonly ColumnCondition[];
  /** Other columns show the same bytes: those of the other arms of an untagged union. */
  readonly isShared: boolean;
  /** What the array of the column is: see `Column`. */
  readonly array: ColumnKind;
}

/** A value of a column. `declared` is the name of its type: `u32`, `MIRACAST_CHUNK_TYPE`, `NTSTATUS`. */
export type ColumnValue =
  | {
      readonly type: 'integer';
      readonly declared: string;
      /** Those of the value, which may be fewer than those of the array's elements: 40 of a bit-field. */
      readonly bits: number;
      readonly isSigned: boolean;
      /** Of an enum. */
      readonly names?: ColumnNames;
      /** What it counts, where it is a time. */
      readonly time?: TimeRule;
    }
  | {
      readonly type: 'float';
      readonly declared: string;
      readonly bits: number;
      /** 8 of a single; 5 or 8 of 16 bits. */
      readonly exponentBits: number;
      readonly time?: TimeRule;
    }
  | { readonly type: 'bool'; readonly declared: string }
  /** `bytes`: what each takes in its record, where that is the same in all of them; a text in it may end before, at its first NUL. */
  | { readonly type: 'text'; readonly encoding: TextEncoding; readonly bytes?: number }
  | { readonly type: 'bytes'; readonly bytes?: number }
  | { readonly type: 'guid' }
  /** Parts of varying length that are no numbers: the column has their bytes, and `value(row)` what they are. */
  | { readonly type: 'elements' };

/** Names of an enum's values. */
export interface ColumnNames {
  /** Of the enum. */
  readonly name: string;
  /** Name -> value, in their order. Several names may have one value: the first of them is the one that it is told by. */
  readonly values: Readonly<Record<string, number | bigint>>;
  /** Values are sums of named bits. */
  readonly isFlags: boolean;
  /** Records with another value are refused. */
  readonly isStrict: boolean;
}

/** What a record must be, so that its row has a value. */
export type ColumnCondition = TagCondition | LengthCondition;

/** A versioned record has at least so many bytes. */
export interface LengthCondition {
  /** Path of the member that holds them. */
  readonly length: string;
  readonly least: number;
}

/** The tag of a union is one of some values, or none of them. */
export interface TagCondition {
  /** Path of the tag. */
  readonly tag: string;
  readonly isOneOf: boolean;
  readonly values: readonly (number | bigint)[];
}

/**
 * What each column of a codec is: its type, names and unit, how many values a row has, and when it has none. In the order of `codec.columns`.
 * @throws CastbufError ERR_USAGE for anything but a codec of createCodec; of a set codec each of `setCodec.codecs` is one
 * @example
 * ```ts
 * import { createCodec, describeColumns, enumeration, struct, tagged, time, u16, u32, u64 } from 'castbuf';
 *
 * const Kind = enumeration('KIND', u16, { LEVEL: 1, RATE: 2 });
 * const Event = struct('EVENT', { At: time(u64, { unit: 'us' }), Kind, Data: tagged('Kind', { Level: [1, u16], Rate: [2, u32] }) });
 * const [, , level] = describeColumns(createCodec(Event));
 * console.log(level?.path, level?.name, level?.value.type); // Data.Level Level integer
 * console.log(level?.present); // [ { tag: 'Kind', isOneOf: true, values: [ 1 ] } ]
 * ```
 */
export function describeColumns(codec: AnyFeatured): readonly ColumnDescription[] {
  return describedColumns(recordOf(featuresOf(codec)).program).map(({ description }) => description);
}
