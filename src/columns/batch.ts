import { CastbufError, shownValue } from '../errors/index.js';
import { BatchStore, type StoredProgram } from './batch-store.js';
import { RowsOfArrays } from './lent-rows.js';
import type { BatchData, ShownColumns } from './column-data.js';
import type { ColumnArray, ListColumn, AnyColumns, AnyType, ColumnsOf, Infer, InferView } from '../schema/index.js';
import type { Program } from '../program/index.js';
import { Printed } from '../printing/index.js';
import type { CursorFactory, FramedCursor } from '../cursor/index.js';
import { RowIterator } from './row-iterator.js';
import { UNHELD } from './unheld.js';
import { freshData, isStale, wholeData } from './fresh-data.js';
import { countOfGaps, gapsOf, movedGaps, NO_GAPS, type BatchGaps, type Gap } from './gaps.js';
import { figuresOf, shownColumns } from './shown-batch.js';
import { RowValues, type ValueOptions } from './row-values.js';

/** Columns of any batch, by path: what a batch has whose type is not known. */
export type Columns = AnyColumns;

export interface BatchParts {
  readonly program: Program;
  /** Of the columns that the batch has. */
  readonly paths: readonly string[];
  /** Of these columns their indices; undefined: all of the program's. */
  readonly wanted?: ReadonlySet<number> | undefined;
  /** What read the batch. */
  readonly source: object;
  readonly cursors: CursorFactory;
  readonly data: BatchData;
  readonly error: CastbufError | undefined;
  /** Records that were passed over; undefined where the first of them would have ended the batch. */
  readonly gaps?: BatchGaps | undefined;
  /** What the stream lost before the batch, where it resynchronises. */
  readonly before?: readonly Gap[];
  /** It was asked to stay in memory of the engine, whether or not that has any. */
  readonly isBorrowed?: boolean;
  /** Offset of the batch's bytes in the stream that it is a part of. */
  readonly byteOffset?: number;
}

/** The data of a batch, for functions that take one. @throws CastbufError ERR_USAGE for anything but a batch of one type */
export function batchPartsOf(batch: unknown): BatchParts {
  if (batch instanceof Batch) return batch['parts'];
  throw new CastbufError('ERR_USAGE', `give a batch of decodeBatch or stream, not ${shownValue(batch)}`);
}

/** The same of a batch that is not stale, and whose bytes are there. @throws CastbufError ERR_STALE_BATCH */
export function wholePartsOf(batch: unknown): BatchParts {
  const parts = batchPartsOf(batch);
  wholeData(parts.data);
  return parts;
}

/**
 * Records as columns, which the batch owns. One that was decoded with `borrow`, or whose columns were given to a later one with `into`, is stale
 * from that call on: every use of it is ERR_STALE_BATCH. `copy()` gives one that owns all it has.
 */
export class Batch<T extends AnyType, Value = Infer<T>> extends Printed {
  /** Why decoding stopped; undefined when all input was good. Every record before it is in the batch. */
  readonly error: CastbufError | undefined;
  /** Offset of this batch's first byte in its stream; 0 for `decodeBatch`. */
  readonly byteOffset: number;
  private byPath: Columns | undefined;
  private shownGaps: readonly Gap[] | undefined;
  /** What `value` reads with. */
  private values: RowValues | undefined;

  constructor(protected readonly parts: BatchParts) {
    super();
    this.error = parts.error;
    this.byteOffset = parts.byteOffset ?? 0;
  }

  get rowCount(): number {
    return this.parts.data.rows;
  }

  /**
   * What was passed over, in the order of the stream, and is no row: with `onBadRecord: 'skip'` a gap for each such record; with `resync` the bytes before this
   * batch in which no record was found.
   */
  get gaps(): readonly Gap[] {
    const { gaps, before = NO_GAPS, data } = this.parts;
    return (this.shownGaps ??= gapsOf(gaps, before, data, this.byteOffset));
  }

  /** Good records that were looked at: more than rows where `where` left some out. */
  get recordCount(): number {
    return this.parts.data.records;
  }

  /** Bytes of the batch that the records took, those that `onBadRecord: 'skip'` passed over among them. */
  get consumedBytes(): number {
    return this.parts.data.consumed;
  }

  /** Where each record starts, from the start of the batch's bytes. */
  get offsets(): Uint32Array {
    return this.fresh().offsets;
  }

  /** Bytes of each record. */
  get lengths(): Uint32Array {
    return this.fresh().lengths;
  }

  /** Which of all records each row is, from 0 on; undefined where the batch was decoded without `where`. */
  get selection(): Uint32Array | undefined {
    return this.fresh().selection;
  }

  /**
   * One array a member, by dotted path: as wide as the member (33 to 53 bits: Float64Array, 64 bits: BigUint64Array).
   * An array of numbers has its elements row by row; a part of varying length is a list of byte ranges. Only those that were asked for.
   */
  get columns(): ColumnsOf<T> {
    const { shown } = this.fresh();
    this.byPath ??= withUnheld((shown.byPath ??= columnsByPath(this.parts.paths, shown)), this.unheldBytes());
    return this.byPath as ColumnsOf<T>;
  }

