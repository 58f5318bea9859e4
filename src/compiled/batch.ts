import { assertPlainOptions, CastbufError, shownValue } from '../errors/index.js';
import type { ColumnArray } from '../schema/index.js';
import type { CopyBytes, RowPlaces, RowsType } from './batch-type.js';
import { placesWithGaps, type SkippedRecords } from './skipped-records.js';
import { ColumnStore } from './column-store.js';
import type { Gap } from '../columns/index.js';
import type { Lease } from './linear-memory.js';
import { noColumn } from './no-column.js';
import { sliceOf } from './reads.js';
import { stale, notHeld } from './stale.js';

/** How `batch.value` makes an object. */
export interface CompiledValueOptions {
  /** Bytes have memory of their own. Without it those of several values are views of one copy of up to 64 KiB, which stays as long as one of them. */
  readonly slice?: boolean | undefined;
}

/** What a batch is made of. */
export interface BatchParts<Value> {
  readonly type: RowsType<Value>;
  readonly bytes: Uint8Array;
  readonly rows: { column(slot: number): ColumnArray };
  /** Of the memory that they lie in: the batch is stale when it is over. */
  readonly lease: Lease;
  /** Columns that were asked for; undefined: all. */
  readonly wanted: ReadonlySet<number> | undefined;
  /** Slots that are there. */
  readonly kept: readonly number[];
  /** Where the record begins that ended the batch, or what is wrong with it; undefined where all was good. */
  readonly failure: number | CastbufError | undefined;
  /** Records that were passed over; undefined where the first of them would have ended the batch. */
  readonly skips?: SkippedRecords | undefined;
  /** Offset of the batch's first byte in the stream that it is a part of. */
  readonly byteOffset?: number;
  /** Of a type in a record set: lengths of its records, which end where one of another type may begin. */
  sizes?(): Uint32Array;
}

/**
 * Records as columns, which the batch owns. One that was decoded with `borrow`, or whose columns were given to a later one with `into`, is stale
 * from that call on: every use of it is ERR_STALE_BATCH. `copy()` gives one that owns all it has.
 */
export class CompiledBatch<Columns, Value, View> {
  /** Offset of this batch's first byte in its stream. */
  readonly byteOffset: number;
  readonly #parts: BatchParts<Value>;
  #failure: number | CastbufError | undefined;
  #columns: Columns | undefined;
  #offsets: Uint32Array | undefined;
  #lengths: Uint32Array | undefined;
  #gaps: readonly Gap[] | undefined;
  readonly #places: RowPlaces;
  #view: DataView | undefined;
  #copy: CopyBytes | undefined;

  /**
   * @param rowCount rows, which are all records that were looked at
   * @param consumedBytes bytes of the input that the records took
   */
  constructor(
    parts: BatchParts<Value>,
    readonly rowCount: number,
    readonly consumedBytes: number,
  ) {
    this.#parts = parts;
    this.#failure = parts.failure;
    this.byteOffset = parts.byteOffset ?? 0;
    const { type, skips } = parts;
    this.#places = skips === undefined ? type.places : placesWithGaps(type, skips.places);
  }

