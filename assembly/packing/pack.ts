import {
  F_BOOL,
  PACK_BOOL_8,
  PACK_BOOL_BYTES,
  PACK_BYTES_SHIFT,
  PACK_COPY,
  PACK_EXPONENT_SHIFT,
  PACK_FLAGS_SHIFT,
  PACK_GROWTH,
  PACK_KIND_MASK,
  PACK_LATIN_1,
  PACK_NUMBER_BYTES,
  PACK_NUMBERS,
  PACK_SWAP_16,
  PACK_SWAP_32,
  PACK_UTF_16,
  PACK_UTF_16BE,
  PACK_UTF_8,
} from './layout';
import { loadElement } from '../core/leaf';
import { findNul } from '../core/text';
import { latin1ToUtf8, utf16ToUtf8, validUtf8 } from './utf';

/** Longer ranges are worth the call that memory.copy is. */
const LONG_BYTES: usize = 256;

/**
 * Converts the ranges of `rows` rows to contiguous bytes at `to`; each offset gives way to the end of its row's bytes, from `to`.
 * With `trimUnit` a range ends at its first NUL of so many bytes. Returns the end of all. Source and target have PACK_SLACK
 * bytes after them.
 */
export function packAll(
  conversion: i32,
  trimUnit: usize,
  source: usize,
  offsets: usize,
  lengths: usize,
  rows: i32,
  to: usize,
): usize {
  const start = to;
  const rowEnd = offsets + ((<usize>rows) << 2);
  for (; offsets < rowEnd; offsets += 4, lengths += 4) {
    const from = source + <usize>load<u32>(offsets);
    let end = from + <usize>load<u32>(lengths);
    if (trimUnit != 0) end = findNul(from, end, trimUnit);
    to = packRange(conversion, from, end, to);
    store<u32>(offsets, <u32>(to - start));
  }
  return to;
}

function packRange(conversion: i32, from: usize, end: usize, to: usize): usize {
  switch (conversion & PACK_KIND_MASK) {
    case PACK_COPY:
      return copyRange(from, end, to);
    case PACK_BOOL_8:
      return boolRange(from, end, to);
    case PACK_LATIN_1:
      return latin1ToUtf8(from, end, to);
    case PACK_UTF_8:
      return validUtf8(from, end, to);
    case PACK_UTF_16:
      return utf16ToUtf8(from, end, to, false);
    case PACK_UTF_16BE:
      return utf16ToUtf8(from, end, to, true);
    case PACK_NUMBERS:
      return convertRange(conversion, from, end, to);
  }
  return swapRange(conversion, from, end, to);
}

/** The door has checked that the range has whole numbers, and that there is room for as many elements. */
function convertRange(conversion: i32, from: usize, end: usize, to: usize): usize {
  const bytes = unitBytes(conversion);
  const flags = conversion >> PACK_FLAGS_SHIFT;
  const exponent = conversion >> PACK_EXPONENT_SHIFT;
  for (; from < end; from += bytes) {
    const element = loadElement(from, <i32>bytes, flags, exponent);
    if (flags & F_BOOL) store<u8>(to++, <u8>element);
    else {
      store<u32>(to, <u32>element);
      to += PACK_NUMBER_BYTES;
    }
  }
  return to;
}

/** Bytes in the record of a number that is converted; 1 for all else. */
export function unitBytes(conversion: i32): usize {
  return (conversion & PACK_KIND_MASK) == PACK_NUMBERS ? <usize>((conversion >> PACK_BYTES_SHIFT) & 15) : 1;
}

/** The most bytes that a unit becomes. */
export function packedBytes(conversion: i32): usize {
  const kind = conversion & PACK_KIND_MASK;
  if (kind == PACK_NUMBERS) return (conversion >> PACK_FLAGS_SHIFT) & F_BOOL ? PACK_BOOL_BYTES : PACK_NUMBER_BYTES;
  return kind >= PACK_LATIN_1 ? PACK_GROWTH : 1;
}

// Bounds of the three below: whole vectors reach up to 15 bytes past the range, into the slack; the next row writes over them.

function copyRange(from: usize, end: usize, to: usize): usize {
  const bytes = end - from;
  if (bytes > LONG_BYTES) memory.copy(to, from, bytes);
  else for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
  return to + bytes;
}

function swapRange(conversion: i32, from: usize, end: usize, to: usize): usize {
  const bytes = end - from;
  const order =
    conversion == PACK_SWAP_16
      ? i8x16(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)
      : conversion == PACK_SWAP_32
        ? i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)
        : i8x16(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, i8x16.swizzle(v128.load(from + at), order));
  return to + bytes;
}

function boolRange(from: usize, end: usize, to: usize): usize {
  const bytes = end - from;
  const zero = i8x16.splat(0);
  const one = i8x16.splat(1);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, v128.and(i8x16.ne(v128.load(from + at), zero), one));
  }
  return to + bytes;
}
