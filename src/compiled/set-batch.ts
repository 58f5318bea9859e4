import { CastbufError, shownValue } from '../errors/index.js';
import type { ColumnArray } from '../schema/index.js';
import { CompiledBatch, type CompiledValueOptions } from './batch.js';
import type { Gap } from '../columns/index.js';
import type { Lease, Owner } from './linear-memory.js';
import { inSet } from './set-failures.js';
import type { SkippedRecords } from './skipped-records.js';
import { orderOf, sizesOf } from './set-places.js';
import { SetRows } from './set-rows.js';
import { SetStore } from './set-store.js';
import type { RoutedType, SetType } from './set-type.js';
import { notHeld, stale } from './stale.js';

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
  #index: Uint32Array | undefined;

  /** Which of all records of the stream each row is, from 0 on. */
  get rowIndex(): Uint32Array {
    this.assertFresh();
    const { type, rows } = CompiledBatch.partsOf(this);
    return (this.#index ??= rows.column((type as RoutedType).rowIndex) as Uint32Array);
  }

  override copy(): RoutedBatch<Columns, Value, View> {
    // Without the other types nothing says where records end.
    const lengths = this.lengths.slice();
    const parts = CompiledBatch.partsOf(super.copy());
    const sizes = (): Uint32Array => {
      if (lengths.length < this.rowCount) throw notHeld(this.rowCount, lengths.length);
      return lengths;
    };
    return new RoutedBatch({ ...parts, sizes } as never, this.rowCount, this.consumedBytes);
  }
}

export interface SetParts {
  /** What decoded it. */
  readonly source: object;
  readonly types: readonly RoutedType[];
  readonly bytes: Uint8Array;
  /** Rows of each type. */
  readonly counts: readonly number[];
  /** Whose memory the rows lie in, and its lease: the batch is stale when that is over. */
  readonly owner: Owner;
  readonly lease: Lease;
  readonly column: (type: number, slot: number) => ColumnArray;
  /** Where the record begins that ended the batch, or what is wrong with it; undefined where all was good. */
  readonly failure: number | CastbufError | undefined;
  readonly check: SetType['check'];
  /** Records that were passed over; undefined where the first of them would have ended the batch. */
  readonly skips?: SkippedRecords | undefined;
  /** Offset of the batch's first byte in the stream that it is a part of. */
  readonly byteOffset?: number;
}

/** Records of several types, each in the columns of its type: `batch.of.Chunk.columns`. It owns what it has, as a `CompiledBatch` does. */
export class CompiledSetBatch<T extends SetTypes> {
  /** Offset of this batch's first byte in its stream. */
  readonly byteOffset: number;
  readonly #parts: SetParts;
  #failure: number | CastbufError | undefined;
  #batches: readonly AnyBatch[] | undefined;
  #byName: BatchesOf<T> | undefined;
  #order: Uint16Array | undefined;
  #gaps: readonly Gap[] | undefined;

  /**
   * @param typeNames names of the types, in the order that `order` numbers them
   * @param rowCount records of all types
   * @param consumedBytes bytes of the input that the records took
   */
  constructor(
    parts: SetParts,
    readonly typeNames: readonly (keyof T & string)[],
    readonly rowCount: number,
    readonly consumedBytes: number,
  ) {
    this.#parts = parts;
    this.#failure = parts.failure;
    this.byteOffset = parts.byteOffset ?? 0;
  }

