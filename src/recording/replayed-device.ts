import { allocateBytes } from '../bytes/index.js';
import { viewMIRACAST_SESSION_INFO } from '../miracast-compiled/index.js';
import {
  isPromiseLike,
  type Awaitable,
  type ContextOut,
  type DataRateNotify,
  type MiracastCallbacks,
  type MiracastContextHandle,
  type MiracastDriverInterface,
  type NTSTATUS,
} from '../miracast/index.js';
import { isSuccess, NtStatus } from '../ntstatus/index.js';
import { connectionStatsOf, dataRateOf, SESSION_INFO_BYTES, u32Of } from './carried-structures.js';
import { RecordFlags, type RecordedEvent } from './record.js';
import { promisesAtRest } from './replay-clock.js';
import type { RecordedAnswers } from './recorded-answers.js';

/** A driver's request, which waits for the event that answers it. */
type Request = (answer: RecordedEvent | undefined) => void;

type Asked = 'I/O control' | 'chunk data';

export interface ReplayedDeviceOptions {
  readonly handle: number;
  readonly driver: MiracastDriverInterface;
  readonly answers: RecordedAnswers;
  /** How many events of the recording have been: the answers among them may be given. */
  replayed(): number;
}

/** The operating system of one device, as a recording has it: it calls the driver as it was called, and answers what was answered. */
export class ReplayedDevice {
  /** Create, Start, Stop or Destroy has been called, and has not returned. */
  isCalling = false;
  private context: MiracastContextHandle | undefined;
  /** The session ends, or there is none: nobody waits for what no recording has. */
  private isEnding = true;
  private notify: ((bytes: Uint8Array) => void) | undefined;
  private registrations = 0;
  private readonly counts = { 'I/O control': 0, 'chunk data': 0 };
  private readonly requests = new Map<string, Request>();
  /** Requests that the recording has no answer to. */
  private readonly unanswered = new Set<Request>();
  private readonly callbacks = this.newCallbacks();

  constructor(private readonly options: ReplayedDeviceOptions) {}

  /** What came to the driver, once more. */
  give(event: RecordedEvent): void {
    if (event.kind === 'message') this.sendMessage(event);
    else if (event.kind === 'lifecycle') this.callLifecycle(event);
    else if (event.kind === 'statistic') this.notify?.(event.input);
    else this.answer(`${event.kind} ${event.call}`, event);
  }

  private sendMessage({ input, bytesReturned }: RecordedEvent): void {
    const { context } = this;
    if (context === undefined) return;
    const output = allocateBytes(bytesReturned);
    contained(() =>
      this.options.driver.HandleKernelModeMessage(context, input.slice(), output, new Uint32Array(1), () => undefined),
    );
  }

  private callLifecycle({ flags, input }: RecordedEvent): void {
    const { callbacks, context } = this;
    const { driver, handle } = this.options;
    if (flags === RecordFlags.CREATE) {
      const out: ContextOut = { value: undefined };
      this.call(
        () => driver.CreateMiracastContext(handle, callbacks, out),
        () => (this.context = out.value ?? undefined),
      );
    } else if (context === undefined) return;
    else if (flags === RecordFlags.START) {
      this.isEnding = false;
      const info = viewMIRACAST_SESSION_INFO(new Uint8Array(SESSION_INFO_BYTES));
      this.call(() => driver.StartMiracastSession(context, socket, connectionStatsOf(input), info, callbacks));
    } else {
      this.endSession();
      if (flags === RecordFlags.STOP) this.call(() => driver.StopMiracastSession(context, callbacks));
      else this.call(() => driver.DestroyMiracastContext(context, callbacks));
    }
  }

  private call(run: () => Awaitable<NTSTATUS>, ended: () => void = () => undefined): void {
    this.isCalling = true;
    const end = (): void => {
      this.isCalling = false;
      ended();
    };
    const answer = contained(run);
    if (isPromiseLike(answer)) void Promise.resolve(answer).then(end, end);
    else end();
  }

