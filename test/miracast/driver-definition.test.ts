import * as assert from 'uvu/assert';
import { createCodec } from '../../src/index.js';
import type { CastbufError } from '../../src/errors/index.js';
import { defineDriverWith } from '../../src/miracast/driver/driver.js';
import type { ContextOut, MiracastDriverInterface } from '../../src/miracast/interface.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import type { UnknownMessageCall } from '../../src/miracast/driver/message-slot.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { struct, u32 } from '../../src/schema/index.js';
import { driverSuite, suite } from '../harness/index.js';
import { DriverFixture, NO_CALLBACKS, printedBy, words } from './driver-fixture.js';
import { messages, request, TRIED, tried } from './handlers-fixture.js';
import { promisesSettled } from './virtual-clock.js';

const run = (): number => NtStatus.SUCCESS;
const handle = { Tried: run, Echo: run };

driverSuite('A definition that cannot work is refused when it is defined', (test, { engine }) => {
  const refuses = (what: string, definition: unknown, ...says: readonly string[]): void =>
    test(what, () => {
      assert.throws(
        () => defineDriverWith(engine, definition as never),
        (error: CastbufError) => {
          assert.is(error.code, 'ERR_USAGE');
          for (const part of says) assert.ok(error.message.includes(part), error.message);
          return true;
        },
      );
    });

  refuses('nothing', undefined, 'messages', 'handle');
  refuses('null', null, 'defineDriver');
  refuses('an empty object', {}, 'messages', 'messageSet');
  refuses('messages that are no set', { messages: messages.definitions, handle }, 'messageSet');
  refuses('no handlers', { messages }, 'handle');
  refuses('a message without a handler', { messages, handle: { Tried: run } }, 'Echo', 'handle.Echo');
  refuses('a handler without a message', { messages, handle: { ...handle, Ecco: run } }, 'Ecco', 'did you mean Echo');
  refuses('a handler that is no function', { messages, handle: { ...handle, Echo: 5 } }, 'handle.Echo', '5');
  refuses('an option that is not known', { messages, handle, handlerTimeOut: 5 }, 'did you mean handlerTimeout');
  for (const value of [-1, 0, 1.5, Number.NaN, Infinity, '4', null, 2 ** 31]) {
    refuses(`memoryBytes: ${String(value)}`, { messages, handle, memoryBytes: value }, 'memoryBytes');
  }
  for (const value of [-1, Number.NaN, '4', null]) {
    refuses(`handlerTimeout: ${String(value)}`, { messages, handle, handlerTimeout: value }, 'handlerTimeout');
  }
  for (const value of [-1, 1.5, Number.NaN, Infinity, '4', null]) {
    refuses(`heldMessages: ${String(value)}`, { messages, handle, heldMessages: value }, 'heldMessages');
  }
  for (const workers of [
    {},
    { create: 5 },
    { create: run, count: 0 },
    { create: run, count: 1.5 },
    { create: run, timeout: -1 },
  ]) {
    refuses(`workers: ${JSON.stringify(workers)}`, { messages, handle, workers }, 'workers');
  }
  refuses('a clock without functions', { messages, handle, clock: { now: run } }, 'clock', 'after');

  test('what is in its range passes; handlers may be methods of a class', () => {
    class Handlers {
      Tried(): number {
        return NtStatus.SUCCESS;
      }
      Echo(): number {
        return NtStatus.SUCCESS;
      }
    }
    for (const options of [
      { handlerTimeout: Infinity, heldMessages: 0, memoryBytes: 1 },
      { handlerTimeout: 0, heldMessages: 0x7fffffff, memoryBytes: 64 * 1024 },
    ]) {
      defineDriverWith(engine, { messages, handle: new Handlers() as never, ...options });
    }
  });
});

