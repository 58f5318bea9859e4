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
export { routeByLength, routeByType, routeByWords, touch, verify } from './route';

/**
 * Routes records of [input + start, input + bytes), of `data` bytes that there are, to the columns of their types, which the entries of the
 * set tell. Offsets count from `origin`, as readBatch says, and row indices from the stream's first record: `firstRow` were before these.
 * WORK_FULL: the columns of a type are full. CONTROL_ROWS records, those before among them, and CONTROL_CONSUMED bytes are good even where the
 * status is not OK.
 */
export function readRecords(
  set: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  origin: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  begin();
  if (firstRow < 0 || maxRows < firstRow) return badCall();
  if (!isRecordSet(set) || start > bytes || !isInput(input, bytes, data)) return badCall();
  const status = route(set, input, start, bytes, data, origin, maxRows, firstRow);
  store<i32>(K.CONTROL_ROWS, routedRows());
  store<i32>(K.CONTROL_CONSUMED, <i32>routedBytes());
  return status;
}

function isRecordSet(set: usize): bool {
  if ((set & 7) != 0 || !isRegion(set, (<usize>K.RECORD_SET_WORDS) << 2)) return false;
  const types = word(set, K.R_TYPE_COUNT);
  const entries = set + ((<usize>K.RECORD_SET_WORDS) << 2);
  if (types < 1 || types > MAX_TYPES || !isRegion(entries, <usize>((types + 1) * K.TYPE_BYTES))) return false;
  for (let i = 0; i < types; i++) if (!isEntry(entries + <usize>(i * K.TYPE_BYTES))) return false;
  const none = entries + <usize>(types * K.TYPE_BYTES);
  if (word(none, K.T_NEXT) != word(none, K.T_END) || word(none, K.T_PROGRAM) != 0) return false;
  const tags = word(set, K.R_TAG_COUNT);
  const small = word(set, K.R_TABLE_COUNT);
  if (<u32>tags > <u32>MAX_ROWS || <u32>small > <u32>MAX_ROWS) return false;
  if (!isRegion(<usize>word(set, K.R_TAGS), (<usize>tags) << 3)) return false;
  if (!isRegion(<usize>word(set, K.R_TAG_OP), K.OP_BYTES)) return false;
  if (!areEntries(<usize>word(set, K.R_TAG_ENTRIES), tags, entries, none)) return false;
  if (!areEntries(set + ((<usize>K.R_OTHERWISE) << 2), 1, entries, none)) return false;
  const table = <usize>word(set, K.R_TABLE);
  return table == 0 || areEntries(table, small + 1, entries, none);
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

function isEntry(entry: usize): bool {
  const program = <usize>word(entry, K.T_PROGRAM);
  const gathered = word(entry, K.T_GATHERED);
  const step = <u32>word(entry, K.T_STEP);
  const rows = <i32>(step >> 2);
  if ((step & 3) != 0 || rows > MAX_ROWS || gathered < 0 || gathered > rows) return false;
  const offsets = <usize>word(entry, K.T_OFFSETS);
  if ((offsets & 3) != 0 || <usize>word(entry, K.T_NEXT) != offsets + ((<usize>gathered) << 2)) return false;
  if (!isRegion(offsets, <usize>rows * 12) || <usize>word(entry, K.T_END) != offsets + <usize>step) return false;
  return isProgram(program) && columnsAreInMemory(program, rows);
}
