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
  const end = summedEnd(to, base, recordEnd);
  const start = summedStart(offset, base, recordEnd, end);
  const one = { bytes, start, end, hole, holeEnd: hole + leaf.bytes, leafBase, leafAt: hole };
  if (moreRanges === undefined) return one;
  const joined = joinedRanges(one, [start, end, ...placesOf(moreRanges, base, recordEnd)]);
  return { ...one, bytes: joined, start: 0, end: joined.length, hole: joined.length, holeEnd: joined.length };
}

function summedEnd(to: number, base: number, recordEnd: number): number {
  return to < 0 ? recordEnd + to + 1 : Math.min(base + to, recordEnd);
}

function summedStart(from: number, base: number, recordEnd: number, end: number): number {
  return Math.min(from < 0 ? recordEnd + from : base + from, end);
}

function placesOf(ranges: readonly number[], base: number, recordEnd: number): number[] {
  const places: number[] = [];
  for (let at = 0; at < ranges.length; at += 2) {
    const end = summedEnd(ranges[at + 1] as number, base, recordEnd);
    places.push(summedStart(ranges[at] as number, base, recordEnd, end), end);
  }
  return places;
}

/**
 * Copies of ranges, one after the other, with zeros for the bytes of the checksum itself.
 * @param places the first byte of each, and the byte after its last
 */
export function joinedRanges(
  { bytes, hole, holeEnd }: Pick<SummedBytes, 'bytes' | 'hole' | 'holeEnd'>,
  places: readonly number[],
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (let index = 0; index < places.length; index += 2) {
    const [start, end] = [places[index] as number, places[index + 1] as number];
    const part = bytes.slice(start, Math.max(start, end));
    parts.push(part.fill(0, Math.max(0, hole - start), Math.max(0, holeEnd - start)));
  }
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
