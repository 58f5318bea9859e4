import * as assert from 'uvu/assert';
import type { MiracastDevice } from '../../src/miracast/host/host-device.js';
import {
  MIRACAST_SESSION_STATE,
  type Awaitable,
  type MiracastDriverInterface,
  type NTSTATUS,
} from '../../src/miracast/interface.js';
import { DisplayMiniport } from '../../src/miracast/miniport.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { suite } from '../harness/index.js';
import { FakeDriver, type FakeBehaviour } from './fake-driver.js';
import { HostFixture, NO_STATS } from './host-fixture.js';
import { promisesSettled, settledValue } from './virtual-clock.js';

const { MiracastStopped, MiracastStartPending, MiracastStarted, MiracastStopPending } = MIRACAST_SESSION_STATE;
const CRITICAL_ERROR = 0;

/** A promise and what settles it. */
function gateway(): { promise: Promise<NTSTATUS>; open: (status?: NTSTATUS) => void } {
  let open: (status: NTSTATUS) => void = () => undefined;
  const promise = new Promise<NTSTATUS>((resolve) => {
    open = resolve;
  });
  return { promise, open: (status = NtStatus.SUCCESS) => open(status) };
}

function thrower(error: unknown): () => never {
  return () => {
    throw error;
  };
}

function nonsense(value: unknown): NTSTATUS {
  return value as NTSTATUS;
}

async function rejected(error: unknown): Promise<NTSTATUS> {
  throw error;
}

const FAULTS: { name: string; fault: () => Awaitable<NTSTATUS>; status: NTSTATUS; isReported: boolean }[] = [
  { name: 'throws', fault: thrower(new Error('bad')), status: NtStatus.UNSUCCESSFUL, isReported: true },
  { name: 'throws nothing', fault: thrower(undefined), status: NtStatus.UNSUCCESSFUL, isReported: true },
  { name: 'rejects', fault: () => rejected(new Error('bad')), status: NtStatus.UNSUCCESSFUL, isReported: true },
  {
    name: 'throws a status',
    fault: thrower(new NtStatusError(NtStatus.IO_TIMEOUT)),
    status: NtStatus.IO_TIMEOUT,
    isReported: false,
  },
  {
    name: 'throws a status that is no failure',
    fault: thrower(new NtStatusError(NtStatus.PENDING)),
    status: NtStatus.UNSUCCESSFUL,
    isReported: true,
  },
  { name: 'returns nonsense', fault: () => nonsense('ok'), status: NtStatus.UNSUCCESSFUL, isReported: true },
  { name: 'returns null', fault: () => nonsense(null), status: NtStatus.UNSUCCESSFUL, isReported: true },
  { name: 'returns NaN', fault: () => Number.NaN, status: NtStatus.UNSUCCESSFUL, isReported: true },
  { name: 'returns half', fault: () => -0.5, status: NtStatus.UNSUCCESSFUL, isReported: true },
  { name: 'returns PENDING', fault: () => NtStatus.PENDING, status: NtStatus.UNSUCCESSFUL, isReported: true },
  { name: 'returns an unsigned status', fault: () => 0xc0000017, status: NtStatus.NO_MEMORY, isReported: false },
  {
    name: 'returns a thenable whose then throws',
    fault: () =>
      nonsense({
        // oxlint-disable-next-line no-thenable -- the worst that a driver can return
        get then() {
          throw new Error('bad');
        },
      }),
    status: NtStatus.UNSUCCESSFUL,
    isReported: true,
  },
];

