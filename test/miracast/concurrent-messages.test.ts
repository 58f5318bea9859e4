import * as assert from 'uvu/assert';
import { defineDriverWith, type DriverDefinition } from '../../src/miracast/driver/driver.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { EngineHost } from '../../src/miracast/host/host.js';
import type { MiracastDevice } from '../../src/miracast/host/host-device.js';
import type { HostEvent } from '../../src/miracast/host/host-event.js';
import { DisplayMiniport } from '../../src/miracast/miniport.js';
import { serveMessages } from '../../src/miracast/workers/serve-messages.js';
import type { Awaitable, IoStatusBlock, MiracastDriver, NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { struct, u32 } from '../../src/schema/index.js';
import { createReferenceMessageEngine } from '../../src/oracle/index.js';
import { interpretedSuite, suite } from '../harness/index.js';
import { isWorkerThread, startThread, threadData, threadPort } from './gate-threads.js';
import { NO_STATS } from './host-fixture.js';
import { Action, poolDriver, Word, WORDS, workMessage } from './pool-driver.js';
import { until } from './pool-fixture.js';
import { Gate, promisesSettled } from './virtual-clock.js';

// This file is its own worker.
if (isWorkerThread) {
  serveMessages(poolDriver((await threadData()) as Int32Array), threadPort);
  await new Promise(() => {});
}

const Request = struct('REQUEST', { Type: u32, Value: u32 });
const messages = messageSet('Type', { Work: { value: 1, input: Request, output: struct('DOUBLE', { Value: u32 }) } });
type Definition = DriverDefinition<(typeof messages)['definitions'], unknown>;

/** A host whose miniport's messages have their outcomes written down: name, status, bytes, value of the reply. */
class Setup {
  readonly outcomes: string[] = [];
  readonly events: HostEvent[] = [];
  readonly miniport = new DisplayMiniport();
  readonly host: EngineHost;

  constructor(engine: MessageEngine, concurrentMessages: boolean) {
    this.host = new EngineHost(engine, { concurrentMessages, report: (event) => void this.events.push(event) });
  }

  async start(driver: MiracastDriver): Promise<MiracastDevice> {
    assert.is(this.host.loadDriver(driver), NtStatus.SUCCESS);
    const { device } = await this.host.createDevice(this.miniport);
    const { status } = await (device as MiracastDevice).start({
      rtspSocket: { close() {} },
      connectionStats: NO_STATS,
    });
    assert.is(status, NtStatus.SUCCESS);
    return device as MiracastDevice;
  }

  send(name: string | number, input: Uint8Array): void {
    const output = new Uint8Array(8);
    const callback = (_: undefined, { Status, Information }: IoStatusBlock): void => {
      this.outcomes.push(`${name}: ${Status} ${Information} ${new DataView(output.buffer).getUint32(0, true)}`);
    };
    const status = this.miniport.DxgkCbMiracastSendMessage(this.miniport.MiracastHandle, input, output, callback);
    assert.is(status, NtStatus.PENDING);
  }
}

/** A driver that notes when its handlers begin and end. */
function loggingDriver(
  engine: MessageEngine,
  log: string[],
  within: (value: number) => Awaitable<void>,
  options: Partial<Definition> = {},
): MiracastDriver {
  const end = (value: number): NTSTATUS => {
    log.push(`end ${value}`);
    return NtStatus.SUCCESS;
  };
  return defineDriverWith(engine, {
    messages,
    handle: {
      Work(message, reply) {
        const { Value: value } = message;
        log.push(`begin ${value}`);
        reply.Value = value * 2;
        const result = within(value);
        assert.equal([message.Value, reply.Value], [value, value * 2], 'its own message and reply');
        return result === undefined ? end(value) : Promise.resolve(result).then(() => end(value));
      },
    },
    ...options,
  });
}

const request = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(1, value).buffer);

