import * as K from './layout';
import { maskOf } from '../core/leaf';
import { word } from '../core/memory';
import { columnAt } from '../columns/column-table';
import * as Merges from './window-merges';
import * as Zips from './window-zips';

/*
 * The window interpreter of encoding: one dispatch for each zip and merge of a block, never one for a record. A lane that is a column as it
 * stands is read there; others are merged below the control block, and what has no column is zero.
 */

/**
 * Writes rows [first, first + rows), WINDOW_ROWS at least, of every column that has a merge, from the zip at `at` on. Records lie `stride` bytes
 * apart from `to` on, or with 0 where the block's offsets say, from `to`. False where a value may not fit.
 */
export function zipAll(
  program: usize,
  section: usize,
  at: usize,
  to: usize,
  stride: usize,
  first: i32,
  rows: i32,
): bool {
  for (let i = 0, count = word(section, K.SCATTER_ZIPS); i < count; i++) {
    const merges = word(at, K.ZIP_MERGES);
    memory.fill(K.SCATTER_SLOTS_PTR, 0, K.SCATTER_SLOT_BYTES * 8);
    let merge = at + ((<usize>K.ZIP_WORDS) << 2);
    for (let left = merges; left > 0; left--, merge += (<usize>K.MERGE_WORDS) << 2) {
      if (!runMerge(program, section, merge, first, <usize>rows)) return false;
    }
    if (!turnLanes(word(at, K.ZIP_SHAPE), <usize>rows)) return false;
    const record = to + <usize>word(at, K.ZIP_OFFSET);
    if (stride == 0) offset(at, record, K.SCATTER_OFFSETS_PTR, <usize>rows);
    else strided(at, record, stride, <usize>rows);
    at = merge;
  }
  return true;
}

function offset(zip: usize, to: usize, offsets: usize, rows: usize): void {
  const a = laneAt(0);
  const b = laneAt(4);
  const c = laneAt(8);
  const d = laneAt(12);
  switch (word(zip, K.ZIP_SHAPE)) {
    case K.SHAPE_QUADS:
      return Zips.zipQuads(to, offsets, rows, a, b, c, d);
    case K.SHAPE_PAIR_WIDE:
      return Zips.zipPairWide(to, offsets, rows, a, b, c);
    case K.SHAPE_WIDE_PAIR:
      return Zips.zipWidePair(to, offsets, rows, a, c, d);
    case K.SHAPE_WIDES:
      return Zips.zipWides(to, offsets, rows, a, c);
    case K.SHAPE_TRIPLE:
      return Zips.zipTriple(to, offsets, rows, a, b, c);
    case K.SHAPE_PAIR:
      return Zips.zipPair(to, offsets, rows, a, b);
    case K.SHAPE_WIDE:
      return Zips.zipWide(to, offsets, rows, a);
    case K.SHAPE_SINGLE:
      return Zips.zipSingle(to, offsets, rows, a);
    case K.SHAPE_HALF:
      return Zips.zipHalf(to, offsets, rows, a);
    case K.SHAPE_BYTE:
      return Zips.zipByte(to, offsets, rows, a);
    default:
      return Zips.zipBlank(to, offsets, rows, <usize>word(zip, K.ZIP_BYTES));
  }
}

function strided(zip: usize, to: usize, stride: usize, rows: usize): void {
  const a = laneAt(0);
  const b = laneAt(4);
  const c = laneAt(8);
  const d = laneAt(12);
  switch (word(zip, K.ZIP_SHAPE)) {
    case K.SHAPE_QUADS:
      return Zips.zipQuadsStrided(to, stride, rows, a, b, c, d);
    case K.SHAPE_PAIR_WIDE:
      return Zips.zipPairWideStrided(to, stride, rows, a, b, c);
    case K.SHAPE_WIDE_PAIR:
      return Zips.zipWidePairStrided(to, stride, rows, a, c, d);
    case K.SHAPE_WIDES:
      return Zips.zipWidesStrided(to, stride, rows, a, c);
    case K.SHAPE_TRIPLE:
      return Zips.zipTripleStrided(to, stride, rows, a, b, c);
    case K.SHAPE_PAIR:
      return Zips.zipPairStrided(to, stride, rows, a, b);
    case K.SHAPE_WIDE:
      return Zips.zipWideStrided(to, stride, rows, a);
    case K.SHAPE_SINGLE:
      return Zips.zipSingleStrided(to, stride, rows, a);
    case K.SHAPE_HALF:
      return Zips.zipHalfStrided(to, stride, rows, a);
    case K.SHAPE_BYTE:
      return Zips.zipByteStrided(to, stride, rows, a);
    default:
      return Zips.zipBlankStrided(to, stride, rows, <usize>word(zip, K.ZIP_BYTES));
  }
}

/** The slot of the lane at `byte`: its address, 0 before its first merge, and the bits of it that are known. Behind 16, the lane that is turned round. */
function slotAt(byte: i32): usize {
  return K.SCATTER_SLOTS_PTR + <usize>(byte >> 2) * K.SCATTER_SLOT_BYTES;
}
function addressOf(slot: usize): usize {
  return <usize>load<u32>(slot);
}
function knownOf(slot: usize): u64 {
  return load<u64>(slot, 8);
}

function scratchAt(byte: i32): usize {
  return K.SCATTER_LANES_PTR + <usize>(byte * K.SCATTER_ROWS);
}

function laneAt(byte: i32): usize {
  const lane = addressOf(slotAt(byte));
  return lane == 0 ? K.SCATTER_ZEROS_PTR : lane;
}

