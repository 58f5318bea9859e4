import { assertOptions, CastbufError, shownValue, type OptionRules } from '../errors/index.js';
import { assertCount, type Bytes } from '../bytes/index.js';
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
} from '../columns/index.js';
import type { Codec, AnyFeatured } from '../message/index.js';
import { Input, LATE } from './input.js';
import { PendingBytes } from './pending-bytes.js';
import type { RecordStarts } from './record-starts.js';
import { startsOf } from './resync-option.js';
import { ResynchronisedParts } from './resynchronised-parts.js';
import { END, piecesOf, type StreamSource } from './source.js';
import { type PartDecoder, PlainParts, type StreamPart, type StreamParts } from './stream-parts.js';

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
  /**
   * A record that is wrong does not end the stream: it goes on at the next place from which records follow one another, 3 of them, or as many as this says.
   * Of such places the first counts whose records look like it: padding is zero, and enums have values with names; without one within 64 KiB, the first.
   * `gaps` of the batch after it tells which bytes were lost, and why.
   */
  readonly resync?: boolean | number;
}

export const STREAM_OPTIONS: OptionRules = { signal: 'object', batchBytes: 'number', maxDelay: 'number' };

/** What a stream of batches takes besides. */
const BATCH_STREAM_OPTIONS: OptionRules = { borrow: 'boolean', onBadRecord: 'any', resync: 'any' };

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
  const { decoder, starts } = decodingOf(open, codec, options);
  return streamParts(decoder, source, options, starts);
}

/** What `streamNowWith` takes: nothing waits. */
export type StreamNowOptions = Omit<StreamOptions, 'signal' | 'maxDelay' | 'borrow'> & BatchQuery;

/**
 * The same of pieces that are there when they are asked for, and of which each is good until the next one is: for callers that cannot wait. Several of them
 * may take turns on one codec.
 */
export function streamNowWith(
  open: OpenColumns,
  codec: AnyFeatured,
  pieces: Iterable<Bytes>,
  options: StreamNowOptions = {},
): Generator<SourceBatch, void, undefined> {
  const { decoder, starts } = decodingOf(open, codec, options);
  return partsNow(decoder, pieces, options.batchBytes ?? BATCH_BYTES, starts);
}

interface Decoding {
  readonly decoder: PartDecoder<SourceBatch>;
  readonly starts: RecordStarts | undefined;
}

/** @throws CastbufError ERR_USAGE */
function decodingOf(open: OpenColumns, codec: AnyFeatured, options: StreamOptions & BatchQuery): Decoding {
  const batches = batchesOf(open, codec);
  assertOptions('stream', options, { ...batches.options, ...STREAM_OPTIONS, ...BATCH_STREAM_OPTIONS });
  const { columns, where, borrow, onBadRecord } = options;
  assertOnBadRecord(onBadRecord);
  const decode = (bytes: Uint8Array, at: number, isOpen: boolean): SourceBatch =>
    batches.decode(bytes, at, { columns, where, borrow, onBadRecord }, isOpen);
  const decoder = { program: batches.program, decode, need: () => batches.need() };
  return { decoder, starts: startsOf(batches, options) };
}

const BATCH_BYTES = 256 * 1024;
/** What a timer takes. */
const MAX_DELAY = 0x7fffffff;

/**
 * Decodes a source as it comes. Bytes of a record that is not whole yet are kept for the next piece, so memory is
 * bounded by one piece and one message. Errors and offsets count from the start of the source.
 */
export async function* streamParts<Part extends StreamPart<Part>>(
  decoder: PartDecoder<Part>,
  source: StreamSource,
  options: StreamOptions,
  starts?: RecordStarts,
): AsyncGenerator<Part, void, undefined> {
  assertStreamOptions(options);
  const { signal, batchBytes = BATCH_BYTES, maxDelay } = options;
  const input = new Input(piecesOf(source), signal);
  const pending = new PendingBytes(batchBytes);
  const parts = partsOf(decoder, pending, starts);
  const clock = new Clock(maxDelay);
  try {
    for (;;) {
      const piece = await input.next(clock.left);
      if (piece === END) break;
      if (piece !== LATE) pending.add(piece);
      clock.start(pending.length > 0 && piece !== LATE);
      if (!pending.isDue && !clock.isOver) continue;
      clock.stop();
      for (let part = parts.next(false); part !== undefined; part = parts.hasMore ? parts.next(false) : undefined) {
        yield part;
        if (part.error !== undefined) return;
        signal?.throwIfAborted();
      }
    }
    signal?.throwIfAborted();
    for (let part = parts.next(true); part !== undefined; part = parts.next(true)) yield part;
  } catch (error) {
    await input.close(error).catch(() => undefined); // what ended the stream is told, not what follows from it
    throw error;
  } finally {
    await input.close();
  }
}

function* partsNow<Part extends StreamPart<Part>>(
  decoder: PartDecoder<Part>,
  pieces: Iterable<Bytes>,
  batchBytes: number,
  starts: RecordStarts | undefined,
): Generator<Part, void, undefined> {
  const pending = new PendingBytes(batchBytes);
  const parts = partsOf(decoder, pending, starts);
  for (const piece of pieces) {
    pending.add(piece);
    if (!pending.isDue) continue;
    for (let part = parts.next(false); part !== undefined; part = parts.hasMore ? parts.next(false) : undefined) {
      yield part;
      if (part.error !== undefined) return;
    }
  }
  for (let part = parts.next(true); part !== undefined; part = parts.next(true)) yield part;
}

function partsOf<Part extends StreamPart<Part>>(
  decoder: PartDecoder<Part>,
  pending: PendingBytes,
  starts: RecordStarts | undefined,
): StreamParts<Part> {
  return starts === undefined ? new PlainParts(decoder, pending) : new ResynchronisedParts(decoder, pending, starts);
}

/** @throws CastbufError ERR_USAGE */
export function assertStreamOptions({ signal, batchBytes = 0, maxDelay = 0 }: StreamOptions): void {
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
