import { assertOptions, CastbufError, shownValue } from '../../errors/index.js';
import { isSuccess, NtStatus } from '../../ntstatus/index.js';
import { CallbackSet, type CallbackHooks } from '../callbacks/callbacks.js';
import { ChunkQueue } from '../callbacks/chunk-queue.js';
import { DeviceLog } from './device-log.js';
import { DisplayCallbacks } from './display-callbacks.js';
import type { MiracastCaps, MiracastDisplayInterface } from '../display-interface.js';
import { outcome, outcomeOfError } from '../driver-outcome.js';
import { isPromiseLike, runContained } from '../foreign-call.js';
import type { HostServices } from './host-services.js';
import {
  MIRACAST_SESSION_STATE,
  type Awaitable,
  type ContextOut,
  type HANDLE,
  type MiracastContextHandle,
  type MiracastSessionState,
  type NTSTATUS,
  type SessionInfo,
  type WfdConnectionStats,
} from '../interface.js';
import { LifecycleCalls, type LifecycleCall, type LifecycleKind } from './lifecycle-calls.js';
import { closerOf, type RtspSocket } from './rtsp-socket.js';
import { MessageSender } from './send-message.js';

const { MiracastStopped, MiracastStartPending, MiracastStarted, MiracastStopPending } = MIRACAST_SESSION_STATE;

/** DestroyMiracastContext should need no longer: it holds up plug and play, and power. */
const DESTROY_MS = 3000;

const FUNCTION_OF = {
  create: 'CreateMiracastContext',
  start: 'StartMiracastSession',
  stop: 'StopMiracastSession',
  destroy: 'DestroyMiracastContext',
} as const;

/** What a session is started with. */
export interface SessionStart {
  /** Handed to the driver as it is. From now on it is the host's to close: after the session, or when it does not start. */
  readonly rtspSocket: RtspSocket;
  readonly connectionStats: WfdConnectionStats;
}

export interface StartOutcome {
  readonly status: NTSTATUS;
  /** What the driver learned of the sink; undefined where the session has not started. */
  readonly sessionInfo: SessionInfo | undefined;
}

/**
 * A Miracast device: the context of one display adapter in the driver, and its session. Its functions never reject. They take their
 * turn, also among those of other devices, so a driver must not wait for them inside of its own.
 */
export class MiracastDevice {
  private readonly log: DeviceLog;
  private readonly lifecycle: LifecycleCalls;
  private readonly callbacks: CallbackSet;
  private readonly messages: MessageSender;
  private readonly displayCallbacks: DisplayCallbacks;
  private context: MiracastContextHandle | undefined;
  private sessionState: MiracastSessionState = MiracastStopped;
  private socket: RtspSocket | undefined;
  /** Counts sessions, so that a late tear-down does not end the next one. */
  private session = 0;

  /** For MiracastHost. @throws CastbufError ERR_USAGE where the miniport's capabilities are out of range */
  constructor(
    /** hMiracastDeviceHandle and MiracastHandle, never used again. */
    readonly handle: HANDLE,
    private readonly miniport: MiracastDisplayInterface,
    private readonly host: HostServices,
  ) {
    const { engine, clock, driver, dataRates, delivery, isConcurrent, chunkCapacity, messageCapacity } = host;
    const { MaxChunkPrivateDriverDataSize } = capsOf(miniport);
    const chunks = new ChunkQueue(engine, { MaxChunkPrivateDriverDataSize, capacity: chunkCapacity });
    const lifecycle = new LifecycleCalls(host.callContext);
    const log = new DeviceLog(handle, host);
    this.log = log;
    this.lifecycle = lifecycle;
    this.callbacks = new CallbackSet({
      hMiracastDeviceHandle: handle,
      engine,
      clock,
      lifecycle,
      chunks,
      dataRates,
      hooks: this.callbackHooks(),
    });
    this.messages = new MessageSender({
      driver,
      delivery,
      isConcurrent,
      capacity: messageCapacity,
      driverFailed: (error) => log.driverFailed('HandleKernelModeMessage', error),
      callbackFailed: (error) => log.failed('sender-failure', error),
    });
    this.displayCallbacks = new DisplayCallbacks({
      MiracastHandle: handle,
      engine,
      messages: this.messages,
      chunks,
      hasSession: () => this.sessionState !== MiracastStopped,
      logChunkInfo: (chunkInfo, bytes) => log.hook('onChunkInfo', handle, chunkInfo, bytes),
    });
  }

  /** The state of the session as the operating system sees it: pending while the driver's function runs. */
  get state(): MiracastSessionState {
    return this.sessionState;
  }

  /** Has the device a context? Not after `destroy`. */
  get isAlive(): boolean {
    return this.context !== undefined;
  }

  /**
   * StartMiracastSession. STATUS_INVALID_DEVICE_STATE: a session is there, or the device is gone. STATUS_INVALID_PARAMETER: the socket is
   * none that could be closed. Whatever the reason, the socket of a session that did not start is closed.
   * Rejects with a CastbufError ERR_USAGE where `session` has not what it takes.
   */
  start(session: SessionStart): Promise<StartOutcome> {
    return this.host.turns.run(() => this.startNow(session));
  }

