import * as K from './layout';
import { isAmong, selectedArm } from './arms';
import { computeChecksum, sumBase } from './checksum';
import { loadBits, loadInteger, loadNumber, storeBits } from './leaf';
import { isHeld, leastHeld, loadMeasured, mostHeld, storeMeasured } from './measure';
import { constantAt, fail, failedAt, needs, opAt, ruleOp, word } from './memory';
import { findNul } from './text';

/*
 * One record -> its checks and its length.
 *
 *   input          record               extent       limit      end          data end
 *     |--------------|=== fixed part ===|--- tail ---|..........|............|
 *                      ^ moves right with every part      what is in memory   what there is
 *
 * `limit` is where the record must end: its own length, the input's end, or the limit of a message. In the last case (isCut) a
 * part that would have fitted what there is, is refused as too long, not as cut.
 *
 * Bounds: the fixed part is checked once, by subtraction, before anything in it is read; each tail and each part that
 * is pointed to is checked once, by subtraction from `limit`, before its first byte is read.
 */

let program: usize = 0;
let input: usize = 0;
let record: usize = 0;
let limit: usize = 0;
/** End of the data, of which only [record, limit) needs to be in memory. */
let dataEnd: usize = 0;
let isCut: bool = false;
let extent: usize = 0;
/** Bytes of all parts after the fixed one. Parts may overlap, so this may pass the record's length. */
let reachedBytes: u64 = 0;
/** A part takes all that is there, so that more of it would make another record. */
let tookRest: bool = false;
/** Bytes of the record after its part of varying length; `limit` leaves room for them. */
let trailing: usize = 0;
/** End of the record, once something in these bytes is looked at; 0 before that. */
let trailingEnd: usize = 0;
/** What the record's own length says, then what it has. */
let length: usize = 0;

const READ: i32 = 0;
/** Magic values are written, a length and checksums are not believed: they are about to be. */
const MEASURE: i32 = 1;
/** Checksums are written, too. */
const SEAL: i32 = 2;
let mode: i32 = READ;

/** Bytes of the record that was checked last. */
export function recordLength(): usize {
  return length;
}

/**
 * Checks the record at `at`, of which [at, end) is in memory and [at, data) is there. Returns OK and sets recordLength, or the
 * failure's status.
 */
export function readRecord(from: usize, origin: usize, at: usize, end: usize, data: usize): i32 {
  program = from;
  input = origin;
  record = at;
  dataEnd = data;
  mode = READ;
  return readFrom(at, end);
}

/**
 * Completes the record at `at`, whose values stand in [at, end) with everything else zero: its magic values, its length and
 * its checksums; all other rules are checked as readRecord does. A versioned record without a length has all members.
 */
export function finishRecord(from: usize, at: usize, end: usize): i32 {
  program = from;
  input = at;
  record = at;
  dataEnd = end;
  mode = MEASURE;
  let status = readFrom(at, end);
  if (status == K.OK) status = storeLength();
  if (status == K.OK && word(program, K.P_SUM) >= 0) status = readAgain(SEAL);
  if (status == K.OK && word(program, K.P_OVERLAPS)) status = readAgain(READ);
  return status;
}

/** Another walk over the record whose length is known now. */
function readAgain(as: i32): i32 {
  mode = as;
  dataEnd = record + length;
  return readFrom(record, dataEnd);
}

function storeLength(): i32 {
  const rule = word(program, K.P_RULE);
  if (rule == K.RULE_NEXT) storeBits(ruleOp(program), record, 0);
  if (rule != K.RULE_TOTAL) return K.OK;
  const op = ruleOp(program);
  const most = mostHeld(op);
  const index = word(program, K.P_RULE_OP);
  const at = record + <usize>word(op, K.W_OFFSET);
  if (<u64>length > most) return failHere(K.OUT_OF_RANGE, index, at, <f64>most, <f64>length);
  if (!isHeld(op, <u64>length)) return failHere(K.NO_MEASURE, index, at, leastHeld(op, <u64>length), <f64>length);
  storeMeasured(op, record, <u64>length);
  return K.OK;
}

