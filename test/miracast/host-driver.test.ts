import * as assert from 'uvu/assert';
import { defineDriverWith, type DefinedDriver } from '../../src/miracast/driver/driver.js';
import type { HostEvent } from '../../src/miracast/host/host-event.js';
import { EngineHost } from '../../src/miracast/host/host.js';
import type { MiracastDevice } from '../../src/miracast/host/host-device.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { DisplayMiniport } from '../../src/miracast/miniport.js';
import type { IoStatusBlock, NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { struct, u32 } from '../../src/schema/index.js';
import { interpretedSuite } from '../harness/index.js';
import { FakeSocket, NO_STATS } from './host-fixture.js';
import { promisesSettled, threadRests } from './virtual-clock.js';

const Request = struct('REQUEST', { Type: u32, Value: u32 });
const Double = struct('DOUBLE', { Value: u32 });

const messages = messageSet('Type', {
  Now: { value: 1, input: Request, output: Double },
  Later: { value: 2, input: Request, output: Double },
});

const NOW = 1;
const LATER = 2;

/** A driver made of a definition, its host and its miniport. */
class Setup {
  readonly events: HostEvent[] = [];
  readonly calls: string[] = [];
  readonly outcomes: string[] = [];
  readonly miniport = new DisplayMiniport();
  readonly host: EngineHost;
  readonly driver: DefinedDriver;

  constructor(engine: MessageEngine, heldMessages = 8) {
    this.host = new EngineHost(engine, { report: (event) => void this.events.push(event) });
    this.driver = defineDriverWith(engine, {
      messages,
      onError: () => {}, // where one message too many is held
      heldMessages,
      createContext: (callbacks) => ({ callbacks }),
      startSession: async () => {
        this.send('during Start', NOW, 20);
        await promisesSettled();
        this.calls.push('started');
      },
      stopSession: () => void this.send('during Stop', NOW, 30),
      handle: {
        Now: (message, reply) => {
          this.calls.push(`handle ${message.Value}`);
          reply.Value = message.Value * 2;
          return NtStatus.SUCCESS;
        },
        Later: async (message, reply) => {
          await promisesSettled();
          reply.Value = message.Value * 2;
          return NtStatus.SUCCESS;
        },
      },
    });
  }

  async device(): Promise<MiracastDevice> {
    assert.is(this.host.loadDriver(this.driver), NtStatus.SUCCESS);
    const { status, device } = await this.host.createDevice(this.miniport);
    assert.is(status, NtStatus.SUCCESS);
    return device as MiracastDevice;
  }

  async start(device: MiracastDevice): Promise<NTSTATUS> {
    const rtspSocket = new FakeSocket(this.calls);
    return (await device.start({ rtspSocket, connectionStats: NO_STATS })).status;
  }

  /** Sends a request; its outcome is `name: status information value`, where value is what the driver replied. */
  send(name: string, type: number, value: number): NTSTATUS {
    const output = new Uint8Array(4);
    const callback = (_: undefined, { Status, Information }: IoStatusBlock): void => {
      this.outcomes.push(`${name}: ${Status} ${Information} ${new DataView(output.buffer).getUint32(0, true)}`);
    };
    const input = new Uint8Array(Uint32Array.of(type, value).buffer);
    return this.miniport.DxgkCbMiracastSendMessage(this.miniport.MiracastHandle, input, output, callback);
  }
}

interpretedSuite('host, miniport and a defined driver', 'engine to run programs on', (test, { engine }) => {
  test('messages before and during Start are delivered after it, in their order', async () => {
    const setup = new Setup(engine);
    const device = await setup.device();
    assert.is(setup.send('before Start', NOW, 10), NtStatus.PENDING);
    assert.equal(setup.outcomes, []);
    assert.is(await setup.start(device), NtStatus.SUCCESS);
    await threadRests();
    assert.equal(setup.calls, ['started', 'handle 10', 'handle 20']);
    assert.equal(setup.outcomes, ['before Start: 0 4 20', 'during Start: 0 4 40']);
    await setup.host.close();
  });

  test('a message in a session is answered before the call returns, or when its handler has answered', async () => {
    const setup = new Setup(engine);
    await setup.start(await setup.device());
    await threadRests();
    setup.outcomes.length = 0;
    assert.is(setup.send('later', LATER, 4), NtStatus.PENDING);
    assert.is(setup.send('now', NOW, 3), NtStatus.PENDING);
    assert.equal(setup.outcomes, ['now: 0 4 6']);
    await setup.host.close();
    assert.ok(setup.outcomes.includes('later: 0 4 8'), 'Stop waits for it');
    assert.equal(setup.events, []);
  });

  test('messages during and after Stop complete with STATUS_CANCELLED through the callback', async () => {
    const setup = new Setup(engine);
    const device = await setup.device();
    await setup.start(device);
    await threadRests();
    setup.outcomes.length = 0;
    assert.is(await device.stop(), NtStatus.SUCCESS);
    assert.is(setup.send('after Stop', NOW, 40), NtStatus.PENDING);
    assert.equal(setup.outcomes, [`during Stop: ${NtStatus.CANCELLED} 0 0`, `after Stop: ${NtStatus.CANCELLED} 0 0`]);
    await setup.host.close();
  });

  test('a full hold queue refuses the call, and nothing else is lost', async () => {
    const setup = new Setup(engine, 2);
    const device = await setup.device();
    assert.is(setup.send('a', NOW, 1), NtStatus.PENDING);
    assert.is(setup.send('b', NOW, 2), NtStatus.PENDING);
    assert.is(setup.send('c', NOW, 3), NtStatus.INSUFFICIENT_RESOURCES);
    await setup.start(device);
    await threadRests();
    assert.equal(setup.outcomes, ['a: 0 4 2', 'b: 0 4 4']);
    await setup.host.close();
    assert.equal(setup.outcomes.length, 3);
  });

  test('messages that are held when the device goes are cancelled', async () => {
    const setup = new Setup(engine);
    const device = await setup.device();
    setup.send('held', NOW, 1);
    assert.is(await device.destroy(), NtStatus.SUCCESS);
    assert.equal(setup.outcomes, [`held: ${NtStatus.CANCELLED} 0 0`]);
    assert.equal(setup.events, []);
  });
});
