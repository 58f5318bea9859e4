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
  type SetCodec,
  type StreamSetBatches,
} from './record-sets/index.js';
import { type RecordDefinitions, type RecordSet } from './record-types/index.js';
import { openRecords, RECORD_SETS } from './record-sets/kernel.js';
import { decodeBatchWith, inputOfWith, type DecodeBatch, type DecodeCompiledBatch } from './columns/index.js';
import { COLUMNS, openColumns } from './columns/kernel.js';
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
import { openRows, ROWS } from './rows-out/kernel.js';
import { packedWith, textsWith, type Packed, type Texts } from './packing/index.js';
import { PACKING, packOnKernel } from './packing/kernel.js';
import { streamWith, type StreamBatches, type StreamCompiledBatches, type StreamSource } from './stream/index.js';
import {
  summarizeStreamWith,
  summarizeWith,
  type Summarize,
  type SummarizeStream,
  filterWith,
  type FilterExpression,
} from './query/index.js';
import { KERNEL_SELECTS, QUERY, summarizeOnKernel } from './query/kernel.js';
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
import { compileModules, startCore, startWhole } from './memory/index.js';
import type { AnyType, Decoded, ListColumn } from './schema/index.js';

export * from './surface.js';

// One kernel for all codecs of the process, started by the first call that decodes or encodes.
const engine = createKernelEngine(() => startCore(CORE));

/**
 * A codec for a struct or union, on the WebAssembly kernel. The first decode or encode compiles the kernel (synchronously).
 * @throws CastbufError ERR_SCHEMA when the schema has no layout under the ABI, ERR_LIMIT_NESTING when it is too deep
 * @example
 * ```ts
 * import { createCodec, struct, u16, u32 } from 'castbuf';
 *
 * const codec = createCodec(struct('POINT', { Id: u16, Value: u32 }));
 * const bytes = codec.encode({ Id: 1, Value: 500 });
 * console.log(bytes.length, codec.layout.offsetOf('Value')); // 8 4
 * console.log(codec.decode(bytes)); // { Id: 1, Value: 500 }
 * ```
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
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { createCodec, struct, u32, useKernel } from 'castbuf';
 *
 * // A host that needs this hands out the module itself; here Node makes it of the file.
 * const file = readFileSync(new URL(import.meta.resolve('castbuf/kernel.wasm')));
 * useKernel(new WebAssembly.Module(file));
 * console.log(createCodec(struct('S', { Value: u32 })).decode(Uint8Array.of(7, 0, 0, 0))); // { Value: 7 }
 * ```
 */
export function useKernel(kernel: object): void {
  engine.adopt(startWhole(kernel));
}

/**
 * A codec for streams in which records of several types lie one after the other; see `recordSet`.
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

/**
 * Records that lie one after the other, as one typed array for each member. It stops at the first record that is wrong: `batch.error` says why, and every
 * record before it is in the batch. Options: `columns` and `where` say which members and records are wanted, `maxRows` how many at most, `borrow` and `into`
 * where the columns lie.
 * @throws CastbufError ERR_USAGE, ERR_TYPE for a wrong option; never for what the bytes hold
 * @example
 * ```ts
 * import { createCodec, decodeBatch, struct, u16 } from 'castbuf';
 *
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * const batch = decodeBatch(codec, Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0, 5));
 * console.log(batch.rowCount, batch.columns.B); // 2 Uint16Array(2) [ 2, 4 ]
 * console.log(batch.error?.code, batch.consumedBytes); // ERR_TRUNCATED_HEADER 8
 * ```
 */
export const decodeBatch: DecodeBatch & DecodeSetBatch & DecodeCompiledBatch = (
  codec: AnyFeatured,
  bytes: Bytes,
  options?: object,
) => decodeBatchWith(openColumns, codec, bytes, options) as never;

/**
 * Batches of a source that comes in pieces, which may cut records anywhere. Memory is bounded by one piece and one record. The last batch says in `error`
 * what ended the stream early.
 * @throws CastbufError ERR_USAGE, ERR_TYPE for a wrong option, and for a source that gives no pieces
 * @example
 * ```ts
 * import { createCodec, stream, struct, u16 } from 'castbuf';
 *
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * const pieces = [Uint8Array.of(1, 0, 2), Uint8Array.of(0, 3, 0, 4, 0)]; // or a file's or a socket's stream
 * for await (const batch of stream(codec, pieces)) console.log(batch.columns.A); // Uint16Array(2) [ 1, 3 ]
 * ```
 */
export const stream: StreamBatches & StreamSetBatches & StreamCompiledBatches = (
  codec: AnyFeatured,
  source: StreamSource,
  options?: object,
) => streamWith(openColumns, codec, source, options) as never;