driverSuite('Handlers that are methods', (test, { engine }) => {
  test('have their object as `this`, and so has `otherwise`', () => {
    class Handlers {
      calls = 0;
      Count(_message: object, reply: { Value: number }): number {
        reply.Value = ++this.calls;
        return NtStatus.SUCCESS;
      }
    }
    const [input, output] = [struct('COUNT', { Type: u32 }), struct('VALUE', { Value: u32 })];
    const definition = {
      messages: messageSet('Type', { Count: { value: 1, input, output } }),
      otherwise(this: { handle: Handlers }, { reply }: UnknownMessageCall): number {
        reply(Uint8Array.of(this.handle.calls));
        return NtStatus.SUCCESS;
      },
    };
    for (const debug of [false, true]) {
      const handle = new Handlers();
      const fixture = new DriverFixture(engine, { ...definition, handle, debug } as never).started();
      assert.equal(fixture.send(words(1)).reply, [1, 0, 0, 0]);
      assert.equal(fixture.send(words(1)).reply, [2, 0, 0, 0]);
      assert.is(handle.calls, 2);
      assert.equal(fixture.send(words(2)).reply, [2]);
    }
  });
});

suite('A message of a set that is none', (test) => {
  const input = struct('I', { Type: u32, Value: u32 });
  test('a codec, or anything else, in place of a type: by name', () => {
    for (const wrong of [createCodec(input), {}, 5, null, 'u32', () => input, undefined] as never[]) {
      for (const member of ['input', 'output'] as const) {
        if (member === 'output' && wrong === undefined) continue;
        assert.throws(
          () => messageSet('Type', { One: { value: 1, input, [member]: wrong } }),
          ({ code, message }: CastbufError) => code === 'ERR_SCHEMA' && /One/.test(message) && message.includes(member),
        );
      }
    }
    assert.throws(
      () => messageSet('Type', { One: { value: 1, input: createCodec(input) as never } }),
      ({ message }: CastbufError) => /codec/.test(message) && /give the type/.test(message),
    );
  });
});

