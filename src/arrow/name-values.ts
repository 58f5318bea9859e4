import { normalise, type ColumnArray, type ScalarNode } from '../schema/index.js';
import type { ArrowData, ArrowType } from './arrow-type.js';
import { zerosIn } from './bitmaps.js';

/** The names of an enum, and which of them each value has. */
export interface NameIndex {
  readonly type: Extract<ArrowType, { readonly kind: 'names' }>;
  read(values: ColumnArray): ArrowData;
}

/** Largest value that is looked up in an array. */
const MOST_LISTED = 0xffff;
const ARRAYS = { 8: Int8Array, 16: Int16Array, 32: Int32Array } as const;

/** The first name of each value, in the order of the enum. */
export function nameIndex(scalar: ScalarNode): NameIndex {
  const names: string[] = [];
  const known = new Map<number | bigint, number>();
  for (const [name, declared] of Object.entries(scalar.enumeration?.values ?? {})) {
    const value = normalise(scalar, declared);
    if (known.has(value)) continue;
    known.set(value, names.length);
    names.push(name);
  }
  const bits = names.length <= 0x7f ? 8 : names.length <= 0x7fff ? 16 : 32;
  const indexOf = lookupOf(known);
  const read = (values: ColumnArray): ArrowData => {
    const { length } = values;
    const indices = new ARRAYS[bits](length);
    const validity = new Uint8Array((length + 7) >> 3);
    for (let at = 0; at < length; at++) {
      const index = indexOf(values[at] as number | bigint);
      if (index < 0) continue;
      indices[at] = index;
      validity[at >> 3] = (validity[at >> 3] as number) | (1 << (at & 7));
    }
    const nullCount = zerosIn(validity, length);
    return { length, nullCount, validity: nullCount === 0 ? undefined : validity, buffers: [indices] };
  };
  return { type: { kind: 'names', bits, names }, read };
}

/** The index of a value, -1 where there is none. */
function lookupOf(known: ReadonlyMap<number | bigint, number>): (value: number | bigint) => number {
  const values = [...known.keys()];
  if (!values.every((value) => typeof value === 'number' && value >= 0 && value <= MOST_LISTED))
    return (value) => known.get(value) ?? -1;
  const listed = new Int32Array(Math.max(...(values as number[])) + 1).fill(-1);
  for (const [value, index] of known) listed[value as number] = index;
  return (value) => listed[value as number] ?? -1;
}
