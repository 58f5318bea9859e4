import * as assert from 'uvu/assert';
import type { MiracastContext } from '../../src/miracast/driver/context.js';
import { defineDriverWith, type DriverDefinition } from '../../src/miracast/driver/driver.js';
import type { ContextOut, MiracastContextHandle, MiracastDriverInterface } from '../../src/miracast/interface.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { array, bytes, checksum, magic, struct, tagged, text, u16, u32, u8 } from '../../src/schema/index.js';
import { driverSuite } from '../harness/index.js';
import { dirty, DIRT, DriverFixture, joined, NO_CALLBACKS, words } from './driver-fixture.js';

const Request = struct('REQUEST', { Type: u32, Value: u32 });
const Item = struct('ITEM', { Id: u16, Flag: u8 });

/** A value that makes the handler leave the tail of its reply as it is: empty. */
const UNSET = 0xffff;

/** A message for each way in which a reply can be as long as it is. */
const messages = messageSet('Type', {
  Fixed: { value: 1, input: Request, output: struct('FIXED', { Value: u32, Rest: u32 }) },
  Counted: { value: 2, input: Request, output: struct('COUNTED', { Count: u8, Data: bytes('Count') }) },
  Items: { value: 3, input: Request, output: struct('ITEMS', { Count: u16, Items: array(Item, 'Count') }) },
  Rest: { value: 4, input: Request, output: struct('REST', { Kind: u16, Data: bytes() }) },
  Terminated: {
    value: 5,
    input: Request,
    output: struct('TERMINATED', { Kind: u8, Name: text('ascii', { until: 'nul' }) }),
  },
  Length: { value: 6, input: Request, output: struct('LENGTH', { Size: u32, Value: u32 }, { length: 'Size' }) },
  LengthTail: {
    value: 7,
    input: Request,
    output: struct('LENGTH_TAIL', { Size: u16, Data: bytes() }, { length: 'Size' }),
  },
  Summed: {
    value: 8,
    input: Request,
    output: struct('SUMMED', { Sum: checksum(u8, 'sum-to-zero-8'), Count: u8, Data: bytes('Count') }),
  },
  Magic: { value: 9, input: Request, output: struct('MAGIC', { Signature: magic(u32, 0x4d43), Value: u32 }) },
  Versioned: {
    value: 10,
    input: Request,
    output: struct('VERSIONED', { Size: u32, First: u32, Second: u32 }, { length: 'Size', versioned: true }),
  },
  Sized: {
    value: 11,
    input: Request,
    output: struct('SIZED', {
      Kind: u8,
      Body: tagged('Kind', { Small: [1, u8], Large: [2, struct('LARGE', { One: u32, Two: u32 })] }, { sized: true }),
    }),
  },
  Capped: {
    value: 12,
    input: Request,
    output: struct('CAPPED', { Count: u8, Data: array(u8, 'Count', { capacity: 3 }) }),
  },
  None: { value: 13, input: Request },
  Framed: {
    value: 14,
    input: struct('FRAMED', { Type: u32, Size: u32, Data: bytes() }, { length: 'Size' }),
    output: struct('FRAMED_REPLY', { Kind: u8, Data: bytes() }),
  },
});

type Messages = (typeof messages)['definitions'];
interface State {
  calls: number;
}