function readFrom(at: usize, end: usize): i32 {
  length = 0;
  reachedBytes = 0;
  const data = dataEnd;
  const most = <usize>word(program, K.P_MAX_MESSAGE);
  isCut = data - at > most && end - at >= most;
  limit = isCut ? at + most : end;
  tookRest = false;
  trailing = 0;
  trailingEnd = 0;
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  const trailingBytes = <usize>word(program, K.P_TRAILING_BYTES);
  const least = fixed + trailingBytes;
  if (limit - at < least) return overrun(K.TRUNCATED_HEADER, -1, at, at, least);
  const rule = word(program, K.P_RULE);
  if ((rule == K.RULE_TOTAL || rule == K.RULE_NEXT) && (mode == READ || hasLength())) {
    const status = readLength(rule, least);
    if (status != K.OK) return status;
  }
  trailing = trailingBytes;
  limit -= trailing;
  extent = at + fixed;
  const status = walk(0, word(program, K.P_OP_COUNT), at, at);
  if (status != K.OK) return status;
  const isOpen = isOpenEnded();
  length = knownLength();
  return reachedBytes <= <u64>length ? K.OK : checkShared(length, isOpen);
}

/** Whether the length of a record that is being completed is there already, because it says which members there are. */
function hasLength(): bool {
  if (mode == SEAL) return true;
  if (word(program, K.P_VERSIONED) == 0) return false;
  const op = ruleOp(program);
  if (loadInteger(op, record) == 0) storeBits(op, record, <u64>word(program, K.P_BLANK_BYTES));
  return true;
}

/** The record's bytes: what its length field said (readLength), or as far as its parts reached. */
function knownLength(): usize {
  return length != 0 ? length : extent - record;
}

function readLength(rule: i32, least: usize): i32 {
  const op = ruleOp(program);
  const index = word(program, K.P_RULE_OP);
  const at = record + <usize>word(op, K.W_OFFSET);
  const value = loadMeasured(op, record);
  if (rule == K.RULE_NEXT && value == 0) {
    length = limit - record;
    tookRest = true;
    return isCut ? tooLong(dataEnd - record) : K.OK;
  }
  if (isLess(value, <i64>least, op)) return failHere(K.LENGTH_FIELD, index, at, <f64>least, asNumber(op, value));
  const room = limit - record;
  if (<u64>value > <u64>room) {
    if (isCut && <u64>value <= <u64>(dataEnd - record)) return tooLong(<usize>value);
    needs(asNumber(op, value));
    return failHere(K.DATA_OVERRUN, index, at, asNumber(op, value), <f64>roomAt(record));
  }
  length = <usize>value;
  limit = record + length;
  isCut = false;
  return K.OK;
}

/** A part of `bytes` bytes at `from` that passes the limit: it lies, or the record is longer than a message may be. */
function overrun(status: i32, op: i32, field: usize, from: usize, bytes: u64): i32 {
  if (isCut && from <= dataEnd && bytes <= <u64>(dataEnd - from)) {
    const wanted = from - record + <usize>bytes + trailing;
    if (wanted <= dataEnd - record) return tooLong(wanted);
  }
  if (isOpenEnded()) needs(<f64>bytes + <f64>(from - record + trailing));
  return failHere(status, op, field, <f64>bytes, <f64>roomAt(from));
}

/** Whether the record ends where there is no more of it yet, and not where it says that it does. */
function isOpenEnded(): bool {
  return length == 0 || tookRest;
}

function tooLong(bytes: usize): i32 {
  return failHere(K.LIMIT_MESSAGE_BYTES, -1, record, <f64>bytes, <f64>word(program, K.P_MAX_MESSAGE));
}

/** Bytes that are there from `at` on, also those above the limit of a message. */
function roomAt(at: usize): usize {
  const end = isCut ? dataEnd - trailing : limit;
  return at < end ? end - at : 0;
}

/**
 * The record uses [at, at + bytes), which lies before the limit. Parts that overlap could make a short message a long value
 * (a table of offsets that all point to one large part). So all parts together are bounded twice: by the limit of a message, and by a multiple of
 * the message's own bytes. These are the bytes that are there at first; once the record's length is known, it counts. Elements have a byte at
 * least, so this bounds them, too.
 */
function reach(at: usize, bytes: usize): i32 {
  if (at + bytes > extent) extent = at + bytes;
  reachedBytes += <u64>bytes;
  // Parts that lie one after the other have no more bytes than there are.
  if (reachedBytes <= <u64>(limit - record)) return K.OK;
  const there = min<usize>(dataEnd - record, <usize>word(program, K.P_MAX_MESSAGE));
  return checkShared(length != 0 ? length : there, isOpenEnded());
}

