import * as assert from 'uvu/assert';
import type { MiracastCallbacks, StatisticData } from '../../src/miracast/interface.js';
import { MIRACAST_STATISTIC_DATA } from '../../src/miracast/index.js';
import { LifecycleCalls } from '../../src/miracast/host/lifecycle-calls.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { interpretedSuite, readFixture, suite } from '../harness/index.js';
import { CallbackFixture, HANDLE, ReadCall, type FixtureOptions } from './callbacks-fixture.js';
import { Gate, promisesSettled, settledValue } from './virtual-clock.js';
import { decodeBatch } from '../harness/batches.js';

const SINK_DISCONNECT = 2;

function fixtureWith(options: Partial<FixtureOptions> = {}): CallbackFixture {
  return new CallbackFixture({ engine: createReferenceEngine(), ...options });
}

function session(options: Partial<FixtureOptions> = {}): CallbackFixture {
  const fixture = fixtureWith(options);
  fixture.set.beginSession();
  return fixture;
}

const eventStatistic: StatisticData = { StatisticType: 2, ProtocolEvent: { Event: 1 } };

suite('MIRACAST_CALLBACKS', (test) => {
  test("has the interface's five functions in its order, two of them with a promise form", () => {
    const { callbacks } = fixtureWith();
    assert.equal(
      Object.keys(callbacks).filter((name) => !name.endsWith('Async')),
      [
        'ReportSessionStatus',
        'MiracastIoControl',
        'ReportStatistic',
        'GetNextChunkData',
        'RegisterForDataRateNotifications',
      ],
    );
  });

  test('its functions can be taken out, as function pointers, and not be replaced', () => {
    const { callbacks, statistics } = session();
    const { ReportStatistic } = callbacks;
    ReportStatistic(HANDLE, eventStatistic);
    assert.is(statistics.length, 1);
    assert.throws(() => Object.assign(callbacks, { ReportStatistic: () => undefined }), TypeError);
  });

  test('a wrong handle: STATUS_INVALID_HANDLE, and a report from those that return nothing', async () => {
    const fixture = session();
    const { callbacks, reported } = fixture;
    const wrong = HANDLE + 1;
    const bytes = new Uint8Array(4);
    assert.is(callbacks.MiracastIoControl(wrong, false, bytes, bytes), NtStatus.INVALID_HANDLE);
    const later = callbacks.MiracastIoControlAsync(wrong, false, bytes, bytes);
    assert.is(await settledValue(later), NtStatus.INVALID_HANDLE);
    assert.is(callbacks.RegisterForDataRateNotifications(wrong, null, null), NtStatus.INVALID_HANDLE);
    assert.is(reported.length, 0);
    callbacks.ReportStatistic(wrong, eventStatistic);
    callbacks.ReportSessionStatus(wrong, 0, 0);
    assert.match(fixture.complaints.join('\n'), /ReportStatistic was called with a wrong hMiracastDeviceHandle/);
    assert.match(fixture.complaints.join('\n'), /ReportSessionStatus was called with a wrong hMiracastDeviceHandle/);
    await promisesSettled();
    assert.equal([fixture.statistics, fixture.sessionStatuses, fixture.tearDowns], [[], [], []]);
  });

  test('after DestroyMiracastContext: STATUS_INVALID_DEVICE_STATE, and a report from those that return nothing', async () => {
    const fixture = session({ dataRates: () => null });
    const { callbacks, reported } = fixture;
    fixture.set.destroy();
    const bytes = new Uint8Array(4);
    assert.is(callbacks.MiracastIoControl(HANDLE, false, bytes, bytes), NtStatus.INVALID_DEVICE_STATE);
    const later = callbacks.MiracastIoControlAsync(HANDLE, false, bytes, bytes);
    assert.is(await settledValue(later), NtStatus.INVALID_DEVICE_STATE);
    const register = () => callbacks.RegisterForDataRateNotifications(HANDLE, null, () => undefined);
    assert.is(fixture.lifecycle.run('start', register), NtStatus.INVALID_DEVICE_STATE);
    assert.is(reported.length, 0);
    callbacks.ReportStatistic(HANDLE, eventStatistic);
    callbacks.ReportSessionStatus(HANDLE, 0, 0);
    assert.match(fixture.complaints.join('\n'), /ReportStatistic was called after DestroyMiracastContext/);
    assert.match(fixture.complaints.join('\n'), /ReportSessionStatus was called after DestroyMiracastContext/);
    await promisesSettled();
    assert.equal([fixture.statistics, fixture.sessionStatuses, fixture.tearDowns], [[], [], []]);
  });

  test('after DestroyMiracastContext GetNextChunkData: STATUS_INSTANCE_NOT_AVAILABLE', async () => {
    const { callbacks, set } = session();
    set.destroy();
    assert.is(new ReadCall(callbacks).now(0), NtStatus.INSTANCE_NOT_AVAILABLE);
    assert.is(await settledValue(new ReadCall(callbacks).later(5)), NtStatus.INSTANCE_NOT_AVAILABLE);
  });

  test('no session begins in a context that was destroyed', () => {
    const { set } = fixtureWith();
    set.destroy();
    assert.throws(() => set.beginSession(), /destroyed/);
  });
});