interpretedSuite('a host that calls the driver concurrently', 'engine to run programs on', (test, { engine }) => {
  async function nested(concurrentMessages: boolean, options: Partial<Definition> = {}): Promise<[Setup, string[]]> {
    const setup = new Setup(engine, concurrentMessages);
    const log: string[] = [];
    const within = (value: number): void => {
      if (value === 3) return;
      setup.send(value + 1, request(value + 1));
      log.push(`sent ${value + 1}`);
    };
    await setup.start(loggingDriver(engine, log, within, options));
    setup.send(1, request(1));
    await promisesSettled();
    assert.equal([...setup.outcomes].toSorted(), ['1: 0 4 2', '2: 0 4 4', '3: 0 4 6']);
    await setup.host.close();
    assert.equal(setup.events, []);
    return [setup, log];
  }

  test('two messages at once: the second one is handled while the first one is', async () => {
    const [{ outcomes }, log] = await nested(true);
    assert.equal(log, ['begin 1', 'begin 2', 'begin 3', 'end 3', 'sent 3', 'end 2', 'sent 2', 'end 1']);
    assert.equal(outcomes, ['3: 0 4 6', '2: 0 4 4', '1: 0 4 2']);
  });

  test('without being asked, one after the other', async () => {
    const [, log] = await nested(false);
    assert.equal(log, ['begin 1', 'sent 2', 'end 1', 'begin 2', 'sent 3', 'end 2', 'begin 3', 'end 3']);
  });

  test('a driver that synchronises has one handler at a time all the same', async () => {
    const [, log] = await nested(true, { synchronize: true });
    assert.equal(log, ['begin 1', 'sent 2', 'end 1', 'begin 2', 'sent 3', 'end 2', 'begin 3', 'end 3']);
  });

  test('a callback that sends is in no message’s way, and many levels deep each has its own reply', async () => {
    const setup = new Setup(engine, true);
    const log: string[] = [];
    await setup.start(
      loggingDriver(engine, log, (value) => void (value < 50 && setup.send(value, request(value + 1)))),
    );
    setup.send(0, request(1));
    assert.is(setup.outcomes.length, 50);
    assert.equal(setup.outcomes.at(-1), '0: 0 4 2');
    assert.equal(setup.outcomes[0], '49: 0 4 100');
    await setup.host.close();
  });

  test('with asynchronous handlers: both are under way, and each answers its own message', async () => {
    const setup = new Setup(engine, true);
    const log: string[] = [];
    const gates = [new Gate(), new Gate(), new Gate()];
    const within = (value: number): Promise<void> => {
      if (value === 1) setup.send('two', request(2));
      return (gates[value] as Gate).opened;
    };
    await setup.start(loggingDriver(engine, log, within));
    setup.send('one', request(1));
    assert.equal(log, ['begin 1', 'begin 2']);
    gates[2]?.open();
    await promisesSettled();
    gates[1]?.open();
    await promisesSettled();
    assert.equal(log, ['begin 1', 'begin 2', 'end 2', 'end 1']);
    assert.equal(setup.outcomes, ['two: 0 4 4', 'one: 0 4 2']);
    await setup.host.close();
  });
});

suite('a host that calls the driver concurrently, over threads', (test) => {
  test('two messages are handled by two threads at once', async () => {
    const words = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
    const setup = new Setup(createReferenceMessageEngine(), true);
    const create = (): ReturnType<typeof startThread> => startThread(words, () => {});
    await setup.start(poolDriver(words, { workers: { create, count: 2 } }));
    for (const value of [1, 2]) setup.send(value, workMessage(Action.BLOCK, value));
    await until(() => Atomics.load(words, Word.BEGUN) === 2);
    assert.is(Atomics.load(words, Word.MOST_RUNNING), 2);
    assert.equal(setup.outcomes, []);
    Atomics.store(words, Word.RELEASED, 1);
    Atomics.notify(words, Word.RELEASED);
    await until(() => setup.outcomes.length === 2);
    assert.equal(setup.outcomes.toSorted(), ['1: 0 8 1', '2: 0 8 2']);
    await setup.host.close();
  });
});
