import { assertOptions, CastbufError, shownValue, suggest, type OptionRules } from '../errors/index.js';
import type { ColumnArray, ListColumn } from '../schema/index.js';
import { BatchPayloads, ownCopy } from './batch-payloads.js';
import type { CopyBytes, Slots, TypeWords } from './batch-type.js';
import { blockColumn, ColumnStore, type Block } from './column-store.js';

/** How `batch.value` makes an object. */
export interface CompiledValueOptions {
  /** Bytes have memory of their own. Without it those of several values are views of one copy of up to 64 KiB, which stays as long as one of them. */
  readonly slice?: boolean | undefined;
}

const VALUE_OPTIONS: OptionRules = { slice: 'boolean' };
export const STALE = 'a later call reused the memory of this batch; keep it with batch.copy() before that call';

/** Where the rows of a batch lie. */
export interface BatchRows {
  /** Whose memory that is. The batch is stale when that has another epoch. */
  readonly owner: { readonly epoch: number };
  column(slot: number): ColumnArray;
}

/** Rows that stay in linear memory until its next call. */
export class LentRows implements BatchRows {
  constructor(
    readonly owner: { readonly epoch: number },
    private readonly slots: Slots,
    private readonly block: Block,
    private readonly rows: number,
  ) {}

  column(slot: number): ColumnArray {
    return blockColumn(this.block, this.slots.all[slot] as Slots['all'][number], this.rows);
  }
}

export class OwnRows implements BatchRows {
  constructor(readonly owner: ColumnStore) {}

  column(slot: number): ColumnArray {
    return this.owner.column(slot);
  }
}

export interface BatchParts<Value> {
  /** What decoded it. */
  readonly source: object;
  readonly words: TypeWords<Value>;
  readonly slots: Slots;
  /** Columns that were asked for; undefined: all. */
  readonly wanted: ReadonlySet<number> | undefined;
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  readonly consumedBytes: number;
  readonly rows: BatchRows;
  /** Where the record begins that ended the batch, or what is wrong with it; undefined where all was good. */
  readonly failure: number | CastbufError | undefined;
  readonly isBorrowed: boolean;
  /** Of a type in a record set: the lengths of its records, where they follow from where those of other types begin. */
  readonly measure?: (() => Uint32Array) | undefined;
  /** Its owner's, where that may have another one already. */
  readonly epoch?: number | undefined;
}

type AnyColumn = ColumnArray | ListColumn;

/**
 * Records as columns, which the batch owns. One that was decoded with `borrow`, or whose columns were given to a later one with `into`, is stale
 * from that call on: every use of it is ERR_STALE_BATCH. `copy()` gives one that owns all it has.
 */
export class CompiledBatch<Columns, Value, View> {
  /** Offset of this batch's first byte in its stream. */
  readonly byteOffset = 0;
  /** Rows, which are all records that were looked at. */
  readonly rowCount: number;
  /** Bytes of the input that the records took. */
  readonly consumedBytes: number;
  private readonly epoch: number;
  private failure: number | CastbufError | undefined;
  private byPath: Columns | undefined;
  private places: Uint32Array | undefined;
  private sizes: Uint32Array | undefined;
  private shownBytes: DataView | undefined;
  private copied: CopyBytes | undefined;

  constructor(protected readonly parts: BatchParts<Value>) {
    this.rowCount = parts.rowCount;
    this.consumedBytes = parts.consumedBytes;
    this.failure = parts.failure;
    this.epoch = parts.epoch ?? parts.rows.owner.epoch;
  }

  get recordCount(): number {
    return this.rowCount;
  }

  /** Why decoding stopped; undefined when all input was good. Every record before it is in the batch. */
  get error(): CastbufError | undefined {
    if (typeof this.failure === 'number') this.failure = this.errorAt(this.failure);
    return this.failure;
  }

  /** One array a member, by dotted path; a part of varying length is a list of byte ranges. Only those that were asked for. */
  get columns(): Columns {
    this.assertFresh();
    this.byPath ??= this.columnsByPath() as Columns;
    return this.byPath;
  }

  /** Where each record starts, from the start of the batch's bytes. */
  get offsets(): Uint32Array {
    this.assertFresh();
    this.places ??= this.placesOfRecords();
    return this.places;
  }

  /** Bytes of each record. */
  get lengths(): Uint32Array {
    this.assertFresh();
    this.sizes ??= this.sizesOfRecords();
    return this.sizes;
  }

