import * as assert from 'uvu/assert';
import { Admission, gateWords, SessionGate } from '../../src/miracast/session/gate.js';
import { HeldMessages } from '../../src/miracast/session/held-messages.js';
import { MIRACAST_SESSION_STATE, type Awaitable, type NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { suite } from '../harness/index.js';
import { threadRests } from './virtual-clock.js';

const { ADMITTED, HELD, CANCELLED, REFUSED } = Admission;
const { MiracastStopped, MiracastStartPending, MiracastStarted, MiracastStopPending } = MIRACAST_SESSION_STATE;

const succeed = (): NTSTATUS => NtStatus.SUCCESS;

/** A driver's function that ends when it is told to. */
function slow(): { body: () => Promise<NTSTATUS>; end: (status?: NTSTATUS) => void; begun: Promise<void> } {
  let end: (status?: NTSTATUS) => void = () => {};
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const ended = new Promise<NTSTATUS>((resolve) => (end = (status = NtStatus.SUCCESS) => resolve(status)));
  const body = (): Promise<NTSTATUS> => {
    begin();
    return ended;
  };
  return { body, end: (status) => end(status), begun };
}

/** A queue whose messages are done at once, and what became of them. */
function listening(gate: SessionGate, limit = 8): { held: HeldMessages<string>; log: string[] } {
  const log: string[] = [];
  const held = new HeldMessages<string>(gate, limit, {
    deliver(message) {
      log.push(`deliver ${message}`);
      gate.leave();
    },
    cancel: (message) => log.push(`cancel ${message}`),
  });
  return { held, log };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries === 5000) throw new Error('it never came');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

for (const isShared of [false, true]) {
  suite(`gate, ${isShared ? 'shared' : 'not shared'}`, (test) => {
    const startedGate = (): SessionGate => {
      const gate = SessionGate.create(isShared);
      assert.is(gate.lifecycle('start', succeed), NtStatus.SUCCESS);
      return gate;
    };

    test('knows whether its words are shared', () => {
      assert.is(SessionGate.create(isShared).isShared, isShared);
      const { length } = gateWords(false);
      assert.throws(() => new SessionGate(new Int32Array(length - 1)), RangeError);
      assert.throws(() => new SessionGate(new Int32Array(length), 1), RangeError);
    });

    test('holds before and during the first Start, admits after it, cancels during and after Stop', () => {
      const gate = SessionGate.create(isShared);
      const inside: unknown[] = [[gate.sessionState, gate.arrive()]];
      gate.lifecycle('start', () => inside.push([gate.sessionState, gate.arrive()]) && NtStatus.SUCCESS);
      inside.push([gate.sessionState, gate.arrive()]);
      gate.leave();
      gate.lifecycle('stop', () => inside.push([gate.sessionState, gate.arrive()]) && NtStatus.SUCCESS);
      inside.push([gate.sessionState, gate.arrive()]);
      gate.lifecycle('start', () => inside.push([gate.sessionState, gate.arrive()]) && NtStatus.SUCCESS);
      assert.equal(inside, [
        [MiracastStopped, HELD],
        [MiracastStartPending, HELD],
        [MiracastStarted, ADMITTED],
        [MiracastStopPending, CANCELLED],
        [MiracastStopped, CANCELLED],
        [MiracastStartPending, HELD],
      ]);
      assert.is(gate.inFlightCount, 0);
    });

    test('a failed Start leaves the session stopped, and messages are cancelled until the next Start', () => {
      const gate = SessionGate.create(isShared);
      assert.is(
        gate.lifecycle('start', () => NtStatus.DEVICE_INSUFFICIENT_RESOURCES),
        NtStatus.DEVICE_INSUFFICIENT_RESOURCES,
      );
      assert.equal([gate.sessionState, gate.arrive()], [MiracastStopped, CANCELLED]);
      assert.is(gate.lifecycle('start', succeed), NtStatus.SUCCESS);
      assert.is(gate.arrive(), ADMITTED);
    });

    test('STATUS_INVALID_DEVICE_STATE for calls in the wrong state, and the driver is not called', () => {
      const calls: string[] = [];
      const refused = (gate: SessionGate, call: 'start' | 'stop' | 'destroy'): void => {
        const status = gate.lifecycle(call, () => calls.push(call));
        assert.is(status, NtStatus.INVALID_DEVICE_STATE, call);
      };
      const gate = SessionGate.create(isShared);
      refused(gate, 'stop');
      assert.is(gate.arrive(), HELD, 'still never started');
      gate.lifecycle('start', succeed);
      refused(gate, 'start');
      refused(gate, 'destroy');
      assert.is(gate.arrive(), ADMITTED, 'still started');
      gate.leave();
      gate.lifecycle('stop', succeed);
      refused(gate, 'stop');
      gate.lifecycle('destroy', succeed);
      for (const call of ['start', 'stop', 'destroy'] as const) refused(gate, call);
      assert.equal(calls, []);
    });

    test('what a function throws is its status, and the gate goes on', async () => {
      const throwing = (error: unknown) => (): Awaitable<NTSTATUS> => {
        throw error;
      };
      const rejecting = (error: unknown) => async (): Promise<NTSTATUS> => {
        throw error;
      };
      for (const fail of [throwing, rejecting]) {
        const gate = SessionGate.create(isShared);
        assert.is(await gate.lifecycle('start', fail(new Error('no'))), NtStatus.UNSUCCESSFUL);
        assert.is(await gate.lifecycle('start', fail(new NtStatusError(NtStatus.NO_MEMORY))), NtStatus.NO_MEMORY);
        assert.is(gate.sessionState, MiracastStopped);
        gate.lifecycle('start', succeed);
        assert.is(await gate.lifecycle('stop', fail(new Error('no'))), NtStatus.UNSUCCESSFUL);
        assert.is(gate.sessionState, MiracastStopped, 'Stop has run');
        assert.is(await gate.lifecycle('destroy', fail(new NtStatusError(NtStatus.NO_MEMORY))), NtStatus.NO_MEMORY);
        assert.is(gate.lifecycle('start', succeed), NtStatus.INVALID_DEVICE_STATE, 'Destroy has run');
      }
    });

    test('a function that gives no NTSTATUS has failed', () => {
      const gate = SessionGate.create(isShared);
      assert.is(
        gate.lifecycle('start', () => undefined as unknown as NTSTATUS),
        NtStatus.UNSUCCESSFUL,
      );
      for (const none of [Number.NaN, 0.5, NtStatus.PENDING]) {
        const status = gate.lifecycle('start', () => none);
        assert.is(status, NtStatus.UNSUCCESSFUL, String(none));
      }
      assert.is(
        gate.lifecycle('start', () => 0xc000009a),
        NtStatus.INSUFFICIENT_RESOURCES,
        'either reading',
      );
      assert.is(
        gate.lifecycle('start', () => NtStatus.TIMEOUT),
        NtStatus.TIMEOUT,
        'a success',
      );
      assert.is(gate.sessionState, MiracastStarted);
    });

    test('Stop runs when the last message in flight has left', async () => {
      const gate = startedGate();
      gate.arrive();
      gate.arrive();
      let hasRun = false;
      const stopped = gate.lifecycle('stop', () => {
        hasRun = true;
        return NtStatus.SUCCESS;
      });
      assert.is(gate.sessionState, MiracastStopPending);
      assert.is(gate.arrive(), CANCELLED);
      gate.leave();
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.not(hasRun);
      gate.leave();
      assert.is(await stopped, NtStatus.SUCCESS);
      assert.ok(hasRun);
    });

    test('lifecycle functions wait for each other', async () => {
      const gate = SessionGate.create(isShared);
      const start = slow();
      const started = gate.lifecycle('start', start.body);
      const order: string[] = [];
      const stopped = gate.lifecycle('stop', () => order.push('stop') && NtStatus.SUCCESS);
      const destroyed = gate.lifecycle('destroy', () => order.push('destroy') && NtStatus.SUCCESS);
      await start.begun;
      assert.equal([gate.sessionState, order], [MiracastStartPending, []]);
      start.end();
      assert.is(await started, NtStatus.SUCCESS);
      assert.is(await stopped, NtStatus.SUCCESS);
      // Whoever comes first after Start: Destroy is refused where Stop had not run yet.
      assert.is(await destroyed, order.includes('destroy') ? NtStatus.SUCCESS : NtStatus.INVALID_DEVICE_STATE);
      assert.is(order[0], 'stop');
    });

    test('what is held is delivered in order when Start has returned, and nothing overtakes it', async () => {
      const gate = SessionGate.create(isShared);
      const { held, log } = listening(gate);
      assert.is(held.admit('one'), HELD);
      const start = slow();
      const started = gate.lifecycle('start', start.body);
      assert.is(held.admit('two'), HELD);
      assert.equal([log, gate.heldCount], [[], 2]);
      start.end();
      await started;
      assert.equal(log, [], 'those who wait for Start go on first');
      await threadRests();
      assert.equal([log, gate.heldCount], [['deliver one', 'deliver two'], 0]);
      assert.is(held.admit('three'), ADMITTED);
    });

    test('what is held is cancelled by a failed Start, and by Destroy before its function runs', async () => {
      const gate = SessionGate.create(isShared);
      const { held, log } = listening(gate);
      held.admit('one');
      gate.lifecycle('start', () => NtStatus.UNSUCCESSFUL);
      assert.equal(log, ['cancel one']);
      assert.is(held.admit('two'), CANCELLED);

      const other = SessionGate.create(isShared);
      const { held: otherHeld, log: otherLog } = listening(other);
      otherHeld.admit('three');
      other.lifecycle('destroy', () => otherLog.push('destroy') && NtStatus.SUCCESS);
      assert.equal(otherLog, ['cancel three', 'destroy']);
      assert.is(other.heldCount, 0);
    });

    test('above the limit a message is refused; the limit counts all threads', async () => {
      const gate = SessionGate.create(isShared);
      const { held, log } = listening(gate, 2);
      const { held: other } = listening(isShared ? new SessionGate(gate.words) : gate, 2);
      assert.equal(
        [held.admit('one'), other.admit('two'), held.admit('three'), other.admit('four')],
        [HELD, HELD, REFUSED, REFUSED],
      );
      gate.lifecycle('start', succeed);
      assert.is(gate.sessionState, MiracastStarted);
      await threadRests();
      assert.equal(log, ['deliver one']);
    });

    test('a message that a handler sends goes behind those that are held', async () => {
      const gate = SessionGate.create(isShared);
      const log: string[] = [];
      const admitted: Admission[] = [];
      const held = new HeldMessages<string>(gate, 8, {
        deliver(message) {
          log.push(message);
          if (message === 'one') admitted.push(held.admit('three'));
          gate.leave();
        },
        cancel: (message) => log.push(`cancel ${message}`),
      });
      held.admit('one');
      held.admit('two');
      gate.lifecycle('start', succeed);
      await threadRests();
      assert.equal([log, admitted], [['one', 'two', 'three'], [HELD]]);
    });

    test('Start is over when its caller was told: at once when it has returned, and the message after it overtakes none', () => {
      const gate = SessionGate.create(isShared);
      const { held, log } = listening(gate);
      held.admit('one');
      gate.lifecycle('start', succeed);
      assert.equal([gate.sessionState, gate.outlook, log], [MiracastStarted, ADMITTED, []]);
      assert.is(held.admit('two'), ADMITTED);
      assert.equal(log, ['deliver one']);
    });

    test('Start is over when its caller was told: with its promise, and no message runs before that has settled', async () => {
      const gate = SessionGate.create(isShared);
      const { held, log } = listening(gate);
      held.admit('one');
      const start = slow();
      const started = gate.lifecycle('start', start.body) as Promise<NTSTATUS>;
      const told = { isTold: false };
      void started.then(() => (told.isTold = true));
      start.end();
      for (let step = 0; step < 20; step++) {
        assert.equal([gate.sessionState, log], [told.isTold ? MiracastStarted : MiracastStartPending, []]);
        await Promise.resolve();
      }
      assert.ok(told.isTold);
      assert.is(held.admit('two'), ADMITTED);
      assert.equal(log, ['deliver one']);
    });

    for (const rest of ['at once', 'later'] as const) {
      test(`Stop after Start, ${rest}: what is held is cancelled in order, or was delivered in order`, async () => {
        const gate = SessionGate.create(isShared);
        const { held, log } = listening(gate);
        for (const message of ['one', 'two']) held.admit(message);
        gate.lifecycle('start', succeed);
        if (rest === 'later') await threadRests();
        assert.is(
          gate.lifecycle('stop', () => log.push('stop') && NtStatus.SUCCESS),
          NtStatus.SUCCESS,
        );
        assert.is(gate.lifecycle('destroy', succeed), NtStatus.SUCCESS);
        const how = rest === 'later' ? 'deliver' : 'cancel';
        assert.equal([log, gate.heldCount], [[`${how} one`, `${how} two`, 'stop'], 0]);
        await threadRests();
        assert.is(log.length, 3);
      });
    }

    test('whenChanged settles after a change, and at once when there was one', async () => {
      const gate = SessionGate.create(isShared);
      const { changes } = gate;
      const changed = gate.whenChanged();
      gate.lifecycle('start', succeed);
      await changed;
      await gate.whenChanged(changes);
      assert.ok(gate.changes > changes);
    });
  });
}

suite('gate, for threads', (test) => {
  test('lifecycleSync refuses where it cannot block, before anything is done', () => {
    const gate = SessionGate.create(false);
    assert.throws(() => gate.lifecycleSync('start', succeed), TypeError);
    assert.equal([gate.sessionState, gate.arrive()], [MiracastStopped, HELD]);
  });

  for (const hasWaitAsync of [true, false]) {
    test(`a Start on another thread: ${hasWaitAsync ? 'by Atomics.waitAsync' : 'without Atomics.waitAsync'}`, async () => {
      const atomics = Atomics as { waitAsync?: unknown };
      const { waitAsync } = atomics;
      if (!hasWaitAsync) delete atomics.waitAsync;
      try {
        const gate = SessionGate.create(true);
        const other = new SessionGate(gate.words);
        const { held, log } = listening(gate);
        held.admit('one');
        assert.is(other.lifecycle('start', succeed), NtStatus.SUCCESS);
        assert.equal(log, [], 'the other object does not know this one');
        await until(() => log.length > 0);
        assert.equal(log, ['deliver one']);

        other.arrive();
        const stopped = gate.lifecycle('stop', succeed);
        assert.is(gate.sessionState, MiracastStopPending);
        other.leave();
        assert.is(await stopped, NtStatus.SUCCESS);
      } finally {
        if (!hasWaitAsync)
          Object.defineProperty(Atomics, 'waitAsync', { value: waitAsync, configurable: true, writable: true });
      }
    });
  }

  test('a second Start does not deliver what was held before one that failed', async () => {
    const gate = SessionGate.create(true);
    const other = new SessionGate(gate.words);
    const { held, log } = listening(gate);
    held.admit('one');
    other.lifecycle('start', () => NtStatus.UNSUCCESSFUL);
    other.lifecycle('start', succeed);
    await until(() => log.length > 0);
    assert.equal([log, gate.heldCount, gate.inFlightCount], [['cancel one'], 0, 0]);
  });

  test('Start is over for all threads when its caller was told, not before', async () => {
    const gate = SessionGate.create(true);
    const other = new SessionGate(gate.words);
    const { held, log } = listening(other);
    held.admit('one');
    gate.lifecycle('start', succeed);
    assert.equal([gate.sessionState, other.sessionState], [MiracastStarted, MiracastStartPending]);
    assert.equal([held.admit('two'), log], [HELD, []]);
    await Promise.resolve();
    assert.is(other.sessionState, MiracastStarted);
    await until(() => log.length === 2);
    assert.equal(log, ['deliver one', 'deliver two']);
  });

  test('a thread that never rests gets its messages delivered with its next one', () => {
    const gate = SessionGate.create(true);
    const { held, log } = listening(gate);
    held.admit('one');
    const other = new SessionGate(gate.words);
    other.lifecycle('start', succeed);
    other.lifecycle('start', succeed);
    assert.is(held.admit('two'), ADMITTED);
    assert.equal(log, ['deliver one']);
  });

  test('messages are watched again after the queue was empty', async () => {
    const gate = SessionGate.create(true);
    const other = new SessionGate(gate.words);
    const { held, log } = listening(gate);
    for (const message of ['one', 'two', 'three']) {
      const start = slow();
      const started = other.lifecycle('start', start.body);
      assert.is(held.admit(message), HELD);
      start.end();
      await started;
      await until(() => log.includes(`deliver ${message}`));
      assert.is(await other.lifecycle('stop', succeed), NtStatus.SUCCESS);
    }
    assert.is(gate.heldCount, 0);
  });
});
