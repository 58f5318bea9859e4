import type { Bytes } from './bytes/index.js';
import {
  createCodecWith,
  type AnyFeatured,
  type Codec,
  type CodecOptions,
  type SetCodecOptions,
  type WideNotation,
} from './message/index.js';
import {
  createSetCodecWith,
  type DecodeSetBatch,
  type EncodeSetBatch,
  type EncodeSetBatchInto,
  type SetCodec,
  type StreamSetBatches,
} from './record-sets/index.js';
import { type RecordDefinitions, type RecordSet } from './record-types/index.js';
import { decodeBatchWith, inputOfWith, type DecodeBatch, type DecodeCompiledBatch } from './columns/index.js';
import {
  encodeBatchIntoWith,
  encodeBatchWith,
  outputOfWith,
  type EncodeBatch,
  type EncodeAtOptions,
  type EncodeBatchInto,
  type EncodeCompiledBatch,
  type EncodeCompiledBatchInto,
  type CompiledSink,
} from './rows-out/index.js';
import { packedWith, textsWith, type Packed, type Texts } from './packing/index.js';
import { decodeListsWith, type DecodeLists } from './list-records/index.js';
import {
  encodeStreamWith,
  encodeTransformWith,
  type EncodeStream,
  type EncodeStreamOptions,
  type EncodeTransform,
  type RowSource,
  type StreamedCodec,
} from './stream-out/index.js';
import { transformWith, type Transform } from './transform/index.js';
import { streamWith, type StreamBatches, type StreamCompiledBatches, type StreamSource } from './stream/index.js';
import {
  summarizeStreamWith,
  summarizeWith,
  type Summarize,
  type SummarizeStream,
  filterWith,
  type FilterExpression,
} from './query/index.js';
import {
  createReferenceEngine,
  openReferenceColumns,
  openReferenceRows,
  packOnReference,
  REFERENCE_SELECTS,
  ReferenceRecords,
  summarizeOnReference,
} from './oracle/index.js';
import type { AnyType, Decoded, ListColumn } from './schema/index.js';

export * from './surface.js';

const engine = createReferenceEngine();

/**
 * A codec without WebAssembly or `eval`, for hosts whose content security policy forbids both: the same results and the
 * same errors as `castbuf`, slower.
 * @throws CastbufError ERR_SCHEMA when the schema has no layout under the ABI, ERR_LIMIT_NESTING when it is too deep
 */
export function createCodec<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(type: T, options?: CodecOptions<N, W>): Codec<T, Decoded<T, N, W>> {
  return createCodecWith(engine, type, options);
}

/** The same as `createCodec`, under the name that `castbuf` has it for hosts that forbid synchronous compiling. */
export async function createCodecAsync<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(type: T, options?: CodecOptions<N, W>): Promise<Codec<T, Decoded<T, N, W>>> {
  return createCodec(type, options);
}

/**
 * A codec for streams in which records of several types lie one after the other; see `recordSet`.
 * @throws CastbufError ERR_SCHEMA when a type has no layout under the ABI, or the discriminator is not at one place in all of them
 */
export function createSetCodec<D extends RecordDefinitions>(
  records: RecordSet<D>,
  options?: SetCodecOptions,
): SetCodec<D> {
  return createSetCodecWith(engine, (set) => new ReferenceRecords(set), records, options);
}

/** The same name as in `castbuf`, for programs that change the entry: there is no kernel here, and nothing to do. */
export function useKernel(_kernel: object): void {}

/** The same as `createSetCodec`, under the name that `castbuf` has it for hosts that forbid synchronous compiling. */
export async function createSetCodecAsync<D extends RecordDefinitions>(
  records: RecordSet<D>,
  options?: SetCodecOptions,
): Promise<SetCodec<D>> {
  return createSetCodec(records, options);
}

// Functions beside a codec, each bound to this entry's engine. Their types say what they do.

/** Records that lie one after the other, as one typed array for each member: as `decodeBatch` of `castbuf`. */
export const decodeBatch: DecodeBatch & DecodeSetBatch & DecodeCompiledBatch = (
  codec: AnyFeatured,
  bytes: Bytes,
  options?: object,
) => decodeBatchWith(openReferenceColumns, codec, bytes, options) as never;