/** Of a record of so many bytes; `isOpen`: more input may make it longer, and then its parts may have more. */
function checkShared(bytes: usize, isOpen: bool): i32 {
  const most = <u64>word(program, K.P_MAX_MESSAGE);
  if (reachedBytes > most) return failHere(K.LIMIT_MESSAGE_BYTES, -1, record, <f64>reachedBytes, <f64>most);
  const times = <u64>word(program, K.P_MAX_AMPLIFICATION);
  if (reachedBytes <= times * <u64>bytes) return K.OK;
  if (isOpen) needs(<f64>((reachedBytes + times - 1) / times));
  return failHere(K.LIMIT_AMPLIFICATION, -1, record, <f64>reachedBytes, <f64>(times * <u64>bytes));
}

/** a < b in the leaf's own signedness. */
function isLess(a: i64, b: i64, op: usize): bool {
  return word(op, K.W_FLAGS) & K.F_UNSIGNED_WIDE ? <u64>a < <u64>b : a < b;
}

function asNumber(op: usize, value: i64): f64 {
  return word(op, K.W_FLAGS) & K.F_UNSIGNED_WIDE ? <f64>(<u64>value) : <f64>value;
}

function failHere(status: i32, op: i32, at: usize, want: f64, have: f64): i32 {
  return fail(status, op, <i32>(record - input), <i32>(at - record), want, have);
}

/** Ops [from, to) at `base`: those that can refuse the record, or make it longer. What they count by is read at `frame`. */
function walk(from: i32, to: i32, base: usize, frame: usize): i32 {
  let index = from;
  while (index < to) {
    index = word(opAt(program, index), K.W_CHECK);
    if (index >= to) return K.OK;
    const op = opAt(program, index);
    const status = step(index, op, base, frame);
    if (status != K.OK) return status;
    index = word(op, K.W_END);
  }
  return K.OK;
}

function step(index: i32, op: usize, base: usize, frame: usize): i32 {
  if (word(op, K.W_FLAGS) & K.F_VERSIONED && isBehindPresent(op)) return K.OK;
  switch (word(op, K.W_KIND)) {
    case K.OP_NUMBER:
    case K.OP_WIDE:
      return word(op, K.W_FLAGS) & K.F_FLOAT ? checkFloat(index, op, base) : checkInteger(index, op, base);
    case K.OP_RANGE:
      return checkRange(index, op, base, frame);
    case K.OP_ARRAY:
      return checkArray(index, op, base, frame);
    case K.OP_UNION:
      return checkUnion(index, op, base, frame);
    case K.OP_OVERLAY:
    case K.OP_ARM:
      return walk(index + 1, word(op, K.W_END), base, frame);
    case K.OP_POINTED:
      return checkPointed(index, op, frame);
    case K.OP_CHECKSUM:
      return checkChecksum(op, frame);
  }
  return K.OK;
}

/** A member of a versioned record that its length leaves out. */
function isBehindPresent(op: usize): bool {
  return <usize>word(op, K.W_MEMBER_END) > length;
}

function checkFloat(index: i32, op: usize, base: usize): i32 {
  const value = loadNumber(op, base);
  const bounds = constantAt(program, word(op, K.W_CONST));
  const least = load<f64>(bounds);
  const most = load<f64>(bounds + 8);
  if (value >= least && value <= most) return K.OK;
  const at = base + <usize>word(op, K.W_OFFSET);
  return failHere(K.OUT_OF_RANGE, index, at, value < least ? least : most, value);
}

function checkInteger(index: i32, op: usize, base: usize): i32 {
  const flags = word(op, K.W_FLAGS);
  // An exact bool is 0 or 1 in its bits; as a value any would be.
  const value = flags & K.F_BOOL ? <i64>loadBits(op, base) : loadInteger(op, base);
  const first = constantAt(program, word(op, K.W_CONST));
  const at = base + <usize>word(op, K.W_OFFSET);
  const have = asNumber(op, value);
  if (flags & K.F_CHECK_MAGIC) {
    const magic = load<i64>(first);
    if (mode != READ) {
      storeBits(op, base, <u64>magic);
      return K.OK;
    }
    return value == magic ? K.OK : failHere(K.WRONG_MAGIC, index, at, asNumber(op, magic), have);
  }
  if (flags & K.F_CHECK_RANGE) {
    const least = load<i64>(first);
    const most = load<i64>(first + 8);
    if (isLess(value, least, op)) return failHere(K.OUT_OF_RANGE, index, at, asNumber(op, least), have);
    return isLess(most, value, op) ? failHere(K.OUT_OF_RANGE, index, at, asNumber(op, most), have) : K.OK;
  }
  return isAmong(first, word(op, K.W_COUNT), value) ? K.OK : failHere(K.UNKNOWN_ENUM, index, at, 0, have);
}

