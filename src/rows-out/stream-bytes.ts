import * as K from '../../assembly/core/layout.js';
import { type ListColumn, alignUp } from '../schema/index.js';
import type { Program } from '../program/index.js';

/**
 * Bytes that `rows` rows take as a stream, one at least: no padding stands after its last record. Of a list, up to the first row that reaches
 * past its data: that one is refused when it is its turn, and nothing is allocated for what it claims.
 */
export function streamBytes({ words }: Program, list: ListColumn | undefined, rows: number): number {
  const fixed = words[K.P_FIXED_BYTES] as number;
  const align = words[K.P_START_ALIGN] as number;
  if (list === undefined) return (rows - 1) * alignUp(fixed, align) + fixed;
  const { lengths } = list;
  const honest = honestRows(list, rows);
  let bytes = 0;
  if (align === 1) {
    for (let row = 0; row < honest; row++) bytes += lengths[row] as number;
    return bytes + honest * fixed;
  }
  for (let row = 0; row < honest; row++) bytes = alignUp(bytes, align) + fixed + (lengths[row] as number);
  return honest === rows ? bytes : alignUp(bytes, align);
}

/** Rows before the first whose list reaches past its data. What is empty may lie anywhere. */
export function honestRows({ data: { length: dataBytes }, offsets, lengths }: ListColumn, rows: number): number {
  for (let row = 0; row < rows; row++) {
    const bytes = lengths[row] as number;
    if (bytes > 0 && bytes > dataBytes - (offsets[row] as number)) return row;
  }
  return rows;
}