const handle: DriverDefinition<Messages, State>['handle'] = {
  Fixed(message, reply, { state }) {
    state.calls++;
    reply.Value = message.Value + 1;
    return NtStatus.SUCCESS;
  },
  Counted(message, reply) {
    reply.Data = new Uint8Array(message.Value).fill(7);
    return NtStatus.SUCCESS;
  },
  Items(message, { Items }) {
    Items.length = message.Value;
    if (message.Value > 0) Items.at(message.Value - 1).Id = 0x102;
    return NtStatus.SUCCESS;
  },
  Rest(message, reply) {
    reply.Kind = 3;
    if (message.Value !== UNSET) reply.Data = new Uint8Array(message.Value).fill(8);
    return NtStatus.SUCCESS;
  },
  Terminated(message, reply) {
    reply.Name = 'x'.repeat(message.Value);
    return NtStatus.SUCCESS;
  },
  Length(message, reply) {
    reply.Value = message.Value;
    return NtStatus.SUCCESS;
  },
  LengthTail(message, reply) {
    reply.Data = new Uint8Array(message.Value).fill(9);
    return NtStatus.SUCCESS;
  },
  Summed(message, reply) {
    reply.Data = new Uint8Array(message.Value).fill(1);
    return NtStatus.SUCCESS;
  },
  Magic(message, reply) {
    reply.Value = message.Value;
    return NtStatus.SUCCESS;
  },
  Versioned(message, reply) {
    if (message.Value !== 0) reply.Size = message.Value;
    reply.First = 5;
    return NtStatus.SUCCESS;
  },
  Sized(message, reply) {
    reply.Kind = message.Value;
    return NtStatus.SUCCESS;
  },
  Capped(message, reply) {
    reply.Data.length = message.Value;
    return NtStatus.SUCCESS;
  },
  None: () => NtStatus.SUCCESS,
  Framed(message, reply) {
    reply.Data = message.Data;
    return NtStatus.SUCCESS;
  },
};

