import type { AnyFeatured, Codec } from '../message/index.js';
import type { OpenColumns } from '../columns/index.js';
import type { RecordDefinitions, RecordInput } from '../record-types/index.js';
import type { SetCodec } from '../record-sets/index.js';
import type { ColumnsInput, CompiledSink, OpenRows } from '../rows-out/index.js';
import type { AnyType, InferInput } from '../schema/index.js';
import { passThrough, type PassThrough } from '../transform/index.js';
import { assertOptions } from '../errors/index.js';
import { assertStreamOptions } from '../stream/index.js';
import { ENCODE_STREAM_OPTIONS, encodeStreamWith, type EncodeStreamOptions, type RowSource } from './encode-stream.js';

type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;
type Streamed<Rows> = CompiledSink<Rows> & { decode(message: Uint8Array): unknown };

/** `encodeStream` for all kinds of codecs. */
export interface EncodeStream {
  /** Rows of one type. */
  <T extends AnyType>(
    codec: Codec<T, unknown>,
    source: RowSource<ColumnsInput | readonly InferInput<T>[]>,
    options?: EncodeStreamOptions,
  ): Pieces;
  /** Rows of a record set. */
  <D extends RecordDefinitions>(
    codec: SetCodec<D>,
    source: RowSource<readonly RecordInput<D>[]>,
    options?: EncodeStreamOptions,
  ): Pieces;
  /** Rows of a codec that was compiled ahead of time. */
  <Rows>(codec: Streamed<Rows>, source: RowSource<NoInfer<Rows>>, options?: EncodeStreamOptions): Pieces;
}

/** `encodeTransform` for all kinds of codecs. */
export interface EncodeTransform {
  /** Rows of one type. */
  <T extends AnyType>(
    codec: Codec<T, unknown>,
    options?: EncodeStreamOptions,
  ): PassThrough<ColumnsInput | readonly InferInput<T>[], Uint8Array<ArrayBuffer>>;
  /** Rows of a record set. */
  <D extends RecordDefinitions>(
    codec: SetCodec<D>,
    options?: EncodeStreamOptions,
  ): PassThrough<readonly RecordInput<D>[], Uint8Array<ArrayBuffer>>;
  /** Rows of a codec that was compiled ahead of time. */
  <Rows>(codec: Streamed<Rows>, options?: EncodeStreamOptions): PassThrough<Rows, Uint8Array<ArrayBuffer>>;
}

export function encodeTransformWith(
  openRows: OpenRows,
  openColumns: OpenColumns,
  codec: AnyFeatured,
  options: EncodeStreamOptions = {},
): PassThrough<unknown, Uint8Array<ArrayBuffer>> {
  assertOptions('encodeTransform', options, ENCODE_STREAM_OPTIONS);
  assertStreamOptions(options);
  return passThrough(
    (source, signal) => encodeStreamWith(openRows, openColumns, codec as Streamed<unknown>, source, { signal }),
    options.signal,
  );
}
