import { allocated } from '../bytes/index.js';
import type { ColumnArray } from '../schema/index.js';
import type { Slot, Slots } from './batch-type.js';

/** Columns side by side in one buffer, each with room for `room` rows: in linear memory, or in a copy of it. */
export interface Block {
  readonly buffer: ArrayBuffer;
  readonly ptr: number;
  readonly room: number;
}

/** Batches of so many bytes are copied as they lie: that takes less than an array for each column, which nobody may ask for. */
export const MOST_BLOCK_BYTES = 64 * 1024;

/** A column of a block. */
export function blockColumn({ buffer, ptr, room }: Block, { Kind, repeat, before }: Slot, rows: number): ColumnArray {
  return new Kind(buffer, ptr + room * before, rows * repeat);
}

/** The arrays of a batch that owns its rows. A later batch may fill them anew: then `epoch` changes, and the earlier one is stale. */
export class ColumnStore {
  epoch = 0;
  rows = 0;
  private block: Block | undefined;
  private copied = new Uint8Array(0);
  /** By slot. */
  private readonly arrays: (ColumnArray | undefined)[] = [];
  private capacity = 0;

  constructor(private readonly slots: Slots) {}

  begin(): this {
    this.epoch++;
    this.rows = 0;
    this.capacity = 0;
    this.block = undefined;
    return this;
  }

  /** The rows that a block has, and no more. */
  take(block: Block, rows: number): void {
    const bytes = block.room * this.slots.rowBytes;
    const lent = new Uint8Array(block.buffer, block.ptr, bytes);
    if (this.copied.length >= bytes) this.copied.set(lent);
    else this.copied = lent.slice();
    this.block = { buffer: this.copied.buffer as ArrayBuffer, ptr: 0, room: block.room };
    this.rows = rows;
  }

  /** Adds rows of the slots that are kept. @param most of all that there will be; undefined: no more follow */
  append(block: Block, rows: number, kept: readonly number[], most: number | undefined): void {
    const end = this.rows + rows;
    if (end > this.capacity) this.capacity = most === undefined ? end : Math.max(most, Math.ceil(this.capacity * 1.5));
    for (const slot of kept) this.put(slot, blockColumn(block, this.slots.all[slot] as Slot, rows));
    this.rows = end;
  }

  /** Copies of the columns of another batch. */
  adopt(kept: readonly number[], rows: number, column: (slot: number) => ColumnArray): void {
    for (const slot of kept) {
      const array = column(slot);
      this.arrays[slot] = allocated(array.byteLength, () => array.slice());
    }
    this.rows = rows;
  }

  column(slot: number): ColumnArray {
    const { Kind, repeat } = this.slots.all[slot] as Slot;
    // Whoever gives a column's buffer away takes no other column along.
    if (this.block !== undefined) return blockColumn(this.block, this.slots.all[slot] as Slot, this.rows).slice();
    const array = this.arrays[slot] ?? new Kind(0);
    return array.length <= this.rows * repeat ? array : array.subarray(0, this.rows * repeat);
  }

  /** Puts more rows after those that are there: into the same array where it has room. */
  private put(slot: number, more: ColumnArray): void {
    const { Kind, repeat } = this.slots.all[slot] as Slot;
    const length = this.capacity * repeat;
    const at = this.rows * repeat;
    let array = this.arrays[slot];
    if (array === undefined || array.length < length) {
      // A copy is not filled with zeros first.
      const larger =
        at === 0 && more.length === length
          ? allocated(more.byteLength, () => more.slice())
          : allocated(length * more.BYTES_PER_ELEMENT, () => new Kind(length));
      if (at > 0) (larger as Uint8Array).set((array as Uint8Array).subarray(0, at));
      this.arrays[slot] = array = larger;
      if (at === 0 && more.length === length) return;
    }
    (array as Uint8Array).set(more as Uint8Array, at);
  }
}
