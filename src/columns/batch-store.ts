import { allocated } from '../bytes/index.js';
import type { Program } from '../program/index.js';
import type { ColumnArray } from '../schema/index.js';
import type { BatchData, ShownColumns } from './column-data.js';
import { columnPart, LENGTHS, OFFSETS, placeSlot, SELECTION, type LentRows, type Slot } from './lent-rows.js';
import { areInOrder, notHeld } from './row-places.js';
import { storePlanOf, type Kept, type StorePlan } from './store-plan.js';

/** What says which columns a batch has. */
export interface StoredProgram extends Pick<Program, 'words' | 'columns' | 'lengthColumns' | 'isDense' | 'leastBytes'> {
  /** Records of other types lie between these. */
  readonly isInterleaved?: boolean;
}

const NONE = /* @__PURE__ */ new Uint8Array(0);

/** How many rows there are, of how many records, in how many bytes. */
type Figures = Pick<BatchData, 'rows' | 'records' | 'consumed'>;

/**
 * The arrays of a batch that owns them. They grow by half again, and a later batch may fill them anew: then `epoch` changes, and the earlier
 * batch is stale.
 */
export class BatchStore {
  epoch = 0;
  rows = 0;
  private bytes: Uint8Array = NONE;
  private plan: StorePlan | undefined;
  /** By part. */
  private readonly arrays: (ColumnArray | undefined)[] = [];
  private capacity = 0;
  /** The columns as they were last shown, as long as they are as many rows of the same arrays. */
  private last: (ShownColumns & { readonly rows: number }) | undefined;

  constructor(private readonly program: StoredProgram) {}

  /** Whether its arrays are those of batches of `program`. */
  isOf(program: StoredProgram): boolean {
    return this.program === program;
  }

  /** Empties the store for rows of `bytes`. */
  begin(bytes: Uint8Array, kept: Kept): this {
    const plan = storePlanOf(this.program, kept);
    if (plan !== this.plan || bytes !== this.bytes) this.last = undefined;
    this.epoch++;
    this.rows = 0;
    this.capacity = 0;
    this.bytes = bytes;
    this.plan = plan;
    return this;
  }

  /** Adds rows. They and those before them took `consumed` bytes; no more follow after the last ones. */
  append(lent: LentRows, consumed: number, isLast: boolean): void {
    const end = this.rows + lent.rows;
    if (end > this.capacity) this.capacity = isLast ? end : this.expectedRows(end, consumed);
    for (const slot of this.begun.slots) this.put(slot, lent);
    this.rows = end;
  }

  /** All rows, as a batch; of `records` records, where a filter chose. `measure`: the lengths of its records, where they do not follow from its own offsets. */
  finish(consumed: number, records: number, measure?: () => Uint32Array): BatchData {
    const { rows, bytes } = this;
    const looked = this.begun.kept.isFiltered ? records : rows;
    return new StoredBatch(this, bytes, { rows, records: looked, consumed }, measure);
  }

  /** Of rows in `consumed` bytes. @throws CastbufError ERR_STALE_BATCH where they follow from a list whose offsets its owner gave away, or changed */
  offsetsIn(consumed: number): Uint32Array {
    const { rows } = this;
    const { offsetSource } = this.begun;
    if (offsetSource === undefined) return this.first(OFFSETS);
    const { stride } = offsetSource;
    if (stride !== undefined) return multiples(stride, rows);
    const { list, bytes } = offsetSource;
    const starts = this.first(columnPart(list));
    if (starts.length === rows && areInOrder(starts, bytes, this.program.leastBytes, consumed))
      return less(starts, bytes);
    throw notHeld(rows, starts.length);
  }

  /** Undefined where records do not lie one length apart. */
  get stride(): number | undefined {
    return this.begun.offsetSource?.stride;
  }

  /** Undefined where each record ends at the next one. */
  get lengths(): Uint32Array | undefined {
    return this.begun.hasLengths ? this.first(LENGTHS) : undefined;
  }

  get selection(): Uint32Array | undefined {
    return this.begun.kept.isFiltered ? this.first(SELECTION) : undefined;
  }

  get shown(): ShownColumns {
    const { rows, bytes } = this;
    if (this.last?.rows !== rows) {
      const columns = this.begun.shown(bytes, (slot) => firstOf(this.arrays[slot.part], slot, rows));
      this.last = { rows, columns, byPath: undefined };
    }
    return this.last;
  }

