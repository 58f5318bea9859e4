import { NtStatus } from '../../ntstatus/index.js';
import type { ChunkQueue } from './chunk-queue.js';
import { runContained, type Report } from '../foreign-call.js';
import { INFINITE, type Clock, type NTSTATUS, type WaitEvent } from '../interface.js';

/** Wait events that a call may have: one for each of STATUS_WAIT_0 to STATUS_WAIT_3. */
const MOST_WAIT_EVENTS = 4;

/** The parameters of one GetNextChunkData. */
export interface ChunkRead {
  readonly TimeoutInMilliseconds: number;
  readonly pAdditionalWaitEvents: readonly WaitEvent[];
  readonly pChunkDataBufferSize: Uint32Array;
  readonly pChunkDataBuffer: Uint8Array;
  readonly pOutstandingChunksToProcess: Uint32Array;
}

/**
 * GetNextChunkData: the driver's end of the chunk queue.
 *
 * What a call looks at, in this order: wait events (the lowest index that is signalled: a stop event is not starved by a
 * stream of chunks), lost chunks, chunks. A call that waits ends with the first of these that happens, in the same moment.
 * The size and the count of outstanding chunks are set by statuses of success and only by these, as the interface says: size 0
 * with STATUS_WAIT_0 to 3 and STATUS_TIMEOUT; after STATUS_BUFFER_TOO_SMALL both are as the driver left them, and the chunk
 * is still there.
 */
export class ChunkReader {
  private waiting: WaitingRead | undefined;
  private isOpen = false;

  constructor(
    private readonly queue: ChunkQueue,
    private readonly clock: Clock,
    private readonly report: Report,
  ) {
    queue.whenAppended(() => this.wake());
  }

  /** A session begins: chunks of earlier ones are forgotten. */
  open(): void {
    this.queue.clear();
    this.isOpen = true;
  }

  /** The session is gone: a call that waits, and every later one, is answered STATUS_INSTANCE_NOT_AVAILABLE. */
  close(): void {
    this.isOpen = false;
    this.end(NtStatus.INSTANCE_NOT_AVAILABLE);
  }

  /** The synchronous form: STATUS_CANT_WAIT where it would have to wait. */
  read(call: ChunkRead): NTSTATUS {
    return this.answerAtOnce(call) ?? NtStatus.CANT_WAIT;
  }

  /** The promise form. It rejects only with what a wait event of the driver throws. */
  async readAsync(call: ChunkRead): Promise<NTSTATUS> {
    return this.answerAtOnce(call) ?? this.wait(call);
  }

  /** undefined: the call has to wait. */
  private answerAtOnce(call: ChunkRead): NTSTATUS | undefined {
    if (!this.isOpen) return NtStatus.INSTANCE_NOT_AVAILABLE;
    if (!isValid(call)) return NtStatus.INVALID_PARAMETER;
    if (this.waiting !== undefined) return NtStatus.INVALID_DEVICE_STATE;
    const signalled = call.pAdditionalWaitEvents.findIndex((event) => event.isSignalled);
    if (signalled >= 0) return this.succeed(call, NtStatus.WAIT_0 + signalled, 0);
    const limit = call.pChunkDataBufferSize[0] as number;
    const status = this.answerFromQueue(call, limit);
    if (status !== undefined) return status;
    return call.TimeoutInMilliseconds === 0 ? this.succeed(call, NtStatus.TIMEOUT, 0) : undefined;
  }

  private answerFromQueue(call: ChunkRead, limit: number): NTSTATUS | undefined {
    if (this.queue.takeLoss()) return NtStatus.CONNECTION_RESET;
    if (this.queue.length === 0) return undefined;
    const { pChunkDataBuffer } = call;
    // Not only the size: a buffer whose memory was transferred elsewhere during the wait has none left.
    const bytes = this.queue.takeInto(pChunkDataBuffer, Math.min(limit, pChunkDataBuffer.length));
    return bytes === 0 ? NtStatus.BUFFER_TOO_SMALL : this.succeed(call, NtStatus.SUCCESS, bytes);
  }

