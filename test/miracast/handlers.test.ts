import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import type { NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { DIRT, type Sent, times } from './driver-fixture.js';
import {
  assertUsable,
  ECHO,
  echoOf,
  request,
  TRIED,
  handlerSuite,
  writable,
  type Fixture,
  type Tried,
} from './handlers-fixture.js';
import { promisesSettled } from './virtual-clock.js';

const STATUS_BUFFER_OVERFLOW = 0x80000005 | 0;
const INFORMATIONAL = 0x40000001;

/** The same message twice: to an own buffer, and to a persistent one that has a longer reply in it. */
function sendTwice(fixture: Fixture): Sent[] {
  const output = fixture.context.output(64);
  output.fill(DIRT);
  return [fixture.send(request(TRIED, 7)), fixture.send(request(TRIED, 7), output)];
}

/** Whatever is thrown or returned on top of it: a reply that must not be seen. */
const write: Tried = (_message, reply) => {
  reply.Value = 0x5a5a5a5a;
  reply.Data = new Uint8Array(20).fill(0x5a);
  return NtStatus.SUCCESS;
};

handlerSuite('A handler that throws', (test, mode) => {
  const broken = new Error('broken');
  const large = new CastbufError('ERR_TARGET_TOO_SMALL', 'too large', { path: 'Data' });
  const THROWN: readonly [what: string, error: unknown, status: NTSTATUS, isReported: boolean][] = [
    ['an Error', broken, NtStatus.UNSUCCESSFUL, true],
    ['a string', 'broken', NtStatus.UNSUCCESSFUL, true],
    ['undefined', undefined, NtStatus.UNSUCCESSFUL, true],
    ['null', null, NtStatus.UNSUCCESSFUL, true],
    ['an NtStatusError', new NtStatusError(NtStatus.ACCESS_DENIED), NtStatus.ACCESS_DENIED, false],
    ['an NtStatusError that says success', new NtStatusError(NtStatus.SUCCESS), NtStatus.UNSUCCESSFUL, true],
    ['an NtStatusError that says STATUS_PENDING', new NtStatusError(NtStatus.PENDING), NtStatus.UNSUCCESSFUL, true],
    ['an NtStatusError that is a warning', new NtStatusError(STATUS_BUFFER_OVERFLOW), STATUS_BUFFER_OVERFLOW, false],
    ['the error of a reply that is too large', large, NtStatus.BUFFER_TOO_SMALL, true],
  ];

  for (const [what, error, status, isReported] of THROWN) {
    const check = (fixture: Fixture, sent: Sent): void => {
      assert.equal([sent.outcome, sent.bytes, sent.bytesReturned[0]], [status, 0, 0]);
      assert.is(fixture.heard.length, Number(isReported));
      for (const heard of fixture.heard) {
        assert.is(heard.error, error);
        assert.is(heard.message, 'Tried');
        assert.is(heard.context, fixture.context);
      }
      fixture.heard.length = 0;
      assertUsable(fixture);
    };

    test(`${what}: no bytes, onError hears of it, the next message works`, () => {
      const fixture = mode
        .tried((...call) => {
          void write(...call);
          throw error;
        })
        .started();
      const own = fixture.send(request(TRIED, 7));
      assert.ok(own.output.every((byte) => byte === DIRT));
      check(fixture, own);
      check(fixture, fixture.send(request(TRIED, 7), fixture.context.output(64)));
    });

    test(`a promise that rejects with ${what}: the same`, async () => {
      const fixture = mode
        .tried(async (...call) => {
          void write(...call);
          throw error;
        })
        .started();
      for (const output of [64, fixture.context.output(64)]) {
        const sent = fixture.send(request(TRIED, 7), output);
        assert.is(sent.status, NtStatus.PENDING);
        await promisesSettled();
        assert.is(sent.completions.length, 1);
        check(fixture, sent);
      }
      assert.is(fixture.clock.pending, 0);
    });
  }
});

/** What `await` takes for a promise. */
function withThen(then: PropertyDescriptor): object {
  // oxlint-disable-next-line no-thenable -- that is what handlers may return
  return Object.create(null, Object.fromEntries([['then', then]])) as object;
}

handlerSuite('A handler returns', (test, mode) => {
  const returning = (answer: unknown): Fixture =>
    mode
      .tried((...call) => {
        void write(...call);
        return answer as NTSTATUS;
      })
      .started();
  const wanted = [...echoOf(0x5a5a5a5a, times(20, 0x5a))];

  test('an error status: it is the status, and no bytes are returned', () => {
    for (const status of [NtStatus.ACCESS_DENIED, 0xc0000000 | 0, -1]) {
      const fixture = returning(status);
      for (const sent of sendTwice(fixture)) assert.equal([sent.status, sent.bytesReturned[0]], [status, 0]);
      assert.ok(fixture.send(request(TRIED, 7)).output.every((byte) => byte === DIRT));
      assert.equal(fixture.heard, []);
      assertUsable(fixture);
    }
  });

  test('a warning, an informational status, another success: it is the status, and the bytes are returned', () => {
    for (const status of [STATUS_BUFFER_OVERFLOW, INFORMATIONAL, 0x102, 0x7fffffff, 0xbfffffff | 0]) {
      const fixture = returning(status);
      for (const sent of sendTwice(fixture)) assert.equal([sent.status, sent.reply], [status, wanted]);
      assert.equal(fixture.heard, []);
      assertUsable(fixture);
    }
  });

  test('the unsigned reading of a status is that status, also later, as everything that a driver answers with', async () => {
    const [denied, overflow] = [0xc0000022, 0x80000005];
    for (const [unsigned, bytes] of [
      [denied, 0],
      [overflow, 28],
    ] as const) {
      const fixture = returning(unsigned);
      for (const sent of sendTwice(fixture)) assert.equal([sent.status, sent.bytes], [unsigned | 0, bytes]);
      const later = returning(Promise.resolve(unsigned));
      const pending = later.send(request(TRIED, 7));
      const thrown = mode
        .tried(() => {
          throw new NtStatusError(unsigned);
        })
        .started();
      assert.is(thrown.send(request(TRIED, 7)).status, unsigned | 0);
      await promisesSettled();
      assert.equal(pending.completions, [[unsigned | 0, bytes]]);
      assert.equal([...fixture.codes, ...later.codes, ...thrown.codes], []);
    }
    assert.is(mode.tried(write, { startSession: () => denied }).start(), denied | 0);
    assert.is(await mode.tried(write, { startSession: async () => denied }).start(), denied | 0);
  });

  const throwing = withThen({
    get() {
      throw new Error('then');
    },
  });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const NONSENSE: readonly (readonly [what: string, answer: unknown])[] = [
    ['nothing', undefined],
    ['null', null],
    ['NaN', Number.NaN],
    ['1.5', 1.5],
    ['Infinity', Infinity],
    ['a text', 'x'],
    ['true', true],
    ['a bigint', 0n],
    ['a symbol', Symbol('status')],
    ['an object', {}],
    ['an object without a prototype', Object.create(null)],
    ['an object whose then cannot be read', throwing],
    ['a proxy that was revoked', revoked.proxy],
    ['STATUS_PENDING', NtStatus.PENDING],
    ['a number above 32 bits', 2 ** 32],
  ];
  for (const [what, answer] of NONSENSE) {
    test(`${what}, which is no status: STATUS_UNSUCCESSFUL without bytes, and onError hears of it`, () => {
      const fixture = returning(answer);
      for (const sent of sendTwice(fixture)) {
        assert.equal([sent.status, sent.bytesReturned[0], sent.completions], [NtStatus.UNSUCCESSFUL, 0, []]);
      }
      assert.equal(
        fixture.heard.map((heard) => heard.message),
        ['Tried', 'Tried'],
      );
      assertUsable(fixture);
    });

    if (what.includes('then') || what.includes('revoked')) continue;
    test(`a promise of ${what}: the same`, async () => {
      const fixture = returning(Promise.resolve(answer));
      const sent = fixture.send(request(TRIED, 7));
      await promisesSettled();
      assert.equal([sent.status, sent.completions], [NtStatus.PENDING, [[NtStatus.UNSUCCESSFUL, 0]]]);
      assert.equal(fixture.codes, ['ERR_TYPE']);
      assertUsable(fixture);
    });
  }

  test('an object with a `then` counts once, whatever it calls and throws', async () => {
    type Then = (settle: (status: unknown) => void, refuse: (error: unknown) => void) => void;
    const THENS: readonly [then: Then, status: NTSTATUS, bytes: number][] = [
      [(settle) => (settle(0), settle(0), settle(NtStatus.ACCESS_DENIED)), NtStatus.SUCCESS, 28],
      [(settle, refuse) => (settle(0), refuse(new Error('late'))), NtStatus.SUCCESS, 28],
      [(_, refuse) => (refuse(new Error('first')), refuse(new Error('second'))), NtStatus.UNSUCCESSFUL, 0],
      [
        () => {
          throw new Error('then');
        },
        NtStatus.UNSUCCESSFUL,
        0,
      ],
      [
        (settle) => {
          settle(0);
          throw new Error('then');
        },
        NtStatus.SUCCESS,
        28,
      ],
    ];
    for (const [then, status, bytes] of THENS) {
      const fixture = returning(withThen({ value: then }));
      const [first, second] = [fixture.send(request(TRIED, 1)), fixture.send(request(TRIED, 2))];
      assert.equal([first.status, second.status], [NtStatus.PENDING, NtStatus.PENDING]);
      await promisesSettled();
      assert.equal([first.completions, second.completions], [[[status, bytes]], [[status, bytes]]]);
      assert.is(fixture.clock.pending, 0);
      assertUsable(fixture);
    }
  });
});

handlerSuite('A handler that writes', (test, mode) => {
  test('a count but no tail: nothing that was there before is returned, whatever the status, also later', async () => {
    let count = 0;
    let answer: NTSTATUS | Promise<NTSTATUS> = NtStatus.SUCCESS;
    const fixture = mode
      .tried((_message, reply) => {
        reply.Count = count;
        return answer;
      })
      .started();
    const output = fixture.context.output(64);
    for (answer of [NtStatus.SUCCESS, STATUS_BUFFER_OVERFLOW, Promise.resolve(NtStatus.SUCCESS)]) {
      for (const target of [64, output]) {
        for (count of [1, 8, 56]) {
          fixture.send(request(ECHO, 0, times(56, 0x77)), target); // a longer reply before
          const sent = fixture.send(request(TRIED, 0), target);
          await promisesSettled();
          assert.equal([sent.outcome, sent.bytesReturned[0]], [NtStatus.UNSUCCESSFUL, 0], `${count}`);
        }
      }
    }
    assertUsable(fixture);
  });

  test('a tail, then another count: a smaller one cuts it, a larger one is refused', () => {
    let count = 0;
    const fixture = mode
      .tried((_message, reply) => {
        reply.Data = Uint8Array.of(1, 2, 3);
        reply.Count = count;
        return NtStatus.SUCCESS;
      })
      .started();
    for (const [given, status, reply] of [
      [2, NtStatus.SUCCESS, echoOf(0, [1, 2])],
      [0, NtStatus.SUCCESS, echoOf(0)],
      [3, NtStatus.SUCCESS, echoOf(0, [1, 2, 3])],
      [4, NtStatus.UNSUCCESSFUL, []],
    ] as const) {
      count = given;
      for (const sent of sendTwice(fixture)) assert.equal([sent.status, sent.reply], [status, reply]);
    }
  });

  test('more than there is room for: the cursor refuses it, and what lies behind the room is untouched', () => {
    const refused: unknown[] = [];
    const fixture = mode
      .tried((_message, reply, _context, call) => {
        assert.is(call.output.length, 20);
        for (const length of [13, 1000]) {
          try {
            reply.Data = new Uint8Array(length).fill(0x5a);
          } catch (error) {
            refused.push((error as CastbufError).code);
          }
        }
        reply.Data = new Uint8Array(12).fill(3);
        return NtStatus.SUCCESS;
      })
      .started();
    const output = fixture.context.output(64);
    output.fill(DIRT);
    for (let call = 0; call < 2; call++) {
      const sent = fixture.send(request(TRIED, 0), output.subarray(10, 30));
      assert.equal(sent.reply, echoOf(0, times(12, 3)));
      assert.equal(refused.splice(0), ['ERR_TARGET_TOO_SMALL', 'ERR_TARGET_TOO_SMALL']);
    }
    assert.ok([...output.subarray(0, 10), ...output.subarray(30)].every((byte) => byte === DIRT));
  });

  test('to its message: only its own bytes change, and none with debug', () => {
    const fixture = mode
      .tried((message, reply) => {
        writable(message).Value = 9;
        writable(message).Count = 0xffffffff;
        assert.is(message.Data.length, 2, 'a count that was set too high shows no neighbour');
        reply.Value = message.Value;
        return NtStatus.SUCCESS;
      })
      .started();
    const buffer = fixture.context.input(64);
    buffer.fill(0x11);
    const asked = request(TRIED, 1, [5, 6]);
    buffer.set(asked, 8);
    const sent = fixture.send(buffer.subarray(8, 8 + asked.length));
    assert.equal([sent.status, sent.reply], mode.isDebug ? [NtStatus.UNSUCCESSFUL, []] : [NtStatus.SUCCESS, echoOf(9)]);
    if (mode.isDebug) assert.equal([...buffer.subarray(8, 8 + asked.length)], [...asked]);
    assert.equal(fixture.codes.splice(0), mode.isDebug ? ['ERR_USAGE'] : []);
    assert.ok([...buffer.subarray(0, 8), ...buffer.subarray(8 + asked.length)].every((byte) => byte === 0x11));
    const own = asked.slice();
    fixture.send(own);
    assert.equal(own, asked, 'an own buffer is not changed');
  });

  test('with `encode` instead of the cursor; `decode`, `input`, `output` and `name` are the message', () => {
    const seen: unknown[] = [];
    const fixture = mode
      .tried((_message, reply, context, call) => {
        reply.Value = 1;
        seen.push(call.name, call.decode(), [...call.input], call.output.length, context === fixture.context);
        call.encode({ Value: 5, Data: Uint8Array.of(8, 9) });
        return NtStatus.SUCCESS;
      })
      .started();
    const asked = request(TRIED, 3, [4]);
    for (const sent of [fixture.send(asked), fixture.send(asked, fixture.context.output(64))]) {
      assert.equal([sent.status, sent.reply], [NtStatus.SUCCESS, echoOf(5, [8, 9])]);
    }
    const value = { Type: 1, Value: 3, Count: 1, Data: Uint8Array.of(4) };
    assert.equal(seen.slice(0, 5), ['Tried', value, [...asked], 64, true]);
    assertUsable(fixture);
  });
});

handlerSuite('A handler that keeps what it was given', (test, mode) => {
  test('its cursors and its call, after it has returned: the next messages are as they would be', () => {
    const kept: Parameters<Tried>[] = [];
    const fixture = mode
      .tried((...call) => {
        kept.push(call);
        call[1].Value = 1;
        return NtStatus.SUCCESS;
      })
      .started();
    for (const output of [64, fixture.context.output(64)]) {
      const sent = fixture.send(request(TRIED, 3), output);
      const before = [...sent.output];
      const [message, reply, , call] = kept.at(-1) as Parameters<Tried>;
      const attempts = [
        () => (reply.Value = 0x5a5a5a5a),
        () => (reply.Data = new Uint8Array(30).fill(0x5a)),
        () => (writable(message).Value = 0x5a5a5a5a),
        () => call.encode({ Value: 0x5a5a5a5a, Data: new Uint8Array(30).fill(0x5a) }),
        () => call.decode(),
      ];
      for (const attempt of attempts) {
        try {
          attempt();
        } catch (error) {
          assert.instance(error, Error);
        }
        if (typeof output === 'number') assert.equal([...sent.output], before, 'a reply that was given is not changed');
        assertUsable(fixture);
      }
      assert.throws(attempts[3] as () => void, (error: CastbufError) => error.code === 'ERR_USAGE');
      const again = fixture.send(request(TRIED, 3), output);
      assert.equal(again.reply, echoOf(1));
    }
    assert.equal(fixture.heard, []);
  });
});

handlerSuite('A handler that calls the driver', (test, mode) => {
  test('another message from inside a handler: both have their own bytes', () => {
    const inner: Sent[] = [];
    const fixture: Fixture = mode
      .tried((message, reply) => {
        const depth = message.Value;
        reply.Value = 100 + depth;
        if (depth > 0) inner.push(fixture.send(request(TRIED, depth - 1, [depth])));
        inner.push(fixture.send(request(ECHO, 50 + depth, [depth, depth])));
        reply.Data = message.Data;
        assert.is(message.Value, depth, 'the cursors of one message are not moved by another');
        return NtStatus.SUCCESS;
      })
      .started();
    for (const output of [64, fixture.context.output(64)]) {
      inner.length = 0;
      const sent = fixture.send(request(TRIED, 3, [1, 2, 3]), output);
      assert.equal([sent.status, sent.reply], [NtStatus.SUCCESS, echoOf(103, [1, 2, 3])]);
      assert.equal(
        inner.map(({ status, reply }) => [status, reply]),
        [
          [NtStatus.SUCCESS, echoOf(50, [0, 0])],
          [NtStatus.SUCCESS, echoOf(100, [1])],
          [NtStatus.SUCCESS, echoOf(51, [1, 1])],
          [NtStatus.SUCCESS, echoOf(101, [2])],
          [NtStatus.SUCCESS, echoOf(52, [2, 2])],
          [NtStatus.SUCCESS, echoOf(102, [3])],
          [NtStatus.SUCCESS, echoOf(53, [3, 3])],
        ],
      );
    }
    assertUsable(fixture);
  });

  test('a nested message that is refused, or that throws, does not touch the one around it', () => {
    const fixture: Fixture = mode
      .tried((message, reply) => {
        if (message.Value === 0) throw new Error('inner');
        reply.Value = message.Value;
        assert.is(fixture.send(request(TRIED, 0)).status, NtStatus.UNSUCCESSFUL);
        assert.is(fixture.send(request(99, 0)).status, NtStatus.NOT_SUPPORTED);
        assert.is(fixture.send(request(ECHO, 0), 7).status, NtStatus.BUFFER_TOO_SMALL);
        return NtStatus.SUCCESS;
      })
      .started();
    for (const sent of sendTwice(fixture)) assert.equal(sent.reply, echoOf(7));
    assertUsable(fixture);
  });

  test('Destroy from inside a handler: STATUS_INVALID_DEVICE_STATE at once, and nothing is destroyed', () => {
    const statuses: unknown[] = [];
    const fixture: Fixture = mode
      .tried(() => {
        statuses.push(fixture.driver.DestroyMiracastContext(fixture.context), fixture.start());
        return NtStatus.SUCCESS;
      })
      .started();
    assert.is(fixture.send(request(TRIED, 0)).status, NtStatus.SUCCESS);
    assert.equal(statuses, [NtStatus.INVALID_DEVICE_STATE, NtStatus.INVALID_DEVICE_STATE]);
    assertUsable(fixture);
  });

  test('Stop from inside a handler waits until the handler is done, and drops what comes meanwhile', async () => {
    const order: string[] = [];
    let stopping: unknown;
    const fixture: Fixture = mode
      .tried(
        async () => {
          stopping = fixture.driver.StopMiracastSession(fixture.context);
          const late = fixture.send(request(ECHO, 1));
          assert.equal([late.status, late.bytesReturned[0]], [NtStatus.CANCELLED, 0]);
          await promisesSettled();
          order.push('handled');
          return NtStatus.SUCCESS;
        },
        { stopSession: () => void order.push('stopped') },
      )
      .started();
    const sent = fixture.send(request(TRIED, 0));
    assert.instance(stopping, Promise);
    assert.is(await stopping, NtStatus.SUCCESS);
    assert.equal(order, ['handled', 'stopped']);
    assert.equal(sent.completions, [[NtStatus.SUCCESS, 8]], 'a message in flight ends as it would have');
    assert.is(fixture.context.gate.inFlightCount, 0);
  });

  test('Stop from inside a handler that returns at once: the reply is given, then Stop runs', async () => {
    let stopping: unknown;
    let isStopped = false;
    const fixture: Fixture = mode
      .tried(
        (message, reply) => {
          stopping = fixture.driver.StopMiracastSession(fixture.context);
          reply.Value = message.Value;
          assert.not(isStopped);
          return NtStatus.SUCCESS;
        },
        { stopSession: () => void (isStopped = true) },
      )
      .started();
    assert.equal(fixture.send(request(TRIED, 6)).reply, echoOf(6));
    assert.is(await stopping, NtStatus.SUCCESS);
    assert.ok(isStopped);
    assert.is(fixture.send(request(ECHO, 1)).status, NtStatus.CANCELLED);
  });
});
