import { BLOCK_COLUMN } from './filter';
import * as K from './layout';
import { isInMemory, word } from '../core/memory';
import { columnAt } from '../columns/column-table';
import { isFloat64 } from './summary';

/*
 * What stands after a query's header is read without a look: its steps, masks, scratch and summaries. That its programs are programs, and their
 * columns in memory, is known here.
 */

/** `size`: Q_BYTES, all of which are in memory. */
export function isQuery(query: usize, size: usize): bool {
  if (!isInside(query, K.Q_BLOCK, 3, BLOCK_COLUMN, size)) return false;
  if (!isInside(query, K.Q_MASKS, word(query, K.Q_MASK_COUNT), K.BLOCK_ROWS, size)) return false;
  if (!isInside(query, K.Q_STEPS, word(query, K.Q_STEP_COUNT), K.STEP_BYTES, size)) return false;
  if (!isInside(query, K.Q_SUMMARIES, word(query, K.Q_SUMMARY_COUNT), K.SUMMARY_WORDS << 2, size)) return false;
  return areSteps(query, size) && areSummaries(query);
}

/** Whether `count` parts of `each` bytes lie at the offset in a word of the header, which keeps them aligned. */
function isInside(query: usize, offsetWord: i32, count: i32, each: usize, size: usize): bool {
  const at = <usize>word(query, offsetWord);
  return (at & 7) == 0 && at <= size && count >= 0 && <u64>count * <u64>each <= <u64>(size - at);
}

/** Every step finds the masks that it joins, and one is left in the end. */
function areSteps(query: usize, size: usize): bool {
  const program = query + <usize>word(query, K.Q_FRAMES);
  const count = word(query, K.Q_STEP_COUNT);
  let masks = 0;
  for (let i = 0; i < count; i++) {
    const step = query + <usize>word(query, K.Q_STEPS) + <usize>(i * K.STEP_BYTES);
    const kind = word(step, K.STEP_KIND);
    if (kind == K.STEP_TEST) {
      const ranges = word(step, K.STEP_RANGE_COUNT);
      masks++;
      if (masks > word(query, K.Q_MASK_COUNT) || !isNumberColumn(program, word(step, K.STEP_COLUMN))) return false;
      if (!isInsideStep(query, step, ranges, size)) return false;
    } else if (kind == K.STEP_AND || kind == K.STEP_OR) {
      masks--;
    } else if (kind != K.STEP_NOT) return false;
    if (masks < 1) return false;
  }
  return count == 0 || masks == 1;
}

function isInsideStep(query: usize, step: usize, ranges: i32, size: usize): bool {
  const at = <usize>word(step, K.STEP_RANGES);
  return (at & 7) == 0 && at <= size && ranges >= 0 && <u64>ranges * <u64>K.RANGE_BYTES <= <u64>(size - at);
}

/** Whether the column is in scratch, one number a row. */
function isNumberColumn(program: usize, index: i32): bool {
  if (<u32>index >= <u32>word(program, K.P_COLUMN_COUNT)) return false;
  const column = columnAt(program, index);
  const kind = word(column, K.C_KIND);
  const isNumber = kind != K.COLUMN_BYTES_FIXED && kind != K.COLUMN_LIST && word(column, K.C_REPEAT) == 1;
  // Scratch has 8 bytes a row, whatever the numbers have: 16 of them are read at a time.
  const at = <usize>word(column, K.C_PTR);
  return isNumber && at != 0 && isInMemory(at, (<usize>K.BLOCK_ROWS) << 3);
}

function areSummaries(query: usize): bool {
  const program = query + <usize>word(query, K.Q_GATHERS);
  for (let i = 0, count = word(query, K.Q_SUMMARY_COUNT); i < count; i++) {
    const summary = query + <usize>word(query, K.Q_SUMMARIES) + <usize>(i * (K.SUMMARY_WORDS << 2));
    const index = word(summary, K.SUMMARY_COLUMN);
    const state = <usize>word(summary, K.SUMMARY_STATE);
    if (!isNumberColumn(program, index) || (state & 7) != 0 || state < K.PROGRAM_PTR) return false;
    const column = columnAt(program, index);
    const kind = word(column, K.C_KIND);
    const isReal = kind == K.COLUMN_F32 || (kind == K.COLUMN_F64 && isFloat64(program, column));
    const buckets = 2 * (isReal ? K.FLOAT_ZERO : K.INTEGER_ZERO) + 1;
    if (!isInMemory(state, K.S_BUCKETS + ((<usize>buckets) << 2))) return false;
  }
  return true;
}
