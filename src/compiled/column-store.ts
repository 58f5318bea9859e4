import { allocated } from '../bytes/index.js';
import type { ColumnArray } from '../schema/index.js';
import type { Slot } from './batch-type.js';
import { endLease, type Lease, type Owner } from './linear-memory.js';

/** Columns side by side, each with room for `room` rows: in linear memory, or in a copy of it. */
export interface Block {
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly ptr: number;
  readonly room: number;
}

/** A column of a block. */
export function blockColumn({ memory, ptr, room }: Block, [Kind, repeat, before]: Slot, rows: number): ColumnArray {
  return new Kind(memory.buffer, ptr + room * before, rows * repeat);
}

/** The arrays of a batch that owns its rows. A later batch may fill them anew: then its lease ends, and the earlier one is stale. */
export class ColumnStore implements Owner {
  lease: Lease = { probe: 0 };
  rows = 0;
  #block: Block | undefined;
  #copied: Uint8Array<ArrayBuffer> | undefined;
  readonly #slots: readonly Slot[];
  readonly #arrays: (ColumnArray | undefined)[] = [];
  #capacity = 0;

  /** @param isLent its rows were to stay in linear memory, and did not fit */
  constructor(
    slots: readonly Slot[],
    readonly isLent = false,
  ) {
    this.#slots = slots;
  }

  begin(): void {
    endLease(this);
    this.rows = this.#capacity = 0;
    this.#block = undefined;
  }

  /** The rows of a block of so many bytes, and no more. To copy it whole takes less than an array for each column, which nobody may ask for. */
  take({ memory, ptr, room }: Block, bytes: number, rows: number): void {
    const copied = this.#copied;
    if (copied !== undefined && copied.length >= bytes) copied.set(memory.subarray(ptr, ptr + bytes));
    else this.#copied = memory.slice(ptr, ptr + bytes);
    this.#block = { memory: this.#copied as Uint8Array<ArrayBuffer>, ptr: 0, room };
    this.rows = rows;
  }

  /**
   * Adds rows of the slots that are kept. @param expected rows of all that there will be; 0: no more follow
   */
  append(column: (slot: number) => ColumnArray, rows: number, kept: readonly number[], expected: number): void {
    const end = this.rows + rows;
    if (end > this.#capacity) this.#capacity = expected > 0 ? Math.max(end, expected, this.#capacity * 1.5) >>> 0 : end;
    for (const slot of kept) this.#put(slot, column(slot));
    this.rows = end;
  }

  column(slot: number): ColumnArray {
    const [Kind, repeat] = this.#slots[slot] as Slot;
    // Whoever gives a column's buffer away takes no other column along.
    if (this.#block !== undefined) return blockColumn(this.#block, this.#slots[slot] as Slot, this.rows).slice();
    const array = this.#arrays[slot] ?? new Kind(0);
    const length = this.rows * repeat;
    return array.length <= length ? array : array.subarray(0, length);
  }

  /** Puts more rows after those that are there: into the same array where it has room. */
  #put(slot: number, more: ColumnArray): void {
    const [Kind, repeat] = this.#slots[slot] as Slot;
    const length = this.#capacity * repeat;
    const at = this.rows * repeat;
    const array = this.#arrays[slot];
    if (array !== undefined && array.length >= length) return (array as Uint8Array).set(more as Uint8Array, at);
    const isAll = more.length === length;
    // A copy is not filled with zeros first.
    const larger = allocated(length * more.BYTES_PER_ELEMENT, () =>
      isAll ? more.slice() : new Kind(length),
    ) as Uint8Array;
    this.#arrays[slot] = larger;
    if (isAll) return;
    if (at > 0) larger.set((array as Uint8Array).subarray(0, at));
    larger.set(more as Uint8Array, at);
  }
}
