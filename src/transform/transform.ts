import type { Bytes } from '../bytes/index.js';
import type { Batch, BatchQuery, CompiledSource, OpenColumns } from '../columns/index.js';
import type { AnyFeatured, Codec } from '../message/index.js';
import type { SetBatch, SetCodec } from '../record-sets/index.js';
import type { RecordDefinitions } from '../record-types/index.js';
import type { AnyType } from '../schema/index.js';
import { assertStreamOptions, type StreamOptions, streamWith } from '../stream/index.js';
import { passThrough, type PassThrough } from './pass-through.js';

/** `transform` for all kinds of codecs. */
export interface Transform {
  /** Batches of one type. */
  <T extends AnyType, Value>(
    codec: Codec<T, Value>,
    options?: StreamOptions & BatchQuery<T>,
  ): PassThrough<Bytes, Batch<T, Value>>;
  /** Batches of a record set. */
  <D extends RecordDefinitions>(codec: SetCodec<D>, options?: StreamOptions): PassThrough<Bytes, SetBatch<D>>;
  /** Batches of a codec that was compiled ahead of time. */
  <B>(
    codec: CompiledSource<B>,
    options?: StreamOptions & { readonly columns?: readonly string[] },
  ): PassThrough<Bytes, B>;
}

export function transformWith(
  open: OpenColumns,
  codec: AnyFeatured,
  options: StreamOptions = {},
): PassThrough<Bytes, unknown> {
  assertStreamOptions(options);
  return passThrough((source, signal) => streamWith(open, codec, source, { ...options, signal }), options.signal);
}
