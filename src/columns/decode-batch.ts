import { CastbufError, shownValue, type OptionRules, type PlainRules } from '../errors/index.js';
import { assertBatchOptions, BATCH_OPTIONS, QUERY_OPTIONS } from './batch-options.js';
import { BatchStore } from './batch-store.js';
import { columnsNamed } from './column-paths.js';
import { SELECT, type Filter, type Selection } from './selection.js';
import type { ColumnReader } from './column-reader.js';
import type { BatchData } from './column-data.js';
import {
  type Machine,
  failureAfter,
  RECORD,
  type Codec,
  type RecordCodec,
  Feature,
  featuresOf,
  type AnyFeatured,
  type Features,
} from '../message/index.js';
import type { CursorFactory } from '../cursor/index.js';
import {
  isWaiting,
  neededBytes,
  type FoundRecords,
  type Limits,
  type Outcome,
  type Program,
} from '../program/index.js';
import type { AnyType, ColumnPath, ColumnSelection, RecordOptions } from '../schema/index.js';
import { Batch, batchPartsOf, noEarlierBatch } from './batch.js';
import { freshData } from './fresh-data.js';
import { GapPlaces, type ExplainRecord, type OnBadRecord } from './gaps.js';
import { asBytes, assertCount, type Bytes } from '../bytes/index.js';

/** Which rows and columns a batch keeps. */
export interface BatchQuery<T extends AnyType = AnyType> {
  /** Paths of the columns that are wanted; a record stands for all of its members. Others take neither time nor room. */
  readonly columns?: readonly ColumnSelection<T>[] | undefined;
  /** Only records that a `filter` selects become rows: rowCount, offsets, lengths and columns are theirs. */
  readonly where?: Filter<ColumnPath<T>> | undefined;
}

export interface BatchReadOptions<T extends AnyType = AnyType, B = unknown> extends BatchQuery<T>, BatchMemory<B> {
  /** Rows to stop after. With `where` decoding ends right after the record that fills the last row. */
  readonly maxRows?: number | undefined;
  /**
   * `skip` goes on after a record that is wrong (a checksum, an unknown tag, a value outside its range, a part that reaches outside) where its own
   * length is known and good; `batch.gaps` says which these were. One whose length is wrong, or that is cut, still ends the batch. Default `stop`: the
   * first ends it.
   */
  readonly onBadRecord?: OnBadRecord | undefined;
}

/** Where the rows of a batch go. A batch owns its columns, unless one of these says another thing. */
export interface BatchMemory<B> {
  /**
   * A batch that fits there stays in memory of the engine, where the next call on any codec of the process overwrites it: nothing is copied. From
   * then on every use of the batch is ERR_STALE_BATCH, and columns that were taken from it show other values.
   */
  readonly borrow?: boolean | undefined;
  /**
   * An earlier batch of the codec, whose columns are filled anew: nothing is allocated where they are long enough. From then on every use of that
   * batch is ERR_STALE_BATCH, and columns that were taken from it show the new rows.
   */
  readonly into?: B | undefined;
}

/** What streams know of records: how long one may be, and what it waits for. A program says so of its own. */
export interface StreamedRecords {
  readonly limits: Pick<Limits, 'messageBytes'>;
  readonly takesRest: boolean;
  readonly layout: {
    readonly root: { readonly node: { readonly options: Pick<RecordOptions, 'next' | 'startAlign'> } };
  };
}

/** A type of records, and what checks one of them. */
export interface ProbedType {
  readonly program: Program;
  readonly machine: Machine;
  readonly cursors: CursorFactory;
}

/** Says of single records what they are: where a stream begins again is looked for by it. */
export interface RecordProbe {
  /** Bytes that a record of any type has. */
  readonly leastBytes: number;
  /** The type of the record at `at`, where so many bytes are; undefined: its discriminator says none. */
  typeAt(view: DataView, at: number): ProbedType | undefined;
}

