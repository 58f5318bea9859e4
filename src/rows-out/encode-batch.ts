import { assertOptions, CastbufError, type OptionRules } from '../errors/index.js';
import { assertAttached, asBytes, assertCount, assertRoom, copyInto, type Bytes } from '../bytes/index.js';
import { failureOf } from '../program/index.js';
import type { ColumnArray, ListColumn, AnyType, InferInput } from '../schema/index.js';
import {
  type Machine,
  withoutReason,
  type Codec,
  type RecordCodec,
  Feature,
  featuresOf,
  type AnyFeatured,
  type Features,
} from '../message/index.js';
import type { PackedColumn } from '../packing/index.js';
import type { RowWriter } from './row-writer.js';
import { type Batch, MAX_INPUT_BYTES, recordOf } from '../columns/index.js';
import { editRecords } from './edit-records.js';
import { assertColumns, assertListsInside, ColumnOrder } from './given-columns.js';
import { atRow, joinRecords } from './join-records.js';

/** Columns by path, as `batch.columns` or `packed` have them; counts, lengths and checksums may be left out. */
export type ColumnsInput = Readonly<Record<string, ColumnArray | ListColumn | PackedColumn | undefined>>;

/** The streams that a codec writes, whatever it is made of. */
export interface RowSink {
  /** The stream; or `target`, where there is one and it could be written to at once: `written` bytes of it. */
  encode(rows: unknown, target?: Uint8Array): Uint8Array;
  /** Writes columns over records of a batch, which lie in `target`; undefined where it cannot. @throws CastbufError ERR_USAGE where it has no columns */
  edit?(columns: unknown, target: Uint8Array, batch: unknown): number;
  /** Bytes of the last stream. */
  readonly written: number;
  output(bytes: number): Uint8Array;
  /** @throws CastbufError ERR_USAGE where `open` is of another engine */
  assertEngine(open: OpenRows): void;
}

export const ROW_SINK = /* @__PURE__ */ new Feature<RowSink>('streams');

/** `encodeBatch` for a codec of one type. */
export interface EncodeBatch {
  /** Columns, or an array of values, as records one after the other. @throws CastbufError as encode does */
  <T extends AnyType>(codec: Codec<T, unknown>, rows: ColumnsInput | readonly InferInput<T>[]): Uint8Array<ArrayBuffer>;
}

/** `encodeBatchInto` for a codec of one type. */
export interface EncodeBatchInto {
  /**
   * The same at the start of `target`, without memory of its own; returns the bytes of the stream. When a row is wrong, rows before it may have
   * been written. @throws CastbufError ERR_TARGET_TOO_SMALL, and as encodeBatch does
   */
  <T extends AnyType>(codec: Codec<T, unknown>, rows: ColumnsInput | readonly InferInput<T>[], target: Bytes): number;
  /**
   * Writes some columns over the records of the batch `at`, which lie in `target` as in the bytes that it was read from: with `where`, those that the filter
   * selected. Rows without the column's arm, and all other members, stay as they are; checksums are filled in anew. Returns the bytes up to the end of the
   * batch. When it throws, nothing has been written. @throws CastbufError ERR_DISAGREE where a count, length, offset or tag would change, ERR_USAGE for parts of
   * varying length and for a batch of another codec, ERR_TARGET_TOO_SMALL, and as encodeBatch does
   */
  <T extends AnyType, Value>(
    codec: Codec<T, Value>,
    columns: ColumnsInput,
    target: Bytes,
    options: EncodeAtOptions<Batch<T, Value>>,
  ): number;
}

/** A codec that was compiled ahead of time, which brings along what writes its streams. */
export interface CompiledSink<Rows> extends AnyFeatured {
  encodeBatch(rows: Rows): Uint8Array<ArrayBuffer>;
}

/** `encodeBatch` for a codec that was compiled ahead of time. */
export interface EncodeCompiledBatch {
  /** As `codec.encodeBatch(rows)`. @throws CastbufError as that does */
  <Rows>(codec: CompiledSink<Rows>, rows: NoInfer<Rows>): Uint8Array<ArrayBuffer>;
}

/** `encodeBatchInto` for a codec that was compiled ahead of time. */
export interface EncodeCompiledBatchInto {
  /** As `codec.encodeBatchInto(rows, target)`. @throws CastbufError as that does */
  <Rows>(codec: CompiledSink<Rows>, rows: NoInfer<Rows>, target: Bytes): number;
}

