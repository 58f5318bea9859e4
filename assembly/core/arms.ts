import {
  F_OTHERWISE,
  OP_UNKNOWN_TAIL,
  W_CONST,
  W_COUNT,
  W_END,
  W_FLAGS,
  W_GUARD_ARM,
  W_GUARD_UNION,
  W_KIND,
  W_REF,
} from './layout';
import { loadInteger } from './leaf';
import { constantAt, opAt, ruleOp, word } from './memory';

/*
 * Which arm of a tagged union a record has, and with it which unions and checksums inside arms are there at all.
 */

/** Op of the arm that a union's tag selects, or -1. */
export function selectedArm(from: usize, index: i32, op: usize, frame: usize): i32 {
  const tag = loadInteger(opAt(from, word(op, W_REF)), frame);
  const end = word(op, W_END);
  let otherwise = -1;
  for (let arm = index + 1; arm < end;) {
    const at = opAt(from, arm);
    if (word(at, W_FLAGS) & F_OTHERWISE) otherwise = arm;
    else if (isAmong(constantAt(from, word(at, W_CONST)), word(at, W_COUNT), tag)) return arm;
    arm = word(at, W_END);
  }
  return otherwise;
}

/** Number of the arm that a union's tag selects at `record`, -1 for none, NOWHERE where the union itself is not there. */
export function armNumberAt(from: usize, union: i32, record: usize): i32 {
  const op = opAt(from, union);
  if (!isOpen(from, op, record)) return NOWHERE;
  const arm = selectedArm(from, union, op, record);
  return arm < 0 ? -1 : armNumber(from, union, arm);
}

/** A union that is not there, because the arm around it is not selected. */
const NOWHERE: i32 = -2;

/** Whether a union or checksum stands in an arm that is selected, or in none. */
export function isOpen(from: usize, op: usize, record: usize): bool {
  return hasGuarded(from, word(op, W_GUARD_UNION), word(op, W_GUARD_ARM), record);
}

/**
 * Whether a record has what a guard stands before: the arm of a union, -1 for none; where the guard is the tail of a versioned record, whether that
 * has `arm` bytes. Without a guard (-1) it always has it.
 */
export function hasGuarded(from: usize, union: i32, arm: i32, record: usize): bool {
  if (union < 0) return true;
  if (isLengthGuard(from, union)) return recordBytes(from, record) >= arm;
  return armNumberAt(from, union, record) == arm;
}

/** Whether a guard asks for bytes of a versioned record, and not for an arm. */
export function isLengthGuard(from: usize, union: i32): bool {
  return word(opAt(from, union), W_KIND) == OP_UNKNOWN_TAIL;
}

/** Bytes of a versioned record, as it says itself. */
export function recordBytes(from: usize, record: usize): i64 {
  return loadInteger(ruleOp(from), record);
}

/** The arm's number among its union's arms. */
function armNumber(from: usize, union: i32, arm: i32): i32 {
  let number = 0;
  for (let at = union + 1; at < arm; at = word(opAt(from, at), W_END)) number++;
  return number;
}

export function isAmong(first: usize, count: i32, value: i64): bool {
  for (let i = 0; i < count; i++) {
    if (load<i64>(first + ((<usize>i) << 3)) == value) return true;
  }
  return false;
}