/** The batches of a codec, whatever it is made of. */
export interface BatchSource {
  readonly program: StreamedRecords;
  /**
   * `bytes` begin at `byteOffset` of all input, as far as there is more. `isOpen`: more may come after them, and no error is made where the last record waits
   * for that, because the error of each piece that cuts a record takes as long as thousands of records.
   */
  decode(bytes: Bytes, byteOffset: number, options: BatchReadOptions, isOpen?: boolean): SourceBatch;
  /** Bytes that the record needs that the last call refused: see `Outcome.need`. 0: it refused none. */
  need(): number;
  /** Linear memory for `bytes` bytes. */
  input(bytes: number): Uint8Array;
  /** Undefined: it has none. */
  readonly probe: RecordProbe | undefined;
  /** Options that its streams take, beside those of every stream. */
  readonly options: OptionRules;
  /** Options that `decodeBatch` takes. */
  readonly batchOptions: PlainRules;
  /** @throws CastbufError ERR_USAGE where `open` is of another engine */
  assertEngine(open: OpenColumns): void;
}

/** What streams know of a batch. */
export interface SourceBatch {
  readonly consumedBytes: number;
  readonly error: CastbufError | undefined;
  at(byteOffset: number, error: CastbufError | undefined): SourceBatch;
}

/** A codec of another kind brings its own; one of createCodec has it since the first call. */
export const BATCHES = /* @__PURE__ */ new Feature<BatchSource>('batches');

/** `decodeBatch` for a codec of one type. */
export interface DecodeBatch {
  /**
   * Records one after the other into columns. Stops at the first record that is wrong: `batch.error` says why, and
   * every record before it is there. The batch owns its columns; lists and rows show `bytes`.
   * @throws CastbufError ERR_USAGE, ERR_TYPE for columns and values of `options` that are wrong
   */
  <T extends AnyType, Value>(
    codec: Codec<T, Value>,
    bytes: Bytes,
    options?: BatchReadOptions<T, Batch<T, Value>>,
  ): Batch<T, Value>;
}

/** `decodeBatch` for a codec that was compiled ahead of time. */
export interface DecodeCompiledBatch {
  <B>(codec: CompiledSource<B>, bytes: Bytes, options?: BatchReadOptions): B;
}

/** A codec that brings its batches along, whatever these are. */
export interface CompiledSource<B> extends AnyFeatured {
  decodeBatch(bytes: Bytes): B;
}

/** How an engine reads batches of its codecs. @throws CastbufError ERR_USAGE for a codec of another engine */
export type OpenColumns = (machine: Machine) => ColumnReader;

const NO_OPTIONS: BatchReadOptions = {};

export function decodeBatchWith(
  open: OpenColumns,
  codec: AnyFeatured,
  bytes: Bytes,
  options: BatchReadOptions = NO_OPTIONS,
): SourceBatch {
  const source = batchesOf(open, codec);
  if (options !== NO_OPTIONS) assertBatchOptions(options, source.batchOptions);
  return source.decode(bytes, 0, options);
}

/** Linear memory for `bytes` bytes of input, which `decodeBatch` then does not copy first; good for one batch. */
export function inputOfWith(open: OpenColumns, codec: AnyFeatured, bytes: number): Uint8Array {
  assertCount('inputOf', bytes, MAX_INPUT_BYTES);
  return batchesOf(open, codec).input(bytes);
}

export function batchesOf(open: OpenColumns, codec: AnyFeatured): BatchSource {
  const features = featuresOf(codec);
  const batches = features.find(BATCHES) ?? recordBatches(open, features);
  batches.assertEngine(open);
  return batches;
}

const RECORD_BATCHES = /* @__PURE__ */ new Feature<RecordBatches>('batches of one type');

function recordBatches(open: OpenColumns, features: Features): RecordBatches {
  const known = features.find(RECORD_BATCHES);
  if (known !== undefined) return known;
  const made = new RecordBatches(recordOf(features), open);
  features.give(RECORD_BATCHES, made);
  features.give(BATCHES, made);
  return made;
}

