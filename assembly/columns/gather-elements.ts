import * as K from './layout';
import { word } from '../core/memory';

/**
 * Elements of fixed arrays whose bytes are those of the column: runs of them, a row after the other. False where the column is of another kind.
 *
 *   record   |....|a.b.a.b.|....|a.b.a.b.|       C_START, then runs C_RUN_STEP apart, whose elements lie C_STEP apart
 *   column   |a a|a a|
 */
export function gatherElements(column: usize, op: usize, origin: usize, offsets: usize, first: i32, rows: i32): bool {
  const bytes = word(op, K.W_BYTES);
  if ((word(op, K.W_FLAGS) & (K.F_COPIED | K.F_BIG_ENDIAN)) != K.F_COPIED) return false;
  const from = origin + <usize>(word(column, K.C_START) + word(op, K.W_OFFSET));
  const rowOffsets = offsets + ((<usize>first) << 2);
  switch (bytes) {
    case 1:
      elements<u8>(column, from, rowOffsets, first, rows);
      return true;
    case 2:
      elements<u16>(column, from, rowOffsets, first, rows);
      return true;
    case 4:
      elements<u32>(column, from, rowOffsets, first, rows);
      return true;
    case 8:
      elements<u64>(column, from, rowOffsets, first, rows);
      return true;
  }
  return false;
}

function elements<Element>(column: usize, from: usize, offsets: usize, first: i32, rows: i32): void {
  const repeat = <usize>word(column, K.C_REPEAT) * sizeof<Element>();
  const run = <usize>word(column, K.C_RUN) * sizeof<Element>();
  const step = <usize>word(column, K.C_STEP);
  const runStep = <usize>word(column, K.C_RUN_STEP);
  let to = <usize>word(column, K.C_PTR) + <usize>first * repeat;
  for (const end = offsets + ((<usize>rows) << 2); offsets < end; offsets += 4) {
    let at = from + <usize>load<u32>(offsets);
    for (const rowEnd = to + repeat; to < rowEnd; at += runStep) {
      for (let element = at, runEnd = to + run; to < runEnd; to += sizeof<Element>(), element += step) {
        store<Element>(to, load<Element>(element));
      }
    }
  }
}