/** Units of a counted part; negative: the status of the failure, negated. */
function readCount(index: i32, op: usize, base: usize, frame: usize): i64 {
  const flags = word(op, K.W_FLAGS);
  const unit = <usize>word(op, K.W_BYTES);
  const at = base + <usize>word(op, K.W_OFFSET);
  if (flags & K.F_REST) return readRest(at, unit);
  if ((flags & K.F_COUNTED) == 0) return <i64>word(op, K.W_COUNT);
  const ref = opAt(program, word(op, K.W_REF));
  const counted = loadMeasured(ref, frame);
  const have = asNumber(ref, counted);
  if (isLess(counted, 0, ref)) return -(<i64>failHere(K.LENGTH_FIELD, index, at, 0, have));
  const inBytes = (flags & K.F_COUNTS_BYTES) != 0;
  if (inBytes && <u64>counted % <u64>unit != 0) return -(<i64>failHere(K.LENGTH_FIELD, index, at, <f64>unit, have));
  const units = inBytes ? <u64>counted / <u64>unit : <u64>counted;
  if (flags & K.F_CAPACITY) {
    const most = word(op, K.W_COUNT);
    if (units <= <u64>most) return <i64>units;
    return -(<i64>failHere(K.COUNT_OVER_CAPACITY, index, at, <f64>units, <f64>most));
  }
  return readOpenCount(index, at, unit, units);
}

/** A count of a part after the fixed one: against what is there, then against the limit. */
function readOpenCount(index: i32, at: usize, unit: usize, units: u64): i64 {
  const allowed = word(program, K.P_MAX_COUNT);
  const room = at < limit ? limit - at : 0;
  if (units > <u64>(room / unit)) {
    const status = countOverrun(index, at, unit, units);
    // A count above its limit stays wrong, however much comes; what is above the limit of a message is told to be that.
    if (units > <u64>allowed && units * <u64>unit <= <u64>word(program, K.P_MAX_MESSAGE)) needs(0);
    return -(<i64>status);
  }
  if (units > <u64>allowed) return -(<i64>failHere(K.LIMIT_COUNT, index, at, <f64>units, <f64>allowed));
  const status = reach(at, <usize>units * unit);
  return status == K.OK ? <i64>units : -(<i64>status);
}

function countOverrun(index: i32, at: usize, unit: usize, units: u64): i32 {
  if (units <= u64.MAX_VALUE / <u64>unit) return overrun(K.DATA_OVERRUN, index, at, at, units * <u64>unit);
  return failHere(K.DATA_OVERRUN, index, at, <f64>units * <f64>unit, <f64>roomAt(at));
}

/** All that is left of the record. */
function readRest(at: usize, unit: usize): i64 {
  if (isCut) return -(<i64>tooLong(dataEnd - record));
  if (length == 0) tookRest = true;
  const units = roomAt(at) / unit;
  const status = reach(at, units * unit);
  return status == K.OK ? <i64>units : -(<i64>status);
}

function checkRange(index: i32, op: usize, base: usize, frame: usize): i32 {
  if (word(op, K.W_FLAGS) & K.F_TERMINATED) return checkTerminated(index, op, base);
  const units = readCount(index, op, base, frame);
  if (units < 0) return <i32>-units;
  return word(op, K.W_FLAGS) & K.F_RECORDS ? checkRecords(op, base + <usize>word(op, K.W_OFFSET), <usize>units) : K.OK;
}

