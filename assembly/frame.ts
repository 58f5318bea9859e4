import * as K from './layout';
import { loadInteger } from './leaf';
import { fail, word, ruleOp } from './memory';
import { readRecord, recordLength } from './message-read';

/*
 * Bytes -> where each record starts and how long it is. This is the serial part: a record's start is known only when
 * the one before it is measured. Everything behind it works on the two columns that it fills.
 */

let rows: i32 = 0;
let consumed: usize = 0;
/** The last record of a next-offset chain was seen. */
let chainEnded: bool = false;

export function framedRows(): i32 {
  return rows;
}
/** Bytes of the input that the framed records took. */
export function framedBytes(): usize {
  return consumed;
}

/**
 * Frames up to `maxRows` records of [input + start, input + bytes); their offsets from `input` and lengths go to the two
 * u32 columns. Returns OK at the end of the input or when the rows are full; else why the next record is wrong.
 */
export function frame(
  program: usize,
  input: usize,
  start: usize,
  bytes: usize,
  offsets: usize,
  lengths: usize,
  maxRows: i32,
): i32 {
  rows = 0;
  consumed = start;
  chainEnded = false;
  if (word(program, K.P_WALK) != 0) return frameByWalk(program, input, bytes, offsets, lengths, maxRows);
  if (word(program, K.P_RULE) == K.RULE_FIXED) return frameFixed(program, input, bytes, offsets, lengths, maxRows);
  return frameCounted(program, input, bytes, offsets, lengths, maxRows);
}

export function isChainEnded(): bool {
  return chainEnded;
}

/** Start of the record behind `consumed`, or `bytes` where only padding is left. */
function nextStart(program: usize, bytes: usize): usize {
  const align = <usize>word(program, K.P_START_ALIGN);
  const padding = (align - (consumed & (align - 1))) & (align - 1);
  return padding >= bytes - consumed ? bytes : consumed + padding;
}

function note(at: usize, length: usize, offsets: usize, lengths: usize): void {
  store<u32>(offsets + ((<usize>rows) << 2), <u32>at);
  store<u32>(lengths + ((<usize>rows) << 2), <u32>length);
  rows++;
  consumed = at + length;
}

function truncated(program: usize, at: usize, left: usize): i32 {
  return fail(K.TRUNCATED_HEADER, -1, <i32>at, 0, <f64>word(program, K.P_FIXED_BYTES), <f64>left);
}

function frameFixed(program: usize, input: usize, bytes: usize, offsets: usize, lengths: usize, maxRows: i32): i32 {
  const length = <usize>word(program, K.P_FIXED_LENGTH);
  if (length > <usize>word(program, K.P_MAX_MESSAGE)) return tooLong(program, consumed, length);
  while (rows < maxRows) {
    const at = nextStart(program, bytes);
    if (at == bytes) break;
    if (length > bytes - at) return truncated(program, at, bytes - at);
    note(at, length, offsets, lengths);
  }
  return K.OK;
}

function tooLong(program: usize, at: usize, length: usize): i32 {
  return fail(K.LIMIT_MESSAGE_BYTES, -1, <i32>at, 0, <f64>length, <f64>word(program, K.P_MAX_MESSAGE));
}

function frameCounted(program: usize, input: usize, bytes: usize, offsets: usize, lengths: usize, maxRows: i32): i32 {
  const op = ruleOp(program);
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  const stride = <u64>word(program, K.P_STRIDE);
  const maxCount = <u64>word(program, K.P_MAX_COUNT);
  const maxMessage = <usize>word(program, K.P_MAX_MESSAGE);
  const isPlain =
    word(op, K.W_BYTES) == 4 && word(op, K.W_WIDTH) == 32 && (word(op, K.W_FLAGS) & (K.F_BIG_ENDIAN | K.F_SIGNED)) == 0;
  const field = <usize>word(op, K.W_OFFSET);
  while (rows < maxRows) {
    const at = nextStart(program, bytes);
    if (at == bytes) break;
    const left = bytes - at;
    if (left < fixed) return truncated(program, at, left);
    // Bounds: the fixed part, which holds the count, is inside the input; the tail is compared with what is left.
    const count = isPlain ? <u64>load<u32>(input + at + field) : <u64>loadInteger(op, input + at);
    const room = <u64>(left - fixed);
    // The slow way says exactly what is wrong; a signed count below 0 is huge here.
    if (count > room / stride || count > maxCount || fixed + <usize>(count * stride) > maxMessage) {
      return readRecord(program, input, input + at, input + bytes, 0, 0);
    }
    note(at, fixed + <usize>(count * stride), offsets, lengths);
  }
  return K.OK;
}

function frameByWalk(program: usize, input: usize, bytes: usize, offsets: usize, lengths: usize, maxRows: i32): i32 {
  const isChain = word(program, K.P_RULE) == K.RULE_NEXT;
  while (rows < maxRows && !chainEnded) {
    const at = nextStart(program, bytes);
    if (at == bytes) break;
    const status = readRecord(program, input, input + at, input + bytes, 0, 0);
    if (status != K.OK) return status;
    note(at, recordLength(), offsets, lengths);
    chainEnded = isChain && loadInteger(ruleOp(program), input + at) == 0;
  }
  return K.OK;
}