/** The batches of a codec of one type. @throws CastbufError ERR_USAGE for another codec */
export function recordBatchesOf(open: OpenColumns, codec: AnyFeatured): RecordBatches {
  const batches = recordBatches(open, featuresOf(codec));
  batches.assertEngine(open);
  return batches;
}

/** @throws CastbufError ERR_USAGE for a codec of several types */
export function recordOf(features: Features): RecordCodec {
  const record = features.find(RECORD);
  if (record !== undefined) return record;
  throw new CastbufError(
    'ERR_USAGE',
    'this takes a codec of createCodec: a set codec has one a type in setCodec.codecs, a compiled codec does what it can by its own calls',
  );
}

/** Columns that a batch has: their indices (undefined: all) and their paths. */
interface Projection {
  readonly wanted: ReadonlySet<number> | undefined;
  readonly paths: readonly string[];
}

const NO_COLUMNS: ReadonlySet<number> = new Set();

/** What is read of an input whose records have checksums by functions; all of it where they have none. */
export interface SummedInput {
  readonly bytes: Uint8Array;
  /** What is wrong with the record after them; undefined: nothing is known to be. */
  readonly wrong: Outcome | undefined;
  /** Where those go that are passed over. */
  readonly gaps: GapPlaces | undefined;
}

/** Why reading ended: `hasRoom`: it was not because there are rows enough. */
export function outcomeOf({ wrong }: SummedInput, hasRoom: boolean, outcome: Outcome): Outcome {
  return wrong !== undefined && hasRoom ? wrong : outcome;
}

/** Batches of one type. */
export class RecordBatches implements BatchSource {
  readonly program: Program;
  readonly options = QUERY_OPTIONS;
  readonly batchOptions: PlainRules = { ...QUERY_OPTIONS, ...BATCH_OPTIONS };
  readonly reader: ColumnReader;
  /** Why the last call ended. */
  outcome: Outcome;
  private readonly allColumns: Projection;
  private lastColumns: { readonly names: readonly string[]; readonly projection: Projection } | undefined;

  constructor(
    private readonly record: RecordCodec,
    private readonly open: OpenColumns,
  ) {
    this.program = record.program;
    this.reader = open(record.machine);
    this.outcome = this.reader.outcome;
    this.allColumns = { wanted: undefined, paths: this.program.columns.map(({ path }) => path) };
  }

  decode(stream: Bytes, byteOffset: number, options: BatchReadOptions, isOpen = false): Batch<AnyType> {
    const { maxRows = MAX_ROWS, columns, where, borrow = false, into, onBadRecord } = options;
    assertCount('maxRows', maxRows, MAX_ROWS);
    const { reader, program } = this;
    const { wanted, paths } = columns === undefined ? this.allColumns : this.projection(columns);
    const filter = selectionOf(program, where);
    const bytes = batchBytes(program, stream);
    const store = borrow ? undefined : this.storeOf(into);
    const skips = onBadRecord === 'skip';
    const most = filter === undefined ? maxRows : MAX_ROWS;
    const input = skips ? this.skipping(bytes, most) : this.summed(bytes, most);
    const { gaps } = input;
    const data = reader.readBatch(input.bytes, { maxRows, columns: wanted, filter, gaps, store });
    const outcome = (this.outcome = outcomeOf(input, data.rows < maxRows, reader.outcome));
    const waits = isOpen && isWaiting(outcome, program.limits.messageBytes);
    const error = waits ? undefined : failureAfter(program, outcome, input.bytes, byteOffset);
    return this.batchOf(data, { paths, wanted }, gaps, error, borrow);
  }

  private batchOf(
    data: BatchData,
    projection: Projection,
    gaps: GapPlaces | undefined,
    error: CastbufError | undefined,
    isBorrowed: boolean,
  ): Batch<AnyType> {
    const { program, reader: source } = this;
    const { cursors, machine } = this.record;
    const parts = { program, ...projection, source, cursors, data, error, isBorrowed };
    if (gaps === undefined) return new Batch<AnyType>(parts);
    const explain: ExplainRecord = (record) =>
      machine.check(record) ? undefined : failureAfter(program, machine.outcome, record, 0);
    return new Batch<AnyType>({ ...parts, gaps: { places: gaps, explain } });
  }