/** The records of a set in [from, from + bytes), each as a record of a stream that ends where the part does. */
function checkRecords(op: usize, from: usize, bytes: usize): i32 {
  const outer = record;
  const outerProgram = program;
  const outerMode = mode;
  const outerEnd = dataEnd;
  const outerLimit = limit;
  const outerExtent = extent;
  const outerLength = length;
  const outerReached = reachedBytes;
  const outerTrailing = trailing;
  const outerTrailingEnd = trailingEnd;
  const tookOuterRest = tookRest;
  const wasCut = isCut;
  // More input makes a longer part where that takes the rest, and nothing says how much that is.
  const isOpen = (word(op, K.W_FLAGS) & K.F_REST) != 0 && isOpenEnded();
  const set = outerProgram + <usize>word(op, K.W_CONST);
  const end = from + bytes;
  mode = READ;
  dataEnd = end;
  let status = K.OK;
  let index = 0;
  let at = from;
  let shared: u64 = 0;
  for (; at < end; at += length, index++) {
    status = checkRecordOf(set, at, end);
    if (status != K.OK) break;
    // What its parts have beyond its own bytes, the message has beyond its own.
    if (reachedBytes > <u64>length) shared += reachedBytes - <u64>length;
  }
  record = outer;
  program = outerProgram;
  mode = outerMode;
  dataEnd = outerEnd;
  limit = outerLimit;
  extent = outerExtent;
  length = outerLength;
  reachedBytes = outerReached + shared;
  trailing = outerTrailing;
  trailingEnd = outerTrailingEnd;
  tookRest = tookOuterRest;
  isCut = wasCut;
  if (status != K.OK) return failedInside(status, index, at, isOpen);
  return shared == 0 ? K.OK : reach(from, 0);
}

/** One of them; what is wrong is told as if it were alone, but for the op. */
function checkRecordOf(set: usize, at: usize, end: usize): i32 {
  record = at;
  const tagEnd = <usize>word(set, K.SET_TAG_END);
  const number = word(set, K.SET_RECORD_NUMBER);
  if (end - at < tagEnd) {
    needs(<f64>tagEnd);
    return failHere(K.TRUNCATED_HEADER, number, at, <f64>tagEnd, <f64>(end - at));
  }
  const tagOp = set + <usize>word(set, K.SET_TAG_OP);
  const tag = loadBits(tagOp, at);
  const entry = entryOf(set, tag);
  const from = word(entry, K.SET_PROGRAM);
  if (from == 0) {
    const field = at + <usize>word(tagOp, K.W_OFFSET);
    return failHere(K.UNKNOWN_MESSAGE, word(set, K.SET_TAG_NUMBER), field, 0, <f64>tag);
  }
  program = set + <usize>from;
  const status = readFrom(at, end);
  if (status == K.OK) return K.OK;
  const op = load<i32>(K.CONTROL_OP);
  store<i32>(K.CONTROL_OP, op < 0 ? number : op + word(entry, K.SET_FIRST_NUMBER));
  return status;
}

/** The entry of a discriminator. */
function entryOf(set: usize, tag: u64): usize {
  let entry = set + ((<usize>K.SET_ENTRIES) << 2);
  for (let i = 0, count = word(set, K.SET_TAG_COUNT); i < count; i++, entry += (<usize>K.SET_ENTRY_WORDS) << 2) {
    if (load<u64>(entry) == tag) return entry;
  }
  return set + ((<usize>K.SET_OTHERWISE) << 2);
}

/** A failure of the record at `at`, the `index`th of its part, as one of the record around it. */
function failedInside(status: i32, index: i32, at: usize, isOpen: bool): i32 {
  failedAt(index);
  store<i32>(K.CONTROL_RECORD, <i32>(record - input));
  store<i32>(K.CONTROL_FIELD, load<i32>(K.CONTROL_FIELD) + <i32>(at - record));
  const need = load<f64>(K.CONTROL_NEED);
  needs(isOpen && need > 0 ? need + <f64>(at - record) + <f64>trailing : 0);
  return status;
}

function checkTerminated(index: i32, op: usize, base: usize): i32 {
  const at = base + <usize>word(op, K.W_OFFSET);
  const unit = <usize>word(op, K.W_BYTES);
  const room = at < limit ? limit - at : 0;
  const end = findNul(at, at + room, unit);
  if (at + room - end < unit) {
    if (isCut) return tooLong(limit - record + 1 + trailing);
    if (isOpenEnded()) needs(<f64>(limit - record + 1 + trailing));
    return failHere(K.UNTERMINATED, index, at, <f64>unit, <f64>roomAt(at));
  }
  return reach(at, end + unit - at);
}

function checkArray(index: i32, op: usize, base: usize, frame: usize): i32 {
  const count = readCount(index, op, base, frame);
  if (count < 0) return <i32>-count;
  const stride = <usize>word(op, K.W_BYTES);
  const end = word(op, K.W_END);
  let at = base + <usize>word(op, K.W_OFFSET);
  for (let i: i64 = 0; i < count; i++, at += stride) {
    const status = walk(index + 1, end, at, at);
    if (status != K.OK) {
      failedAt(<i32>i);
      return status;
    }
  }
  return K.OK;
}

