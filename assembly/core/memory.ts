import {
  CONTROL_FIELD,
  CONTROL_HAVE,
  CONTROL_INDEX_COUNT,
  CONTROL_INDICES,
  CONTROL_NEED,
  CONTROL_OP,
  CONTROL_RECORD,
  CONTROL_STATUS,
  CONTROL_WANT,
  MAX_INDICES,
  OK,
  OP_BYTES,
  P_CONSTS_OFFSET,
  P_OPS_OFFSET,
  P_RULE_OP,
} from './layout';

/** Word `index` of a program, an op or a column. */
export function word(at: usize, index: i32): i32 {
  return load<i32>(at + ((<usize>index) << 2));
}

export function opAt(program: usize, index: i32): usize {
  return program + <usize>word(program, P_OPS_OFFSET) + <usize>(index * OP_BYTES);
}

export function constantAt(program: usize, index: i32): usize {
  return program + <usize>word(program, P_CONSTS_OFFSET) + ((<usize>index) << 3);
}

export function ruleOp(program: usize): usize {
  return opAt(program, word(program, P_RULE_OP));
}

/** Starts a call: no failure yet. */
export function begin(): void {
  store<i32>(CONTROL_STATUS, OK);
  store<i32>(CONTROL_INDEX_COUNT, 0);
  store<f64>(CONTROL_NEED, 0);
}

/** Notes how many bytes the record that just failed must have to be good, as far as can be told. */
export function needs(bytes: f64): void {
  store<f64>(CONTROL_NEED, bytes);
}

/** Notes a failure and returns its status, for the caller to return. */
export function fail(status: i32, op: i32, record: i32, field: i32, want: f64, have: f64): i32 {
  store<i32>(CONTROL_STATUS, status);
  store<i32>(CONTROL_OP, op);
  store<i32>(CONTROL_RECORD, record);
  store<i32>(CONTROL_FIELD, field);
  store<f64>(CONTROL_WANT, want);
  store<f64>(CONTROL_HAVE, have);
  return status;
}

/** Adds the index of the array element that the failure lies in. */
export function failedAt(index: i32): void {
  const count = load<i32>(CONTROL_INDEX_COUNT);
  if (count >= MAX_INDICES) return;
  store<i32>(CONTROL_INDICES + ((<usize>count) << 2), index);
  store<i32>(CONTROL_INDEX_COUNT, count + 1);
}

/** Whether [at, at + bytes) lies in linear memory, by subtraction only. */
export function isInMemory(at: usize, bytes: usize): bool {
  const end = (<usize>memory.size()) << 16;
  return at <= end && bytes <= end - at;
}