  private succeed(call: ChunkRead, status: NTSTATUS, bytes: number): NTSTATUS {
    call.pChunkDataBufferSize[0] = bytes;
    call.pOutstandingChunksToProcess[0] = this.queue.length;
    return status;
  }

  private wait(call: ChunkRead): Promise<NTSTATUS> {
    return new Promise((resolve, reject) => {
      const waiting = new WaitingRead(call, resolve, this.report);
      this.waiting = waiting;
      try {
        this.listen(waiting);
      } catch (error) {
        if (this.waiting === waiting) this.waiting = undefined;
        waiting.release();
        reject(error);
      }
    });
  }

  private listen(waiting: WaitingRead): void {
    const { TimeoutInMilliseconds, pAdditionalWaitEvents } = waiting.call;
    if (TimeoutInMilliseconds !== INFINITE) {
      const expire = (): void => this.endWith(waiting, NtStatus.TIMEOUT);
      waiting.hold(this.clock.after(TimeoutInMilliseconds, expire));
    }
    // A copy: the array is the driver's, and may change while the events are asked.
    [...pAdditionalWaitEvents].forEach((event, index) => {
      waiting.hold(event.whenSignalled(() => this.endWith(waiting, NtStatus.WAIT_0 + index)));
    });
  }

  private wake(): void {
    if (this.waiting === undefined) return;
    const status = this.answerFromQueue(this.waiting.call, this.waiting.limit);
    if (status !== undefined) this.end(status);
  }

  /** Ends `waiting` without chunks, unless it is over: an event may call its listener late, or twice. */
  private endWith(waiting: WaitingRead, status: NTSTATUS): void {
    if (this.waiting === waiting) this.end(this.succeed(waiting.call, status, 0));
  }

  private end(status: NTSTATUS): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.end(status);
  }
}

/** A call that waits, and all that may end it. */
class WaitingRead {
  /** The size that the driver gave, before the wait. */
  readonly limit: number;
  private releases: (() => void)[] | undefined = [];

  constructor(
    readonly call: ChunkRead,
    private readonly resolve: (status: NTSTATUS) => void,
    private readonly report: Report,
  ) {
    this.limit = call.pChunkDataBufferSize[0] as number;
  }

  /** Keeps what takes a timer or a listener back; at once when the wait ended while it was set. */
  hold(release: () => void): void {
    if (this.releases === undefined) runContained(this.report, release);
    else this.releases.push(release);
  }

  release(): void {
    const releases = this.releases ?? [];
    this.releases = undefined;
    for (const release of releases) runContained(this.report, release);
  }

  end(status: NTSTATUS): void {
    this.release();
    this.resolve(status);
  }
}

function isValid(call: ChunkRead): boolean {
  const { TimeoutInMilliseconds, pAdditionalWaitEvents, pChunkDataBufferSize, pChunkDataBuffer } = call;
  return (
    TimeoutInMilliseconds >>> 0 === TimeoutInMilliseconds &&
    areWaitEvents(pAdditionalWaitEvents) &&
    isNumberPointer(pChunkDataBufferSize) &&
    isNumberPointer(call.pOutstandingChunksToProcess) &&
    pChunkDataBuffer instanceof Uint8Array &&
    (pChunkDataBufferSize[0] as number) <= pChunkDataBuffer.length
  );
}

function areWaitEvents(events: readonly WaitEvent[]): boolean {
  if (!Array.isArray(events) || events.length > MOST_WAIT_EVENTS) return false;
  // Spread, because `every` passes over holes.
  return [...events].every((event: WaitEvent | null | undefined) => typeof event?.whenSignalled === 'function');
}

function isNumberPointer(pointer: Uint32Array): boolean {
  return pointer instanceof Uint32Array && pointer.length > 0;
}