function checkUnion(index: i32, op: usize, base: usize, frame: usize): i32 {
  const arm = selectedArm(program, index, op, frame);
  const sized = (word(op, K.W_FLAGS) & K.F_SIZED) != 0;
  if (arm < 0) return sized ? checkRaw(index, op, base, frame) : K.OK;
  const armOp = opAt(program, arm);
  if (sized) {
    const at = base + <usize>word(armOp, K.W_OFFSET);
    const bytes = <usize>word(armOp, K.W_BYTES);
    const room = at < limit ? limit - at : 0;
    if (bytes > room) return overrun(K.DATA_OVERRUN, arm, at, at, bytes);
    const status = reach(at, bytes);
    if (status != K.OK) return status;
  }
  return walk(arm + 1, word(armOp, K.W_END), base, frame);
}

/** A sized union whose tag selects nothing takes what a length of the record leaves for it. */
function checkRaw(index: i32, op: usize, base: usize, frame: usize): i32 {
  const at = base + <usize>word(op, K.W_OFFSET);
  if (length != 0) return reach(at, roomAt(at));
  const ref = opAt(program, word(op, K.W_REF));
  return failHere(K.UNKNOWN_TAG, index, at, 0, asNumber(ref, loadInteger(ref, frame)));
}

/** What lies before the record's end: where that is known when the parts before are. */
function checkTrailing(index: i32, op: usize, frame: usize): i32 {
  if (trailingEnd == 0) {
    trailingEnd = length != 0 ? record + length : extent + trailing;
    const status = reach(trailingEnd - trailing, trailing);
    if (status != K.OK) return status;
  }
  const target = trailingEnd - <usize>word(op, K.W_OFFSET);
  return walk(index + 1, word(op, K.W_END), target, word(op, K.W_FLAGS) & K.F_FRAME ? target : frame);
}

function checkPointed(index: i32, op: usize, frame: usize): i32 {
  const flags = word(op, K.W_FLAGS);
  if (flags & K.F_TRAILING) return checkTrailing(index, op, frame);
  const ref = opAt(program, word(op, K.W_REF));
  const field = frame + <usize>word(ref, K.W_OFFSET);
  const origin = flags & K.F_FROM_FIELD ? field : record;
  const offset = loadInteger(ref, frame);
  const want = asNumber(ref, offset);
  if (isLess(offset, 0, ref)) return failHere(K.OFFSET_OUTSIDE, index, field, want, <f64>roomAt(origin));
  if (<u64>offset > <u64>(limit - origin)) return overrun(K.OFFSET_OUTSIDE, index, field, origin, <u64>offset);
  const allowed = word(program, K.P_MAX_OFFSET);
  if (<u64>offset > <u64>allowed) return failHere(K.LIMIT_OFFSET, index, field, want, <f64>allowed);
  const target = origin + <usize>offset;
  const bytes = <usize>word(op, K.W_BYTES);
  if (bytes > limit - target) return overrun(K.DATA_OVERRUN, index, target, target, bytes);
  const status = reach(target, bytes);
  if (status != K.OK) return status;
  return walk(index + 1, word(op, K.W_END), target, flags & K.F_FRAME ? target : frame);
}

function checkChecksum(op: usize, frame: usize): i32 {
  const index = word(op, K.W_REF);
  const ref = opAt(program, index);
  if (word(ref, K.W_FLAGS) & K.F_VERSIONED && isBehindPresent(ref)) return K.OK;
  if (mode == MEASURE) return K.OK;
  const want = computeChecksum(program, op, frame, record + knownLength());
  const base = sumBase(op, frame, record + knownLength());
  if (mode == SEAL) {
    storeBits(ref, base, want);
    return K.OK;
  }
  const have = loadBits(ref, base);
  if (want == have) return K.OK;
  // It may sum bytes that are still to come.
  if (tookRest) needs(<f64>(limit - record + 1 + trailing));
  const at = base + <usize>word(ref, K.W_OFFSET);
  if (word(ref, K.W_KIND) != K.OP_WIDE) return failHere(K.WRONG_CHECKSUM, index, at, <f64>want, <f64>have);
  return failHere(K.WRONG_WIDE_CHECKSUM, index, at, reinterpret<f64>(want), reinterpret<f64>(have));
}
