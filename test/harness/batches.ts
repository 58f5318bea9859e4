import type { Bytes } from '../../src/bytes/index.js';
import {
  batchesOf,
  decodeBatchWith,
  inputOfWith,
  validity as validityOfBatch,
  wideColumn as wideColumnOfBatch,
  type BatchSource,
  type DecodeBatch,
  type ColumnReader,
} from '../../src/columns/index.js';
import { CompiledBatch } from '../../src/compiled/index.js';
import { openColumns } from '../../src/columns/kernel.js';
import {
  encodeBatchIntoWith,
  encodeBatchWith,
  outputOfWith,
  type EncodeAtOptions,
  type EncodeBatch,
  type EncodeBatchInto,
  type RowWriter,
} from '../../src/rows-out/index.js';
import { openRows } from '../../src/rows-out/kernel.js';
import { packedWith, textsWith, type Packed, type Texts, type PackRanges } from '../../src/packing/index.js';
import { packOnKernel } from '../../src/packing/kernel.js';
import { decodeListsWith, type DecodeLists } from '../../src/list-records/index.js';
import {
  encodeStreamWith,
  encodeTransformWith,
  type EncodeStream,
  type EncodeStreamOptions,
  type EncodeTransform,
  type RowSource,
  type StreamedCodec,
} from '../../src/stream-out/index.js';
import { transformWith, type Transform } from '../../src/transform/index.js';
import { streamWith, type StreamBatches, type StreamSource } from '../../src/stream/index.js';
import {
  summarizeStreamWith,
  summarizeWith,
  type Summarize,
  type SummarizeStream,
  type SummaryEngine,
  filterWith,
  type FilterExpression,
} from '../../src/query/index.js';
import { KERNEL_SELECTS, summarizeOnKernel } from '../../src/query/kernel.js';
import type { AnyFeatured, Codec, Machine } from '../../src/message/index.js';
import type {
  DecodeSetBatch,
  EncodeSetBatch,
  EncodeSetBatchInto,
  StreamSetBatches,
} from '../../src/record-sets/index.js';
import {
  openReferenceColumns,
  openReferenceRows,
  packOnReference,
  REFERENCE_SELECTS,
  ReferenceMachine,
  summarizeOnReference,
} from '../../src/oracle/index.js';
import type { AnyType, ListColumn } from '../../src/schema/index.js';
import { isCompiled, isCompiledBatch, isCompiledSet, needsKernel } from './compiled-engine.js';
import { lacks } from './lacks.js';

/*
 * The functions beside a codec, for tests that run on every engine: each asks the codec, or the batch, which one it is of. Users import them from
 * the entry that their codec is from.
 */

/** What reads batches of a program on the engine that the machine is of. */
export function readerOf(machine: Machine): ColumnReader {
  return (machine.inner ?? machine) instanceof ReferenceMachine ? openReferenceColumns(machine) : openColumns(machine);
}

/** What writes streams of a program on the engine that the machine is of. */
export function writerOf(machine: Machine): RowWriter {
  return (machine.inner ?? machine) instanceof ReferenceMachine ? openReferenceRows(machine) : openRows(machine);
}

export const pack: PackRanges = (source, ranges, packing) =>
  ('arena' in source ? packOnKernel : packOnReference)(source, ranges, packing);

const summaries: SummaryEngine = {
  open: readerOf,
  summarize: (reader, bytes, request) =>
    ('arena' in reader ? summarizeOnKernel : summarizeOnReference)(reader, bytes, request),
};

export const decodeBatch: DecodeBatch & DecodeSetBatch = (codec: AnyFeatured, bytes: Bytes, options?: object) => {
  needsKernel(codec);
  if (isCompiled(codec)) assertNoFilter(options);
  return decodeBatchWith(readerOf, codec, bytes, options) as never;
};

export const stream: StreamBatches & StreamSetBatches = (
  codec: AnyFeatured,
  source: StreamSource,
  options?: object,
) => {
  needsKernel(codec);
  if (isCompiled(codec)) assertNoFilter(options);
  return streamWith(readerOf, codec, source, options) as never;
};

function assertNoFilter(options?: { readonly where?: unknown }): void {
  if (options?.where !== undefined) lacks('filters');
}

