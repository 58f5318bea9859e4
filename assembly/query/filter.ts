import { frame, framedBytes, framedRows, windowedRows } from '../columns/calls';
import { gatherAll } from '../columns/calls';
import { hasArm, noteArms } from '../columns/gather-arms';
import * as Kernels from './filter-kernels';
import * as K from './layout';
import { word } from '../core/memory';
import { columnAt } from '../columns/column-table';

/*
 * Which records a query wants: a block of them is framed, the columns that the filter reads are gathered to scratch, and each
 * step makes or joins masks of a byte a row. What is left over is all that is gathered.
 *
 *   block      offsets |  0 | 40 | 71 | 99 |        number of the record     |  0 |  1 |  2 |  3 |
 *   mask               | 00 | ff | 00 | ff |
 *   kept       offsets | 40 | 99 |                   selection               |  1 |  3 |
 */

let kept: i32 = 0;
let end: usize = 0;

/** Rows that are in the columns after readSelected, those before the call among them. */
export function selectedRows(): i32 {
  return kept;
}
/** Bytes of the input up to the end of the last record that was looked at. */
export function selectedBytes(): usize {
  return end;
}

/**
 * Reads as readBatch does, only the records that the filter selects. `numbers` is a u32 column: which of all records a row is. Ends
 * right after the record that fills the last row.
 */
export function readSelected(
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
  const gatherer = query + <usize>word(query, K.Q_GATHERS);
  const blockRows = word(gatherer, K.P_BLOCK_ROWS);
  let gathered = firstRow;
  let status = K.OK;
  let more = true;
  kept = firstRow;
  end = start;
  while (more && kept < maxRows) {
    status = filterBlock(query, input, bytes, data, origin, offsets, lengths, numbers, maxRows);
    more = status == K.OK && framedRows() == blockRows;
    // Whole blocks of rows, however few records of a block are left: windows take many at a time.
    for (; kept - gathered >= blockRows; gathered += blockRows) {
      gatherAll(gatherer, origin, offsets, lengths, gathered, blockRows, 0);
    }
  }
  gatherAll(gatherer, origin, offsets, lengths, gathered, kept - gathered, 0);
  return status;
}

/** Frames one block from `end` on and adds what is left of it to the rows. */
function filterBlock(
  query: usize,
  input: usize,
  bytes: usize,
  data: usize,
  origin: usize,
  offsets: usize,
  lengths: usize,
  numbers: usize,
  maxRows: i32,
): i32 {
  const program = query + <usize>word(query, K.Q_FRAMES);
  const block = query + <usize>word(query, K.Q_BLOCK);
  const blockLengths = block + BLOCK_COLUMN;
  const status = frame(program, input, end, bytes, data, origin, block, blockLengths, word(program, K.P_BLOCK_ROWS), 0);
  const rows = framedRows();
  const records = word(query, K.Q_RECORDS);
  const masks = masksOf(query, program, origin, block, blockLengths, rows);
  const row = (<usize>kept) << 2;
  const left = Kernels.keep(
    masks,
    rows,
    records,
    block,
    blockLengths,
    offsets + row,
    lengths + row,
    numbers + row,
    maxRows - kept,
  );
  kept += left;
  if (kept < maxRows) {
    end = framedBytes();
    store<i32>(query + (K.Q_RECORDS << 2), records + rows);
    return status;
  }
  const last = ((<usize>kept) << 2) - 4;
  end = <usize>load<u32>(offsets + last) + <usize>load<u32>(lengths + last) - (input - origin);
  store<u32>(query + (K.Q_RECORDS << 2), load<u32>(numbers + last) + 1);
  return K.OK;
}

export const BLOCK_COLUMN: usize = (<usize>K.BLOCK_ROWS) << 2;

/** The mask of each row of a block that is framed. */
export function masksOf(query: usize, program: usize, origin: usize, offsets: usize, lengths: usize, rows: i32): usize {
  gatherAll(program, origin, offsets, lengths, 0, rows, windowedRows());
  const steps = query + <usize>word(query, K.Q_STEPS);
  let top = query + <usize>word(query, K.Q_MASKS) - MASK_BYTES;
  for (let i = 0, count = word(query, K.Q_STEP_COUNT); i < count; i++) {
    const step = steps + <usize>(i * K.STEP_BYTES);
    switch (word(step, K.STEP_KIND)) {
      case K.STEP_TEST:
        top += MASK_BYTES;
        test(query, program, step, origin, offsets, rows, top);
        break;
      case K.STEP_AND:
        top -= MASK_BYTES;
        Kernels.andMasks(top, top + MASK_BYTES, <usize>rows);
        break;
      case K.STEP_OR:
        top -= MASK_BYTES;
        Kernels.orMasks(top, top + MASK_BYTES, <usize>rows);
        break;
      default:
        Kernels.turnMask(top, <usize>rows);
    }
  }
  return top;
}

const MASK_BYTES: usize = <usize>K.BLOCK_ROWS;

function test(query: usize, program: usize, step: usize, origin: usize, offsets: usize, rows: i32, mask: usize): void {
  const column = columnAt(program, word(step, K.STEP_COLUMN));
  const values = <usize>word(column, K.C_PTR);
  const kind = word(column, K.C_KIND);
  memory.fill(mask, 0, MASK_BYTES);
  let range = query + <usize>word(step, K.STEP_RANGES);
  for (let i = 0, count = word(step, K.STEP_RANGE_COUNT); i < count; i++, range += K.RANGE_BYTES) {
    within(kind, values, mask, <usize>rows, range);
  }
  if (word(step, K.STEP_NEGATED)) Kernels.turnMask(mask, <usize>rows);
  if (word(column, K.C_UNION) < 0) return;
  noteArms(program, column, origin, offsets, rows);
  for (let row = 0; row < rows; row++) {
    if (!hasArm(column, row)) store<u8>(mask + <usize>row, 0);
  }
}

function within(kind: i32, values: usize, mask: usize, rows: usize, range: usize): void {
  const least = load<i64>(range, K.RANGE_LEAST);
  const span = load<i64>(range, K.RANGE_BOUND);
  switch (kind) {
    case K.COLUMN_U8:
    case K.COLUMN_I8:
      return Kernels.within8(values, mask, rows, <i32>least, <i32>span);
    case K.COLUMN_U16:
    case K.COLUMN_I16:
      return Kernels.within16(values, mask, rows, <i32>least, <i32>span);
    case K.COLUMN_U32:
    case K.COLUMN_I32:
      return Kernels.within32(values, mask, rows, <i32>least, <i32>span);
    case K.COLUMN_F32:
      return Kernels.withinFloats(values, mask, rows, reinterpret<f64>(least), reinterpret<f64>(span));
    case K.COLUMN_F64:
      return Kernels.withinDoubles(values, mask, rows, reinterpret<f64>(least), reinterpret<f64>(span));
  }
  return Kernels.within64(values, mask, rows, least, span);
}
