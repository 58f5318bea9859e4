import { CastbufError } from '../errors/index.js';
import {
  columnsNamed,
  compile,
  failureOf,
  isFilter,
  isShared,
  limitsOf,
  SlotWriter,
  type Column,
  type ColumnArray,
  type Engine,
  type Filter,
  type FilterPlan,
  type Limits,
  type ListColumn,
  type Machine,
  type PackedColumn,
  type Program,
} from '../plan/index.js';
import { cursorFactory, type CursorFactory, type FramedCursor } from '../reference/index.js';
import {
  layoutOf,
  type Abi,
  type AnyType,
  type Infer,
  type InferInput,
  type InferView,
  type Layout,
} from '../schema/index.js';
import { Batch } from './batch.js';
import { asBytes, assertAttached, mayOverlap } from './given-bytes.js';
import { assertListsInside, ColumnOrder, type GivenColumns } from './given-columns.js';
import { atRow, joinRecords, type Encoder } from './join-records.js';
import { streamParts, type StreamOptions, type StreamSource } from './stream.js';
import { nameOf, ValueWriter } from './value-writer.js';
import { viewReader, type ViewReader } from './view-reader.js';

export interface CodecOptions {
  /** The ABI that gives offsets and sizes; `msvc-x64` by default. */
  readonly abi?: Abi;
  readonly limits?: Partial<Limits>;
}

/** What a batch has of its records. */
export interface BatchQuery {
  /** Paths of the columns that are wanted; a record stands for all of its members. Others take neither time nor room. */
  readonly columns?: readonly string[] | undefined;
  /** Only records that a `filter` selects become rows: rowCount, offsets, lengths and columns are theirs. */
  readonly where?: Filter | undefined;
}

export interface BatchReadOptions extends BatchQuery {
  /** Rows to stop after. With `where` decoding ends right behind the record that fills the last row. */
  readonly maxRows?: number;
}

/** Columns by path, as `batch.columns` or `batch.packed` has them; counts, lengths and checksums may be left out. */
export type ColumnsInput = Readonly<Record<string, ColumnArray | ListColumn | PackedColumn | undefined>>;

/** Reads and writes one type under one ABI. */
export interface Codec<T extends AnyType> {
  readonly layout: Layout;
  /** Paths and kinds of the columns that batches have. */
  readonly columns: readonly Column[];
  /** Bytes that `encode` would return. @throws CastbufError as encode does */
  sizeOf(value: InferInput<T>): number;
  /**
   * The message at the start of `message` as an object; bytes behind it are left alone.
   * @throws CastbufError with the failing field's path and offset
   */
  decode(message: Uint8Array): Infer<T>;
  /** The message as bytes of its own, padding zero. @throws CastbufError with the path of the member that is wrong */
  encode(value: InferInput<T>): Uint8Array;
  /** Writes the message to the start of `target` and returns its bytes. @throws CastbufError ERR_TARGET_TOO_SMALL */
  encodeInto(value: InferInput<T>, target: Uint8Array): number;
  /**
   * A cursor over the bytes: getters and setters by member, nothing is copied and no object is built.
   * The message is checked once, here. @throws CastbufError as decode does
   */
  view(message: Uint8Array): InferView<T>;
  /**
   * Records one behind the other into columns. Stops at the first record that is wrong: `batch.error` says why, and
   * every record before it is there. A small batch lies in memory that the next batch reuses: `batch.copy()` keeps it.
   * @throws CastbufError ERR_USAGE, ERR_TYPE for columns and values of `options` that are wrong
   */
  decodeBatch(stream: Uint8Array, options?: BatchReadOptions): Batch<T>;
  /** Columns, or an array of values, as records one behind the other. @throws CastbufError as encode does */
  encodeBatch(rows: ColumnsInput | readonly InferInput<T>[]): Uint8Array;
  /**
   * The same at the start of `target`, without memory of its own; returns the bytes of the stream. When a row is wrong, rows before it may have
   * been written. @throws CastbufError ERR_TARGET_TOO_SMALL, and as encodeBatch does
   */
  encodeBatchInto(rows: ColumnsInput | readonly InferInput<T>[], target: Uint8Array): number;
  /** Linear memory for `bytes` bytes of input, which `decodeBatch` then does not copy; good for one batch. */
  input(bytes: number): Uint8Array;
  /**
   * Linear memory for a stream of `bytes` bytes. Columns of a batch of `input` are written there by `encodeBatchInto` without being copied before or
   * after, and the batch stays good. What is behind the stream may change. The next call gives the same memory again; where there is less, memory
   * grows, which ends batches and views of it: ask once before `input`.
   */
  output(bytes: number): Uint8Array;
  /** Batches from a source that comes in pieces. Records may be cut anywhere between pieces. */
  stream(source: StreamSource, options?: StreamOptions & BatchQuery): AsyncGenerator<Batch<T>, void, undefined>;
}

/** A codec on a given engine. @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING */
export function createCodecWith<T extends AnyType>(engine: Engine, type: T, options: CodecOptions = {}): Codec<T> {
  return codecOf<T>(engine, programOf(type, options));
}

