import { columnsAreInMemory } from '../columns/door';
import { badCall, isInput, isProgram, isRegion, MAX_ROWS } from '../core/door';
import { begin, word } from '../core/memory';
import { readSelected, selectedBytes, selectedRows } from './filter';
import * as K from './layout';
import { isQuery } from './query-door';
import { summarizeAll, summarizedBytes, summarizedRows } from './summary';

/* The records that a filter selects, as columns or as figures of them. */

export function queryAbiVersion(): i32 {
  return K.QUERY_ABI_VERSION;
}

/** Parts of readQuery and summarize; see window-kernels.ts for why they are exports. */
export * from './filter-kernels';
export * from './summary-kernels';

/**
 * The same for the records that the query's filter selects. `numbers` is a u32 column, as `offsets` is: which of all records each row is.
 * Q_RECORDS counts the records that were looked at. Stops right after the row that fills the columns.
 */
export function readQuery(
  query: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  origin: usize,
  offsets: usize,
  lengths: usize,
  numbers: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  begin();
  if (firstRow < 0 || maxRows < firstRow || maxRows > MAX_ROWS) return badCall();
  const rowBytes = (<usize>maxRows) << 2;
  if (!isWholeQuery(query, maxRows) || start > bytes || !isInput(input, bytes, data)) return badCall();
  if (word(query, K.Q_STEP_COUNT) == 0 || word(query, K.Q_SUMMARY_COUNT) > 0) return badCall();
  if (!isRegion(offsets, rowBytes) || !isRegion(lengths, rowBytes) || !isRegion(numbers, rowBytes)) return badCall();
  const status = readSelected(query, input, start, bytes, data, origin, offsets, lengths, numbers, maxRows, firstRow);
  store<i32>(K.CONTROL_ROWS, selectedRows());
  store<i32>(K.CONTROL_CONSUMED, <i32>selectedBytes());
  return status;
}

/**
 * Folds the records of [input + start, input + bytes) that the query's filter selects into the states of its summaries. CONTROL_ROWS rows
 * were selected, the `firstRow` before the call among them.
 */
export function summarize(query: usize, input: usize, start: usize, bytes: usize, data: usize, firstRow: i32): i32 {
  begin();
  if (!isWholeQuery(query, K.BLOCK_ROWS) || start > bytes || !isInput(input, bytes, data)) return badCall();
  const status = summarizeAll(query, input, start, bytes, data, firstRow);
  store<i32>(K.CONTROL_ROWS, summarizedRows());
  store<i32>(K.CONTROL_CONSUMED, <i32>summarizedBytes());
  return status;
}

/** `rows`: what the columns have that are gathered. */
function isWholeQuery(query: usize, rows: i32): bool {
  if ((query & 7) != 0 || !isRegion(query, (<usize>K.QUERY_WORDS) << 2)) return false;
  const size = <usize>word(query, K.Q_BYTES);
  if (!isRegion(query, size)) return false;
  const frames = <usize>word(query, K.Q_FRAMES);
  const gathers = <usize>word(query, K.Q_GATHERS);
  if (frames > size || gathers > size || !isProgram(query + frames) || !isProgram(query + gathers)) return false;
  const blockRows = word(query + gathers, K.P_BLOCK_ROWS);
  if (blockRows < 1 || blockRows > K.BLOCK_ROWS || word(query + frames, K.P_BLOCK_ROWS) != blockRows) return false;
  if (!columnsAreInMemory(query + frames, K.BLOCK_ROWS) || !columnsAreInMemory(query + gathers, rows)) return false;
  return isQuery(query, size);
}
