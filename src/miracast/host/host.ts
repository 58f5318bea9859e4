import { createCodecWith, type Engine } from '../../message/index.js';
import { assertOptions, CastbufError, shownValue, type OptionRules } from '../../errors/index.js';
import { isSuccess, NtStatus } from '../../ntstatus/index.js';
import { systemClock } from '../clock.js';
import { MOST_CHUNKS } from '../callbacks/chunk-queue.js';
import type { DataRateSource } from '../callbacks/data-rate.js';
import type { MiracastDisplayInterface } from '../display-interface.js';
import { isRefusal, outcome, outcomeOfError } from '../driver-outcome.js';
import { MiracastDevice } from './host-device.js';
import type { HostEvent } from './host-event.js';
import type { HostHooks, HostRecorder, HostServices } from './host-services.js';
import {
  DRIVER_INTERFACE_BYTES,
  MIRACAST_DRIVER_INTERFACE_VERSION_1,
  type CallContext,
  type Clock,
  type HANDLE,
  type MiracastDriver,
  type MiracastDriverInterface,
  type NTSTATUS,
} from '../interface.js';
import { missingFunction } from '../../schema/index.js';
import { OneAtATime } from './one-at-a-time.js';
import type { Delivery } from './send-message.js';
import { MIRACAST_SESSION_INFO } from '../structures.js';

const INTERFACE_FUNCTIONS = [
  'CreateMiracastContext',
  'DestroyMiracastContext',
  'StartMiracastSession',
  'StopMiracastSession',
  'HandleKernelModeMessage',
] as const;

/** What a host calls of a miniport. */
const MINIPORT_FUNCTIONS = [
  'DxgkDdiMiracastQueryCaps',
  'DxgkDdiMiracastCreateContext',
  'DxgkDdiMiracastIoControl',
  'DxgkDdiMiracastDestroyContext',
] as const satisfies (keyof MiracastDisplayInterface)[];

const DEFAULT_MESSAGE_CAPACITY = 1024;

export interface MiracastHostOptions extends HostHooks {
  /** Time; the process's own by default. */
  readonly clock?: Clock;
  /** What follows a driver's call through `await`; by default, only the synchronous part of a call belongs to it. */
  readonly callContext?: CallContext;
  /** The state of the link, for RegisterForDataRateNotifications; without it there is no QoS. */
  readonly dataRates?: DataRateSource;
  /** Chunk packets that may wait to be read; 64 by default. */
  readonly chunkCapacity?: number;
  /** Messages that may wait for their delivery, of each device; 1024 by default. What the driver holds back is its own matter. */
  readonly messageCapacity?: number;
  /** `inline` by default. */
  readonly delivery?: Delivery;
  /**
   * Calls the driver for a message also while it handles another one of the same device, as the operating system may on its threads: a
   * message that is sent inside of a handler, or of a callback, is handled there and then. False by default: one after the other. Only
   * with `inline` delivery. What handlers await, and what `workers` handle, is concurrent in any case.
   */
  readonly concurrentMessages?: boolean;
  /** Writes down what passes between the host and its driver: a RecordingWriter of castbuf/recording. */
  readonly record?: HostRecorder;
  /** Hears of everything that went wrong, and of sessions that were torn down. What it throws is lost. */
  report?(event: HostEvent): void;
}

const HOST_OPTIONS: OptionRules = {
  clock: 'object',
  callContext: 'object',
  dataRates: 'function',
  chunkCapacity: { least: 1, most: MOST_CHUNKS, isWhole: true },
  messageCapacity: { least: 0, most: 0x7fffffff, isWhole: true },
  delivery: ['inline', 'queued'],
  concurrentMessages: 'boolean',
  record: 'object',
  report: 'function',
  onSessionStatus: 'function',
  onStatistic: 'function',
  onChunkInfo: 'function',
  onMonitorConnected: 'function',
};

/** What options that are objects have to be able to do. */
const FUNCTIONS_OF = {
  clock: ['now', 'after'],
  callContext: ['run', 'getStore'],
  record: ['around'],
} as const satisfies { readonly [Option in keyof MiracastHostOptions]: readonly string[] };

export interface CreateOutcome {
  readonly status: NTSTATUS;
  /** undefined where `status` is an error. */
  readonly device: MiracastDevice | undefined;
}

/** A MiracastHost whose chunks, statistics and session infos an engine encodes. */
export class EngineHost {
  private driver: MiracastDriverInterface | undefined;
  private readonly devices = new Set<MiracastDevice>();
  private readonly services: Omit<HostServices, 'driver'>;
  private lastHandle: HANDLE = 0;

  /** @throws CastbufError ERR_USAGE for an option that is not known, or not what it has to be */
  constructor(
    engine: Engine,
    private readonly options: MiracastHostOptions = {},
  ) {
    assertHostOptions(options);
    this.services = {
      engine,
      clock: options.clock ?? systemClock,
      callContext: options.callContext,
      dataRates: options.dataRates,
      delivery: options.delivery ?? 'inline',
      isConcurrent: options.concurrentMessages ?? false,
      messageCapacity: options.messageCapacity ?? DEFAULT_MESSAGE_CAPACITY,
      chunkCapacity: options.chunkCapacity,
      hooks: options,
      sessionInfos: createCodecWith(engine, MIRACAST_SESSION_INFO),
      turns: new OneAtATime(),
      report: this.report,
    };
  }

