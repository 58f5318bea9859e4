import * as K from './layout';
import { maskOf } from '../core/leaf';
import { word } from '../core/memory';
import { elementBytes } from './column-table';

/**
 * One value a row, little-endian and without a sign to extend: nearly every column. One loop for each pair of widths, so
 * that nothing is decided inside it. False where the column is of another kind.
 */
export function gatherLanes(
  op: usize,
  kind: i32,
  target: usize,
  origin: usize,
  offsets: usize,
  first: i32,
  rows: i32,
): bool {
  const flags = word(op, K.W_FLAGS);
  const width = word(op, K.W_WIDTH);
  const bytes = word(op, K.W_BYTES);
  if (word(op, K.W_KIND) == K.OP_SPLIT || flags & (K.F_BIG_ENDIAN | K.F_BOOL)) return false;
  if ((flags & (K.F_FLOAT | K.F_COPIED)) == K.F_FLOAT) return false;
  if (flags & K.F_SIGNED && width != bytes << 3) return false;
  const from = origin + <usize>word(op, K.W_OFFSET);
  const rowOffsets = offsets + ((<usize>first) << 2);
  switch (bytes) {
    case 1:
      return lanesOf<u8>(op, kind, target, from, rowOffsets, first, rows);
    case 2:
      return lanesOf<u16>(op, kind, target, from, rowOffsets, first, rows);
    case 4:
      return lanesOf<u32>(op, kind, target, from, rowOffsets, first, rows);
    case 8:
      return lanesOf<u64>(op, kind, target, from, rowOffsets, first, rows);
  }
  return false;
}

function lanesOf<Load>(op: usize, kind: i32, target: usize, from: usize, offsets: usize, first: i32, rows: i32): bool {
  const shift = <u64>word(op, K.W_SHIFT);
  const mask = maskOf(word(op, K.W_WIDTH));
  const row = <usize>first;
  switch (<i32>elementBytes(kind)) {
    case 1:
      lanes<Load, u8>(target + row, from, offsets, rows, shift, mask);
      return true;
    case 2:
      lanes<Load, u16>(target + (row << 1), from, offsets, rows, shift, mask);
      return true;
    case 4:
      lanes<Load, u32>(target + (row << 2), from, offsets, rows, shift, mask);
      return true;
  }
  // A double keeps its bits; an integer of 33 to 53 bits becomes one.
  const isDouble = kind == K.COLUMN_F64 && (word(op, K.W_FLAGS) & K.F_FLOAT) == 0;
  if (isDouble) lanes<Load, f64>(target + (row << 3), from, offsets, rows, shift, mask);
  else lanes<Load, u64>(target + (row << 3), from, offsets, rows, shift, mask);
  return true;
}

function lanes<Load, Store>(target: usize, from: usize, offsets: usize, rows: i32, shift: u64, mask: u64): void {
  const end = offsets + ((<usize>rows) << 2);
  let out = target;
  for (let offset = offsets; offset < end; offset += 4, out += sizeof<Store>()) {
    const bits = ((<u64>load<Load>(from + <usize>load<u32>(offset))) >> shift) & mask;
    store<Store>(out, <Store>bits);
  }
}