export function inputOf(codec: AnyFeatured, bytes: number): Uint8Array {
  needsKernel(codec);
  return inputOfWith(readerOf, codec, bytes);
}

export const transform: Transform = (codec: AnyFeatured, options: object = {}) => {
  needsKernel(codec);
  return transformWith(readerOf, codec, options) as never;
};

export const decodeLists: DecodeLists = (codec: AnyFeatured, list: ListColumn) => {
  needsKernel(codec);
  return decodeListsWith(readerOf, codec, list) as never;
};

export const encodeStream: EncodeStream = (
  codec: StreamedCodec,
  source: RowSource<unknown>,
  options?: EncodeStreamOptions,
) => {
  needsKernel(codec);
  return encodeStreamWith(writerOf, readerOf, codec, source, options);
};

export const encodeTransform: EncodeTransform = (codec: AnyFeatured, options?: EncodeStreamOptions) => {
  needsKernel(codec);
  return encodeTransformWith(writerOf, readerOf, codec, options) as never;
};

/** What streams ask. */
export function sourceOf(codec: AnyFeatured): BatchSource {
  needsKernel(codec);
  return batchesOf(readerOf, codec);
}

export const wideColumn: typeof wideColumnOfBatch = (batch, path) =>
  isCompiledBatch(batch) ? lacks('wideColumn') : wideColumnOfBatch(batch, path);

export const validity: typeof validityOfBatch = (batch, path) =>
  batch instanceof CompiledBatch ? batch.validity(path) : validityOfBatch(batch, path);

export const encodeBatch: EncodeBatch & EncodeSetBatch = (codec: AnyFeatured, rows: unknown) => {
  if (!isCompiledSet(codec)) needsKernel(codec);
  if (isCompiled(codec)) assertNonePacked(rows);
  return encodeBatchWith(writerOf, codec, rows);
};

/** Columns as `packed` gives them, or as Arrow has them: values with offsets, and no lengths. */
function assertNonePacked(rows: unknown): void {
  if (typeof rows !== 'object' || rows === null || Array.isArray(rows) || Symbol.iterator in rows) return;
  // A getter is not called here.
  const columns = Object.values(Object.getOwnPropertyDescriptors(rows));
  for (const { value: column } of columns as { readonly value?: unknown }[]) {
    const isObject = typeof column === 'object' && column !== null && !ArrayBuffer.isView(column);
    if (isObject && 'offsets' in column && !('lengths' in column)) lacks('packed columns');
  }
}

export const encodeBatchInto: EncodeBatchInto & EncodeSetBatchInto = (
  codec: AnyFeatured,
  rows: unknown,
  target: Bytes,
  options?: EncodeAtOptions,
) => {
  if (!isCompiledSet(codec)) needsKernel(codec);
  if (isCompiled(codec)) assertNonePacked(rows);
  if (isCompiled(codec) && !isCompiledSet(codec) && options !== undefined) lacks('encodeBatchInto with at');
  return encodeBatchIntoWith(writerOf, codec, rows, target, options);
};

export function outputOf(codec: Codec<AnyType, unknown>, bytes: number): Uint8Array {
  needsKernel(codec);
  return outputOfWith(writerOf, codec, bytes);
}

export const packed: Packed = (batch, path) =>
  isCompiledBatch(batch) ? lacks('packed columns') : (packedWith(pack, batch, path) as never);
export const texts: Texts = (batch, path) =>
  isCompiledBatch(batch) ? lacks('packed columns') : textsWith(pack, batch, path);

/** For codecs of any engine. */
export function filter<const Path extends string>(
  expression: FilterExpression<Path>,
): ReturnType<typeof filterWith<Path>> {
  return filterWith({ ...KERNEL_SELECTS, ...REFERENCE_SELECTS }, expression);
}

export const summarize: Summarize = (codec, bytes, query) =>
  isCompiled(codec) ? lacks('summaries') : (summarizeWith(summaries, codec, bytes, query) as never);

export const summarizeStream: SummarizeStream = (codec, source, options) =>
  isCompiled(codec) ? lacks('summaries') : (summarizeStreamWith(summaries, codec, source, options) as never);
