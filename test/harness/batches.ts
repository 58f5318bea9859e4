import type { Bytes } from '../../src/bytes/index.js';
import { decodeBatchWith, inputOfWith, type DecodeBatch, type ColumnReader } from '../../src/columns/index.js';
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
import type { AnyType } from '../../src/schema/index.js';

/*
 * The functions beside a codec, for tests that run on every engine: each asks the codec, or the batch, which one it is of. Users import them from
 * the entry that their codec is from.
 */

/** What reads batches of a program on the engine that the machine is of. */
export function readerOf(machine: Machine): ColumnReader {
  return machine instanceof ReferenceMachine ? openReferenceColumns(machine) : openColumns(machine);
}

/** What writes streams of a program on the engine that the machine is of. */
export function writerOf(machine: Machine): RowWriter {
  return machine instanceof ReferenceMachine ? openReferenceRows(machine) : openRows(machine);
}

export const pack: PackRanges = (source, ranges, packing) =>
  ('arena' in source ? packOnKernel : packOnReference)(source, ranges, packing);

const summaries: SummaryEngine = {
  open: readerOf,
  summarize: (reader, bytes, request) =>
    ('arena' in reader ? summarizeOnKernel : summarizeOnReference)(reader, bytes, request),
};

export const decodeBatch: DecodeBatch & DecodeSetBatch = (codec: AnyFeatured, bytes: Bytes, options?: object) =>
  decodeBatchWith(readerOf, codec, bytes, options) as never;

export const stream: StreamBatches & StreamSetBatches = (codec: AnyFeatured, source: StreamSource, options?: object) =>
  streamWith(readerOf, codec, source, options) as never;

export function inputOf(codec: AnyFeatured, bytes: number): Uint8Array {
  return inputOfWith(readerOf, codec, bytes);
}

export const encodeBatch: EncodeBatch & EncodeSetBatch = (codec: AnyFeatured, rows: unknown) =>
  encodeBatchWith(writerOf, codec, rows);

export const encodeBatchInto: EncodeBatchInto & EncodeSetBatchInto = (
  codec: AnyFeatured,
  rows: unknown,
  target: Bytes,
  options?: EncodeAtOptions,
) => encodeBatchIntoWith(writerOf, codec, rows, target, options);

export function outputOf(codec: Codec<AnyType, unknown>, bytes: number): Uint8Array {
  return outputOfWith(writerOf, codec, bytes);
}

export const packed: Packed = (batch, path) => packedWith(pack, batch, path) as never;
export const texts: Texts = (batch, path) => textsWith(pack, batch, path);

/** For codecs of any engine. */
export function filter<const Path extends string>(
  expression: FilterExpression<Path>,
): ReturnType<typeof filterWith<Path>> {
  return filterWith({ ...KERNEL_SELECTS, ...REFERENCE_SELECTS }, expression);
}

export const summarize: Summarize = (codec, bytes, query) => summarizeWith(summaries, codec, bytes, query) as never;

export const summarizeStream: SummarizeStream = (codec, source, options) =>
  summarizeStreamWith(summaries, codec, source, options) as never;
