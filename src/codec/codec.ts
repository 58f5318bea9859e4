import { assertOptions, CastbufError, shownValue, withoutOffset, type OptionRules } from '../errors/index.js';
import {
  columnsNamed,
  compile,
  failureOf,
  assertAttached,
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
import { Printed } from '../printing/index.js';
import { cursorFactory, exactOutcome, type CursorFactory, type FramedCursor } from '../reference/index.js';
import {
  layoutOf,
  memberTypes,
  type Abi,
  type AnyType,
  type ColumnPath,
  type ColumnSelection,
  type Decoded,
  type Infer,
  type InferInput,
  type InferView,
  type Layout,
  type MemberPath,
} from '../schema/index.js';
import { Batch } from './batch.js';
import { asBytes, assertCount, mayOverlap } from './given-bytes.js';
import { assertColumns, assertListsInside, ColumnOrder, type GivenColumns } from './given-columns.js';
import { atRow, joinRecords, type Encoder } from './join-records.js';
import { STREAM_OPTIONS, streamParts, type StreamOptions, type StreamSource } from './stream.js';
import { NOTATION_OPTIONS, withNotation, type ValueNotation, type WideNotation } from './value-notation.js';
import { ValueWriter } from './value-writer.js';
import { viewReader, type ViewReader } from './view-reader.js';

export interface SetCodecOptions {
  /** The ABI that gives offsets and sizes; `msvc-x64` by default. */
  readonly abi?: Abi;
  readonly limits?: Partial<Limits>;
}

export interface CodecOptions<Names extends boolean = boolean, Wide extends WideNotation = WideNotation>
  extends SetCodecOptions, ValueNotation<Names, Wide> {}

/** Which rows and columns a batch keeps. */
export interface BatchQuery<T extends AnyType = AnyType> {
  /** Paths of the columns that are wanted; a record stands for all of its members. Others take neither time nor room. */
  readonly columns?: readonly ColumnSelection<T>[] | undefined;
  /** Only records that a `filter` selects become rows: rowCount, offsets, lengths and columns are theirs. */
  readonly where?: Filter<ColumnPath<T>> | undefined;
}

export interface BatchReadOptions<T extends AnyType = AnyType> extends BatchQuery<T> {
  /** Rows to stop after. With `where` decoding ends right behind the record that fills the last row. */
  readonly maxRows?: number;
}

/** Columns by path, as `batch.columns` or `batch.packed` has them; counts, lengths and checksums may be left out. */
export type ColumnsInput = Readonly<Record<string, ColumnArray | ListColumn | PackedColumn | undefined>>;

/** Reads and writes one type under one ABI. `Value` is what is decoded, as the codec's options have it. */
export interface Codec<T extends AnyType, Value = Infer<T>> {
  readonly layout: Layout<MemberPath<T>>;
  /** Paths and kinds of the columns that batches have. */
  readonly columns: readonly Column[];
  /** Bytes that `encode` would return. @throws CastbufError as encode does */
  sizeOf(value: InferInput<T>): number;
  /**
   * The message at the start of `message` as an object; bytes behind it are left alone.
   * @throws CastbufError with the failing field's path and offset
   */
  decode(message: Uint8Array): Value;
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
  decodeBatch(stream: Uint8Array, options?: BatchReadOptions<T>): Batch<T, Value>;
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
  stream(
    source: StreamSource,
    options?: StreamOptions & BatchQuery<T>,
  ): AsyncGenerator<Batch<T, Value>, void, undefined>;
}

/** A codec on a given engine. @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING */
export function createCodecWith<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(engine: Engine, type: T, options?: CodecOptions<N, W>): Codec<T, Decoded<T, N, W>> {
  assertOptions('createCodec', options, { ...SET_CODEC_OPTIONS, ...NOTATION_OPTIONS });
  return codecOf(engine, withNotation(compiled(type, options ?? {}), options ?? {}));
}

/** The codec of a program that is compiled already. */
export function codecOf<T extends AnyType, Value = Infer<T>>(engine: Engine, program: Program): Codec<T, Value> {
  return new EngineCodec<T, Value>(engine, program);
}

const SET_CODEC_OPTIONS: OptionRules = { abi: 'any', limits: 'object' };

/** The program of one type of a set. @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING, ERR_USAGE */
export function programOf(type: AnyType, options: SetCodecOptions): Program {
  assertOptions('createSetCodec', options, SET_CODEC_OPTIONS);
  return compiled(type, options);
}

function compiled(type: AnyType, options: SetCodecOptions): Program {
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
  /** Why reading `bytes` ended; undefined when all was good. They begin at `byteOffset` of all input, and end with it. */
  failure(bytes: Uint8Array, byteOffset: number): CastbufError | undefined;
}

/** @throws CastbufError ERR_USAGE for an object that createCodec did not make */
export function partsOf(codec: Codec<AnyType>): CodecParts {
  return engineCodec(codec).parts;
}

/** What the codec was compiled to; no engine is started. @throws CastbufError ERR_USAGE for an object that createCodec did not make */
export function compiledOf(codec: Codec<AnyType>): Program {
  return engineCodec(codec).program;
}

function engineCodec(codec: Codec<AnyType>): EngineCodec<AnyType, unknown> {
  if (codec instanceof EngineCodec) return codec;
  throw new CastbufError('ERR_USAGE', `give a codec of createCodec, not ${shownValue(codec)}`);
}

const NO_OPTIONS = {};
export const QUERY_OPTIONS: OptionRules = { columns: 'array', where: 'any' };
const READ_OPTIONS: OptionRules = { ...QUERY_OPTIONS, maxRows: 'number' };
const NO_MESSAGE = new DataView(new ArrayBuffer(0));

class EngineCodec<T extends AnyType, Value> extends Printed implements Codec<T, Value> {
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
    readonly program: Program,
  ) {
    super();
    this.allColumns = { wanted: undefined, paths: program.columns.map(({ path }) => path) };
  }

  get layout(): Layout<MemberPath<T>> {
    return this.program.layout;
  }

  get columns(): readonly Column[] {
    return this.program.columns;
  }

  get [Symbol.toStringTag](): string {
    return 'Codec';
  }

  /** The type and where its members lie. */
  toJSON(): object {
    const { name: type, kind, abi, size, align, root } = this.layout;
    return { type, kind, abi, size, align, members: memberTypes(root.members) };
  }

  decode(message: Uint8Array): Value {
    const { buffer } = asBytes(message);
    if (isShared(buffer)) return this.decode(new Uint8Array(message));
    if (!this.machine.check(message)) throw this.failureIn(message);
    const { frame, view, read } = (this.reader ??= this.newReader());
    frame.view = new DataView(buffer, message.byteOffset, message.byteLength);
    frame.move(0, this.machine.outcome.length);
    const value = read(view) as Value;
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
    if (!this.machine.check(asBytes(message))) throw this.failureIn(message);
    const { length } = this.machine.outcome;
    return this.cursorFactory.over(message, 0, length) as InferView<T>;
  }

  decodeBatch(stream: Uint8Array, options: BatchReadOptions<T> = NO_OPTIONS): Batch<T, Value> {
    if (options !== NO_OPTIONS) assertOptions('decodeBatch', options, READ_OPTIONS);
    return this.batchOf(stream, 0, options);
  }

  /** `stream` begins at `byteOffset` of all input, as far as there is more. */
  private batchOf(stream: Uint8Array, byteOffset: number, options: BatchReadOptions<T>): Batch<T, Value> {
    const { maxRows = MAX_ROWS, columns, where } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const { machine, program } = this;
    const { wanted, paths } = columns === undefined ? this.allColumns : this.projection(columns);
    const filter = planOf(program, where);
    const data = machine.readBatch(batchBytes(program, stream), { maxRows, columns: wanted, filter });
    const error = this.failureOrNone(stream, byteOffset);
    return new Batch<T, Value>({ program, paths, machine, cursors: this.cursorFactory, data, error });
  }

  encodeBatch(rows: ColumnsInput | readonly InferInput<T>[]): Uint8Array {
    return isRows(rows) ? joinRecords(rows, () => this as Encoder) : this.encodeColumns(assertColumns(rows));
  }

  encodeBatchInto(rows: ColumnsInput | readonly InferInput<T>[], target: Uint8Array): number {
    asBytes(target, 'the target');
    const stream = isRows(rows)
      ? joinRecords(rows, () => this as Encoder)
      : this.encodeColumns(assertColumns(rows), target);
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

  stream(
    source: StreamSource,
    options: StreamOptions & BatchQuery<T> = {},
  ): AsyncGenerator<Batch<T, Value>, void, undefined> {
    assertOptions('stream', options, { ...QUERY_OPTIONS, ...STREAM_OPTIONS });
    const { columns, where } = options;
    const { program } = this;
    const decode = (bytes: Uint8Array, at: number): Batch<T, Value> => this.batchOf(bytes, at, { columns, where });
    return streamParts({ program, decode, need: () => this.machine.outcome.need }, source, options);
  }

  /** What functions that stand beside the codec work with. */
  get parts(): CodecParts {
    return { program: this.program, machine: this.machine, failure: (bytes, at) => this.failureOrNone(bytes, at) };
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
    return { ...this.cursorFactory.framed(NO_MESSAGE), read: viewReader(this.program) };
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
    if (message === undefined) throw this.failureToWrite();
    return message;
  }

  private failureOrNone(bytes: Uint8Array, byteOffset: number): CastbufError | undefined {
    const { program } = this;
    const { outcome } = this.machine;
    return failureOf(program, exactOutcome(program, outcome, bytes), byteOffset + bytes.length);
  }

  private failureIn(message: Uint8Array): CastbufError {
    return this.failureOrNone(message, 0) ?? withoutReason();
  }

  /** What is written has no place in the caller's bytes. */
  private failureToWrite(): CastbufError {
    return withoutOffset(failureOf(this.program, this.machine.outcome) ?? withoutReason());
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
    throw atRow(failureOf(this.program, this.machine.outcome) ?? withoutReason(), row, 0);
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
  throw new CastbufError('ERR_TYPE', `where is a filter(…), not ${shownValue(where)}`);
}

function withoutReason(): CastbufError {
  return new CastbufError('ERR_KERNEL', 'the engine gave up without a reason; this is a bug in castbuf');
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
  throw new CastbufError('ERR_TYPE', `columns are paths in an array, not ${shownValue(columns)}`);
}

function isRows<R>(rows: ColumnsInput | readonly R[]): rows is readonly R[] {
  return Array.isArray(rows);
}