/** Type, value, and the reply that has to come. */
const REPLIES: Record<string, readonly [type: number, value: number, reply: readonly number[]]> = {
  fixed: [1, 4, [5, 0, 0, 0, 0, 0, 0, 0]],
  'counted, empty': [2, 0, [0]],
  counted: [2, 3, [3, 7, 7, 7]],
  'counted structs, none': [3, 0, [0, 0]],
  'counted structs': [3, 2, [2, 0, 0, 0, 0, 0, 2, 1, 0, 0]],
  'rest, empty': [4, 0, [3, 0]],
  rest: [4, 2, [3, 0, 8, 8]],
  'rest, not set': [4, UNSET, [3, 0]],
  'NUL-terminated, empty': [5, 0, [0, 0]],
  'NUL-terminated': [5, 2, [0, 0x78, 0x78, 0]],
  'length field': [6, 9, [8, 0, 0, 0, 9, 0, 0, 0]],
  'length field with a tail': [7, 3, [5, 0, 9, 9, 9]],
  checksummed: [8, 2, [0xfc, 2, 1, 1]],
  magic: [9, 2, [0x43, 0x4d, 0, 0, 2, 0, 0, 0]],
  'versioned, all members': [10, 0, [12, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]],
  'versioned, an older one': [10, 8, [8, 0, 0, 0, 5, 0, 0, 0]],
  'sized by its small arm': [11, 1, [1, 0, 0, 0, 0]],
  'sized by its large arm': [11, 2, [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  'with a capacity, empty': [12, 0, [0, 0, 0, 0]],
  'with a capacity, full': [12, 3, [3, 0, 0, 0]],
  none: [13, 0, []],
};

driverSuite('HandleKernelModeMessage', (test, { engine }) => {
  const start = (): DriverFixture<Messages, State> =>
    new DriverFixture(engine, { messages, handle, createContext: () => ({ calls: 0 }) }).started();

  for (const [kind, [type, value, reply]] of Object.entries(REPLIES)) {
    const request = words(type, value);

    test(`the reply goes into the output buffer, and pBytesReturned says how many bytes: ${kind}`, () => {
      const fixture = start();
      // A new reply has all members of a versioned structure.
      const least = kind === 'versioned, an older one' ? 12 : reply.length;
      for (const room of [least + 1, least, 200]) {
        const sent = fixture.send(request, room);
        assert.equal([sent.status, sent.bytesReturned[0]], [NtStatus.SUCCESS, reply.length]);
        assert.equal(sent.reply, reply);
        assert.ok(
          sent.output.subarray(reply.length).every((byte) => byte === DIRT),
          'nothing but the returned bytes changes',
        );
        assert.equal(sent.completions, [], 'a message that was answered at once is not completed again');
      }
      assert.equal(fixture.heard, []);
    });

    test(`a reply is the same in persistent buffers, and in parts of them: ${kind}`, () => {
      const fixture = start();
      const [input, output] = [fixture.context.input(40), fixture.context.output(240)];
      for (const [from, to] of [
        [0, 0],
        [8, 16],
        [3, 5],
      ] as const) {
        const part = { input: input.subarray(from, from + request.length), output: output.subarray(to, to + 200) };
        part.input.set(request);
        // Two calls: the second finds the buffers where the first had them.
        for (let call = 0; call < 2; call++) {
          output.fill(DIRT);
          const sent = fixture.send(part.input, part.output);
          assert.equal([sent.status, sent.reply], [NtStatus.SUCCESS, reply]);
          assert.ok(
            output.subarray(0, to).every((byte) => byte === DIRT),
            'nothing before the part is written',
          );
          assert.ok(
            output.subarray(to + 200).every((byte) => byte === DIRT),
            'nor behind it',
          );
        }
      }
      assert.equal(fixture.heard, []);
    });

    test(`a persistent buffer for one side, an own one for the other: ${kind}`, () => {
      const fixture = start();
      const input = fixture.context.input(8);
      input.set(request);
      assert.equal(fixture.send(input, 200).reply, reply);
      assert.equal(fixture.send(request, fixture.context.output(200)).reply, reply);
      assert.equal(fixture.send(input, fixture.context.output(200)).reply, reply);
    });
  }

  test('nothing of a longer reply before shows in a shorter one', () => {
    const fixture = start();
    const [input, output] = [fixture.context.input(8), fixture.context.output(64)];
    for (const [from, to] of [
      [input, output],
      [input, dirty(64)],
      [new Uint8Array(8), output],
      [new Uint8Array(8), dirty(64)],
    ] as const) {
      for (const [type, value, reply] of Object.values(REPLIES)) {
        from.set(words(4, 60)); // a whole buffer of 8s
        assert.is(fixture.send(from, to).bytes, 62);
        from.set(words(type, value));
        assert.equal(fixture.send(from, to).reply, reply);
      }
    }
  });

  test('a message may be longer than its structure; what is behind it is not its own', () => {
    const fixture = start();
    assert.equal(fixture.send(joined(words(1, 4), dirty(9))).reply, REPLIES['fixed']?.[2]);
    const buffer = fixture.context.input(20);
    for (const size of [8, 11, 20]) {
      buffer.fill(DIRT).set(words(14, size));
      for (const input of [buffer, buffer.slice()]) assert.equal(fixture.send(input).reply, [0, ...dirty(size - 8)]);
    }
  });

  test('own buffers of all sizes, one after the other: each has the reply to its own message', () => {
    const fixture = start();
    for (const [index, size] of [8, 63, 64, 65, 4096, 4097, 300_000, 64, 8, 5000].entries()) {
      const input = new Uint8Array(size);
      input.set(words(1, index));
      const sent = fixture.send(input, size);
      assert.equal([sent.status, sent.reply], [NtStatus.SUCCESS, [...words(index + 1, 0)]]);
    }
  });

  test('buffers larger than the memory for messages: STATUS_INSUFFICIENT_RESOURCES, and the next message works', () => {
    const fixture = new DriverFixture(engine, {
      messages,
      handle,
      createContext: () => ({ calls: 0 }),
      memoryBytes: 64 * 1024,
    }).started();
    const large = new Uint8Array(1024 * 1024);
    large.set(words(1, 4));
    for (const sent of [fixture.send(large), fixture.send(words(1, 4), large.length)]) {
      assert.equal([sent.status, sent.bytesReturned[0]], [NtStatus.INSUFFICIENT_RESOURCES, 0]);
    }
    assert.is(fixture.context.gate.inFlightCount, 0);
    assert.equal(fixture.send(words(1, 4)).reply, REPLIES['fixed']?.[2]);
    assert.throws(
      () => fixture.context.input(1024 * 1024),
      (error: Error & { code?: string }) => error.code === 'ERR_LIMIT_MEMORY',
    );
  });

  test('persistent buffers come back with the context that took them', () => {
    const fixture = new DriverFixture(engine, {
      messages,
      handle,
      createContext: () => ({ calls: 0 }),
      memoryBytes: 128 * 1024,
    });
    for (let round = 0; round < 50; round++) {
      const context = fixture.newContext();
      assert.is(context.input(20_000).length + context.output(20_000).length, 40_000);
      assert.is(fixture.driver.DestroyMiracastContext(context), NtStatus.SUCCESS);
    }
  });

  test('a persistent buffer of another driver is as foreign as any buffer', () => {
    const [mine, other] = [start(), start()];
    const [input, output] = [other.context.input(8), other.context.output(16)];
    input.set(words(1, 4));
    output.fill(DIRT);
    const sent = mine.send(input, output);
    assert.equal([...output], [...(REPLIES['fixed']?.[2] ?? []), ...dirty(8)]);
    assert.is(sent.bytes, 8);
  });
});

driverSuite('Contexts', (test, { engine }) => {
  const driver = (): DriverFixture<Messages, State> =>
    new DriverFixture(engine, { messages, handle, createContext: () => ({ calls: 0 }) });

  test('a context belongs to one display adapter: each has its own state and its own session', () => {
    const fixture = driver().started();
    const other = fixture.newContext();
    fixture.send(words(1, 0));
    assert.is(fixture.sendTo(other, words(1, 0)).status, NtStatus.PENDING, 'its session has not started');
    assert.is(fixture.startOf(other), NtStatus.SUCCESS);
    fixture.sendTo(other, words(1, 0));
    assert.equal([fixture.context.state.calls, other.state.calls], [1, 2]);
    assert.is(fixture.driver.StopMiracastSession(other), NtStatus.SUCCESS);
    assert.is(fixture.send(words(1, 0)).status, NtStatus.SUCCESS, 'the other one goes on');
  });

  test('a wrong, a foreign or no context is STATUS_INVALID_HANDLE, of every function', () => {
    const [fixture, other] = [driver().started(), driver().started()];
    const notLoaded = defineDriverWith(engine, { messages, handle } as never);
    const forged = Object.create(Object.getPrototypeOf(fixture.context) as object) as MiracastContext<{
      calls: number;
    }>;
    for (const wrong of [undefined, null, {}, 5, 'context', forged, other.context] as never[]) {
      const sent = fixture.sendTo(wrong, words(1, 0));
      assert.equal([sent.status, sent.bytesReturned[0]], [NtStatus.INVALID_HANDLE, 0], String(wrong));
      assert.ok(sent.output.every((byte) => byte === DIRT));
      assert.is(fixture.startOf(wrong), NtStatus.INVALID_HANDLE);
      assert.is(fixture.driver.StopMiracastSession(wrong), NtStatus.INVALID_HANDLE);
      assert.is(fixture.driver.DestroyMiracastContext(wrong), NtStatus.INVALID_HANDLE);
      assert.is(notLoaded.DestroyMiracastContext(wrong), NtStatus.INVALID_HANDLE, 'nor before the first context');
    }
    assert.is(other.send(words(1, 0)).status, NtStatus.SUCCESS);
    assert.is(fixture.send(words(1, 0)).status, NtStatus.SUCCESS);
  });

  test('a context that was destroyed takes nothing any more', () => {
    const fixture = driver().started();
    assert.is(
      fixture.driver.DestroyMiracastContext(fixture.context),
      NtStatus.INVALID_DEVICE_STATE,
      'while it is started',
    );
    fixture.driver.StopMiracastSession(fixture.context);
    assert.is(fixture.driver.DestroyMiracastContext(fixture.context), NtStatus.SUCCESS);
    assert.is(fixture.driver.DestroyMiracastContext(fixture.context), NtStatus.INVALID_DEVICE_STATE);
    assert.is(fixture.start(), NtStatus.INVALID_DEVICE_STATE);
    const sent = fixture.send(words(1, 0));
    assert.equal([sent.status, sent.bytesReturned[0], sent.completions], [NtStatus.CANCELLED, 0, []]);
  });

  test('CreateMiracastContext: what createContext throws is its status, and there is no context then', async () => {
    const thrown: unknown[] = [];
    const origins: unknown[] = [];
    const creating = (createContext: () => never): unknown => {
      const out: ContextOut = { value: {} as MiracastContextHandle };
      const onError = (error: unknown, origin: unknown): void => void (thrown.push(error), origins.push(origin));
      const defined = defineDriverWith(engine, { messages, handle: handle as never, createContext, onError });
      const status = defined.CreateMiracastContext(1, NO_CALLBACKS, out);
      assert.is(out.value, undefined);
      return status;
    };
    const broken = new Error('broken');
    const refuse = (error: unknown) => (): never => {
      throw error;
    };
    assert.is(creating(refuse(new NtStatusError(NtStatus.NO_MEMORY))), NtStatus.NO_MEMORY);
    assert.is(creating(refuse(new NtStatusError(NtStatus.SUCCESS))), NtStatus.UNSUCCESSFUL, 'a throw is no success');
    assert.is(creating(refuse(broken)), NtStatus.UNSUCCESSFUL);
    assert.is(await creating((async () => Promise.reject(broken)) as never), NtStatus.UNSUCCESSFUL);
    assert.equal(thrown.filter((error) => error === broken).length, 2);
    assert.equal(origins.at(-1), { context: undefined, message: undefined });
  });

  test('CreateMiracastContext may take time; its state is there when it has answered', async () => {
    const out: ContextOut = { value: undefined };
    const defined = defineDriverWith(engine, {
      messages,
      handle: handle as never,
      createContext: async (callbacks, device) => ({ callbacks, device }),
    });
    const status = defined.CreateMiracastContext(42, NO_CALLBACKS, out);
    assert.is(out.value, undefined);
    assert.is(await status, NtStatus.SUCCESS);
    assert.equal((out.value as unknown as MiracastContext<unknown>).state, { callbacks: NO_CALLBACKS, device: 42 });
  });
});

driverSuite('QueryMiracastDriverInterface', (test, { engine }) => {
  const fixture = new DriverFixture(engine, { messages, handle: handle as never });
  const { driver } = fixture;

  test('version 1 is Windows 8.1, any other STATUS_NOT_SUPPORTED, and nothing is filled', () => {
    for (const version of [0, 2, -1, 1.5, Number.NaN, undefined, '1']) {
      const filled = {};
      assert.is(driver.QueryMiracastDriverInterface(version as number, 48, filled), NtStatus.NOT_SUPPORTED);
      assert.equal(filled, {});
    }
    assert.is(driver.QueryMiracastDriverInterface(1, 48, {}), NtStatus.SUCCESS);
  });

  test('the size of MIRACAST_DRIVER_INTERFACE: one below is STATUS_BUFFER_TOO_SMALL, at and above are good', () => {
    for (const size of [47, 0, -1, Number.NaN]) {
      const filled = {};
      assert.is(driver.QueryMiracastDriverInterface(1, size, filled), NtStatus.BUFFER_TOO_SMALL);
      assert.equal(filled, {});
    }
    for (const size of [48, 49]) {
      const filled: Partial<MiracastDriverInterface> = {};
      assert.is(driver.QueryMiracastDriverInterface(1, size, filled), NtStatus.SUCCESS);
      assert.is(filled.Size, 48);
    }
  });

  test('its Size member first, then the five functions in their order', () => {
    const filled = {};
    driver.QueryMiracastDriverInterface(1, 48, filled);
    assert.equal(Object.keys(filled), [
      'Size',
      'CreateMiracastContext',
      'DestroyMiracastContext',
      'StartMiracastSession',
      'StopMiracastSession',
      'HandleKernelModeMessage',
    ]);
  });

  test('the export and the functions need no `this`', () => {
    const filled: Partial<MiracastDriverInterface> = {};
    const { QueryMiracastDriverInterface } = driver;
    assert.is(QueryMiracastDriverInterface(1, 48, filled), NtStatus.SUCCESS);
    const {
      CreateMiracastContext,
      StartMiracastSession,
      HandleKernelModeMessage,
      StopMiracastSession,
      DestroyMiracastContext,
    } = filled as MiracastDriverInterface;
    const out: ContextOut = { value: undefined };
    assert.is(CreateMiracastContext(1, NO_CALLBACKS, out), NtStatus.SUCCESS);
    const context = out.value as MiracastContextHandle;
    assert.is(StartMiracastSession(context, 0, {} as never, {} as never), NtStatus.SUCCESS);
    const returned = new Uint32Array(1);
    assert.is(HandleKernelModeMessage(context, words(2, 1), new Uint8Array(9), returned), NtStatus.SUCCESS);
    assert.is(returned[0], 2);
    assert.is(StopMiracastSession(context), NtStatus.SUCCESS);
    assert.is(DestroyMiracastContext(context), NtStatus.SUCCESS);
  });
});
