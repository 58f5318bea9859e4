import { guardedLength, loadField } from './guards';
import * as K from './layout';
import { storeBits } from './leaf';
import { begin as beginCall, fail, ruleOp, word } from './memory';
import { finishRecord, readRecord, recordLength } from './message-read';

/*
 * One message of a set, from the buffer that it came in to the one its reply goes to, in the two calls around its handler.
 * The set is opened once; its addresses are checked then.
 *
 *   set  | count, discriminator | tag, program, reply's program | tag, ... |     ascending by tag
 */

let set: usize = 0;

export function open(at: usize): void {
  set = at;
}

export function isOpen(): bool {
  return set != 0;
}

export function messageCount(): i32 {
  return word(set, K.M_COUNT);
}

export function messageAt(from: usize, index: i32): usize {
  return from + ((<usize>K.MESSAGE_SET_WORDS) << 2) + <usize>(index * K.MESSAGE_BYTES);
}

/**
 * Finds out which message [input, input + bytes) is and checks it; zeroes what its reply has at least at [output, output + room).
 * Returns the number of the message, or -1 with the failure in the control block.
 */
export function begin(input: usize, bytes: usize, output: usize, room: usize): i32 {
  const index = identify(input, bytes);
  if (index < 0) return -1;
  const message = messageAt(set, index);
  const program = <usize>word(message, K.MESSAGE_INPUT);
  let length = guardedLength(program, input, bytes);
  if (length == 0) {
    beginCall();
    store<i32>(K.CONTROL_ROWS, index);
    if (readRecord(program, input, input, input + bytes, input + bytes, 0, 0) != K.OK) return -1;
    length = recordLength();
  }
  store<i32>(K.CONTROL_LENGTH, <i32>length);
  const reply = <usize>word(message, K.MESSAGE_OUTPUT);
  if (reply == 0) return index;
  const blank = <usize>word(reply, K.P_BLANK_BYTES);
  if (blank > room) return refuse(index, K.OUTPUT_FULL, <f64>blank, <f64>room);
  zero(output, blank);
  return index;
}

/** Number of the message whose tag the discriminator has, or -1. */
function identify(input: usize, bytes: usize): i32 {
  const least = <usize>word(set, K.M_LEAST_BYTES);
  if (bytes < least) return refuse(-1, K.TRUNCATED_HEADER, <f64>least, <f64>bytes);
  const tag = loadField(set + ((<usize>K.M_TAG_FIELD) << 2), input);
  let low = 0;
  let high = word(set, K.M_COUNT);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u64>(messageAt(set, middle)) < tag) low = middle + 1;
    else high = middle;
  }
  if (low < word(set, K.M_COUNT) && load<u64>(messageAt(set, low)) == tag) return low;
  return refuse(-1, K.UNKNOWN_MESSAGE, 0, <f64>tag);
}

/** Refuses message `index`, -1: an unknown one. */
function refuse(index: i32, status: i32, want: f64, have: f64): i32 {
  beginCall();
  store<i32>(K.CONTROL_ROWS, index);
  fail(status, -1, 0, 0, want, have);
  return -1;
}

/** A reply is short, and memory.fill is an out-of-line call. */
function zero(at: usize, bytes: usize): void {
  if (bytes > 256) {
    memory.fill(at, 0, bytes);
    return;
  }
  const whole = bytes & ~7;
  let i: usize = 0;
  for (; i < whole; i += 8) store<u64>(at + i, 0);
  for (; i < bytes; i++) store<u8>(at + i, 0);
}

/**
 * Completes the reply to message `index`, of which [output, output + reach) may be part. Returns its bytes, or -1 with the failure in
 * the control block.
 */
export function finish(index: i32, output: usize, reach: usize): i32 {
  const reply = <usize>word(messageAt(set, index), K.MESSAGE_OUTPUT);
  if (reply == 0) return 0;
  const fixed = <usize>word(reply, K.P_FIXED_BYTES);
  const what = word(reply, K.P_FINISH);
  if (what != K.FINISH_WALK && fixed <= reach) {
    if (what == K.FINISH_LENGTH) storeBits(ruleOp(reply), output, <u64>fixed);
    return <i32>fixed;
  }
  beginCall();
  return finishRecord(reply, output, output + reach) == K.OK ? <i32>recordLength() : -1;
}
