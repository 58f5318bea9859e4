import * as assert from 'uvu/assert';
import type { DataRateNotify, DataRateStats, NTSTATUS } from '../../src/miracast/interface.js';
import type { LifecycleKind } from '../../src/miracast/host/lifecycle-calls.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { suite } from '../harness/index.js';
import { CallbackFixture, HANDLE } from './callbacks-fixture.js';
import { Gate, promisesSettled } from './virtual-clock.js';

const STATS: DataRateStats = {
  EncoderBitRate: 12_000_000n,
  CurrentMaxTxDataRate: 54_000_000n,
  TransmittedFrameCount: 10n,
  FailedFrameCount: 1n,
  RetriedFrameCount: 2n,
  MultipleRetryFrameCount: 0n,
};

/** A session with a link whose state the test sets, and what a driver was told of it, with the time. */
class Link {
  stats: DataRateStats | null = STATS;
  readonly told: [time: number, context: unknown, stats: DataRateStats | null][] = [];
  readonly fixture = new CallbackFixture({ engine: createReferenceEngine(), dataRates: () => this.stats });

  constructor() {
    this.fixture.set.beginSession();
  }

  readonly notify: DataRateNotify = (context, stats) => {
    this.told.push([this.fixture.clock.now(), context, stats]);
  };

  get times(): number[] {
    return this.told.map(([time]) => time);
  }

  register(notify: unknown = this.notify, context: unknown = 'context'): NTSTATUS {
    return this.fixture.callbacks.RegisterForDataRateNotifications(HANDLE, context, notify as DataRateNotify);
  }

  /** Registers on the thread of a lifecycle call. */
  registerIn(kind: LifecycleKind, notify: unknown = this.notify): NTSTATUS {
    return this.fixture.lifecycle.run(kind, () => this.register(notify)) as NTSTATUS;
  }
}

