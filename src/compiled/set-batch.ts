import { CastbufError, shownValue } from '../errors/index.js';
import { CompiledBatch, held, keptSlots, notHeld, STALE, type BatchParts, type BatchRows, type CompiledValueOptions } from './batch.js';
import type { Slots, TypeWords } from './batch-type.js';
import { ColumnStore } from './column-store.js';
import { SetLengths, orderOf } from './set-places.js';
import { SetRows } from './set-rows.js';
import { SetStore, StoredRows } from './set-store.js';

/** Of each type of a set: what a batch has of one. */
export interface SetTypes {
  readonly [name: string]: { readonly columns: object; readonly value: unknown; readonly view: unknown };
}

type AnyBatch = RoutedBatch<object, unknown, unknown>;
type BatchesOf<T extends SetTypes> = {
  readonly [N in keyof T]: RoutedBatch<T[N]['columns'], T[N]['value'], T[N]['view']>;
};
/** A record as its type's name and an object. */
export type SetValue<T extends SetTypes> = {
  [N in keyof T & string]: { readonly type: N; readonly value: T[N]['value'] };
}[keyof T & string];
/** A record as its type's name and a cursor. */
export type SetView<T extends SetTypes> = {
  [N in keyof T & string]: { readonly type: N; readonly view: T[N]['view'] };
}[keyof T & string];

/** The records of one type of a stream, as columns. */
export class RoutedBatch<Columns, Value, View> extends CompiledBatch<Columns, Value, View> {
  /** Which of all records of the stream each row is, from 0 on. */
  get rowIndex(): Uint32Array {
    this.assertFresh();
    const { rows, slots } = this.parts;
    return rows.column(slots.rowIndex) as Uint32Array;
  }

  override copy(): RoutedBatch<Columns, Value, View> {
    this.assertWhole();
    const { parts, rowCount, consumedBytes } = this;
    const store = new ColumnStore(parts.slots).begin();
    store.adopt(keptSlots(parts.slots, parts.wanted), rowCount, (slot) => parts.rows.column(slot));
    const bytes = new Uint8Array(parts.bytes.subarray(0, consumedBytes));
    const rows: BatchRows = { owner: store, column: (slot) => store.column(slot) };
    // Without the other types nothing says where records end.
    const lengths = this.lengths.slice();
    return new RoutedBatch({ ...parts, bytes, rows, isBorrowed: false, epoch: undefined, measure: () => held(lengths, rowCount) });
  }
}

export interface SetParts {
  /** What decoded it. */
  readonly source: object;
  readonly names: readonly string[];
  readonly types: readonly TypeWords<unknown>[];
  readonly slots: readonly Slots[];
  readonly bytes: Uint8Array;
  /** Rows of each type. */
  readonly counts: readonly number[];
  readonly rowCount: number;
  readonly consumedBytes: number;
  /** Whose memory the rows are in, and those of each type. */
  readonly owner: { readonly epoch: number };
  readonly rows: readonly BatchRows[];
  /** Where the record begins that ended the batch, or what is wrong with it; undefined where all was good. */
  readonly failure: number | CastbufError | undefined;
  readonly isBorrowed: boolean;
  /** Why no record begins there. */
  explain(bytes: Uint8Array, at: number): CastbufError;
}

/** Records of several types, each in the columns of its type: `batch.of.Chunk.columns`. It owns what it has, as a `CompiledBatch` does. */
export class CompiledSetBatch<T extends SetTypes> {
  /** Offset of this batch's first byte in its stream. */
  readonly byteOffset = 0;
  /** Names of the types, in the order that `order` numbers them. */
  readonly typeNames: readonly (keyof T & string)[];
  /** Records of all types. */
  readonly rowCount: number;
  /** Bytes of the input that the records took. */
  readonly consumedBytes: number;
  private readonly epoch: number;
  private failure: number | CastbufError | undefined;
  private batches: readonly AnyBatch[] | undefined;
  private byName: BatchesOf<T> | undefined;
  private types: Uint16Array | undefined;

  constructor(private readonly parts: SetParts) {
    this.typeNames = parts.names;
    this.rowCount = parts.rowCount;
    this.consumedBytes = parts.consumedBytes;
    this.failure = parts.failure;
    this.epoch = parts.owner.epoch;
  }

  /** Why decoding stopped; undefined when all input was good. Every record before it is in the batch. */
  get error(): CastbufError | undefined {
    if (typeof this.failure === 'number') this.failure = this.parts.explain(this.parts.bytes, this.failure);
    return this.failure;
  }

  /** The records of each type. */
  get of(): BatchesOf<T> {
    this.byName ??= Object.fromEntries(this.all().map((batch, type) => [this.typeNames[type], batch])) as BatchesOf<T>;
    return this.byName;
  }

