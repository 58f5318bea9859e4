import { columnsAreInMemory } from '../columns/door';
import { badCall, isInput, isProgram, isRegion, MAX_ROWS } from '../core/door';
import { begin, word } from '../core/memory';
import * as K from './layout';
import { route, routedBytes, routedRows } from './route';

/* Streams of records of several types -> columns of each. */

export function recordSetsAbiVersion(): i32 {
  return K.RECORD_SETS_ABI_VERSION;
}

/** Parts of readRecords; see window-kernels.ts for why they are exports. */
export { routeByLength, routeByType, touch, verify } from './route';

/**
 * Routes records of [input + start, input + bytes), of `data` bytes that there are, to the columns of their types, which the entries of the
 * set tell; `order` has room for `maxRows` u16, the types of the records, of which the first `firstRow` are there already. WORK_FULL: the
 * columns of a type are full. CONTROL_ROWS records and CONTROL_CONSUMED bytes are good even where the status is not OK.
 */
export function readRecords(
  set: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  order: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  begin();
  if (firstRow < 0 || maxRows < firstRow || maxRows > MAX_ROWS) return badCall();
  if (!isRecordSet(set) || start > bytes || !isInput(input, bytes, data)) return badCall();
  if ((order & 1) != 0 || !isRegion(order, (<usize>maxRows) << 1)) return badCall();
  const status = route(set, input, start, bytes, data, order, maxRows, firstRow);
  store<i32>(K.CONTROL_ROWS, routedRows());
  store<i32>(K.CONTROL_CONSUMED, <i32>routedBytes());
  return status;
}

function isRecordSet(set: usize): bool {
  if ((set & 7) != 0 || !isRegion(set, (<usize>K.RECORD_SET_WORDS) << 2)) return false;
  const types = word(set, K.R_TYPE_COUNT);
  const entries = set + ((<usize>K.RECORD_SET_WORDS) << 2);
  if (types < 1 || types > MAX_TYPES || !isRegion(entries, <usize>((types + 1) * K.TYPE_BYTES))) return false;
  const rows = word(set, K.R_CAPACITY);
  if (rows < 0 || rows > MAX_ROWS) return false;
  for (let i = 0; i < types; i++) if (!isEntry(entries + <usize>(i * K.TYPE_BYTES), rows)) return false;
  const tags = word(set, K.R_TAG_COUNT);
  const small = word(set, K.R_TABLE_COUNT);
  if (<u32>tags > <u32>MAX_ROWS || <u32>small > <u32>MAX_ROWS) return false;
  if (!isRegion(<usize>word(set, K.R_TAGS), (<usize>tags) << 3)) return false;
  if (!isRegion(<usize>word(set, K.R_TAG_OP), K.OP_BYTES)) return false;
  const end = entries + <usize>(types * K.TYPE_BYTES);
  if (!areEntries(<usize>word(set, K.R_TAG_ENTRIES), tags, entries, end)) return false;
  if (!areEntries(set + ((<usize>K.R_OTHERWISE) << 2), 1, entries, end)) return false;
  const table = <usize>word(set, K.R_TABLE);
  return table == 0 || areEntries(table, small + 1, entries, end);
}

/** Most types of a set: their numbers are u16. */
const MAX_TYPES: i32 = 0xffff;

/** `count` words that are addresses of entries, the last of which may be the one that is no type. */
function areEntries(at: usize, count: i32, entries: usize, last: usize): bool {
  if (!isRegion(at, (<usize>count) << 2)) return false;
  for (let i: usize = 0; i < <usize>count; i++) {
    const entry = <usize>load<u32>(at + (i << 2));
    if (entry < entries || entry > last || (entry - entries) % <usize>K.TYPE_BYTES != 0) return false;
  }
  return true;
}

function isEntry(entry: usize, rows: i32): bool {
  const program = <usize>word(entry, K.T_PROGRAM);
  const gathered = word(entry, K.T_GATHERED);
  if (gathered < 0 || gathered > rows) return false;
  const offsets = <usize>word(entry, K.T_OFFSETS);
  if ((offsets & 3) != 0 || <usize>word(entry, K.T_NEXT) != offsets + ((<usize>gathered) << 2)) return false;
  return isRegion(offsets, <usize>rows * 12) && isProgram(program) && columnsAreInMemory(program, rows);
}
