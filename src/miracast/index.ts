/**
 * The Miracast interface (Windows 8.1, WDDM 1.3): its structures, a user-mode driver, the operating system around it, and the
 * display miniport driver that sends to it.
 *
 * @module
 */
export { DisplayMiniport, type DisplayMiniportOptions } from './miniport.js';
export { EngineHost, type CreateOutcome, type MiracastHostOptions } from './host/host.js';
export type { MiracastDevice, SessionStart, StartOutcome } from './host/host-device.js';
export type { HostEvent } from './host/host-event.js';
export type { HostHooks, HostRecorder } from './host/host-services.js';
export type { RtspSocket } from './host/rtsp-socket.js';
export type {
  ChunkInfo,
  ChunkInfoInput,
  MiracastCaps,
  MiracastDisplayCallbacks,
  MiracastDisplayInterface,
  SendMessageCallback,
} from './display-interface.js';
export { isPromiseLike } from './foreign-call.js';
export { outcome, outcomeOfError } from './driver-outcome.js';
export type { Delivery } from './host/send-message.js';
export type { DataRateSource } from './callbacks/data-rate.js';
export { ManualResetEvent } from './callbacks/wait-event.js';
export { systemClock } from './clock.js';
export { TimerQueue } from './timer-queue.js';

export {
  defineDriverWith,
  type DefinedDriver,
  type DriverDefinition,
  type DriverMessageSet,
  type Handler,
  type SessionStartCall,
  type SessionStopCall,
} from './driver/driver.js';
export type { ErrorOrigin, MiracastContext } from './driver/context.js';
export type { SharedMiracastContext } from './driver/shared-context.js';
export { CallAborted, type AbortedBy } from './driver/call-signals.js';
export { serveMessages } from './workers/serve-messages.js';
export type { MessagePortLike, WorkerLike } from '../worker-port/index.js';
export type { WorkerOptions } from './workers/worker-pool.js';
export type { MessageCall, MessageSlot, UnknownMessageCall } from './driver/message-slot.js';
export type {
  CalledHandler,
  DriverMessages,
  HandlerCall,
  PlacedMemory,
  Refusal,
  ReplyRefusal,
  Seat,
} from './driver/driver-messages.js';
export {
  messageSet,
  type DiscriminatorValue,
  type MessageDefinition,
  type MessageDefinitions,
  type MessageOf,
  type MessageSet,
  type MessageSetOptions,
  type MessageValue,
  type OnlyMessage,
  type OnlyMessageOptions,
  type ReplyOf,
  type ReplyValue,
} from './driver/message-set.js';
export {
  DRIVER_INTERFACE_BYTES,
  INFINITE,
  MIRACAST_DRIVER_INTERFACE_VERSION_1,
  MIRACAST_SESSION_STATE,
} from './interface.js';
export type {
  Awaitable,
  CallContext,
  Clock,
  ContextOut,
  DataRateNotify,
  DataRateStats,
  HANDLE,
  IoStatusBlock,
  MessageComplete,
  MiracastCallbacks,
  MiracastContextHandle,
  MiracastDriver,
  MiracastDriverInterface,
  MiracastSessionState,
  NTSTATUS,
  SessionInfo,
  StatisticData,
  WaitEvent,
  WfdConnectionStats,
} from './interface.js';
export {
  IO_STATUS_BLOCK,
  MIRACAST_CALLBACKS,
  MIRACAST_CHUNK_DATA,
  MIRACAST_CHUNK_ID,
  MIRACAST_CHUNK_INFO,
  MIRACAST_CHUNK_TYPE,
  MIRACAST_DATARATE_STATS,
  MIRACAST_DRIVER_INTERFACE,
  MIRACAST_PROTOCOL_EVENT,
  MIRACAST_SESSION_INFO,
  MIRACAST_STATISTIC_DATA,
  MIRACAST_STATISTIC_TYPE,
  MIRACAST_STATUS,
  MIRACAST_STRUCTURES,
  MIRACAST_WFD_CONNECTION_STATS,
} from './structures.js';
