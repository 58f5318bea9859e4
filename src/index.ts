import type { Bytes } from './bytes/index.js';
import {
  createCodecWith,
  type AnyFeatured,
  type Codec,
  type CodecOptions,
  type SetCodecOptions,
  type WideNotation,
} from './message/index.js';
import { createKernelEngine, CORE } from './message/kernel.js';
import {
  createSetCodecWith,
  type DecodeSetBatch,
  type EncodeSetBatch,
  type EncodeSetBatchInto,
  type RecordDefinitions,
  type RecordSet,
  type SetCodec,
  type StreamSetBatches,
} from './record-sets/index.js';
import { openRecords, RECORD_SETS } from './record-sets/kernel.js';
import { decodeBatchWith, inputOfWith, type BatchQuery, type DecodeBatch } from './columns/index.js';
import { COLUMNS, openColumns } from './columns/kernel.js';
import {
  encodeBatchIntoWith,
  encodeBatchWith,
  outputOfWith,
  type EncodeBatch,
  type EncodeBatchInto,
} from './rows-out/index.js';
import { openRows, ROWS } from './rows-out/kernel.js';
import { packedWith, textsWith, type Packed, type Texts } from './packing/index.js';
import { PACKING, packOnKernel } from './packing/kernel.js';
import { streamWith, type StreamBatches, type StreamOptions, type StreamSource } from './stream/index.js';
import {
  summarizeStreamWith,
  summarizeWith,
  type Summaries,
  filterWith,
  type FilterExpression,
} from './query/index.js';
import { KERNEL_SELECTS, QUERY, summarizeOnKernel } from './query/kernel.js';
import { compileModules, startCore, startWhole } from './memory/index.js';
import type { AnyType, Decoded, NumberPath } from './schema/index.js';

export * from './surface.js';

// One kernel for all codecs of the process, started by the first call that decodes or encodes.
const engine = createKernelEngine(() => startCore(CORE));

/**
 * A codec for a struct or union, on the WebAssembly kernel. The first decode or encode compiles the kernel (synchronously).
 * @throws CastbufError ERR_SCHEMA when the schema has no layout under the ABI, ERR_LIMIT_NESTING when it is too deep
 */
export function createCodec<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(type: T, options?: CodecOptions<N, W>): Codec<T, Decoded<T, N, W>> {
  return createCodecWith(engine, type, options);
}

/** The same where a host forbids synchronous compiling: the kernel is compiled before the promise resolves. */
export async function createCodecAsync<
  T extends AnyType,
  const N extends boolean = false,
  const W extends WideNotation = 'bigint',
>(type: T, options?: CodecOptions<N, W>): Promise<Codec<T, Decoded<T, N, W>>> {
  await compileModules(ALL_MODULES);
  return createCodecWith(engine, type, options);
}

const ALL_MODULES = [CORE, COLUMNS, ROWS, QUERY, RECORD_SETS, PACKING];

/**
 * For hosts that compile no WebAssembly themselves: the kernel of all codecs is the one that is given, `castbuf/kernel.wasm` as a `WebAssembly.Module`.
 * Call it before the first decode. The `workerd` condition of this package has done it.
 * @throws CastbufError ERR_TYPE, ERR_USAGE where a kernel is at work already, ERR_KERNEL for one of another version
 */
export function useKernel(kernel: object): void {
  engine.adopt(startWhole(kernel));
}

/**
 * A codec for streams in which records of several types lie one behind the other; see `recordSet`.
 * @throws CastbufError ERR_SCHEMA when a type has no layout under the ABI, or the discriminator is not at one place in all of them
 */
export function createSetCodec<D extends RecordDefinitions>(
  records: RecordSet<D>,
  options?: SetCodecOptions,
): SetCodec<D> {
  return createSetCodecWith(engine, (set) => openRecords(engine, set), records, options);
}

/** The same where a host forbids synchronous compiling: the kernel is compiled before the promise resolves. */
export async function createSetCodecAsync<D extends RecordDefinitions>(
  records: RecordSet<D>,
  options?: SetCodecOptions,
): Promise<SetCodec<D>> {
  await compileModules(ALL_MODULES);
  return createSetCodec(records, options);
}

// Functions beside a codec, each bound to this entry's engine. Their types say what they do.

export const decodeBatch: DecodeBatch & DecodeSetBatch = (codec: AnyFeatured, bytes: Bytes, options?: object) =>
  decodeBatchWith(openColumns, codec, bytes, options) as never;

export const stream: StreamBatches & StreamSetBatches = (codec: AnyFeatured, source: StreamSource, options?: object) =>
  streamWith(openColumns, codec, source, options) as never;

/** Linear memory for `bytes` bytes of input, which `decodeBatch` then does not copy first; good for one batch. @throws CastbufError ERR_USAGE */
export function inputOf(codec: Codec<AnyType, unknown>, bytes: number): Uint8Array {
  return inputOfWith(openColumns, codec, bytes);
}

export const encodeBatch: EncodeBatch & EncodeSetBatch = (codec: AnyFeatured, rows: unknown) =>
  encodeBatchWith(openRows, codec, rows);

export const encodeBatchInto: EncodeBatchInto & EncodeSetBatchInto = (
  codec: AnyFeatured,
  rows: unknown,
  target: Bytes,
) => encodeBatchIntoWith(openRows, codec, rows, target);

/**
 * Linear memory for a stream of `bytes` bytes. Borrowed columns of a batch of `inputOf` are written there by `encodeBatchInto` without being copied
 * before or after, and the batch stays good. What is after the stream may change. The next call gives the same memory again; where there is less,
 * memory grows, which ends borrowed batches and views of it: ask once before `inputOf`. @throws CastbufError ERR_USAGE
 */
export function outputOf(codec: Codec<AnyType, unknown>, bytes: number): Uint8Array {
  return outputOfWith(openRows, codec, bytes);
}

export const packed: Packed = (batch, path) => packedWith(packOnKernel, batch, path) as never;

export const texts: Texts = (batch, path) => textsWith(packOnKernel, batch, path);

/** A filter for `decodeBatch`, `stream` and `summarize`. Paths and values are checked when it meets a codec. */
export function filter<const Path extends string>(
  expression: FilterExpression<Path>,
): ReturnType<typeof filterWith<Path>> {
  return filterWith(KERNEL_SELECTS, expression);
}

/**
 * Count, sum, least, greatest, histogram and percentiles of columns, without rows: nothing that grows with the records is kept.
 * Without `columns` all columns of one number a record.
 * @throws CastbufError ERR_USAGE, ERR_TYPE for columns and values of `query` that are wrong
 */
export function summarize<T extends AnyType>(
  codec: Codec<T, unknown>,
  bytes: Bytes,
  query?: BatchQuery<T>,
): Summaries<NumberPath<T>> {
  return summarizeWith({ open: openColumns, summarize: summarizeOnKernel }, codec, bytes, query);
}

/** The same of a source that comes in pieces. Records may be cut anywhere between pieces. */
export function summarizeStream<T extends AnyType>(
  codec: Codec<T, unknown>,
  source: StreamSource,
  options?: BatchQuery<T> & StreamOptions,
): Promise<Summaries<NumberPath<T>>> {
  return summarizeStreamWith({ open: openColumns, summarize: summarizeOnKernel }, codec, source, options);
}