  /** Record `row` as an object that never changes, whatever becomes of the batch. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH */
  value(row: number, options?: CompiledValueOptions): Value {
    this.assertWhole();
    const { rowCount, parts } = this;
    if (!Number.isInteger(row) || row < 0 || row >= rowCount) {
      throw new CastbufError('ERR_USAGE', `row ${shownValue(row)} is not there; the batch has ${rowCount} rows`);
    }
    if (options !== undefined) assertOptions('value', options, VALUE_OPTIONS);
    this.copied ??= new BatchPayloads(parts.bytes).copy;
    const copy = options?.slice === true ? ownCopy : this.copied;
    const places = this.places ?? this.offsets;
    return parts.words.read(this.view(), places[row] as number, this.sizeOf(row), copy);
  }

  /** One cursor that moves from record to record: read it before the next step. */
  rows(): IterableIterator<View, undefined, undefined> {
    this.assertWhole();
    const { words } = this.parts;
    const sizes = this.hasStoredSizes ? this.lengths : (row: number): number => this.sizeOf(row);
    const rows = words.rows(this.view(), this.offsets, sizes, this.rowCount, () => this.assertWhole());
    return rows as IterableIterator<View, undefined, undefined>;
  }

  /** The same batch in memory of its own, with a copy of the bytes that its rows and lists show. */
  copy(): CompiledBatch<Columns, Value, View> {
    this.assertWhole();
    const { parts, rowCount, consumedBytes } = this;
    const store = new ColumnStore(parts.slots).begin();
    store.adopt(keptSlots(parts.slots, parts.wanted), rowCount, (slot) => parts.rows.column(slot));
    const bytes = new Uint8Array(parts.bytes.subarray(0, consumedBytes));
    return new CompiledBatch({ ...parts, bytes, rows: new OwnRows(store), isBorrowed: false, failure: this.error });
  }

  /**
   * Which rows of a column have a value: bit `row % 8` of byte `row >> 3` is set where the row has one. Undefined for columns of which every row has.
   * @throws CastbufError ERR_USAGE, ERR_STALE_BATCH
   */
  validity(path: string): Uint8Array<ArrayBuffer> | undefined {
    this.assertWhole();
    const { words } = this.parts;
    if (!words.columns.some(([known]) => known === path)) throw noColumn(words, path);
    const isThere = Object.hasOwn(words.arms, path) ? words.arms[path] : undefined;
    if (isThere === undefined) return undefined;
    const { offsets, rowCount } = this;
    const view = this.view();
    const bitmap = new Uint8Array(Math.ceil(rowCount / 8));
    for (let row = 0; row < rowCount; row++) {
      const bit = isThere(view, offsets[row] as number) ? 1 << (row & 7) : 0;
      bitmap[row >> 3] = (bitmap[row >> 3] as number) | bit;
    }
    return bitmap;
  }

  get [Symbol.toStringTag](): string {
    return 'Batch';
  }

  /** The type, how many rows there are, the kinds and lengths of the columns: none of the values. */
  toJSON(): object {
    const { rowCount, consumedBytes, parts, error } = this;
    const columns: Record<string, string> = {};
    parts.words.columns.forEach(([path, { name }, repeat, lengths], index) => {
      if (parts.wanted?.has(index) === false) return;
      columns[path] = lengths === undefined ? `${name}(${rowCount * repeat})` : `${rowCount} byte ranges`;
    });
    return {
      type: parts.words.name,
      ...(this.isStale && { stale: STALE }),
      rowCount,
      consumedBytes,
      ...(error && { error: `${error.code}: ${error.message}` }),
      columns,
    };
  }

  protected get isStale(): boolean {
    return this.epoch !== this.parts.rows.owner.epoch;
  }

  protected assertFresh(): void {
    if (this.isStale) throw new CastbufError('ERR_STALE_BATCH', STALE);
  }

  /** Also that the caller's bytes are there: their buffer may be detached, or have become too short. */
  protected assertWhole(): void {
    this.assertFresh();
    if (this.parts.bytes.length >= this.consumedBytes) return;
    throw new CastbufError('ERR_STALE_BATCH', 'the bytes of this batch are gone; keep it with batch.copy() before that');
  }

  private view(): DataView {
    const { buffer, byteOffset, byteLength } = this.parts.bytes;
    return (this.shownBytes ??= new DataView(buffer, byteOffset, byteLength));
  }

  private errorAt(at: number): CastbufError {
    const { words, bytes } = this.parts;
    try {
      words.check(this.view(), at, bytes.length);
    } catch (error) {
      if (error instanceof CastbufError) return error;
    }
    return new CastbufError('ERR_STALE_BATCH', 'the bytes of this batch were changed before its error was asked for', { offset: at });
  }

