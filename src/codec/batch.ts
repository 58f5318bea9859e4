import { CastbufError, shownValue } from '../errors/index.js';
import {
  noColumn,
  packingOf,
  type BatchData,
  type Column,
  type ColumnArray,
  type ListColumn,
  type Machine,
  type PackedColumn,
  type Packing,
  type Program,
} from '../plan/index.js';
import { Printed } from '../printing/index.js';
import { decodeText, type CursorFactory, type FramedCursor } from '../reference/index.js';
import type {
  AnyColumns,
  AnyType,
  ColumnsOf,
  Infer,
  InferView,
  PackedOf,
  PackedPath,
  TextPath,
} from '../schema/index.js';
import { UNHELD } from './given-columns.js';
import { RowIterator } from './row-iterator.js';
import { figuresOf, shownColumns, STALE } from './shown-batch.js';
import { viewReader, type ViewReader } from './view-reader.js';

export type Columns = AnyColumns;

export interface BatchParts {
  readonly program: Program;
  /** Of the columns that the batch has. */
  readonly paths: readonly string[];
  readonly machine: Pick<Machine, 'epoch' | 'pack'>;
  readonly cursors: CursorFactory;
  readonly data: BatchData;
  readonly error: CastbufError | undefined;
  /** Offset of the batch's bytes in the stream that it is a part of. */
  readonly byteOffset?: number;
}

/**
 * Records as columns. A batch that borrows the engine's memory is good until the next batch is decoded or encoded;
 * then every use throws ERR_STALE_BATCH. `copy()` gives one that owns all it has.
 */
export class Batch<T extends AnyType, Value = Infer<T>> extends Printed {
  /** Why decoding stopped; undefined when all input was good. Every record before it is in the batch. */
  readonly error: CastbufError | undefined;
  /** Offset of this batch's first byte in its stream; 0 for `decodeBatch`. */
  readonly byteOffset: number;
  private byPath: Columns | undefined;
  /** What `value` reads with. */
  private reader: (FramedCursor & { readonly read: ViewReader }) | undefined;

  constructor(protected readonly parts: BatchParts) {
    super();
    this.error = parts.error;
    this.byteOffset = parts.byteOffset ?? 0;
  }

  /** What functions that stand beside the batch work with. @throws CastbufError ERR_STALE_BATCH */
  static partsOf(batch: Batch<AnyType, unknown>): BatchParts {
    batch.whole();
    return batch.parts;
  }

  get rowCount(): number {
    return this.parts.data.rows;
  }

  /** Records that were looked at: more than rows where `where` left some out. */
  get recordCount(): number {
    return this.parts.data.records;
  }

