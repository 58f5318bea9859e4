import type { Op } from './code.js';

/** Where an OP_CHECKSUM counts from: its frame's base, and the end of the record. */
export interface SummedPlaces {
  /** The base that the offset of its leaf counts from. */
  readonly leafBase: number;
  readonly start: number;
  readonly end: number;
  /** The bytes of the leaf itself, which count as 0. */
  readonly hole: number;
  readonly holeEnd: number;
}

/** What a checksum of the frame at `base` sums in a record that ends at `recordEnd`, which may be before its last member. */
export function summedPlaces(op: Op, base: number, recordEnd: number): SummedPlaces {
  const { offset, bytes, align: fromEnd } = op;
  const leaf = op.ref as Op;
  const leafBase = fromEnd > 0 ? recordEnd - fromEnd : base;
  const hole = leafBase + leaf.offset;
  const end = bytes < 0 ? recordEnd + bytes + 1 : Math.min(base + bytes, recordEnd);
  const start = Math.min(offset < 0 ? recordEnd + offset : base + offset, end);
  return { leafBase, start, end, hole, holeEnd: hole + leaf.bytes };
}