  get probe(): RecordProbe {
    const { record } = this;
    return { leastBytes: record.program.leastBytes, typeAt: () => record };
  }

  assertEngine(open: OpenColumns): void {
    // What has opened the machine may use it; anything else has to show that it can.
    if (open !== this.open) open(this.record.machine);
  }

  need(): number {
    return neededBytes(this.outcome);
  }

  /** The input up to the first of its records whose checksum by a function is wrong, of which `most` are looked at. */
  summed(bytes: Uint8Array, most: number): SummedInput {
    const { own } = this.program;
    if (own === undefined) return { bytes, wrong: undefined, gaps: undefined };
    const found = this.framed(bytes, most);
    const wrong = own.sums.firstWrong([found])?.outcome;
    const given = found.bytes;
    return { bytes: wrong === undefined ? given : given.subarray(0, wrong.recordOffset), wrong, gaps: undefined };
  }

  /** All of the input, with the places of those of its records; enough of them to find `most` others. */
  private skipping(bytes: Uint8Array, most: number): SummedInput {
    const { own } = this.program;
    if (own === undefined) return { bytes, wrong: undefined, gaps: new GapPlaces() };
    const found = this.framed(bytes, MAX_ROWS, new GapPlaces());
    return { bytes: found.bytes, wrong: undefined, gaps: new GapPlaces(own.sums.allWrong([found], most)) };
  }

  /** Where the records lie, without their columns. */
  private framed(given: Uint8Array, maxRows: number, gaps?: GapPlaces): FoundRecords {
    const { program, reader } = this;
    const store = new BatchStore(program);
    const { bytes, offsets, lengths } = reader.readBatch(given, { maxRows, columns: NO_COLUMNS, gaps, store });
    return { program, bytes, offsets, lengths };
  }

  input(bytes: number): Uint8Array {
    return this.reader.input(bytes);
  }

  /** The arrays of an earlier batch, or new ones. @throws CastbufError ERR_USAGE, ERR_STALE_BATCH */
  private storeOf(into: unknown): BatchStore {
    if (into === undefined) return new BatchStore(this.program);
    const { data, isBorrowed } = batchPartsOf(into);
    const { owner } = data;
    if (isBorrowed || !(owner instanceof BatchStore) || !owner.isOf(this.program)) throw noEarlierBatch();
    freshData(data);
    return owner;
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
}

/** What the kernel takes of input that lies in its memory. */
export const MAX_INPUT_BYTES = 1024 * 1024 * 1024;
const MAX_BATCH_BYTES = 0xffffffff;
export const MAX_ROWS = 0x7fffffff;

/** The stream of a batch. Offsets of records are 32 bits wide; a record that takes the rest needs all input in linear memory. */
export function batchBytes(program: Pick<Program, 'takesRest'>, given: Bytes): Uint8Array {
  const most = program.takesRest ? MAX_INPUT_BYTES : MAX_BATCH_BYTES;
  const stream = asBytes(given, 'the stream');
  assertCount('bytes of one batch', stream.length, most);
  return stream;
}

/** @throws CastbufError ERR_TYPE for what `filter` did not make, and as a filter does */
export function selectionOf(program: Program, where: Filter | undefined): Selection | undefined {
  if (where === undefined) return undefined;
  const select = (where as Partial<Filter> | null)?.[SELECT];
  if (typeof select === 'function') return select.call(where, program);
  throw new CastbufError('ERR_TYPE', `where is a filter(…), not ${shownValue(where)}`);
}

/** A copy of the paths, which nobody changes. @throws CastbufError ERR_TYPE */
function namesOf(columns: readonly string[]): readonly string[] {
  const names = Array.isArray(columns) ? [...(columns as readonly string[])] : undefined;
  if (names?.every((name) => typeof name === 'string')) return names;
  throw new CastbufError('ERR_TYPE', `columns are paths in an array, not ${shownValue(columns)}`);
}
