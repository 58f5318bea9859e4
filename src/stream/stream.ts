import { assertOptions, CastbufError, movedBy, shownValue, type OptionRules } from '../errors/index.js';
import { assertCount } from '../bytes/index.js';
import type { AnyType } from '../schema/index.js';
import {
  assertOnBadRecord,
  type Batch,
  batchesOf,
  type BatchQuery,
  type CompiledSource,
  type OnBadRecord,
  type OpenColumns,
  type SourceBatch,
  type StreamedRecords,
} from '../columns/index.js';
import type { Codec, AnyFeatured } from '../message/index.js';
import { Input, LATE } from './input.js';
import { PendingBytes } from './pending-bytes.js';
import { END, piecesOf, type StreamSource } from './source.js';

/** Options of `stream`, beside those of `decodeBatch` that say what is wanted. */
export interface StreamOptions {
  /** Ends the stream, also while it waits for a piece: the source is closed, then the generator throws the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * Bytes to collect before a batch is decoded (default 256 KiB): a batch of a few records costs more than its
   * records. 1 decodes every piece as it comes, for live sources.
   */
  readonly batchBytes?: number;
  /** Milliseconds after which whole records become a batch, however few there are. Default: they wait for `batchBytes`, or the end. */
  readonly maxDelay?: number;
  /** Batches stay in memory of the engine, and are good until the next one is asked for, or another call on any codec of the process. */
  readonly borrow?: boolean;
  /** What to do with a record that is wrong, as `decodeBatch` does. */
  readonly onBadRecord?: OnBadRecord;
}

export const STREAM_OPTIONS: OptionRules = { signal: 'object', batchBytes: 'number', maxDelay: 'number' };

/** `stream` for a codec of one type. */
export interface StreamBatches {
  /** Batches from a source that comes in pieces. Records may be cut anywhere between pieces. A batch owns its columns, and the bytes that it shows. */
  <T extends AnyType, Value>(
    codec: Codec<T, Value>,
    source: StreamSource,
    options?: StreamOptions & BatchQuery<T>,
  ): AsyncGenerator<Batch<T, Value>, void, undefined>;
}

/** `stream` for a codec that was compiled ahead of time. */
export interface StreamCompiledBatches {
  <B>(
    codec: CompiledSource<B>,
    source: StreamSource,
    options?: StreamOptions & { readonly columns?: readonly string[] },
  ): AsyncGenerator<B, void, undefined>;
}

export function streamWith(
  open: OpenColumns,
  codec: AnyFeatured,
  source: StreamSource,
  options: StreamOptions & BatchQuery = {},
): AsyncGenerator<unknown, void, undefined> {
  const batches = batchesOf(open, codec);
  assertOptions('stream', options, { ...batches.options, ...STREAM_OPTIONS, borrow: 'boolean', onBadRecord: 'any' });
  const { columns, where, borrow, onBadRecord } = options;
  assertOnBadRecord(onBadRecord);
  const decode = (bytes: Uint8Array, at: number, isOpen: boolean): SourceBatch =>
    batches.decode(bytes, at, { columns, where, borrow, onBadRecord }, isOpen);
  return streamParts({ program: batches.program, decode, need: () => batches.need() }, source, options);
}

/** What is made of the records that are there: a batch, or figures of it. */
interface StreamPart<Part> {
  readonly consumedBytes: number;
  readonly error: CastbufError | undefined;
  /** The same as a part of a longer stream. */
  at(byteOffset: number, error: CastbufError | undefined): Part;
}

const BATCH_BYTES = 256 * 1024;
/** What a timer takes. */
const MAX_DELAY = 0x7fffffff;

/** How the bytes that are there are decoded. `byteOffset` is where they begin in the source. */
export interface PartDecoder<Part> {
  /** `isOpen`: more may come, and no error is needed of a record that waits for it. */
  decode(bytes: Uint8Array, byteOffset: number, isOpen: boolean): Part;
  /** Of the record that ended the last part: see `Outcome.need`. 0: none did. */
  need(): number;
  readonly program: StreamedRecords;
}

/**
 * Decodes a source as it comes. Bytes of a record that is not whole yet are kept for the next piece, so memory is
 * bounded by one piece and one message. Errors and offsets count from the start of the source.
 */