suite('ReportSessionStatus', (test) => {
  test('always tears the session down, once, and never inside of the call; the NTSTATUS is logged', async () => {
    const { callbacks, tearDowns, sessionStatuses } = session();
    callbacks.ReportSessionStatus(HANDLE, SINK_DISCONNECT, NtStatus.LOCAL_DISCONNECT);
    callbacks.ReportSessionStatus(HANDLE, 0, NtStatus.SUCCESS);
    assert.equal(sessionStatuses, [
      [SINK_DISCONNECT, NtStatus.LOCAL_DISCONNECT],
      [0, NtStatus.SUCCESS],
    ]);
    assert.equal(tearDowns, []);
    await promisesSettled();
    assert.equal(tearDowns, [[SINK_DISCONNECT, NtStatus.LOCAL_DISCONNECT]]);
  });

  test('a MIRACAST_STATUS that nobody knows is passed on, unsigned as its enum is', async () => {
    const { callbacks, tearDowns, sessionStatuses } = session();
    callbacks.ReportSessionStatus(HANDLE, 0xfffffff0 | 0, 0xc0000001);
    await promisesSettled();
    assert.equal(tearDowns, [[0xfffffff0, NtStatus.UNSUCCESSFUL]]);
    assert.equal(sessionStatuses, tearDowns);
  });

  test('from inside StartMiracastSession: the tear-down is done after that call', async () => {
    const { callbacks, tearDowns, lifecycle } = session();
    const gate = new Gate();
    const start = lifecycle.run('start', async () => {
      callbacks.ReportSessionStatus(HANDLE, 1, 0);
      await gate.opened;
    });
    await promisesSettled();
    assert.equal(tearDowns, [], 'start still runs');
    gate.open();
    await start;
    await promisesSettled();
    assert.equal(tearDowns, [[1, 0]]);
  });

  test('not while another lifecycle call runs, and not at all when that one ended the session', async () => {
    const { callbacks, tearDowns, lifecycle, set } = session();
    const [startGate, stopGate] = [new Gate(), new Gate()];
    const start = lifecycle.run('start', () => startGate.opened);
    // The host's stop begins in the moment in which start ends, before anyone else goes on.
    const stop = lifecycle.whenFinished().then(() =>
      lifecycle.run('stop', async () => {
        await stopGate.opened;
        set.endSession();
      }),
    );
    callbacks.ReportSessionStatus(HANDLE, 1, 0);
    startGate.open();
    await start;
    await promisesSettled();
    assert.equal([lifecycle.current?.kind, tearDowns], ['stop', []], 'another call runs');
    stopGate.open();
    await stop;
    await promisesSettled();
    assert.equal(tearDowns, [], 'the session has ended already');
  });

  test('without a session it is logged and nothing else; a new session can be torn down again', async () => {
    const { callbacks, tearDowns, sessionStatuses, set } = session();
    callbacks.ReportSessionStatus(HANDLE, 1, 0);
    set.endSession();
    callbacks.ReportSessionStatus(HANDLE, 2, 0);
    await promisesSettled();
    assert.equal(tearDowns, [], 'the session ended before its tear-down');
    set.beginSession();
    callbacks.ReportSessionStatus(HANDLE, 3, 0);
    await promisesSettled();
    assert.equal(tearDowns, [[3, 0]]);
    assert.is(sessionStatuses.length, 3);
  });

  test('a hook that throws, or whose promise is rejected, is reported and stops nobody', async () => {
    const fixture = session({
      hooks: {
        logSessionStatus: () => {
          throw new Error('log is full');
        },
        tearDown: () => Promise.reject(new Error('stop failed')),
      },
    });
    fixture.callbacks.ReportSessionStatus(HANDLE, 1, 0);
    await promisesSettled();
    assert.equal(fixture.complaints, ['log is full', 'stop failed']);
  });
});

interpretedSuite('ReportStatistic', 'engine to run programs on', (test, { engine, createCodec }) => {
  test('logs every statistic of the golden stream, value and bytes', async () => {
    const stream = (await readFixture('vectors/statistics.bin')).subarray(0, 32 * 200);
    const { callbacks, statistics, statisticBytes, reported } = new CallbackFixture({ engine });
    const batch = decodeBatch(createCodec(MIRACAST_STATISTIC_DATA), stream).copy();
    for (let row = 0; row < 200; row += 1) callbacks.ReportStatistic(HANDLE, batch.value(row));
    assert.equal(reported, []);
    assert.is(statistics.length, 200);
    statistics.forEach((statistic, row) => {
      assert.equal(statistic, batch.value(row));
      assert.equal(statisticBytes[row], stream.subarray(row * 32, row * 32 + 32));
    });
  });

  test('a wrong statistic is reported, never thrown', () => {
    const { callbacks, statistics, complaints, reported } = new CallbackFixture({ engine });
    const wrong: unknown[] = [
      undefined,
      null,
      {},
      { StatisticType: 0, ChunkSent: { ChunkId: { Value: 1n } } },
      { StatisticType: 1, ChunkSent: { ChunkId: { FrameNumber: 2 ** 40, PartNumber: 0 } } },
      { StatisticType: 2, ProtocolEvent: { Event: 'IFRAME' } },
    ];
    for (const statistic of wrong) callbacks.ReportStatistic(HANDLE, statistic as StatisticData);
    assert.is(reported.length, wrong.length, complaints.join('\n'));
    assert.equal(statistics, []);
  });
});

