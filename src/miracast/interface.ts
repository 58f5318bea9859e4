import type { Infer, InferInput } from '../schema/index.js';
import type {
  MIRACAST_DATARATE_STATS,
  MIRACAST_SESSION_INFO,
  MIRACAST_STATISTIC_DATA,
  MIRACAST_WFD_CONNECTION_STATS,
} from './structures.js';

/*
 * The calls between the three parties (netdispumdddi.h, dispmprt.h), as types. Names and the order of parameters are the
 * interface's own; a pointer with its size becomes one Uint8Array, a pointer to a number a Uint32Array of one element.
 */

/** An NTSTATUS, signed: see castbuf/ntstatus. */
export type NTSTATUS = number;
/** A handle of the operating system. */
export type HANDLE = number;
/** Now, or later where a function has to wait: JavaScript cannot block a thread that others need. */
export type Awaitable<T> = T | Promise<T>;

/** Timeout that never ends. */
export const INFINITE = 0xffffffff;

/** Version 1 of the driver interface is that of Windows 8.1. */
export const MIRACAST_DRIVER_INTERFACE_VERSION_1 = 1;

/** States of a session, by the interface's names and numbers. */
export const MIRACAST_SESSION_STATE = {
  MiracastStopped: 0,
  MiracastStartPending: 1,
  MiracastStarted: 2,
  MiracastStopPending: 3,
} as const;
export type MiracastSessionState = (typeof MIRACAST_SESSION_STATE)[keyof typeof MIRACAST_SESSION_STATE];

export type SessionInfo = Infer<typeof MIRACAST_SESSION_INFO>;
export type WfdConnectionStats = Infer<typeof MIRACAST_WFD_CONNECTION_STATS>;
export type DataRateStats = Infer<typeof MIRACAST_DATARATE_STATS>;
export type StatisticData = InferInput<typeof MIRACAST_STATISTIC_DATA>;

/** Something a driver can wait for beside chunks: stays signalled until it is reset. */
export interface WaitEvent {
  readonly isSignalled: boolean;
  /** Calls `listener` at the next signal; returns what takes it back. */
  whenSignalled(listener: () => void): () => void;
}

/** Called once a second with the state of the link; null when there is none to be had any more, and never again then. */
export type DataRateNotify = (pNotificationContext: unknown, pStats: DataRateStats | null) => void;

/**
 * What the operating system gives a driver with CreateMiracastContext, in the interface's order; good until
 * DestroyMiracastContext has returned. The two that may have to wait have a promise form beside them; where a thread
 * cannot wait their synchronous form answers STATUS_CANT_WAIT at once.
 */
export interface MiracastCallbacks {
  /** Reports that the session ended: it is always torn down then. `Status` is only logged. */
  ReportSessionStatus(hMiracastDeviceHandle: HANDLE, MiracastStatus: number, Status: NTSTATUS): void;
  /** A synchronous request to the display miniport driver, which checks the sizes. */
  MiracastIoControl(
    hMiracastDeviceHandle: HANDLE,
    HardwareAccess: boolean,
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    pBytesReturned?: Uint32Array,
  ): NTSTATUS;
  /** The same for a thread that must not block: the promise has the NTSTATUS. */
  MiracastIoControlAsync(
    hMiracastDeviceHandle: HANDLE,
    HardwareAccess: boolean,
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    pBytesReturned?: Uint32Array,
  ): Promise<NTSTATUS>;
  /** Logged, nothing else. */
  ReportStatistic(hMiracastDeviceHandle: HANDLE, pStatistic: StatisticData): void;
  /**
   * Chunk packets (28 + n bytes, unpadded), as many as fit `pChunkDataBuffer`. `pChunkDataBufferSize[0]`: in, the bytes that may be
   * used; out, those that were. `pOutstandingChunksToProcess[0]`: packets that are still queued.
   */
  GetNextChunkData(
    hMiracastDeviceHandle: HANDLE,
    TimeoutInMilliseconds: number,
    pAdditionalWaitEvents: readonly WaitEvent[],
    pChunkDataBufferSize: Uint32Array,
    pChunkDataBuffer: Uint8Array,
    pOutstandingChunksToProcess: Uint32Array,
  ): NTSTATUS;
  /** The same for a thread that must not block: the promise has the NTSTATUS. */
  GetNextChunkDataAsync(
    hMiracastDeviceHandle: HANDLE,
    TimeoutInMilliseconds: number,
    pAdditionalWaitEvents: readonly WaitEvent[],
    pChunkDataBufferSize: Uint32Array,
    pChunkDataBuffer: Uint8Array,
    pOutstandingChunksToProcess: Uint32Array,
  ): Promise<NTSTATUS>;
  /** A null function unregisters. To be called on the thread that runs Start or Stop. */
  RegisterForDataRateNotifications(
    hMiracastDeviceHandle: HANDLE,
    pNotificationContext: unknown,
    pfnDataRateNotify: DataRateNotify | null,
  ): NTSTATUS;
}

