import * as assert from 'uvu/assert';
import type { MiracastContext } from '../../src/miracast/driver/context.js';
import type { SharedMiracastContext } from '../../src/miracast/driver/shared-context.js';
import { defineDriver } from '../../src/miracast.js';
import type { DefinedDriver } from '../../src/miracast/driver/driver.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import type { ContextOut, MessageComplete } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { struct, u32 } from '../../src/schema/index.js';
import { suite } from '../harness/index.js';
import { NO_CALLBACKS } from './driver-fixture.js';
import { isWorkerThread, startThread, threadData } from './gate-threads.js';
import { NO_STATS } from './host-fixture.js';
import { settledValue, threadRests } from './virtual-clock.js';

const Request = struct('REQUEST', { Type: u32, Number: u32 });
const messages = messageSet('Type', {
  Hang: { value: 1, input: Request },
  Never: { value: 2, input: Request },
  Now: { value: 3, input: Request },
});

/** What the threads tell each other. */
const Word = { HANGING: 0, SENT: 1 } as const;

interface ThreadData {
  readonly shared: SharedMiracastContext;
  readonly words: Int32Array;
  readonly synchronize: boolean;
  /** Types of the messages that the thread sends itself. */
  readonly types: readonly number[];
}

function newDriver(words: Int32Array, synchronize: boolean): DefinedDriver {
  return defineDriver({
    messages,
    onError: () => {}, // where one message too many is held
    shared: true,
    synchronize,
    heldMessages: 2,
    handlerTimeout: Infinity,
    handle: {
      Hang() {
        Atomics.store(words, Word.HANGING, 1);
        Atomics.wait(words, Word.HANGING, 1);
        return NtStatus.SUCCESS;
      },
      Never: () => new Promise<number>(() => {}),
      Now: () => NtStatus.SUCCESS,
    },
  });
}

function send(
  driver: DefinedDriver,
  context: MiracastContext<unknown>,
  type: number,
  complete?: MessageComplete,
): number {
  const input = new Uint8Array(Uint32Array.of(type, 0).buffer);
  return driver.HandleKernelModeMessage(context, input, new Uint8Array(0), new Uint32Array(1), complete);
}

// This file is its own worker.
if (isWorkerThread) {
  const { shared, words, synchronize, types } = (await threadData()) as ThreadData;
  const driver = newDriver(words, synchronize);
  const context = driver.attachMiracastContext(shared);
  for (const type of types) {
    Atomics.add(words, Word.SENT, type === 1 ? 1 : 0);
    send(driver, context, type);
    Atomics.add(words, Word.SENT, type === 1 ? 0 : 1);
  }
  await new Promise(() => {});
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries === 5000) throw new Error('it never came');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

class Run {
  readonly words = new Int32Array(new SharedArrayBuffer(8));
  readonly driver: DefinedDriver;
  readonly context: MiracastContext<unknown>;

  constructor(readonly synchronize = false) {
    this.driver = newDriver(this.words, synchronize);
    const out: ContextOut = { value: undefined };
    assert.is(this.driver.CreateMiracastContext(7, NO_CALLBACKS, out), NtStatus.SUCCESS);
    this.context = out.value as MiracastContext<unknown>;
  }

  start(): void {
    const info = { MonitorConnected: 0, ReducedModeListDueToBandwidth: 0, Reserved: 0, Value: 0 };
    assert.is(this.driver.StartMiracastSession(this.context, 0, NO_STATS, info), NtStatus.SUCCESS);
  }

  stop(): Promise<number> {
    return Promise.resolve(this.driver.StopMiracastSession(this.context));
  }

  /** A thread that sends these messages and is then terminated: `Hang` in the middle of its handler. */
  async deadThread(...types: number[]): Promise<SharedMiracastContext> {
    const { words, synchronize } = this;
    words.fill(0);
    const shared = this.context.share();
    const thread = startThread({ shared, words, synchronize, types } satisfies ThreadData, () => {});
    const isThere = (): boolean =>
      Atomics.load(words, Word.SENT) === types.length &&
      (!types.includes(1) || Atomics.load(words, Word.HANGING) === 1);
    await until(isThere);
    await thread.terminate();
    return shared;
  }
}

