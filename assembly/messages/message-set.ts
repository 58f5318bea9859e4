import { computeChecksum } from '../core/checksum';
import { loadField, passes } from '../core/guards';
import * as K from './layout';
import { loadBits, storeBits } from '../core/leaf';
import { begin as beginCall, fail, opAt, ruleOp, word } from '../core/memory';
import { finishRecord, readRecord, recordLength } from '../core/calls';

/*
 * One message of a set, from the buffer that it came in to the one its reply goes to, in the two calls around its handler.
 * The set is opened once; its addresses are checked then. One message costs little more than the call into the kernel, so what
 * it needs of its program lies in its entry, and an entry is looked for only where the last one does not fit.
 *
 *   set  | count, window | entry | entry | ... | further windows | what each shows    ascending by it
 */

let set: usize = 0;
/** The entry that was found last. */
let last: usize = 0;

export function open(at: usize): void {
  set = at;
  for (let i = 0; i < messageCount(); i++) {
    prepare(messageAt(at, i));
    setWord(messageAt(at, i), K.MESSAGE_NUMBER, i);
  }
  last = messageAt(at, 0);
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

/** Does `message` show more than `before` does? */
export function isAscending(before: usize, message: usize, more: i32): bool {
  if (load<u64>(before) != load<u64>(message)) return load<u64>(before) < load<u64>(message);
  const lower = <usize>word(before, K.MESSAGE_MORE_TAGS);
  const higher = <usize>word(message, K.MESSAGE_MORE_TAGS);
  for (let at: usize = 0; at < (<usize>more) << 3; at += 8) {
    if (load<u64>(lower + at) != load<u64>(higher + at)) return load<u64>(lower + at) < load<u64>(higher + at);
  }
  return false;
}

function setWord(at: usize, index: i32, value: i32): void {
  store<i32>(at + ((<usize>index) << 2), value);
}

/** Copies what is needed of its programs to an entry. */
function prepare(message: usize): void {
  const program = <usize>word(message, K.MESSAGE_INPUT);
  const guards = program + <usize>word(program, K.P_GUARDS_OFFSET);
  setWord(message, K.MESSAGE_FIXED_BYTES, word(program, K.P_FIXED_BYTES));
  if (word(program, K.P_GUARDED)) {
    setWord(message, K.MESSAGE_GUARDS, <i32>guards);
    setWord(message, K.MESSAGE_GUARDS_END, <i32>guards + word(program, K.P_GUARD_COUNT) * K.GUARD_BYTES);
  }
  setWord(message, K.MESSAGE_RULE, word(program, K.P_RULE));
  setWord(message, K.MESSAGE_MOST, word(program, K.P_MAX_MESSAGE));
  const sum = word(program, K.P_SUM);
  if (sum >= 0) setWord(message, K.MESSAGE_SUM, <i32>opAt(program, sum));
  const field = program + ((<usize>K.P_RULE_FIELD) << 2);
  memory.copy(message + ((<usize>K.MESSAGE_RULE_FIELD) << 2), field, (<usize>K.FIELD_WORDS) << 2);
  const reply = <usize>word(message, K.MESSAGE_OUTPUT);
  if (reply == 0) return;
  setWord(message, K.MESSAGE_BLANK, word(reply, K.P_BLANK_BYTES));
  setWord(message, K.MESSAGE_CLEAR, word(reply, K.P_CLEAR_BYTES));
}

/**
 * Finds out which message [input, input + bytes) is and checks it; zeroes what its reply has at least at [output, output + room).
 * Returns the number of the message, or -1 with the failure in the control block.
 */
export function begin(input: usize, bytes: usize, output: usize, room: usize): i32 {
  const least = <usize>word(set, K.M_LEAST_BYTES);
  if (bytes < least) return refuse(0, K.TRUNCATED_HEADER, <f64>least, <f64>bytes);
  // Bounds: the window begins in these bytes, and MESSAGE_SLACK more are in memory after them.
  const tag = load<u64>(input + <usize>word(set, K.M_WINDOW_OFFSET)) & load<u64>(set, (<usize>K.M_WINDOW_MASK) << 2);
  if ((load<u64>(last) != tag || word(set, K.M_MORE_COUNT) != 0) && !find(tag, input)) return -1;
  const message = last;
  const length = guardedLength(message, input, bytes);
  if (length != 0) store<i32>(K.CONTROL_LENGTH, <i32>length);
  else if (!isGood(message, input, bytes)) return -1;
  const blank = <usize>word(message, K.MESSAGE_BLANK);
  if (blank > room && (room != 0 || !word(message, K.MESSAGE_OPTIONAL))) {
    return refuse(message, K.OUTPUT_FULL, <f64>blank, <f64>room);
  }
  zero(output, min<usize>(<usize>word(message, K.MESSAGE_CLEAR), room));
  return numberOf(message);
}

/** Makes the message that shows this, and what else the one at `input` shows, the last one that was found. */
function find(tag: u64, input: usize): bool {
  let low = 0;
  let high = messageCount();
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(messageAt(set, middle), tag, input)) low = middle + 1;
    else high = middle;
  }
  const found = messageAt(set, low);
  if (low < messageCount() && load<u64>(found) == tag && moreOrder(found, input) == 0) {
    last = found;
    return true;
  }
  refuse(0, K.UNKNOWN_MESSAGE, 0, 0); // who calls has the message, and reads its discriminators
  return false;
}