/**
 * What `pipeThrough` of a ReadableStream of bytes takes: the batches of `stream`, which come out one at a time, as they are wanted. Options as those of `stream`.
 * @throws CastbufError ERR_USAGE, ERR_TYPE for a wrong option; what ends the stream ends both sides
 * @example
 * ```ts
 * import { createCodec, struct, transform, u16 } from 'castbuf';
 *
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * const bytes = new Blob([Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0)]).stream(); // or the body of a fetch
 * const reader = bytes.pipeThrough(transform(codec)).getReader();
 * console.log((await reader.read()).value?.columns.A); // Uint16Array(2) [ 1, 3 ]
 * ```
 */
export const transform: Transform = (codec: AnyFeatured, options?: object) =>
  transformWith(openColumns, codec, options) as never;

/**
 * The records that stand in a part of varying length of each row: of `records(set)` with a codec of the set, of bytes with any codec, of a counted array of structs with a codec of
 * the struct. All of them become one batch, and `rows` says which row of the column each stands in.
 * @throws CastbufError ERR_TYPE for what is no such column, ERR_OUT_OF_RANGE where a list reaches past its data, ERR_USAGE for records that may take the rest of their list;
 * never for what the bytes hold: `error` says which list is wrong
 * @example
 * ```ts
 * import { createCodec, createSetCodec, decodeBatch, decodeLists, records, recordSet, struct, u16, u8 } from 'castbuf';
 *
 * const set = recordSet('Type', { Small: [1, struct('SMALL', { Type: u8, Value: u8 })], Large: [2, struct('LARGE', { Type: u8, Value: u16 }, { pack: 1 })] });
 * const codec = createCodec(struct('MESSAGE', { Size: u8, Options: records(set, 'Size') }));
 * const batch = decodeBatch(codec, Uint8Array.of(5, 1, 7, 2, 9, 0, 0, 2, 1, 8));
 * const { records: options, rows } = decodeLists(createSetCodec(set), batch.columns.Options);
 * console.log(options.of.Small.columns.Value, rows.Small); // Uint8Array(2) [ 7, 8 ] Uint32Array(2) [ 0, 2 ]
 * ```
 */
export const decodeLists: DecodeLists = (codec: AnyFeatured, list: ListColumn) =>
  decodeListsWith(openColumns, codec, list) as never;

/** Linear memory for `bytes` bytes of input, which `decodeBatch` then does not copy first; good for one batch. @throws CastbufError ERR_USAGE */
export function inputOf(codec: AnyFeatured, bytes: number): Uint8Array {
  return inputOfWith(openColumns, codec, bytes);
}

/**
 * The bytes of many records, one after the other: from an array of values, or from columns by their paths, as a batch has them.
 * @throws CastbufError as `codec.encode` does; ERR_DISAGREE for columns that do not go together
 * @example
 * ```ts
 * import { createCodec, encodeBatch, struct, u16 } from 'castbuf';
 *
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * console.log(encodeBatch(codec, [{ A: 1, B: 2 }]).join()); // 1,0,2,0
 * const columns = { A: Uint16Array.of(1, 3), B: Uint16Array.of(2, 4) };
 * console.log(encodeBatch(codec, columns).join()); // 1,0,2,0,3,0,4,0
 * ```
 */
export const encodeBatch: EncodeBatch & EncodeSetBatch & EncodeCompiledBatch = (codec: AnyFeatured, rows: unknown) =>
  encodeBatchWith(openRows, codec, rows);

/**
 * The bytes of rows that come in pieces, each as `encodeBatch` takes them: the same bytes as those of all rows together, a piece of them for each piece of rows. Padding between records, and
 * the distance from one to the next, lead from piece to piece; where records hold that distance, the last one is kept back until its successor is there.
 * @throws CastbufError as `encodeBatch` does, with the piece and the place in all bytes; ERR_USAGE, ERR_TYPE for a wrong option, and for a source that gives no rows
 * @example
 * ```ts
 * import { createCodec, encodeStream, struct, u16 } from 'castbuf';
 *
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * const pieces = [[{ A: 1, B: 2 }], [{ A: 3, B: 4 }, { A: 5, B: 6 }]]; // or columns, as batches come
 * const lengths = [];
 * for await (const bytes of encodeStream(codec, pieces)) lengths.push(bytes.length);
 * console.log(lengths.join()); // 4,8
 * ```
 */
export const encodeStream: EncodeStream = (
  codec: StreamedCodec,
  source: RowSource<unknown>,
  options?: EncodeStreamOptions,
) => encodeStreamWith(openRows, openColumns, codec, source, options);

/**
 * What `pipeThrough` of a ReadableStream of rows takes: the bytes of `encodeStream`, which come out as they are wanted.
 * @throws CastbufError ERR_USAGE, ERR_TYPE for a wrong option; what ends the stream ends both sides
 */
export const encodeTransform: EncodeTransform = (codec: AnyFeatured, options?: EncodeStreamOptions) =>
  encodeTransformWith(openRows, openColumns, codec, options) as never;