suite('The messages of a thread that died', (test) => {
  test('Stop waits for them until they are abandoned; their senders get STATUS_CANCELLED', async () => {
    const run = new Run();
    run.start();
    await threadRests();
    const dead = await run.deadThread(2, 2, 1);
    assert.is(run.context.gate.inFlightCount, 3);
    const stopped = run.stop();
    assert.is(await settledValue(stopped), undefined, 'it waits');
    const outcomes: unknown[] = [];
    const completions = Array.from(
      { length: 3 },
      () =>
        (...outcome: unknown[]) =>
          void outcomes.push(outcome),
    );
    run.context.abandon(dead, completions);
    assert.equal(
      outcomes,
      Array.from({ length: 3 }, () => [NtStatus.CANCELLED, 0]),
    );
    assert.is(run.context.gate.inFlightCount, 0);
    assert.is(await stopped, NtStatus.SUCCESS);
    run.start();
    assert.is(send(run.driver, run.context, 3), NtStatus.SUCCESS, 'the context is usable');
    await threadRests();
    assert.is(await run.stop(), NtStatus.SUCCESS);
  });

  test('those of other threads stay: Stop waits for them all the same', async () => {
    const run = new Run();
    run.start();
    await threadRests();
    const dead = await run.deadThread(1);
    const other = run.driver.attachMiracastContext(run.context.share());
    send(run.driver, other, 2);
    const stopped = run.stop();
    run.context.abandon(dead);
    assert.is(await settledValue(stopped), undefined);
    assert.is(run.context.gate.inFlightCount, 1);
    other.left(NtStatus.SUCCESS, 0, undefined);
    assert.is(await stopped, NtStatus.SUCCESS);
  });

  test('the places of its held messages are free again', async () => {
    const run = new Run();
    const dead = await run.deadThread(3, 3);
    assert.is(run.context.gate.heldCount, 2);
    assert.is(send(run.driver, run.context, 3), NtStatus.INSUFFICIENT_RESOURCES);
    run.context.abandon(dead);
    assert.is(run.context.gate.heldCount, 0);
    const outcomes: number[] = [];
    assert.is(
      send(run.driver, run.context, 3, (status) => outcomes.push(status)),
      NtStatus.PENDING,
    );
    run.start();
    await threadRests();
    assert.equal(outcomes, [NtStatus.SUCCESS]);
    assert.is(await run.stop(), NtStatus.SUCCESS);
  });

  test('with `synchronize` the next handler has its turn', async () => {
    const run = new Run(true);
    run.start();
    await threadRests();
    const dead = await run.deadThread(1);
    const outcomes: number[] = [];
    assert.is(
      send(run.driver, run.context, 3, (status) => outcomes.push(status)),
      NtStatus.PENDING,
    );
    await threadRests();
    assert.equal(outcomes, [], 'the dead one has it');
    run.context.abandon(dead);
    await until(() => outcomes.length > 0);
    assert.equal(outcomes, [NtStatus.SUCCESS]);
    assert.is(await run.stop(), NtStatus.SUCCESS);
  });

  test('63 threads have places of their own, abandoned ones are given again; who has none cannot be abandoned', () => {
    const { context, driver } = new Run();
    const all = Array.from({ length: 63 }, () => context.share());
    assert.is(new Set(all.map(({ seat }) => seat)).size, 63);
    const oneTooMany = context.share();
    assert.is(driver.attachMiracastContext(oneTooMany).sessionState, 0);
    for (const wrong of [
      oneTooMany,
      new Run().context.share(),
      { hMiracastDeviceHandle: 7, words: context.gate.words },
    ]) {
      assert.throws(() => context.abandon(wrong), /ERR_USAGE|share\(\)/);
    }
    context.abandon(all[5] as SharedMiracastContext);
    assert.is(context.share().seat, all[5]?.seat);
  });
});