/** The codec of a program that is compiled already. */
export function codecOf<T extends AnyType>(engine: Engine, program: Program): Codec<T> {
  return new EngineCodec<T>(engine, program);
}

/** @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING, ERR_USAGE */
export function programOf(type: AnyType, options: CodecOptions): Program {
  return compile(layoutOf(type, options.abi), limitsOf(options.limits));
}

/** Columns that a batch has: their indices (undefined: all) and their paths. */
interface Projection {
  readonly wanted: ReadonlySet<number> | undefined;
  readonly paths: readonly string[];
}

export interface CodecParts {
  readonly program: Program;
  readonly machine: Machine;
  /** Why the machine's last call ended; undefined when all was good. */
  failure(): CastbufError | undefined;
}

/** @throws CastbufError ERR_USAGE for an object that createCodec did not make */
export function partsOf(codec: Codec<AnyType>): CodecParts {
  if (codec instanceof EngineCodec) return codec.parts;
  throw new CastbufError('ERR_USAGE', 'this is no codec of createCodec');
}

const NO_OPTIONS: BatchReadOptions = {};
const NO_MESSAGE = new DataView(new ArrayBuffer(0));

class EngineCodec<T extends AnyType> implements Codec<T> {
  // The engine is started by the first call that needs it, not by the schema.
  private loaded: Machine | undefined;
  /** Undefined while a value is written: a getter of the value may encode, too, and then gets a writer of its own. */
  private writer: ValueWriter | undefined;
  /** What `decode` reads with. */
  private reader: (FramedCursor & { readonly read: ViewReader }) | undefined;
  private cursors: CursorFactory | undefined;
  private readonly allColumns: Projection;
  private lastColumns: { readonly names: readonly string[]; readonly projection: Projection } | undefined;
  private columnOrder: ColumnOrder | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly program: Program,
  ) {
    this.allColumns = { wanted: undefined, paths: program.columns.map(({ path }) => path) };
  }

  get layout(): Layout {
    return this.program.layout;
  }

  get columns(): readonly Column[] {
    return this.program.columns;
  }

  decode(message: Uint8Array): Infer<T> {
    const { buffer } = asBytes(message);
    if (isShared(buffer)) return this.decode(new Uint8Array(message));
    if (!this.machine.check(message)) throw this.failure();
    const { frame, view, read } = (this.reader ??= this.newReader());
    frame.view = new DataView(buffer, message.byteOffset, message.byteLength);
    frame.move(0, this.machine.outcome.length);
    const value = read(view) as Infer<T>;
    frame.view = NO_MESSAGE; // the last message is not kept alive
    return value;
  }

  encode(value: InferInput<T>): Uint8Array {
    return this.written(value).slice();
  }

  encodeInto(value: InferInput<T>, target: Uint8Array): number {
    asBytes(target, 'the target');
    const message = this.written(value);
    assertAttached('the target', target); // a getter of the value may have taken it away
    const { length } = message;
    assertRoom('message', length, target);
    target.set(message);
    return length;
  }

  sizeOf(value: InferInput<T>): number {
    return this.written(value).length;
  }

  view(message: Uint8Array): InferView<T> {
    if (!this.machine.check(asBytes(message))) throw this.failure();
    const { length } = this.machine.outcome;
    return this.cursorFactory.over(message, 0, length) as InferView<T>;
  }

  decodeBatch(stream: Uint8Array, options: BatchReadOptions = NO_OPTIONS): Batch<T> {
    const { maxRows = MAX_ROWS, columns, where } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const { machine, program } = this;
    const { wanted, paths } = columns === undefined ? this.allColumns : this.projection(columns);
    const filter = planOf(program, where);
    const data = machine.readBatch(batchBytes(program, stream), { maxRows, columns: wanted, filter });
    const error = this.failureOrNone();
    return new Batch<T>({ program, paths, machine, cursors: this.cursorFactory, data, error });
  }

  encodeBatch(rows: ColumnsInput | readonly InferInput<T>[]): Uint8Array {
    return isRows(rows) ? joinRecords(rows, () => this as Encoder) : this.encodeColumns(rows);
  }

  encodeBatchInto(rows: ColumnsInput | readonly InferInput<T>[], target: Uint8Array): number {
    asBytes(target, 'the target');
    const stream = isRows(rows) ? joinRecords(rows, () => this as Encoder) : this.encodeColumns(rows, target);
    const bytes = stream === target ? this.machine.outcome.length : stream.length;
    assertAttached('the target', target); // writing may have grown memory, or a getter taken it away
    assertRoom('stream', bytes, target);
    if (stream !== target) target.set(stream);
    return bytes;
  }

  input(bytes: number): Uint8Array {
    assertCount('input', bytes, MAX_INPUT_BYTES);
    return this.machine.input(bytes);
  }

  output(bytes: number): Uint8Array {
    assertCount('output', bytes, MAX_INPUT_BYTES);
    return this.machine.output(bytes);
  }

  stream(source: StreamSource, options: StreamOptions & BatchQuery = {}): AsyncGenerator<Batch<T>, void, undefined> {
    const { program } = this;
    const decode = (bytes: Uint8Array): Batch<T> => this.decodeBatch(bytes, options);
    return streamParts({ program, decode, need: () => this.machine.outcome.need }, source, options);
  }

  /** What functions that stand beside the codec work with. */
  get parts(): CodecParts {
    return { program: this.program, machine: this.machine, failure: () => this.failureOrNone() };
  }

  /** The batches of a stream have the same columns. */
  private projection(columns: readonly string[]): Projection {
    const { lastColumns } = this;
    const names = namesOf(columns);
    const isSame =
      lastColumns?.names.length === names.length && names.every((name, at) => name === lastColumns.names[at]);
    if (isSame) return lastColumns.projection;
    const wanted = columnsNamed(this.program, names);
    const projection = { wanted, paths: this.allColumns.paths.filter((_, index) => wanted.has(index)) };
    this.lastColumns = { names, projection };
    return projection;
  }

  private get machine(): Machine {
    this.loaded ??= this.engine.load(this.program);
    return this.loaded;
  }

  private get cursorFactory(): CursorFactory {
    this.cursors ??= cursorFactory(this.program);
    return this.cursors;
  }

  private newReader(): FramedCursor & { readonly read: ViewReader } {
    return { ...this.cursorFactory.framed(NO_MESSAGE), read: viewReader(this.program.shape) };
  }

  /** The encoded message, in the engine's memory until its next call. */
  private written(value: unknown): Uint8Array {
    const writer = this.writer ?? new ValueWriter(this.program, new SlotWriter());
    this.writer = undefined;
    try {
      writer.write(value);
    } finally {
      this.writer = writer;
    }
    const message = this.machine.write(writer.slots);
    if (message === undefined) throw this.failure();
    return message;
  }

  private failureOrNone(): CastbufError | undefined {
    return failureOf(this.program, this.machine.outcome);
  }

  private failure(): CastbufError {
    return (
      this.failureOrNone() ??
      new CastbufError('ERR_KERNEL', 'the engine gave up without a reason; this is a bug in castbuf')
    );
  }

  private encodeColumns(columns: ColumnsInput, target?: Uint8Array): Uint8Array {
    this.columnOrder ??= new ColumnOrder(this.program);
    const given = this.columnOrder.given(columns);
    // Rows would overwrite those that are not written yet.
    const isClear = target !== undefined && !overlaps(given, target);
    const stream = this.machine.writeBatch(given.columns, given.rows, isClear ? target : undefined);
    if (stream !== undefined) return stream;
    assertListsInside(given, this.program.columns);
    const row = this.machine.outcome.indices[0] ?? 0;
    this.machine.outcome.indices.length = 0;
    throw atRow(this.failure(), row, 0);
  }
}

