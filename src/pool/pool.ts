import { assertOptions, CastbufError, shownValue, type OptionRules } from '../errors/index.js';
import { assertCount } from '../bytes/index.js';
import {
  assertOnBadRecord,
  type Batch,
  type BatchQuery,
  type OnBadRecord,
  type OpenColumns,
  projectionOf,
  recordBatchesOf,
  selectionOf,
  strideOf,
} from '../columns/index.js';
import type { Codec } from '../message/index.js';
import type { Program } from '../program/index.js';
import { abiOfLayout, type AnyType } from '../schema/index.js';
import type { WorkerLike } from '../worker-port/index.js';
import { writeSchema } from '../written-schema/index.js';
import type { PartInput, PoolSource } from './part-input.js';
import { PartStream, type PartPlan } from './part-stream.js';
import type { WrittenCodec } from './protocol.js';
import { Threads } from './threads.js';

/** Options of `createPool`. */
export interface PoolOptions {
  /** Workers, at most (default: as many as the machine runs at the same time). Each is started when it is needed. */
  readonly threads?: number;
  /**
   * Starts a worker that runs `castbuf/worker-thread`, where this module does not find that file beside itself: it was bundled by something that leaves
   * `new URL(…, import.meta.url)` as it is, or the page has another origin.
   */
  create?(): WorkerLike;
}

/** Options of a pool's `stream`. */
export interface PoolStreamOptions<T extends AnyType = AnyType> extends BatchQuery<T> {
  /** What to do with a record that is wrong, as `decodeBatch` does. */
  readonly onBadRecord?: OnBadRecord | undefined;
  /** Ends the stream. When the generator throws the signal's reason, no worker has anything of it any more. */
  readonly signal?: AbortSignal | undefined;
  /** A batch is good until the next one is asked for: from then on it is stale, and its columns, which are filled again, are empty. */
  readonly borrow?: boolean | undefined;
  /** Bytes of a part, of which each batch has one (default 4 MiB): so many times the number of workers and one are held at a time. */
  readonly partBytes?: number | undefined;
}

/** Workers that decode together. */
export interface Pool {
  /** Workers, at most. */
  readonly threads: number;
  /**
   * Batches of the parts of a source, in their order: the records, offsets and errors that `stream` gives, whose parts are decoded at the same time. A batch
   * owns its columns; of bytes that were given it shows these, so leave them as they are.
   * @throws CastbufError ERR_USAGE, ERR_TYPE for a wrong option or source; ERR_SCHEMA for a type with a checksum by a function; ERR_WORKER where two workers
   * ended one after the other before they had decoded a part
   */
  stream<T extends AnyType, Value>(
    codec: Codec<T, Value>,
    source: PoolSource,
    options?: PoolStreamOptions<T>,
  ): AsyncGenerator<Batch<T, Value>, void, undefined>;
  /** Ends all workers, whatever they do; streams that are not over throw ERR_USAGE. A pool that is not closed has workers, but none that keeps Node alive without work. */
  close(): Promise<void>;
}

/** Where a pool runs. */
export interface PoolHost {
  readonly open: OpenColumns;
  /** How many threads the machine runs at the same time. */
  threads(): number;
  create(): WorkerLike;
  /** @throws CastbufError ERR_TYPE for what is no source */
  inputOf(source: PoolSource): PartInput;
}

const POOL_OPTIONS: OptionRules = { threads: 'number', create: 'function' };
const STREAM_OPTIONS: OptionRules = {
  columns: 'array',
  where: 'any',
  onBadRecord: 'any',
  signal: 'object',
  borrow: 'boolean',
  partBytes: 'number',
};
const MOST_THREADS = 1024;
const PART_BYTES = 4 * 1024 * 1024;
/** What a batch may have. */
const MOST_PART_BYTES = 1024 * 1024 * 1024;

/** @throws CastbufError ERR_USAGE for a wrong option */
export function createPoolWith(host: PoolHost, options: PoolOptions = {}): Pool {
  assertOptions('createPool', options, POOL_OPTIONS);
  const { threads = host.threads(), create = () => host.create() } = options;
  assertCount('threads', threads, MOST_THREADS);
  if (threads === 0) throw new CastbufError('ERR_USAGE', 'threads is 0; a pool has one worker at least');
  return new WorkerThreads(host, new Threads(create, threads));
}

class WorkerThreads implements Pool {
  constructor(
    private readonly host: PoolHost,
    private readonly workers: Threads,
  ) {}

  get threads(): number {
    return this.workers.count;
  }

  stream<T extends AnyType, Value>(
    codec: Codec<T, Value>,
    source: PoolSource,
    options: PoolStreamOptions<T> = {},
  ): AsyncGenerator<Batch<T, Value>, void, undefined> {
    const plan = this.planOf(codec, source, options);
    this.workers.assertOpen();
    return batchesOf(plan, this.workers, options.signal) as unknown as AsyncGenerator<Batch<T, Value>, void, undefined>;
  }

  close(): Promise<void> {
    return this.workers.close();
  }

  private planOf<T extends AnyType>(
    codec: Codec<T, unknown>,
    source: PoolSource,
    options: PoolStreamOptions<T>,
  ): PartPlan {
    assertOptions("a pool's stream", options, STREAM_OPTIONS);
    const { columns, where, onBadRecord, signal, borrow = false, partBytes = PART_BYTES } = options;
    assertOnBadRecord(onBadRecord);
    assertCount('partBytes', partBytes, MOST_PART_BYTES);
    if (signal !== undefined && typeof signal.throwIfAborted !== 'function')
      throw new CastbufError('ERR_USAGE', `signal is an AbortSignal, not ${shownValue(signal)}`);
    const batches = recordBatchesOf(this.host.open, codec);
    const { program } = batches;
    const names = columns && [...columns];
    projectionOf(batches, names);
    const plan = selectionOf(program, where)?.plan;
    const input = this.host.inputOf(source);
    return {
      batches,
      codec: writtenCodec(codec, program),
      input,
      options: { columns: names, plan, onBadRecord },
      partBytes: Math.max(1, partBytes),
      borrow,
      stride: strideOf(batches),
    };
  }
}

/** Of each codec that a pool was given. */
const WRITTEN = new WeakMap<Program, WrittenCodec>();
let codecs = 0;

/** @throws CastbufError ERR_SCHEMA for a type that cannot be written */
function writtenCodec({ type }: Codec<AnyType, unknown>, program: Program): WrittenCodec {
  const known = WRITTEN.get(program);
  if (known !== undefined) return known;
  const { layout, limits } = program;
  const made = { id: ++codecs, schema: writeSchema(type, { abi: abiOfLayout(layout) }), limits };
  WRITTEN.set(program, made);
  return made;
}

async function* batchesOf(
  plan: PartPlan,
  workers: Threads,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch<AnyType>, void, undefined> {
  signal?.throwIfAborted();
  const parts = new PartStream(plan, workers);
  const abort = (): void => void parts.close();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for (let batch; (batch = await parts.take()) !== undefined;) {
      signal?.throwIfAborted();
      yield batch;
      signal?.throwIfAborted();
      if (batch.error !== undefined) return;
    }
  } catch (error) {
    await parts.close();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    await parts.close();
  }
}