driverSuite('Whatever the caller gives, every function answers with an NTSTATUS', (test, { engine }) => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const WRONG: readonly unknown[] = [
    undefined,
    null,
    5,
    'x',
    true,
    5n,
    Symbol('x'),
    {},
    [],
    () => {},
    Object.freeze({}),
    Object.freeze([]),
    revoked.proxy,
  ];
  const FUNCTIONS = {
    CreateMiracastContext: 3,
    DestroyMiracastContext: 2,
    StartMiracastSession: 5,
    StopMiracastSession: 2,
    HandleKernelModeMessage: 5,
  } as const;

  const rightParameters = (name: keyof typeof FUNCTIONS, context: unknown): unknown[] =>
    ({
      CreateMiracastContext: [1, NO_CALLBACKS, { value: undefined }],
      DestroyMiracastContext: [context, NO_CALLBACKS],
      StartMiracastSession: [context, {}, {}, {}, NO_CALLBACKS],
      StopMiracastSession: [context, NO_CALLBACKS],
      HandleKernelModeMessage: [context, request(TRIED, 1), new Uint8Array(64), new Uint32Array(1), () => {}],
    })[name];

  for (const [name, count] of Object.entries(FUNCTIONS) as [keyof typeof FUNCTIONS, number][]) {
    test(`${name}: each parameter of a wrong type, before Start, in a session and with a wrong context`, async () => {
      for (const isStarted of [false, true]) {
        for (let parameter = 0; parameter < count; parameter++) {
          for (const wrong of WRONG) {
            const fixture = tried(engine, run, { handlerTimeout: 5 });
            if (isStarted) fixture.started();
            for (const context of parameter === 0 ? [fixture.context] : [fixture.context, undefined]) {
              const parameters = rightParameters(name, context);
              parameters[parameter] = wrong;
              const call = fixture.driver[name] as (...parameters: unknown[]) => unknown;
              const status = await call(...parameters);
              assert.type(status, 'number', `${name}, parameter ${parameter}`);
              await promisesSettled();
            }
          }
        }
      }
    });
  }

  test('CreateMiracastContext without a place for the context, or callbacks: STATUS_INVALID_PARAMETER', () => {
    const fixture = tried(engine, run);
    const create = fixture.driver.CreateMiracastContext as (...parameters: unknown[]) => unknown;
    for (const out of [undefined, null, 5, Object.freeze({ value: undefined })]) {
      assert.is(create(1, NO_CALLBACKS, out), NtStatus.INVALID_PARAMETER);
    }
    assert.is(create(1, undefined, { value: undefined } satisfies ContextOut), NtStatus.INVALID_PARAMETER);
    assert.equal([...new Set(fixture.codes)], ['ERR_TYPE']);
  });

  test('a message that would be held, without what it is answered with: STATUS_INVALID_PARAMETER at once', () => {
    const fixture = tried(engine, run);
    const handleMessage = fixture.driver.HandleKernelModeMessage as (...parameters: unknown[]) => unknown;
    const [input, output, returned] = [request(TRIED, 1), new Uint8Array(64), new Uint32Array(1)];
    for (const parameters of [
      [undefined, output, returned],
      [input, undefined, returned],
      [input, output, undefined],
      [input, output, returned, 5],
    ]) {
      assert.is(handleMessage(fixture.context, ...parameters), NtStatus.INVALID_PARAMETER);
    }
    assert.is(handleMessage({}, input, output), NtStatus.INVALID_HANDLE);
    assert.is(fixture.context.gate.heldCount, 0);
    assert.equal([...new Set(fixture.codes)], ['ERR_TYPE']);
  });

  test('QueryMiracastDriverInterface with nothing to fill: STATUS_INVALID_PARAMETER', () => {
    const { driver } = tried(engine, run);
    for (const into of [undefined, null, Object.freeze({})] as Partial<MiracastDriverInterface>[]) {
      assert.is(driver.QueryMiracastDriverInterface(1, 48, into), NtStatus.INVALID_PARAMETER);
    }
    for (const size of WRONG.filter((value) => typeof value !== 'number') as number[]) {
      assert.is(driver.QueryMiracastDriverInterface(1, size, {}), NtStatus.BUFFER_TOO_SMALL);
    }
  });
});

driverSuite('Without onError', (test, { engine }) => {
  test('console.error hears of what goes wrong, once a message', async () => {
    const broken = new ReferenceError('broken');
    const throwing = (): never => {
      throw broken;
    };
    for (const handler of [throwing, async () => throwing()]) {
      const fixture = tried(engine, handler, { onError: undefined as never }).started();
      const lines = await printedBy(() => fixture.send(request(TRIED, 1)));
      assert.is(lines.length, 1);
      assert.match(String(lines[0]?.[0]), /message Tried/);
      assert.is(lines[0]?.[1], broken);
      assert.is((await printedBy(() => fixture.send(words(77, 0, 0)))).length, 1, 'a message that is refused');
      assert.is((await printedBy(() => fixture.send(request(TRIED, 1), 5_000_000))).length, 1, 'one without memory');
      assert.is((await printedBy(() => fixture.send(request(2, 1)))).length, 0, 'one that is good');
    }
  });

  test('and of what createContext and startSession throw', async () => {
    const throwing = (): never => {
      throw new Error('broken');
    };
    const onError = undefined as never;
    const driver = defineDriverWith(engine, { messages, handle: handle as never, createContext: throwing });
    const lines = await printedBy(() => driver.CreateMiracastContext(1, NO_CALLBACKS, { value: undefined }));
    assert.is(lines.length, 1);
    const fixture = tried(engine, run, { startSession: throwing, onError });
    assert.is((await printedBy(() => fixture.start())).length, 1);
    const answers = tried(engine, run, { startSession: () => 'yes' as never, onError });
    assert.is((await printedBy(() => answers.start())).length, 1, 'an answer that is no status');
  });
});
