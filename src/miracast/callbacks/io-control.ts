import { CastbufError } from '../../errors/index.js';
import { isSuccess, NtStatus, NtStatusError } from '../../ntstatus/index.js';
import { isPromiseLike, runContained, type Report } from '../foreign-call.js';
import type { Awaitable, NTSTATUS } from '../interface.js';
import type { LifecycleCall, LifecycleCalls } from '../host/lifecycle-calls.js';

/** Where I/O control requests go: the display miniport driver. */
export interface IoControlTarget {
  /** DxgkDdiMiracastIoControl, which checks the sizes. Sets `pBytesReturned[0]`, which is 0 before. */
  ioControl(
    HardwareAccess: boolean,
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    pBytesReturned: Uint32Array,
  ): Awaitable<NTSTATUS>;
  /** Does `ioControl` answer with promises? Then the synchronous form sends nothing and answers STATUS_CANT_WAIT. */
  readonly ioControlAnswersLater?: boolean | undefined;
}

/** The parameters of one MiracastIoControl, and the lifecycle call that its callbacks are bound to. */
export interface IoControlRequest {
  readonly HardwareAccess: boolean;
  readonly pInputBuffer: Uint8Array;
  readonly pOutputBuffer: Uint8Array;
  readonly pBytesReturned: Uint32Array | undefined;
  readonly boundTo: LifecycleCall | undefined;
}

type Admission = 'process' | 'wait' | 'fail';

/**
 * MiracastIoControl: the driver's synchronous requests to the miniport, and the rules about when one is processed.
 *
 *                         from its own thread     from any other
 *     Create, Start run   processed               blocks until the call has finished
 *     Stop, Destroy run   processed               STATUS_INVALID_DEVICE_STATE
 *     nothing runs        processed               processed
 *
 * STATUS_CANT_WAIT always means that nothing was sent. A miniport that throws is answered for with STATUS_UNSUCCESSFUL, or
 * with the status of the NtStatusError that it threw; one that claims more bytes than the output buffer has is not believed:
 * 0 bytes, and STATUS_BUFFER_TOO_SMALL where it claimed success.
 */
export class IoControl {
  private isClosed = false;

  constructor(
    private readonly lifecycle: LifecycleCalls,
    private readonly target: IoControlTarget,
    private readonly report: Report,
  ) {}

  /** The context is gone: requests are refused, those that wait, too. */
  close(): void {
    this.isClosed = true;
  }

  /** The synchronous form: STATUS_CANT_WAIT where it would block, or where the miniport answers later. */
  send(request: IoControlRequest): NTSTATUS {
    setBytesReturned(request, 0);
    const admission = this.admission(request);
    if (admission === 'fail') return NtStatus.INVALID_DEVICE_STATE;
    if (!hasBuffers(request)) return NtStatus.INVALID_PARAMETER;
    if (admission === 'wait' || this.target.ioControlAnswersLater) return NtStatus.CANT_WAIT;
    const bytesReturned = new Uint32Array(1);
    try {
      const answer = this.ask(request, bytesReturned);
      if (typeof answer === 'number') return this.completed(request, answer, bytesReturned);
      return this.refusedPromise(answer);
    } catch (error) {
      return this.failed(error);
    }
  }

  /** The promise form: waits where the rules say so, and for the miniport. Never rejects. */
  async sendAsync(request: IoControlRequest): Promise<NTSTATUS> {
    setBytesReturned(request, 0);
    while (this.admission(request) === 'wait') await this.lifecycle.whenFinished();
    if (this.admission(request) === 'fail') return NtStatus.INVALID_DEVICE_STATE;
    if (!hasBuffers(request)) return NtStatus.INVALID_PARAMETER;
    const bytesReturned = new Uint32Array(1);
    try {
      return this.completed(request, await this.ask(request, bytesReturned), bytesReturned);
    } catch (error) {
      return this.failed(error);
    }
  }

  private admission({ boundTo }: IoControlRequest): Admission {
    if (this.isClosed) return 'fail';
    const { current } = this.lifecycle;
    if (current === undefined || this.lifecycle.isOnItsThread(boundTo)) return 'process';
    return current.kind === 'create' || current.kind === 'start' ? 'wait' : 'fail';
  }

  private ask(request: IoControlRequest, bytesReturned: Uint32Array): Awaitable<NTSTATUS> {
    const { HardwareAccess, pInputBuffer, pOutputBuffer } = request;
    return this.target.ioControl(HardwareAccess, pInputBuffer, pOutputBuffer, bytesReturned);
  }

  private completed(request: IoControlRequest, answer: NTSTATUS, bytesReturned: Uint32Array): NTSTATUS {
    const isGood = isSuccess(answer); // throws where the answer is no NTSTATUS
    const bytes = bytesReturned[0] as number;
    const room = request.pOutputBuffer.length;
    if (bytes <= room) {
      setBytesReturned(request, bytes);
      return answer | 0;
    }
    this.report(new CastbufError('ERR_USAGE', `ioControl returned ${bytes} bytes in an output buffer of ${room}`));
    return isGood ? NtStatus.BUFFER_TOO_SMALL : answer | 0;
  }

  private failed(error: unknown): NTSTATUS {
    if (error instanceof NtStatusError) return error.status;
    this.report(error);
    return NtStatus.UNSUCCESSFUL;
  }

  /** The request was sent, but its answer comes too late for a synchronous call. */
  private refusedPromise(answer: unknown): NTSTATUS {
    if (isPromiseLike(answer)) runContained(this.report, () => answer);
    const hint =
      'ioControl answered a synchronous request with something else than a number; if it is a promise, declare';
    this.report(new CastbufError('ERR_USAGE', `${hint} ioControlAnswersLater`));
    return NtStatus.UNSUCCESSFUL;
  }
}

function setBytesReturned({ pBytesReturned }: IoControlRequest, bytes: number): void {
  if (pBytesReturned instanceof Uint32Array) pBytesReturned[0] = bytes;
}

function hasBuffers({ pInputBuffer, pOutputBuffer, pBytesReturned }: IoControlRequest): boolean {
  const areBytes = pInputBuffer instanceof Uint8Array && pOutputBuffer instanceof Uint8Array;
  return areBytes && (pBytesReturned === undefined || pBytesReturned instanceof Uint32Array);
}
