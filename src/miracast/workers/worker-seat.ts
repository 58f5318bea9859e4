import { NtStatus, NtStatusError } from '../../ntstatus/index.js';
import { runContained } from '../foreign-call.js';
import type { Clock, NTSTATUS } from '../interface.js';
import { assertWorker, onFailure, onMessage, type WorkerLike } from '../../worker-port/index.js';
import {
  fromWorker,
  type CallMessage,
  type DoneMessage,
  type HandleMessage,
  type ToWorker,
} from './worker-protocol.js';

/** Milliseconds until a new worker has to be ready: generous, because loading its module may mean a network. */
const START_TIMEOUT_MS = 30_000;
/** So many workers in a row that failed before they were given a message are enough: the next would do so too. */
const FUTILE_WORKERS = 3;
/** So long a seat is left empty then, before a message may have another worker started: twice as long each time. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

/** What a seat tells its pool. */
export interface SeatOwner<Job> {
  /** The seat is ready for a message. */
  idle(): void;
  /** A job is over; `error` is for onError. */
  ended(job: Job, status: NTSTATUS, reply: Uint8Array, error: unknown): void;
  /** The worker failed, and had no job. */
  failed(error: unknown): void;
  call(request: CallMessage, answer: (answer: ToWorker) => void): void;
}

export interface SeatOptions {
  create(): WorkerLike;
  readonly timeout: number;
  readonly clock: Clock;
}

const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);

/** A worker's place in a pool. It has one job at a time; a worker that fails or takes too long is ended and replaced. */
export class WorkerSeat<Job> {
  private worker: WorkerLike | undefined;
  private isReady = false;
  private job: Job | undefined;
  private futile = 0;
  private pause = FIRST_PAUSE_MS;
  private retryAt = 0;
  private key = Math.random();
  private jobs = 0;
  private cancelTimer: (() => void) | undefined;

  constructor(
    private readonly options: SeatOptions,
    private readonly owner: SeatOwner<Job>,
  ) {
    this.start();
  }

  get isIdle(): boolean {
    return this.isReady && this.job === undefined;
  }

  /** What its worker has. */
  get current(): Job | undefined {
    return this.job;
  }

  /** No worker can be had. */
  get isGivenUp(): boolean {
    return this.worker === undefined;
  }

  /** For an idle seat: the job's message goes to the worker, which now keeps the process alive. */
  give(job: Job, message: Omit<HandleMessage, 'key' | 'job'>): void {
    this.job = job;
    this.jobs += 1;
    this.endAfter(this.options.timeout, NtStatus.IO_TIMEOUT, 'a worker did not finish a message in time');
    this.worker?.ref?.();
    this.worker?.postMessage({ ...message, key: this.key, job: this.jobs } satisfies HandleMessage, [
      message.input.buffer,
    ]);
  }

  /** An empty seat gets one worker more, where its pause is over. */
  retry(): void {
    if (!this.isGivenUp || this.options.clock.now() < this.retryAt) return;
    this.futile = FUTILE_WORKERS - 1;
    this.start();
  }

  post(message: ToWorker): void {
    this.worker?.postMessage(message, []);
  }

  /** Ends the worker for good. */
  close(): void {
    const { worker } = this;
    this.cancelTimer?.();
    this.worker = undefined;
    this.isReady = false;
    runContained(ignore, () => worker?.terminate());
  }

  private start(): void {
    while (this.worker === undefined && this.futile < FUTILE_WORKERS) {
      try {
        const worker = this.options.create();
        assertWorker('create of workers', worker);
        this.seat(worker);
      } catch (error) {
        this.close(); // it may have failed after it was seated
        this.futile += 1;
        this.owner.failed(error);
      }
    }
    if (this.worker !== undefined) return;
    this.retryAt = this.options.clock.now() + this.pause;
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  private seat(worker: WorkerLike): void {
    this.worker = worker;
    this.key = Math.random();
    this.endAfter(START_TIMEOUT_MS, NtStatus.UNSUCCESSFUL, 'a worker did not call serveMessages in time');
    // What a worker sent before it was ended may arrive later.
    onMessage(worker, (message) => {
      if (this.worker === worker) this.hear(message);
    });
    onFailure(worker, (error) => {
      if (this.worker === worker) this.replace(NtStatus.UNSUCCESSFUL, error);
    });
  }

  /** Messages of the driver's own, which are none of ours, are let pass. */
  private hear(sent: unknown): void {
    const message = fromWorker(sent, this.key);
    switch (message?.kind) {
      case 'ready':
        return this.ready();
      case 'done':
        return this.finish(message);
      case 'call': {
        const { worker } = this;
        return this.owner.call(message, (answer) => worker?.postMessage(answer, []));
      }
    }
  }

  private ready(): void {
    if (this.isReady) return;
    this.cancelTimer?.();
    this.isReady = true;
    this.worker?.unref?.();
    this.owner.idle();
  }

  private finish({ job: number, status, reply, error }: DoneMessage): void {
    const { job } = this;
    if (job === undefined || number !== this.jobs) return;
    this.cancelTimer?.();
    this.job = undefined;
    this.futile = 0;
    this.pause = FIRST_PAUSE_MS;
    this.worker?.unref?.();
    this.owner.idle();
    this.owner.ended(job, status, reply, error);
  }

  private replace(status: NTSTATUS, error: unknown): void {
    const { job } = this;
    this.close();
    this.job = undefined;
    this.futile = job === undefined ? this.futile + 1 : 0;
    this.start();
    if (job === undefined) this.owner.failed(error);
    else this.owner.ended(job, status, NO_BYTES, error);
  }

  private endAfter(milliseconds: number, status: NTSTATUS, why: string): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (milliseconds === Infinity) return;
    this.cancelTimer = this.options.clock.after(milliseconds, () => {
      this.replace(status, new NtStatusError(status, `${why} (${milliseconds} ms); it was ended`));
    });
  }
}

function ignore(): void {}
