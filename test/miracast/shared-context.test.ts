import * as assert from 'uvu/assert';
import type { MiracastContext } from '../../src/miracast/driver/context.js';
import type { ContextOut, MiracastCallbacks } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { rounds, suite } from '../harness/index.js';
import { isWorkerThread, mayBlock, startThread, threadData } from './gate-threads.js';
import { NO_STATS } from './host-fixture.js';
import {
  CANCELLED,
  Count,
  COUNTS,
  DELIVERED,
  HANDLED,
  rest,
  Sender,
  sharedDriver,
  type ThreadData,
} from './shared-driver.js';

const THREADS = 4;
/** Of each thread. The browser shows that its workers do the same. */
const MESSAGES = rounds(mayBlock ? 50_000 : 5_000, 2_000);

type Task = 'run' | 'meet';

// This file is its own worker.
if (isWorkerThread) {
  const data = (await threadData()) as ThreadData & { task: Task };
  await new Sender(data)[data.task]();
  await new Promise(() => {});
}

suite('A context that several threads serve', (test) => {
  const threads: ReturnType<typeof startThread>[] = [];
  test.after(async () => {
    for (const thread of threads) await thread.terminate();
  });

  for (const synchronize of [false, true]) {
    const how = synchronize ? 'one handler at a time' : 'handlers at once';
    test(`${THREADS} threads, ${MESSAGES} messages each, starts and stops meanwhile, ${how}`, async () => {
      const run = new Run(synchronize, THREADS, MESSAGES);
      const failed = run.startThreads('run', threads);
      await Promise.race([run.operate(), failed]);
      const tally = run.tally();
      console.log(run.describe(tally));

      assert.is(tally.delivered + tally.cancelled, THREADS * MESSAGES, 'each has exactly one outcome');
      assert.is(run.count(Count.CLASHES), 0, 'no handler while a lifecycle function runs');
      assert.is(run.count(Count.OUT_OF_ORDER), 0, 'in order for each sender');
      assert.is(run.count(Count.WRONG_REPLIES), 0);
      assert.is(run.count(Count.PENDING), run.count(Count.COMPLETED));
      assert.equal([run.count(Count.HANDLERS), run.context.gate.inFlightCount, run.context.gate.heldCount], [0, 0, 0]);
      for (const seen of [tally.delivered, tally.cancelled, run.count(Count.PENDING), run.sessions]) {
        assert.ok(seen > 0, 'the run saw all of it');
      }
      if (synchronize) assert.is(run.count(Count.MOST_HANDLERS), 1);
      else assert.ok(run.count(Count.MOST_HANDLERS) > 1);
    });
  }

  test('without `synchronize` handlers of two threads run at once', async () => {
    const run = new Run(false, 2, 0);
    await run.start();
    const failed = run.startThreads('meet', threads);
    await Promise.race([run.done(), failed]);
    assert.equal([run.count(Count.MET), run.count(Count.REFUSED)], [2, 0]);
    assert.is(await run.driver.StopMiracastSession(run.context), NtStatus.SUCCESS);
  });

  test('lifecycle functions see what other threads did: sessionState is the same on all', async () => {
    const run = new Run(false, 0, 0);
    const attached = sharedDriver(run.counts, false, undefined).attachMiracastContext(run.context.share());
    assert.is(attached.sessionState, 0);
    await run.start();
    assert.equal([attached.sessionState, attached.hMiracastDeviceHandle], [2, run.context.hMiracastDeviceHandle]);
    assert.is(await run.driver.StopMiracastSession(run.context), NtStatus.SUCCESS);
    assert.is(attached.sessionState, 0);
  });
});

class Run {
  readonly counts = new Int32Array(new SharedArrayBuffer(COUNTS * Int32Array.BYTES_PER_ELEMENT));
  readonly driver: ReturnType<typeof sharedDriver>;
  readonly context: MiracastContext<unknown>;
  sessions = 0;
  private readonly outcomes: Uint8Array[];

  constructor(
    private readonly synchronize: boolean,
    threadCount: number,
    messages: number,
  ) {
    this.driver = sharedDriver(this.counts, synchronize, undefined);
    const out: ContextOut = { value: undefined };
    assert.is(this.driver.CreateMiracastContext(7, {} as MiracastCallbacks, out), NtStatus.SUCCESS);
    this.context = out.value as MiracastContext<unknown>;
    this.outcomes = Array.from({ length: threadCount }, () => new Uint8Array(new SharedArrayBuffer(messages)));
  }

  count(which: number): number {
    return Atomics.load(this.counts, which);
  }

  /** Rejects when a thread fails. */
  startThreads(task: Task, threads: ReturnType<typeof startThread>[]): Promise<never> {
    const { counts, synchronize, outcomes } = this;
    const shared = this.context.share();
    return new Promise((_, reject) => {
      for (const own of outcomes) {
        const seed = (Math.random() * 2 ** 31) | 0;
        threads.push(startThread({ task, shared, synchronize, counts, outcomes: own, seed }, reject));
      }
    });
  }

  /** Starts and stops sessions until all threads are done. */
  async operate(): Promise<void> {
    while (this.count(Count.THREADS_DONE) < this.outcomes.length) {
      await this.start();
      await rest(Math.random() * 8);
      assert.is(await this.driver.StopMiracastSession(this.context), NtStatus.SUCCESS);
      if (Math.random() < 0.3) await rest(Math.random() * 2);
    }
  }

  async done(): Promise<void> {
    while (this.count(Count.THREADS_DONE) < this.outcomes.length) await rest(1);
  }

  async start(): Promise<void> {
    const info = { MonitorConnected: 0, ReducedModeListDueToBandwidth: 0, Reserved: 0, Value: 0 };
    assert.is(await this.driver.StartMiracastSession(this.context, 0, NO_STATS, info), NtStatus.SUCCESS);
    this.sessions += 1;
  }

  /** Messages whose handler ran once and that ended well; and those whose handler never ran and that were cancelled. */
  tally(): { delivered: number; cancelled: number } {
    const all = this.outcomes.flatMap((own) => [...own]);
    return {
      delivered: all.filter((outcome) => outcome === HANDLED + DELIVERED).length,
      cancelled: all.filter((outcome) => outcome === CANCELLED).length,
    };
  }

  describe({ delivered, cancelled }: { delivered: number; cancelled: number }): string {
    const { PENDING, REFUSED, MOST_HANDLERS } = Count;
    const messages = `${delivered} delivered, ${cancelled} cancelled, ${this.count(PENDING)} pending, ${this.count(REFUSED)} refused`;
    return `${messages}; ${this.sessions} sessions, at most ${this.count(MOST_HANDLERS)} handlers at once`;
  }
}
