import { computeChecksum } from './checksum';
import * as K from './layout';
import { bitsOfNumber, joinParts, loadBits, loadInteger, loadNumber, maskOf, storeBits, storeNumber } from './leaf';
import { begin, fail, failedAt, lateAt, opAt, word } from './memory';

/*
 * Slots -> one record: the mirror of message-read.ts.
 *
 *   record                          cursor              end of output
 *     |=== fixed part ===|--- tail ---|                   |
 *                                     ^ everything left of it is written or zero; parts that are pointed to go here
 *
 * Bounds: `reserve` checks, by subtraction, that the output holds everything left of the cursor before it is written.
 */

const WRITE: i32 = 0;
/** Slots are passed over. */
const SKIP: i32 = 1;
/** Slots are compared with the bytes, which other members may show, too. */
const VERIFY: i32 = 2;
/** Values of many forms (see hasForms) are written with all bits set, a form that survives whatever else is said of their bytes. */
const FILL: i32 = 3;

let program: usize = 0;
let record: usize = 0;
let cursor: usize = 0;
let outputEnd: usize = 0;
let tape: usize = 0;
let tapeEnd: usize = 0;
let mode: i32 = WRITE;
/** Everything was written once: parts stay where they are. */
let isAgain: bool = false;
/** A part that is pointed to, or a gap, may lie over something else. */
let overlaps: bool = false;
/** Bytes of a versioned record that are there. */
let present: usize = 0;
/** Bytes of the unknown tail. */
let tailBytes: usize = 0;

/** Bytes of the record that was written last. */
export function writtenBytes(): usize {
  return cursor - record;
}

/** Writes the slots [slots, slotsEnd) to [at, end). BAD_CALL where the slots are not those of the program. */
export function writeRecord(from: usize, slots: usize, slotsEnd: usize, at: usize, end: usize): i32 {
  program = from;
  tape = slots;
  tapeEnd = slotsEnd;
  record = at;
  cursor = at;
  outputEnd = end;
  mode = WRITE;
  isAgain = false;
  overlaps = false;
  present = usize.MAX_VALUE;
  tailBytes = 0;
  let status = reserve(at + <usize>word(program, K.P_FIXED_BYTES));
  if (status == K.OK) status = walk(0, word(program, K.P_OP_COUNT), at, at);
  if (status == K.OK && tape != tapeEnd) return badTape();
  return status == K.OK && overlaps ? settle(-1, 0, slots, at, at) : status;
}

/**
 * What lies over something else was written: the bytes must say everything that the slots from `first` on say. A bool or NaN of which
 * another member wrote some bytes may have to take another form. `op`: the union whose arms they are, -1: the whole record.
 */
function settle(index: i32, op: usize, first: usize, base: usize, frame: usize): i32 {
  const wasAgain = isAgain;
  isAgain = true;
  let status = pass(VERIFY, index, op, first, base, frame);
  if (status == K.DISAGREE) {
    begin();
    status = pass(FILL, index, op, first, base, frame);
    if (status == K.OK) status = pass(WRITE, index, op, first, base, frame);
    if (status == K.OK) status = pass(VERIFY, index, op, first, base, frame);
  }
  isAgain = wasAgain;
  return status;
}

/** The slots from `first` on once more, in another mode. */
function pass(as: i32, index: i32, op: usize, first: usize, base: usize, frame: usize): i32 {
  const outer = mode;
  mode = as;
  tape = first;
  const status = op == 0 ? walk(0, word(program, K.P_OP_COUNT), base, frame) : writeArms(index, op, base, frame);
  mode = outer;
  return status;
}

function badTape(): i32 {
  return fail(K.BAD_CALL, -1, 0, 0, 0, 0);
}

/** Whether a slot is there to be read. */
function hasSlot(): bool {
  return tape < tapeEnd;
}

