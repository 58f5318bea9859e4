import { BLOCK_COLUMN, masksOf } from './filter';
import * as Kernels from './filter-kernels';
import { frame, framedBytes, framedRows, windowedRows } from '../columns/calls';
import { gatherAll } from '../columns/calls';
import { hasArm, noteArms } from '../columns/gather-arms';
import * as K from './layout';
import { word } from '../core/memory';
import { columnAt, elementBytes } from '../columns/column-table';
import * as Folds from './summary-kernels';

/*
 * Records -> figures of columns: a block is framed, filtered, gathered to scratch and folded into the states, and the next one takes
 * its place. Nothing grows with the rows.
 */

let rows: i32 = 0;
let end: usize = 0;

/** Rows that the filter left, those before the call among them. */
export function summarizedRows(): i32 {
  return rows;
}
export function summarizedBytes(): usize {
  return end;
}

/** Folds all records of [input + start, input + bytes), of `data` bytes that there are. The status is framing's. */
export function summarizeAll(query: usize, input: usize, start: usize, bytes: usize, data: usize, firstRow: i32): i32 {
  const gatherer = query + <usize>word(query, K.Q_GATHERS);
  const blockRows = word(gatherer, K.P_BLOCK_ROWS);
  const offsets = query + <usize>word(query, K.Q_BLOCK);
  const lengths = offsets + BLOCK_COLUMN;
  const isFiltered = word(query, K.Q_STEP_COUNT) > 0;
  // Where every record is left, what frames them takes windows of them on the way.
  const program = isFiltered ? query + <usize>word(query, K.Q_FRAMES) : gatherer;
  rows = firstRow;
  end = start;
  let records = word(query, K.Q_RECORDS);
  let status = K.OK;
  for (let more = true; more;) {
    status = frame(program, input, end, bytes, data, input, offsets, lengths, blockRows, 0);
    let left = framedRows();
    end = framedBytes();
    more = status == K.OK && left == blockRows;
    records += left;
    if (isFiltered) {
      const masks = masksOf(query, program, input, offsets, lengths, left);
      left = Kernels.keep(masks, left, 0, offsets, lengths, offsets, lengths, lengths + BLOCK_COLUMN, left);
    }
    // What was taken on the way are the columns of the program that framed.
    gatherAll(gatherer, input, offsets, lengths, 0, left, isFiltered ? 0 : windowedRows());
    foldBlock(query, gatherer, input, offsets, left);
    rows += left;
  }
  store<i32>(query + (K.Q_RECORDS << 2), records);
  return status;
}

function foldBlock(query: usize, program: usize, input: usize, offsets: usize, rows: i32): void {
  let summary = query + <usize>word(query, K.Q_SUMMARIES);
  for (let i = 0, count = word(query, K.Q_SUMMARY_COUNT); i < count; i++, summary += K.SUMMARY_WORDS << 2) {
    const column = columnAt(program, word(summary, K.SUMMARY_COLUMN));
    const there = word(column, K.C_UNION) < 0 ? rows : keepValues(program, column, input, offsets, rows);
    fold(program, column, <usize>word(summary, K.SUMMARY_STATE), <usize>there);
  }
}

/** Leaves only the values of rows that have one; answers how many. */
function keepValues(program: usize, column: usize, input: usize, offsets: usize, rows: i32): i32 {
  const values = <usize>word(column, K.C_PTR);
  const bytes = elementBytes(word(column, K.C_KIND));
  noteArms(program, column, input, offsets, rows);
  let there = 0;
  for (let row = 0; row < rows; row++) {
    if (!hasArm(column, row)) continue;
    // Bounds: both values lie in the scratch column, which has 8 bytes a row whatever its values have.
    const value = load<u64>(values + <usize>row * bytes);
    const to = values + <usize>there * bytes;
    switch (bytes) {
      case 1:
        store<u8>(to, <u8>value);
        break;
      case 2:
        store<u16>(to, <u16>value);
        break;
      case 4:
        store<u32>(to, <u32>value);
        break;
      default:
        store<u64>(to, value);
    }
    there++;
  }
  return there;
}

function fold(program: usize, column: usize, state: usize, count: usize): void {
  const values = <usize>word(column, K.C_PTR);
  switch (word(column, K.C_KIND)) {
    case K.COLUMN_U8:
      return Folds.foldU8(values, count, state);
    case K.COLUMN_I8:
      return Folds.foldI8(values, count, state);
    case K.COLUMN_U16:
      return Folds.foldU16(values, count, state);
    case K.COLUMN_I16:
      return Folds.foldI16(values, count, state);
    case K.COLUMN_U32:
      return Folds.foldU32(values, count, state);
    case K.COLUMN_I32:
      return Folds.foldI32(values, count, state);
    case K.COLUMN_U64:
      return Folds.foldU64(values, count, state);
    case K.COLUMN_I64:
      return Folds.foldI64(values, count, state);
    case K.COLUMN_F32:
      return Folds.foldFloats(values, count, state);
  }
  if (isFloat64(program, column)) return Folds.foldDoubles(values, count, state);
  return Folds.foldLongs(values, count, state);
}

/** Whether a column of doubles holds doubles, and not integers of 33 to 53 bits. */
export function isFloat64(program: usize, column: usize): bool {
  const op = program + <usize>word(program, K.P_OPS_OFFSET) + <usize>(word(column, K.C_OP) * K.OP_BYTES);
  return word(op, K.W_KIND) != K.OP_SPLIT && (word(op, K.W_FLAGS) & K.F_FLOAT) != 0;
}
