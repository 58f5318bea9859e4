import type { ColumnArray } from '../schema/index.js';
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
  /** All columns as they lay in linear memory; undefined: each type's store has its own. */
  #blocks: readonly Block[] | undefined;

  constructor(types: readonly RoutedType[]) {
    this.#types = types;
    this.stores = types.map(({ slots }) => new ColumnStore(slots));
  }

  begin(): void {
    endLease(this);
    this.rows = 0;
    this.#blocks = undefined;
    for (const store of this.stores) store.begin();
  }

  /** The rows of a small batch, as they lie: an array for each column takes longer to make than the batch to decode. */
  take(spaces: readonly TypeSpace[], bytes: number): void {
    const { memory, ptr: first } = spaces[0] as TypeSpace;
    const copied = memory.slice(first, first + bytes);
    this.#blocks = spaces.map(({ ptr, room }) => ({ memory: copied, ptr: ptr - first, room }));
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
    // Whoever gives a column's buffer away takes no other column along.
    return blockColumn(block, this.#types[type]?.slots[slot] as Slot, rows).slice();
  }
}
