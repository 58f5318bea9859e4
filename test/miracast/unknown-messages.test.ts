import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import type { MiracastContext } from '../../src/miracast/driver/context.js';
import type { DriverDefinition } from '../../src/miracast/driver/driver.js';
import { messageSet, type MessageDefinitions } from '../../src/miracast/driver/message-set.js';
import type { UnknownMessageCall } from '../../src/miracast/driver/message-slot.js';
import type { Awaitable, NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { bytes, range, struct, u32, u8 } from '../../src/schema/index.js';
import { driverSuite } from '../harness/index.js';
import { DIRT, DriverFixture, times, words } from './driver-fixture.js';

const Known = struct('KNOWN', { Type: u32, Level: range(u32, 0, 9) });
const known = { Known: { value: 1, input: Known, output: struct('REPLY', { Value: u32 }) } };

type Otherwise = (call: UnknownMessageCall, context: MiracastContext<undefined>) => Awaitable<NTSTATUS>;

driverSuite('Messages that are none of the set', (test, { engine }) => {
  function fixtureOf(
    otherwise: Otherwise,
    more: Partial<DriverDefinition<typeof known, undefined>> = {},
  ): DriverFixture<typeof known> {
    const handle = {
      Known: (_: unknown, reply: { Value: number }) => {
        reply.Value = 0x01010101;
        return NtStatus.SUCCESS;
      },
    };
    return new DriverFixture(engine, { messages: messageSet('Type', known), handle, otherwise, ...more }).started();
  }

  test('are handled as bytes: an unknown discriminator, and too few bytes for one', () => {
    const seen: (readonly number[])[] = [];
    const fixture = fixtureOf((call, context) => {
      assert.is(context, fixture.context);
      seen.push([...call.input, -1, ...call.output]);
      call.output.fill(9); // for the next one to find, if it could
      return NtStatus.SUCCESS;
    });
    for (const [message, room] of [
      [words(2, 3), 3],
      [words(2), 0],
      [Uint8Array.of(1, 0, 0), 1],
      [new Uint8Array(0), 2],
    ] as const) {
      const sent = fixture.send(message, room);
      assert.equal([sent.status, sent.bytes], [NtStatus.SUCCESS, 0]);
      assert.equal(seen.at(-1), [...message, -1, ...times(room, 0)], 'the room is empty, whatever it held before');
      assert.equal([...sent.output], times(room, DIRT), 'without a reply nothing is written');
    }
    assert.equal(fixture.heard, []);
  });

  test('a message of the set never comes there, also when it is wrong', () => {
    const fixture = fixtureOf(() => assert.unreachable() as never);
    assert.is(fixture.send(words(1, 5)).status, NtStatus.SUCCESS);
    assert.is(fixture.send(words(1, 10)).status, NtStatus.INVALID_PARAMETER);
    assert.is(fixture.send(words(1)).status, NtStatus.INFO_LENGTH_MISMATCH, 'it says that it is Known, and is cut');
    assert.is(fixture.send(words(1, 5), 3).status, NtStatus.BUFFER_TOO_SMALL);
  });

  test('a reply of so many bytes, or of bytes that are given', () => {
    const fixture = fixtureOf(({ input, output, reply }) => {
      const [what = 0, count = 0] = input.subarray(4);
      output.fill(7);
      reply(what === 1 ? count : Uint8Array.of(1, 2, 3).subarray(0, count));
      return NtStatus.SUCCESS;
    });
    const send = (what: number, count: number, room: number | Uint8Array) =>
      fixture.send(Uint8Array.of(9, 0, 0, 0, what, count), room);
    for (const room of [4, fixture.context.output(4)]) {
      assert.equal(send(1, 2, room).reply, [7, 7]);
      assert.equal(send(1, 4, room).reply, [7, 7, 7, 7]);
      assert.equal(send(2, 3, room).reply, [1, 2, 3]);
      assert.equal(send(2, 0, room).reply, []);
      const tooLarge = send(1, 5, room);
      assert.equal([tooLarge.status, tooLarge.bytes], [NtStatus.BUFFER_TOO_SMALL, 0]);
      if (typeof room !== 'number') assert.equal([...room], [0, 0, 0, 0], 'nothing of a refused reply stays');
    }
    const { error } = fixture.heard.at(-1) ?? {};
    assert.instance(error, CastbufError);
    assert.match((error as CastbufError).message, /the reply has 5 bytes, the sender's output buffer 4/);
  });

  test('what is no reply is refused', () => {
    for (const wrong of [-1, 1.5, Number.NaN, '3', undefined, null, [1], new Uint16Array(1)]) {
      const fixture = fixtureOf((call) => {
        call.reply(wrong as never);
        return NtStatus.SUCCESS;
      });
      assert.is(fixture.send(words(9)).status, NtStatus.UNSUCCESSFUL);
      assert.equal(fixture.codes, ['ERR_USAGE']);
    }
  });

  test('throws, refusals and wrong statuses count as in any other handler', () => {
    const answers: [() => NTSTATUS, NTSTATUS][] = [
      [() => NtStatus.ACCESS_DENIED, NtStatus.ACCESS_DENIED],
      [() => 0xc0000022, NtStatus.ACCESS_DENIED],
      [() => undefined as never, NtStatus.UNSUCCESSFUL],
      [
        () => {
          throw new Error('broken');
        },
        NtStatus.UNSUCCESSFUL,
      ],
    ];
    for (const [answer, status] of answers) {
      const fixture = fixtureOf((call) => {
        call.output.fill(7);
        call.reply(4);
        return answer();
      });
      const room = fixture.context.output(4);
      const sent = fixture.send(words(9), room);
      assert.equal([sent.status, sent.bytes, ...room], [status, 0, 0, 0, 0, 0]);
      assert.is(
        fixture.heard.every(({ message }) => message === 'otherwise'),
        true,
      );
    }
  });

  test('a handler that needs time has bytes of its own, and its time-out', async () => {
    const calls: UnknownMessageCall[] = [];
    let settle: (status: NTSTATUS) => void = () => {};
    const fixture = fixtureOf(
      (call) => {
        calls.push(call);
        return new Promise((resolve) => (settle = resolve));
      },
      { handlerTimeout: 50 },
    );
    for (let round = 0; round < 3; round++) {
      const sent = fixture.send(words(9, round), 8);
      assert.is(sent.status, NtStatus.PENDING);
      assert.is(fixture.send(words(1, 5)).status, NtStatus.SUCCESS, 'others do not wait');
      const call = calls.at(-1) as UnknownMessageCall;
      assert.equal([...call.input], [...words(9, round)]);
      assert.equal([...call.output], times(8, 0));
      call.reply(Uint8Array.of(round, 1));
      settle(NtStatus.SUCCESS);
      await Promise.resolve();
      await Promise.resolve();
      assert.equal([sent.outcome, ...sent.reply], [NtStatus.SUCCESS, round, 1]);
    }
    const late = fixture.send(words(9));
    fixture.clock.advance(51);
    assert.equal([late.outcome, late.bytes], [NtStatus.IO_TIMEOUT, 0]);
    assert.is(calls.at(-1)?.signal.aborted, true);
  });

  test('without such a handler the sender learns that it is unknown, and onError what it was', () => {
    const far = struct('FAR', { Class: u32, Pad: bytes(20), Code: u8 });
    const definitions: MessageDefinitions = { Far: { value: [1, 2], input: far } };
    const messages = messageSet(['Class', 'Code'], definitions);
    const fixture = new DriverFixture(engine, { messages, handle: { Far: () => NtStatus.SUCCESS } }).started();
    const message = new Uint8Array(28).fill(3);
    assert.is(fixture.send(message).status, NtStatus.NOT_SUPPORTED);
    assert.match(String(fixture.heard[0]?.error), /no message of this set has Class 50529027 and Code 3; add it, or/);
    assert.is(fixture.send(message.subarray(24)).status, NtStatus.INFO_LENGTH_MISMATCH);
    assert.match(String(fixture.heard[1]?.error), /25 bytes are needed, the sender's input buffer has 4/);
  });
});

driverSuite('A set of one kind of message', (test, { engine }) => {
  test('needs no discriminator', () => {
    const Any = struct('ANY', { Bytes: bytes() });
    const messages = messageSet(Any, { output: struct('COUNT', { Count: u8 }) });
    const fixture = new DriverFixture(engine, {
      messages,
      handle: {
        message(message, reply) {
          reply.Count = message.Bytes.length;
          return NtStatus.SUCCESS;
        },
      },
    }).started();
    for (const length of [0, 1, 7, 8, 9, 200]) {
      const sent = fixture.send(new Uint8Array(length).fill(0xff));
      assert.equal([sent.status, ...sent.reply], [NtStatus.SUCCESS, length]);
    }
  });

  test('opaque bytes come back as opaque bytes, through objects and cursors', () => {
    const Any = struct('ANY', { Bytes: bytes() });
    let isObject = false;
    const fixture = new DriverFixture(engine, {
      messages: messageSet(Any, { output: Any }),
      handle: {
        message(message, reply, _, { decode, encode }) {
          isObject = !isObject;
          if (isObject) encode(decode());
          else reply.Bytes = message.Bytes;
          return NtStatus.SUCCESS;
        },
      },
    }).started();
    for (const length of [0, 1, 9, 64]) {
      const message = Uint8Array.from({ length }, (_, index) => index + 1);
      for (let round = 0; round < 2; round++) {
        assert.equal(fixture.send(message).reply, [...message]);
      }
    }
    assert.is(fixture.send(new Uint8Array(65)).status, NtStatus.BUFFER_TOO_SMALL);
  });

  test('is checked as any other', () => {
    const messages = messageSet(struct('ONE', { Level: range(u8, 1, 3) }));
    const fixture = new DriverFixture(engine, { messages, handle: { message: () => NtStatus.SUCCESS } }).started();
    const statuses = [[1], [3], [0], [4], []].map((message) => fixture.send(Uint8Array.from(message)).status);
    const { SUCCESS, INVALID_PARAMETER, INFO_LENGTH_MISMATCH } = NtStatus;
    assert.equal(statuses, [SUCCESS, SUCCESS, INVALID_PARAMETER, INVALID_PARAMETER, INFO_LENGTH_MISMATCH]);
    assert.equal(
      fixture.heard.map(({ message }) => message),
      ['message', 'message', 'message'],
    );
  });
});

driverSuite('A reply that is optional', (test, { engine }) => {
  const Reply = struct('REPLY', { Value: u32, Count: u8, Data: bytes('Count') });
  const input = struct('ASK', { Type: u8, How: u8 });
  const definitions = {
    Asks: { value: 1, input, output: Reply, optionalOutput: true },
    Needs: { value: 2, input, output: Reply },
  } as const;

  /** `How`: 0 writes the cursor, 1 encodes, 2 does so later. */
  function fixture(): DriverFixture<typeof definitions> {
    const value = { Value: 5, Data: Uint8Array.of(6) };
    return new DriverFixture(engine, {
      messages: messageSet('Type', definitions),
      handle: {
        Asks(message, reply, _, call) {
          if (message.How === 2) return Promise.resolve().then(() => (call.encode(value), NtStatus.SUCCESS));
          if (message.How === 1) call.encode(value);
          else if (reply !== undefined) reply.Value = 5;
          return NtStatus.SUCCESS;
        },
        Needs(_, reply) {
          reply.Value = 5;
          return NtStatus.SUCCESS;
        },
      },
    }).started();
  }

  for (const how of [0, 1, 2]) {
    test(['written by the cursor', 'encoded', 'encoded later'][how] as string, async () => {
      const driver = fixture();
      const full = how === 0 ? [5, 0, 0, 0, 0] : [5, 0, 0, 0, 1, 6];
      const buffers = [driver.context.output(64), 64, 0, driver.context.output(0), 64, 0];
      for (let round = 0; round < 2; round++) {
        for (const room of buffers) {
          const sent = driver.send(Uint8Array.of(1, how), room);
          await Promise.resolve();
          await Promise.resolve();
          await Promise.resolve();
          const hasRoom = typeof room === 'number' ? room > 0 : room.length > 0;
          assert.equal([sent.outcome, ...sent.reply], [NtStatus.SUCCESS, ...(hasRoom ? full : [])]);
        }
      }
      assert.equal(driver.heard, []);
    });
  }

  test('some room, but too little, is too small; so is none where the reply is not optional', () => {
    const driver = fixture();
    for (const room of [1, 4]) assert.is(driver.send(Uint8Array.of(1, 0), room).status, NtStatus.BUFFER_TOO_SMALL);
    assert.is(driver.send(Uint8Array.of(2, 0), 0).status, NtStatus.BUFFER_TOO_SMALL);
    assert.is(driver.send(Uint8Array.of(1, 0), 5).status, NtStatus.SUCCESS);
    assert.is(driver.send(Uint8Array.of(2, 0), 5).status, NtStatus.SUCCESS);
  });
});

driverSuite('A room that was handed out', (test, { engine }) => {
  test('is no affair of the next message: what its handler does not write stays', () => {
    const ask = { value: 1, input: struct('ASK', { Type: u8, Case: u8 }), output: struct('REPLY', { Value: u8 }) };
    const fixture = new DriverFixture(engine, {
      messages: messageSet('Type', { Ask: ask }),
      handle: {
        Ask({ Case }, _reply, _context, call) {
          if (Case === 0) call.output.fill(1);
          return Case === 0 ? NtStatus.SUCCESS : NtStatus.ACCESS_DENIED;
        },
      },
    }).started();
    const [asked, room] = [fixture.context.input(2), fixture.context.output(8)];
    for (let round = 0; round < 3; round++) {
      asked.set([1, 0]);
      fixture.send(asked, room);
      room.fill(0x77);
      asked.set([1, 1]);
      fixture.send(asked, room);
      assert.equal([...room], [0, ...times(7, 0x77)]);
    }
  });
});

driverSuite('What a handler keeps', (test, { engine }) => {
  const definition = {
    value: 1,
    input: struct('ASK', { Type: u8, Value: u8 }),
    output: struct('REPLY', { Value: u8 }),
  };

  test('never reaches a message of another context', () => {
    const kept: { message: { readonly Value: number }; reply: { Value: number } }[] = [];
    const fixture = new DriverFixture(engine, {
      messages: messageSet('Type', { Ask: definition }),
      handle: {
        Ask(message, reply, context) {
          if (context === fixture.context) {
            kept.push({ message, reply });
            if (kept.length === 1) fixture.send(Uint8Array.of(1, 2)); // one within the other has a slot of its own
          } else {
            for (const old of kept) {
              assert.is.not(old.message.Value, message.Value);
              old.reply.Value = 0xbb;
            }
          }
          return NtStatus.SUCCESS;
        },
      },
    }).started();
    const other = fixture.newContext();
    fixture.startOf(other);
    for (const length of [2, 2, 2, 2]) {
      fixture.send(Uint8Array.of(1, 1).subarray(0, length));
      const sent = fixture.sendTo(other, Uint8Array.of(1, 77));
      assert.equal([sent.status, ...sent.reply], [NtStatus.SUCCESS, 0]);
    }
    assert.is(kept.length, 5);
  });

  test('is dead when its memory serves others: after Destroy, and when memory was short', () => {
    const kept: { message: { readonly Value: number }; reply: { Value: number } }[] = [];
    const fixture = new DriverFixture(engine, {
      messages: messageSet('Type', { Ask: definition }),
      memoryBytes: 4096,
      handle: {
        Ask(message, reply) {
          kept.push({ message, reply });
          return NtStatus.SUCCESS;
        },
      },
    }).started();
    const areDead = (): void => {
      for (const { message, reply } of kept.splice(0)) {
        assert.throws(() => message.Value);
        assert.throws(() => (reply.Value = 1));
      }
    };
    fixture.send(Uint8Array.of(1, 1));
    fixture.context.input(4096 - 64); // all that the slot does not need now
    areDead();
    fixture.driver.StopMiracastSession(fixture.context);
    fixture.driver.DestroyMiracastContext(fixture.context);
    const other = fixture.newContext();
    fixture.startOf(other);
    fixture.sendTo(other, Uint8Array.of(1, 1));
    assert.is(kept.length, 1, 'its memory was given back');
    fixture.driver.StopMiracastSession(other);
    fixture.driver.DestroyMiracastContext(other);
    areDead();
  });
});