  /** StopMiracastSession, then the socket. STATUS_INVALID_DEVICE_STATE: there is no session, or it has ended by itself. */
  stop(): Promise<NTSTATUS> {
    return this.host.turns.run(async () =>
      this.sessionState === MiracastStarted ? this.stopNow() : NtStatus.INVALID_DEVICE_STATE,
    );
  }

  /** Ends the session, then DestroyMiracastContext; the device is gone whatever that answers. STATUS_INVALID_DEVICE_STATE: it is gone. */
  destroy(): Promise<NTSTATUS> {
    return this.host.turns.run(async () => {
      if (this.context === undefined) return NtStatus.INVALID_DEVICE_STATE;
      if (this.sessionState === MiracastStarted) await this.stopNow();
      return this.destroyNow(this.context);
    });
  }

  /** For MiracastHost, in its turn: both sides' CreateContext, the miniport's first. */
  async create(): Promise<NTSTATUS> {
    const status = this.createDisplayContext();
    if (!isSuccess(status)) {
      this.close();
      return status;
    }
    const { driver } = this.host;
    const out: ContextOut = { value: undefined };
    const created = await this.call(
      'create',
      (call) => createdContext(out, driver.CreateMiracastContext(this.handle, this.callbacks.boundTo(call), out)),
      (status) => {
        if (!isSuccess(status)) this.release();
      },
    );
    // Not in the call: the driver is never given a message while its Create runs.
    if (isSuccess(created)) this.open(out.value as MiracastContextHandle);
    return created;
  }

  private open(context: MiracastContextHandle): void {
    this.context = context;
    this.messages.open(context);
  }

  private createDisplayContext(): NTSTATUS {
    try {
      return outcome(this.miniport.DxgkDdiMiracastCreateContext(this.displayCallbacks));
    } catch (error) {
      this.log.miniportFailed('DxgkDdiMiracastCreateContext', error);
      return outcomeOfError(error);
    }
  }

  private async startNow(session: SessionStart): Promise<StartOutcome> {
    assertStart(session);
    const { rtspSocket, connectionStats } = session;
    const { context } = this;
    if (context === undefined || this.sessionState !== MiracastStopped) {
      if (rtspSocket !== this.socket) this.closeSocket(rtspSocket);
      return { status: NtStatus.INVALID_DEVICE_STATE, sessionInfo: undefined };
    }
    if (closerOf(rtspSocket) === undefined) {
      this.closeSocket(rtspSocket);
      return { status: NtStatus.INVALID_PARAMETER, sessionInfo: undefined };
    }
    const { driver, sessionInfos } = this.host;
    const infoBytes = new Uint8Array(sessionInfos.layout.size);
    this.session += 1;
    this.socket = rtspSocket;
    this.sessionState = MiracastStartPending;
    this.callbacks.beginSession();
    const status = await this.call(
      'start',
      (call) => {
        const callbacks = this.callbacks.boundTo(call);
        const info = sessionInfos.view(infoBytes);
        return driver.StartMiracastSession(context, rtspSocket, { ...connectionStats }, info, callbacks);
      },
      (status) => {
        if (isSuccess(status)) this.sessionState = MiracastStarted;
        else this.endSession();
      },
    );
    if (!isSuccess(status)) return { status, sessionInfo: undefined };
    const sessionInfo = sessionInfos.decode(infoBytes);
    // Only now: a message that answers the hot-plug could not be delivered while Start runs.
    if (sessionInfo.MonitorConnected !== 0) this.log.hook('onMonitorConnected', this.handle, sessionInfo);
    return { status, sessionInfo };
  }

  private stopNow(): Awaitable<NTSTATUS> {
    const { driver } = this.host;
    this.sessionState = MiracastStopPending;
    return this.call(
      'stop',
      (call) => driver.StopMiracastSession(this.context as MiracastContextHandle, this.callbacks.boundTo(call)),
      () => this.endSession(),
    );
  }

  private endSession(): void {
    const { socket } = this;
    this.socket = undefined;
    this.sessionState = MiracastStopped;
    this.callbacks.endSession();
    if (socket !== undefined) this.closeSocket(socket);
  }

  private async destroyNow(context: MiracastContextHandle): Promise<NTSTATUS> {
    const { driver, clock, report } = this.host;
    this.context = undefined;
    this.messages.shut();
    const stopClock = clock.after(DESTROY_MS, () =>
      report({ kind: 'destroy-overdue', device: this.handle, milliseconds: DESTROY_MS }),
    );
    return this.call(
      'destroy',
      (call) => driver.DestroyMiracastContext(context, this.callbacks.boundTo(call)),
      () => {
        stopClock();
        this.release();
      },
    );
  }

