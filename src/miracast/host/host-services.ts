import type { Codec, Engine } from '../../message/index.js';
import type { Statistic } from '../callbacks/callbacks.js';
import type { DataRateSource } from '../callbacks/data-rate.js';
import type { ChunkInfo } from '../display-interface.js';
import type { Report } from './host-event.js';
import type { CallContext, Clock, HANDLE, MiracastDriverInterface, NTSTATUS, SessionInfo } from '../interface.js';
import type { OneAtATime } from './one-at-a-time.js';
import type { Delivery } from './send-message.js';
import type { MIRACAST_SESSION_INFO } from '../structures.js';

/** What a host tells about its devices, named by their handles. An error of a hook is reported as an event, and stops nobody. */
export interface HostHooks {
  /** A driver reported a status; the session is torn down after that. */
  onSessionStatus?(device: HANDLE, MiracastStatus: number, Status: NTSTATUS): void;
  /** A driver's statistic, and the bytes of its MIRACAST_STATISTIC_DATA. */
  onStatistic?(device: HANDLE, statistic: Statistic, bytes: Uint8Array): void;
  /** A chunk that a miniport reported without a packet, and the bytes of its MIRACAST_CHUNK_INFO. */
  onChunkInfo?(device: HANDLE, chunkInfo: ChunkInfo, bytes: Uint8Array): void;
  /** A session has started and its sink has a monitor: hot-plug can be signalled, messages to the driver are delivered. */
  onMonitorConnected?(device: HANDLE, sessionInfo: SessionInfo): void;
}

/** Looks at what passes between a host and its driver. */
export interface HostRecorder {
  /**
   * What a host calls in the place of a driver that it has loaded: functions that do as the driver's do, at the same time. `clock` is the host's.
   */
  around(driver: MiracastDriverInterface, clock: Clock): MiracastDriverInterface;
}

/** What the devices of a host share. */
export interface HostServices {
  readonly driver: MiracastDriverInterface;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly callContext: CallContext | undefined;
  readonly dataRates: DataRateSource | undefined;
  readonly delivery: Delivery;
  readonly isConcurrent: boolean;
  readonly messageCapacity: number;
  readonly chunkCapacity: number | undefined;
  readonly hooks: HostHooks;
  readonly sessionInfos: Codec<typeof MIRACAST_SESSION_INFO>;
  /** Of Create, Start, Stop and Destroy one runs at a time, of all contexts of a driver. */
  readonly turns: OneAtATime;
  /** Never throws. */
  readonly report: Report;
}
