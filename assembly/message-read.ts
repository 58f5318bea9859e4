import * as K from './layout';
import { checksum } from './checksum';
import { loadBits, loadInteger, loadNumber, maskOf } from './leaf';
import { constantAt, fail, failedAt, opAt, ruleOp, word } from './memory';
import { findNul } from './text';

/*
 * One record -> slots, or, without a tape, only its checks and its length.
 *
 *   input            record                            limit              end of input
 *     |----------------|=== fixed part ===|--- tail ---|...parts...|--------|
 *                      ^ extent moves right with every tail and every part that is pointed to
 *
 * Bounds: the fixed part is checked once, by subtraction, before anything in it is read; each tail and each part that
 * is pointed to is checked once, by subtraction from `limit`, before its first byte is read.
 */

let program: usize = 0;
let input: usize = 0;
let record: usize = 0;
let limit: usize = 0;
let extent: usize = 0;
let length: usize = 0;
/** Next slot, or 0: validate only. */
let tape: usize = 0;
let tapeEnd: usize = 0;

/** Bytes of the record that was read last. */
export function recordLength(): usize {
  return length;
}
/** Address behind the last slot. */
export function tapePosition(): usize {
  return tape;
}

/**
 * Reads the record at `at`, of which [at, end) is there. Slots go to [slots, slotsEnd); with slots = 0 it is only checked.
 * Returns OK and sets recordLength, or the failure's status.
 */
export function readRecord(from: usize, origin: usize, at: usize, end: usize, slots: usize, slotsEnd: usize): i32 {
  program = from;
  input = origin;
  record = at;
  limit = end;
  tape = slots;
  tapeEnd = slotsEnd;
  const available = end - at;
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  if (available < fixed) return failHere(K.TRUNCATED_HEADER, -1, at, <f64>fixed, <f64>available);
  const rule = word(program, K.P_RULE);
  length = 0;
  if (rule == K.RULE_TOTAL || rule == K.RULE_NEXT) {
    const status = readLength(rule, available, fixed);
    if (status != K.OK) return status;
  }
  const whole = <usize>word(program, K.P_FIXED_LENGTH);
  extent = at + max<usize>(fixed, whole);
  const status = walk(0, word(program, K.P_OP_COUNT), at, at);
  if (status != K.OK) return status;
  length = knownLength();
  if (length > <usize>word(program, K.P_MAX_MESSAGE)) {
    return failHere(K.LIMIT_MESSAGE_BYTES, -1, at, <f64>length, <f64>word(program, K.P_MAX_MESSAGE));
  }
  return K.OK;
}

/** The record's bytes: what its length field said (readLength), its size, or as far as its parts reached. */
function knownLength(): usize {
  if (length != 0) return length;
  const whole = <usize>word(program, K.P_FIXED_LENGTH);
  return whole != 0 ? whole : extent - record;
}

