import { NtStatus } from '../../ntstatus/index.js';
import type { ErrorOrigin, MessageRunner, MiracastContext } from '../driver/context.js';
import { runContained } from '../foreign-call.js';
import { answerCall } from './forwarded-callbacks.js';
import { Admission } from '../session/gate.js';
import type { Clock, MessageComplete, NTSTATUS } from '../interface.js';
import type { WorkerLike } from '../../worker-port/index.js';
import type { CallMessage, HandleMessage, ToWorker } from './worker-protocol.js';
import { WorkerSeat } from './worker-seat.js';

/** Workers that handle a driver's messages. Handlers see a context of their thread, whose state `attachContext` makes. */
export interface WorkerOptions {
  /** Starts a worker whose module calls `serveMessages` with the same driver. */
  create(): WorkerLike;
  /** Workers, each with one message at a time (default 1). */
  readonly count?: number;
  /**
   * Milliseconds that a worker has for a message: then the message ends with STATUS_IO_TIMEOUT, and the worker is replaced
   * (Infinity: never). Default: a second more than `handlerTimeout`, which ends asynchronous handlers and spares their worker.
   */
  readonly timeout?: number;
}

interface Job {
  readonly context: MiracastContext<unknown>;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly bytesReturned: Uint32Array;
  readonly complete: MessageComplete | undefined;
}

export interface WorkerPoolParts {
  readonly options: Required<WorkerOptions>;
  readonly clock: Clock;
  readonly onError: (error: unknown, origin: ErrorOrigin) => void;
}

/**
 * Has messages handled by workers, in the order in which the gate admitted them. The workers live from the first context to the
 * last. Each message ends once: with what its handler answered; STATUS_IO_TIMEOUT; STATUS_UNSUCCESSFUL where its worker failed;
 * STATUS_DEVICE_NOT_READY where no worker can be started, until a later message finds one that can; STATUS_CANCELLED where Stop came before a
 * worker had it. Idle workers keep no process alive.
 */
export class WorkerPool {
  private seats: WorkerSeat<Job>[] = [];
  private waiting: Job[] = [];
  private readonly contexts = new Map<number, MiracastContext<unknown>>();
  private readonly ids = new Map<MiracastContext<unknown>, number>();
  private lastId = 0;

  constructor(private readonly parts: WorkerPoolParts) {}

  runner(context: MiracastContext<unknown>): MessageRunner {
    return {
      open: () => this.open(context),
      close: () => this.close(context),
      run: (input, output, bytesReturned, complete) => this.run({ context, input, output, bytesReturned, complete }),
    };
  }

  private open(context: MiracastContext<unknown>): void {
    this.lastId += 1;
    this.contexts.set(this.lastId, context);
    this.ids.set(context, this.lastId);
    context.gate.listen(() => this.cancelStopped(context));
    if (this.contexts.size === 1) this.startSeats();
  }

  private close(context: MiracastContext<unknown>): void {
    const id = this.ids.get(context);
    if (id === undefined) return;
    this.ids.delete(context);
    this.contexts.delete(id);
    for (const seat of this.seats) {
      if (this.contexts.size === 0) seat.close();
      else seat.post({ kind: 'forget', context: id });
    }
  }

  private run(job: Job): NTSTATUS {
    job.bytesReturned[0] = 0;
    // A message whose turn came only after Stop was called.
    if (isStopping(job.context)) return NtStatus.CANCELLED;
    for (const seat of this.seats) seat.retry();
    if (this.isBroken) return NtStatus.DEVICE_NOT_READY;
    this.waiting.push(job);
    this.giveWaiting();
    return NtStatus.PENDING;
  }

  private get isBroken(): boolean {
    return this.seats.every((seat) => seat.isGivenUp);
  }

  private startSeats(): void {
    const { options, clock } = this.parts;
    const owner = {
      idle: () => this.giveWaiting(),
      ended: (job: Job, status: NTSTATUS, reply: Uint8Array, error: unknown) => this.ended(job, status, reply, error),
      failed: (error: unknown) => this.failed(error),
      call: (request: CallMessage, answer: (answer: ToWorker) => void) => void this.call(request, answer),
    };
    this.seats = Array.from({ length: options.count }, () => new WorkerSeat<Job>({ ...options, clock }, owner));
  }

  private giveWaiting(): void {
    for (const seat of this.seats) {
      const job = seat.isIdle ? this.waiting.shift() : undefined;
      if (job !== undefined) seat.give(job, this.messageOf(job));
    }
  }

  private messageOf({ context, input, output }: Job): Omit<HandleMessage, 'key' | 'job'> {
    return {
      kind: 'message',
      context: this.ids.get(context) as number,
      device: context.hMiracastDeviceHandle,
      input: new Uint8Array(input), // a copy, where `slice` of a Node Buffer would be a view
      outputBytes: output.length,
    };
  }

  private ended(job: Job, status: NTSTATUS, reply: Uint8Array, error: unknown): void {
    if (error !== undefined) job.context.report(() => error, undefined);
    if (isBrought(reply, job.output)) finish(job, status, reply.length);
    else finish(job, NtStatus.INVALID_USER_BUFFER); // the caller has given it away meanwhile
    this.refuseWhereBroken();
  }

  private failed(error: unknown): void {
    runContained(ignore, () => this.parts.onError(error, { context: undefined, message: undefined }));
    this.refuseWhereBroken();
  }

  private refuseWhereBroken(): void {
    if (!this.isBroken) return;
    for (const job of this.waiting.splice(0)) finish(job, NtStatus.DEVICE_NOT_READY);
  }

  /** Stop waits for what workers have; all else ends now. */
  private cancelStopped(context: MiracastContext<unknown>): void {
    if (!isStopping(context)) return;
    this.tellWorkers(context);
    const cancelled = this.waiting.filter((job) => job.context === context);
    this.waiting = this.waiting.filter((job) => job.context !== context);
    for (const job of cancelled) finish(job, NtStatus.CANCELLED);
  }

  private tellWorkers(context: MiracastContext<unknown>): void {
    const id = this.ids.get(context);
    if (id === undefined) return;
    for (const seat of this.seats) if (seat.current?.context === context) seat.post({ kind: 'stopping', context: id });
  }

  private async call(request: CallMessage, answer: (answer: ToWorker) => void): Promise<void> {
    const context = this.contexts.get(request.context);
    if (context === undefined) return; // destroyed, and with it all who could wait for an answer
    answer(await answerCall(context.callbacks, request, (error) => context.report(() => error, undefined)));
  }
}

/** Brings a job's outcome to the sender of its message. */
function finish({ context, bytesReturned, complete }: Job, status: NTSTATUS, bytes = 0): void {
  bytesReturned[0] = bytes;
  context.left(status, bytes, complete);
}

/** Not by its length, which V8 says wrongly at times: see message-buffers.ts. A buffer that was given away takes not even nothing. */
function isBrought(reply: Uint8Array, output: Uint8Array): boolean {
  try {
    if (reply.length > 0) output.set(reply);
    return true;
  } catch {
    return false;
  }
}

function isStopping(context: MiracastContext<unknown>): boolean {
  return context.gate.outlook === Admission.CANCELLED;
}

function ignore(): void {}