export async function* streamParts<Part extends StreamPart<Part>>(
  decoder: PartDecoder<Part>,
  source: StreamSource,
  options: StreamOptions,
): AsyncGenerator<Part, void, undefined> {
  assertStreamOptions(options);
  const { signal, batchBytes = BATCH_BYTES, maxDelay } = options;
  const input = new Input(piecesOf(source), signal);
  const pending = new PendingBytes(batchBytes);
  const clock = new Clock(maxDelay);
  try {
    for (;;) {
      const piece = await input.next(clock.left);
      if (piece === END) break;
      if (piece !== LATE) pending.add(piece);
      clock.start(pending.length > 0 && piece !== LATE);
      if (!pending.isDue && !clock.isOver) continue;
      clock.stop();
      const part = decodePending(decoder, pending);
      if (part === undefined) continue;
      yield part;
      if (part.error !== undefined) return;
    }
    signal?.throwIfAborted();
    if (pending.length === 0) return;
    const part = decoder.decode(pending.bytes, pending.offset, false);
    yield part.at(pending.offset, part.error && movedBy(part.error, pending.offset));
  } catch (error) {
    await input.close(error).catch(() => undefined); // what ended the stream is told, not what follows from it
    throw error;
  } finally {
    await input.close();
  }
}

/** @throws CastbufError ERR_USAGE */
function assertStreamOptions({ signal, batchBytes = 0, maxDelay = 0 }: StreamOptions): void {
  if (signal !== undefined && typeof signal.throwIfAborted !== 'function')
    throw new CastbufError('ERR_USAGE', `signal is an AbortSignal, not ${shownValue(signal)}`);
  assertCount('batchBytes', batchBytes, Number.MAX_SAFE_INTEGER);
  assertCount('maxDelay', maxDelay, MAX_DELAY);
}

/** How long bytes have waited to become a batch. */
class Clock {
  private due = Infinity;

  constructor(private readonly milliseconds: number = Infinity) {}

  /** Milliseconds that are left. */
  get left(): number {
    return this.due === Infinity ? Infinity : Math.max(0, this.due - performance.now());
  }

  get isOver(): boolean {
    return this.left === 0;
  }

  /** Bytes wait, if `isWanted`, from now on, or since an earlier call. */
  start(isWanted: boolean): void {
    if (isWanted && this.due === Infinity) this.due = performance.now() + this.milliseconds;
  }

  stop(): void {
    this.due = Infinity;
  }
}

/** The whole records that are there; undefined where none is yet, and more input may make one. */
function decodePending<Part extends StreamPart<Part>>(
  decoder: PartDecoder<Part>,
  pending: PendingBytes,
): Part | undefined {
  const { limits, takesRest, layout } = decoder.program;
  const { messageBytes } = limits;
  const { next, startAlign } = layout.root.node.options;
  const start = pending.offset;
  const part = decoder.decode(pending.bytes, start, true);
  const { error, consumedBytes } = part;
  const need = decoder.need();
  const failure = need > messageBytes ? tooLong(error as CastbufError, need, messageBytes) : error;
  const isWaiting = need > 0 && need <= messageBytes;
  // A record that takes all that is left, as the last one of a chain does, is whole only at the end of the source.
  const isOpen =
    takesRest && need === 0 && error === undefined && (next !== undefined || pending.length <= messageBytes);
  if (isOpen || (isWaiting && (takesRest || consumedBytes === 0))) {
    const record = need === 0 ? 0 : consumedBytes;
    pending.wait(record + need, next === undefined ? record + messageBytes + 1 : Infinity);
    return undefined;
  }
  // The rows show these bytes, which stay as they are: the rest moves to a buffer of its own.
  pending.give(Math.ceil(consumedBytes / startAlign) * startAlign);
  return part.at(start, isWaiting ? undefined : failure && movedBy(failure, start));
}

/** A record that needs more than a message may have is told to be too long before all of it has come. */
function tooLong({ offset, path }: CastbufError, want: number, have: number): CastbufError {
  const hint = `a record has ${want} bytes, limits.messageBytes is ${have}`;
  return new CastbufError('ERR_LIMIT_MESSAGE_BYTES', hint, { offset, path, want, have });
}
