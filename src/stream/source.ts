import { asBytes, type Bytes } from '../bytes/index.js';
import { CastbufError, shownValue } from '../errors/index.js';

/** What gives ranges of its bytes: a file that somebody has opened, an object in a store. */
export interface ByteRanges {
  readonly byteLength: number;
  /** Bytes from `start` on, up to `end`, which is not one of them. */
  slice(start: number, end: number): Bytes | PromiseLike<Bytes>;
}

/** A Blob or a File, of a browser or of Node. */
export interface BlobSource {
  readonly size: number;
  /** All of its bytes, from the start on. */
  stream(): ReadableSource;
}

/** A web ReadableStream. */
export interface ReadableSource<Piece = Bytes> {
  /** Nobody else may read it meanwhile. */
  getReader(): ReadableSourceReader<Piece>;
}

/** The reader of a web ReadableStream. */
export interface ReadableSourceReader<Piece = Bytes> {
  /** The next piece. */
  read(): PromiseLike<{ readonly done: boolean; readonly value?: Piece | undefined }>;
  /** Nobody wants more. */
  cancel(reason?: unknown): PromiseLike<unknown>;
  /** Others may read it again. */
  releaseLock(): void;
}

/**
 * Where bytes come from: bytes that are there, a Blob or File, a web ReadableStream, what gives ranges of itself, or pieces one after the other, as arrays,
 * generators and Node's streams give them.
 */
export type StreamSource = Bytes | BlobSource | ReadableSource | ByteRanges | AsyncIterable<Bytes> | Iterable<Bytes>;

/** There is no piece any more. */
export const END = Symbol('end');

/** Pieces, one after the other. */
export interface Pieces<Piece = Bytes> {
  /** The next one, or a promise of it. */
  next(): Piece | typeof END | PromiseLike<Piece | typeof END>;
  /**
   * Gives back what the source holds, before its end.
   * @param reason why; undefined: nobody wants more
   * @param isWaiting the piece that was asked for last has not come, and may never
   */
  close(reason: unknown, isWaiting: boolean): unknown;
}

/** What bytes that are there, and ranges, are cut into. */
const PIECE_BYTES = 1024 * 1024;

/** @throws CastbufError ERR_TYPE for what gives no bytes, ERR_USAGE for a stream that somebody else reads */
export function piecesOf(source: StreamSource): Pieces {
  const found = isWhole(source) ? rangesOf(asBytes(source, 'the source')) : otherPiecesOf(source);
  if (found !== undefined) return found;
  const what = 'bytes, a Blob, a ReadableStream, or what gives pieces of bytes one after the other';
  throw new CastbufError('ERR_TYPE', `a source is ${what}, not ${shownValue(source)}`);
}

function isWhole(source: unknown): source is Bytes {
  const name = Object.prototype.toString.call(source);
  return ArrayBuffer.isView(source) || name === '[object ArrayBuffer]' || name === '[object SharedArrayBuffer]';
}

/** Pieces of any kind: of a web ReadableStream, or of what can be iterated; undefined for anything else. */
export function givenPieces<Piece>(source: object): Pieces<Piece> | undefined {
  const { getReader } = source as Partial<ReadableSource<Piece>>;
  if (typeof getReader === 'function') return new ReadPieces(source as ReadableSource<Piece>);
  const iterate = iterationOf<Piece>(source);
  return iterate && new IteratedPieces(source, iterate);
}

function otherPiecesOf(source: unknown): Pieces | undefined {
  if (typeof source !== 'object' || source === null || isProxyOfBytes(source)) return undefined;
  const given = givenPieces<Bytes>(source);
  if (given !== undefined) return given;
  const { stream, slice, size, byteLength } = source as Partial<BlobSource & ByteRanges>;
  if (typeof stream === 'function' && typeof size === 'number') return new ReadPieces((source as BlobSource).stream());
  if (typeof slice === 'function' && typeof byteLength === 'number') return new RangePieces(source as ByteRanges);
  return undefined;
}