  /** Which type each record is, in the order of the stream: its number in `typeNames`. */
  get order(): Uint16Array {
    this.assertFresh();
    return (this.types ??= orderOf(this.all(), this.rowCount));
  }

  /** All records in the order of the stream: the name of each one's type and the cursor of that type, which moves on at its next record. */
  rows(): IterableIterator<SetView<T>, undefined, undefined> {
    this.assertWhole();
    const iterators = this.all().map((batch) => batch.rows());
    const rows = new SetRows(this.typeNames, iterators, this.order, () => this.assertWhole());
    return rows as unknown as IterableIterator<SetView<T>, undefined, undefined>;
  }

  /** Record `row` of all, as an object with the name of its type. @throws CastbufError as `value` of a batch of one type does */
  value(row: number, options?: CompiledValueOptions): SetValue<T> {
    const { order, rowCount } = this;
    const number = Number.isInteger(row) ? order[row] : undefined;
    if (number === undefined) {
      throw new CastbufError('ERR_USAGE', `record ${shownValue(row)} is not there; the batch has ${rowCount}`);
    }
    const batch = this.all()[number] as AnyBatch;
    return { type: this.typeNames[number], value: batch.value(placeOf(batch.rowIndex, row), options) } as SetValue<T>;
  }

  /** The same batch in memory of its own, with a copy of the bytes that its rows and lists show. */
  copy(): CompiledSetBatch<T> {
    this.assertWhole();
    const { parts, consumedBytes } = this;
    const store = new SetStore(parts.slots).begin();
    store.types.forEach((type, number) => {
      const from = parts.rows[number] as BatchRows;
      type.adopt(keptSlots(parts.slots[number] as Slots, undefined), parts.counts[number] as number, (slot) => from.column(slot));
    });
    const bytes = new Uint8Array(parts.bytes.subarray(0, consumedBytes));
    const rows = parts.counts.map((count, type) => new StoredRows(store, type, count));
    return new CompiledSetBatch<T>({ ...parts, owner: store, bytes, rows, isBorrowed: false, failure: this.error });
  }

  get [Symbol.toStringTag](): string {
    return 'SetBatch';
  }

  /** How many rows there are of each type, and nothing of their values: also of a stale batch. */
  toJSON(): object {
    const { rowCount, consumedBytes, error, parts } = this;
    return {
      ...(this.isStale && { stale: STALE }),
      rowCount,
      consumedBytes,
      ...(error && { error: `${error.code}: ${error.message}` }),
      of: Object.fromEntries(parts.names.map((name, type) => [name, parts.counts[type]])),
    };
  }

  /** By number. Made when somebody asks: small batches seldom pay back eight objects. */
  private all(): readonly AnyBatch[] {
    return (this.batches ??= this.batchesOfTypes());
  }

  private batchesOfTypes(): readonly AnyBatch[] {
    const { parts, rowCount, consumedBytes } = this;
    const { types, slots, counts, rows, bytes, source, isBorrowed } = parts;
    const lengths = new SetLengths(() => batches, rowCount, consumedBytes);
    const batches: readonly AnyBatch[] = types.map((words, number) => {
      const one: BatchParts<unknown> = {
        source,
        words,
        slots: slots[number] as Slots,
        wanted: undefined,
        bytes,
        rowCount: counts[number] as number,
        consumedBytes,
        rows: rows[number] as BatchRows,
        failure: undefined,
        isBorrowed,
        epoch: this.epoch,
        measure: words.align === 1 ? () => lengths.of(number) : undefined,
      };
      return new RoutedBatch(one);
    });
    return batches;
  }

  private get isStale(): boolean {
    return this.epoch !== this.parts.owner.epoch;
  }

  private assertFresh(): void {
    if (this.isStale) throw new CastbufError('ERR_STALE_BATCH', STALE);
  }

  private assertWhole(): void {
    this.assertFresh();
    if (this.parts.bytes.length >= this.consumedBytes) return;
    throw new CastbufError('ERR_STALE_BATCH', 'the bytes of this batch are gone; keep it with batch.copy() before that');
  }
}

/** What of a set's batch others need; undefined for what is none. */
export function setPartsOf(batch: unknown): SetParts | undefined {
  return batch instanceof CompiledSetBatch ? batch['parts'] : undefined;
}

/** @throws CastbufError ERR_STALE_BATCH */
export function assertFreshSet(batch: unknown): void {
  if (batch instanceof CompiledSetBatch) batch['assertFresh']();
}

/** Where `row` stands among ascending numbers that have it. @throws CastbufError ERR_STALE_BATCH where it is not among them */
function placeOf(numbers: Uint32Array, row: number): number {
  let low = 0;
  for (let high = numbers.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  if (numbers[low] !== row) throw notHeld(row, low);
  return low;
}
