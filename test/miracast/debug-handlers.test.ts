import * as assert from 'uvu/assert';
import { createCodecWith } from '../../src/message/index.js';
import { CastbufError } from '../../src/errors/index.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import type { MessageCall } from '../../src/miracast/driver/message-slot.js';
import type { NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { array, struct, u16, u32, type AnyType, type InferInput } from '../../src/schema/index.js';
import { driverSuite } from '../harness/index.js';
import { DriverFixture, type Sent, words } from './driver-fixture.js';
import { assertUsable, echoOf, request, TRIED, tried, type Fixture, type Tried } from './handlers-fixture.js';
import { Gate, promisesSettled } from './virtual-clock.js';

const TIMEOUT = 1000;
const Mode = struct('MODE', { Width: u16, Height: u16 });
const Type = struct('TYPE', {
  Type: u32,
  Mode,
  Pair: array(u16, 2),
  Count: u32,
  Modes: array(Mode, 'Count', { capacity: 2 }),
});
const shapes = messageSet('Type', { Only: { value: 1, input: Type, output: Type } });
type Shapes = (typeof shapes)['definitions'];
/** Cursors as in JavaScript, where nothing says what can be set. */
type Loose = Record<string, any>; // oxlint-disable-line no-explicit-any

const VALUE: InferInput<typeof Type> = {
  Type: 1,
  Mode: { Width: 1, Height: 2 },
  Pair: [3, 4],
  Modes: [
    { Width: 5, Height: 6 },
    { Width: 7, Height: 8 },
  ],
};

const thrown = (call: () => unknown): CastbufError => {
  try {
    call();
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

function only(
  engine: MessageEngine,
  handle: (message: Loose, reply: Loose, call: MessageCall) => NTSTATUS,
): DriverFixture<Shapes> {
  return new DriverFixture<Shapes>(engine, {
    messages: shapes,
    debug: true,
    handle: { Only: (message, reply, _context, call) => handle(message as Loose, reply as Loose, call as MessageCall) },
  }).started();
}

driverSuite('debug: a message is only read', (test, { engine }) => {
  const asked = createCodecWith(engine, Type).encode(VALUE);

  test('at any depth: what sets it throws with its path, and the sender’s buffer stays as it is', () => {
    const attempts: [path: string, set: (message: Loose) => unknown][] = [
      ['Type', (message) => (message['Type'] = 9)],
      ['Mode', (message) => (message['Mode'] = { Width: 9, Height: 9 })],
      ['Mode.Width', (message) => (message['Mode'].Width = 9)],
      ['Pair', (message) => (message['Pair'] = [9, 9])],
      ['Pair', (message) => message['Pair'].set(0, 9)],
      ['Pair', (message) => message['Pair'].assign([9, 9])],
      ['Pair.0', (message) => (message['Pair'][0] = 9)],
      ['Modes.length', (message) => (message['Modes'].length = 0)],
      ['Modes[].Width', (message) => (message['Modes'].at(1).Width = 9)],
      ['Modes[].Height', (message) => ([...message['Modes']][0].Height = 9)],
      ['Nunber', (message) => (message['Nunber'] = 9)],
      ['Type', (message) => Object.defineProperty(message, 'Type', { value: 9 })],
      ['Type', (message) => Object.assign(message, { Type: 9 })],
      ['Mode', (message) => delete message['Mode']],
    ];
    let calls = 0;
    const fixture = only(engine, (message) => {
      for (const [path, set] of attempts) {
        const error = thrown(() => set(message));
        assert.equal([error.code, error.path], ['ERR_USAGE', path]);
        assert.match(
          error.message,
          /the message is read-only.*copy what you change: call\.decode\(\), or \.slice\(\) of bytes/,
        );
      }
      calls++;
      return NtStatus.SUCCESS;
    });
    const input = fixture.context.input(asked.length);
    input.set(asked);
    for (const one of [asked.slice(), input]) assert.equal([fixture.send(one, 100).status, ...one], [0, ...asked]);
    assert.is(calls, 2);
  });

  test('bytes are the handler’s own: what is written to them reaches nobody', () => {
    const fixture = tried(
      engine,
      (message, reply, _context, call) => {
        message.Data[0] = 99;
        call.input[4] = 99;
        reply.Data = message.Data;
        return NtStatus.SUCCESS;
      },
      { debug: true },
    ).started();
    const bytesOf = request(TRIED, 7, [1, 2]);
    const input = fixture.context.input(bytesOf.length);
    input.set(bytesOf);
    for (const one of [bytesOf.slice(), input]) {
      assert.equal(fixture.send(one).reply, echoOf(0, [99, 2]));
      assert.equal([...one], [...bytesOf]);
    }
  });

  test('reading, printing and decoding are as they are without it', () => {
    const seen: unknown[] = [];
    const fixture = only(engine, (message, reply, call) => {
      seen.push(JSON.parse(JSON.stringify(message)), call.decode(), call.name, [...call.input]);
      seen.push(
        [...message['Pair']],
        message['Modes'].at(1).Height,
        Array.from(message['Modes'], (mode: Loose) => mode['Width']),
      );
      seen.push('Mode' in message, message['Mode'] === message['Mode'], Object.keys(message), message['Modes'].length);
      reply['Type'] = 1;
      reply['Mode'] = message['Mode'];
      reply['Pair'].assign(message['Pair']);
      reply['Modes'] = message['Modes'];
      seen.push(reply['Modes'].at(0).Width);
      return NtStatus.SUCCESS;
    });
    assert.equal(fixture.send(asked, 100).reply, [...asked]);
    const value = createCodecWith(engine, Type).decode(asked);
    assert.equal(seen, [value, value, 'Only', [...asked], [3, 4], 8, [5, 7], true, true, [], 2, 5]);
  });
});

/** Everything that a handler can keep, and what can be done with it. */
function kept(message: Loose, reply: Loose, call: MessageCall<unknown, never>): [what: string, use: () => unknown][] {
  const { encode, decode } = call;
  const isAList = Array.isArray(message);
  return [
    ['message', () => message['Value']],
    ['a write to the message', () => (message['Value'] = 1)],
    ['reply', () => reply['Value']],
    ['a write to the reply', () => (reply['Value'] = 1)],
    ['a whole reply', () => (reply['Data'] = new Uint8Array(1))],
    ['has', () => 'Value' in message],
    ['keys', () => Object.keys(reply)],
    ['JSON', () => JSON.stringify(message)],
    ['instanceof', () => message instanceof Object && isAList],
    ['input', () => call.input],
    ['output', () => call.output],
    ['name', () => call.name],
    ['signal', () => call.signal],
    ['decode', () => decode()],
    ['encode', () => encode({ Value: 1, Data: new Uint8Array(0) } as never)],
  ];
}

driverSuite('debug: when a handler has ended', (test, { engine }) => {
  type Kept = { uses: [what: string, use: () => unknown][]; bytes: Uint8Array[] };

  function assertDead({ uses, bytes: views }: Kept, where: string): void {
    assert.is(uses.length, 15);
    for (const [what, use] of uses) {
      const error = thrown(use);
      assert.is(error.code, 'ERR_USAGE', `${where}: ${what}`);
      assert.match(error.message, /the handler of message Tried has ended.*call\.decode\(\), or \.slice\(\) of bytes/);
    }
    assert.is(views.length, 4);
    for (const view of views) {
      assert.equal([view.length, view.byteLength, view[0]], [0, 0, undefined], where);
      assert.throws(() => view.slice(), TypeError);
    }
  }

  const keep = (kept_: Kept[], ...[message, reply, , call]: Parameters<Tried>): void => {
    reply.Data = Uint8Array.of(1);
    kept_.push({
      uses: kept(message, reply, call as MessageCall<unknown, never>),
      bytes: [message.Data, reply.Data, call.input, call.output],
    });
  };

  test('its cursors, its call and its bytes throw, whether it returned, threw, settled or timed out', async () => {
    const all: Kept[] = [];
    const gate = new Gate();
    const endings: Record<string, (...call: Parameters<Tried>) => ReturnType<Tried>> = {
      returned: () => NtStatus.SUCCESS,
      'returned an error': () => NtStatus.ACCESS_DENIED,
      threw: () => {
        throw new NtStatusError(NtStatus.ACCESS_DENIED);
      },
      settled: async () => (await Promise.resolve(), NtStatus.SUCCESS),
      rejected: async () => {
        await Promise.resolve();
        throw new NtStatusError(NtStatus.ACCESS_DENIED);
      },
      'timed out': async () => (await gate.opened, NtStatus.SUCCESS),
    };
    let ending = '';
    const fixture = tried(
      engine,
      (...call) => {
        keep(all, ...call);
        return (endings[ending] as Tried)(...call);
      },
      { debug: true, handlerTimeout: TIMEOUT, onError() {} },
    ).started();
    for (ending of Object.keys(endings)) {
      for (const output of [64, fixture.context.output(64)]) {
        fixture.send(request(TRIED, 1, [5]), output);
        await promisesSettled();
        if (ending === 'timed out') fixture.clock.advance(TIMEOUT);
        assertDead(all.pop() as Kept, ending);
        assertUsable(fixture, ending);
      }
    }
    gate.open();
    await promisesSettled();
    assertUsable(fixture);
  });

  test('nested cursors and lists that it kept are dead, too', () => {
    const uses: (() => unknown)[] = [];
    const fixture = only(engine, (message, reply) => {
      const [mode, modes, pair, element] = [message['Mode'], message['Modes'], reply['Pair'], message['Modes'].at(0)];
      const [each, at] = [modes[Symbol.iterator](), modes.at];
      uses.push(
        () => mode.Width,
        () => modes.length,
        () => at(0),
        () => element.Width,
        () => pair.set(0, 1),
        () => each.next(),
      );
      return NtStatus.SUCCESS;
    });
    fixture.send(createCodecWith(engine, Type).encode(VALUE), 100);
    assert.is(uses.length, 6);
    for (const use of uses) assert.match(thrown(use).message, /the handler of message Only has ended/);
  });

  test('while it runs, those of its other messages stay alive', async () => {
    const gates = [new Gate(), new Gate()];
    const fixture = tried(
      engine,
      async (message, reply) => {
        const value = message.Value;
        await (gates[value] as Gate).opened;
        reply.Value = message.Value;
        reply.Data = message.Data;
        return NtStatus.SUCCESS;
      },
      { debug: true },
    ).started();
    const sent = [0, 1].map((value) => fixture.send(request(TRIED, value, [value])));
    for (const gate of gates) {
      gate.open();
      await promisesSettled();
    }
    assert.equal(
      sent.map(({ reply }) => reply),
      [echoOf(0, [0]), echoOf(1, [1])],
    );
  });

  test('a handler that gives the memory of its reply away is told so', async () => {
    const fixture = tried(
      engine,
      (_message, reply) => {
        reply.Data = Uint8Array.of(1);
        structuredClone(reply.Data, { transfer: [reply.Data.buffer] });
        return NtStatus.SUCCESS;
      },
      { debug: true },
    ).started();
    const sent = fixture.send(request(TRIED, 1));
    assert.equal([sent.status, sent.bytes, fixture.codes], [NtStatus.UNSUCCESSFUL, 0, ['ERR_USAGE']]);
    assert.match(String(fixture.heard[0]?.error), /the handler of Tried transferred the memory of its reply away/);
  });
});

/** What a handler does, and how it ends. */
const DEEDS: Record<string, Tried> = {
  nothing: () => NtStatus.SUCCESS,
  'a reply': (message, reply) => {
    reply.Value = message.Value;
    reply.Data = message.Data;
    return NtStatus.SUCCESS;
  },
  'a long reply, then a short one': (_message, reply) => {
    reply.Data = new Uint8Array(30).fill(0x5a);
    reply.Data = Uint8Array.of(1);
    return NtStatus.SUCCESS;
  },
  'a long reply, then a short one, then an error': (_message, reply) => {
    reply.Data = new Uint8Array(30).fill(0x5a);
    reply.Data = Uint8Array.of(1);
    return NtStatus.ACCESS_DENIED;
  },
  'a reply, then an error': (_message, reply) => {
    reply.Data = new Uint8Array(30).fill(0x5a);
    return NtStatus.ACCESS_DENIED;
  },
  'a reply, then a throw': (_message, reply) => {
    reply.Data = new Uint8Array(30).fill(0x5a);
    throw new Error('thrown');
  },
  'a count alone': (_message, reply) => {
    reply.Count = 9;
    return NtStatus.SUCCESS;
  },
  'a tail that there is no room for': (_message, reply) => {
    reply.Data = new Uint8Array(1000);
    return NtStatus.SUCCESS;
  },
  'a reply of `encode`': (message, reply, _context, call) => {
    reply.Data = new Uint8Array(20).fill(0x5a);
    call.encode({ Value: 3, Data: message.Data });
    return NtStatus.SUCCESS;
  },
  'a reply of `encode`, changed afterwards': (_message, reply, _context, call) => {
    call.encode({ Value: 3, Data: Uint8Array.of(1, 2) });
    reply.Value += 1;
    call.output[9] = 7;
    return NtStatus.SUCCESS;
  },
  'a value that `encode` refuses': (_message, reply, _context, call) => {
    reply.Value = 7;
    assert.is(thrown(() => call.encode({ Value: -1, Data: Uint8Array.of(1, 2) })).code, 'ERR_OUT_OF_RANGE');
    return NtStatus.SUCCESS;
  },
  'the room by itself': (_message, _reply, _context, call) => {
    call.output.fill(0, 0, 8);
    call.output.fill(0x77, 20, 30);
    return NtStatus.SUCCESS;
  },
  'the room by itself, then an error': (_message, _reply, _context, call) => {
    call.output.fill(0x77);
    return NtStatus.ACCESS_DENIED;
  },
  'a warning with its reply': (_message, reply) => {
    reply.Value = 3;
    return 0x80000005 | 0;
  },
  'no status': () => 'x' as never,
};

const ENDS: Record<string, (deed: Tried) => Tried> = {
  'at once': (deed) => deed,
  later:
    (deed) =>
    async (...call) => (await Promise.resolve(), deed(...call)),
  'too late':
    (deed) =>
    async (...call) => {
      try {
        await deed(...call);
      } catch {
        // what is thrown after its time-out nobody hears of
      }
      return new Promise<NTSTATUS>(() => {});
    },
};

driverSuite('debug: nobody but the handler sees it', (test, { engine }) => {
  async function outcomes(handler: Tried, debug: boolean): Promise<unknown[]> {
    const fixture: Fixture = tried(engine, handler, { debug, handlerTimeout: TIMEOUT }).started();
    const [input, output] = [fixture.context.input(40), fixture.context.output(64)];
    const seen: unknown[] = [];
    const note = ({ status, completions, bytesReturned }: Sent, target: Uint8Array): void => {
      seen.push(status, completions, [...bytesReturned], [...input], [...target]);
    };
    for (let round = 0; round < 3; round++) {
      for (const isPersistent of [true, false]) {
        const asked = request(TRIED, round, [4, 5, 6]);
        input.fill(0xbb).set(asked);
        const target = isPersistent ? output.fill(0xcc) : new Uint8Array(64).fill(0xcc);
        const sent = fixture.send(isPersistent ? input.subarray(0, asked.length) : asked, target);
        await promisesSettled();
        fixture.clock.advance(TIMEOUT);
        await promisesSettled();
        note(sent, target);
        seen.push(
          [...asked],
          fixture.heard.splice(0).map(({ error, message }) => [String(error), message]),
        );
        assertUsable(fixture);
      }
    }
    return seen;
  }

  for (const [end, ending] of Object.entries(ENDS)) {
    for (const [what, deed] of Object.entries(DEEDS)) {
      test(`${what}, ${end}: statuses, replies, errors and every byte of the buffers are the same`, async () => {
        assert.equal(await outcomes(ending(deed), true), await outcomes(ending(deed), false));
      });
    }
  }

  test('messages that are none of the set, and replies that are optional', () => {
    const Opt = messageSet('Type', {
      Only: {
        value: 1,
        input: struct('ASK', { Type: u32 }),
        output: struct('ANSWER', { Value: u32 }),
        optionalOutput: true,
      },
    });
    const run = (debug: boolean): unknown[] => {
      const seen: unknown[] = [];
      const fixture = new DriverFixture<(typeof Opt)['definitions']>(engine, {
        messages: Opt,
        debug,
        handle: {
          Only(_message, reply) {
            if (reply !== undefined) reply.Value = 5;
            seen.push(reply === undefined);
            return NtStatus.SUCCESS;
          },
        },
        otherwise(call) {
          call.output.set(call.input);
          if (call.input[4] === 1) call.reply(3);
          else call.reply(Uint8Array.of(7, 8));
          return NtStatus.SUCCESS;
        },
      }).started();
      const output = fixture.context.output(16);
      for (const [asked, target] of [
        [words(1), 16],
        [words(1), 0],
        [words(9, 1), 16],
        [words(9, 1), output.fill(0xcc)],
        [words(9, 2), output],
      ] as const) {
        const { status, bytes: returned, reply } = fixture.send(asked, target);
        seen.push(status, returned, reply, [...output]);
      }
      return seen;
    };
    assert.equal(run(true), run(false));
    assert.equal(run(true).slice(0, 4), [false, NtStatus.SUCCESS, 4, [5, 0, 0, 0]]);
  });

  test('the call of a message that is none of the set ends with its handler', () => {
    const uses: (() => unknown)[] = [];
    const set = messageSet('Type', { Only: { value: 1, input: struct('ASK', { Type: u32 }) as AnyType } });
    const fixture = new DriverFixture<(typeof set)['definitions']>(engine, {
      messages: set,
      debug: true,
      handle: { Only: () => NtStatus.SUCCESS },
      otherwise(call) {
        uses.push(
          () => call.input,
          () => call.output,
          () => call.signal,
          () => call.reply(1),
        );
        return NtStatus.SUCCESS;
      },
    }).started();
    fixture.send(words(9));
    assert.is(uses.length, 4);
    for (const use of uses) assert.is(thrown(use).code, 'ERR_USAGE');
  });
});