/** Moves the cursor to `to`, zeroing what it passes. */
function reserve(to: usize): i32 {
  if (to <= cursor) return K.OK;
  const bytes = to - record;
  const most = <usize>word(program, K.P_MAX_MESSAGE);
  if (bytes > most) return fail(K.LIMIT_MESSAGE_BYTES, -1, 0, 0, <f64>bytes, <f64>most);
  if (to > outputEnd) return fail(K.OUTPUT_FULL, -1, 0, 0, <f64>bytes, <f64>(outputEnd - record));
  memory.fill(cursor, 0, to - cursor);
  cursor = to;
  return K.OK;
}

/** Room up to `to`: made, or known to be there already. */
function claim(index: i32, at: usize, to: usize): i32 {
  if (mode == WRITE && !isAgain) return reserve(to);
  return to <= cursor ? K.OK : failHere(K.DISAGREE, index, at, 0, 0);
}

function failHere(status: i32, op: i32, at: usize, want: f64, have: f64): i32 {
  return fail(status, op, 0, <i32>(at - record), want, have);
}

function isAbsent(): bool {
  return load<u64>(tape) == (((<u64>K.ABSENT_HIGH) << 32) | (<u64>K.ABSENT_LOW));
}

/** A member that is given lies inside the bytes that a versioned record says it has. */
function checkPresent(index: i32, op: usize, base: usize): i32 {
  if ((word(op, K.W_FLAGS) & K.F_VERSIONED) == 0) return K.OK;
  const end = <usize>word(op, K.W_MEMBER_END);
  if (end <= present) return K.OK;
  return failHere(K.DISAGREE, index, base + <usize>word(op, K.W_OFFSET), <f64>end, <f64>present);
}

function skipSlot(): void {
  tape += K.SLOT_BYTES;
}

/** Ops [from, to) at `base`; their own refs lie at `frame`. */
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
  // Bounds: every op that takes a slot takes its first one here or, in a union, in writeArm.
  if (takesSlot(op) && !hasSlot()) return badTape();
  switch (word(op, K.W_KIND)) {
    case K.OP_NUMBER:
    case K.OP_WIDE:
      return writeLeaf(index, op, base);
    case K.OP_SPLIT:
      return writeSplit(index, op, base);
    case K.OP_RANGE:
      return writeRange(index, op, base);
    case K.OP_ARRAY:
      return writeArray(index, op, base);
    case K.OP_UNION:
      return writeUnion(index, op, base, frame);
    case K.OP_OVERLAY:
      return writeOverlay(index, op, base, frame);
    case K.OP_VERSION:
      return writeVersion();
    case K.OP_UNKNOWN_TAIL:
      return writeUnknownTail(index, op);
    case K.OP_UNKNOWN_GAPS:
      return writeUnknownGaps(index);
    case K.OP_POINTED:
      return writePointed(index, op, frame);
    case K.OP_LENGTH:
      return writeLength(op, frame);
    case K.OP_CHECKSUM:
      return writeChecksum(op, frame);
  }
  return K.OK;
}

function takesSlot(op: usize): bool {
  const kind = word(op, K.W_KIND);
  return kind != K.OP_LENGTH && kind != K.OP_CHECKSUM;
}

function slotBits(op: usize): u64 {
  if (word(op, K.W_KIND) == K.OP_WIDE) return load<u64>(tape) & maskOf(word(op, K.W_WIDTH));
  return bitsOfNumber(op, load<f64>(tape));
}

function writeLeaf(index: i32, op: usize, base: usize): i32 {
  const late = (word(op, K.W_FLAGS) & K.F_LATE) != 0;
  if (late && mode != SKIP) store<u64>(lateAt(program, index), load<u64>(tape));
  // Elsewhere these bits are a value like any other.
  const mayBeAbsent = mode == VERIFY || mode == FILL || (word(op, K.W_FLAGS) & (K.F_LATE | K.F_VERSIONED)) != 0;
  if (mode == SKIP || (mayBeAbsent && isAbsent())) {
    skipSlot();
    return K.OK;
  }
  if (mode == VERIFY) {
    if (!holds(op, base)) return disagree(index, op, base);
  } else if (mode == FILL) {
    if (hasForms(op) && load<f64>(tape) != 0) storeBits(op, base, u64.MAX_VALUE);
  } else {
    const status = checkPresent(index, op, base);
    if (status != K.OK) return status;
    if (!hasForms(op) || !holds(op, base)) storeBits(op, base, slotBits(op));
  }
  skipSlot();
  return K.OK;
}

