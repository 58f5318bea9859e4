import * as K from './layout';

/*
 * Records whose every check is one of an integer in their fixed part are known to be good without a walk over their ops.
 * Bounds: the 8 bytes of each field lie in the fixed part, or in the least part of a message set, which the caller has checked.
 */

/** An unsigned integer of the record at `at`. */
export function loadField(field: usize, at: usize): u64 {
  const bits = load<u64>(at + <usize>load<u32>(field, (<usize>K.FIELD_OFFSET) << 2));
  return (bits >> (<u64>load<u32>(field, (<usize>K.FIELD_SHIFT) << 2))) & load<u64>(field, (<usize>K.FIELD_MASK) << 2);
}

/** Whether the integer that a guard stands before is one that it lets pass. */
export function passes(guard: usize, at: usize): bool {
  const above = loadField(guard, at) - load<u64>(guard, (<usize>K.G_LEAST) << 2);
  return (above & load<u64>(guard, (<usize>K.FIELD_MASK) << 2)) <= load<u64>(guard, (<usize>K.G_SPAN) << 2);
}
