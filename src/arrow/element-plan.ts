import type { ColumnValue, DescribedColumn } from '../column-descriptions/index.js';
import { leafKind, type ColumnKind } from '../program/index.js';
import type { ColumnArray, Leaf } from '../schema/index.js';
import type { ArrowData, ArrowType, Metadata } from './arrow-type.js';
import { bitsOf } from './bitmaps.js';
import { nameIndex } from './name-values.js';
import { wideIntegers } from './number-values.js';
import { fixedRanges } from './ranges.js';
import { textData } from './text-data.js';
import { timestampsOf, type TimeValue } from './time-values.js';

/** How the values of a column become values of a type of Arrow. */
export interface ElementPlan {
  readonly type: ArrowType;
  /** Some values may have none of that type. */
  readonly isNullable: boolean;
  /** What Arrow itself reads. */
  readonly metadata: Metadata;
  /** @param values those of a column, of bytes all bytes */
  read(values: ColumnArray, count: number): ArrowData;
}

/** What shows names and times. */
export interface ElementForms {
  readonly enums: 'names' | 'numbers';
  /** `microseconds`: the same in that unit, for who has no other; nanoseconds stay. */
  readonly times: 'timestamps' | 'microseconds' | 'numbers';
}

/** What a column becomes; `raw` is the number itself, where the other does not tell it. */
export interface ElementPlans {
  readonly shown: ElementPlan;
  readonly raw: ElementPlan | undefined;
}

/** @returns undefined for parts that are no single values */
export function elementPlans({ description, shape }: DescribedColumn, forms: ElementForms): ElementPlans | undefined {
  const { value } = description;
  switch (value.type) {
    case 'elements':
      return undefined;
    case 'integer':
    case 'float':
      return numberPlans(value, description.array, leafOf(shape), forms);
    case 'bool':
      return { shown: plain({ kind: 'bool' }, bools), raw: undefined };
    case 'guid':
      return { shown: GUIDS, raw: undefined };
    case 'text': {
      const form = { encoding: value.encoding, endsAtNul: shape?.kind === 'text' && !shape.exact };
      const { path } = description;
      const bytes = value.bytes ?? 0;
      const read = (values: ColumnArray, count: number): ArrowData =>
        textData(fixedRanges(values as Uint8Array, count, bytes), form, { path });
      return { shown: plain({ kind: 'utf8' }, read), raw: undefined };
    }
    case 'bytes':
      return { shown: plain({ kind: 'fixed-binary', bytes: value.bytes ?? 0 }, asTheyAre), raw: undefined };
  }
}

/** The number of a column, or of the elements of its list. */
export function leafOf(shape: DescribedColumn['shape']): Leaf | undefined {
  if (shape?.kind === 'array') return leafOf(shape.element);
  return shape?.kind === 'leaf' ? shape.leaf : undefined;
}

function plain(type: ArrowType, read: ElementPlan['read']): ElementPlan {
  return { type, isNullable: false, metadata: {}, read };
}

function asTheyAre(values: ColumnArray, length: number): ArrowData {
  return { length, nullCount: 0, validity: undefined, buffers: [values] };
}

function bools(values: ColumnArray, length: number): ArrowData {
  return { length, nullCount: 0, validity: undefined, buffers: [bitsOf(values as Uint8Array, length)] };
}

type NumberValue = Extract<ColumnValue, { readonly type: 'integer' | 'float' }>;

function numberPlans(
  value: NumberValue,
  array: ColumnKind,
  leaf: Leaf | undefined,
  { enums, times }: ElementForms,
): ElementPlans {
  const number = numberPlan(value, array === 'list' ? leafKind(leaf as Leaf) : array);
  if (value.time !== undefined && times !== 'numbers') {
    const { type, isExact, read } = timestampsOf(value as TimeValue, times === 'microseconds');
    return { shown: { type, isNullable: !isExact, metadata: {}, read }, raw: isExact ? undefined : number };
  }
  const names = value.type === 'integer' ? value.names : undefined;
  const isNamed = names !== undefined && !names.isFlags && Object.keys(names.values).length > 0;
  if (!isNamed || leaf === undefined || enums === 'numbers') return { shown: number, raw: undefined };
  const { type, read } = nameIndex(leaf.scalar);
  return { shown: { type, isNullable: !names.isStrict, metadata: {}, read }, raw: names.isStrict ? undefined : number };
}

/** The array of the column itself, unless it holds integers as doubles. */
function numberPlan(value: NumberValue, array: ColumnKind): ElementPlan {
  if (value.type === 'float') return plain({ kind: 'float', bits: array === 'f64' ? 64 : 32 }, asTheyAre);
  const { isSigned } = value;
  if (array === 'f64') {
    const wide = (values: ColumnArray, length: number): ArrowData =>
      asTheyAre(wideIntegers(values as Float64Array), length);
    return plain({ kind: 'int', bits: 64, isSigned }, wide);
  }
  return plain({ kind: 'int', bits: Number(array.slice(1)) as 8 | 16 | 32 | 64, isSigned }, asTheyAre);
}

const GUIDS: ElementPlan = {
  type: { kind: 'fixed-binary', bytes: 16 },
  isNullable: false,
  metadata: { 'ARROW:extension:name': 'arrow.uuid', 'ARROW:extension:metadata': '' },
  read: (values, count) => asTheyAre(networkOrder(values as Uint8Array), count),
};

/** Where the bytes of a UUID in the order of RFC 9562 lie in a GUID, whose first three numbers are little-endian. */
const UUID_BYTES = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

function networkOrder(guids: Uint8Array): Uint8Array {
  const uuids = new Uint8Array(guids.length);
  for (let start = 0; start < guids.length; start += 16) {
    for (let at = 0; at < 16; at++) uuids[start + at] = guids[start + (UUID_BYTES[at] as number)] as number;
  }
  return uuids;
}