  /** Bytes of the input that the records took. */
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
    const { columns } = this.fresh();
    this.byPath ??= withUnheld(columnsByPath(this.parts.paths, columns), this.unheldBytes());
    return this.byPath as ColumnsOf<T>;
  }

  /** Bytes behind the parts of the last record of a chain, which reaches to the end of the input: no column has them, and no `next` says so. */
  private unheldBytes(): number {
    const { data, program } = this.parts;
    const { bytes, consumed, offsets, lengths, rows } = data;
    if (program.layout.root.node.options.next === undefined || rows === 0 || bytes.length < consumed) return 0;
    const { frame, view } = this.newCursor(data);
    frame.move(offsets[rows - 1] as number, lengths[rows - 1] as number);
    return (view as { readonly unknownTail?: Uint8Array }).unknownTail?.length ?? 0;
  }

  /**
   * A part of varying length in one piece, as Apache Arrow lays out lists, binary and UTF-8: `{ offsets, data }`, which the caller owns.
   * Numbers have the machine's byte order, bools are 0 and 1, a text of any encoding is UTF-8 (what cannot be is U+FFFD).
   * Fixed texts, up to their first NUL, and fixed bytes are packed too. Made anew by each call.
   * @throws CastbufError ERR_USAGE for a column that is no such part, ERR_LENGTH above 2 GiB, ERR_STALE_BATCH
   */
  packed<const P extends PackedPath<T>>(path: P): PackedColumn<PackedOf<T>[P]> {
    const { packing, ranges } = this.packable(path);
    return this.parts.machine.pack(ranges, packing) as PackedColumn<PackedOf<T>[P]>;
  }

  /**
   * The texts of a column, one a row, as `value` has them.
   * @throws CastbufError as `packed` does
   */
  texts(path: TextPath<T>): string[] {
    const { packing, ranges } = this.packable(path);
    const { encoding } = packing;
    if (encoding === undefined) throw notPackable(path, 'no text');
    const { offsets, data } = this.parts.machine.pack(ranges, packing);
    const starts = [...offsets.subarray(0, -1)];
    const all = data as Uint8Array;
    // One string for all rows, where a byte is a character; else half a surrogate pair must stay what it is.
    if (all.length <= MAX_SHARED_TEXT && all.every((byte) => byte < 0x80)) {
      const text = decodeText(all, 'ascii');
      return starts.map((start, row) => text.slice(start, offsets[row + 1]));
    }
    return starts.map((_, row) => {
      const at = ranges.offsets[row] as number;
      const text = decodeText(ranges.data.subarray(at, at + (ranges.lengths[row] as number)), encoding);
      return packing.trimUnit === 0 ? text : (text.split('\0', 1)[0] as string);
    });
  }

  /**
   * One cursor that moves from record to record: read it before the next step. `[...batch.rows()]` is that cursor n times; to keep records
   * use `value(i)`, or `Array.from(batch.rows(), (row) => …)`.
   */
  rows(): IterableIterator<InferView<T>, undefined, undefined> {
    const data = this.whole();
    return new RowIterator<InferView<T>>(data, this.parts.machine, this.newCursor(data), () => void this.whole());
  }

  /** Record `row` as an object. */
  value(row: number): Value {
    const data = this.whole();
    const { offsets, lengths, rows } = data;
    if (!Number.isInteger(row) || row < 0 || row >= rows) {
      throw new CastbufError('ERR_USAGE', `row ${shownValue(row)} is not there; the batch has ${rows} rows`);
    }
    const { frame, view, read } = (this.reader ??= this.newReader(data));
    frame.move(offsets[row] as number, lengths[row] as number);
    return read(view) as Value;
  }

  /** The same batch in memory of its own, with a copy of the bytes that its rows and lists show. */
  copy(): Batch<T, Value> {
    return new Batch<T, Value>(this.ownedParts());
  }

  /** Parts of the same batch in memory of its own. */
  protected ownedParts(): BatchParts {
    const data = this.whole();
    return { ...this.parts, data: ownedData(data, new Uint8Array(data.bytes.subarray(0, data.consumed))) };
  }

  /** The same batch as a part of a longer stream. */
  at(byteOffset: number, error: CastbufError | undefined): Batch<T, Value> {
    return new Batch<T, Value>({ ...this.parts, byteOffset, error });
  }

  private newCursor({ bytes }: BatchData): FramedCursor {
    return this.parts.cursors.framed(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  private newReader(data: BatchData): FramedCursor & { readonly read: ViewReader } {
    return { ...this.newCursor(data), read: viewReader(this.parts.program) };
  }

  private packable(path: string): { readonly packing: Packing; readonly ranges: ListColumn } {
    const { program } = this.parts;
    const column = program.columns.find((one) => one.path === path);
    if (column === undefined) throw noColumn(program, path);
    const packing = packingOf(program, column);
    if (packing === undefined) {
      throw notPackable(path, 'no bytes, text or counted array of numbers; batch.columns has what there is of it');
    }
    const columns: Columns = this.columns;
    if (!Object.hasOwn(columns, path))
      throw notPackable(path, 'no column of this batch; ask for it in the columns of decodeBatch');
    const array = columns[path] as ColumnArray | ListColumn;
    return { packing, ranges: 'data' in array ? array : fixedRanges(column, array as Uint8Array, this.rowCount) };
  }

  get [Symbol.toStringTag](): string {
    return 'Batch';
  }

  /** The type, how many rows there are, the kinds and lengths of the columns: none of the values, and also of a stale batch. */
  toJSON(): object {
    const { program, paths } = this.parts;
    const { recordCount, rowCount } = this;
    return {
      type: program.layout.name,
      ...figuresOf(this, this.isStale),
      ...(recordCount !== rowCount && { recordCount }),
      columns: shownColumns(program, paths, rowCount),
    };
  }

  /** The batch's data, with all bytes that its rows show. @throws CastbufError ERR_STALE_BATCH */
  private whole(): BatchData {
    const data = this.fresh();
    assertThere(data);
    return data;
  }

  protected fresh(): BatchData {
    if (!this.isStale) return this.parts.data;
    throw new CastbufError('ERR_STALE_BATCH', STALE);
  }

  private get isStale(): boolean {
    const { data, machine } = this.parts;
    return data.epoch !== undefined && data.epoch !== machine.epoch;
  }
}

/** @throws CastbufError ERR_STALE_BATCH where the caller's buffer is detached or has become too short */
export function assertThere({ bytes, consumed }: Pick<BatchData, 'bytes' | 'consumed'>): void {
  if (bytes.length >= consumed) return;
  throw new CastbufError('ERR_STALE_BATCH', 'the bytes of this batch are gone; keep it with batch.copy() before that');
}

/** Most bytes of a string that the texts of all rows are parts of. */
const MAX_SHARED_TEXT = 2 ** 28;

function notPackable(path: string, what: string): CastbufError {
  return new CastbufError('ERR_USAGE', `${path} is ${what}`, { path });
}

function fixedRanges({ repeat }: Column, data: Uint8Array, rows: number): ListColumn {
  return {
    data,
    offsets: Uint32Array.from({ length: rows }, (_, row) => row * repeat),
    lengths: new Uint32Array(rows).fill(repeat),
  };
}

/** The same data in memory of its own, over `bytes`: a copy of what it has consumed. */
export function ownedData(data: BatchData, bytes: Uint8Array): BatchData {
  const columns = data.columns.map((column) =>
    'data' in column
      ? { data: bytes, offsets: column.offsets.slice(), lengths: column.lengths.slice() }
      : column.slice(),
  );
  return {
    bytes,
    rows: data.rows,
    records: data.records,
    consumed: data.consumed,
    columns,
    offsets: data.offsets.slice(),
    lengths: data.lengths.slice(),
    selection: data.selection?.slice(),
    epoch: undefined,
  };
}

/**
 * Batches of as many rows of the same bytes have the same arrays, and so the same object of them. It is frozen: what is changed in it would be changed
 * in all.
 */
const OBJECTS = new WeakMap<BatchData['columns'], Columns>();

function columnsByPath(paths: readonly string[], columns: BatchData['columns']): Columns {
  const known = OBJECTS.get(columns);
  if (known !== undefined) return known;
  for (const column of columns) if ('data' in column) Object.freeze(column);
  const made = Object.freeze(Object.fromEntries(paths.map((path, index) => [path, columns[index]]))) as Columns;
  OBJECTS.set(columns, made);
  return made;
}

/** Columns that say how many bytes they do not hold, also where they are spread into another object. */
function withUnheld(columns: Columns, bytes: number): Columns {
  return bytes === 0 ? columns : Object.freeze({ ...columns, [UNHELD]: bytes });
}
