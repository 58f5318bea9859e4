import type { BatchData, RoutedData } from '../plan/index.js';
import type { CursorFactory, RecordFrame } from '../reference/index.js';

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
export class SetRowIterator<View> implements IterableIterator<View, undefined, undefined> {
  private row = 0;
  private readonly order: Uint16Array;
  private readonly types: readonly TypeRows[];
  private readonly epoch: number;
  private readonly bytes: Uint8Array;
  private readonly consumed: number;

  /** @param refuse throws: the batch's memory was used again, or its bytes are gone */
  constructor(
    data: RoutedData,
    members: readonly Member[],
    private readonly machine: { readonly epoch: number },
    private readonly refuse: () => void,
  ) {
    const { bytes } = data;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.order = data.order;
    this.epoch = data.epoch ?? -1;
    this.bytes = bytes;
    this.consumed = data.consumed;
    this.types = members.map(({ name, cursors }, type) => {
      const { offsets, lengths } = data.types[type] as BatchData;
      const { frame, view: cursor } = cursors.framed(view);
      return { frame, offsets, lengths, result: { done: false, value: { type: name, view: cursor } }, next: 0 };
    });
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<View, undefined> {
    const { row } = this;
    if (row >= this.order.length) return { done: true, value: undefined };
    const isStale = this.epoch >= 0 && this.epoch !== this.machine.epoch;
    if (isStale || this.bytes.length < this.consumed) this.refuse();
    const type = this.types[this.order[row] as number] as TypeRows;
    type.frame.move(type.offsets[type.next] as number, type.lengths[type.next] as number);
    type.next++;
    this.row = row + 1;
    return type.result as IteratorYieldResult<View>;
  }
}