/**
 * `encodeBatch` at the start of `target`; returns how many bytes it wrote. It may overlap the columns. With `{ at: batch }` it writes some columns over the
 * records of a batch, where they lie in `target`, and nothing else.
 * @throws CastbufError ERR_TARGET_TOO_SMALL, and as `encodeBatch` does
 * @example
 * ```ts
 * import { createCodec, decodeBatch, encodeBatchInto, struct, u16 } from 'castbuf';
 *
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * const bytes = Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0);
 * const batch = decodeBatch(codec, bytes, { columns: ['B'] });
 * const { B } = batch.columns;
 * for (let row = 0; row < B.length; row++) B[row] += 5;
 * encodeBatchInto(codec, { B }, bytes, { at: batch });
 * console.log(bytes.join()); // 1,0,7,0,3,0,9,0
 * ```
 */
export const encodeBatchInto: EncodeBatchInto & EncodeSetBatchInto & EncodeCompiledBatchInto = (
  codec: AnyFeatured,
  rows: unknown,
  target: Bytes,
  options?: EncodeAtOptions,
) => encodeBatchIntoWith(openRows, codec, rows, target, options);

/**
 * Linear memory for a stream of `bytes` bytes. Borrowed columns of a batch of `inputOf` are written there by `encodeBatchInto` without being copied
 * before or after, and the batch stays good. What is after the stream may change. The next call gives the same memory again; where there is less,
 * memory grows, which ends borrowed batches and views of it: ask once before `inputOf`. @throws CastbufError ERR_USAGE
 */
export function outputOf(codec: Codec<AnyType, unknown> | CompiledSink<never>, bytes: number): Uint8Array {
  return outputOfWith(openRows, codec, bytes);
}

/**
 * A part of varying length of all records in one piece, as Apache Arrow lays out lists, binary and UTF-8. Row `i` is `data` from `offsets[i]` to
 * `offsets[i + 1]`, counted in elements. The caller owns both.
 * @throws CastbufError ERR_USAGE for a column that is no such part, ERR_LENGTH above 2 GiB, ERR_STALE_BATCH
 * @example
 * ```ts
 * import { createCodec, decodeBatch, packed, struct, text, texts, u8 } from 'castbuf';
 *
 * const codec = createCodec(struct('NAME', { Length: u8, Text: text('ascii', 'Length') }));
 * const batch = decodeBatch(codec, Uint8Array.of(2, 0x68, 0x69, 1, 0x21));
 * console.log(packed(batch, 'Text').offsets, texts(batch, 'Text')); // Int32Array(3) [ 0, 2, 3 ] [ 'hi', '!' ]
 * ```
 */
export const packed: Packed = (batch, path) => packedWith(packOnKernel, batch, path) as never;

/** The texts of a column as strings, one a row, as `batch.value(row)` has them. @throws CastbufError as `packed` does */
export const texts: Texts = (batch, path) => textsWith(packOnKernel, batch, path);

/**
 * A filter for `where` of `decodeBatch`, `stream` and `summarize`. Paths and values are checked when it meets a codec. `parseFilter` makes an expression of a text.
 * @throws CastbufError ERR_USAGE, ERR_TYPE from the call that uses it
 * @example
 * ```ts
 * import { createCodec, decodeBatch, filter, struct, u16 } from 'castbuf';
 *
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * const where = filter({ and: [['A', '>', 1], ['B', 'in', [4, 6]]] });
 * const batch = decodeBatch(codec, Uint8Array.of(1, 0, 4, 0, 3, 0, 4, 0), { where });
 * console.log(batch.rowCount, batch.selection); // 1 Uint32Array(1) [ 1 ]
 * ```
 */
export function filter<const Path extends string>(
  expression: FilterExpression<Path>,
): ReturnType<typeof filterWith<Path>> {
  return filterWith(KERNEL_SELECTS, expression);
}

/**
 * Count, sum, least, greatest, histogram and percentiles of columns, without rows: nothing that grows with the records is kept.
 * Without `columns` all columns of one number a record. Percentiles are off by a 64th at most.
 * @throws CastbufError ERR_USAGE, ERR_TYPE for columns and values of `query` that are wrong
 * @example
 * ```ts
 * import { createCodec, struct, summarize, u16 } from 'castbuf';
 *
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * const { columns } = summarize(codec, Uint8Array.of(1, 0, 4, 0, 3, 0, 6, 0), { columns: ['B'] });
 * console.log(columns.B?.count, columns.B?.sum, columns.B?.max); // 2 10 6
 * ```
 */
export const summarize: Summarize = (codec, bytes, query) =>
  summarizeWith({ open: openColumns, summarize: summarizeOnKernel }, codec, bytes, query) as never;

/** The same of a source that comes in pieces. Records may be cut anywhere between pieces. */
export const summarizeStream: SummarizeStream = (codec, source, options) =>
  summarizeStreamWith({ open: openColumns, summarize: summarizeOnKernel }, codec, source, options) as never;