  private columnsByPath(): object {
    const { words, slots, rows, wanted, bytes } = this.parts;
    const byPath: Record<string, AnyColumn> = {};
    const made = new Map<number, ColumnArray>();
    // A list whose lengths another column has shows that column.
    const arrayOf = (slot: number): ColumnArray => {
      let array = made.get(slot);
      if (array === undefined) made.set(slot, (array = rows.column(slot)));
      return array;
    };
    words.columns.forEach(([path, , , lengths], index) => {
      if (wanted?.has(index) === false) return;
      const array = arrayOf(slots.columns[index] as number);
      byPath[path] =
        lengths === undefined
          ? array
          : Object.freeze({
              data: bytes,
              offsets: array as Uint32Array,
              lengths: arrayOf(slots.listLengths[index] as number) as Uint32Array,
            });
    });
    return Object.freeze(byPath);
  }

  private placesOfRecords(): Uint32Array {
    const { words, slots, rows } = this.parts;
    const { rowCount, consumedBytes } = this;
    const { stride, listAt, leastBytes } = words;
    if (stride > 0) return Uint32Array.from({ length: rowCount }, (_, row) => row * stride);
    if (slots.list < 0) return held(rows.column(slots.offsets) as Uint32Array, rowCount);
    const starts = held(rows.column(slots.list) as Uint32Array, rowCount);
    const places = new Uint32Array(rowCount);
    // The list is its owner's, who may have changed it.
    for (let row = 0, least = 0; row < rowCount; row++) {
      const place = (starts[row] as number) - listAt;
      if (place < least || place > consumedBytes) throw notHeld(rowCount, rowCount);
      places[row] = place;
      least = place + leastBytes;
    }
    return places;
  }

  private get hasStoredSizes(): boolean {
    return this.parts.slots.lengths >= 0 || this.parts.measure !== undefined;
  }

  private sizeOf(row: number): number {
    const { recordBytes } = this.parts.words;
    if (recordBytes > 0) return recordBytes;
    if (this.hasStoredSizes) return (this.sizes ?? this.lengths)[row] as number;
    const { offsets } = this;
    return (row + 1 < this.rowCount ? (offsets[row + 1] as number) : this.consumedBytes) - (offsets[row] as number);
  }

  private sizesOfRecords(): Uint32Array {
    const { slots, rows, measure } = this.parts;
    const { rowCount } = this;
    if (measure !== undefined) return measure();
    if (this.hasStoredSizes) return held(rows.column(slots.lengths) as Uint32Array, rowCount);
    const sizes = new Uint32Array(rowCount);
    for (let row = 0; row < rowCount; row++) sizes[row] = this.sizeOf(row);
    return sizes;
  }
}

/** What of a batch others need. @throws CastbufError ERR_USAGE for what is no batch of a compiled codec */
export function partsOf(batch: unknown): BatchParts<unknown> {
  if (batch instanceof CompiledBatch) return batch['parts'] as BatchParts<unknown>;
  throw new CastbufError('ERR_USAGE', `give a batch of decodeBatch or stream, not ${shownValue(batch)}`);
}

/** @throws CastbufError ERR_STALE_BATCH */
export function assertFreshBatch(batch: unknown): void {
  if (batch instanceof CompiledBatch) batch['assertFresh']();
}

/** Slots of the columns that are wanted, and of what says where rows lie. */
export function keptSlots(slots: Slots, wanted: ReadonlySet<number> | undefined): readonly number[] {
  const { all, offsets, lengths, list, columns, listLengths } = slots;
  if (wanted === undefined) return [...all.keys()];
  const kept = new Set([offsets, lengths, list]);
  for (const index of wanted) kept.add(columns[index] as number).add(listLengths[index] ?? -1);
  kept.delete(-1);
  return [...kept];
}

/** An array that its owner gave away has no elements. */
export function held(array: Uint32Array, rows: number): Uint32Array {
  if (array.length < rows) throw notHeld(rows, array.length);
  return array;
}

export function notHeld(want: number, have: number): CastbufError {
  const hint = 'an array that this follows from was transferred or changed; take batch.copy() before that';
  return new CastbufError('ERR_STALE_BATCH', hint, { want, have });
}

export function noColumn({ columns, without }: TypeWords<unknown>, given: unknown): CastbufError {
  const path = typeof given === 'string' ? given : shownValue(given);
  const known = columns.map(([one]) => one);
  const below = known.find((one) => one.startsWith(`${path}.`));
  const why = Object.hasOwn(without, path) ? without[path] : undefined;
  const hint =
    below !== undefined
      ? `${path} is a record, whose members have columns: ${below}`
      : why !== undefined
        ? `${path} has no column: ${why}; read it from rows() or value(i)`
        : `no column ${path}; ${suggest(path, known)}`;
  return new CastbufError('ERR_USAGE', hint, { path });
}
