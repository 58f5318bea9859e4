import { CastbufError, movedBy, type ErrorCode, type OptionRules } from '../errors/index.js';
import type { Program } from '../plan/index.js';

/** Pieces of bytes: a Node stream, a web ReadableStream, an array, an async generator. */
export type StreamSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface StreamOptions {
  /** Ends the stream between two pieces; the generator then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Bytes to collect before a batch is decoded (default 256 KiB): a batch of a few records costs more than its
   * records. 1 decodes every piece as it comes, for live sources.
   */
  readonly batchBytes?: number;
}

export const STREAM_OPTIONS: OptionRules = { signal: 'object', batchBytes: 'number' };

/** What is made of the records that are there: a batch, or figures of it. */
export interface StreamPart<Part> {
  readonly consumedBytes: number;
  readonly error: CastbufError | undefined;
  /** The same as a part of a longer stream. */
  at(byteOffset: number, error: CastbufError | undefined): Part;
}

/** What more input may heal. */
const NEEDS_MORE: ReadonlySet<ErrorCode> = new Set([
  'ERR_TRUNCATED_HEADER',
  'ERR_DATA_OVERRUN',
  'ERR_OFFSET_OUTSIDE',
  'ERR_UNTERMINATED',
]);
const BATCH_BYTES = 256 * 1024;

/**
 * Decodes a source as it comes. Bytes of a record that is not whole yet are kept for the next piece, so memory is
 * bounded by one piece and one message. Errors and offsets count from the start of the source.
 */
export async function* streamParts<Part extends StreamPart<Part>>(
  decode: (bytes: Uint8Array) => Part,
  program: Program,
  source: StreamSource,
  { signal, batchBytes = BATCH_BYTES }: StreamOptions,
): AsyncGenerator<Part, void, undefined> {
  const pending = new PendingBytes(dueBytes(program, batchBytes));
  for await (const piece of source) {
    signal?.throwIfAborted();
    pending.add(piece);
    if (!pending.isDue) continue;
    const part = decodePending(decode, program, pending);
    if (part === undefined) continue;
    yield part;
    if (part.error !== undefined) return;
  }
  signal?.throwIfAborted();
  if (pending.length > 0) {
    const part = decode(pending.bytes);
    yield part.at(pending.offset, part.error && movedBy(part.error, pending.offset));
  }
}

/**
 * A record that takes all that is left is whole only at the end of the source, but refused as soon as it is too long.
 * The last record of a chain is one of these, so a chain is read when all of it is there.
 */
function dueBytes({ takesRest, limits, layout }: Program, batchBytes: number): number {
  if (!takesRest) return batchBytes;
  return layout.root.node.options.next === undefined ? limits.messageBytes + 1 : Infinity;
}

/** The whole records that are there; undefined where there is none yet. */
function decodePending<Part extends StreamPart<Part>>(
  decode: (bytes: Uint8Array) => Part,
  program: Program,
  pending: PendingBytes,
): Part | undefined {
  const { messageBytes } = program.limits;
  const start = pending.offset;
  const part = decode(pending.bytes);
  const { error, consumedBytes } = part;
  const isHealable =
    error !== undefined && NEEDS_MORE.has(error.code) && pending.length - consumedBytes <= messageBytes;
  if (isHealable && consumedBytes === 0) {
    pending.wait();
    return undefined;
  }
  // The rows show these bytes, which stay as they are: the rest moves to a buffer of its own.
  const { startAlign } = program.layout.root.node.options;
  pending.drop(Math.ceil(consumedBytes / startAlign) * startAlign);
  const failure = isHealable ? undefined : (tooLong(error, pending.length, messageBytes) ?? error);
  return part.at(start, failure && movedBy(failure, start));
}

function tooLong(error: CastbufError | undefined, left: number, messageBytes: number): CastbufError | undefined {
  if (error === undefined || !NEEDS_MORE.has(error.code) || left <= messageBytes) return undefined;
  const { offset, path, want } = error;
  return new CastbufError(
    'ERR_LIMIT_MESSAGE_BYTES',
    `a record has more than limits.messageBytes = ${messageBytes} bytes`,
    { offset, path, want, have: messageBytes },
  );
}

/** Input that no batch has taken yet. */
class PendingBytes {
  /** Offset of the first byte in the source. */
  offset = 0;
  length = 0;
  private buffer = new Uint8Array(0);
  private due: number;
  /** Padding that was dropped before it came. */
  private owed = 0;

  constructor(private readonly batchBytes: number) {
    this.due = batchBytes;
  }

  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  get isDue(): boolean {
    return this.length >= this.due;
  }

  add(whole: Uint8Array): void {
    const piece = whole.subarray(Math.min(this.owed, whole.length));
    this.owed -= whole.length - piece.length;
    const length = this.length + piece.length;
    if (length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(length, Math.min(this.buffer.length * 2, length + BATCH_BYTES)));
      larger.set(this.bytes);
      this.buffer = larger;
    }
    this.buffer.set(piece, this.length);
    this.length = length;
  }

  /** No record is whole yet: try again when there is twice as much. */
  wait(): void {
    this.due = this.length * 2;
  }

  drop(bytes: number): void {
    this.owed = Math.max(0, bytes - this.length);
    this.buffer = this.buffer.slice(bytes, this.length);
    this.length = this.buffer.length;
    this.offset += bytes;
    this.due = this.batchBytes;
  }
}
