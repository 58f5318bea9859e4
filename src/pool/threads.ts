import { CastbufError } from '../errors/index.js';
import type { ColumnArray } from '../schema/index.js';
import { assertWorker, onFailure, onMessage, type WorkerLike } from '../worker-port/index.js';
import type { SentPart } from './part-input.js';
import type { DoneMessage, PartOrder, WorkerMessage } from './protocol.js';
import { receivedError } from './sent-error.js';

/** A part that waits for a worker, or has one. */
export interface Job {
  /** Bytes of the source that the part has, for an error. */
  readonly start: number;
  readonly end: number;
  readonly order: Omit<PartOrder, 'job' | 'input' | 'spare' | 'kind'>;
  /** Arrays that the worker may fill. */
  spare(): readonly ColumnArray[] | undefined;
  /** What the worker gets: asked for when there is one, and once more where that one ends before it has answered. */
  send(): SentPart | PromiseLike<SentPart>;
  /** The last whole record of the part ends there. */
  ended(consumed: number): void;
  resolve(done: DoneMessage): void;
  reject(error: unknown): void;
}

/** Workers that may be lost before a part is given up. */
const MOST_LOSSES = 2;

/** The workers of a pool. Each is started when a part waits for it, and has one part at a time. */
export class Threads {
  private waiting: Job[] = [];
  private readonly seats: Seat[] = [];
  private isClosed = false;

  constructor(
    private readonly create: () => WorkerLike,
    readonly count: number,
  ) {}

  /** @throws CastbufError ERR_USAGE: the pool is closed */
  assertOpen(): void {
    if (this.isClosed) throw closed();
  }

  give(job: Job): void {
    if (this.isClosed) return job.reject(closed());
    this.waiting.push(job);
    this.next();
  }

  /** Jobs of these that no worker has yet are rejected with `reason`. */
  drop(jobs: ReadonlySet<Job>, reason: unknown): void {
    const dropped = this.waiting.filter((job) => jobs.has(job));
    this.waiting = this.waiting.filter((job) => !jobs.has(job));
    for (const job of dropped) job.reject(reason);
    for (const seat of this.seats) seat.drop(jobs, reason);
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { waiting } = this;
    this.waiting = [];
    for (const job of waiting) job.reject(closed());
    await Promise.all(this.seats.map((seat) => seat.close(closed())));
  }

  private next(): void {
    while (this.waiting.length > 0) {
      const seat = this.seats.find(({ isIdle }) => isIdle) ?? this.newSeat();
      if (seat === undefined) return;
      seat.take(this.waiting.shift() as Job);
    }
  }

  private newSeat(): Seat | undefined {
    if (this.seats.length === this.count) return undefined;
    const seat = new Seat(this.create, () => this.next());
    this.seats.push(seat);
    return seat;
  }
}

/** Numbers of what workers are asked, in all pools: an answer to a worker's earlier order is none to the next. */
let orders = 0;

/** A worker's place. A worker that ends is replaced when the next part needs one. */
class Seat {
  private worker: WorkerLike | undefined;
  private job: Job | undefined;
  private order = 0;
  private losses = 0;
  /** The worker has the job. */
  private isSent = false;

  constructor(
    private readonly create: () => WorkerLike,
    private readonly idle: () => void,
  ) {}

  get isIdle(): boolean {
    return this.job === undefined;
  }

  take(job: Job): void {
    this.job = job;
    this.losses = 0;
    void this.begin(job);
  }

  drop(jobs: ReadonlySet<Job>, reason: unknown): void {
    const { job } = this;
    if (job !== undefined && !this.isSent && jobs.has(job)) this.finish(() => job.reject(reason));
  }

  async close(reason: unknown): Promise<void> {
    const { job } = this;
    this.job = undefined;
    job?.reject(reason);
    await this.end();
  }

  private async begin(job: Job): Promise<void> {
    const order = (this.order = ++orders);
    this.isSent = false;
    try {
      const sent = job.send();
      const { input, transfer } = 'input' in sent ? sent : await sent;
      // Meanwhile the pool may have been closed, or the worker lost.
      if (this.job !== job || this.order !== order) return;
      const worker = (this.worker ??= this.started());
      worker.ref?.();
      this.isSent = true;
      const spare = job.spare();
      const message: PartOrder = { kind: 'part', job: order, input, spare, ...job.order };
      worker.postMessage(message, spare === undefined ? transfer : [...transfer, ...buffersOf(spare)]);
    } catch (error) {
      if (this.job === job && this.order === order) this.finish(() => job.reject(error));
    }
  }

  private started(): WorkerLike {
    const worker = this.create();
    assertWorker('create', worker);
    onMessage(worker, (message) => {
      if (this.worker === worker) this.hear(message as WorkerMessage);
    });
    onFailure(worker, (error) => {
      if (this.worker === worker) this.lose(error);
    });
    worker.unref?.();
    return worker;
  }

  private hear(message: WorkerMessage): void {
    const { job } = this;
    if (job === undefined || message.job !== this.order) return;
    switch (message.kind) {
      case 'end':
        return job.ended(message.consumed);
      case 'done':
        return this.finish(() => job.resolve(message));
      case 'failed':
        return this.finish(() => job.reject(receivedError(message.error)));
    }
  }

  /** The worker has ended, or will not answer any more. */
  private lose(error: unknown): void {
    const { job } = this;
    void this.end();
    if (job === undefined) return;
    this.losses += 1;
    if (this.losses < MOST_LOSSES) void this.begin(job);
    else this.finish(() => job.reject(lost(job, error)));
  }

  private finish(tell: () => void): void {
    this.job = undefined;
    this.worker?.unref?.();
    tell();
    this.idle();
  }

  private async end(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }
}

/** Columns of no rows share nothing, but may be of one buffer. */
function buffersOf(arrays: readonly ColumnArray[]): ArrayBuffer[] {
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}

function closed(): CastbufError {
  return new CastbufError('ERR_USAGE', 'the pool is closed; createPool makes another one');
}

function lost({ start, end }: Job, error: unknown): CastbufError {
  const why = error instanceof Error ? error.message : String(error);
  const hint = `two workers have ended, one after the other, before bytes ${start} to ${end} of the source were decoded; the last one said: ${why}`;
  return new CastbufError('ERR_WORKER', hint, { offset: start });
}
