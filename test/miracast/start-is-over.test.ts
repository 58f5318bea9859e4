import * as assert from 'uvu/assert';
import { defineDriverWith } from '../../src/miracast/driver/driver.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { EngineHost } from '../../src/miracast/host/host.js';
import type { MiracastDevice } from '../../src/miracast/host/host-device.js';
import type { Awaitable, MiracastCallbacks } from '../../src/miracast/interface.js';
import { DisplayMiniport } from '../../src/miracast/miniport.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { struct, u32 } from '../../src/schema/index.js';
import { interpretedSuite } from '../harness/index.js';
import { NO_STATS } from './host-fixture.js';
import { promisesSettled, threadRests, VirtualClock } from './virtual-clock.js';

const messages = messageSet('Type', { Ask: { value: 1, input: struct('ASK', { Type: u32, Number: u32 }) } });

const GOOD_LINK = {
  EncoderBitRate: 1n,
  CurrentMaxTxDataRate: 1n,
  TransmittedFrameCount: 0n,
  FailedFrameCount: 0n,
  RetriedFrameCount: 0n,
  MultipleRetryFrameCount: 0n,
};

const STARTS: Record<string, () => Awaitable<void>> = {
  'a Start that returns': () => {},
  'a Start that takes a promise': () => promisesSettled(),
};

/** A driver whose handlers ask the operating system for what only some threads get, and what they were answered. */
class Asking {
  readonly answers: string[] = [];
  readonly miniport = new DisplayMiniport({ DxgkDdiMiracastIoControl: () => NtStatus.SUCCESS });
  readonly host: EngineHost;
  device!: MiracastDevice;

  constructor(
    private readonly engine: MessageEngine,
    private readonly startSession: () => Awaitable<void>,
  ) {
    this.host = new EngineHost(engine, { clock: new VirtualClock(), dataRates: () => GOOD_LINK });
  }

  async load(): Promise<this> {
    const { engine, startSession } = this;
    const driver = defineDriverWith(engine, {
      messages,
      createContext: (callbacks: MiracastCallbacks, device) => ({ callbacks, device }),
      startSession,
      handle: { Ask: ({ Number }, _, { state }) => this.ask(Number, state.callbacks, state.device) },
    });
    assert.is(this.host.loadDriver(driver), NtStatus.SUCCESS);
    const { device } = await this.host.createDevice(this.miniport);
    this.device = device as MiracastDevice;
    return this;
  }

  send(number: number): void {
    const input = new Uint8Array(Uint32Array.of(1, number).buffer);
    void this.miniport.DxgkCbMiracastSendMessage(this.miniport.MiracastHandle, input, new Uint8Array(0));
  }

  start(): Promise<unknown> {
    return this.device.start({ rtspSocket: { close() {} }, connectionStats: NO_STATS });
  }

  private ask(number: number, callbacks: MiracastCallbacks, device: number): number {
    const rates = callbacks.RegisterForDataRateNotifications(device, undefined, () => {});
    const control = callbacks.MiracastIoControl(device, false, new Uint8Array(4), new Uint8Array(4));
    this.answers.push(`${number}: ${rates} ${control}, session ${this.device.state}`);
    return NtStatus.SUCCESS;
  }
}

/** As any message of a session: not on the thread of Start, and the miniport serves it. */
const asAnyLater = (number: number): string => `${number}: ${NtStatus.NOT_SUPPORTED} ${NtStatus.SUCCESS}, session 2`;

interpretedSuite(
  'Start is over when the operating system was told so',
  'engine to run programs on',
  (test, { engine }) => {
    for (const [what, startSession] of Object.entries(STARTS)) {
      test(`${what}: the handler of a held message sees the same as that of any later one`, async () => {
        const asking = await new Asking(engine, startSession).load();
        asking.send(1);
        await asking.start();
        asking.send(2);
        assert.equal(asking.answers, [1, 2].map(asAnyLater), 'in order');
        await asking.host.close();
      });

      test(`${what}: the same where nobody sends a later one`, async () => {
        const asking = await new Asking(engine, startSession).load();
        asking.send(1);
        await asking.start();
        assert.equal(asking.answers, [], 'those who wait for Start go on first');
        await threadRests();
        assert.equal(asking.answers, [1].map(asAnyLater));
        await asking.host.close();
      });

      test(`${what}: a message in any of the moments in which it ends is held, or as any later one`, async () => {
        const asking = await new Asking(engine, startSession).load();
        asking.send(0);
        const started = asking.start();
        for (let number = 1; number <= 70; number++) {
          await Promise.resolve();
          asking.send(number);
        }
        await started;
        await threadRests();
        assert.equal(
          asking.answers,
          Array.from({ length: 71 }, (_, number) => asAnyLater(number)),
        );
        await asking.host.close();
      });

      test(`${what}: Stop right after it cancels what is held`, async () => {
        const asking = await new Asking(engine, startSession).load();
        asking.send(1);
        await Promise.all([asking.start(), asking.device.stop()]);
        await threadRests();
        assert.equal(asking.answers, []);
        await asking.host.close();
      });
    }
  },
);
