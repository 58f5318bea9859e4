import { assertCount } from '../bytes/index.js';
import type { Batch, BatchQuery, CompiledSource, SourceBatch } from '../columns/index.js';
import { openColumns } from '../columns/kernel.js';
import { movedBy } from '../errors/index.js';
import type { AnyFeatured, Codec } from '../message/index.js';
import type { SetBatch, SetCodec } from '../record-sets/index.js';
import type { RecordDefinitions } from '../record-types/index.js';
import type { AnyType } from '../schema/index.js';
import { type StreamOptions, type StreamSource, streamWith } from '../stream/index.js';
import { FilePieces, type FileSource } from './file-pieces.js';
import { FollowedPieces } from './followed-pieces.js';

/** Options of `decodeFile`, beside those of `stream`. */
export interface FileOptions {
  /** Bytes of the file before its first record (default: 0). Offsets of batches and errors count from the start of the file. */
  readonly start?: number;
}

/** Options of `followFile`, beside those of `stream`, of which `maxDelay` is 100 milliseconds here where it is left out. */
export interface FollowOptions extends FileOptions {
  /** Milliseconds after which a file is looked at again at whose end nothing more was (default: 250). */
  readonly interval?: number;
}

/** `decodeFile` and `followFile` for all kinds of codecs; `File` is what they take, `Options` what they have besides. */
export interface DecodeFile<File, Options> {
  /** Batches of one type. */
  <T extends AnyType, Value>(
    codec: Codec<T, Value>,
    file: File,
    options?: Options & StreamOptions & BatchQuery<T>,
  ): AsyncGenerator<Batch<T, Value>, void, undefined>;
  /** Batches of a record set. */
  <D extends RecordDefinitions>(
    codec: SetCodec<D>,
    file: File,
    options?: Options & StreamOptions,
  ): AsyncGenerator<SetBatch<D>, void, undefined>;
  /** Batches of a codec that was compiled ahead of time. */
  <B>(
    codec: CompiledSource<B>,
    file: File,
    options?: Options & StreamOptions & { readonly columns?: readonly string[] },
  ): AsyncGenerator<B, void, undefined>;
}

/**
 * Batches of a file, which is read while it is decoded: a third of the time of `stream` over a `createReadStream`. Of a path the file is closed with the
 * generator's end; a handle stays open.
 * @throws CastbufError ERR_USAGE, ERR_TYPE for a wrong option; an error of the operating system
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { createCodec, struct, u16 } from 'castbuf';
 * import { decodeFile } from 'castbuf/node';
 *
 * writeFileSync('pairs.bin', Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0));
 * const codec = createCodec(struct('PAIR', { A: u16, B: u16 }));
 * for await (const batch of decodeFile(codec, 'pairs.bin')) console.log(batch.columns.A); // Uint16Array(2) [ 1, 3 ]
 * ```
 */
export const decodeFile: DecodeFile<FileSource, FileOptions> = (
  codec: AnyFeatured,
  file: FileSource,
  { start = 0, ...options }: FileOptions & StreamOptions = {},
) => fromStart(codec, (at) => new FilePieces(file, at), start, options) as never;

const MOST_INTERVAL = 0x7fffffff;
const DEFAULT_DELAY = 100;
const DEFAULT_INTERVAL = 250;

/**
 * The same of a file that others append to, as `tail -f` shows it: at its end it waits, until the signal is aborted or the generator returns. Whole records
 * come after `maxDelay` at most.
 * @throws CastbufError ERR_SOURCE where the file was replaced, removed or cut; every record before that was given. Besides as `decodeFile` does
 */
export const followFile: DecodeFile<string | URL, FollowOptions> = (
  codec: AnyFeatured,
  path: string | URL,
  { start = 0, interval = DEFAULT_INTERVAL, ...options }: FollowOptions & StreamOptions = {},
) => {
  assertCount('interval', interval, MOST_INTERVAL);
  const pieces = (at: number): FollowedPieces => new FollowedPieces(path, at, interval);
  return fromStart(codec, pieces, start, { maxDelay: DEFAULT_DELAY, ...options }) as never;
};

function fromStart(
  codec: AnyFeatured,
  piecesFrom: (at: number) => StreamSource,
  start: number,
  options: StreamOptions,
): AsyncGenerator<unknown, void, undefined> {
  assertCount('start', start, Number.MAX_SAFE_INTEGER);
  const batches = streamWith(openColumns, codec, piecesFrom(start), options);
  return start === 0 ? batches : moved(batches as AsyncGenerator<FileBatch>, start);
}

type FileBatch = SourceBatch & { readonly byteOffset: number };

/** Batches of a part of a file, as those of the whole. */
async function* moved(batches: AsyncGenerator<FileBatch>, by: number): AsyncGenerator<SourceBatch, void, undefined> {
  for await (const batch of batches) yield batch.at(batch.byteOffset + by, batch.error && movedBy(batch.error, by));
}
