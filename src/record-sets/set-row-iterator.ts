import { assertHeld, type BatchData, type Lender, placeOfRow } from '../columns/index.js';
import type { RoutedData } from './record-set-program.js';
import { Printed } from '../printing/index.js';
import type { CursorFactory, RecordFrame, RowMover } from '../cursor/index.js';

interface Member {
  readonly name: string;
  readonly cursors: CursorFactory;
}

/** The cursor of one type, and where its next record is. */
interface TypeRows {
  readonly frame: RecordFrame;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
  readonly result: IteratorYieldResult<unknown>;
  next: number;
}

/** Moves one cursor a type from record to record, in the order of the stream. */
export class SetRowIterator<View> extends Printed implements IterableIterator<View, undefined, undefined> {
  private row = 0;
  private readonly types: readonly TypeRows[];
  private readonly owner: Lender;
  private readonly epoch: number;
  private readonly bytes: Uint8Array;
  private readonly consumed: number;

  /** @param refuse throws: the batch's memory was used again, or its bytes are gone */
  constructor(
    data: RoutedData,
    private readonly order: Uint16Array,
    members: readonly Member[],
    readonly refuse: () => void,
  ) {
    super();
    const { bytes } = data;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.owner = data.owner;
    this.epoch = data.epoch;
    this.bytes = bytes;
    this.consumed = data.consumed;
    this.types = members.map(({ name, cursors }, type) => {
      const own = data.types[type] as BatchData;
      const { offsets, lengths } = own;
      assertHeld(own);
      const { frame, view: cursor } = cursors.framed(view);
      const result = { done: false as const, value: { type: name, view: cursor } };
      const rows: TypeRows = { frame, offsets, lengths, result, next: 0 };
      frame.movedBy(new TypeMover(rows, this));
      return rows;
    });
  }

  get isStale(): boolean {
    return this.epoch !== this.owner.epoch;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<View, undefined> {
    const { row } = this;
    if (row >= this.order.length) return { done: true, value: undefined };
    if (this.isStale || this.bytes.length < this.consumed) this.refuse();
    const type = this.types[this.order[row] as number] as TypeRows;
    type.frame.moveToRow(type.offsets[type.next] as number);
    type.next++;
    this.row = row + 1;
    return type.result as IteratorYieldResult<View>;
  }

  get [Symbol.toStringTag](): string {
    return 'SetRowIterator';
  }

  toJSON(): object {
    return { nextRow: this.row, rowCount: this.order.length };
  }
}

/** Says where the cursor of one type stands. */
class TypeMover implements RowMover {
  constructor(
    private readonly rows: TypeRows,
    private readonly iterator: { readonly isStale: boolean; readonly refuse: () => void },
  ) {}

  get isStale(): boolean {
    return this.iterator.isStale;
  }

  get rowBytes(): number {
    if (this.isStale) this.iterator.refuse();
    return this.rows.lengths[this.rows.next - 1] as number;
  }

  describePlace(): string {
    return placeOfRow(this.rows.next, this.rows.offsets.length);
  }
}