  /** Records that were passed over with `onBadRecord: 'skip'`, in the order of the stream: one gap each, and none of them a row. */
  get gaps(): readonly Gap[] {
    const { bytes, lease, skips } = this.#parts;
    const shown = { bytes, lease, consumed: this.consumedBytes };
    return (this.#gaps ??= skips?.shown(shown, this.byteOffset) ?? []);
  }

  /** The same batch as a part of a longer stream. */
  at(byteOffset: number, error: CastbufError | undefined): CompiledSetBatch<T> {
    const parts = { ...this.#parts, byteOffset, failure: error };
    return new CompiledSetBatch<T>(parts, this.typeNames, this.rowCount, this.consumedBytes);
  }

  /** @internal */
  static partsOf(batch: unknown): SetParts | undefined {
    return batch instanceof CompiledSetBatch ? batch.#parts : undefined;
  }

  /** Why decoding stopped; undefined when all input was good. Every record before it is in the batch. */
  get error(): CastbufError | undefined {
    const failure = this.#failure;
    if (typeof failure !== 'number') return failure;
    const { bytes, check } = this.#parts;
    let error = stale('the bytes of this batch were changed before its error was asked for');
    try {
      check(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), failure, bytes.length);
    } catch (thrown) {
      if (thrown instanceof CastbufError) error = inSet(thrown);
    }
    return (this.#failure = error);
  }

  /** The records of each type. */
  get of(): BatchesOf<T> {
    const all = (): [string, AnyBatch][] => this.#all().map((batch, type) => [this.typeNames[type] as string, batch]);
    return (this.#byName ??= Object.fromEntries(all()) as BatchesOf<T>);
  }

  /** Which type each record is, in the order of the stream: its number in `typeNames`. */
  get order(): Uint16Array {
    this.assertFresh();
    return (this.#order ??= orderOf(this.#all(), this.rowCount));
  }

  /** All records in the order of the stream: the name of each one's type and the cursor of that type, which moves on at its next record. */
  rows(): IterableIterator<SetView<T>, undefined, undefined> {
    this.#assertWhole();
    const iterators = this.#all().map((batch) => batch.rows());
    const rows = new SetRows(this.typeNames, iterators, this.order);
    return rows as unknown as IterableIterator<SetView<T>, undefined, undefined>;
  }

  /** Record `row` of all, as an object with the name of its type. @throws CastbufError as `value` of a batch of one type does */
  value(row: number, options?: CompiledValueOptions): SetValue<T> {
    const { order, rowCount } = this;
    const number = Number.isInteger(row) ? order[row] : undefined;
    if (number === undefined) {
      throw new CastbufError('ERR_USAGE', `record ${shownValue(row)} is not there; the batch has ${rowCount}`);
    }
    const batch = this.#all()[number] as AnyBatch;
    return { type: this.typeNames[number], value: batch.value(placeOf(batch.rowIndex, row), options) } as SetValue<T>;
  }

  /** The same batch in memory of its own, with a copy of the bytes that its rows and lists show. */
  copy(): CompiledSetBatch<T> {
    this.#assertWhole();
    const parts = this.#parts;
    const { rowCount, consumedBytes, error: failure } = this;
    const owner = new SetStore(parts.types);
    owner.stores.forEach((store, type) => {
      const kept = [...(parts.types[type] as RoutedType).slots.keys()];
      store.append((slot) => parts.column(type, slot), parts.counts[type] as number, kept, 0);
    });
    const bytes = new Uint8Array(parts.bytes.subarray(0, consumedBytes));
    const column = (type: number, slot: number): ColumnArray => owner.column(type, slot, parts.counts[type] as number);
    return new CompiledSetBatch<T>(
      { ...parts, owner, lease: owner.lease, bytes, column, failure },
      this.typeNames,
      rowCount,
      consumedBytes,
    );
  }

  get [Symbol.toStringTag](): string {
    return 'SetBatch';
  }

  /** How many rows there are of each type, and nothing of their values: also of a stale batch. */
  toJSON(): object {
    const { rowCount, consumedBytes, error, typeNames } = this;
    const { counts, skips } = this.#parts;
    const gaps = skips?.places.count ?? 0;
    return {
      ...(this.#isStale && { stale: STALE }),
      rowCount,
      consumedBytes,
      ...(gaps > 0 && { gaps }),
      ...(error && { error: `${error.code}: ${error.message}` }),
      of: Object.fromEntries(typeNames.map((name, type) => [name, counts[type]])),
    };
  }

  /** @internal */
  assertFresh(): void {
    if (this.#isStale) throw stale(STALE);
  }

  get #isStale(): boolean {
    return this.#parts.lease.probe < 0;
  }

  #assertWhole(): void {
    this.assertFresh();
    if (this.#parts.bytes.length < this.consumedBytes)
      throw stale('the bytes of this batch are gone; keep it with batch.copy() before that');
  }

  /** By number. Made when somebody asks: small batches seldom pay back eight objects. */
  #all(): readonly AnyBatch[] {
    if (this.#batches !== undefined) return this.#batches;
    const { types, counts, column, bytes, lease, skips } = this.#parts;
    const { rowCount, consumedBytes, byteOffset } = this;
    let sizes: readonly Uint32Array[] | undefined;
    const sizesOfType = (type: number): Uint32Array =>
      (sizes ??= sizesOf(batches, rowCount, consumedBytes, skips?.places))[type] as Uint32Array;
    const batches: readonly AnyBatch[] = types.map((type, number) => {
      const parts = {
        type,
        bytes,
        lease,
        rows: { column: (slot: number) => column(number, slot) },
        wanted: undefined,
        kept: [...type.slots.keys()],
        failure: undefined,
        byteOffset,
        ...(!type.places.hasLengths && { sizes: () => sizesOfType(number) }),
      };
      return new RoutedBatch(parts, counts[number] as number, consumedBytes);
    });
    return (this.#batches = batches);
  }
}

const STALE = 'a later call reused the memory of this batch; keep it with batch.copy() before that call';

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
