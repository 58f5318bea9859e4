import type { Place, RowMover } from './place.js';
import type { Seated } from './cursor.js';
import { notHeld } from './stale.js';

/** Bytes of each row of a batch. */
export type RowLengths = ArrayLike<number> | ((row: number) => number);

/** A cursor is nowhere before its first row: its members are RangeErrors. */
export const NOWHERE = -0x4000_0000;

/**
 * Has a cursor moved over the rows of a batch.
 * @param rowOf how many rows the cursor was moved to, or one more
 * @param assertFresh throws where the batch's memory was used again, or its bytes are gone
 */
export function moveByRows(
  place: Place,
  rowOf: () => number,
  lengths: RowLengths,
  rowCount: number,
  assertFresh: () => void,
): void {
  const nowOf = (): number => Math.min(rowOf(), rowCount);
  const rows: RowMover = {
    assertFresh,
    rowBytes() {
      assertFresh();
      const row = nowOf() - 1;
      return typeof lengths === 'function' ? lengths(row) : (lengths[row] as number);
    },
    describePlace: () =>
      `row ${nowOf()} of ${rowCount}; rows() moves this one cursor, so to keep rows use batch.value(i), or Array.from(batch.rows(), (row) => …)`,
  };
  place.mover = rows;
  place.rows = rows;
}

/** @throws CastbufError ERR_STALE_BATCH: the array was its owner's, who may do anything with it */
export function assertOffsets({ length: have }: Uint32Array, want: number): void {
  if (have < want) throw notHeld(want, have);
}

/**
 * The slower form, for types with members called `value`, `done` or `next`: the iterator, its results and the cursor are objects of their own.
 */
export class RowIterator<View extends Seated> implements IterableIterator<View, undefined, undefined> {
  private row = 0;

  constructor(
    private readonly view: View,
    private readonly offsets: Uint32Array,
    lengths: RowLengths,
    private readonly rowCount: number,
    private readonly assertFresh: () => void,
  ) {
    assertOffsets(offsets, rowCount);
    moveByRows(view['~place'], () => this.row, lengths, rowCount, assertFresh);
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<View, undefined> {
    const { row } = this;
    if (row >= this.rowCount) return { done: true, value: undefined };
    this.assertFresh();
    this.row = row + 1;
    this.view['~place'].at = this.offsets[row] as number;
    return { done: false, value: this.view };
  }

  toJSON(): object {
    return { nextRow: this.row, rowCount: this.rowCount };
  }
}