type AnyIterator<Piece> = Iterator<Piece, unknown> | AsyncIterator<Piece, unknown>;

/** Bytes that are seen through a Proxy answer nothing. Bytes themselves are none of these. */
function isProxyOfBytes(source: object): boolean {
  return source instanceof Uint8Array || source instanceof ArrayBuffer || source instanceof DataView;
}

/** What gives the source's iterator; undefined where nothing does. */
function iterationOf<Piece>(source: object): (() => AnyIterator<Piece>) | undefined {
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = source as Partial<
    AsyncIterable<Piece> & Iterable<Piece>
  >;
  const iterate = later ?? now;
  return typeof iterate === 'function' ? iterate : undefined;
}

function rangesOf(bytes: Uint8Array): RangePieces {
  return new RangePieces({ byteLength: bytes.length, slice: (start, end) => bytes.subarray(start, end) });
}

class RangePieces implements Pieces {
  private at = 0;

  constructor(private readonly ranges: ByteRanges) {}

  next(): Bytes | typeof END | PromiseLike<Bytes> {
    const { ranges, at: start } = this;
    const end = Math.min(start + PIECE_BYTES, ranges.byteLength);
    if (start >= end) return END;
    this.at = end;
    const range = ranges.slice(start, end);
    return isLater(range) ? range.then((given) => assertWhole(given, start, end)) : assertWhole(range, start, end);
  }

  close(): void {
    // Ranges are not held.
  }
}

/** @throws CastbufError ERR_TYPE: what is missing would move all records after it */
function assertWhole(given: Bytes, start: number, end: number): Bytes {
  const { length } = asBytes(given, 'a range of the source');
  if (length === end - start) return given;
  const hint = `slice(${start}, ${end}) of the source gave ${length} bytes; it gives ${end - start}, up to its byteLength`;
  throw new CastbufError('ERR_TYPE', hint, { want: end - start, have: length });
}

class ReadPieces<Piece> implements Pieces<Piece> {
  private readonly reader: ReadableSourceReader<Piece>;

  constructor(stream: ReadableSource<Piece>) {
    if ((stream as { readonly locked?: unknown }).locked === true)
      throw new CastbufError('ERR_USAGE', 'somebody else reads this ReadableStream: it has a reader already');
    this.reader = stream.getReader();
  }

  async next(): Promise<Piece | typeof END> {
    const { done, value } = await this.reader.read();
    if (!done) return value as Piece;
    this.reader.releaseLock();
    return END;
  }

  async close(reason: unknown): Promise<void> {
    await this.reader.cancel(reason);
    this.reader.releaseLock();
  }
}

/** A source that is read by its iterator. */
class IteratedPieces<Piece> implements Pieces<Piece> {
  private readonly iterator: AnyIterator<Piece>;

  constructor(
    private readonly source: object,
    iterate: () => AnyIterator<Piece>,
  ) {
    this.iterator = iterate.call(source);
  }

  next(): Piece | typeof END | PromiseLike<Piece | typeof END> {
    const result = this.iterator.next();
    return isLater(result) ? result.then((later) => pieceOf(later)) : pieceOf(result);
  }

  close(_reason: unknown, isWaiting: boolean): unknown {
    const { source, iterator } = this;
    // A generator that waits ends only after what it waits for; a stream of Node ends that.
    const { destroy } = source as { destroy?: unknown };
    if (isWaiting && typeof destroy === 'function') destroy.call(source);
    const closed = iterator.return?.();
    if (!isWaiting || typeof destroy === 'function') return closed;
    Promise.resolve(closed).catch(() => undefined);
    return undefined;
  }
}

function pieceOf<Piece>(result: IteratorResult<Piece, unknown>): Piece | typeof END {
  return result.done === true ? END : result.value;
}

export function isLater<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | null | undefined)?.then === 'function';
}
