import * as K from './layout';
import { word } from './memory';

/*
 * Records whose every check is one of an integer in their fixed part are known to be good without a walk over their ops.
 * Bounds: the 8 bytes of each field lie in the fixed part, which the caller or the first line here has checked.
 */

/** An unsigned integer of the record at `at`. */
export function loadField(field: usize, at: usize): u64 {
  const bits = load<u64>(at + <usize>load<u32>(field, (<usize>K.FIELD_OFFSET) << 2));
  return (bits >> (<u64>load<u32>(field, (<usize>K.FIELD_SHIFT) << 2))) & load<u64>(field, (<usize>K.FIELD_MASK) << 2);
}

/** Length of the record at `at`, of which `bytes` bytes are there; 0 where only a walk can say it, or what is wrong. */
export function guardedLength(program: usize, at: usize, bytes: usize): usize {
  const fixed = <usize>word(program, K.P_FIXED_BYTES);
  if (word(program, K.P_GUARDED) == 0 || bytes < fixed) return 0;
  let guard = program + <usize>word(program, K.P_GUARDS_OFFSET);
  const end = guard + <usize>(word(program, K.P_GUARD_COUNT) * K.GUARD_BYTES);
  for (; guard < end; guard += <usize>K.GUARD_BYTES) {
    const above = loadField(guard, at) - load<u64>(guard, (<usize>K.G_LEAST) << 2);
    if ((above & load<u64>(guard, (<usize>K.FIELD_MASK) << 2)) > load<u64>(guard, (<usize>K.G_SPAN) << 2)) return 0;
  }
  const length = word(program, K.P_RULE) == K.RULE_FIXED ? fixed : ruleLength(program, at, bytes, fixed);
  return length <= <usize>word(program, K.P_MAX_MESSAGE) ? length : 0;
}

function ruleLength(program: usize, at: usize, bytes: usize, fixed: usize): usize {
  const value = loadField(program + ((<usize>K.P_RULE_FIELD) << 2), at);
  if (word(program, K.P_RULE) == K.RULE_TOTAL) {
    return value >= <u64>fixed && value <= <u64>bytes ? <usize>value : 0;
  }
  const stride = <u64>word(program, K.P_STRIDE);
  if (value > <u64>word(program, K.P_MAX_COUNT) || value * stride > <u64>(bytes - fixed)) return 0;
  return fixed + <usize>(value * stride);
}