  /** Records that were passed over with `onBadRecord: 'skip'`, in the order of the stream: one gap each, and none of them a row. */
  get gaps(): readonly Gap[] {
    const { bytes, lease, skips } = this.#parts;
    return (this.#gaps ??= skips?.shown({ bytes, lease, consumed: this.consumedBytes }, this.byteOffset) ?? []);
  }

  /** The same batch as a part of a longer stream. */
  at(byteOffset: number, error: CastbufError | undefined): CompiledBatch<Columns, Value, View> {
    return new CompiledBatch({ ...this.#parts, byteOffset, failure: error }, this.rowCount, this.consumedBytes);
  }

  get [Symbol.toStringTag](): string {
    return 'Batch';
  }

  /** @internal */
  static partsOf(batch: unknown): BatchParts<unknown> {
    if (batch instanceof CompiledBatch) return batch.#parts as BatchParts<unknown>;
    throw new CastbufError('ERR_USAGE', `give a batch of decodeBatch or stream, not ${shownValue(batch)}`);
  }

  get recordCount(): number {
    return this.rowCount;
  }

  /** Why decoding stopped; undefined when all input was good. Every record before it is in the batch. */
  get error(): CastbufError | undefined {
    const failure = this.#failure;
    if (typeof failure !== 'number') return failure;
    let error = stale('the bytes of this batch were changed before its error was asked for');
    try {
      this.#parts.type.check(this.#bytesView(), failure, this.#parts.bytes.length);
    } catch (thrown) {
      if (thrown instanceof CastbufError) error = thrown;
    }
    return (this.#failure = error);
  }

  /** One array a member, by dotted path; a part of varying length is a list of byte ranges. Only those that were asked for. */
  get columns(): Columns {
    this.assertFresh();
    return (this.#columns ??= this.#columnsByPath() as Columns);
  }

  /** Where each record starts, from the start of the batch's bytes. */
  get offsets(): Uint32Array {
    this.assertFresh();
    return (this.#offsets ??= this.#places.offsets(this));
  }

  /** Bytes of each record. */
  get lengths(): Uint32Array {
    this.assertFresh();
    const { sizes } = this.#parts;
    return (this.#lengths ??= sizes?.() ?? this.#places.lengths?.(this) ?? this.#sizes());
  }

  /** Record `row` as an object that never changes, whatever becomes of the batch. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH */
  value(row: number, options?: CompiledValueOptions): Value {
    this.#assertWhole();
    const { rowCount } = this;
    if (!Number.isInteger(row) || row < 0 || row >= rowCount) {
      throw new CastbufError('ERR_USAGE', `row ${shownValue(row)} is not there; the batch has ${rowCount} rows`);
    }
    if (options !== undefined) assertPlainOptions('value', options, { slice: 'boolean' });
    const { type, bytes } = this.#parts;
    const copy = options?.slice === true ? sliceOf : (this.#copy ??= type.copies?.(bytes) ?? sliceOf);
    return type.read(this.#bytesView(), (this.#offsets ?? this.offsets)[row] as number, this.#size(row), copy);
  }

  /** One cursor that moves from record to record: read it before the next step. */
  rows(): IterableIterator<View, undefined, undefined> {
    // A call that V8 does not put into the caller's code: all that makes a cursor would take the place there of the getters that are read in the loop.
    return Reflect.get(this, '~rows') as IterableIterator<View, undefined, undefined>;
  }

  /** @internal */
  get '~rows'(): IterableIterator<View, undefined, undefined> {
    this.#assertWhole();
    const { type, lease } = this.#parts;
    const { Rows } = type;
    const sizes = this.#places.hasLengths ? this.lengths : (row: number): number => this.#size(row);
    const rows = new Rows(this.#bytesView(), this.offsets, sizes, this.rowCount, lease, () => this.#assertWhole());
    return rows as IterableIterator<View, undefined, undefined>;
  }

  /** The same batch in memory of its own, with a copy of the bytes that its rows and lists show. */
  copy(): CompiledBatch<Columns, Value, View> {
    this.#assertWhole();
    const { rowCount, consumedBytes, error: failure } = this;
    const parts = this.#parts;
    const rows = new ColumnStore(parts.type.slots);
    rows.append((slot) => parts.rows.column(slot), rowCount, parts.kept, 0);
    const bytes = new Uint8Array(parts.bytes.subarray(0, consumedBytes));
    return new CompiledBatch({ ...parts, bytes, rows, lease: rows.lease, failure }, rowCount, consumedBytes);
  }

  /**
   * Which rows of a column have a value: bit `row % 8` of byte `row >> 3` is set where the row has one. Undefined for columns of which every row has.
   * @throws CastbufError ERR_USAGE, ERR_STALE_BATCH
   */
  validity(path: string): Uint8Array<ArrayBuffer> | undefined {
    this.#assertWhole();
    const { type } = this.#parts;
    if (!type.columns.some(([known]) => known === path)) throw noColumn(type, path);
    return type.validity?.(path, this, this.#bytesView());
  }

  /** @internal */
  assertFresh(): void {
    if (this.#parts.lease.probe < 0)
      throw stale('a later call reused the memory of this batch; keep it with batch.copy() before that call');
  }

  /** Also that the caller's bytes are there: their buffer may be detached, or have become too short. */
  #assertWhole(): void {
    this.assertFresh();
    if (this.#parts.bytes.length < this.consumedBytes)
      throw stale('the bytes of this batch are gone; keep it with batch.copy() before that');
  }

  #bytesView(): DataView {
    if (this.#view !== undefined) return this.#view;
    const { buffer, byteOffset, byteLength } = this.#parts.bytes;
    return (this.#view = new DataView(buffer, byteOffset, byteLength));
  }

  #columnsByPath(): object {
    const { type, wanted, bytes: data } = this.#parts;
    const byPath: Record<string, object> = {};
    const made: ColumnArray[] = [];
    // A list whose lengths another column has shows that column.
    const arrayOf = (slot: number): ColumnArray => (made[slot] ??= this.#parts.rows.column(slot));
    type.columns.forEach(([path, slot, lengths], index) => {
      if (wanted?.has(index) === false) return;
      const array = arrayOf(slot);
      byPath[path] = lengths === undefined ? array : Object.freeze({ data, offsets: array, lengths: arrayOf(lengths) });
    });
    if (data.length >= this.consumedBytes) type.noteUnheld?.(byPath, this, (row) => this.value(row));
    return Object.freeze(byPath);
  }

  #size(row: number): number {
    const { type, sizes } = this.#parts;
    const { bytes } = type;
    const places = this.#places;
    if (bytes > 0) return bytes;
    if (sizes !== undefined || places.hasLengths) return (this.#lengths ?? this.lengths)[row] as number;
    return (places.size as NonNullable<typeof places.size>)(this, row);
  }

  #sizes(): Uint32Array {
    const sizes = new Uint32Array(this.rowCount);
    for (let row = 0; row < sizes.length; row++) sizes[row] = this.#size(row);
    return sizes;
  }

  /** @internal An array that its owner gave away has no elements. */
  held(slot: number): Uint32Array {
    const array = this.#parts.rows.column(slot) as Uint32Array;
    if (array.length < this.rowCount) throw notHeld(this.rowCount, array.length);
    return array;
  }
}
