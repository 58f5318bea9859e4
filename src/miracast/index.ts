/**
 * The Miracast interface (Windows 8.1, WDDM 1.3): its structures, a user-mode driver, the operating system around it, and the
 * display miniport driver that sends to it.
 *
 * @module
 */
export { DisplayMiniport, type DisplayMiniportOptions } from './miniport.js';
export { MiracastHost, type CreateOutcome, type MiracastHostOptions } from './host.js';
export type { MiracastDevice, SessionStart, StartOutcome } from './host-device.js';
export type { HostEvent } from './host-event.js';
export type { HostHooks } from './host-services.js';
export type { RtspSocket } from './rtsp-socket.js';
export type {
  ChunkInfo,
  ChunkInfoInput,
  MiracastCaps,
  MiracastDisplayCallbacks,
  MiracastDisplayInterface,
  SendMessageCallback,
} from './display-interface.js';
export type { Delivery } from './send-message.js';
export type { DataRateSource } from './data-rate.js';
export { ManualResetEvent } from './wait-event.js';
export { systemClock } from './clock.js';

export { defineDriver } from './define-driver.js';
export type { DefinedDriver, DriverDefinition, Handler, SessionStartCall, SessionStopCall } from './driver.js';
export type { ErrorOrigin, MiracastContext, SharedMiracastContext } from './context.js';
export { serveMessages } from './serve-messages.js';
export type { MessagePortLike, WorkerLike } from './worker-port.js';
export type { WorkerOptions } from './worker-pool.js';
export type { MessageCall } from './message-slot.js';
export {
  messageSet,
  type MessageDefinition,
  type MessageDefinitions,
  type MessageOf,
  type MessageSet,
  type MessageSetOptions,
  type MessageValue,
  type ReplyOf,
  type ReplyValue,
} from './message-set.js';
export { INFINITE, MIRACAST_DRIVER_INTERFACE_VERSION_1, MIRACAST_SESSION_STATE } from './interface.js';
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