/** What the kernel takes of input that lies in its memory. */
const MAX_INPUT_BYTES = 1024 ** 3;
const MAX_BATCH_BYTES = 0xffffffff;
export const MAX_ROWS = 0x7fffffff;

/** The stream of a batch. Offsets of records are 32 bits wide; a record that takes the rest needs all input in linear memory. */
export function batchBytes(program: Pick<Program, 'takesRest'>, stream: Uint8Array): Uint8Array {
  const most = program.takesRest ? MAX_INPUT_BYTES : MAX_BATCH_BYTES;
  assertCount('bytes of one batch', asBytes(stream, 'the stream').length, most);
  return stream;
}

/** @throws CastbufError ERR_TYPE for what `filter` did not make, and as a filter does */
export function planOf(program: Program, where: Filter | undefined): FilterPlan | undefined {
  if (where === undefined) return undefined;
  if (isFilter(where)) return where.compile(program);
  throw new CastbufError('ERR_TYPE', `where is a filter(…), not ${nameOf(where)}`);
}

export function assertCount(what: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new CastbufError(
    'ERR_USAGE',
    `${what} is ${typeof value === 'number' ? value : nameOf(value)}; it must be a whole number from 0 to ${most}`,
  );
}

function assertRoom(what: string, want: number, { length: have }: Uint8Array): void {
  if (want <= have) return;
  throw new CastbufError('ERR_TARGET_TOO_SMALL', `the ${what} has ${want} bytes, the target ${have}`, { want, have });
}

function overlaps({ columns }: GivenColumns, target: Uint8Array): boolean {
  return columns.some((column) => {
    if (column === undefined) return false;
    const parts = 'data' in column ? [column.data, column.offsets, column.lengths] : [column];
    return parts.some((part) => mayOverlap(part, target));
  });
}

/** A copy of the paths, which nobody changes. @throws CastbufError ERR_TYPE */
function namesOf(columns: readonly string[]): readonly string[] {
  const names = Array.isArray(columns) ? [...(columns as readonly string[])] : undefined;
  if (names?.every((name) => typeof name === 'string')) return names;
  throw new CastbufError('ERR_TYPE', `columns are paths in an array, not ${nameOf(columns)}`);
}

function isRows<R>(rows: ColumnsInput | readonly R[]): rows is readonly R[] {
  return Array.isArray(rows);
}
