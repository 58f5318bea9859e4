import { allocateBytes, asBytes, isBytes, type Bytes } from '../bytes/index.js';
import { CastbufError, shownValue } from '../errors/index.js';

/** What a web stream has of a reader. */
interface StreamReader {
  read(): Promise<{ readonly done: boolean; readonly value?: unknown }>;
  cancel(reason?: unknown): Promise<unknown>;
}

/** A ReadableStream: not every browser has an iterator of one. */
export interface ReadableSource {
  /** What its bytes are read with. */
  getReader(): StreamReader;
}

/** A Blob or a File. */
export interface BlobSource {
  /** Its bytes. */
  stream(): ReadableSource;
}

/** Where a capture is read from: all of its bytes, or pieces of them that are cut anywhere. */
export type CaptureSource = Bytes | ReadableSource | BlobSource | AsyncIterable<Bytes> | Iterable<Bytes>;

/** Whether a source is all of its bytes. */
export function isWhole(source: CaptureSource): source is Bytes {
  return isBytes(source) || ArrayBuffer.isView(source) || isBuffer(source);
}

/** Of a source that is not whole. @throws CastbufError ERR_TYPE for what gives no bytes */
export function piecesOf(source: Exclude<CaptureSource, Bytes>): AsyncIterable<Bytes> | Iterable<Bytes> {
  const given = (source ?? {}) as Partial<ReadableSource & BlobSource & AsyncIterable<Bytes> & Iterable<Bytes>>;
  if (typeof given[Symbol.asyncIterator] === 'function') return given as AsyncIterable<Bytes>;
  if (typeof given.getReader === 'function') return piecesOfStream(given.getReader());
  if (typeof given.stream === 'function') return piecesOf(given.stream());
  if (typeof source === 'object' && typeof given[Symbol.iterator] === 'function') return given as Iterable<Bytes>;
  const hint = `a capture is read from bytes, from an iterable of them, a ReadableStream or a Blob, not from ${shownValue(source)}`;
  throw new CastbufError('ERR_TYPE', hint);
}

function isBuffer(value: unknown): boolean {
  const name = Object.prototype.toString.call(value);
  return name === '[object ArrayBuffer]' || name === '[object SharedArrayBuffer]';
}

async function* piecesOfStream(reader: StreamReader): AsyncGenerator<Bytes, void, undefined> {
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value as Bytes;
    }
    isOver = true;
  } finally {
    // Whoever stops early wants no more of it; what failed says so itself.
    if (!isOver) await reader.cancel().catch(() => {});
  }
}

const LEAST_BUFFER_BYTES = 64 * 1024;

/**
 * Bytes that have come and are no block yet, in memory of their own: a source may write over its pieces, and an interface is shown by all of its packets. Bytes that
 * were handed out stay as they are: a buffer is filled once.
 */
export class WaitingBytes {
  /** Of the first byte that waits, in the source. */
  offset = 0;
  private buffer: Uint8Array;
  private start = 0;
  private end: number;

  /** `whole`: a source that is all there is taken as it is. */
  constructor(whole: Uint8Array) {
    this.buffer = whole;
    this.end = whole.length;
  }

  get length(): number {
    return this.end - this.start;
  }

  add(given: Bytes): void {
    const piece = asBytes(given, 'a piece of the source');
    if (piece.length > this.buffer.length - this.end) this.grow(piece.length);
    this.buffer.set(piece, this.end);
    this.end += piece.length;
  }

  /** The first bytes, as many as there are, which go on waiting. */
  peek(bytes: number): Uint8Array {
    return this.buffer.subarray(this.start, Math.min(this.start + bytes, this.end));
  }

  take(bytes: number): Uint8Array {
    const taken = this.peek(bytes);
    this.start += bytes;
    this.offset += bytes;
    return taken;
  }

  private grow(bytes: number): void {
    // Twice what waits: bytes that come one by one are copied a few times, not once for each.
    const larger = allocateBytes(Math.max(this.length * 2 + bytes, LEAST_BUFFER_BYTES));
    larger.set(this.peek(this.length));
    this.end -= this.start;
    this.start = 0;
    this.buffer = larger;
  }
}