/** Batches of a source that comes in pieces, which may cut records anywhere: as `stream` of `castbuf`. */
export const stream: StreamBatches & StreamSetBatches & StreamCompiledBatches = (
  codec: AnyFeatured,
  source: StreamSource,
  options?: object,
) => streamWith(openReferenceColumns, codec, source, options) as never;

/** What `pipeThrough` of a ReadableStream of bytes takes: as `transform` of `castbuf`. */
export const transform: Transform = (codec: AnyFeatured, options?: object) =>
  transformWith(openReferenceColumns, codec, options) as never;

/** The records that stand in a part of varying length of each row: as `decodeLists` of `castbuf`. */
export const decodeLists: DecodeLists = (codec: AnyFeatured, list: ListColumn) =>
  decodeListsWith(openReferenceColumns, codec, list) as never;

/** The bytes of rows that come in pieces: as `encodeStream` of `castbuf`. */
export const encodeStream: EncodeStream = (
  codec: StreamedCodec,
  source: RowSource<unknown>,
  options?: EncodeStreamOptions,
) => encodeStreamWith(openReferenceRows, openReferenceColumns, codec, source, options);

/** What `pipeThrough` of a ReadableStream of rows takes: as `encodeTransform` of `castbuf`. */
export const encodeTransform: EncodeTransform = (codec: AnyFeatured, options?: EncodeStreamOptions) =>
  encodeTransformWith(openReferenceRows, openReferenceColumns, codec, options) as never;

/** Bytes to fill with input, as `castbuf` gives them in linear memory; without that they are an array of their own. @throws CastbufError ERR_USAGE */
export function inputOf(codec: AnyFeatured, bytes: number): Uint8Array {
  return inputOfWith(openReferenceColumns, codec, bytes);
}

/** The bytes of many records, one after the other: as `encodeBatch` of `castbuf`. */
export const encodeBatch: EncodeBatch & EncodeSetBatch & EncodeCompiledBatch = (codec: AnyFeatured, rows: unknown) =>
  encodeBatchWith(openReferenceRows, codec, rows);

/**
 * The same at the start of `target`; returns how many bytes it wrote. With `{ at: batch }` it writes some columns over the records of a batch, where they lie
 * in `target`, and nothing else. @throws CastbufError ERR_TARGET_TOO_SMALL, and as `encodeBatch` does
 */
export const encodeBatchInto: EncodeBatchInto & EncodeSetBatchInto & EncodeCompiledBatchInto = (
  codec: AnyFeatured,
  rows: unknown,
  target: Bytes,
  options?: EncodeAtOptions,
) => encodeBatchIntoWith(openReferenceRows, codec, rows, target, options);

/** Bytes for a stream, as `castbuf` gives them in linear memory; without that they are an array of their own. @throws CastbufError ERR_USAGE */
export function outputOf(codec: Codec<AnyType, unknown> | CompiledSink<never>, bytes: number): Uint8Array {
  return outputOfWith(openReferenceRows, codec, bytes);
}

/** A part of varying length of all records in one piece, as Apache Arrow lays it out: as `packed` of `castbuf`. */
export const packed: Packed = (batch, path) => packedWith(packOnReference, batch, path) as never;

/** The texts of a column as strings, one a row. @throws CastbufError as `packed` does */
export const texts: Texts = (batch, path) => textsWith(packOnReference, batch, path);

/** A filter for `decodeBatch`, `stream` and `summarize`. Paths and values are checked when it meets a codec. */
export function filter<const Path extends string>(
  expression: FilterExpression<Path>,
): ReturnType<typeof filterWith<Path>> {
  return filterWith(REFERENCE_SELECTS, expression);
}

/**
 * Count, sum, least, greatest, histogram and percentiles of columns, without rows: nothing that grows with the records is kept.
 * Without `columns` all columns of one number a record.
 * @throws CastbufError ERR_USAGE, ERR_TYPE for columns and values of `query` that are wrong
 */
export const summarize: Summarize = (codec, bytes, query) =>
  summarizeWith({ open: openReferenceColumns, summarize: summarizeOnReference }, codec, bytes, query) as never;

/** The same of a source that comes in pieces. Records may be cut anywhere between pieces. */
export const summarizeStream: SummarizeStream = (codec, source, options) =>
  summarizeStreamWith({ open: openReferenceColumns, summarize: summarizeOnReference }, codec, source, options) as never;
