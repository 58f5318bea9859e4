import { createCodecWith, type Codec, type Engine } from '../../message/index.js';
import { CastbufError, shownValue } from '../../errors/index.js';
import { NtStatus } from '../../ntstatus/index.js';
import type { Infer } from '../../schema/index.js';
import type { ChunkQueue } from './chunk-queue.js';
import { ChunkReader, type ChunkRead } from './chunk-reader.js';
import { DataRateNotifier, type DataRateSource } from './data-rate.js';
import { runContained } from '../foreign-call.js';
import type {
  Awaitable,
  Clock,
  DataRateNotify,
  HANDLE,
  MiracastCallbacks,
  NTSTATUS,
  StatisticData,
  WaitEvent,
} from '../interface.js';
import { IoControl, type IoControlRequest, type IoControlTarget } from './io-control.js';
import type { LifecycleCall, LifecycleCalls } from '../host/lifecycle-calls.js';
import { MIRACAST_STATISTIC_DATA } from '../structures.js';

export type Statistic = Infer<typeof MIRACAST_STATISTIC_DATA>;

/** The operating system's side of a driver's callbacks. An error of a hook is reported, and stops nobody. */
export interface CallbackHooks extends IoControlTarget {
  /**
   * Ends the session with StopMiracastSession. Called at most once a session, while no lifecycle call runs, and never from inside
   * a callback; not at all when the session has ended by then.
   */
  tearDown(MiracastStatus: number, Status: NTSTATUS): Awaitable<void>;
  /** Logs a session status, as it is reported. */
  logSessionStatus?(MiracastStatus: number, Status: NTSTATUS): void;
  /** Logs a statistic: its value and the bytes of its MIRACAST_STATISTIC_DATA; both belong to the log. */
  logStatistic?(statistic: Statistic, bytes: Uint8Array): void;
  /** Hears of what a driver, the miniport or a hook did wrong where nobody can be answered. Must not throw. */
  report(error: unknown): void;
}

export interface CallbackSetOptions {
  readonly hMiracastDeviceHandle: HANDLE;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly lifecycle: LifecycleCalls;
  /** The chunks of this context's miniport; the set becomes their reader. */
  readonly chunks: ChunkQueue;
  /** The state of the link, null when there is none any more. Without a source there is no QoS. */
  readonly dataRates?: DataRateSource | undefined;
  readonly hooks: CallbackHooks;
}

/**
 * All that the operating system hands to the driver of one context, and the host's hold on it.
 *
 * Each function checks the handle (STATUS_INVALID_HANDLE) and is refused after `destroy`: STATUS_INVALID_DEVICE_STATE, from
 * GetNextChunkData STATUS_INSTANCE_NOT_AVAILABLE. Those that return nothing report such a misuse instead.
 */
export class CallbackSet {
  private readonly report = (error: unknown): void => this.options.hooks.report(error);
  private readonly reader: ChunkReader;
  private readonly ioControl: IoControl;
  private readonly dataRates: DataRateNotifier;
  private readonly statistics: Codec<typeof MIRACAST_STATISTIC_DATA>;
  private session: { isEnding: boolean } | undefined;
  private isDestroyed = false;

  constructor(private readonly options: CallbackSetOptions) {
    const { engine, clock, lifecycle, chunks, dataRates } = options;
    this.reader = new ChunkReader(chunks, clock, this.report);
    this.ioControl = new IoControl(lifecycle, options.hooks, this.report);
    this.dataRates = new DataRateNotifier(dataRates, clock, this.report);
    this.statistics = createCodecWith(engine, MIRACAST_STATISTIC_DATA);
  }

  /**
   * The callbacks as a driver gets them: frozen, and its functions can be taken out. Bound to a lifecycle call they belong to its
   * thread for as long as it runs, also after an `await`; afterwards they are like unbound ones.
   */
  boundTo(call?: LifecycleCall): MiracastCallbacks {
    return Object.freeze<MiracastCallbacks>({
      ReportSessionStatus: (handle, miracastStatus, status) => this.reportSessionStatus(handle, miracastStatus, status),
      MiracastIoControl: (handle, ...parameters) =>
        this.refusal(handle) ?? this.ioControl.send(ioControlRequest(call, ...parameters)),
      MiracastIoControlAsync: async (handle, ...parameters) =>
        this.refusal(handle) ?? this.ioControl.sendAsync(ioControlRequest(call, ...parameters)),
      ReportStatistic: (handle, statistic) => this.reportStatistic(handle, statistic),
      GetNextChunkData: (handle, ...parameters) =>
        this.wrongHandle(handle) ?? this.reader.read(chunkRead(...parameters)),
      GetNextChunkDataAsync: async (handle, ...parameters) =>
        this.wrongHandle(handle) ?? this.reader.readAsync(chunkRead(...parameters)),
      RegisterForDataRateNotifications: (handle, context, notify) =>
        this.refusal(handle) ?? this.registerForDataRates(context, notify, call),
    });
  }