suite('RegisterForDataRateNotifications', (test) => {
  test('a notification every 1,000 ms with its context and MIRACAST_DATARATE_STATS', () => {
    const link = new Link();
    const { clock } = link.fixture;
    assert.is(link.registerIn('start'), NtStatus.SUCCESS);
    clock.advance(999);
    assert.equal(link.told, []);
    clock.advance(1);
    assert.equal(link.told, [[1000, 'context', STATS]]);
    link.stats = { ...STATS, FailedFrameCount: 2n };
    clock.advance(3500);
    assert.equal(link.times, [1000, 2000, 3000, 4000]);
    assert.equal(link.told[3]?.[2]?.FailedFrameCount, 2n);
  });

  test('late notifications keep to the seconds since the registration, and missed ones are left out', () => {
    const link = new Link();
    const { clock } = link.fixture;
    link.registerIn('start');
    clock.sleep(1300);
    clock.advance(700);
    assert.equal(link.times, [1300, 2000]);
    clock.sleep(3500);
    clock.advance(1000);
    assert.equal(link.times, [1300, 2000, 5500, 6000]);
    clock.advance(500);
    clock.sleep(2000);
    clock.advance(1000);
    assert.equal(link.times.slice(4), [7000, 9000, 10_000], 'a late one and one in time are not told together');
  });

  for (const kind of ['start', 'stop'] as const) {
    test(`registers and unregisters on the thread that runs ${kind}`, () => {
      const link = new Link();
      assert.is(link.registerIn(kind), NtStatus.SUCCESS);
      assert.is(link.registerIn(kind, null), NtStatus.SUCCESS);
      link.fixture.clock.advance(5000);
      assert.equal(link.told, []);
      assert.is(link.fixture.clock.pending, 0);
    });
  }

  for (const kind of ['create', 'destroy'] as const) {
    test(`STATUS_NOT_SUPPORTED on the thread that runs ${kind}`, () => {
      assert.is(new Link().registerIn(kind), NtStatus.NOT_SUPPORTED);
    });
  }

  test('STATUS_NOT_SUPPORTED from another thread: no call runs, or start runs but not this one', async () => {
    const link = new Link();
    assert.is(link.register(), NtStatus.NOT_SUPPORTED);
    const gate = new Gate();
    const start = link.fixture.lifecycle.run('start', () => gate.opened);
    assert.is(link.register(), NtStatus.NOT_SUPPORTED);
    gate.open();
    await start;
  });

  test('callbacks that are bound to start register after an await', async () => {
    const link = new Link();
    const { lifecycle, set } = link.fixture;
    await lifecycle.run('start', async (call) => {
      const bound = set.boundTo(call);
      await promisesSettled();
      assert.is(link.register(), NtStatus.NOT_SUPPORTED);
      assert.is(bound.RegisterForDataRateNotifications(HANDLE, 1, link.notify), NtStatus.SUCCESS);
    });
  });

  test('STATUS_NOT_SUPPORTED without QoS', () => {
    const fixture = new CallbackFixture({ engine: createReferenceEngine() });
    for (const notify of [() => undefined, null]) {
      const register = () => fixture.callbacks.RegisterForDataRateNotifications(HANDLE, null, notify);
      assert.is(fixture.lifecycle.run('start', register), NtStatus.NOT_SUPPORTED);
    }
  });

  test('STATUS_INVALID_PARAMETER: what is no function', () => {
    const link = new Link();
    for (const notify of [0, 'notify', {}]) assert.is(link.registerIn('start', notify), NtStatus.INVALID_PARAMETER);
    assert.is(link.registerIn('start'), NtStatus.SUCCESS);
  });

  test('STATUS_INVALID_PARAMETER: registering twice; the first registration goes on', () => {
    const link = new Link();
    link.registerIn('start');
    assert.is(
      link.registerIn('start', () => assert.unreachable()),
      NtStatus.INVALID_PARAMETER,
    );
    link.fixture.clock.advance(1000);
    assert.equal(link.times, [1000]);
  });

  test('STATUS_INVALID_PARAMETER: unregistering twice, or without having registered', () => {
    const link = new Link();
    assert.is(link.registerIn('start', null), NtStatus.INVALID_PARAMETER);
    link.registerIn('start');
    assert.is(link.registerIn('stop', null), NtStatus.SUCCESS);
    assert.is(link.registerIn('stop', null), NtStatus.INVALID_PARAMETER);
    assert.is(link.registerIn('start'), NtStatus.SUCCESS, 'registers again');
  });

  test('QoS data unavailable: the last call passes null, then none; unregistering is as always', () => {
    const link = new Link();
    const { clock } = link.fixture;
    link.registerIn('start');
    clock.advance(1000);
    link.stats = null;
    clock.advance(1000);
    link.stats = STATS;
    clock.advance(10_000);
    assert.equal(
      link.told.map(([time, , stats]) => [time, stats]),
      [
        [1000, STATS],
        [2000, null],
      ],
    );
    assert.is(clock.pending, 0);
    assert.is(link.registerIn('start'), NtStatus.INVALID_PARAMETER);
    assert.is(link.registerIn('stop', null), NtStatus.SUCCESS);
  });

  for (const end of ['endSession', 'destroy'] as const) {
    test(`nothing fires after ${end}`, () => {
      const link = new Link();
      const { clock, set } = link.fixture;
      link.registerIn('start');
      clock.advance(1000);
      set[end]();
      assert.is(clock.pending, 0);
      clock.advance(5000);
      assert.equal(link.times, [1000]);
    });
  }

  test('a session that ends while the source is asked is not notified', () => {
    const fixture: CallbackFixture = new CallbackFixture({
      engine: createReferenceEngine(),
      dataRates: () => {
        fixture.set.endSession();
        return STATS;
      },
    });
    fixture.set.beginSession();
    const never = () => void fixture.reported.push('was called');
    fixture.lifecycle.run('start', () => fixture.callbacks.RegisterForDataRateNotifications(HANDLE, null, never));
    fixture.clock.advance(3000);
    assert.equal(fixture.reported, []);
    assert.is(fixture.clock.pending, 0);
  });

  test('a notification function that throws, or rejects, is reported and called again', async () => {
    const link = new Link();
    const { clock, complaints, reported } = link.fixture;
    assert.equal(complaints, []);
    let calls = 0;
    link.registerIn('start', () => {
      calls += 1;
      if (calls === 1) throw new Error('first');
      return Promise.reject(new Error('later'));
    });
    clock.advance(2000);
    await promisesSettled();
    assert.equal(reported.map(String), ['Error: first', 'Error: later']);
    clock.advance(1000);
    assert.is(calls, 3);
    await promisesSettled();
  });

  test('a source that throws is reported, and counts as unavailable', () => {
    const told: unknown[] = [];
    const fixture = new CallbackFixture({
      engine: createReferenceEngine(),
      dataRates: () => {
        throw new Error('no adapter');
      },
    });
    fixture.lifecycle.run('start', () =>
      fixture.callbacks.RegisterForDataRateNotifications(HANDLE, null, (_, stats) => void told.push(stats)),
    );
    fixture.clock.advance(4000);
    assert.equal(told, [null]);
    assert.equal(fixture.complaints, ['no adapter']);
  });
});
