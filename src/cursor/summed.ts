import { joinBytes } from '../bytes/index.js';
import type { Op } from './code.js';

/** The bytes that are summed, from `start` to `end`. Those of the checksum itself, from `hole` to `holeEnd`, count as 0. */
export interface SummedBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly hole: number;
  readonly holeEnd: number;
}

/** What a checksum sums, and where its leaf lies in the record's bytes. */
export interface Summed extends SummedBytes {
  /** The base that the offset of its leaf counts from. */
  readonly leafBase: number;
  readonly leafAt: number;
}

/** What a checksum of the frame at `base` sums in a record that ends at `recordEnd`, which may be before its last member: several ranges are copied into one. */
export function summedBytes(op: Op, bytes: Uint8Array, base: number, recordEnd: number): Summed {
  const { offset, bytes: to, align: fromEnd, moreRanges } = op;
  const leaf = op.ref as Op;
  const leafBase = fromEnd > 0 ? recordEnd - fromEnd : base;
  const hole = leafBase + leaf.offset;
  const [start, end] = placeOf(offset, to, base, recordEnd);
  const one = { bytes, start, end, hole, holeEnd: hole + leaf.bytes, leafBase, leafAt: hole };
  if (moreRanges === undefined) return one;
  const places = [start, end];
  for (let at = 0; at < moreRanges.length; at += 2)
    places.push(...placeOf(moreRanges[at] as number, moreRanges[at + 1] as number, base, recordEnd));
  const joined = joinedRanges(one, places);
  return { ...one, bytes: joined, start: 0, end: joined.length, hole: joined.length, holeEnd: joined.length };
}

/** The first byte of a range, and the byte after its last. */
function placeOf(from: number, to: number, base: number, recordEnd: number): [start: number, end: number] {
  const end = to < 0 ? recordEnd + to + 1 : Math.min(base + to, recordEnd);
  return [Math.min((from < 0 ? recordEnd : base) + from, end), end];
}

/**
 * Copies of ranges, one after the other, with zeros for the bytes of the checksum itself.
 * @param places the first byte of each, and the byte after its last
 */
export function joinedRanges(
  { bytes, hole, holeEnd }: Pick<SummedBytes, 'bytes' | 'hole' | 'holeEnd'>,
  places: readonly number[],
): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let index = 0; index < places.length; index += 2) {
    const [start, end] = [places[index] as number, places[index + 1] as number];
    const part = bytes.slice(start, end);
    parts.push(part.fill(0, Math.max(0, hole - start), Math.max(0, holeEnd - start)));
    total += part.length;
  }
  return joinBytes(parts, total);
}