  /** To be called before StartMiracastSession: GetNextChunkData answers from now on, with chunks of this session only. */
  beginSession(): void {
    if (this.isDestroyed) throw new CastbufError('ERR_USAGE', 'a session cannot begin in a context that was destroyed');
    this.session = { isEnding: false };
    this.reader.open();
  }

  /**
   * To be called when StopMiracastSession has returned, or Start has failed, as the last part of that lifecycle call: a
   * GetNextChunkData that waits is answered STATUS_INSTANCE_NOT_AVAILABLE, data rate notifications end.
   */
  endSession(): void {
    this.session = undefined;
    this.dataRates.stop();
    this.reader.close();
  }

  /** To be called when DestroyMiracastContext has returned, or Create has failed, as the last part of that lifecycle call. */
  destroy(): void {
    this.isDestroyed = true;
    this.ioControl.close();
    this.endSession();
  }

  private wrongHandle(handle: HANDLE): NTSTATUS | undefined {
    return handle === this.options.hMiracastDeviceHandle ? undefined : NtStatus.INVALID_HANDLE;
  }

  private refusal(handle: HANDLE): NTSTATUS | undefined {
    return this.wrongHandle(handle) ?? (this.isDestroyed ? NtStatus.INVALID_DEVICE_STATE : undefined);
  }

  /** Is a call that returns nothing to be refused? Then it has been reported. */
  private isMisuse(callback: string, handle: HANDLE): boolean {
    const status = this.refusal(handle);
    if (status === undefined) return false;
    const why =
      status === NtStatus.INVALID_HANDLE ? 'with a wrong hMiracastDeviceHandle' : 'after DestroyMiracastContext';
    this.report(new CastbufError('ERR_USAGE', `${callback} was called ${why}`));
    return true;
  }

  /** Both numbers are taken as 32 bits, as C passes them; statuses that nobody knows are passed on. */
  private reportSessionStatus(handle: HANDLE, MiracastStatus: number, Status: NTSTATUS): void {
    if (this.isMisuse('ReportSessionStatus', handle)) return;
    if (typeof MiracastStatus !== 'number' || typeof Status !== 'number') {
      const given = `${shownValue(MiracastStatus)} and ${shownValue(Status)}`;
      return this.report(new CastbufError('ERR_TYPE', `ReportSessionStatus takes two numbers, not ${given}`));
    }
    const { hooks } = this.options;
    runContained(this.report, () => hooks.logSessionStatus?.(MiracastStatus >>> 0, Status | 0));
    const { session } = this;
    if (session === undefined || session.isEnding) return;
    session.isEnding = true;
    runContained(this.report, () => this.tearDownLater(session, MiracastStatus >>> 0, Status | 0));
  }

  private async tearDownLater(session: object, MiracastStatus: number, Status: NTSTATUS): Promise<void> {
    const { lifecycle, hooks } = this.options;
    // At least once, so that a driver never finds its session ended inside of its own call.
    do await lifecycle.whenFinished();
    while (lifecycle.current !== undefined);
    if (this.session === session) await hooks.tearDown(MiracastStatus, Status);
  }

  /** A statistic is right when it can be encoded. */
  private reportStatistic(handle: HANDLE, statistic: StatisticData): void {
    if (this.isMisuse('ReportStatistic', handle)) return;
    runContained(this.report, () => {
      const bytes = this.statistics.encode(statistic);
      this.options.hooks.logStatistic?.(this.statistics.decode(bytes), bytes);
    });
  }

  private registerForDataRates(context: unknown, notify: DataRateNotify | null, call?: LifecycleCall): NTSTATUS {
    const { lifecycle } = this.options;
    const kind = lifecycle.current?.kind;
    const isOnSessionThread = (kind === 'start' || kind === 'stop') && lifecycle.isOnItsThread(call);
    return this.dataRates.register(context, notify, isOnSessionThread);
  }
}

function chunkRead(
  TimeoutInMilliseconds: number,
  pAdditionalWaitEvents: readonly WaitEvent[] | null | undefined,
  pChunkDataBufferSize: Uint32Array,
  pChunkDataBuffer: Uint8Array,
  pOutstandingChunksToProcess: Uint32Array,
): ChunkRead {
  return {
    TimeoutInMilliseconds,
    pAdditionalWaitEvents: pAdditionalWaitEvents ?? [], // optional in C
    pChunkDataBufferSize,
    pChunkDataBuffer,
    pOutstandingChunksToProcess,
  };
}

function ioControlRequest(
  boundTo: LifecycleCall | undefined,
  HardwareAccess: boolean,
  pInputBuffer: Uint8Array,
  pOutputBuffer: Uint8Array,
  pBytesReturned?: Uint32Array | null,
): IoControlRequest {
  return { HardwareAccess, pInputBuffer, pOutputBuffer, pBytesReturned: pBytesReturned ?? undefined, boundTo };
}
