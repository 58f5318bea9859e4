import * as K from '../../assembly/core/layout.js';
import type { Code, Op } from '../cursor/index.js';
import type { Verdict } from './verdict.js';

/** Refuses a number that its magic value, range or strict enum does not allow. NaN is in no range. */
export function checkNumber(code: Code, op: Op, value: number, fieldOffset: number, verdict: Verdict): void {
  const constants = (op.flags & K.F_FLOAT) === 0 ? code.numbers : code.floats;
  checkValue(op, constants, value, fieldOffset, verdict);
}

export function checkWide(code: Code, op: Op, value: bigint, fieldOffset: number, verdict: Verdict): void {
  const constants = (op.flags & K.F_UNSIGNED_WIDE) === 0 ? code.signed : code.unsigned;
  checkValue(op, constants, value, fieldOffset, verdict);
}

function checkValue<T extends number | bigint>(
  { index, flags, constant, count }: Op,
  constants: ArrayLike<T>,
  value: T,
  fieldOffset: number,
  verdict: Verdict,
): void {
  const first = constants[constant] as T;
  if ((flags & K.F_CHECK_MAGIC) !== 0) {
    if (value !== first) verdict.stop(K.WRONG_MAGIC, index, fieldOffset, Number(first), Number(value));
  } else if ((flags & K.F_CHECK_RANGE) !== 0) {
    const last = constants[constant + 1] as T;
    if (value >= first && value <= last) return;
    verdict.stop(K.OUT_OF_RANGE, index, fieldOffset, Number(value < first ? first : last), Number(value));
  } else if ((flags & K.F_CHECK_STRICT) !== 0) {
    for (let at = constant; at < constant + count; at++) if (constants[at] === value) return;
    verdict.stop(K.UNKNOWN_ENUM, index, fieldOffset, 0, Number(value));
  }
}