  /**
   * QueryMiracastDriverInterface, version 1. STATUS_ALREADY_INITIALIZED: a driver is loaded; STATUS_INVALID_PARAMETER: this is none;
   * STATUS_GRAPHICS_DRIVER_MISMATCH: it left functions out, or says so by its Size; else what the driver answers.
   * @throws CastbufError ERR_USAGE where `record` has recorded another driver
   */
  loadDriver(driver: MiracastDriver): NTSTATUS {
    if (this.driver !== undefined) return NtStatus.ALREADY_INITIALIZED;
    const filled: Partial<MiracastDriverInterface> = {};
    const status = this.query(driver, filled);
    if (!isSuccess(status)) return status;
    if (!isComplete(filled)) return NtStatus.GRAPHICS_DRIVER_MISMATCH;
    this.driver = this.options.record?.around(filled, this.services.clock) ?? filled;
    return status;
  }

  /**
   * A device for one display adapter: DxgkDdiMiracastCreateContext, then CreateMiracastContext.
   * STATUS_INVALID_DEVICE_STATE: no driver is loaded; STATUS_INVALID_PARAMETER: this is no miniport, or its capabilities are out of
   * range; else what either of the two answers.
   */
  createDevice(miniport: MiracastDisplayInterface): Promise<CreateOutcome> {
    return this.services.turns.run(() => this.createNow(miniport));
  }

  /** Destroys all devices, the latest first, each after its session; then the driver is unloaded, and another one can be loaded. */
  async close(): Promise<void> {
    const { turns } = this.services;
    // In its turn, so that devices that are being created are among them.
    const devices = await turns.run(async () => {
      this.driver = undefined;
      return [...this.devices].toReversed();
    });
    await Promise.all(devices.map((device) => device.destroy()));
  }

  private query(driver: MiracastDriver, filled: Partial<MiracastDriverInterface>): NTSTATUS {
    const event = { kind: 'driver-failure', device: undefined, function: 'QueryMiracastDriverInterface' } as const;
    const missing = missingFunction(driver, [event.function]);
    if (missing !== undefined) {
      this.report({ ...event, error: lacks('loadDriver', 'a driver', missing, driver) });
      return NtStatus.INVALID_PARAMETER;
    }
    try {
      return outcome(
        driver.QueryMiracastDriverInterface(MIRACAST_DRIVER_INTERFACE_VERSION_1, DRIVER_INTERFACE_BYTES, filled),
      );
    } catch (error) {
      if (!isRefusal(error)) this.report({ ...event, error });
      return outcomeOfError(error);
    }
  }

  private async createNow(miniport: MiracastDisplayInterface): Promise<CreateOutcome> {
    const { driver } = this;
    if (driver === undefined) return { status: NtStatus.INVALID_DEVICE_STATE, device: undefined };
    for (const other of this.devices) if (!other.isAlive) this.devices.delete(other);
    this.lastHandle += 1;
    const device = this.newDevice(this.lastHandle, miniport, driver);
    if (device === undefined) return { status: NtStatus.INVALID_PARAMETER, device };
    const status = await device.create();
    if (!isSuccess(status)) return { status, device: undefined };
    this.devices.add(device);
    return { status, device };
  }

  private newDevice(
    handle: HANDLE,
    miniport: MiracastDisplayInterface,
    driver: MiracastDriverInterface,
  ): MiracastDevice | undefined {
    const event = { kind: 'miniport-failure', device: handle } as const;
    const missing = missingFunction(miniport, MINIPORT_FUNCTIONS) as (typeof MINIPORT_FUNCTIONS)[number] | undefined;
    if (missing !== undefined) {
      this.report({ ...event, function: missing, error: lacks('createDevice', 'a miniport', missing, miniport) });
      return undefined;
    }
    try {
      return new MiracastDevice(handle, miniport, { ...this.services, driver });
    } catch (error) {
      this.report({ ...event, function: 'DxgkDdiMiracastQueryCaps', error });
      return undefined;
    }
  }

  private readonly report = (event: HostEvent): void => {
    try {
      this.options.report?.(event);
    } catch {
      // Nobody is left who could be told.
    }
  };
}

function isComplete(filled: Partial<MiracastDriverInterface>): filled is MiracastDriverInterface {
  if (!(typeof filled.Size === 'number' && filled.Size >= DRIVER_INTERFACE_BYTES)) return false;
  return INTERFACE_FUNCTIONS.every((name) => typeof filled[name] === 'function');
}

/** @throws CastbufError ERR_USAGE */
function assertHostOptions(options: MiracastHostOptions): void {
  assertOptions('MiracastHost', options, HOST_OPTIONS);
  if (options.concurrentMessages === true && options.delivery === 'queued') {
    const hint =
      "concurrentMessages of MiracastHost needs delivery: 'inline'; what is queued comes one after the other";
    throw new CastbufError('ERR_USAGE', hint);
  }
  for (const [option, names] of Object.entries(FUNCTIONS_OF)) {
    const given = options[option as keyof typeof FUNCTIONS_OF];
    const missing = given === undefined ? undefined : missingFunction(given, names);
    if (missing !== undefined) {
      throw new CastbufError('ERR_USAGE', `${option} of MiracastHost needs ${missing}, a function`);
    }
  }
}

function lacks(callee: string, what: string, missing: string, given: unknown): CastbufError {
  return new CastbufError('ERR_TYPE', `${callee} takes ${what}; ${shownValue(given)} has no function ${missing}`);
}
