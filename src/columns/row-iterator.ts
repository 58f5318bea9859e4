import type { BatchData, Lender } from './column-data.js';
import { Printed } from '../printing/index.js';
import { assertHeld, rowLength, type RowPlaces } from './row-places.js';
import type { FramedCursor, RowMover } from '../cursor/index.js';

/**
 * Moves one cursor from record to record. A generator would do the same in half the lines and need twice the time a row.
 * `next` ends in one place, with a result that it makes there: where V8 inlines it, no such object is made or looked at. Its end runs nothing that the
 * rows before have not run, because code that was made while a first long loop ran would be thrown away there. How long a row is stays in its array until
 * somebody asks.
 */
export class RowIterator<View>
  extends Printed
  implements IterableIterator<View, undefined, undefined>, RowMover, RowPlaces
{
  private row = 0;
  private readonly view: View;
  private readonly frame: FramedCursor['frame'];
  readonly rows: number;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array | undefined;
  private readonly owner: Lender;
  private readonly epoch: number;
  private readonly bytes: Uint8Array;
  readonly consumed: number;

  /** @param refuse throws: the batch's memory was used again, or its bytes are gone */
  constructor(
    data: BatchData,
    cursor: FramedCursor,
    private readonly refuse: () => void,
  ) {
    super();
    this.view = cursor.view as View;
    this.frame = cursor.frame;
    this.frame.movedBy(this);
    this.rows = data.rows;
    this.offsets = data.offsets;
    this.lengths = data.storedLengths;
    this.owner = data.owner;
    this.epoch = data.epoch;
    this.bytes = data.bytes;
    this.consumed = data.consumed;
    assertHeld(this);
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<View, undefined> {
    const { row, rows } = this;
    let value: View | undefined;
    if (row < rows) {
      if (this.epoch !== this.owner.epoch || this.bytes.length < this.consumed) this.refuse();
      this.frame.moveToRow(this.offsets[row] as number);
      this.row = row + 1;
      value = this.view;
    }
    return { done: value === undefined, value } as IteratorResult<View, undefined>;
  }

  get isStale(): boolean {
    return this.epoch !== this.owner.epoch;
  }

  get rowBytes(): number {
    if (this.isStale) this.refuse();
    return rowLength(this, this.row - 1);
  }

  describePlace(): string {
    return placeOfRow(this.row, this.rows);
  }

  get [Symbol.toStringTag](): string {
    return 'RowIterator';
  }

  toJSON(): object {
    return { nextRow: this.row, rowCount: this.rows };
  }
}

/** For somebody who kept the cursors of `rows()`: they are one and the same, and this says what to keep. `row` counts from 1. */
export function placeOfRow(row: number, rows: number): string {
  return `row ${row} of ${rows}; rows() moves this one cursor, so to keep rows use batch.value(i), or Array.from(batch.rows(), (row) => …)`;
}
