import * as assert from 'uvu/assert';
import type { NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { DIRT, type Sent, times } from './driver-fixture.js';
import {
  assertUsable,
  ECHO,
  echoOf,
  handlerSuite,
  request,
  TRIED,
  writable,
  type Fixture,
  type Messages,
  type Mode,
  type Tried,
} from './handlers-fixture.js';
import type { DriverDefinition } from '../../src/miracast/driver/driver.js';
import { Gate, promisesSettled, settledValue } from './virtual-clock.js';

const TIMEOUT = 1000;

/** A handler that waits until the test lets it go on, message by message. */
class Waiting {
  /** Values of the messages whose handlers have begun, and of those that have ended. */
  readonly began: number[] = [];
  readonly ended: number[] = [];
  private readonly gates = new Map<number, Gate>();
  private running = 0;
  mostRunning = 0;

  readonly handler: Tried = async (message, reply) => {
    const value = message.Value;
    this.began.push(value);
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    try {
      reply.Value = value + 1000;
      await this.gateOf(value).opened;
      assert.is(message.Value, value, 'the message of one is not moved by the next');
      assert.is(reply.Value, value + 1000, 'nor its reply');
      reply.Data = message.Data;
      return NtStatus.SUCCESS;
    } finally {
      this.running--;
      this.ended.push(value);
    }
  };

  async letGo(...values: number[]): Promise<void> {
    for (const value of values) {
      this.gateOf(value).open();
      await promisesSettled();
    }
  }

  private gateOf(value: number): Gate {
    const gate = this.gates.get(value) ?? new Gate();
    this.gates.set(value, gate);
    return gate;
  }
}

function waiting(
  mode: Mode,
  options: Partial<DriverDefinition<Messages, undefined>> = {},
): { fixture: Fixture; handlers: Waiting } {
  const handlers = new Waiting();
  return { handlers, fixture: mode.tried(handlers.handler, { handlerTimeout: TIMEOUT, ...options }).started() };
}

const answerTo = (value: number, data: readonly number[]): number[] => echoOf(value + 1000, data);

handlerSuite('Asynchronous handlers', (test, mode) => {
  test('STATUS_PENDING, then `complete` exactly once with status and bytes', async () => {
    const { fixture, handlers } = waiting(mode);
    for (const [value, output] of [64, fixture.context.output(64)].entries()) {
      const sent = fixture.send(request(TRIED, value, [9, 8]), output);
      assert.equal([sent.status, sent.bytesReturned[0], sent.completions], [NtStatus.PENDING, 0, []]);
      assert.is(fixture.context.gate.inFlightCount, 1);
      await promisesSettled();
      assert.equal(sent.completions, []);
      await handlers.letGo(value);
      assert.equal(sent.completions, [[NtStatus.SUCCESS, 10]]);
      assert.equal([sent.bytesReturned[0], sent.reply], [10, answerTo(value, [9, 8])]);
      if (typeof output === 'number') assert.ok(sent.output.subarray(10).every((byte) => byte === DIRT));
      fixture.clock.advance(10 * TIMEOUT);
      assert.is(sent.completions.length, 1);
      assertUsable(fixture);
    }
    assert.is(fixture.clock.pending, 0, 'no timer is left');
    assert.equal(fixture.heard, []);
  });

  test('several at once, in own and persistent buffers: each has its own bytes, whatever their order', async () => {
    const { fixture, handlers } = waiting(mode);
    const sent: Sent[] = [];
    for (let value = 1; value <= 9; value++) {
      const asked = request(TRIED, value, times(value, value));
      const input = fixture.context.input(asked.length);
      input.set(asked);
      const isPersistent = value % 3 === 0;
      sent.push(fixture.send(isPersistent ? input : asked, value % 2 === 0 ? 64 : fixture.context.output(64)));
      const echo = fixture.send(request(ECHO, value, [value]));
      assert.equal(echo.reply, echoOf(value, [value]), 'one that is answered at once meanwhile');
    }
    assert.is(fixture.context.gate.inFlightCount, 9);
    assert.is(handlers.mostRunning, 9);
    const order = [5, 1, 9, 3, 7, 2, 8, 6, 4];
    for (const [index, value] of order.entries()) {
      await handlers.letGo(value);
      const one = sent[value - 1] as Sent;
      assert.equal(one.completions, [[NtStatus.SUCCESS, 8 + value]]);
      assert.equal(one.reply, answerTo(value, times(value, value)));
      assert.is(fixture.context.gate.inFlightCount, 8 - index);
    }
    assert.equal(
      sent.map(({ completions }) => completions.length),
      times(9, 1),
    );
    assertUsable(fixture);
  });

  test('messages begin in the order in which they came', () => {
    const { fixture, handlers } = waiting(mode);
    for (const value of [3, 1, 2]) fixture.send(request(TRIED, value));
    assert.equal(handlers.began, [3, 1, 2]);
  });

  test('a caller that gives no `complete` finds the bytes in pBytesReturned', async () => {
    const { fixture, handlers } = waiting(mode);
    const bytesReturned = Uint32Array.of(5);
    const output = new Uint8Array(64);
    const call = [fixture.context, request(TRIED, 1), output, bytesReturned] as const;
    assert.is(fixture.driver.HandleKernelModeMessage(...call), NtStatus.PENDING);
    await handlers.letGo(1);
    assert.is(bytesReturned[0], 8);
    assertUsable(fixture);
  });

  test('a `complete` that throws, rejects, or sends the next message at once', async () => {
    const { fixture, handlers } = waiting(mode);
    let inner: Sent | undefined;
    const COMPLETES = [
      () => {
        throw new Error('complete');
      },
      () => Promise.reject(new Error('complete')) as never,
      () => void (inner = fixture.send(request(ECHO, 4))),
    ];
    for (const [index, complete] of COMPLETES.entries()) {
      const buffers = [request(TRIED, index), new Uint8Array(64), new Uint32Array(1)] as const;
      fixture.driver.HandleKernelModeMessage(fixture.context, ...buffers, complete);
      await handlers.letGo(index);
      assert.is(fixture.context.gate.inFlightCount, 0);
    }
    assert.equal(inner?.reply, echoOf(4));
    assert.is(fixture.heard.length, 2);
    assertUsable(fixture);
  });

  test('Stop waits for the messages in flight; Destroy comes after it', async () => {
    const { fixture, handlers } = waiting(mode);
    const sent = [1, 2].map((value) => fixture.send(request(TRIED, value)));
    const stopping = Promise.resolve(fixture.driver.StopMiracastSession(fixture.context));
    assert.is(await settledValue(stopping), undefined);
    assert.is(fixture.send(request(ECHO, 1)).status, NtStatus.CANCELLED, 'what comes meanwhile is dropped');
    await handlers.letGo(2);
    assert.is(await settledValue(stopping), undefined);
    await handlers.letGo(1);
    assert.is(await settledValue(stopping), NtStatus.SUCCESS);
    assert.equal(
      sent.map(({ completions }) => completions),
      [[[NtStatus.SUCCESS, 8]], [[NtStatus.SUCCESS, 8]]],
    );
    assert.is(fixture.driver.DestroyMiracastContext(fixture.context), NtStatus.SUCCESS);
  });
});

handlerSuite('A handler that does not settle', (test, mode) => {
  test('handlerTimeout: STATUS_IO_TIMEOUT once, at its time; a late settle changes nothing', async () => {
    for (const end of ['settles', 'rejects', 'never'] as const) {
      const gate = new Gate();
      const fixture = mode
        .tried(
          async (_message, reply) => {
            reply.Data = new Uint8Array(30).fill(0x5a);
            await gate.opened;
            if (end === 'rejects') throw new Error('late');
            return NtStatus.SUCCESS;
          },
          { handlerTimeout: TIMEOUT },
        )
        .started();
      const sent = fixture.send(request(TRIED, 1));
      fixture.clock.advance(TIMEOUT - 1);
      await promisesSettled();
      assert.equal(sent.completions, []);
      fixture.clock.advance(1);
      const wanted = [[NtStatus.IO_TIMEOUT, 0]];
      assert.equal(sent.completions, wanted);
      assertUsable(fixture, end);
      if (end !== 'never') gate.open();
      await promisesSettled();
      fixture.clock.advance(10 * TIMEOUT);
      assert.equal([sent.completions, sent.bytesReturned[0]], [wanted, 0]);
      assert.ok(
        sent.output.every((byte) => byte === DIRT),
        'its reply is not given',
      );
      assert.is(fixture.clock.pending, 0);
      assertUsable(fixture, end);
    }
  });

  test('late reads and writes through its cursors throw, and touch no other message', async () => {
    const late: string[] = [];
    const gate = new Gate();
    const attempt = (what: string, run: () => unknown): void => {
      try {
        run();
        late.push(what);
      } catch (error) {
        assert.instance(error, Error);
      }
    };
    const fixture = mode
      .tried(
        async (message, reply, _context, call) => {
          if (message.Value !== 1) {
            await Promise.resolve();
            reply.Value = message.Value;
            reply.Data = message.Data;
            return NtStatus.SUCCESS;
          }
          await gate.opened;
          attempt('read', () => message.Value);
          attempt('read a tail', () => message.Data);
          attempt('read the reply', () => reply.Value);
          attempt('write', () => (reply.Value = 0x5a5a5a5a));
          attempt('write a tail', () => (reply.Data = new Uint8Array(3)));
          attempt('write the message', () => (writable(message).Value = 0x5a5a5a5a));
          attempt('encode', () => call.encode({ Value: 1, Data: new Uint8Array(1) }));
          attempt('decode', () => call.decode());
          assert.equal([call.input.length, call.output.length], [0, 0]);
          return NtStatus.SUCCESS;
        },
        { handlerTimeout: TIMEOUT },
      )
      .started();
    const [input, output] = [fixture.context.input(64), fixture.context.output(64)];
    const asked = request(TRIED, 1, [1, 2]);
    input.set(asked);
    for (const target of [64, output]) {
      const timedOut = fixture.send(input.subarray(0, asked.length), target);
      fixture.clock.advance(TIMEOUT);
      assert.is(timedOut.outcome, NtStatus.IO_TIMEOUT);
    }
    // Others come, in the same persistent buffer and in new ones, before the late ones go on.
    input.set(request(TRIED, 2, [5, 6]));
    const others = [
      fixture.send(input.subarray(0, asked.length), output),
      fixture.send(request(TRIED, 3, [7])),
      fixture.send(request(TRIED, 4, [8]), fixture.context.output(64)),
    ];
    gate.open();
    await promisesSettled();
    assert.equal(late, []);
    assert.equal(
      others.map(({ reply }) => reply),
      [echoOf(2, [5, 6]), echoOf(3, [7]), echoOf(4, [8])],
    );
    assertUsable(fixture);
  });

  test('its memory is used again from its time-out on', async () => {
    const gates: Gate[] = [];
    const fixture = mode
      .tried(
        async () => {
          const gate = new Gate();
          gates.push(gate);
          await gate.opened;
          return NtStatus.SUCCESS;
        },
        { handlerTimeout: TIMEOUT, memoryBytes: 64 * 1024 },
      )
      .started();
    const large = new Uint8Array(8 * 1024);
    large.set(request(TRIED, 1));
    const fill = (): number => {
      for (let count = 0; count < 100; count++) {
        const { status } = fixture.send(large, large.length);
        if (status === NtStatus.INSUFFICIENT_RESOURCES) return count;
        assert.is(status, NtStatus.PENDING);
      }
      throw new Error('memory without an end');
    };
    const most = fill();
    assert.ok(most >= 2, `${most} at once`);
    for (let round = 0; round < 5; round++) {
      fixture.clock.advance(TIMEOUT);
      assert.is(fixture.context.gate.inFlightCount, 0);
      assert.is(fill(), most, `round ${round}`);
      if (round % 2 === 0) continue;
      for (const gate of gates.splice(0)) gate.open();
      await promisesSettled();
    }
  });

  test('without a limit (Infinity) it has for ever', async () => {
    const { fixture, handlers } = waiting(mode, { handlerTimeout: Infinity });
    const sent = fixture.send(request(TRIED, 1));
    fixture.clock.advance(Number.MAX_SAFE_INTEGER);
    assert.is(fixture.clock.pending, 0);
    await handlers.letGo(1);
    assert.equal(sent.completions, [[NtStatus.SUCCESS, 8]]);
  });

  test('the limit is 10 seconds where none is given', () => {
    const fixture = mode.tried(() => new Promise<NTSTATUS>(() => {})).started();
    const sent = fixture.send(request(TRIED, 1));
    fixture.clock.advance(9999);
    assert.equal(sent.completions, []);
    fixture.clock.advance(1);
    assert.equal(sent.completions, [[NtStatus.IO_TIMEOUT, 0]]);
  });

  test('Stop does not wait for it any longer than its limit', async () => {
    const { fixture } = waiting(mode);
    fixture.send(request(TRIED, 1));
    const stopping = Promise.resolve(fixture.driver.StopMiracastSession(fixture.context));
    assert.is(await settledValue(stopping), undefined);
    fixture.clock.advance(TIMEOUT);
    assert.is(await settledValue(stopping), NtStatus.SUCCESS);
  });
});

handlerSuite('synchronize: true', (test, mode) => {
  const outcomes = (sent: readonly Sent[]): unknown[] => sent.map(({ status, completions }) => [status, completions]);

  test('one handler at a time, in order; `complete` comes in that order, too', async () => {
    const { fixture, handlers } = waiting(mode, { synchronize: true });
    const order: number[] = [];
    const sent = [1, 2, 3].map((value) => fixture.send(request(TRIED, value, [value])));
    for (const [index, one] of sent.entries()) {
      const { push } = one.completions;
      one.completions.push = (...completion) => (order.push(index + 1), push.apply(one.completions, completion));
    }
    assert.equal(handlers.began, [1]);
    await handlers.letGo(2, 3);
    assert.equal([handlers.began, handlers.ended], [[1], []]);
    await handlers.letGo(1);
    assert.equal([handlers.began, handlers.ended, order, handlers.mostRunning], [[1, 2, 3], [1, 2, 3], [1, 2, 3], 1]);
    assert.equal(
      sent.map(({ reply }) => reply),
      [1, 2, 3].map((value) => answerTo(value, [value])),
    );
    assertUsable(fixture);
  });

  test('messages that are answered at once are told of in their order behind one that was not', async () => {
    const { fixture, handlers } = waiting(mode, { synchronize: true });
    const order: number[] = [];
    const send = (type: number, value: number): NTSTATUS => {
      const buffers = [request(type, value), new Uint8Array(64), new Uint32Array(1)] as const;
      return fixture.driver.HandleKernelModeMessage(fixture.context, ...buffers, () => void order.push(value));
    };
    const statuses = [send(TRIED, 1), send(ECHO, 2), send(ECHO, 3), send(TRIED, 4), send(ECHO, 5)];
    assert.equal(statuses, times(5, NtStatus.PENDING));
    await handlers.letGo(1);
    assert.equal(order, [1, 2, 3]);
    await handlers.letGo(4);
    assert.equal(order, [1, 2, 3, 4, 5]);
    assertUsable(fixture);
  });

  test('a message from inside a handler waits until that has returned', () => {
    const inner: Sent[] = [];
    const seen: unknown[] = [];
    const fixture: Fixture = mode
      .tried(
        (message, reply) => {
          inner.push(fixture.send(request(ECHO, 5)), fixture.send(request(ECHO, 6)));
          seen.push(...inner.map(({ status, completions }) => [status, completions.length]));
          reply.Value = message.Value;
          return NtStatus.SUCCESS;
        },
        { synchronize: true },
      )
      .started();
    assert.equal(fixture.send(request(TRIED, 1)).reply, echoOf(1));
    assert.equal(seen, [
      [NtStatus.PENDING, 0],
      [NtStatus.PENDING, 0],
    ]);
    assert.equal(outcomes(inner), times(2, [NtStatus.PENDING, [[NtStatus.SUCCESS, 8]]]));
    assert.equal(inner[1]?.reply, echoOf(6));
    assertUsable(fixture);
  });

  test('one that throws, is refused or times out gives its turn on, once', async () => {
    const { fixture, handlers } = waiting(mode, { synchronize: true });
    const stuck = fixture.send(request(TRIED, 1));
    const sent = [
      fixture.send(request(99, 0)),
      fixture.send(request(ECHO, 2), 3),
      fixture.send(request(TRIED, 3)),
      fixture.send(request(ECHO, 4)),
    ];
    fixture.clock.advance(TIMEOUT);
    assert.equal(stuck.completions, [[NtStatus.IO_TIMEOUT, 0]]);
    assert.equal(
      sent.map(({ completions }) => completions[0]?.[0]),
      [NtStatus.NOT_SUPPORTED, NtStatus.BUFFER_TOO_SMALL, undefined, undefined],
    );
    // The late end of the first one must not give away the turn of the one that has it now.
    await handlers.letGo(1);
    assert.equal([handlers.began, sent[3]?.completions], [[1, 3], []]);
    await handlers.letGo(3);
    assert.equal([sent[2]?.outcome, sent[3]?.outcome], [NtStatus.SUCCESS, NtStatus.SUCCESS]);
    assertUsable(fixture);
  });

  test('as many as anybody may send wait for one', async () => {
    const { fixture, handlers } = waiting(mode, { synchronize: true });
    const first = fixture.send(request(TRIED, 1));
    const count = 20_000;
    const sent = Array.from({ length: count }, (_, value) => fixture.send(request(ECHO, value), 8));
    assert.is(fixture.context.gate.inFlightCount, count + 1);
    await handlers.letGo(1);
    assert.is(first.outcome, NtStatus.SUCCESS);
    assert.ok(sent.every(({ completions }) => completions.length === 1 && completions[0]?.[0] === NtStatus.SUCCESS));
    assert.equal(sent.at(-1)?.reply, echoOf(count - 1));
    assertUsable(fixture);
  });

  test('contexts do not wait for each other', () => {
    const { fixture, handlers } = waiting(mode, { synchronize: true });
    const other = fixture.newContext();
    fixture.startOf(other);
    fixture.send(request(TRIED, 1));
    assert.is(fixture.send(request(ECHO, 2)).status, NtStatus.PENDING);
    assert.is(fixture.sendTo(other, request(ECHO, 3)).status, NtStatus.SUCCESS);
    assert.equal(handlers.began, [1]);
  });

  test('Stop waits for those that wait for their turn', async () => {
    const { fixture, handlers } = waiting(mode, { synchronize: true });
    const sent = [1, 2].map((value) => fixture.send(request(TRIED, value)));
    const stopping = Promise.resolve(fixture.driver.StopMiracastSession(fixture.context));
    await handlers.letGo(1);
    assert.is(await settledValue(stopping), undefined);
    await handlers.letGo(2);
    assert.is(await settledValue(stopping), NtStatus.SUCCESS);
    assert.equal(
      sent.map(({ outcome }) => outcome),
      [NtStatus.SUCCESS, NtStatus.SUCCESS],
    );
  });
});