/** One value has several forms: any bool but 0 is true, any NaN is NaN. What another arm of a union wrote may stay. */
function hasForms(op: usize): bool {
  const flags = word(op, K.W_FLAGS);
  return (flags & K.F_BOOL) != 0 || ((flags & K.F_FLOAT) != 0 && isNaN<f64>(load<f64>(tape)));
}

/** Whether the bytes say what the slot says. */
function holds(op: usize, base: usize): bool {
  const flags = word(op, K.W_FLAGS);
  if (flags & K.F_BOOL) return (loadBits(op, base) != 0) == (load<f64>(tape) != 0);
  if (hasForms(op)) return isNaN<f64>(loadNumber(op, base));
  return loadBits(op, base) == slotBits(op);
}

function disagree(index: i32, op: usize, base: usize): i32 {
  const wide = word(op, K.W_KIND) == K.OP_WIDE;
  const have = wide ? wideNumber(op, load<i64>(tape)) : load<f64>(tape);
  const want = wide ? wideNumber(op, loadInteger(op, base)) : loadNumber(op, base);
  return failHere(K.DISAGREE, index, base + <usize>word(op, K.W_OFFSET), want, have);
}

function wideNumber(op: usize, value: i64): f64 {
  return word(op, K.W_FLAGS) & K.F_UNSIGNED_WIDE ? <f64>(<u64>value) : <f64>value;
}

function writeSplit(index: i32, op: usize, base: usize): i32 {
  const given = load<f64>(tape);
  const absent = isAbsent();
  skipSlot();
  if (mode == SKIP || mode == FILL || absent) return K.OK;
  const status = mode == WRITE ? checkPresent(index, op, base) : K.OK;
  if (status != K.OK) return status;
  if (mode == VERIFY) {
    const want = joinParts(index, op, base);
    return want == given ? K.OK : failHere(K.DISAGREE, index, base, want, given);
  }
  let value = <u64>given;
  for (let part = word(op, K.W_END) - 1; part > index; part--) {
    const leaf = opAt(program, part);
    storeBits(leaf, base, value);
    value >>= <u64>word(leaf, K.W_WIDTH);
  }
  return K.OK;
}

function writeVersion(): i32 {
  present = <usize>load<f64>(tape);
  skipSlot();
  return reserve(record + present);
}

function writeUnknownTail(index: i32, op: usize): i32 {
  if (isAbsent() || load<f64>(tape) == 0) {
    skipSlot();
    return K.OK;
  }
  const isInside = (word(op, K.W_FLAGS) & K.F_VERSIONED) != 0;
  if (mode == WRITE && !isAgain) tailBytes = <usize>load<f64>(tape);
  if (isInside && tailBytes > present) return badTape();
  const end = isInside ? record + present : mode == WRITE && !isAgain ? cursor + tailBytes : cursor;
  return writeBytes(index, end - tailBytes, 0, true);
}

/** Behind all parts, so that what a gap lies over is found by comparing. */
function writeUnknownGaps(index: i32): i32 {
  const count = isAbsent() ? 0 : <i32>load<f64>(tape);
  skipSlot();
  for (let i = 0; i < count; i++) {
    // Bounds: a gap has two slots at least.
    if (tapeEnd - tape < 2 * K.SLOT_BYTES) return badTape();
    const offset = load<f64>(tape);
    const most = <f64>word(program, K.P_MAX_MESSAGE);
    const end = offset + load<f64>(tape + K.SLOT_BYTES);
    if (!(offset >= 0)) return badTape();
    if (end > most) return fail(K.LIMIT_MESSAGE_BYTES, -1, 0, 0, end, most);
    skipSlot();
    overlaps = true;
    const status = writeBytes(index, record + <usize>offset, 0, true);
    if (status != K.OK) return status;
  }
  return K.OK;
}