suite('ReportStatistic: the log', (test) => {
  test('what the driver does to its statistic afterwards does not change the log', () => {
    const { callbacks, statistics } = fixtureWith();
    const statistic = { StatisticType: 2, ProtocolEvent: { Event: 1 } };
    callbacks.ReportStatistic(HANDLE, statistic);
    statistic.ProtocolEvent.Event = 3;
    assert.equal(statistics, [eventStatistic]);
  });

  test('a log that throws is reported and does not reach the driver', () => {
    const fixture = fixtureWith({
      hooks: {
        logStatistic: () => {
          throw new Error('log is full');
        },
      },
    });
    fixture.callbacks.ReportStatistic(HANDLE, eventStatistic);
    assert.equal(fixture.complaints, ['log is full']);
  });
});

suite('lifecycle calls', (test) => {
  test('of Create, Destroy, Start and Stop only one runs at a time', async () => {
    const lifecycle = new LifecycleCalls();
    const gate = new Gate<string>();
    const start = lifecycle.run('start', () => gate.opened);
    assert.is(lifecycle.current?.kind, 'start');
    let ran = false;
    const stop = () => lifecycle.run('stop', () => (ran = true));
    assert.throws(
      stop,
      (error: unknown) => error instanceof NtStatusError && error.status === NtStatus.INVALID_DEVICE_STATE,
    );
    assert.is(ran, false);
    gate.open('done');
    assert.is(await start, 'done');
    assert.is(lifecycle.current, undefined);
    assert.is(stop(), true, 'a synchronous call returns at once');
  });

  test('a call that throws or rejects is over, too', async () => {
    const lifecycle = new LifecycleCalls();
    const fail = (): never => {
      throw new Error('no sink');
    };
    assert.throws(() => lifecycle.run('start', fail), /no sink/);
    assert.is(lifecycle.current, undefined);
    const rejected = await lifecycle.run('start', async () => fail()).catch(String);
    assert.is(rejected, 'Error: no sink');
    assert.is(lifecycle.current, undefined);
  });

  test('the synchronous part of a call is its thread; after an await only what is bound to its token is', async () => {
    const lifecycle = new LifecycleCalls();
    await lifecycle.run('start', async (call) => {
      assert.is(lifecycle.isOnItsThread(), true);
      await promisesSettled();
      assert.is(lifecycle.isOnItsThread(), false);
      assert.is(lifecycle.isOnItsThread(call), true);
      assert.is(lifecycle.isOnItsThread({ kind: 'start' }), false, 'a token is itself, not its kind');
    });
  });

  test('the token of a call that is over belongs to no thread', () => {
    const lifecycle = new LifecycleCalls();
    const token = lifecycle.run('create', (call) => call) as { kind: 'create' };
    assert.is(lifecycle.isOnItsThread(token), false);
    lifecycle.run('start', () => assert.is(lifecycle.isOnItsThread(token), true, 'this is its call context'));
  });

  test('whenFinished: at once when none runs, else at the end, before the caller of run goes on', async () => {
    const lifecycle = new LifecycleCalls();
    const order: string[] = [];
    await lifecycle.whenFinished();
    const gate = new Gate();
    const start = lifecycle.run('start', () => gate.opened).then(() => order.push('caller'));
    const waiting = [1, 2].map(() => lifecycle.whenFinished().then(() => order.push('waiting')));
    await promisesSettled();
    assert.equal(order, []);
    gate.open();
    await Promise.all([start, ...waiting]);
    assert.equal(order, ['waiting', 'waiting', 'caller']);
  });

  test('callbacks that are bound to a call are like unbound ones when it is over', () => {
    const { set, lifecycle } = session({ dataRates: () => null });
    const register = (callbacks: MiracastCallbacks) =>
      callbacks.RegisterForDataRateNotifications(HANDLE, null, () => undefined);
    const bound = lifecycle.run('start', (call) => set.boundTo(call)) as MiracastCallbacks;
    assert.is(register(bound), NtStatus.NOT_SUPPORTED);
    assert.is(
      lifecycle.run('start', () => register(bound)),
      NtStatus.SUCCESS,
    );
  });
});
