import { NtStatus, NtStatusError } from '../../ntstatus/index.js';
import { runContained } from '../foreign-call.js';
import type { Clock, NTSTATUS } from '../interface.js';
import { onFailure, onMessage, type WorkerLike } from './worker-port.js';
import type { CallMessage, DoneMessage, FromWorker, HandleMessage, ToWorker } from './worker-protocol.js';

/** Milliseconds until a new worker has to be ready: generous, because loading its module may mean a network. */
const START_TIMEOUT_MS = 30_000;
/** So many workers in a row that failed before they were given a message are enough: the next would do so too. */
const FUTILE_WORKERS = 3;

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

  /** No worker can be had. */
  get isGivenUp(): boolean {
    return this.worker === undefined;
  }

  /** For an idle seat: the job's message goes to the worker. */
  give(job: Job, message: HandleMessage): void {
    this.job = job;
    this.endAfter(this.options.timeout, NtStatus.IO_TIMEOUT, 'a worker did not finish a message in time');
    this.worker?.postMessage(message, [message.input.buffer]);
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
        this.seat(this.options.create());
      } catch (error) {
        this.futile += 1;
        this.owner.failed(error);
      }
    }
  }

  private seat(worker: WorkerLike): void {
    this.worker = worker;
    this.endAfter(START_TIMEOUT_MS, NtStatus.UNSUCCESSFUL, 'a worker did not call serveMessages in time');
    // What a worker sent before it was ended may arrive later.
    onMessage(worker, (message) => {
      if (this.worker === worker) this.hear(message as FromWorker | undefined);
    });
    onFailure(worker, (error) => {
      if (this.worker === worker) this.replace(NtStatus.UNSUCCESSFUL, error);
    });
  }

  /** Messages of the worker's own, which are none of ours, are let pass. */
  private hear(message: FromWorker | null | undefined): void {
    switch (message?.kind) {
      case 'ready':
        this.cancelTimer?.();
        this.isReady = true;
        return this.owner.idle();
      case 'done':
        return this.finish(message);
      case 'call': {
        const { worker } = this;
        return this.owner.call(message, (answer) => worker?.postMessage(answer, []));
      }
    }
  }

  private finish({ status, reply, error }: DoneMessage): void {
    const { job } = this;
    if (job === undefined) return;
    this.cancelTimer?.();
    this.job = undefined;
    this.futile = 0;
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
