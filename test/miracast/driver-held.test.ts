import * as assert from 'uvu/assert';
import type { NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { driverSuite } from '../harness/index.js';
import { type Sent, times } from './driver-fixture.js';
import { assertUsable, ECHO, echoOf, request, TRIED, tried, type Fixture } from './handlers-fixture.js';
import { Gate, promisesSettled, threadRests } from './virtual-clock.js';

const statusesOf = (sent: readonly Sent[]): unknown[] =>
  sent.map(({ status, completions }) => (status === NtStatus.PENDING ? completions : status));
const done = (status: NTSTATUS, bytes: number): unknown => [[status, bytes]];

driverSuite('Messages that are held', (test, { engine }) => {
  test('sent before or during StartMiracastSession: held back, and delivered in order once it has returned', async () => {
    const order: string[] = [];
    const starting = new Gate();
    const during: Sent[] = [];
    const fixture: Fixture = tried(
      engine,
      (message, reply) => {
        order.push(`handle ${message.Value}`);
        reply.Value = message.Value;
        return NtStatus.SUCCESS;
      },
      {
        startSession: async () => {
          during.push(fixture.send(request(TRIED, 3)));
          await starting.opened;
          during.push(fixture.send(request(TRIED, 4), fixture.context.output(64)));
          order.push('started');
        },
      },
    );
    const before = [fixture.send(request(TRIED, 1)), fixture.send(request(TRIED, 2), 7)];
    const started = fixture.start();
    starting.open();
    assert.equal(order, []);
    assert.equal(
      [...before, ...during].map(({ status, bytesReturned }) => [status, bytesReturned[0]]),
      times(3, [NtStatus.PENDING, 0]),
    );
    assert.is(await started, NtStatus.SUCCESS);
    assert.equal(order, ['started'], 'its caller goes on first');
    await threadRests();
    assert.equal(order, ['started', 'handle 1', 'handle 3', 'handle 4'], 'the second has no room for its reply');
    assert.equal(statusesOf([...before, ...during]), [
      done(NtStatus.SUCCESS, 8),
      done(NtStatus.BUFFER_TOO_SMALL, 0),
      done(NtStatus.SUCCESS, 8),
      done(NtStatus.SUCCESS, 8),
    ]);
    assert.equal([before[0]?.reply, during[1]?.reply], [echoOf(1), echoOf(4)]);
    assert.is(fixture.context.gate.heldCount, 0);
    assertUsable(fixture);
  });

  test('the limit: one below and at it are held, one above is STATUS_INSUFFICIENT_RESOURCES; the held ones come through', async () => {
    for (const heldMessages of [0, 1, 3]) {
      const fixture = tried(engine, () => NtStatus.SUCCESS, { heldMessages });
      const sent = Array.from({ length: heldMessages + 2 }, (_, value) => fixture.send(request(ECHO, value)));
      assert.is(fixture.context.gate.heldCount, heldMessages);
      fixture.started();
      await threadRests();
      const wanted = sent.map((_, index) =>
        index < heldMessages ? done(NtStatus.SUCCESS, 8) : NtStatus.INSUFFICIENT_RESOURCES,
      );
      assert.equal(statusesOf(sent), wanted);
      assert.equal(
        sent.map(({ reply }) => reply),
        sent.map((_, value) => (value < heldMessages ? echoOf(value) : [])),
      );
      assertUsable(fixture);
    }
  });

  test('the limit is 1,024 where none is given', async () => {
    const fixture = tried(engine, () => NtStatus.SUCCESS);
    const sent = Array.from({ length: 1025 }, (_, value) => fixture.send(request(ECHO, value), 8));
    assert.is(sent[1023]?.status, NtStatus.PENDING);
    assert.is(sent[1024]?.status, NtStatus.INSUFFICIENT_RESOURCES);
    fixture.started();
    await threadRests();
    assert.equal(sent[1023]?.reply, echoOf(1023));
  });

  test('the buffers of a held message are read when it is delivered', async () => {
    const fixture = tried(engine, () => NtStatus.SUCCESS);
    const asked = request(ECHO, 1, [1]);
    const sent = fixture.send(asked);
    fixture.started();
    asked.set(request(ECHO, 2, [2]));
    await threadRests();
    assert.equal(sent.reply, echoOf(2, [2]));
  });

  test('an asynchronous handler of a held message completes once, as any other', async () => {
    const gate = new Gate();
    const fixture = tried(engine, async (message, reply) => {
      await gate.opened;
      reply.Value = message.Value;
      return NtStatus.SUCCESS;
    });
    const sent = [1, 2].map((value) => fixture.send(request(TRIED, value)));
    fixture.started();
    await threadRests();
    assert.is(fixture.context.gate.inFlightCount, 2);
    gate.open();
    await promisesSettled();
    assert.equal(statusesOf(sent), [done(NtStatus.SUCCESS, 8), done(NtStatus.SUCCESS, 8)]);
    assertUsable(fixture);
  });

  test('with synchronize: true they are delivered one at a time, in order', async () => {
    const began: number[] = [];
    const gates = [new Gate(), new Gate(), new Gate()];
    const fixture = tried(
      engine,
      async (message) => {
        began.push(message.Value);
        await gates[message.Value]?.opened;
        return NtStatus.SUCCESS;
      },
      { synchronize: true },
    );
    const sent = [0, 1, 2].map((value) => fixture.send(request(TRIED, value)));
    fixture.started();
    await threadRests();
    for (const [index, gate] of gates.entries()) {
      assert.is(began.length, index + 1);
      gate.open();
      await promisesSettled();
    }
    assert.equal(began, [0, 1, 2]);
    assert.equal(statusesOf(sent), times(3, done(NtStatus.SUCCESS, 8)));
    assertUsable(fixture);
  });

  test('a message that a delivered one sends does not overtake those that are still held', async () => {
    const order: number[] = [];
    const fixture: Fixture = tried(engine, (message) => {
      order.push(message.Value);
      if (message.Value === 1) fixture.send(request(TRIED, 9));
      return NtStatus.SUCCESS;
    });
    for (const value of [1, 2, 3]) fixture.send(request(TRIED, value));
    fixture.started();
    await threadRests();
    assert.equal(order, [1, 2, 3, 9]);
    assertUsable(fixture);
  });

  test('a Start that fails cancels what is held: STATUS_CANCELLED with 0 bytes, no handler', async () => {
    const handled: number[] = [];
    for (const [startSession, status] of [
      [() => NtStatus.DEVICE_INSUFFICIENT_RESOURCES, NtStatus.DEVICE_INSUFFICIENT_RESOURCES],
      [
        () => {
          throw new NtStatusError(NtStatus.NO_MEMORY);
        },
        NtStatus.NO_MEMORY,
      ],
      [async () => Promise.reject(new Error('broken')), NtStatus.UNSUCCESSFUL],
    ] as const) {
      const fixture = tried(engine, (message) => (handled.push(message.Value), NtStatus.SUCCESS), { startSession });
      const sent = [fixture.send(request(TRIED, 1)), fixture.send(request(TRIED, 2))];
      assert.is(await fixture.start(), status);
      assert.equal(statusesOf(sent), times(2, done(NtStatus.CANCELLED, 0)));
      assert.is(fixture.context.gate.heldCount, 0);
      const after = fixture.send(request(TRIED, 3));
      assert.equal([after.status, after.bytesReturned[0], after.completions], [NtStatus.CANCELLED, 0, []]);
    }
    assert.equal(handled, []);
  });

  test('sent during or after StopMiracastSession: STATUS_CANCELLED with 0 bytes, no handler', async () => {
    const stopping = new Gate();
    const handled: number[] = [];
    const during: Sent[] = [];
    const fixture: Fixture = tried(engine, (message) => (handled.push(message.Value), NtStatus.SUCCESS), {
      stopSession: async () => {
        during.push(fixture.send(request(TRIED, 1)));
        await stopping.opened;
        during.push(fixture.send(request(TRIED, 2)));
      },
    }).started();
    const stopped = fixture.driver.StopMiracastSession(fixture.context);
    stopping.open();
    assert.is(await stopped, NtStatus.SUCCESS);
    const after = fixture.send(request(TRIED, 3));
    for (const sent of [...during, after]) {
      assert.equal([sent.status, sent.bytesReturned[0], sent.completions], [NtStatus.CANCELLED, 0, []]);
    }
    assert.is(during.length, 2);
    assert.equal(handled, []);
  });

  test('held when the context goes: STATUS_CANCELLED, once', () => {
    const fixture = tried(engine, () => NtStatus.SUCCESS);
    const sent = [fixture.send(request(TRIED, 1)), fixture.send(request(TRIED, 2))];
    assert.is(fixture.driver.DestroyMiracastContext(fixture.context), NtStatus.SUCCESS);
    assert.equal(statusesOf(sent), times(2, done(NtStatus.CANCELLED, 0)));
  });

  test('a second Start: what was dropped between the sessions stays so, what comes during it is held again', async () => {
    const fixture: Fixture = tried(engine, () => NtStatus.SUCCESS, {
      startSession: async () => void (await promisesSettled()),
    });
    const first = fixture.send(request(ECHO, 1));
    assert.is(await fixture.start(), NtStatus.SUCCESS);
    await threadRests();
    assert.is(fixture.driver.StopMiracastSession(fixture.context), NtStatus.SUCCESS);
    const between = fixture.send(request(ECHO, 2));
    const started = fixture.start();
    const during = fixture.send(request(ECHO, 3));
    assert.is(during.status, NtStatus.PENDING);
    assert.is(await started, NtStatus.SUCCESS);
    await threadRests();
    assert.equal(statusesOf([first, between, during]), [
      done(NtStatus.SUCCESS, 8),
      NtStatus.CANCELLED,
      done(NtStatus.SUCCESS, 8),
    ]);
    assert.is(await fixture.start(), NtStatus.INVALID_DEVICE_STATE, 'it is started already');
    assertUsable(fixture);
  });
});