  private get begun(): StorePlan {
    return this.plan as StorePlan;
  }

  /** The rows so far tell how many the rest of the input will have. */
  private expectedRows(rows: number, consumed: number): number {
    const { length } = this.bytes;
    const expected = Math.ceil((length / Math.max(consumed / rows, 1)) * 1.05);
    const most = Math.ceil(length / this.program.leastBytes);
    return Math.max(rows, Math.min(most, Math.max(expected, Math.ceil(this.capacity * 1.5))));
  }

  /** Puts more rows after those that are there: into the same array where it has room. */
  private put(slot: Slot, lent: LentRows): void {
    const { part, Kind, repeat } = slot;
    const at = this.rows * repeat;
    const length = this.capacity * repeat;
    const array = this.arrays[part];
    const more = lent.elements(slot);
    if (array !== undefined && array.length >= length) {
      // An array whose buffer its owner gave away is as long as no rows are, and takes nothing.
      if (more.length > 0) (array as Uint8Array).set(more as Uint8Array, at);
      return;
    }
    this.last = undefined;
    if (at === 0 && more.length === length) {
      // A copy is not filled with zeros first.
      this.arrays[part] = allocated(more.byteLength, () => more.slice());
      return;
    }
    const larger = allocated(length * more.BYTES_PER_ELEMENT, () => new Kind(length));
    if (at > 0) (larger as Uint8Array).set((array as Uint8Array).subarray(0, at));
    (larger as Uint8Array).set(more as Uint8Array, at);
    this.arrays[part] = larger;
  }

  private first(part: number): Uint32Array {
    return firstOf(this.arrays[part], placeSlot(part), this.rows) as Uint32Array;
  }
}

/**
 * The rows of a store. What somebody asks for is made then: views take longer to make than a small batch to decode, and the first touch of new
 * memory longer than to decode what goes there.
 */
class StoredBatch implements BatchData {
  readonly epoch: number;
  readonly rows: number;
  readonly records: number;
  readonly consumed: number;
  private ownOffsets: Uint32Array | undefined;
  private ownLengths: Uint32Array | undefined;
  private ownSelection: Uint32Array | undefined;

  constructor(
    readonly owner: BatchStore,
    readonly bytes: Uint8Array,
    { rows, records, consumed }: Figures,
    private readonly measure: (() => Uint32Array) | undefined,
  ) {
    this.epoch = owner.epoch;
    this.rows = rows;
    this.records = records;
    this.consumed = consumed;
  }

  get stride(): number | undefined {
    return this.owner.stride;
  }

  get offsets(): Uint32Array {
    return (this.ownOffsets ??= this.owner.offsetsIn(this.consumed));
  }

  get lengths(): Uint32Array {
    return (this.ownLengths ??= this.storedLengths ?? distances(this.offsets, this.consumed));
  }

  get storedLengths(): Uint32Array | undefined {
    return this.owner.lengths ?? (this.measure && (this.ownLengths ??= this.measure()));
  }

  get selection(): Uint32Array | undefined {
    return (this.ownSelection ??= this.owner.selection);
  }

  get shown(): ShownColumns {
    return this.owner.shown;
  }
  get columns(): BatchData['columns'] {
    return this.owner.shown.columns;
  }
}

/** The first rows of an array; of none, where no rows were put there. One whose buffer its owner gave away has no elements. */
export function firstOf(array: ColumnArray | undefined, { Kind, repeat }: Slot, rows: number): ColumnArray {
  const length = rows * repeat;
  if (array === undefined) return new Kind(0);
  return array.length <= length ? array : array.subarray(0, length);
}

// Loops: `map` calls a function for each element, which takes as long as decoding it.

function less(numbers: Uint32Array, by: number): Uint32Array {
  const all = new Uint32Array(numbers.length);
  for (let at = 0; at < all.length; at++) all[at] = (numbers[at] as number) - by;
  return all;
}

function multiples(of: number, count: number): Uint32Array {
  const all = new Uint32Array(count);
  for (let at = 0; at < count; at++) all[at] = at * of;
  return all;
}

/** Lengths of records that lie one after the other, up to `end`. */
export function distances(offsets: Uint32Array, end: number): Uint32Array {
  const lengths = new Uint32Array(offsets.length);
  for (let row = offsets.length - 1, next = end; row >= 0; row--) {
    const offset = offsets[row] as number;
    lengths[row] = next - offset;
    next = offset;
  }
  return lengths;
}
