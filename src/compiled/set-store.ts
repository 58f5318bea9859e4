import { blockColumn, ColumnStore, type Block } from './column-store.js';
import type { BatchRows } from './batch.js';
import type { ColumnArray } from '../schema/index.js';
import type { Slots } from './batch-type.js';

/** The rows of a type in linear memory. */
export interface TypeSpace extends Block {
  rows: number;
}

/** The arrays of a set's batch that owns its rows. A later batch may fill them anew: then `epoch` changes, and the earlier one is stale. */
export class SetStore {
  epoch = 0;
  /** Of all types. */
  rows = 0;
  readonly types: readonly ColumnStore[];
  /** All columns as they lay in linear memory, and where those of each type lie in it; undefined: the types' stores have them. */
  private copied: { readonly u8: Uint8Array<ArrayBuffer>; readonly blocks: readonly Block[] } | undefined;

  constructor(readonly slots: readonly Slots[]) {
    this.types = slots.map((type) => new ColumnStore(type));
  }

  begin(): this {
    this.epoch++;
    this.rows = 0;
    this.copied = undefined;
    for (const type of this.types) type.begin();
    return this;
  }

  /** The rows of a small batch, as they lie: an array for each column takes longer to make than the batch to decode. */
  take(spaces: readonly TypeSpace[], bytes: number): void {
    const [first] = spaces as readonly [TypeSpace];
    const u8 = new Uint8Array(first.buffer, first.ptr, bytes).slice();
    this.copied = { u8, blocks: spaces.map(({ ptr, room }) => ({ buffer: u8.buffer, ptr: ptr - first.ptr, room })) };
    for (const { rows } of spaces) this.rows += rows;
  }

  /** @param share of all input that has been read: the rows so far tell how many will come; 1: no more follow */
  append(spaces: readonly TypeSpace[], kept: readonly (readonly number[])[], share: number): void {
    this.types.forEach((type, number) => {
      const space = spaces[number] as TypeSpace;
      const sofar = type.rows + space.rows;
      type.append(space, space.rows, kept[number] as readonly number[], share === 1 ? undefined : Math.ceil((sofar / share) * 1.05) + 64);
      this.rows += space.rows;
    });
  }

  column(type: number, slot: number, rows: number): ColumnArray {
    const { copied } = this;
    if (copied === undefined) return (this.types[type] as ColumnStore).column(slot);
    const { all } = this.slots[type] as Slots;
    // Whoever gives a column's buffer away takes no other column along.
    return blockColumn(copied.blocks[type] as Block, all[slot] as Slots['all'][number], rows).slice();
  }
}

/** Rows of one type in a store. */
export class StoredRows implements BatchRows {
  private readonly made: (ColumnArray | undefined)[] = [];

  constructor(
    readonly owner: SetStore,
    private readonly type: number,
    private readonly rows: number,
  ) {}

  column(slot: number): ColumnArray {
    return (this.made[slot] ??= this.owner.column(this.type, slot, this.rows));
  }
}
