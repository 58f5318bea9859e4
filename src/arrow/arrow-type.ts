/* What a table consists of, as Apache Arrow's columnar format (1.5) has it. */

/** Units of a timestamp, in the order of the format's numbers. */
export const TIMESTAMP_UNITS = ['s', 'ms', 'us', 'ns'] as const;
export type TimestampUnit = (typeof TIMESTAMP_UNITS)[number];

export type ArrowType =
  | { readonly kind: 'int'; readonly bits: 8 | 16 | 32 | 64; readonly isSigned: boolean }
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  | { readonly kind: 'bool' | 'utf8' | 'binary' }
  /** Since 1970-01-01, in UTC. */
  | { readonly kind: 'timestamp'; readonly unit: TimestampUnit }
  | { readonly kind: 'fixed-binary'; readonly bytes: number }
  | { readonly kind: 'list'; readonly element: ArrowField }
  | { readonly kind: 'fixed-list'; readonly length: number; readonly element: ArrowField }
  /** Indices into names. */
  | { readonly kind: 'names'; readonly bits: 8 | 16 | 32; readonly names: readonly string[] };

export type Metadata = Readonly<Record<string, string>>;

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly isNullable: boolean;
  readonly metadata: Metadata;
}

/** Fields of a table, and what is known of all of them. */
export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly metadata: Metadata;
}

/** The rows of a field. */
export interface ArrowData {
  readonly length: number;
  readonly nullCount: number;
  /** Bit `row % 8` of byte `row >> 3` is set where the row has a value; undefined: all have. */
  readonly validity: Uint8Array | undefined;
  /** Offsets, where the type has them, then values. A list has its values in `child`. */
  readonly buffers: readonly ArrayBufferView[];
  readonly child?: ArrowData;
}

/** What the elements of lists are called. */
export const ELEMENT_NAME = 'item';

/** The field of the elements of a list: there are as many as it says, and none is null. */
export function elementField(type: ArrowType, metadata: Metadata = {}): ArrowField {
  return { name: ELEMENT_NAME, type, isNullable: false, metadata };
}

/** The element of a list; undefined for all else. */
export function childOf({ type }: ArrowField): ArrowField | undefined {
  return type.kind === 'list' || type.kind === 'fixed-list' ? type.element : undefined;
}