function isBelow(message: usize, tag: u64, input: usize): bool {
  const own = load<u64>(message);
  return own == tag ? moreOrder(message, input) < 0 : own < tag;
}

/** Compares the tags of a message of the set, in all windows but the first, with those of the bytes at `input`: below 0, 0 or above 0. */
function moreOrder(message: usize, input: usize): i32 {
  const tags = <usize>word(message, K.MESSAGE_MORE_TAGS);
  for (let i = 0; i < word(set, K.M_MORE_COUNT); i++) {
    const window = <usize>word(set, K.M_MORE) + ((<usize>(i * K.MORE_WORDS)) << 2);
    const shown = load<u64>(input + <usize>word(window, K.MORE_OFFSET)) & load<u64>(window, (<usize>K.MORE_MASK) << 2);
    const own = load<u64>(tags + ((<usize>i) << 3));
    if (own != shown) return own < shown ? -1 : 1;
  }
  return 0;
}

function numberOf(message: usize): i32 {
  return message == 0 ? -1 : word(message, K.MESSAGE_NUMBER);
}

/** Bytes of a message whose every check is a guard that lets it pass; 0: only a walk can say it, or what is wrong. */
function guardedLength(message: usize, at: usize, bytes: usize): usize {
  const fixed = <usize>word(message, K.MESSAGE_FIXED_BYTES);
  let guard = <usize>word(message, K.MESSAGE_GUARDS);
  if (guard == 0 || bytes < fixed) return 0;
  const end = <usize>word(message, K.MESSAGE_GUARDS_END);
  // Bounds: the fields of guards and rules lie in the fixed part.
  for (; guard < end; guard += <usize>K.GUARD_BYTES) if (!passes(guard, at)) return 0;
  const length = ruleLength(message, at, <u64>bytes, <u64>fixed);
  if (length == 0 || length > <u64>word(message, K.MESSAGE_MOST)) return 0;
  const sum = <usize>word(message, K.MESSAGE_SUM);
  return sum == 0 || isSummed(message, sum, at, at + <usize>length) ? <usize>length : 0;
}

function isSummed(message: usize, op: usize, at: usize, end: usize): bool {
  const program = <usize>word(message, K.MESSAGE_INPUT);
  return computeChecksum(program, op, at, end) == loadBits(opAt(program, word(op, K.W_REF)), at);
}

function ruleLength(message: usize, at: usize, bytes: u64, fixed: u64): u64 {
  const rule = word(message, K.MESSAGE_RULE);
  if (rule == K.RULE_FIXED) return fixed;
  const value = loadField(message + ((<usize>K.MESSAGE_RULE_FIELD) << 2), at);
  if (rule == K.RULE_TOTAL) return value >= fixed && value <= bytes ? value : 0;
  const program = <usize>word(message, K.MESSAGE_INPUT);
  const stride = <u64>word(program, K.P_STRIDE);
  // The count first: what it multiplies to then fits.
  if (value > <u64>word(program, K.P_MAX_COUNT) || value * stride > bytes - fixed) return 0;
  return fixed + value * stride;
}

/** The walk over a message's ops. */
function isGood(message: usize, at: usize, bytes: usize): bool {
  beginCall();
  store<i32>(K.CONTROL_ROWS, numberOf(message));
  if (readRecord(<usize>word(message, K.MESSAGE_INPUT), at, at, at + bytes, at + bytes) != K.OK) return false;
  store<i32>(K.CONTROL_LENGTH, <i32>recordLength());
  return true;
}

/** Refuses a message, 0: an unknown one. */
function refuse(message: usize, status: i32, want: f64, have: f64): i32 {
  beginCall();
  store<i32>(K.CONTROL_ROWS, numberOf(message));
  fail(status, -1, 0, 0, want, have);
  return -1;
}

/** A reply is short, and memory.fill is an out-of-line call. */
function zero(at: usize, bytes: usize): void {
  if (bytes > 256) {
    memory.fill(at, 0, bytes);
    return;
  }
  const end = at + bytes;
  for (; at + 16 <= end; at += 16) v128.store(at, i32x4.splat(0));
  for (; at + 4 <= end; at += 4) store<i32>(at, 0);
  for (; at < end; at++) store<u8>(at, 0);
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
