import { alignUp, type ColumnArray } from '../schema/index.js';
import type { Slot } from './batch-type.js';
import { blockColumn, ColumnStore, type Block } from './column-store.js';
import { endLease, type Lease, type Owner } from './linear-memory.js';
import type { RoutedType } from './set-type.js';

/** The rows of a type in linear memory. */
export interface TypeSpace extends Block {
  rows: number;
}

/** The arrays of a set's batch that owns its rows. A later batch may fill them anew: then its lease ends, and the earlier one is stale. */
export class SetStore implements Owner {
  lease: Lease = { probe: 0 };
  /** Of all types. */
  rows = 0;
  /** It was to stay in linear memory, and did not fit. */
  isLent = false;
  readonly stores: readonly ColumnStore[];
  readonly #types: readonly RoutedType[];
  /** What all columns of a small batch were copied to, and where those of each type begin there; undefined: each type's store has its own. */
  #copied: Uint8Array<ArrayBuffer> | undefined;
  #blocks: readonly Block[] | undefined;
  /** By type and slot: arrays that small batches gave, and whether this one has filled them. */
  readonly #arrays: readonly (ColumnArray | undefined)[][];
  #filled: readonly boolean[][] = [];

  constructor(types: readonly RoutedType[]) {
    this.#types = types;
    this.stores = types.map(({ slots }) => new ColumnStore(slots));
    this.#arrays = types.map(() => []);
  }

  begin(): void {
    endLease(this);
    this.rows = 0;
    this.#blocks = undefined;
    for (const store of this.stores) store.begin();
  }

  /**
   * The rows of a small batch: an array for each column, which nobody may ask for, takes longer to make than the batch to decode. They are moved together where they
   * lie, and copied at once.
   */
  take(spaces: readonly TypeSpace[]): void {
    const { memory, ptr: first } = spaces[0] as TypeSpace;
    let end = first;
    const blocks = spaces.map((space, type) => {
      const { slots, rowBytes } = this.#types[type] as RoutedType;
      const block = { memory, ptr: end, room: roomsOf(space) };
      slots.forEach((slot, index) => moveColumn(space, block, slot, slots[index + 1]?.[2] ?? rowBytes));
      end += block.room * rowBytes;
      return block;
    });
    const bytes = end - first;
    if (this.#copied !== undefined && this.#copied.length >= bytes) this.#copied.set(memory.subarray(first, end));
    else this.#copied = memory.slice(first, end);
    const copied = this.#copied;
    this.#blocks = blocks.map(({ ptr, room }) => ({ memory: copied, ptr: ptr - first, room }));
    this.#filled = blocks.map(() => []);
    for (const { rows } of spaces) this.rows += rows;
  }

  /** @param expected rows of a type of which there are so many, in all; undefined: no more follow */
  append(spaces: readonly TypeSpace[], expected: ((rows: number) => number) | undefined): void {
    this.stores.forEach((store, type) => {
      const space = spaces[type] as TypeSpace;
      const { slots } = this.#types[type] as RoutedType;
      const all = expected === undefined ? 0 : Math.ceil(expected(store.rows + space.rows));
      store.append((slot) => blockColumn(space, slots[slot] as Slot, space.rows), space.rows, [...slots.keys()], all);
      this.rows += space.rows;
    });
  }

  column(type: number, slot: number, rows: number): ColumnArray {
    const block = this.#blocks?.[type];
    if (block === undefined) return (this.stores[type] as ColumnStore).column(slot);
    return this.#copyOf(blockColumn(block, this.#types[type]?.slots[slot] as Slot, rows), type, slot);
  }

  /** In the array that an earlier batch gave, where there is one. Whoever gives a column's buffer away takes no other column along. */
  #copyOf(column: ColumnArray, type: number, slot: number): ColumnArray {
    const arrays = this.#arrays[type] as (ColumnArray | undefined)[];
    const filled = this.#filled[type] as boolean[];
    if (filled[slot] === true) return column.slice();
    filled[slot] = true;
    const array = arrays[slot];
    const { length } = column;
    if (array === undefined || array.length < length) return (arrays[slot] = column.slice());
    (array as Uint8Array).set(column as Uint8Array);
    return array.length === length ? array : array.subarray(0, length);
  }
}

/** Bytes that the columns of small batches take side by side. */
export function packedBytes(spaces: readonly TypeSpace[], types: readonly RoutedType[]): number {
  return spaces.reduce((sum, space, type) => sum + roomsOf(space) * (types[type] as RoutedType).rowBytes, 0);
}

/** Every column begins at a multiple of 8. */
function roomsOf({ rows }: TypeSpace): number {
  return alignUp(rows, 8);
}

/** To a block that begins no later and has no more room: what is moved has left its place when another column comes there. */
function moveColumn({ memory, ptr, room, rows }: TypeSpace, to: Block, [, , before]: Slot, after: number): void {
  const from = ptr + room * before;
  memory.copyWithin(to.ptr + to.room * before, from, from + rows * (after - before));
}
