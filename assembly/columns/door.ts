import { isRegion, MAX_DATA } from '../core/door';
import { word } from '../core/memory';
import { columnAt, elementBytes } from './column-table';
import * as K from './layout';

/** Whether all columns of a program that are given lie in memory, with room for `rows` rows. */
export function columnsAreInMemory(program: usize, rows: i32): bool {
  const count = word(program, K.P_COLUMN_COUNT);
  for (let i = 0; i < count; i++) {
    const column = columnAt(program, i);
    const at = <usize>word(column, K.C_PTR);
    if (at == 0) continue;
    const isList = word(column, K.C_KIND) == K.COLUMN_LIST;
    // A list's lengths may lie before its offsets: their address wraps.
    if (isList && !isRegion(at + <usize>word(column, K.C_STEP), (<usize>rows) << 2)) return false;
    const elements = isList ? 1 : <u64>(<u32>word(column, K.C_REPEAT));
    const bytes = <u64>rows * elements * <u64>elementBytes(word(column, K.C_KIND));
    if ((at & 7) != 0 || bytes > <u64>MAX_DATA || !isRegion(at, <usize>bytes)) return false;
  }
  return true;
}
