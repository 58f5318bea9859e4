import { alignUp } from '../schema/index.js';
import type { Derive } from './row-type.js';

/** Columns that follow from others: the units of the list, the record's bytes, or the distance to the next. */
export function derivedColumns(
  derived: readonly (readonly [column: number, kind: number, unit: number])[],
): (column: number) => Derive | undefined {
  return (index) => {
    const [, kind, unit = 1] = derived.find(([one]) => one === index) ?? [];
    if (kind === undefined) return undefined;
    return (writing, column, row) => {
      const { fixedBytes, align } = writing.words;
      const isWide = column instanceof BigUint64Array || column instanceof BigInt64Array;
      for (let at = 0; at < column.length; at++) {
        const length = writing.lengthOf(row + at);
        const value = kind === 0 ? (length - fixedBytes) / unit : kind === 1 ? length : alignUp(length, align);
        column[at] = (isWide ? BigInt(Math.floor(value)) : value) as never;
      }
    };
  };
}