function writeRange(index: i32, op: usize, base: usize): i32 {
  if (isAbsent()) {
    skipSlot();
    return K.OK;
  }
  const flags = word(op, K.W_FLAGS);
  const at = base + <usize>word(op, K.W_OFFSET);
  const status = mode == WRITE ? checkPresent(index, op, base) : K.OK;
  return status == K.OK ? writeBytes(index, at, endUnit(op, flags), (flags & K.F_TAIL) != 0) : status;
}

/** Bytes of the NUL that ends a text: always, or where it is shorter than its place. */
function endUnit(op: usize, flags: i32): usize {
  const unit = <usize>word(op, K.W_BYTES);
  if (flags & K.F_TERMINATED) return unit;
  const isShort = (flags & K.F_TRIM) != 0 && load<f64>(tape) < <f64>word(op, K.W_COUNT) * <f64>unit;
  return isShort ? unit : 0;
}

/** A slot of n, then n bytes padded to whole slots. `terminator`: bytes of zero after them. */
function writeBytes(index: i32, at: usize, terminator: usize, isTail: bool): i32 {
  const bytes = <usize>load<f64>(tape);
  const from = tape + K.SLOT_BYTES;
  // Bounds: the bytes behind the slot are on the tape.
  if (bytes > tapeEnd - from) return badTape();
  tape = from + ((bytes + 7) & ~7);
  if (mode == SKIP || mode == FILL) return K.OK;
  if (isTail) {
    const status = claim(index, at, at + bytes + terminator);
    if (status != K.OK) return status;
  }
  if (mode == VERIFY) {
    const isSame = memory.compare(at, from, bytes) == 0 && isZero(at + bytes, terminator);
    return isSame ? K.OK : failHere(K.DISAGREE, index, at, 0, 0);
  }
  memory.copy(at, from, bytes);
  memory.fill(at + bytes, 0, terminator);
  return K.OK;
}

function isZero(at: usize, bytes: usize): bool {
  for (let i: usize = 0; i < bytes; i++) if (load<u8>(at + i) != 0) return false;
  return true;
}

function writeArray(index: i32, op: usize, base: usize): i32 {
  const absent = isAbsent();
  const count = absent ? 0 : <i32>load<f64>(tape);
  skipSlot();
  // Bounds: an element has at least one slot, so a count that the tape cannot hold is refused before anything is reserved.
  if (<usize>count > (tapeEnd - tape) >> 3 && word(op, K.W_END) > index + 1) return badTape();
  const stride = <usize>word(op, K.W_BYTES);
  const end = word(op, K.W_END);
  let at = base + <usize>word(op, K.W_OFFSET);
  if (mode != SKIP && !absent) {
    let status = mode == WRITE ? checkPresent(index, op, base) : K.OK;
    if (status == K.OK && word(op, K.W_FLAGS) & K.F_TAIL) status = claim(index, at, at + <usize>count * stride);
    if (status != K.OK) return status;
  }
  for (let i = 0; i < count; i++, at += stride) {
    const status = walk(index + 1, end, at, at);
    if (status != K.OK) {
      failedAt(i);
      return status;
    }
  }
  return K.OK;
}

