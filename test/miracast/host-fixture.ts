import * as assert from 'uvu/assert';
import type { HostEvent } from '../../src/miracast/host/host-event.js';
import { EngineHost, type MiracastHostOptions } from '../../src/miracast/host/host.js';
import type { MiracastDevice } from '../../src/miracast/host/host-device.js';
import { MIRACAST_SESSION_STATE, type NTSTATUS } from '../../src/miracast/interface.js';
import { DisplayMiniport } from '../../src/miracast/miniport.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { FakeDriver, type FakeBehaviour } from './fake-driver.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { VirtualClock } from './virtual-clock.js';

export const NO_STATS = { CurrentBitRate: 0n, LocalMaxBitRate: 0n, RemoteMaxBitRate: 0n };

/** A socket that tells when it is closed, in the record of the driver's calls. */
export class FakeSocket {
  closed = 0;
  constructor(private readonly calls: string[]) {}

  close(): void {
    this.closed += 1;
    this.calls.push('socket closed');
  }
}

/** A host with a fake driver, virtual time and everything that it reported. */
export class HostFixture {
  readonly clock = new VirtualClock();
  readonly events: HostEvent[] = [];
  readonly driver: FakeDriver;
  readonly miniport: DisplayMiniport;
  readonly host: EngineHost;

  constructor(
    behaviour: FakeBehaviour = {},
    options: MiracastHostOptions = {},
    miniport: DisplayMiniport = new DisplayMiniport({ MaxChunkPrivateDriverDataSize: 16 }),
  ) {
    this.driver = new FakeDriver(behaviour);
    this.miniport = miniport;
    const report = (event: HostEvent): void => void this.events.push(event);
    this.host = new EngineHost(createReferenceEngine(), { clock: this.clock, report, ...options });
  }

  get calls(): string[] {
    return this.driver.calls;
  }

  /** What kinds of events were reported. */
  get kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }

  socket(): FakeSocket {
    return new FakeSocket(this.calls);
  }

  /** Loads the driver and creates a device. */
  async device(miniport = this.miniport): Promise<MiracastDevice> {
    if (this.calls.length === 0) assert.is(this.host.loadDriver(this.driver), NtStatus.SUCCESS);
    const { status, device } = await this.host.createDevice(miniport);
    assert.is(status, NtStatus.SUCCESS);
    return device as MiracastDevice;
  }

  /** The same with a session. */
  async startedDevice(): Promise<MiracastDevice> {
    const device = await this.device();
    assert.is(await this.start(device), NtStatus.SUCCESS);
    this.driver.context.sessionState = MIRACAST_SESSION_STATE.MiracastStarted;
    return device;
  }

  async start(device: MiracastDevice): Promise<NTSTATUS> {
    return (await device.start({ rtspSocket: this.socket(), connectionStats: NO_STATS })).status;
  }
}
