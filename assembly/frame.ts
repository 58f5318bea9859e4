import * as K from './layout';
import { loadInteger } from './leaf';
import { ruleOp, word } from './memory';
import { readRecord, recordLength } from './message-read';

/*
 * Bytes -> where each record starts and how long it is. This is the serial part: a record's start is known only when
 * the one before it is measured. Everything behind it works on the two columns that it fills.
 */

let rows: i32 = 0;
let consumed: usize = 0;

export function framedRows(): i32 {
  return rows;
}
/** Bytes of the input that the framed records took, with the padding before the next one. */
export function framedBytes(): usize {
  return consumed;
}

/**
 * Frames up to `maxRows` records of [input + start, input + bytes), of `data` bytes that there are; their offsets from
 * `input` and lengths go to the two u32 columns. Returns OK at the end of the input or when the rows are full; else why
 * the next record is wrong.
 */
export function frame(
  program: usize,
  input: usize,
  start: usize,
  bytes: usize,
  data: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
): i32 {
  rows = 0;
  consumed = start;
  const isWalked = word(program, K.P_WALK) != 0;
  while (rows < maxRows && skipPadding(program, bytes)) {
    const before = rows;
    if (!isWalked) frameQuickly(program, input, bytes, offsets, lengths, maxRows);
    if (rows > before) continue;
    // The slow way measures every record, and says exactly what is wrong with one.
    const status = readRecord(program, input, input + consumed, input + bytes, input + data, 0, 0);
    if (status != K.OK) return status;
    note(recordLength(), offsets, lengths);
  }
  return K.OK;
}

function note(length: usize, offsets: usize, lengths: usize): void {
  store<u32>(offsets + ((<usize>rows) << 2), <u32>consumed);
  store<u32>(lengths + ((<usize>rows) << 2), <u32>length);
  rows++;
  consumed += length;
}

/** Moves to the start of the next record; false where only padding is left. */
function skipPadding(program: usize, bytes: usize): bool {
  const align = <usize>word(program, K.P_START_ALIGN);
  const padding = (align - (consumed & (align - 1))) & (align - 1);
  if (padding >= bytes - consumed) return false;
  consumed += padding;
  return true;
}

/** Frames records that no check and no odd rule stands in the way of, up to the first that is not whole. */
function frameQuickly(program: usize, input: usize, bytes: usize, offsets: usize, lengths: usize, maxRows: i32): void {
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  const most = <usize>word(program, K.P_MAX_MESSAGE);
  if (fixed > most) return;
  const align = <usize>word(program, K.P_START_ALIGN) - 1;
  const op = word(program, K.P_RULE) == K.RULE_COUNTED ? ruleOp(program) : 0;
  const isPlain = op != 0 && isPlainCount(op);
  const field = op != 0 ? input + <usize>word(op, K.W_OFFSET) : 0;
  const stride = <u64>word(program, K.P_STRIDE);
  const mostCount = min<u64>(<u64>word(program, K.P_MAX_COUNT), op != 0 ? <u64>(most - fixed) / stride : 0);
  while (rows < maxRows) {
    const at = (consumed + align) & ~align;
    if (at >= bytes || bytes - at < fixed) return;
    let length = fixed;
    if (op != 0) {
      // Bounds: the fixed part, which holds the count, is inside the input. A signed count below 0 is huge as unsigned.
      const count = isPlain ? <u64>load<u32>(field + at) : <u64>loadInteger(op, input + at);
      if (count > mostCount || count * stride > <u64>(bytes - at - fixed)) return;
      length += <usize>(count * stride);
    }
    consumed = at;
    note(length, offsets, lengths);
  }
}

function isPlainCount(op: usize): bool {
  const isSimple = (word(op, K.W_FLAGS) & (K.F_BIG_ENDIAN | K.F_SIGNED)) == 0;
  return isSimple && word(op, K.W_BYTES) == 4 && word(op, K.W_WIDTH) == 32;
}
