import { badCall, isInput, isProgram, isRegion, MAX_ROWS } from '../core/door';
import { begin, word } from '../core/memory';
import { columnsAreInMemory } from './door';
import { frame, framedBytes, framedRows, windowedRows } from './frame';
import { gatherAll, needsLengths } from './gather';
import * as K from './layout';

/* Records -> columns. */

export function columnsAbiVersion(): i32 {
  return K.COLUMNS_ABI_VERSION;
}

export * from './calls';
/** Parts of readBatch; see window-kernels.ts for why they are exports. */
export * from './arm-kernels';
export * from './window-kernels';
export * from './window-picks';
export { evenOffsets, frameBytes, lengthsOf, sameLengths } from './frame';

/**
 * Frames [input + start, input + bytes), of `data` bytes that there are, and gathers every column, in blocks that stay in the first-level cache.
 * Offsets count from `origin`, where the first byte of the stream would lie that `input` is a piece of (modulo 2^32).
 * `offsets` and `lengths` are u32 columns of `maxRows`, `lengths` 0 where it is not wanted; the columns' own addresses are in the program. Rows before `firstRow` are
 * there already, from an earlier piece of the input. CONTROL_ROWS rows, those among them, and CONTROL_CONSUMED bytes are good even where the status is not OK.
 */
export function readBatch(
  program: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  origin: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
  firstRow: i32,
): i32 {
  begin();
  if (firstRow < 0 || maxRows < firstRow || maxRows > MAX_ROWS) return badCall();
  const rowBytes = (<usize>maxRows) << 2;
  if (!isProgram(program) || start > bytes || !isInput(input, bytes, data)) return badCall();
  if (!isRegion(offsets, rowBytes) || (lengths != 0 && !isRegion(lengths, rowBytes))) return badCall();
  if (!columnsAreInMemory(program, maxRows)) return badCall();
  const blockRows = word(program, K.P_BLOCK_ROWS);
  if (blockRows < 1 || blockRows > K.BLOCK_ROWS) return badCall();
  let rows = firstRow;
  let at = start;
  let status = K.OK;
  let more = true;
  const listsNeedLengths = needsLengths(program);
  while (more && rows < maxRows) {
    const block = (<usize>rows) << 2;
    const wanted = min<i32>(blockRows, maxRows - rows);
    // Lengths that only lists need are those of this block.
    const blockLengths = lengths != 0 ? lengths + block : listsNeedLengths ? K.LENGTHS_PTR : 0;
    status = frame(program, input, at, bytes, data, origin, offsets + block, blockLengths, wanted, rows);
    const framed = framedRows();
    at = framedBytes();
    gatherAll(program, origin, offsets, blockLengths - block, rows, framed, windowedRows());
    rows += framed;
    more = status == K.OK && framed == wanted;
  }
  store<i32>(K.CONTROL_ROWS, rows);
  store<i32>(K.CONTROL_CONSUMED, <i32>at);
  return status;
}
