import { joinBytes } from '../bytes/index.js';
import type { Batch } from '../columns/index.js';
import { CastbufError } from '../errors/index.js';
import type { Codec } from '../message/index.js';
import type { AnyType, ColumnSelection } from '../schema/index.js';
import type { Alignment } from './message-writer.js';
import { assertBatch, type ArrowBatch } from './table-rows.js';
import { ArrowTableWriter, assertTableOptions, Table } from './table-writer.js';

/** How records become a table of Apache Arrow. */
export interface ArrowOptions<T extends AnyType = AnyType> {
  /** Paths of the columns of the table; a record stands for all of its members. By default those that the first batch has. */
  readonly columns?: readonly ColumnSelection<T>[] | undefined;
  /** What columns are called: the last steps of their paths as far as these are unique, or their paths. Default `short`. */
  readonly names?: 'short' | 'paths' | undefined;
  /** Enums as dictionaries of their names, with the numbers in a column `NAME_raw` where they may be unknown; or as numbers. Default `names`. */
  readonly enums?: 'names' | 'numbers' | undefined;
  /** Times as timestamps, with the numbers in a column `NAME_raw` where a timestamp may not tell them; or as numbers. Default `timestamps`. */
  readonly times?: 'timestamps' | 'numbers' | undefined;
  /** Texts to put beside castbuf's own into the metadata of the table. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** How a table is written. */
export interface ArrowStreamOptions<T extends AnyType = AnyType> extends ArrowOptions<T> {
  /** Bytes that buffers are aligned to, from the start of what is written. Arrow asks for 8; 64 is for those who map a file into memory. Default 8. */
  readonly alignment?: Alignment | undefined;
}

/** Batches of one type as they come. */
export type ArrowBatches = AsyncIterable<ArrowBatch> | Iterable<ArrowBatch>;

/**
 * Records as Apache Arrow writes them between processes, its IPC streaming format: one batch in one piece; or batches as they come, each as a record batch,
 * in pieces to write one after the other. Of a batch that owns its columns the pieces are these columns; those of a borrowed one are good until the next is asked for.
 * When a batch has an `error`, the table ends with its rows, whole, and then the generator throws that error.
 * @throws CastbufError ERR_USAGE for a wrong option, a batch of another codec or one that lacks a column; ERR_STALE_BATCH; ERR_LENGTH above 2 GiB in a column of lists
 * @example
 * ```ts
 * import { createCodec, stream, struct, u16, u32 } from 'castbuf';
 * import { arrowStream } from 'castbuf/arrow';
 *
 * const codec = createCodec(struct('PAIR', { Id: u16, Value: u32 }));
 * const source = [codec.encode({ Id: 1, Value: 500 }), codec.encode({ Id: 2, Value: 700 })];
 * let bytes = 0;
 * for await (const piece of arrowStream(codec, stream(codec, source))) bytes += piece.length;
 * console.log(bytes % 8); // 0
 * ```
 */
export function arrowStream<T extends AnyType>(
  codec: Codec<T, unknown>,
  batch: Batch<T, unknown> | ArrowBatch,
  options?: ArrowStreamOptions<T>,
): Uint8Array<ArrayBuffer>;
export function arrowStream<T extends AnyType>(
  codec: Codec<T, unknown>,
  batches: ArrowBatches,
  options?: ArrowStreamOptions<T>,
): AsyncGenerator<Uint8Array, void, undefined>;
export function arrowStream(codec: Codec<AnyType>, given: ArrowBatch | ArrowBatches, options?: ArrowStreamOptions) {
  return written('arrowStream', codec, given, options, false);
}

/**
 * The same as a file, which has an index of its record batches at its end: IPC file format, `.arrow`, also known as Feather version 2.
 * @throws CastbufError as arrowStream does
 * @example
 * ```ts
 * import { createCodec, decodeBatch, struct, u16, u32 } from 'castbuf';
 * import { arrowFile } from 'castbuf/arrow';
 *
 * const codec = createCodec(struct('PAIR', { Id: u16, Value: u32 }));
 * const file = arrowFile(codec, decodeBatch(codec, codec.encode({ Id: 1, Value: 500 })));
 * console.log(new TextDecoder().decode(file.subarray(0, 6))); // ARROW1
 * ```
 */
export function arrowFile<T extends AnyType>(
  codec: Codec<T, unknown>,
  batch: Batch<T, unknown> | ArrowBatch,
  options?: ArrowStreamOptions<T>,
): Uint8Array<ArrayBuffer>;
export function arrowFile<T extends AnyType>(
  codec: Codec<T, unknown>,
  batches: ArrowBatches,
  options?: ArrowStreamOptions<T>,
): AsyncGenerator<Uint8Array, void, undefined>;
export function arrowFile(codec: Codec<AnyType>, given: ArrowBatch | ArrowBatches, options?: ArrowStreamOptions) {
  return written('arrowFile', codec, given, options, true);
}

function written(
  what: string,
  codec: Codec<AnyType>,
  given: ArrowBatch | ArrowBatches,
  options: ArrowStreamOptions | undefined,
  isFile: boolean,
) {
  assertTableOptions(what, options);
  if (areBatches(given)) return pieces(codec, given, options ?? {}, isFile);
  const writer = writerFor(codec, given, options ?? {}, isFile);
  return whole([...writer.begin(), ...writer.batch(given), ...writer.end()]);
}

function areBatches(given: ArrowBatch | ArrowBatches): given is ArrowBatches {
  return typeof given === 'object' && given !== null && (Symbol.asyncIterator in given || Symbol.iterator in given);
}

async function* pieces(
  codec: Codec<AnyType>,
  batches: ArrowBatches,
  options: ArrowStreamOptions,
  isFile: boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  let writer: ArrowTableWriter | undefined;
  for await (const batch of batches) {
    if (writer === undefined) {
      writer = writerFor(codec, batch, options, isFile);
      yield* joined(writer.begin());
    } else assertBatch(batch);
    yield* joined(writer.batch(batch));
    if (batch.error === undefined) continue;
    yield* joined(writer.end());
    throw batch.error;
  }
  if (writer === undefined) {
    writer = new ArrowTableWriter(new Table(codec, options, options.columns), isFile, options.alignment);
    yield* joined(writer.begin());
  }
  yield* joined(writer.end());
}

function writerFor(codec: Codec<AnyType>, first: unknown, options: ArrowStreamOptions, isFile: boolean) {
  return new ArrowTableWriter(tableFor(codec, first, options), isFile, options.alignment);
}

/** The table that a batch begins. @throws CastbufError ERR_USAGE for no batch, or one without columns */
export function tableFor(codec: Codec<AnyType>, first: unknown, options: ArrowOptions): Table {
  assertBatch(first);
  const own = Object.keys(first.columns);
  const wanted = options.columns ?? own;
  if (wanted.length === 0) {
    const given = options.columns === undefined ? 'the batch has none' : 'columns names none';
    throw new CastbufError('ERR_USAGE', `a table has a column at least; ${given}`);
  }
  return new Table(codec, options, wanted);
}

/** Bytes of a piece below which it is copied together with its neighbours: a write each would take longer. */
const SMALL_BYTES = 4096;

/** Pieces to write one after the other; small ones in one. */
export function* joined(all: readonly Uint8Array[]): Generator<Uint8Array, void, undefined> {
  let small: Uint8Array[] = [];
  for (const piece of all) {
    if (piece.length < SMALL_BYTES) {
      small.push(piece);
      continue;
    }
    if (small.length > 0) yield whole(small);
    small = [];
    yield piece;
  }
  if (small.length > 0) yield whole(small);
}

/** A copy, which is nobody else's. */
function whole(all: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const [first] = all;
  if (all.length === 1 && first !== undefined) return new Uint8Array(first);
  const total = all.reduce((bytes, piece) => bytes + piece.length, 0);
  return joinBytes(all, total) as Uint8Array<ArrayBuffer>;
}
