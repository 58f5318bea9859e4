import type { Place, RowMover } from './place.js';
import type { Seated } from './cursor.js';
import type { Lease } from './linear-memory.js';
import { notHeld } from './stale.js';

/** Bytes of each row of a batch. */
export type RowLengths = ArrayLike<number> | ((row: number) => number);

/** A cursor is nowhere before its first row: its members are RangeErrors. */
export const NOWHERE = -0x4000_0000;

/**
 * Has a cursor moved over the rows of a batch.
 * @param rowOf how many rows the cursor was moved to, or one more
 * @param assertFresh throws where the batch's memory was used again, or its bytes are gone
 * @throws CastbufError ERR_STALE_BATCH: the offsets were their owner's, who may do anything with them
 */
export function moveByRows(
  place: Place,
  rowOf: () => number,
  { length: have }: Uint32Array,
  lengths: RowLengths,
  rowCount: number,
  assertFresh: () => void,
): void {
  if (have < rowCount) throw notHeld(rowCount, have);
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
    private readonly lease: Lease,
    private readonly assertFresh: () => void,
  ) {
    moveByRows(view['~place'], () => this.row, offsets, lengths, rowCount, assertFresh);
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<View, undefined> {
    const { row } = this;
    if (row >= this.rowCount) return { done: true, value: undefined };
    const place = this.view['~place'];
    try {
      place.view.getUint8(this.lease.probe);
    } catch {
      this.assertFresh();
    }
    this.row = row + 1;
    place.at = this.offsets[row] as number;
    return { done: false, value: this.view };
  }

  toJSON(): object {
    return { nextRow: this.row, rowCount: this.rowCount };
  }
}