/** Runs once, when a message that was answered STATUS_PENDING is done. */
export type MessageComplete = (Status: NTSTATUS, BytesReturned: number) => void;

/** A context as the operating system sees it: what CreateMiracastContext gave, to be handed back. */
export interface MiracastContextHandle {
  readonly sessionState: MiracastSessionState;
}

/** Where CreateMiracastContext leaves the context. */
export interface ContextOut {
  value: MiracastContextHandle | undefined;
}

/**
 * What QueryMiracastDriverInterface fills. Lifecycle functions that C declares void return an NTSTATUS here, because a call
 * in the wrong state is answered and not undefined behaviour. The callbacks that Start, Stop and Destroy are given, which C has
 * no need of, are known to belong to that call, also behind an `await`.
 */
export interface MiracastDriverInterface {
  /** Bytes of MIRACAST_DRIVER_INTERFACE: 48 for x64. */
  Size: number;
  /** Makes a context for a device and puts it into `ppMiracastContext`. */
  CreateMiracastContext(
    hMiracastDeviceHandle: HANDLE,
    pMiracastCallbacks: MiracastCallbacks,
    ppMiracastContext: ContextOut,
  ): Awaitable<NTSTATUS>;
  /** Ends a context. */
  DestroyMiracastContext(
    pMiracastContext: MiracastContextHandle,
    pMiracastCallbacks?: MiracastCallbacks,
  ): Awaitable<NTSTATUS>;
  /** Starts the session of a context. The driver says in `pSessionInfo` what it supports. */
  StartMiracastSession(
    pMiracastContext: MiracastContextHandle,
    hRtspSocket: unknown,
    pWfdConnectionStats: WfdConnectionStats,
    pSessionInfo: SessionInfo,
    pMiracastCallbacks?: MiracastCallbacks,
  ): Awaitable<NTSTATUS>;
  /** Ends the session: messages that are handled are waited for, the others are cancelled. */
  StopMiracastSession(
    pMiracastContext: MiracastContextHandle,
    pMiracastCallbacks?: MiracastCallbacks,
  ): Awaitable<NTSTATUS>;
  /**
   * One message of the display miniport driver. Returns its NTSTATUS and sets `pBytesReturned[0]`; STATUS_PENDING where the message
   * is held or its handler is asynchronous: then `complete` runs once, later, and the buffers belong to the driver until it does.
   */
  HandleKernelModeMessage(
    pMiracastContext: MiracastContextHandle,
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    pBytesReturned: Uint32Array,
    complete?: MessageComplete,
  ): NTSTATUS;
}

/** A driver's one export. */
export interface MiracastDriver {
  /** `size`: bytes of the caller's MIRACAST_DRIVER_INTERFACE. STATUS_NOT_SUPPORTED: another version; STATUS_BUFFER_TOO_SMALL. */
  QueryMiracastDriverInterface(version: number, size: number, pInterface: Partial<MiracastDriverInterface>): NTSTATUS;
}

/** The outcome of a message, as the sender sees it. */
export interface IoStatusBlock {
  readonly Status: NTSTATUS;
  /** Bytes that the driver wrote to the output buffer. */
  readonly Information: number;
}

/** Time as the host, the miniport and time-outs see it; the default is the process's own, tests bring their own. */
export interface Clock {
  /** Milliseconds from any fixed moment; never goes back. */
  now(): number;
  /** Calls back once after `milliseconds`; returns what takes it back. */
  after(milliseconds: number, callback: () => void): () => void;
}

/**
 * What follows a call through `await`: AsyncLocalStorage is one. "The same thread" of the interface's rules is the same
 * call context here.
 */
export interface CallContext {
  /** Calls `callback`; `getStore` gives `store` in it, and in what it starts. */
  run<R>(store: object, callback: () => R): R;
  /** What the innermost `run` around this call was given. */
  getStore(): object | undefined;
}

/**
 * Bytes that a caller of QueryMiracastDriverInterface provides, for x64: those of MIRACAST_DRIVER_INTERFACE. In digits, so that a driver of a compiled message set has
 * no schemas; a test compares them.
 */
export const DRIVER_INTERFACE_BYTES = 48;
