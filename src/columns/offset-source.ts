import * as K from '../../assembly/core/layout.js';
import { leafWordsOf, type Column } from '../program/index.js';
import { alignUp } from '../schema/index.js';
import type { StoredProgram } from './batch-store.js';

/** What the offsets of all records follow from: they lie `stride` bytes apart, or each of them has a list, which begins `bytes` after the record. */
export type OffsetSource =
  { readonly stride: number } | { readonly stride?: undefined; readonly list: number; readonly bytes: number };

/** Undefined: from nothing that all columns of all records say. */
export function offsetSourceOf({ words, columns, isInterleaved }: StoredProgram): OffsetSource | undefined {
  if (words[K.P_RULE] === K.RULE_FIXED && isInterleaved !== true)
    return { stride: alignUp(words[K.P_FIXED_BYTES] as number, words[K.P_START_ALIGN] as number) };
  const list = columns.findIndex(({ kind, guard }) => kind === 'list' && guard === undefined);
  return list < 0 ? undefined : { list, bytes: leafWordsOf(words, (columns[list] as Column).op).offset };
}
