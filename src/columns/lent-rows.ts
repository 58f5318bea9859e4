import { ARRAY_OF, type ArrayOf, type Column } from '../program/index.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';

/** One array of a batch that owns its rows. */
export interface Slot {
  /** Which of all arrays that a batch may have: one of those below. */
  readonly part: number;
  readonly Kind: ArrayOf;
  /** Elements a row. */
  readonly repeat: number;
}

export const OFFSETS = 0;
export const LENGTHS = 1;
/** Which of all records each row is, where a filter chose them. */
export const SELECTION = 2;
const COLUMNS = 3;

/** A column's array; of a list its offsets. */
export function columnPart(index: number): number {
  return COLUMNS + 2 * index;
}

/** The lengths of a list. */
export function listLengthsPart(index: number): number {
  return columnPart(index) + 1;
}

export function placeSlot(part: number): Slot {
  return { part, Kind: Uint32Array, repeat: 1 };
}

export function columnSlot({ kind, repeat }: Column, index: number): Slot {
  return { part: columnPart(index), Kind: ARRAY_OF[kind], repeat };
}

/** The column of a part that is one, and whether the part is its lengths. */
export function columnOf(part: number): { readonly index: number; readonly isLengths: boolean } {
  const at = part - COLUMNS;
  return { index: at >> 1, isLengths: (at & 1) === 1 };
}

/** Rows that lie somewhere else, for as long as it takes to copy them. */
export interface LentRows {
  readonly rows: number;
  /** What they have of a slot: a view, good for as long as they are lent. */
  elements(slot: Slot): ColumnArray;
}

/** Rows in arrays. */
export class RowsOfArrays implements LentRows {
  /**
   * @param places those of OFFSETS, LENGTHS and SELECTION that are there
   * @param columns each at its index; those that are not asked for may be left out
   */
  constructor(
    readonly rows: number,
    private readonly places: readonly (Uint32Array | undefined)[],
    private readonly columns: readonly (ColumnArray | ListColumn | undefined)[],
  ) {}

  elements({ part }: Slot): ColumnArray {
    if (part < COLUMNS) return this.places[part] as Uint32Array;
    const { index, isLengths } = columnOf(part);
    const column = this.columns[index] as ColumnArray | ListColumn;
    if (!('data' in column)) return column;
    return isLengths ? column.lengths : column.offsets;
  }
}