function readLength(rule: i32, available: usize, fixed: usize): i32 {
  const op = ruleOp(program);
  const index = word(program, K.P_RULE_OP);
  const at = record + <usize>word(op, K.W_OFFSET);
  const value = loadInteger(op, record);
  if (rule == K.RULE_NEXT && value == 0) {
    length = available;
    return K.OK;
  }
  if (isLess(value, <i64>fixed, op)) return failHere(K.LENGTH_FIELD, index, at, <f64>fixed, asNumber(op, value));
  if (isLess(<i64>available, value, op))
    return failHere(K.DATA_OVERRUN, index, at, asNumber(op, value), <f64>available);
  length = <usize>value;
  limit = record + length;
  return K.OK;
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

function push(value: f64): bool {
  if (tape == 0) return true;
  if (tapeEnd - tape < K.SLOT_BYTES) return false;
  store<f64>(tape, value);
  tape += K.SLOT_BYTES;
  return true;
}

function pushBits(value: i64): bool {
  if (tape == 0) return true;
  if (tapeEnd - tape < K.SLOT_BYTES) return false;
  store<i64>(tape, value);
  tape += K.SLOT_BYTES;
  return true;
}

function pushRange(at: usize, bytes: usize): bool {
  return pushBits(<i64>((<u64>(at - record)) | ((<u64>bytes) << 32)));
}

function pushAbsent(): bool {
  return pushBits(((<i64>K.ABSENT_HIGH) << 32) | (<i64>K.ABSENT_LOW));
}

function full(op: i32): i32 {
  return failHere(K.WORK_FULL, op, record, 0, 0);
}

/** Ops [from, to) at `base`; what they count by is read at `frame`. */
function walk(from: i32, to: i32, base: usize, frame: usize): i32 {
  let index = from;
  while (index < to) {
    const op = opAt(program, index);
    const status = step(index, op, base, frame);
    if (status != K.OK) return status;
    index = word(op, K.W_END);
  }
  return K.OK;
}

function step(index: i32, op: usize, base: usize, frame: usize): i32 {
  if (word(op, K.W_FLAGS) & K.F_VERSIONED && isBehindPresent(op)) return pushAbsent() ? K.OK : full(index);
  switch (word(op, K.W_KIND)) {
    case K.OP_NUMBER:
      return readNumber(index, op, base);
    case K.OP_WIDE:
      return readWide(index, op, base);
    case K.OP_SPLIT:
      return push(joinParts(index, op, base)) ? K.OK : full(index);
    case K.OP_RANGE:
      return readRange(index, op, base, frame);
    case K.OP_ARRAY:
      return readArray(index, op, base, frame);
    case K.OP_UNION:
      return readUnion(index, op, base, frame);
    case K.OP_OVERLAY:
      return readOverlay(index, op, base, frame);
    case K.OP_VERSION:
      return push(<f64>length) ? K.OK : full(index);
    case K.OP_UNKNOWN_TAIL:
      return readUnknownTail(index, op);
    case K.OP_POINTED:
      return readPointed(index, op, frame);
    case K.OP_CHECKSUM:
      return readChecksum(op, frame);
  }
  return K.OK;
}

/** A member of a versioned record that its length leaves out. */
function isBehindPresent(op: usize): bool {
  const kind = word(op, K.W_KIND);
  if (kind == K.OP_UNKNOWN_TAIL) return false;
  const counted = kind == K.OP_RANGE || kind == K.OP_ARRAY;
  const bytes = <usize>word(op, K.W_BYTES) * (counted ? <usize>word(op, K.W_COUNT) : 1);
  return <usize>word(op, K.W_OFFSET) + bytes > length;
}

function readUnknownTail(index: i32, op: usize): i32 {
  const known = <usize>word(op, K.W_OFFSET);
  const more = length > known;
  return pushRange(more ? record + known : record, more ? length - known : 0) ? K.OK : full(index);
}

function readNumber(index: i32, op: usize, base: usize): i32 {
  const value = loadNumber(op, base);
  if (word(op, K.W_FLAGS) & K.F_CHECKED) {
    const status = checkNumber(index, op, base, value);
    if (status != K.OK) return status;
  }
  return push(value) ? K.OK : full(index);
}

function readWide(index: i32, op: usize, base: usize): i32 {
  const value = loadInteger(op, base);
  if (word(op, K.W_FLAGS) & K.F_CHECKED) {
    const status = checkInteger(index, op, base, value);
    if (status != K.OK) return status;
  }
  return pushBits(value) ? K.OK : full(index);
}

function checkNumber(index: i32, op: usize, base: usize, value: f64): i32 {
  if ((word(op, K.W_FLAGS) & K.F_FLOAT) == 0) return checkInteger(index, op, base, <i64>value);
  const bounds = constantAt(program, word(op, K.W_CONST));
  const least = load<f64>(bounds);
  const most = load<f64>(bounds + 8);
  if (value >= least && value <= most) return K.OK;
  const at = base + <usize>word(op, K.W_OFFSET);
  return failHere(K.OUT_OF_RANGE, index, at, value < least ? least : most, value);
}

function checkInteger(index: i32, op: usize, base: usize, value: i64): i32 {
  const flags = word(op, K.W_FLAGS);
  const first = constantAt(program, word(op, K.W_CONST));
  const at = base + <usize>word(op, K.W_OFFSET);
  const have = asNumber(op, value);
  if (flags & K.F_CHECK_MAGIC) {
    const magic = load<i64>(first);
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

function isAmong(first: usize, count: i32, value: i64): bool {
  for (let i = 0; i < count; i++) {
    if (load<i64>(first + ((<usize>i) << 3)) == value) return true;
  }
  return false;
}

/** The value of a split: its parts, most significant first. */
export function joinParts(index: i32, op: usize, base: usize): f64 {
  const end = word(op, K.W_END);
  let value: u64 = 0;
  for (let part = index + 1; part < end; part++) {
    const leaf = op + <usize>((part - index) * K.OP_BYTES);
    value = (value << (<u64>word(leaf, K.W_WIDTH))) | loadBits(leaf, base);
  }
  return <f64>(value & maskOf(53));
}

/** Units of a counted part; negative: the status of the failure, negated. */
function readCount(index: i32, op: usize, base: usize, frame: usize): i64 {
  const flags = word(op, K.W_FLAGS);
  const unit = <usize>word(op, K.W_BYTES);
  const at = base + <usize>word(op, K.W_OFFSET);
  if ((flags & (K.F_COUNTED | K.F_REST)) == 0) return <i64>word(op, K.W_COUNT);
  const room = roomAt(at);
  if (flags & K.F_REST) {
    moveExtent(at + (room / unit) * unit);
    return <i64>(room / unit);
  }
  const ref = opAt(program, word(op, K.W_REF));
  const counted = loadInteger(ref, frame);
  const have = asNumber(ref, counted);
  if (isLess(counted, 0, ref)) return -(<i64>failHere(K.LENGTH_FIELD, index, at, 0, have));
  const inBytes = (flags & K.F_COUNTS_BYTES) != 0;
  if (inBytes && <u64>counted % <u64>unit != 0) return -(<i64>failHere(K.LENGTH_FIELD, index, at, <f64>unit, have));
  const units = inBytes ? <u64>counted / <u64>unit : <u64>counted;
  const most = word(op, K.W_COUNT);
  if (flags & K.F_CAPACITY) {
    return units <= <u64>most ? <i64>units : -(<i64>failHere(K.COUNT_OVER_CAPACITY, index, at, <f64>units, <f64>most));
  }
  if (units > <u64>(room / unit)) {
    return -(<i64>failHere(K.DATA_OVERRUN, index, at, <f64>units * <f64>unit, <f64>room));
  }
  const allowed = word(program, K.P_MAX_COUNT);
  if (units > <u64>allowed) return -(<i64>failHere(K.LIMIT_COUNT, index, at, <f64>units, <f64>allowed));
  moveExtent(at + <usize>units * unit);
  return <i64>units;
}

/** Bytes from `at` to the record's limit. */
function roomAt(at: usize): usize {
  return at < limit ? limit - at : 0;
}

function moveExtent(to: usize): void {
  if (to > extent) extent = to;
}

function readRange(index: i32, op: usize, base: usize, frame: usize): i32 {
  const flags = word(op, K.W_FLAGS);
  const unit = <usize>word(op, K.W_BYTES);
  const at = base + <usize>word(op, K.W_OFFSET);
  if (flags & K.F_TERMINATED) return readTerminated(index, at, unit);
  const units = readCount(index, op, base, frame);
  if (units < 0) return <i32>-units;
  let end = at + <usize>units * unit;
  if (flags & K.F_TRIM) end = findNul(at, end, unit);
  return pushRange(at, end - at) ? K.OK : full(index);
}

function readTerminated(index: i32, at: usize, unit: usize): i32 {
  const room = roomAt(at);
  const end = findNul(at, at + room, unit);
  if (at + room - end < unit) return failHere(K.UNTERMINATED, index, at, <f64>unit, <f64>room);
  moveExtent(end + unit);
  return pushRange(at, end - at) ? K.OK : full(index);
}

function readArray(index: i32, op: usize, base: usize, frame: usize): i32 {
  const count = readCount(index, op, base, frame);
  if (count < 0) return <i32>-count;
  if (!push(<f64>count)) return full(index);
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

/** Op of the arm that a union's tag selects, or -1. */
export function selectedArm(from: usize, index: i32, op: usize, frame: usize): i32 {
  const tag = loadInteger(opAt(from, word(op, K.W_REF)), frame);
  const end = word(op, K.W_END);
  let otherwise = -1;
  for (let arm = index + 1; arm < end;) {
    const at = opAt(from, arm);
    if (word(at, K.W_FLAGS) & K.F_OTHERWISE) otherwise = arm;
    else if (isAmong(constantAt(from, word(at, K.W_CONST)), word(at, K.W_COUNT), tag)) return arm;
    arm = word(at, K.W_END);
  }
  return otherwise;
}

/** The arm's number among its union's arms. */
export function armNumber(from: usize, union: i32, arm: i32): i32 {
  let number = 0;
  for (let at = union + 1; at < arm; at = word(opAt(from, at), K.W_END)) number++;
  return number;
}

function readUnion(index: i32, op: usize, base: usize, frame: usize): i32 {
  const arm = selectedArm(program, index, op, frame);
  const sized = (word(op, K.W_FLAGS) & K.F_SIZED) != 0;
  if (arm < 0) return readRaw(index, op, base, frame, sized);
  const armOp = opAt(program, arm);
  if (sized) {
    const at = base + <usize>word(armOp, K.W_OFFSET);
    const bytes = <usize>word(armOp, K.W_BYTES);
    const room = roomAt(at);
    if (bytes > room) return failHere(K.DATA_OVERRUN, arm, at, <f64>bytes, <f64>room);
    moveExtent(at + bytes);
  }
  if (tape != 0 && !push(<f64>armNumber(program, index, arm))) return full(index);
  return walk(arm + 1, word(armOp, K.W_END), base, frame);
}

/** The bytes of a union whose tag selects nothing. */
function readRaw(index: i32, op: usize, base: usize, frame: usize, sized: bool): i32 {
  const at = base + <usize>word(op, K.W_OFFSET);
  let bytes = <usize>word(op, K.W_BYTES);
  if (sized) {
    if (length == 0) {
      const ref = opAt(program, word(op, K.W_REF));
      return failHere(K.UNKNOWN_TAG, index, at, 0, asNumber(ref, loadInteger(ref, frame)));
    }
    bytes = roomAt(at);
    moveExtent(limit);
  }
  return push(-1) && pushRange(at, bytes) ? K.OK : full(index);
}

function readOverlay(index: i32, op: usize, base: usize, frame: usize): i32 {
  const end = word(op, K.W_END);
  for (let arm = index + 1; arm < end;) {
    if (!push(<f64>K.ARM_WHOLE)) return full(index);
    const armEnd = word(opAt(program, arm), K.W_END);
    const status = walk(arm + 1, armEnd, base, frame);
    if (status != K.OK) return status;
    arm = armEnd;
  }
  return K.OK;
}

function readPointed(index: i32, op: usize, frame: usize): i32 {
  const flags = word(op, K.W_FLAGS);
  const ref = opAt(program, word(op, K.W_REF));
  const field = frame + <usize>word(ref, K.W_OFFSET);
  const origin = flags & K.F_FROM_FIELD ? field : record;
  const room = limit - origin;
  const offset = loadInteger(ref, frame);
  const want = asNumber(ref, offset);
  if (isLess(offset, 0, ref) || <u64>offset > <u64>room) {
    return failHere(K.OFFSET_OUTSIDE, index, field, want, <f64>room);
  }
  const allowed = word(program, K.P_MAX_OFFSET);
  if (<u64>offset > <u64>allowed) return failHere(K.LIMIT_OFFSET, index, field, want, <f64>allowed);
  const target = origin + <usize>offset;
  const bytes = <usize>word(op, K.W_BYTES);
  if (bytes > limit - target) return failHere(K.DATA_OVERRUN, index, field, <f64>bytes, <f64>(limit - target));
  moveExtent(target + bytes);
  return walk(index + 1, word(op, K.W_END), target, flags & K.F_FRAME ? target : frame);
}

/** What a checksum op should hold, from the bytes of its record. */
export function computeChecksum(from: usize, op: usize, frame: usize, recordEnd: usize): u32 {
  const ref = opAt(from, word(op, K.W_REF));
  const to = word(op, K.W_BYTES);
  const own = frame + <usize>word(ref, K.W_OFFSET);
  const end = to < 0 ? recordEnd : frame + <usize>to;
  return checksum(word(op, K.W_COUNT), frame + <usize>word(op, K.W_OFFSET), end, own, <usize>word(ref, K.W_BYTES));
}

function readChecksum(op: usize, frame: usize): i32 {
  const index = word(op, K.W_REF);
  const ref = opAt(program, index);
  const want = computeChecksum(program, op, frame, record + knownLength());
  const have = <u32>loadBits(ref, frame);
  if (want == have) return K.OK;
  return failHere(K.WRONG_CHECKSUM, index, frame + <usize>word(ref, K.W_OFFSET), <f64>want, <f64>have);
}
