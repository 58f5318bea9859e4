import { columnsAreInMemory } from '../columns/door';
import { badCall, isProgram, isRegion, MAX_ROWS } from '../core/door';
import { begin, fail, word } from '../core/memory';
import * as K from './layout';
import { scatter, scatteredBytes, scatteredRows } from './scatter';
import { spanEnd, spanLists, spanStart } from './scatter-places';
import { listColumn } from './scatter-row';

/* Columns -> records. */

export function rowsAbiVersion(): i32 {
  return K.ROWS_ABI_VERSION;
}

/** Parts of writeBatch; see window-kernels.ts for why they are exports. */
export * from './window-merges';
export * from './window-zips';
export { copyRanges, copyRangesOf } from './scatter-loops';
export { placeAlignedParts, placeParts, placeStrided, spanLists } from './scatter-places';

/**
 * Writes rows [0, rows) of the program's columns to [output, output + room) as records. Of a list's data the `dataBytes` bytes from `dataFrom` on are at
 * `data`: DATA_OVERRUN where one lies elsewhere. CONTROL_ROWS rows and CONTROL_LENGTH bytes are whole when OUTPUT_FULL is returned.
 */
export function writeBatch(
  program: usize,
  rows: i32,
  data: usize,
  dataBytes: usize,
  dataFrom: usize,
  output: usize,
  room: usize,
  isLast: bool,
): i32 {
  begin();
  if (!isProgram(program) || rows < 0 || rows > MAX_ROWS || !isRegion(data, dataBytes) || !isRegion(output, room))
    return badCall();
  if (!columnsAreInMemory(program, rows)) return badCall();
  if (!listsAreInside(program, rows, dataFrom, dataBytes)) return fail(K.DATA_OVERRUN, -1, 0, 0, 0, 0);
  // Bounds: addresses wrap; lists lie in the data, so what is added to them leads back there.
  const status = scatter(program, rows, data - dataFrom, data + dataBytes, output, room, isLast);
  store<i32>(K.CONTROL_ROWS, scatteredRows());
  store<i32>(K.CONTROL_LENGTH, <i32>scatteredBytes());
  return status;
}

/** CONTROL_WANT and CONTROL_HAVE: the first byte of their data that the lists of rows [0, rows) have, and the byte after their last. DATA_OVERRUN: a list reaches past 4 GiB. */
export function measureLists(program: usize, rows: i32): i32 {
  begin();
  if (!isProgram(program) || rows < 0 || rows > MAX_ROWS || !columnsAreInMemory(program, rows)) return badCall();
  const list = listColumn(program);
  const hasSpan = list == 0 || spanLists(list, <usize>rows);
  store<f64>(K.CONTROL_WANT, list == 0 ? 0 : <f64>spanStart());
  store<f64>(K.CONTROL_HAVE, list == 0 ? 0 : <f64>spanEnd());
  return hasSpan ? K.OK : K.DATA_OVERRUN;
}

function listsAreInside(program: usize, rows: i32, from: usize, bytes: usize): bool {
  const list = listColumn(program);
  if (list == 0 || rows == 0) return true;
  if (word(list, K.C_PTR) == 0 || !spanLists(list, <usize>rows)) return false;
  return spanEnd() == 0 || (<usize>spanStart() >= from && <usize>spanEnd() - from <= bytes);
}