/** Options of `encodeBatchInto`. */
export interface EncodeAtOptions<B = unknown> {
  /** A batch of the codec, whose records get the columns. */
  readonly at: B;
}

/** How an engine writes streams of its codecs. @throws CastbufError ERR_USAGE for a codec of another engine */
export type OpenRows = (machine: Machine) => RowWriter;

export function encodeBatchWith(open: OpenRows, codec: AnyFeatured, rows: unknown): Uint8Array<ArrayBuffer> {
  // Without a target the stream is the caller's, in memory of its own.
  return rowSinkOf(open, codec).encode(rows) as Uint8Array<ArrayBuffer>;
}

const AT_OPTIONS: OptionRules = { at: 'any' };

export function encodeBatchIntoWith(
  open: OpenRows,
  codec: AnyFeatured,
  rows: unknown,
  given: Bytes,
  options?: EncodeAtOptions,
): number {
  const target = asBytes(given, 'the target');
  const sink = rowSinkOf(open, codec);
  assertOptions('encodeBatchInto', options, AT_OPTIONS);
  if (options !== undefined) return editOf(sink)(rows, target, options.at);
  const stream = sink.encode(rows, target);
  if (stream !== target) return copyInto(target, stream, 'stream');
  assertAttached('the target', target); // writing may have grown memory
  assertRoom('stream', sink.written, target);
  return sink.written;
}

/** @throws CastbufError ERR_USAGE */
function editOf(sink: RowSink): NonNullable<RowSink['edit']> {
  if (sink.edit !== undefined) return sink.edit.bind(sink);
  const hint = 'a compiled codec writes whole records: at is for a codec of createCodec';
  throw new CastbufError('ERR_USAGE', hint);
}

/**
 * Linear memory for a stream of `bytes` bytes. Borrowed columns of a batch of `inputOf` are written there by `encodeBatchInto` without being copied
 * before or after, and the batch stays good. What is after the stream may change. The next call gives the same memory again; where there is less,
 * memory grows, which ends borrowed batches and views of it: ask once before `inputOf`.
 */
export function outputOfWith(open: OpenRows, codec: AnyFeatured, bytes: number): Uint8Array {
  assertCount('outputOf', bytes, MAX_INPUT_BYTES);
  return rowSinkOf(open, codec).output(bytes);
}

/** What writes the streams of a codec. @throws CastbufError ERR_USAGE for a codec of another engine */
export function rowSinkOf(open: OpenRows, codec: AnyFeatured): RowSink {
  const features = featuresOf(codec);
  const rows = features.find(ROW_SINK) ?? recordRows(open, features);
  rows.assertEngine(open);
  return rows;
}

function recordRows(open: OpenRows, features: Features): RowSink {
  const made = new RecordRows(recordOf(features), open);
  features.give(ROW_SINK, made);
  return made;
}

/** Streams of one type. */
class RecordRows implements RowSink {
  private order: ColumnOrder | undefined;
  private readonly writer: RowWriter;

  constructor(
    private readonly record: RecordCodec,
    private readonly open: OpenRows,
  ) {
    const { program, machine } = record;
    const writer = open(machine);
    this.writer = program.own === undefined ? writer : program.own.sums.writerOf(program, writer);
  }

  assertEngine(open: OpenRows): void {
    if (open !== this.open) open(this.record.machine);
  }

  get written(): number {
    return this.writer.outcome.length;
  }

  encode(rows: unknown, target?: Uint8Array): Uint8Array {
    if (Array.isArray(rows)) return joinRecords(rows, () => this.record);
    return this.encodeColumns(assertColumns(rows) as ColumnsInput, target);
  }

  edit(columns: unknown, target: Uint8Array, batch: unknown): number {
    return editRecords(this.record, this.columnOrder, columns, target, batch);
  }

  output(bytes: number): Uint8Array {
    return this.writer.output(bytes);
  }

  private get columnOrder(): ColumnOrder {
    return (this.order ??= new ColumnOrder(this.record.program));
  }

  private encodeColumns(columns: ColumnsInput, target?: Uint8Array): Uint8Array {
    const { program } = this.record;
    const given = this.columnOrder.given(columns);
    const { outcome } = this.writer;
    const stream = this.writer.writeBatch(given.columns, given.rows, target);
    if (stream !== undefined) return stream;
    assertListsInside(given, program.columns);
    const row = outcome.indices[0] ?? 0;
    outcome.indices.length = 0;
    throw atRow(failureOf(program, outcome) ?? withoutReason(), row, 0);
  }
}