  private endSession(): void {
    this.isEnding = true;
    for (const request of this.unanswered) request(undefined);
    this.unanswered.clear();
  }

  private answer(key: string, event: RecordedEvent): void {
    const request = this.requests.get(key);
    this.requests.delete(key);
    request?.(event);
  }

  /** The answer to the driver's next request of a kind, whenever the system gave it. */
  private answerNow(kind: Asked): RecordedEvent | undefined {
    return this.options.answers.of(kind, this.options.handle, this.counts[kind]++)?.event;
  }

  /** The same when the recording has come to it. What it does not have at all comes when the session ends. */
  private async answerLater(kind: Asked): Promise<RecordedEvent | undefined> {
    const call = this.counts[kind]++;
    const placed = this.options.answers.of(kind, this.options.handle, call);
    if (placed !== undefined && placed.index < this.options.replayed()) return placed.event;
    // A driver that asks again and again must not keep the event loop from its turn.
    if (placed === undefined && this.isEnding) await promisesAtRest();
    if (placed === undefined && this.isEnding) return undefined;
    return new Promise((resolve) => {
      if (placed === undefined) this.unanswered.add(resolve);
      else this.requests.set(`${kind} ${call}`, resolve);
    });
  }

  private newCallbacks(): MiracastCallbacks {
    return Object.freeze<MiracastCallbacks>({
      // They are events, and nothing comes back.
      ReportSessionStatus: () => undefined,
      ReportStatistic: () => undefined,
      MiracastIoControl: (_handle, _access, _input, ...given) =>
        answerIoControl(this.answerNow('I/O control'), ...given),
      MiracastIoControlAsync: async (_handle, _access, _input, ...given) =>
        answerIoControl(await this.answerLater('I/O control'), ...given),
      GetNextChunkData: (_handle, _timeout, _events, ...given) => answerChunks(this.answerNow('chunk data'), ...given),
      GetNextChunkDataAsync: async (_handle, _timeout, _events, ...given) =>
        answerChunks(await this.answerLater('chunk data'), ...given),
      RegisterForDataRateNotifications: (_handle, context, notify) => this.register(context, notify),
    });
  }

  private register(context: unknown, notify: DataRateNotify | null): NTSTATUS {
    const { answers, handle } = this.options;
    const status = answers.of('registration', handle, this.registrations++)?.event.status ?? NtStatus.SUCCESS;
    if (isSuccess(status)) {
      const isHeard = typeof notify === 'function';
      this.notify = isHeard ? (bytes) => void contained(() => notify(context, dataRateOf(bytes))) : undefined;
    }
    return status;
  }
}

/** Stands for hRtspSocket, which no recording has. */
const socket = { close: () => undefined };

/** What a driver throws has been recorded as the status that it is. */
function contained<R>(run: () => R): R | undefined {
  try {
    const result = run();
    if (isPromiseLike(result)) void Promise.resolve(result).catch(() => undefined);
    return result;
  } catch {
    return undefined;
  }
}

function answerIoControl(
  answer: RecordedEvent | undefined,
  output: Uint8Array,
  bytesReturned: Uint32Array | undefined,
): NTSTATUS {
  if (answer === undefined) return NtStatus.NOT_SUPPORTED;
  const isRoom = answer.output.length <= output.length;
  if (isRoom) output.set(answer.output);
  if (bytesReturned !== undefined) bytesReturned[0] = isRoom ? answer.output.length : 0;
  return isRoom ? answer.status : NtStatus.BUFFER_TOO_SMALL;
}

function answerChunks(
  answer: RecordedEvent | undefined,
  size: Uint32Array,
  buffer: Uint8Array,
  outstanding: Uint32Array,
): NTSTATUS {
  if (answer === undefined) return NtStatus.INSTANCE_NOT_AVAILABLE;
  const { output, input, status } = answer;
  if (!isSuccess(status)) return status;
  if (output.length > buffer.length) return NtStatus.BUFFER_TOO_SMALL;
  buffer.set(output);
  size[0] = output.length;
  outstanding[0] = u32Of(input);
  return status;
}
