import * as assert from 'uvu/assert';
import type { MiracastContext } from '../../src/miracast/driver/context.js';
import type { DefinedDriver } from '../../src/miracast/driver/driver.js';
import type { ContextOut, MiracastCallbacks, NTSTATUS } from '../../src/miracast/interface.js';
import type { WorkerLike } from '../../src/worker-port/index.js';
import type { WorkerOptions } from '../../src/miracast/workers/worker-pool.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { startThread } from './gate-threads.js';
import { NO_STATS } from './host-fixture.js';
import { poolDriver, REPLY_BYTES, Word, WORDS, workMessage } from './pool-driver.js';
import { VirtualClock } from './virtual-clock.js';

export interface Outcome {
  readonly status: NTSTATUS;
  readonly bytes: number;
  readonly output: Uint8Array;
  /** Of the reply. */
  readonly value: number;
  readonly calls: number;
}

export interface PoolFixtureOptions extends Partial<Omit<WorkerOptions, 'create'>> {
  readonly create?: (fixture: PoolFixture) => WorkerLike;
  readonly synchronize?: boolean;
  readonly device?: number;
  readonly callbacks?: Partial<MiracastCallbacks>;
  /** Of the workers' own driver. */
  readonly handlerTimeout?: number;
  readonly debug?: boolean;
}

/** What a test file's worker is started with. */
export interface PoolThreadData {
  readonly words: Int32Array;
  readonly handlerTimeout: number | undefined;
  readonly debug: boolean | undefined;
}

/** A driver with workers, one context in a session, and time that passes when a test says so. */
export class PoolFixture {
  readonly words = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
  readonly clock = new VirtualClock();
  readonly errors: unknown[] = [];
  readonly workers: WorkerLike[] = [];
  readonly driver: DefinedDriver<unknown>;
  context!: MiracastContext<unknown>;
  /** How often each message has completed. */
  readonly completions: number[] = [];

  private constructor(private readonly options: PoolFixtureOptions) {
    const { synchronize = false, create = () => this.startWorker(), count, timeout } = options;
    this.driver = poolDriver(this.words, {
      clock: this.clock,
      synchronize,
      workers: {
        create: () => create(this),
        ...(count !== undefined && { count }),
        ...(timeout !== undefined && { timeout }),
      },
      onError: (error) => void this.errors.push(error),
    }) as DefinedDriver<unknown>;
  }

  static async started(options: PoolFixtureOptions = {}): Promise<PoolFixture> {
    const fixture = new PoolFixture(options);
    fixture.context = await fixture.newContext();
    await fixture.start();
    return fixture;
  }

  /** The worker of a pool, on this test file's program. */
  startWorker(): WorkerLike {
    const data: PoolThreadData = {
      words: this.words,
      handlerTimeout: this.options.handlerTimeout,
      debug: this.options.debug,
    };
    const worker = startThread(data, () => {});
    this.workers.push(worker);
    return worker;
  }

  async newContext(device = this.options.device ?? 7): Promise<MiracastContext<unknown>> {
    const out: ContextOut = { value: undefined };
    const callbacks = (this.options.callbacks ?? {}) as MiracastCallbacks;
    assert.is(await this.driver.CreateMiracastContext(device, callbacks, out), NtStatus.SUCCESS);
    return out.value as MiracastContext<unknown>;
  }

  async start(context = this.context): Promise<void> {
    const info = { MonitorConnected: 0, ReducedModeListDueToBandwidth: 0, Reserved: 0, Value: 0 };
    assert.is(await this.driver.StartMiracastSession(context, undefined, NO_STATS, info), NtStatus.SUCCESS);
  }

  async stop(context = this.context): Promise<NTSTATUS> {
    return this.driver.StopMiracastSession(context);
  }

  /** Ends the session and the context: with the last one the workers end, and the test's process can. */
  async end(context = this.context): Promise<void> {
    if (context.sessionState !== 0) assert.is(await this.stop(context), NtStatus.SUCCESS);
    assert.is(await this.driver.DestroyMiracastContext(context), NtStatus.SUCCESS);
    for (const count of this.completions) assert.is(count, 1, 'each message completes once');
    assert.is(this.clock.pending, 0, 'no timer is left');
  }

  /** Sends a message; resolves with its outcome. */
  send(action: number, value = 0, { outputBytes = REPLY_BYTES, context = this.context } = {}): Promise<Outcome> {
    return this.sendBytes(workMessage(action, value), new Uint8Array(outputBytes).fill(0xee), context);
  }

  sendBytes(input: Uint8Array, output: Uint8Array, context = this.context): Promise<Outcome> {
    const bytesReturned = Uint32Array.of(0xdead);
    const index = this.completions.push(0) - 1;
    return new Promise((resolve) => {
      const ended = (status: NTSTATUS, bytes: number): void => {
        this.completions[index] = (this.completions[index] as number) + 1;
        assert.is(bytesReturned[0], bytes);
        const words = new Uint32Array(REPLY_BYTES / 4);
        if (bytes > 0) new Uint8Array(words.buffer).set(output.subarray(0, REPLY_BYTES));
        resolve({ status, bytes, output, value: words[0] as number, calls: words[1] as number });
      };
      const status = this.driver.HandleKernelModeMessage(context, input, output, bytesReturned, ended);
      if (status !== NtStatus.PENDING) ended(status, bytesReturned[0] as number);
    });
  }

  word(index: number): number {
    return Atomics.load(this.words, index);
  }

  /** Values of the messages in the order in which their handlers began. */
  get begun(): number[] {
    return [...this.words.subarray(Word.LOG, Word.LOG + this.word(Word.LOGGED))];
  }

  async whenBegun(count: number): Promise<void> {
    await until(() => this.word(Word.BEGUN) >= count);
  }

  /** Lets all blocked handlers go on. */
  release(): void {
    Atomics.store(this.words, Word.RELEASED, 1);
    Atomics.notify(this.words, Word.RELEASED);
  }
}

/** Waits for what only another thread can do. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}
