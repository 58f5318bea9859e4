import * as assert from 'uvu/assert';
import { CallAborted, CallSignals } from '../../src/miracast/driver/call-signals.js';
import type { MessageCall } from '../../src/miracast/driver/message-slot.js';
import type { NTSTATUS } from '../../src/miracast/interface.js';
import { SessionGate } from '../../src/miracast/session/gate.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { driverSuite, suite } from '../harness/index.js';
import { assertUsable, request, TRIED, tried, type Fixture } from './handlers-fixture.js';
import { promisesSettled, settledValue } from './virtual-clock.js';

/** How a signal was aborted. */
const how = ({ aborted, reason }: AbortSignal): unknown => aborted && (reason as CallAborted).by;

/** Settles when it is aborted, with its reason. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

/** What a promise settles with; a test that waited for a broken one would never fail. */
async function soon<T>(promise: T | Promise<T>): Promise<T | undefined> {
  const settled = await settledValue(Promise.resolve(promise));
  return settled ?? Promise.race([promise, new Promise<undefined>((resolve) => setTimeout(resolve, 1000))]);
}

driverSuite('call.signal', (test, { engine }) => {
  test('is aborted at the time-out of its handler', async () => {
    const signals: AbortSignal[] = [];
    const fixture = tried(
      engine,
      (_, __, ___, { signal }) => {
        signals.push(signal);
        return new Promise<NTSTATUS>(() => {});
      },
      { handlerTimeout: 100 },
    ).started();
    const sent = fixture.send(request(TRIED, 1));
    fixture.clock.advance(99);
    assert.equal(signals.map(how), [false]);
    fixture.clock.advance(1);
    assert.equal([signals.map(how), sent.outcome], [['time-out'], NtStatus.IO_TIMEOUT]);
    const [signal] = signals as [AbortSignal];
    assert.is((signal.reason as CallAborted).status, NtStatus.IO_TIMEOUT);
    assertUsable(fixture);
  });

  test('is aborted when Stop begins to wait for its handler, which then can finish: STATUS_CANCELLED', async () => {
    const fixture = tried(engine, (_, __, ___, { signal }) => untilAborted(signal)).started();
    const sent = [1, 2].map((value) => fixture.send(request(TRIED, value)));
    const stopped = Promise.resolve(fixture.driver.StopMiracastSession(fixture.context));
    assert.is(await settledValue(stopped), NtStatus.SUCCESS, 'no time has to pass');
    assert.equal(
      sent.map(({ completions }) => completions),
      [[[NtStatus.CANCELLED, 0]], [[NtStatus.CANCELLED, 0]]],
    );
    assert.equal(fixture.heard, [], 'it is an answer, no fault');
  });

  test('a handler may answer as it likes after it was aborted', async () => {
    const fixture = tried(engine, async (message, reply, _, { signal }) => {
      await untilAborted(signal).catch(() => {});
      assert.is(how(signal), 'stop');
      reply.Value = message.Value;
      return NtStatus.SUCCESS;
    }).started();
    const sent = fixture.send(request(TRIED, 7));
    assert.is(await soon(fixture.driver.StopMiracastSession(fixture.context)), NtStatus.SUCCESS);
    assert.equal(sent.completions, [[NtStatus.SUCCESS, 8]]);
  });

  test('is aborted already, where its handler asks too late; after the answer there is none', async () => {
    const calls: MessageCall[] = [];
    const ends: ((status: NTSTATUS) => void)[] = [];
    const fixture = tried(
      engine,
      (_, __, ___, call) => {
        calls.push(call);
        return new Promise<NTSTATUS>((resolve) => ends.push(resolve));
      },
      { handlerTimeout: 100 },
    ).started();
    fixture.send(request(TRIED, 1));
    fixture.clock.advance(100);
    fixture.send(request(TRIED, 2));
    const stopped = fixture.driver.StopMiracastSession(fixture.context);
    const [late, stopping] = calls as [MessageCall, MessageCall];
    assert.equal([how(late.signal), how(stopping.signal)], ['time-out', 'stop']);
    assert.is(stopping.signal, stopping.signal);
    ends[1]?.(NtStatus.SUCCESS);
    assert.is(await stopped, NtStatus.SUCCESS);
    assert.throws(() => stopping.signal, /answered already/);
  });

  test('each message has its own, which stays as it is when the message is over', async () => {
    const signals: AbortSignal[] = [];
    const fixture: Fixture = tried(engine, (message, _, __, { signal }) => {
      signals.push(signal);
      return message.Value === 2 ? Promise.resolve(NtStatus.SUCCESS) : NtStatus.SUCCESS;
    }).started();
    for (const value of [1, 2, 3, 4]) fixture.send(request(TRIED, value));
    await promisesSettled();
    assert.is(new Set(signals).size, 4);
    assert.is(await soon(fixture.driver.StopMiracastSession(fixture.context)), NtStatus.SUCCESS);
    assert.is(fixture.driver.DestroyMiracastContext(fixture.context), NtStatus.SUCCESS);
    assert.equal(signals.map(how), [false, false, false, false]);
  });

  test('of another context stays as it is', async () => {
    const signals: AbortSignal[] = [];
    const fixture = tried(engine, (_, __, ___, { signal }) => {
      signals.push(signal);
      return untilAborted(signal);
    }).started();
    const other = fixture.newContext();
    assert.is(fixture.startOf(other), NtStatus.SUCCESS);
    fixture.send(request(TRIED, 1));
    fixture.sendTo(other, request(TRIED, 2));
    assert.is(await soon(fixture.driver.StopMiracastSession(fixture.context)), NtStatus.SUCCESS);
    assert.equal(signals.map(how), ['stop', false]);
    assert.is(await soon(fixture.driver.StopMiracastSession(other)), NtStatus.SUCCESS);
    assert.equal(signals.map(how), ['stop', 'stop']);
  });

  test('of a thread that another one’s Stop waits for', async () => {
    const fixture = tried(engine, (_, __, ___, { signal }) => untilAborted(signal), { shared: true }).started();
    await promisesSettled();
    const attached = fixture.driver.attachMiracastContext(fixture.context.share());
    const sent = fixture.sendTo(attached, request(TRIED, 1));
    assert.is(await soon(fixture.driver.StopMiracastSession(fixture.context)), NtStatus.SUCCESS);
    assert.equal(sent.completions, [[NtStatus.CANCELLED, 0]]);
  });
});

suite('Signals of calls', (test) => {
  test('say whether Stop or Destroy ended them', () => {
    for (const call of ['stop', 'destroy'] as const) {
      const gate = SessionGate.create(false);
      const { signal } = new CallSignals(gate).open();
      if (call === 'stop') gate.lifecycle('start', () => NtStatus.SUCCESS);
      assert.not(signal.aborted);
      gate.lifecycle(call, () => NtStatus.SUCCESS);
      assert.is(how(signal), call);
      assert.is((signal.reason as CallAborted).status, NtStatus.CANCELLED);
      assert.ok(signal.reason instanceof CallAborted);
    }
  });

  test('of a worker are ended by what its pool tells it, until its next message', () => {
    const signals = new CallSignals(SessionGate.create(false));
    const before = signals.open().signal;
    signals.end('destroy');
    assert.equal([how(before), how(signals.open().signal)], ['destroy', 'destroy']);
    signals.resume();
    assert.not(signals.open().signal.aborted);
  });
});
