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
  const isCounted = word(program, K.P_WALK) == 0 && word(program, K.P_RULE) == K.RULE_COUNTED;
  const isFixed = word(program, K.P_WALK) == 0 && word(program, K.P_RULE) == K.RULE_FIXED;
  while (rows < maxRows && skipPadding(program, bytes)) {
    const at = input + consumed;
    let length: usize = 0;
    if (isFixed) length = fixedLength(program, bytes - consumed);
    else if (isCounted) length = countedLength(program, at, bytes - consumed);
    if (length == 0) {
      // The slow way measures every record, and says exactly what is wrong with one.
      const status = readRecord(program, input, at, input + bytes, input + data, 0, 0);
      if (status != K.OK) return status;
      length = recordLength();
    }
    store<u32>(offsets + ((<usize>rows) << 2), <u32>consumed);
    store<u32>(lengths + ((<usize>rows) << 2), <u32>length);
    rows++;
    consumed += length;
  }
  return K.OK;
}

/** Moves to the start of the next record; false where only padding is left. */
function skipPadding(program: usize, bytes: usize): bool {
  const align = <usize>word(program, K.P_START_ALIGN);
  const padding = (align - (consumed & (align - 1))) & (align - 1);
  if (padding >= bytes - consumed) return false;
  consumed += padding;
  return true;
}

/** The length of a record without checks, or 0 where a walk must say what is wrong. */
function fixedLength(program: usize, left: usize): usize {
  const length = <usize>word(program, K.P_FIXED_BYTES);
  return length <= left && length <= <usize>word(program, K.P_MAX_MESSAGE) ? length : 0;
}

function countedLength(program: usize, at: usize, left: usize): usize {
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  const room = min<usize>(left, <usize>word(program, K.P_MAX_MESSAGE));
  if (room < fixed) return 0;
  // Bounds: the fixed part, which holds the count, is inside the input. A signed count below 0 is huge as unsigned.
  const count = <u64>loadInteger(ruleOp(program), at);
  const stride = <u64>word(program, K.P_STRIDE);
  if (count > <u64>(room - fixed) / stride || count > <u64>word(program, K.P_MAX_COUNT)) return 0;
  return fixed + <usize>(count * stride);
}