suite('the operating system: MiracastHost', (test) => {
  test('a driver is asked for version 1 of an interface of 48 bytes', () => {
    const { host, driver, calls } = new HostFixture();
    assert.is(host.loadDriver(driver), NtStatus.SUCCESS);
    assert.equal(calls, ['query 1 48']);
  });

  test('a driver that refuses keeps its status', () => {
    const { host, driver, events } = new HostFixture({ query: () => NtStatus.NOT_SUPPORTED });
    assert.is(host.loadDriver(driver), NtStatus.NOT_SUPPORTED);
    assert.is(host.loadDriver(new FakeDriver()), NtStatus.SUCCESS, 'another one can be loaded');
    assert.equal(events, []);
  });

  test('a driver that is loaded stays', () => {
    const { host, driver } = new HostFixture();
    host.loadDriver(driver);
    assert.is(host.loadDriver(new FakeDriver()), NtStatus.ALREADY_INITIALIZED);
  });

  test('a driver that fills nothing, a part, or too small a Size does not fit', () => {
    const empty = { QueryMiracastDriverInterface: () => NtStatus.SUCCESS };
    assert.is(new HostFixture().host.loadDriver(empty), NtStatus.GRAPHICS_DRIVER_MISMATCH);
    const spoils: ((filled: Partial<MiracastDriverInterface>) => void)[] = [
      (filled) => delete filled.StopMiracastSession,
      (filled) => Object.assign(filled, { HandleKernelModeMessage: 7 }),
      (filled) => Object.assign(filled, { Size: 40 }),
      (filled) => delete filled.Size,
    ];
    for (const spoil of spoils) {
      const query = (_version: number, _size: number, filled: Partial<MiracastDriverInterface>): NTSTATUS => {
        spoil(filled);
        return NtStatus.SUCCESS;
      };
      const { host, driver } = new HostFixture({ query });
      assert.is(host.loadDriver(driver), NtStatus.GRAPHICS_DRIVER_MISMATCH, String(spoil));
    }
  });

  test('a driver whose query throws is reported', () => {
    const error = new Error('no');
    const fixture = new HostFixture({
      query: () => {
        throw error;
      },
    });
    assert.is(fixture.host.loadDriver(fixture.driver), NtStatus.UNSUCCESSFUL);
    assert.equal(fixture.events, [
      { kind: 'driver-failure', device: undefined, function: 'QueryMiracastDriverInterface', error },
    ]);
  });

  test('without a driver there is no device', async () => {
    const { host, miniport } = new HostFixture();
    assert.equal(await host.createDevice(miniport), { status: NtStatus.INVALID_DEVICE_STATE, device: undefined });
    assert.is(miniport.MiracastHandle, undefined);
  });

  test('the five functions run in their order, and the socket is closed after Stop', async () => {
    const fixture = new HostFixture();
    const { host, calls } = fixture;
    const device = await fixture.device();
    assert.is(await fixture.start(device), NtStatus.SUCCESS);
    assert.is(await device.stop(), NtStatus.SUCCESS);
    assert.is(await device.destroy(), NtStatus.SUCCESS);
    await host.close();
    assert.equal(calls, [
      'query 1 48',
      'create 1',
      'create 1 done',
      'start 1',
      'start 1 done',
      'stop 1',
      'stop 1 done',
      'socket closed',
      'destroy 1',
      'destroy 1 done',
    ]);
  });

  test('Create, Start, Stop and Destroy never run at once, of all devices', async () => {
    const slowly = async (): Promise<NTSTATUS> => {
      await promisesSettled();
      return NtStatus.SUCCESS;
    };
    const fixture = new HostFixture({ create: slowly, start: slowly, stop: slowly, destroy: slowly });
    fixture.host.loadDriver(fixture.driver);
    const first = fixture.host.createDevice(fixture.miniport);
    const second = fixture.host.createDevice(new DisplayMiniport());
    const devices = [(await first).device, (await second).device] as MiracastDevice[];
    const outcomes = devices.flatMap((device) => [fixture.start(device), device.stop(), device.destroy()]);
    assert.equal(await Promise.all(outcomes), [0, 0, 0, 0, 0, 0]);
    assert.is(fixture.driver.mostRunning, 1);
    const begun = fixture.calls.filter((call) => /^[a-z]+ \d$/.test(call));
    assert.equal(begun, ['create 1', 'create 2', 'start 1', 'stop 1', 'destroy 1', 'start 2', 'stop 2', 'destroy 2']);
  });

  test('the state is pending while Start and Stop run', async () => {
    const start = gateway();
    const stop = gateway();
    const fixture = new HostFixture({ start: () => start.promise, stop: () => stop.promise });
    const device = await fixture.device();
    assert.is(device.state, MiracastStopped);
    const started = fixture.start(device);
    await promisesSettled();
    assert.is(device.state, MiracastStartPending);
    start.open();
    await started;
    assert.is(device.state, MiracastStarted);
    const stopped = device.stop();
    await promisesSettled();
    assert.is(device.state, MiracastStopPending);
    stop.open();
    await stopped;
    assert.is(device.state, MiracastStopped);
  });

  test('the driver is handed the socket and a copy of the connection stats', async () => {
    const connectionStats = { CurrentBitRate: 5n, LocalMaxBitRate: 6n, RemoteMaxBitRate: 7n };
    const seen: unknown[] = [];
    const fixture = new HostFixture({
      start(_context, _info, stats, socket) {
        seen.push(socket, { ...stats });
        (stats as { CurrentBitRate: bigint }).CurrentBitRate = 0n;
        return NtStatus.SUCCESS;
      },
    });
    const device = await fixture.device();
    const rtspSocket = fixture.socket();
    await device.start({ rtspSocket, connectionStats });
    assert.is(seen[0], rtspSocket);
    assert.equal(seen[1], connectionStats);
    assert.is(connectionStats.CurrentBitRate, 5n);
  });

  test('what the driver fills into MIRACAST_SESSION_INFO is a union: bits and Value are the same bytes', async () => {
    let isByValue = false;
    const fixture = new HostFixture({
      start(_context, info) {
        const out = info as { Value: number; MonitorConnected: number; ReducedModeListDueToBandwidth: number };
        if (isByValue) out.Value = 1;
        else out.ReducedModeListDueToBandwidth = 1;
        return NtStatus.SUCCESS;
      },
    });
    const device = await fixture.device();
    const { sessionInfo } = await device.start({ rtspSocket: fixture.socket(), connectionStats: NO_STATS });
    assert.equal(sessionInfo, { MonitorConnected: 0, ReducedModeListDueToBandwidth: 1, Reserved: 0, Value: 2 });
    await device.stop();
    isByValue = true;
    const again = await device.start({ rtspSocket: fixture.socket(), connectionStats: NO_STATS });
    assert.equal(again.sessionInfo, { MonitorConnected: 1, ReducedModeListDueToBandwidth: 0, Reserved: 0, Value: 1 });
  });

  test('a monitor is signalled after Start has returned, once, and messages are delivered then', async () => {
    const seen: unknown[] = [];
    const fixture: HostFixture = new HostFixture(
      {
        start(_context, info) {
          (info as { MonitorConnected: number }).MonitorConnected = 1;
          return NtStatus.SUCCESS;
        },
        message() {
          fixture.calls.push('message');
          return NtStatus.SUCCESS;
        },
      },
      {
        onMonitorConnected(handle, info) {
          seen.push(handle, info.MonitorConnected, device.state);
          fixture.calls.push('monitor');
          const { miniport } = fixture;
          miniport.DxgkCbMiracastSendMessage(miniport.MiracastHandle, new Uint8Array(1), new Uint8Array(0));
        },
      },
    );
    const device = await fixture.device();
    await fixture.start(device);
    assert.equal(seen, [1, 1, MiracastStarted]);
    assert.equal(fixture.calls.slice(-3), ['start 1 done', 'monitor', 'message']);
  });

  test('without a monitor nothing is signalled', async () => {
    const seen: unknown[] = [];
    const fixture = new HostFixture({}, { onMonitorConnected: (...all) => void seen.push(all) });
    await fixture.startedDevice();
    assert.equal(seen, []);
  });

  test('a failed Start leaves the device stopped, and the socket closed', async () => {
    const statuses = [NtStatus.DEVICE_INSUFFICIENT_RESOURCES, NtStatus.SUCCESS];
    const seen: unknown[] = [];
    const fixture = new HostFixture(
      {
        start(_context, info) {
          (info as { MonitorConnected: number }).MonitorConnected = 1;
          return statuses.shift() as NTSTATUS;
        },
      },
      { onMonitorConnected: (...all) => void seen.push(all) },
    );
    const device = await fixture.device();
    const rtspSocket = fixture.socket();
    const outcome = await device.start({ rtspSocket, connectionStats: NO_STATS });
    assert.equal(outcome, { status: NtStatus.DEVICE_INSUFFICIENT_RESOURCES, sessionInfo: undefined });
    assert.is(device.state, MiracastStopped);
    assert.is(rtspSocket.closed, 1);
    assert.equal(seen, []);
    assert.is(await device.stop(), NtStatus.INVALID_DEVICE_STATE, 'there is nothing to stop');
    assert.is(await fixture.start(device), NtStatus.SUCCESS, 'it can start again');
    assert.equal(fixture.events, []);
  });

  test('a Start in the wrong state is refused, closes its own socket and not the one in use', async () => {
    const fixture = new HostFixture();
    const device = await fixture.device();
    const rtspSocket = fixture.socket();
    const other = fixture.socket();
    await device.start({ rtspSocket, connectionStats: NO_STATS });
    for (const socket of [rtspSocket, other]) {
      const { status } = await device.start({ rtspSocket: socket, connectionStats: NO_STATS });
      assert.is(status, NtStatus.INVALID_DEVICE_STATE);
    }
    assert.equal([rtspSocket.closed, other.closed], [0, 1]);
    await device.stop();
    assert.is(rtspSocket.closed, 1);
    assert.is(fixture.calls.filter((call) => call === 'start 1').length, 1);
  });

  test('sockets are closed with close or destroy; one that fails is reported', async () => {
    const fixture = new HostFixture();
    const device = await fixture.device();
    let destroyed = 0;
    await device.start({ rtspSocket: { destroy: () => destroyed++ }, connectionStats: NO_STATS });
    await device.stop();
    assert.is(destroyed, 1);
    const error = new Error('cannot');
    for (const close of [() => rejected(error), thrower(error)]) {
      await device.start({ rtspSocket: { close }, connectionStats: NO_STATS });
      assert.is(await device.stop(), NtStatus.SUCCESS);
    }
    await promisesSettled();
    const failure = { kind: 'socket-failure', device: 1, error };
    assert.equal(fixture.events, [failure, failure]);
  });

  test('a reported status always tears the session down: Stop, then the socket, then the event', async () => {
    const seen: unknown[] = [];
    const fixture = new HostFixture({}, { onSessionStatus: (...all) => void seen.push(all) });
    const device = await fixture.startedDevice();
    fixture.driver.context.callbacks.ReportSessionStatus(1, CRITICAL_ERROR, NtStatus.IO_TIMEOUT);
    fixture.driver.context.callbacks.ReportSessionStatus(1, 2, NtStatus.SUCCESS);
    assert.equal(seen, [
      [1, CRITICAL_ERROR, NtStatus.IO_TIMEOUT],
      [1, 2, NtStatus.SUCCESS],
    ]);
    assert.is(device.state, MiracastStarted, 'not inside of the callback');
    await promisesSettled();
    assert.is(device.state, MiracastStopped);
    assert.equal(fixture.calls.slice(-3), ['stop 1', 'stop 1 done', 'socket closed']);
    assert.equal(fixture.events, [
      {
        kind: 'session-torn-down',
        device: 1,
        MiracastStatus: CRITICAL_ERROR,
        Status: NtStatus.IO_TIMEOUT,
        stopStatus: NtStatus.SUCCESS,
      },
    ]);
    assert.is(await fixture.start(device), NtStatus.SUCCESS, 'another session can follow');
  });

  test('a status that is reported while Start runs ends the session after it', async () => {
    const start = gateway();
    const fixture = new HostFixture({
      start(context) {
        context.callbacks.ReportSessionStatus(1, CRITICAL_ERROR, 0);
        return start.promise;
      },
    });
    const device = await fixture.device();
    const started = fixture.start(device);
    await promisesSettled();
    assert.is(fixture.calls.at(-1), 'start 1');
    start.open();
    assert.is(await started, NtStatus.SUCCESS);
    await promisesSettled();
    assert.is(device.state, MiracastStopped);
    assert.equal(fixture.calls.slice(-3), ['stop 1', 'stop 1 done', 'socket closed']);
  });

  test('a tear-down whose turn comes after another session has started does not end that one', async () => {
    const fixture = new HostFixture();
    const device = await fixture.startedDevice();
    fixture.driver.context.callbacks.ReportSessionStatus(1, CRITICAL_ERROR, 0);
    assert.equal(await Promise.all([device.stop(), fixture.start(device)]), [0, 0]);
    await promisesSettled();
    assert.is(device.state, MiracastStarted);
    assert.equal(fixture.events, []);
  });

  test('a tear-down whose turn comes after a Stop does not stop again', async () => {
    const fixture = new HostFixture();
    const device = await fixture.startedDevice();
    fixture.driver.context.callbacks.ReportSessionStatus(1, CRITICAL_ERROR, 0);
    assert.is(await device.stop(), NtStatus.SUCCESS);
    await promisesSettled();
    assert.is(fixture.calls.filter((call) => call === 'stop 1').length, 1);
    assert.equal(fixture.events, []);
  });

  test('Destroy after more than 3 seconds is reported once, and still awaited', async () => {
    const destroy = gateway();
    const fixture = new HostFixture({ destroy: () => destroy.promise });
    const device = await fixture.device();
    const destroyed = device.destroy();
    await promisesSettled();
    fixture.clock.advance(2999);
    assert.equal(fixture.events, []);
    fixture.clock.advance(1);
    assert.equal(fixture.events, [{ kind: 'destroy-overdue', device: 1, milliseconds: 3000 }]);
    fixture.clock.advance(10_000);
    assert.is(fixture.events.length, 1);
    assert.is(await settledValue(destroyed), undefined);
    destroy.open();
    assert.is(await destroyed, NtStatus.SUCCESS);
  });

  test('Destroy in time takes its timer back', async () => {
    const fixture = new HostFixture();
    const device = await fixture.device();
    await device.destroy();
    assert.is(fixture.clock.pending, 0);
    fixture.clock.advance(10_000);
    assert.equal(fixture.events, []);
  });

  test('Destroy ends a session first; the device is gone after it', async () => {
    const fixture = new HostFixture();
    const device = await fixture.startedDevice();
    assert.is(await device.destroy(), NtStatus.SUCCESS);
    assert.equal(fixture.calls.slice(-5), ['stop 1', 'stop 1 done', 'socket closed', 'destroy 1', 'destroy 1 done']);
    assert.not(device.isAlive);
    const rtspSocket = fixture.socket();
    const { status } = await device.start({ rtspSocket, connectionStats: NO_STATS });
    assert.equal([status, rtspSocket.closed], [NtStatus.INVALID_DEVICE_STATE, 1]);
    assert.is(await device.stop(), NtStatus.INVALID_DEVICE_STATE);
    assert.is(await device.destroy(), NtStatus.INVALID_DEVICE_STATE);
  });

  test('callbacks are refused after Destroy, and after a failed Create', async () => {
    const fixture = new HostFixture();
    const device = await fixture.device();
    const ioControl = (): NTSTATUS =>
      fixture.driver.context.callbacks.MiracastIoControl(1, false, new Uint8Array(0), new Uint8Array(0));
    assert.is(ioControl(), NtStatus.NOT_SUPPORTED, 'it reaches the miniport, which has no function for it');
    await device.destroy();
    assert.is(ioControl(), NtStatus.INVALID_DEVICE_STATE);

    const failing = new HostFixture({ create: () => NtStatus.NO_MEMORY });
    failing.host.loadDriver(failing.driver);
    await failing.host.createDevice(failing.miniport);
    const { callbacks } = failing.driver.context;
    assert.is(
      callbacks.MiracastIoControl(1, false, new Uint8Array(0), new Uint8Array(0)),
      NtStatus.INVALID_DEVICE_STATE,
    );
  });

  test('a failed Create leaves no device, and the miniport free', async () => {
    const statuses: NTSTATUS[] = [NtStatus.INSUFFICIENT_RESOURCES, NtStatus.SUCCESS];
    const fixture = new HostFixture({ create: () => statuses.shift() as NTSTATUS });
    fixture.host.loadDriver(fixture.driver);
    const outcome = await fixture.host.createDevice(fixture.miniport);
    assert.equal(outcome, { status: NtStatus.INSUFFICIENT_RESOURCES, device: undefined });
    assert.is(fixture.miniport.MiracastHandle, undefined);
    const device = await fixture.device();
    assert.is(device.handle, 2, 'a handle is never used again');
  });

  test('a Create that succeeds without a context has failed', async () => {
    const fixture = new HostFixture();
    fixture.host.loadDriver({
      QueryMiracastDriverInterface(version, size, filled) {
        fixture.driver.QueryMiracastDriverInterface(version, size, filled);
        filled.CreateMiracastContext = () => NtStatus.SUCCESS;
        return NtStatus.SUCCESS;
      },
    });
    const { status, device } = await fixture.host.createDevice(fixture.miniport);
    assert.equal([status, device], [NtStatus.UNSUCCESSFUL, undefined]);
    assert.equal(fixture.kinds, ['driver-failure']);
  });

  test('close destroys every device, the latest first, each after its session; then another driver can be loaded', async () => {
    const fixture = new HostFixture();
    const first = await fixture.startedDevice();
    const created = fixture.host.createDevice(new DisplayMiniport());
    const before = fixture.calls.length;
    await fixture.host.close();
    assert.equal(fixture.calls.slice(before), [
      'create 2',
      'create 2 done',
      'destroy 2',
      'destroy 2 done',
      'stop 1',
      'stop 1 done',
      'socket closed',
      'destroy 1',
      'destroy 1 done',
    ]);
    assert.equal([first.isAlive, (await created).device?.isAlive], [false, false]);
    assert.is((await fixture.host.createDevice(fixture.miniport)).status, NtStatus.INVALID_DEVICE_STATE);
    assert.is(fixture.host.loadDriver(new FakeDriver()), NtStatus.SUCCESS);
  });

  for (const { name, fault, status, isReported } of FAULTS) {
    test(`a lifecycle function that ${name} becomes a status, and the host goes on`, async () => {
      for (const part of ['create', 'start', 'stop', 'destroy'] as const) {
        const fixture = new HostFixture({ [part]: fault });
        fixture.host.loadDriver(fixture.driver);
        const { status: created, device } = await fixture.host.createDevice(fixture.miniport);
        if (part === 'create') assert.is(created, status, part);
        const rtspSocket = fixture.socket();
        const started = await device?.start({ rtspSocket, connectionStats: NO_STATS });
        if (part === 'start') assert.is(started?.status, status, part);
        const stopped = await device?.stop();
        if (part === 'stop') assert.is(stopped, status, part);
        const destroyed = await device?.destroy();
        if (part === 'destroy') assert.is(destroyed, status, part);
        assert.is(device?.isAlive ?? false, false, part);
        assert.is(rtspSocket.closed, device === undefined ? 0 : 1, part);
        assert.equal(fixture.kinds, isReported ? ['driver-failure'] : [], part);
        assert.is(fixture.miniport.MiracastHandle, undefined, part);
      }
    });
  }

  test('a report hook that throws, and hooks that throw or reject, harm nobody', async () => {
    const error = new Error('hook');
    const events: unknown[] = [];
    const start: FakeBehaviour['start'] = (_context, info) => {
      (info as { MonitorConnected: number }).MonitorConnected = 1;
      return NtStatus.SUCCESS;
    };
    const fixture = new HostFixture(
      { start },
      {
        onMonitorConnected: thrower(error),
        onSessionStatus: (async () => thrower(error)()) as () => void,
        report(event) {
          events.push(event);
          throw error;
        },
      },
    );
    const device = await fixture.startedDevice();
    fixture.driver.context.callbacks.ReportSessionStatus(1, 0, 0);
    await promisesSettled();
    assert.is(device.state, MiracastStopped);
    assert.equal(events.slice(0, 2), [
      { kind: 'hook-failure', device: 1, hook: 'onMonitorConnected', error },
      { kind: 'hook-failure', device: 1, hook: 'onSessionStatus', error },
    ]);
  });

  test('statistics and callback faults reach the host', async () => {
    const seen: unknown[][] = [];
    const fixture = new HostFixture({}, { onStatistic: (...all) => void seen.push(all) });
    await fixture.startedDevice();
    const { callbacks } = fixture.driver.context;
    callbacks.ReportStatistic(1, { StatisticType: 2, ProtocolEvent: { Event: 1 } });
    assert.is(seen.length, 1);
    assert.is((seen[0] as unknown[])[0], 1);
    assert.is(((seen[0] as unknown[])[2] as Uint8Array).length, 32);
    callbacks.ReportStatistic(7, { StatisticType: 2, ProtocolEvent: { Event: 1 } });
    assert.equal(fixture.kinds, ['callback-failure']);
  });
});