/** Merges lanes whose bytes are turned round into those that are written. False where they may disagree. */
function turnLanes(shape: i32, rows: usize): bool {
  for (let byte = 0; byte < 16; byte += 4) {
    const reversed = slotAt(byte + 16);
    if (addressOf(reversed) == 0) continue;
    const slot = slotAt(byte);
    const lane = scratchAt(byte);
    const keep: u64 = addressOf(slot) == 0 ? 0 : u64.MAX_VALUE;
    const known = knownOf(slot);
    const turned = knownOf(reversed);
    const isSame = isWide(shape, byte)
      ? Merges.mergeReversed8(addressOf(reversed), lane, rows, keep, known & bswap<u64>(turned))
      : Merges.mergeReversed4(addressOf(reversed), lane, rows, <u32>keep, (<u32>known) & bswap<u32>(<u32>turned));
    if (!isSame) return false;
    store<u32>(slot, <u32>lane);
  }
  return true;
}

function isWide(shape: i32, byte: i32): bool {
  switch (shape) {
    case K.SHAPE_PAIR_WIDE:
      return byte == 8;
    case K.SHAPE_WIDE_PAIR:
      return byte == 0;
    case K.SHAPE_WIDES:
    case K.SHAPE_WIDE:
      return true;
  }
  return false;
}

/** False where a value may not fit. A column that is not given, and does not fill itself in, stays 0. */
function runMerge(program: usize, section: usize, merge: usize, first: i32, rows: usize): bool {
  const index = word(merge, K.MERGE_COLUMN);
  const byte = word(merge, K.MERGE_LANE);
  const flags = word(merge, K.MERGE_FLAGS);
  let kind = word(merge, K.MERGE_KIND);
  let width = word(merge, K.MERGE_WIDTH);
  let isSigned = (flags & K.F_SIGNED) != 0;
  const isWideLane = kind >= K.MERGE_1_TO_8;
  const column = columnAt(program, index);
  let source = <usize>word(column, K.C_PTR);
  if (source != 0) source += (<usize>first) << elementShift(kind);
  else {
    source = derivedAt(section, index);
    if (source == 0) return true;
    kind = isWideLane ? K.MERGE_4_TO_8 : K.MERGE_4_TO_4;
    // It is never below 0, so the sign bit is one that it may not have.
    if (isSigned) width--;
    isSigned = false;
  }
  const slot = slotAt(byte);
  // What is derived is 4 bytes wide, and unsigned.
  const isAsItIs = (flags & K.MERGE_WHOLE) != 0 && kind == word(merge, K.MERGE_KIND);
  if (isAsItIs && width == word(merge, K.MERGE_WIDTH)) {
    store<u32>(slot, <u32>source);
    return true;
  }
  const lane = scratchAt(byte);
  const shift = word(merge, K.MERGE_SHIFT);
  const bits = maskOf(word(merge, K.MERGE_WIDTH)) << (<u64>shift);
  const known = knownOf(slot) & bits;
  store<u64>(slot, knownOf(slot) | bits, 8);
  const mask = maskOf(width);
  const half = isSigned ? maskOf(width - 1) + 1 : 0;
  const keep: u64 = addressOf(slot) == 0 ? 0 : u64.MAX_VALUE;
  const most: u32 = flags & K.F_BOOL ? 1 : u32.MAX_VALUE;
  store<u32>(slot, <u32>lane);
  switch (kind) {
    case K.MERGE_1_TO_4:
      return Merges.merge1to4(source, lane, rows, shift, <u32>mask, <u32>half, most, <u32>keep, known);
    case K.MERGE_2_TO_4:
      return Merges.merge2to4(source, lane, rows, shift, <u32>mask, <u32>half, most, <u32>keep, known);
    case K.MERGE_4_TO_4:
      return Merges.merge4to4(source, lane, rows, shift, <u32>mask, <u32>half, most, <u32>keep, known);
    case K.MERGE_1_TO_8:
      return Merges.merge1to8(source, lane, rows, shift, <u32>mask, <u32>half, most, <u32>keep, known);
    case K.MERGE_2_TO_8:
      return Merges.merge2to8(source, lane, rows, shift, <u32>mask, <u32>half, most, <u32>keep, known);
    case K.MERGE_4_TO_8:
      return Merges.merge4to8(source, lane, rows, shift, <u32>mask, <u32>half, most, <u32>keep, known);
    case K.MERGE_8_TO_8:
      return Merges.merge8to8(source, lane, rows, shift, mask, half, keep, known);
    default:
      if (keep == 0 && shift == 0 && half == 0) return Merges.firstFloatTo8(source, lane, rows, mask);
      return Merges.mergeFloatTo8(source, lane, rows, shift, mask, half, keep, known);
  }
}

/** log2 of the bytes of an element that a merge reads. */
function elementShift(kind: i32): usize {
  switch (kind) {
    case K.MERGE_1_TO_4:
    case K.MERGE_1_TO_8:
      return 0;
    case K.MERGE_2_TO_4:
    case K.MERGE_2_TO_8:
      return 1;
    case K.MERGE_4_TO_4:
    case K.MERGE_4_TO_8:
      return 2;
  }
  return 3;
}

/** What the block's rows have in a column that fills itself in; 0 where it does not. */
function derivedAt(section: usize, column: i32): usize {
  let at = section + ((<usize>K.SCATTER_WORDS) << 2);
  for (let left = word(section, K.SCATTER_DERIVED); left > 0; left--, at += (<usize>K.DERIVED_WORDS) << 2) {
    if (word(at, K.DERIVED_COLUMN) == column) return derivedBlock(word(at, K.DERIVED_KIND));
  }
  return 0;
}

/** The block's values of one kind of derived column. */
export function derivedBlock(kind: i32): usize {
  return K.SCATTER_DERIVED_PTR + <usize>(kind * 4 * K.SCATTER_ROWS);
}