  /** Nobody may use the device any more, neither the driver nor its miniport. */
  private close(): void {
    this.callbacks.destroy();
    this.messages.shut();
    this.messages.cancelPending();
    this.displayCallbacks.close();
  }

  /** The driver has left its context: the miniport leaves its own. */
  private release(): void {
    this.close();
    try {
      this.miniport.DxgkDdiMiracastDestroyContext();
    } catch (error) {
      this.log.miniportFailed('DxgkDdiMiracastDestroyContext', error);
    }
  }

  /** The driver reported a status. The session ends in its turn, unless it has by then. */
  private tearDown(MiracastStatus: number, Status: NTSTATUS): Promise<void> {
    const { session } = this;
    const { turns, report } = this.host;
    return turns.run(async () => {
      if (this.session !== session || this.sessionState !== MiracastStarted) return;
      const stopStatus = await this.stopNow();
      report({ kind: 'session-torn-down', device: this.handle, MiracastStatus, Status, stopStatus });
    });
  }

  /**
   * Runs a function of the driver to its end, and `ended` as the last part of it; answers the outcome, whatever it was. The call is over
   * in the moment in which the driver answers: its next message must not find it running.
   */
  private call(
    kind: LifecycleKind,
    run: (call: LifecycleCall) => Awaitable<NTSTATUS>,
    ended: (status: NTSTATUS) => void,
  ): Awaitable<NTSTATUS> {
    return this.lifecycle.run(kind, (call): Awaitable<NTSTATUS> => {
      const end = (status: NTSTATUS): NTSTATUS => {
        ended(status);
        this.lifecycle.finish(call);
        return status;
      };
      const fail = (error: unknown): NTSTATUS => {
        this.log.driverFailed(FUNCTION_OF[kind], error);
        return end(outcomeOfError(error));
      };
      return settled(() => run(call), end, fail);
    });
  }

  private callbackHooks(): CallbackHooks {
    const { handle, miniport, log } = this;
    return {
      ioControl: (HardwareAccess, input, output, bytesReturned) =>
        miniport.DxgkDdiMiracastIoControl(input, output, bytesReturned, HardwareAccess),
      ioControlAnswersLater: miniport.ioControlAnswersLater,
      tearDown: (MiracastStatus, Status) => this.tearDown(MiracastStatus, Status),
      logSessionStatus: (...status) => log.hook('onSessionStatus', handle, ...status),
      logStatistic: (...statistic) => log.hook('onStatistic', handle, ...statistic),
      report: (error) => log.failed('callback-failure', error),
    };
  }

  private closeSocket(socket: RtspSocket): void {
    const close = closerOf(socket);
    const failed = (error: unknown): void => this.log.failed('socket-failure', error);
    if (close !== undefined) return runContained(failed, close);
    const hint = `a socket has a function close or destroy that can be called; ${shownValue(socket)} has none`;
    failed(new CastbufError('ERR_TYPE', hint));
  }
}

function capsOf(miniport: MiracastDisplayInterface): MiracastCaps {
  const caps = miniport.DxgkDdiMiracastQueryCaps();
  if (typeof caps === 'object' && caps !== null) return caps;
  const hint = `DxgkDdiMiracastQueryCaps gives { MaxChunkPrivateDriverDataSize, HdcpSupport }, not ${shownValue(caps)}`;
  throw new CastbufError('ERR_TYPE', hint);
}

/** @throws CastbufError ERR_USAGE */
function assertStart(session: Partial<SessionStart> | null | undefined): void {
  const wants = 'start takes { rtspSocket, connectionStats }';
  if (session === undefined || session === null) throw new CastbufError('ERR_USAGE', `${wants}, not ${session}`);
  assertOptions('start', session, { rtspSocket: 'any', connectionStats: 'object' });
  if (session.connectionStats === undefined)
    throw new CastbufError('ERR_USAGE', `${wants}; connectionStats is missing`);
}

/** Hands on what a function of the driver answers, at once where it answers at once: the outcome to `end`, all else to `fail`. */
function settled(
  run: () => Awaitable<NTSTATUS>,
  end: (status: NTSTATUS) => NTSTATUS,
  fail: (error: unknown) => NTSTATUS,
): Awaitable<NTSTATUS> {
  const settle = (answer: NTSTATUS): NTSTATUS => {
    let status: NTSTATUS;
    try {
      status = outcome(answer);
    } catch (error) {
      return fail(error);
    }
    return end(status);
  };
  let answer: Awaitable<NTSTATUS>;
  try {
    answer = run();
    if (isPromiseLike(answer)) return Promise.resolve(answer).then(settle, fail);
  } catch (error) {
    return fail(error);
  }
  return settle(answer);
}

/** The outcome of a Create. @throws TypeError where it is a success without a context */
async function createdContext(out: ContextOut, answer: Awaitable<NTSTATUS>): Promise<NTSTATUS> {
  const status = outcome(await answer);
  const isMissing = out.value === undefined || out.value === null;
  if (isSuccess(status) && isMissing) throw new TypeError('ppMiracastContext was not set');
  return status;
}
