import type { Leaf } from '../schema/index.js';

/** Where a leaf's bits are read from: `bytes` bytes at `offset`, then shift and mask. */
export interface Storage {
  readonly offset: number;
  readonly bytes: number;
  readonly shift: number;
}

/** Byte offsets of a leaf from the start of its record. */
export interface LeafPlace {
  readonly bitOffset: number;
  readonly unitOffset: number;
  /** Bytes of the record: no load may reach past them. */
  readonly recordBytes: number;
}

/**
 * The load that covers a leaf and stays inside its record: exactly its bytes where they are 1, 2, 4 or 8, else its
 * declared unit, else byte by byte (gcc lets a field leave its unit, and units reach past a record's end).
 */
export function storageOf(leaf: Leaf, { bitOffset, unitOffset, recordBytes }: LeafPlace): Storage {
  const offset = Math.floor(bitOffset / 8);
  const shift = bitOffset % 8;
  if (!leaf.isBitField) return { offset, bytes: leaf.bytes, shift: 0 };
  const unitShift = bitOffset - unitOffset * 8;
  const unit = { offset: unitOffset, bytes: leaf.bytes, shift: unitShift };
  if (leaf.bigEndian && !leaf.fromHigh) return unit;
  const bytes = Math.ceil((shift + leaf.width) / 8);
  const unitHoldsIt = unitShift + leaf.width <= leaf.bytes * 8 && unitOffset + leaf.bytes <= recordBytes;
  const storage = [1, 2, 4, 8].includes(bytes) || !unitHoldsIt ? { offset, bytes, shift } : unit;
  return leaf.fromHigh ? { ...storage, shift: storage.bytes * 8 - storage.shift - leaf.width } : storage;
}