function writeUnion(index: i32, op: usize, base: usize, frame: usize): i32 {
  const absent = isAbsent();
  const number = absent ? 0 : <i32>load<f64>(tape);
  skipSlot();
  if (absent) return K.OK;
  const sized = (word(op, K.W_FLAGS) & K.F_SIZED) != 0;
  if (mode == WRITE) {
    const status = checkPresent(index, op, base);
    if (status != K.OK) return status;
  }
  if (number < 0 && !hasSlot()) return badTape();
  if (number < 0) return writeBytes(index, base + <usize>word(op, K.W_OFFSET), 0, sized);
  let arm = index + 1;
  for (let i = 0; i < number && arm < word(op, K.W_END); i++) arm = word(opAt(program, arm), K.W_END);
  if (arm >= word(op, K.W_END)) return badTape();
  const armOp = opAt(program, arm);
  if (sized && mode != SKIP) {
    const at = base + <usize>word(armOp, K.W_OFFSET);
    const status = claim(index, at, at + <usize>word(armOp, K.W_BYTES));
    if (status != K.OK) return status;
  }
  return walk(arm + 1, word(armOp, K.W_END), base, frame);
}

/**
 * Every arm shows the same bytes. Whole arms are written; then all that are given are compared with the bytes, so that
 * arms that say different things are found whatever their order.
 */
function writeOverlay(index: i32, op: usize, base: usize, frame: usize): i32 {
  const first = tape;
  const status = writeArms(index, op, base, frame);
  const isDone = status != K.OK || mode != WRITE || !isShared;
  return isDone ? status : settle(index, op, first, base, frame);
}

/** After writeArms: more than one arm was given, or one only in part. */
let isShared: bool = false;

function writeArms(index: i32, op: usize, base: usize, frame: usize): i32 {
  const outer = mode;
  let given = 0;
  let partial = 0;
  const end = word(op, K.W_END);
  for (let arm = index + 1; arm < end; arm = word(opAt(program, arm), K.W_END)) {
    if (!hasSlot()) return badTape();
    const presence = <i32>load<f64>(tape);
    if (presence != K.ARM_ABSENT) given++;
    if (presence == K.ARM_PARTIAL) partial++;
    const armMode = presence == K.ARM_PARTIAL && outer == WRITE ? SKIP : outer;
    const status = writeArm(arm, armMode, base, frame);
    mode = outer;
    if (status != K.OK) return status;
  }
  isShared = given > 1 || partial > 0;
  return K.OK;
}

function writeArm(arm: i32, armMode: i32, base: usize, frame: usize): i32 {
  if (!hasSlot()) return badTape();
  const presence = <i32>load<f64>(tape);
  skipSlot();
  if (presence == K.ARM_ABSENT) return K.OK;
  mode = armMode;
  return walk(arm + 1, word(opAt(program, arm), K.W_END), base, frame);
}

/** A late leaf's given value, or `fallback` where none was given. */
function lateValue(index: i32, fallback: f64): f64 {
  const slot = lateAt(program, index);
  if (load<u64>(slot) == (((<u64>K.ABSENT_HIGH) << 32) | (<u64>K.ABSENT_LOW))) return fallback;
  const op = opAt(program, index);
  return word(op, K.W_KIND) == K.OP_WIDE ? wideNumber(op, load<i64>(slot)) : load<f64>(slot);
}

function writeLate(index: i32, frame: usize, value: f64): i32 {
  const op = opAt(program, index);
  const width = word(op, K.W_WIDTH);
  const bits = word(op, K.W_FLAGS) & K.F_SIGNED ? width - 1 : width;
  if (value < 0 || value > <f64>maskOf(bits)) {
    return failHere(K.OUT_OF_RANGE, index, frame + <usize>word(op, K.W_OFFSET), <f64>maskOf(bits), value);
  }
  storeBits(op, frame, <u64>value);
  return K.OK;
}

