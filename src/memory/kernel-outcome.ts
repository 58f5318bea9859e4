import * as K from '../../assembly/core/layout.js';
import type { Outcome } from '../program/index.js';

/** Copies what the control block says about the last call; places only where something was wrong. `f64` is over the same memory. */
export function fetchOutcome(outcome: Outcome, i32: Int32Array, f64: Float64Array): void {
  outcome.length = i32[K.CONTROL_LENGTH >> 2] as number;
  if (outcome.indices.length > 0) outcome.indices.length = 0;
  if (outcome.status === K.OK) return;
  outcome.op = i32[K.CONTROL_OP >> 2] as number;
  outcome.recordOffset = i32[K.CONTROL_RECORD >> 2] as number;
  outcome.fieldOffset = i32[K.CONTROL_FIELD >> 2] as number;
  const isWide = outcome.status === K.WRONG_WIDE_CHECKSUM;
  outcome.want = isWide ? wideAt(i32, K.CONTROL_WANT) : (f64[K.CONTROL_WANT >> 3] as number);
  outcome.have = isWide ? wideAt(i32, K.CONTROL_HAVE) : (f64[K.CONTROL_HAVE >> 3] as number);
  outcome.need = f64[K.CONTROL_NEED >> 3] as number;
  const indices = i32[K.CONTROL_INDEX_COUNT >> 2] as number;
  const first = K.CONTROL_INDICES >> 2;
  if (indices > 0) outcome.indices.push(...i32.subarray(first, first + indices));
}

/** 64 bits of linear memory, at an address that 4 divides. */
export function wideAt(i32: Int32Array, ptr: number): bigint {
  const [low, high] = [i32[ptr >> 2] as number, i32[(ptr >> 2) + 1] as number];
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
