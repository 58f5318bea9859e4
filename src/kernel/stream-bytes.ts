import * as K from '../../assembly/layout.js';
import type { ListColumn, Program } from '../plan/index.js';

/** Bytes that `rows` rows take as a stream, one at least: no padding stands behind its last record. */
export function streamBytes({ words }: Program, list: ListColumn | undefined, rows: number): number {
  const fixed = words[K.P_FIXED_BYTES] as number;
  const align = words[K.P_START_ALIGN] as number;
  if (list === undefined) return (rows - 1) * alignUp(fixed, align) + fixed;
  const { lengths } = list;
  let bytes = 0;
  if (align === 1) {
    for (let row = 0; row < rows; row++) bytes += lengths[row] as number;
    return bytes + rows * fixed;
  }
  for (let row = 0; row < rows; row++) bytes = alignUp(bytes, align) + fixed + (lengths[row] as number);
  return bytes;
}

export function alignUp(bytes: number, align: number): number {
  return Math.ceil(bytes / align) * align;
}
