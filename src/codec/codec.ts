import { assertOptions, CastbufError, type OptionRules } from '../errors/index.js';
import {
  columnsNamed,
  compile,
  DEFAULT_LIMITS,
  failureOf,
  SlotWriter,
  type Column,
  type ColumnArray,
  type Engine,
  type Filter,
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
import { assertAttached } from './attached.js';
import { assertListsInside, ColumnOrder } from './given-columns.js';
import { atRow, joinRecords, type Encoder } from './join-records.js';
import { STREAM_OPTIONS, streamParts, type StreamOptions, type StreamSource } from './stream.js';
import { ValueWriter } from './value-writer.js';
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

const CODEC_OPTIONS: OptionRules = { abi: 'any', limits: 'object' };

/** @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING, ERR_USAGE */
export function programOf(type: AnyType, options: CodecOptions): Program {
  assertOptions('createCodec', options, CODEC_OPTIONS);
  return compile(layoutOf(type, options.abi), limitsOf(options.limits));
}

const LIMITS: OptionRules = { messageBytes: 'number', count: 'number', nesting: 'number', offset: 'number' };

/** The limits that are given, and the default ones. @throws CastbufError ERR_USAGE */
export function limitsOf(given: Partial<Limits> | undefined): Limits {
  assertOptions('limits', given, LIMITS);
  const limits = { ...DEFAULT_LIMITS };
  for (const [name, value] of Object.entries(given ?? {}))
    if (value !== undefined) Object.assign(limits, { [name]: value });
  return checkedLimits(limits);
}

function checkedLimits(limits: Limits): Limits {
  for (const [name, value] of Object.entries(limits)) {
    if (Number.isInteger(value) && value >= 1 && value <= 0x7fffffff) continue;
    throw new CastbufError('ERR_USAGE', `limits.${name} is ${value}; it must be a whole number from 1 to 2147483647`);
  }
  return limits;
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
export const QUERY_OPTIONS: OptionRules = { columns: 'array', where: 'object' };
const READ_OPTIONS: OptionRules = { ...QUERY_OPTIONS, maxRows: 'number' };
const NO_MESSAGE = new DataView(new ArrayBuffer(0));

class EngineCodec<T extends AnyType> implements Codec<T> {
  // The engine is started by the first call that needs it, not by the schema.
  private loaded: Machine | undefined;
  private readonly writer: ValueWriter;
  private readonly slots = new SlotWriter();
  /** What `decode` reads with. */
  private reader: (FramedCursor & { readonly read: ViewReader }) | undefined;
  private cursors: CursorFactory | undefined;
  private readonly allColumns: Projection;
  private lastColumns: { readonly key: string; readonly projection: Projection } | undefined;
  private columnOrder: ColumnOrder | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly program: Program,
  ) {
    this.allColumns = { wanted: undefined, paths: program.columns.map(({ path }) => path) };
    this.writer = new ValueWriter(program, this.slots);
  }

  get layout(): Layout {
    return this.program.layout;
  }

  get columns(): readonly Column[] {
    return this.program.columns;
  }

  decode(message: Uint8Array): Infer<T> {
    if (!this.machine.check(asBytes(message))) throw this.failure();
    const { frame, view, read } = (this.reader ??= this.newReader());
    frame.view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    frame.move(0, this.machine.outcome.length);
    const value = read(view) as Infer<T>;
    frame.view = NO_MESSAGE; // the last message is not kept alive
    return value;
  }

  encode(value: InferInput<T>): Uint8Array {
    return this.written(value).slice();
  }

  encodeInto(value: InferInput<T>, target: Uint8Array): number {
    asBytes(target);
    const message = this.written(value);
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
    if (options !== NO_OPTIONS) assertOptions('decodeBatch', options, READ_OPTIONS);
    const { maxRows = MAX_ROWS, columns, where } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const { machine, program } = this;
    assertBatchBytes(program, stream);
    const { wanted, paths } = columns === undefined ? this.allColumns : this.projection(columns);
    const data = machine.readBatch(stream, { maxRows, columns: wanted, filter: where?.compile(program) });
    const error = this.failureOrNone();
    return new Batch<T>({ program, paths, machine, cursors: this.cursorFactory, data, error });
  }

  encodeBatch(rows: ColumnsInput | readonly InferInput<T>[]): Uint8Array {
    return isRows(rows) ? joinRecords(rows, () => this as Encoder) : this.encodeColumns(rows);
  }

  encodeBatchInto(rows: ColumnsInput | readonly InferInput<T>[], target: Uint8Array): number {
    assertAttached('the target', asBytes(target));
    const stream = isRows(rows) ? joinRecords(rows, () => this as Encoder) : this.encodeColumns(rows, target);
    const bytes = stream === target ? this.machine.outcome.length : stream.length;
    assertAttached('the target', target); // writing may have grown memory
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
    assertOptions('stream', options, { ...QUERY_OPTIONS, ...STREAM_OPTIONS });
    const { columns, where } = options;
    return streamParts((bytes) => this.decodeBatch(bytes, { columns, where }), this.program, source, options);
  }

  /** What functions that stand beside the codec work with. */
  get parts(): CodecParts {
    return { program: this.program, machine: this.machine, failure: () => this.failureOrNone() };
  }

  /** The batches of a stream have the same columns. */
  private projection(columns: readonly string[]): Projection {
    const key = columns.join('\n');
    if (this.lastColumns?.key === key) return this.lastColumns.projection;
    const wanted = columnsNamed(this.program, columns);
    const projection = { wanted, paths: this.allColumns.paths.filter((_, index) => wanted.has(index)) };
    this.lastColumns = { key, projection };
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
    this.writer.write(value);
    const message = this.machine.write(this.slots);
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
    const stream = this.machine.writeBatch(given.columns, given.rows, target);
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

/** Offsets of records are 32 bits wide; a record that takes the rest needs all input in linear memory. */
export function assertBatchBytes(program: Pick<Program, 'takesRest'>, stream: Uint8Array): void {
  assertCount('bytes of one batch', asBytes(stream).length, program.takesRest ? MAX_INPUT_BYTES : MAX_BATCH_BYTES);
}

export function assertCount(what: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new CastbufError('ERR_USAGE', `${what} is ${value}; it must be a whole number from 0 to ${most}`);
}

function assertRoom(what: string, want: number, { length: have }: Uint8Array): void {
  if (want <= have) return;
  throw new CastbufError('ERR_TARGET_TOO_SMALL', `the ${what} has ${want} bytes, the target ${have}`, { want, have });
}

function asBytes(bytes: Uint8Array): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  const name = Object.prototype.toString.call(bytes).slice(8, -1);
  throw new CastbufError(
    'ERR_TYPE',
    `messages are Uint8Array (or Buffer), not ${name}; wrap an ArrayBuffer in new Uint8Array(…)`,
  );
}

function isRows<R>(rows: ColumnsInput | readonly R[]): rows is readonly R[] {
  return Array.isArray(rows);
}