/** The part goes where its offset says, and after everything where none is given. */
function writePointed(index: i32, op: usize, frame: usize): i32 {
  const end = word(op, K.W_END);
  if (mode == SKIP) return walk(index + 1, end, record, record);
  const flags = word(op, K.W_FLAGS);
  const ref = word(op, K.W_REF);
  const leaf = opAt(program, ref);
  const field = frame + <usize>word(leaf, K.W_OFFSET);
  const given = lateValue(ref, NaN);
  if (given < 0) return failHere(K.OUT_OF_RANGE, ref, field, 0, given);
  const origin = flags & K.F_FROM_FIELD ? field : record;
  const bytes = <usize>word(op, K.W_BYTES);
  const most = <f64>word(program, K.P_MAX_MESSAGE);
  const partEnd = <f64>(origin - record) + given + <f64>bytes;
  if (partEnd > most) return fail(K.LIMIT_MESSAGE_BYTES, -1, 0, 0, partEnd, most);
  const isFirst = mode == WRITE && !isAgain;
  if (isEmptyPart(index, op)) {
    skipSlot();
    if (!isFirst) return K.OK;
    if (isNaN<f64>(given)) return writeLate(ref, frame, 0);
    const status = reserve(origin + <usize>given);
    return status == K.OK ? writeLate(ref, frame, given) : status;
  }
  let target: usize;
  if (!isNaN<f64>(given)) target = origin + <usize>given;
  else target = isFirst ? nextPlace(op) : origin + <usize>loadInteger(leaf, frame);
  // Bounds: a place that was read from the bytes may be anything; one before the record is far after the cursor as unsigned.
  if (!isFirst && target - record > cursor - record) return failHere(K.DISAGREE, ref, field, 0, 0);
  if (target < cursor) overlaps = true;
  let status = bytes > 0 ? claim(index, target, target + bytes) : K.OK;
  if (status == K.OK && isFirst) status = writeLate(ref, frame, <f64>(target - origin));
  return status == K.OK ? walk(index + 1, end, target, flags & K.F_FRAME ? target : frame) : status;
}

/** Behind everything that is written so far. */
function nextPlace(op: usize): usize {
  const align = <usize>word(op, K.W_ALIGN);
  return record + ((cursor - record + align - 1) / align) * align;
}

/** Nothing to point to: the part is absent, or it has no bytes. Texts still need their NULs. */
function isEmptyPart(index: i32, op: usize): bool {
  if (word(op, K.W_FLAGS) & K.F_FRAME) return false;
  const part = opAt(program, index + 1);
  const kind = word(part, K.W_KIND);
  if (kind != K.OP_RANGE && kind != K.OP_ARRAY) return false;
  if (isAbsent()) return true;
  if (word(op, K.W_BYTES) != 0) return false;
  return (word(part, K.W_FLAGS) & K.F_TERMINATED) == 0 && load<f64>(tape) == 0;
}

function writeLength(op: usize, frame: usize): i32 {
  if (mode != WRITE) return K.OK;
  const ref = word(op, K.W_REF);
  const written = <f64>(cursor - record);
  const isNext = (word(op, K.W_FLAGS) & K.F_NEXT) != 0;
  const given = lateValue(ref, isNext ? 0 : written);
  if (isNext && given == 0) return writeLate(ref, frame, 0);
  // Nothing follows a tail but, in a chain, the padding before the next record.
  const padding = isNext ? <f64>(word(program, K.P_START_ALIGN) - 1) : 0;
  if (given < written || (given > written + padding && tailBytes > 0)) {
    return failHere(K.DISAGREE, ref, frame + <usize>word(opAt(program, ref), K.W_OFFSET), written, given);
  }
  const most = word(program, K.P_MAX_MESSAGE);
  if (given > <f64>most) return failHere(K.LIMIT_MESSAGE_BYTES, -1, record, given, <f64>most);
  const status = reserve(record + <usize>given);
  return status == K.OK ? writeLate(ref, frame, given) : status;
}

function writeChecksum(op: usize, frame: usize): i32 {
  if (mode != WRITE) return K.OK;
  const ref = word(op, K.W_REF);
  const leaf = opAt(program, ref);
  if (word(leaf, K.W_FLAGS) & K.F_VERSIONED && <usize>word(leaf, K.W_MEMBER_END) > present) return K.OK;
  const want = <f64>computeChecksum(program, op, frame, cursor);
  const given = lateValue(ref, want);
  if (given != want) return failHere(K.DISAGREE, ref, frame + <usize>word(leaf, K.W_OFFSET), want, given);
  storeNumber(leaf, frame, want);
  return K.OK;
}