  /** Bytes after the parts of the last record of a chain, which reaches to the end of the input: no column has them, and no `next` says so. */
  private unheldBytes(): number {
    const { data, program } = this.parts;
    const { bytes, consumed, rows } = data;
    if (program.layout.root.node.options.next === undefined || rows === 0 || bytes.length < consumed) return 0;
    const { offsets, lengths } = data;
    const { frame, view } = this.newCursor(data);
    frame.move(offsets[rows - 1] as number, lengths[rows - 1] as number);
    return (view as { readonly unknownTail?: Uint8Array }).unknownTail?.length ?? 0;
  }

  /**
   * One cursor that moves from record to record: read it before the next step. `[...batch.rows()]` is that cursor n times; to keep records
   * use `value(i)`, or `Array.from(batch.rows(), (row) => …)`.
   */
  rows(): IterableIterator<InferView<T>, undefined, undefined> {
    // A call that V8 does not put into the caller's code: all that makes a cursor would take the place there of the getters that are read in the loop.
    return Reflect.get(this, '~rows') as IterableIterator<InferView<T>, undefined, undefined>;
  }

  /** @internal */
  get '~rows'(): IterableIterator<InferView<T>, undefined, undefined> {
    const data = this.whole();
    return new RowIterator<InferView<T>>(data, this.newCursor(data), () => void this.whole());
  }

  /**
   * Record `row` as an object that never changes, whatever becomes of the batch. Its bytes may lie in one buffer with those of other values: `byteOffset`
   * says where. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH
   */
  value(row: number, options?: ValueOptions): Value {
    this.values ??= new RowValues(this.parts.program, this.whole(), () => void this.whole());
    return this.values.value(row, options) as Value;
  }

  /** The same batch in memory of its own, with a copy of the bytes that its rows and lists show. */
  copy(): Batch<T, Value> {
    return new Batch<T, Value>(this.ownedParts());
  }

  /** Parts of the same batch in memory of its own. */
  protected ownedParts(program: StoredProgram = this.parts.program): BatchParts {
    const data = this.whole();
    const bytes = new Uint8Array(data.bytes.subarray(0, data.consumed));
    return { ...this.parts, isBorrowed: false, data: ownedData(program, this.parts, data, bytes) };
  }

  /** The same batch as a part of a longer stream. @param before what the stream lost before it */
  at(byteOffset: number, error: CastbufError | undefined, before?: readonly Gap[]): Batch<T, Value> {
    const gaps = before ?? movedGaps(this.parts.before ?? NO_GAPS, byteOffset - this.byteOffset);
    return new Batch<T, Value>({ ...this.parts, byteOffset, error, before: gaps });
  }

  private newCursor({ bytes }: BatchData): FramedCursor {
    return this.parts.cursors.framed(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  get [Symbol.toStringTag](): string {
    return 'Batch';
  }

  /** The type, how many rows there are, the kinds and lengths of the columns: none of the values, and also of a stale batch. */
  toJSON(): object {
    const { program, paths, gaps, before = NO_GAPS } = this.parts;
    const { recordCount, rowCount } = this;
    return {
      type: program.layout.name,
      ...figuresOf(this, isStale(this.parts.data)),
      ...(recordCount !== rowCount && { recordCount }),
      ...countOfGaps(gaps, before),
      columns: shownColumns(program, paths, rowCount),
    };
  }

  /** The batch's data, with all bytes that its rows show. @throws CastbufError ERR_STALE_BATCH */
  private whole(): BatchData {
    return wholeData(this.parts.data);
  }

  /** @internal */
  protected fresh(): BatchData {
    return freshData(this.parts.data);
  }
}

/** @throws CastbufError ERR_USAGE: `into` was given something else */
export function noEarlierBatch(): CastbufError {
  const hint = 'into takes a batch of the same codec that owns its columns: one that was decoded without borrow';
  return new CastbufError('ERR_USAGE', hint);
}

/** The same data in a store of its own, over `bytes`: a copy of what it has consumed. */
export function ownedData(
  program: StoredProgram,
  { wanted, gaps }: Pick<BatchParts, 'wanted' | 'gaps'>,
  data: BatchData,
  bytes: Uint8Array,
): BatchData {
  const { rows, consumed, records, offsets, lengths, selection } = data;
  const kept = { columns: wanted, isFiltered: selection !== undefined, hasGaps: gaps !== undefined };
  const store = new BatchStore(program).begin(bytes, kept);
  const all: (ColumnArray | ListColumn)[] = [];
  const indices = [...program.columns.keys()].filter((index) => wanted?.has(index) !== false);
  data.columns.forEach((column, at) => (all[indices[at] as number] = column));
  store.append(new RowsOfArrays(rows, [offsets, lengths, selection], all), consumed, true);
  return store.finish(consumed, records);
}

function columnsByPath(paths: readonly string[], { columns }: ShownColumns): Columns {
  const byPath: Record<string, ColumnArray | ListColumn> = {};
  paths.forEach((path, index) => {
    const column = columns[index] as ColumnArray | ListColumn;
    byPath[path] = 'data' in column ? Object.freeze(column) : column;
  });
  return Object.freeze(byPath) as Columns;
}

/** Columns that say how many bytes they do not hold, also where they are spread into another object. */
function withUnheld(columns: Columns, bytes: number): Columns {
  return bytes === 0 ? columns : Object.freeze({ ...columns, [UNHELD]: bytes });
}
