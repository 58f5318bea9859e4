import * as assert from 'uvu/assert';
import { defineDriverWith } from '../../src/miracast/driver/driver.js';
import type { ContextOut, MiracastCallbacks, MiracastContextHandle } from '../../src/miracast/interface.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { serveMessages } from '../../src/miracast/workers/serve-messages.js';
import type { WorkerLike } from '../../src/worker-port/index.js';
import { NtStatus, type NtStatusError } from '../../src/ntstatus/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { struct, u32 } from '../../src/schema/index.js';
import { suite } from '../harness/index.js';
import { isWorkerThread, threadData, threadPort } from './gate-threads.js';
import { Action, poolDriver, REFUSED_DEVICE, Word, workMessage } from './pool-driver.js';
import { PoolFixture, until, type PoolThreadData } from './pool-fixture.js';

// This file is its own worker.
if (isWorkerThread) {
  const { words, handlerTimeout = Infinity, debug = false } = (await threadData()) as PoolThreadData;
  serveMessages(poolDriver(words, { handlerTimeout, debug }), threadPort);
  await new Promise(() => {});
}

const isNode = typeof process === 'object';

/** Runs a case on a pool of its own, and ends it. */
async function withPool(
  options: Parameters<typeof PoolFixture.started>[0],
  body: (pool: PoolFixture) => Promise<void>,
): Promise<void> {
  const pool = await PoolFixture.started(options);
  try {
    await body(pool);
    await pool.end();
  } finally {
    pool.release();
    for (const worker of pool.workers) await worker.terminate();
  }
}

suite('A pool of workers handles messages', (test) => {
  test('HandleKernelModeMessage answers STATUS_PENDING; the reply comes back, the rest of the output stays', () =>
    withPool({}, async (pool) => {
      const output = new Uint8Array(12).fill(0xee);
      const bytesReturned = Uint32Array.of(77);
      const completed = new Promise<number[]>((resolve) => {
        const complete = (status: number, bytes: number): void => resolve([status, bytes]);
        const input = workMessage(Action.ECHO, 0x01020304);
        const { driver, context } = pool;
        assert.is(driver.HandleKernelModeMessage(context, input, output, bytesReturned, complete), NtStatus.PENDING);
      });
      assert.is(bytesReturned[0], 0);
      assert.equal([...output], Array(12).fill(0xee), 'untouched until then');
      assert.equal(await completed, [NtStatus.SUCCESS, 8]);
      assert.is(bytesReturned[0], 8);
      assert.equal([...output], [4, 3, 2, 1, 1, 0, 0, 0, 0xee, 0xee, 0xee, 0xee]);
    }));

  test('the worker validates, and its refusals are the statuses of the message', () =>
    withPool({}, async (pool) => {
      const unknown = workMessage(Action.ECHO, 1);
      unknown[4] = 9;
      assert.is((await pool.sendBytes(unknown, new Uint8Array(8))).status, NtStatus.NOT_SUPPORTED);
      assert.is((await pool.send(200)).status, NtStatus.INVALID_PARAMETER);
      const { status, bytes } = await pool.send(Action.ECHO, 1, { outputBytes: 7 });
      assert.equal([status, bytes], [NtStatus.BUFFER_TOO_SMALL, 0]);
      const short = workMessage(Action.ECHO, 1).subarray(0, 15);
      assert.is((await pool.sendBytes(short, new Uint8Array(8))).status, NtStatus.INFO_LENGTH_MISMATCH);
      assert.is((await pool.send(Action.REFUSE)).status, NtStatus.DEVICE_BUSY);
      assert.is((await pool.send(Action.ECHO, 5)).value, 5, 'and the worker goes on');
      assert.is(pool.workers.length, 1);
    }));

  test('buffers of the context, parts of larger ones and Node Buffers go over whole', () =>
    withPool({}, async (pool) => {
      const large = new Uint8Array(1000).fill(0xaa);
      large.set(workMessage(Action.ECHO, 11), 500);
      const input = pool.context.input(16);
      input.set(workMessage(Action.ECHO, 12));
      const persistent = await pool.sendBytes(input, pool.context.output(8));
      const part = await pool.sendBytes(large.subarray(500, 516), large.subarray(600, 608));
      assert.equal([persistent.value, part.value], [12, 11]);
      assert.equal([large[599], large[600], large[604], large[608]], [0xaa, 11, 2, 0xaa]);
      if (!isNode) return;
      const buffer = Buffer.from(workMessage(Action.ECHO, 13));
      assert.is((await pool.sendBytes(buffer, Buffer.alloc(8))).value, 13);
    }));

  test('more messages than workers: each is answered once, and its own reply', () =>
    withPool({ count: 2 }, async (pool) => {
      const values = Array.from({ length: 500 }, (_, index) => index * 3);
      const outcomes = await Promise.all(values.map((value) => pool.send(Action.ECHO, value)));
      assert.equal(
        outcomes.map(({ value }) => value),
        values,
      );
      assert.ok(outcomes.every(({ status, bytes }) => status === NtStatus.SUCCESS && bytes === 8));
    }));

  test('handed out in the order in which they came', () =>
    withPool({}, async (pool) => {
      const values = Array.from({ length: 300 }, (_, index) => index);
      await Promise.all(
        values.map((value) => pool.send(value % 7 === 0 ? Action.LATER : Action.ECHO, value % 7 === 0 ? 0 : value)),
      );
      assert.equal(
        pool.begun,
        values.map((value) => (value % 7 === 0 ? 0 : value)),
      );
      assert.is(pool.word(Word.MOST_RUNNING), 1, 'one worker has one message at a time');
    }));

  test('held messages are delivered after Start', () =>
    withPool({}, async (pool) => {
      const late = await pool.newContext(8);
      const held = [1, 2, 3].map((value) => pool.send(Action.ECHO, value, { context: late }));
      await pool.send(Action.ECHO, 100);
      assert.equal(pool.begun, [100]);
      await pool.start(late);
      const outcomes = await Promise.all(held);
      assert.equal(
        outcomes.map(({ value }) => value),
        [1, 2, 3],
      );
      await pool.end(late);
    }));

  test('two workers have two messages at once; with `synchronize` one of a context', async () => {
    await withPool({ count: 2 }, async (pool) => {
      const both = [pool.send(Action.BLOCK, 1), pool.send(Action.BLOCK, 2)];
      await pool.whenBegun(2);
      pool.release();
      await Promise.all(both);
      assert.is(pool.word(Word.MOST_RUNNING), 2);
    });
    await withPool({ count: 2, synchronize: true }, async (pool) => {
      const all = Array.from({ length: 200 }, (_, index) => pool.send(index % 9 ? Action.ECHO : Action.LATER, index));
      assert.equal(
        (await Promise.all(all)).map(({ value }) => value),
        Array.from({ length: 200 }, (_, index) => index),
      );
      assert.is(pool.word(Word.MOST_RUNNING), 1);
      assert.equal(
        pool.begun,
        Array.from({ length: 200 }, (_, index) => index),
      );
    });
  });

  test('with `synchronize`, handlers of two contexts still run at once', () =>
    withPool({ count: 2, synchronize: true }, async (pool) => {
      const other = await pool.newContext(8);
      await pool.start(other);
      const both = [pool.send(Action.BLOCK, 1), pool.send(Action.BLOCK, 2, { context: other })];
      await pool.whenBegun(2);
      pool.release();
      await Promise.all(both);
      await pool.end(other);
    }));

  test('each context has a state of its own in a worker, until it is destroyed', () =>
    withPool({}, async (pool) => {
      const other = await pool.newContext(8);
      await pool.start(other);
      const counts: number[] = [];
      for (const context of [pool.context, other, pool.context, other, pool.context]) {
        counts.push((await pool.send(Action.ECHO, 0, { context })).calls);
      }
      assert.equal(counts, [1, 1, 2, 2, 3]);
      await pool.end(other);
      const third = await pool.newContext(8);
      await pool.start(third);
      assert.is((await pool.send(Action.ECHO, 0, { context: third })).calls, 1);
      assert.is(pool.word(Word.ATTACHED), 3);
      await pool.end(third);
    }));

  test('attachContext refuses: its status, and onError hears of it', () =>
    withPool({ device: REFUSED_DEVICE }, async (pool) => {
      assert.is((await pool.send(Action.ECHO)).status, NtStatus.NO_SUCH_DEVICE);
      assert.is((await pool.send(Action.ECHO)).status, NtStatus.NO_SUCH_DEVICE);
      assert.is(pool.errors.length, 2);
      assert.is(pool.workers.length, 1);
    }));

  test('a caller that gives its output buffer away meanwhile is told so', () =>
    withPool({}, async (pool) => {
      /** As in optimised code of Node 20, which goes on to say the old length. */
      class Stale extends Uint8Array {
        override get length(): number {
          return 8;
        }
      }
      const outputs = [new Uint8Array(8), new Stale(8)];
      const outcomes = outputs.map((output) => pool.sendBytes(workMessage(Action.BLOCK, 1), output));
      await pool.whenBegun(1);
      for (const { buffer } of outputs) structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
      pool.release();
      for (const { status, bytes } of await Promise.all(outcomes)) {
        assert.equal([status, bytes], [NtStatus.INVALID_USER_BUFFER, 0]);
      }
      assert.is((await pool.send(Action.ECHO, 2)).value, 2);
    }));

  test('workers are told to forget a context that was destroyed', () => {
    const posted: { kind?: string; context?: number }[] = [];
    const create = (pool: PoolFixture): WorkerLike => {
      const worker = pool.startWorker();
      const { postMessage } = worker;
      worker.postMessage = (message: unknown, transfer) => {
        posted.push(message as object);
        postMessage.call(worker, message, transfer);
      };
      return worker;
    };
    return withPool({ create }, async (pool) => {
      const other = await pool.newContext(8);
      await pool.start(other);
      await pool.send(Action.ECHO, 0, { context: other });
      await pool.end(other);
      const [message, forget] = posted;
      assert.equal([message?.kind, forget], ['message', { kind: 'forget', context: message?.context }]);
    });
  });

  test('the pool ends with the last context, and a new context begins another', async () => {
    const pool = await PoolFixture.started({ count: 2 });
    await pool.send(Action.ECHO);
    await pool.end();
    assert.is(pool.workers.length, 2);
    pool.context = await pool.newContext();
    await pool.start();
    assert.is((await pool.send(Action.ECHO, 6)).value, 6);
    assert.is(pool.workers.length, 4);
    await pool.end();
  });
});

suite('Messages that a handler’s own code posts', (test) => {
  const FOREIGN = 3;

  test('whatever they look like, the message ends once, with what its handler answered', () =>
    withPool({}, async (pool) => {
      for (let round = 0; round < FOREIGN; round++) {
        const { status, bytes, value } = await pool.send(Action.FOREIGN, round);
        assert.equal([status, bytes, value], [NtStatus.SUCCESS, 8, round]);
      }
      assert.equal([pool.errors.length, pool.workers.length], [0, 1]);
      assert.is(await pool.stop(), NtStatus.SUCCESS);
    }));

  test('a message that says that its worker is ready takes no time-out back', () =>
    withPool({ timeout: 100 }, async (pool) => {
      const never = pool.send(Action.FOREIGN_THEN_NEVER);
      await pool.whenBegun(1);
      await until(() => pool.word(Word.RELEASED) === 1);
      pool.clock.advance(100);
      assert.is((await never).status, NtStatus.IO_TIMEOUT);
    }));
});

suite('A pool whose workers hang, crash and exit', (test) => {
  test('an endless loop: STATUS_IO_TIMEOUT after `timeout`, and a new worker for those that wait', () =>
    withPool({ timeout: 250 }, async (pool) => {
      await pool.send(Action.ECHO);
      const hung = pool.send(Action.HANG);
      const waiting = [1, 2, 3].map((value) => pool.send(Action.ECHO, value));
      await pool.whenBegun(2);
      pool.clock.advance(249);
      assert.is(pool.workers.length, 1);
      pool.clock.advance(1);
      const { status, bytes, output } = await hung;
      assert.equal([status, bytes], [NtStatus.IO_TIMEOUT, 0]);
      assert.equal([...output], Array(8).fill(0xee));
      assert.equal(
        (await Promise.all(waiting)).map(({ value }) => value),
        [1, 2, 3],
      );
      assert.is(pool.workers.length, 2);
      assert.is((pool.errors[0] as NtStatusError).status, NtStatus.IO_TIMEOUT);
    }));

  test('the other worker keeps its message when one hangs', () =>
    withPool({ count: 2, timeout: 100 }, async (pool) => {
      const hung = pool.send(Action.HANG);
      await pool.whenBegun(1);
      pool.clock.advance(50);
      const blocked = pool.send(Action.BLOCK, 4);
      await pool.whenBegun(2);
      pool.clock.advance(50);
      assert.is((await hung).status, NtStatus.IO_TIMEOUT);
      pool.release();
      assert.equal([(await blocked).status, (await blocked).value], [NtStatus.SUCCESS, 4]);
    }));

  test('with `debug` in their driver, what a handler kept is refused in a worker, too', async () => {
    for (const debug of [false, true]) {
      await withPool({ debug }, async (pool) => {
        assert.is((await pool.send(Action.KEPT)).value, 2);
        const { status, value } = await pool.send(Action.KEPT);
        assert.equal([status, value], [NtStatus.SUCCESS, Number(debug)]);
      });
    }
  });

  test('an asynchronous handler has `handlerTimeout`, which its worker survives', () =>
    withPool({ handlerTimeout: 20 }, async (pool) => {
      const never = await pool.send(Action.NEVER);
      assert.is(never.status, NtStatus.IO_TIMEOUT);
      assert.is((await pool.send(Action.ECHO, 8)).value, 8);
      assert.equal([pool.workers.length, pool.errors.length], [1, 0]);
    }));

  test('`timeout` counts from when a worker has the message', () =>
    withPool({ timeout: 100 }, async (pool) => {
      const blocked = pool.send(Action.BLOCK);
      const next = pool.send(Action.ECHO, 3);
      await pool.whenBegun(1);
      pool.clock.advance(99);
      pool.release();
      await blocked;
      pool.clock.advance(99);
      assert.is((await next).value, 3);
      assert.is(pool.workers.length, 1);
    }));

  test('a crash: STATUS_UNSUCCESSFUL, onError hears of it, the others are handled', () =>
    withPool({}, async (pool) => {
      const [crashed, ...others] = await Promise.all([
        pool.send(Action.CRASH),
        pool.send(Action.ECHO, 1),
        pool.send(Action.ECHO, 2),
      ]);
      assert.equal([crashed?.status, crashed?.bytes], [NtStatus.UNSUCCESSFUL, 0]);
      assert.equal(
        others.map(({ value }) => value),
        [1, 2],
      );
      assert.match(String((pool.errors[0] as Error).message), 'the worker crashes');
      assert.equal([pool.workers.length, pool.errors.length], [2, 1]);
    }));

  test('a poison message ends one worker each time, and harms no other', () =>
    withPool({ count: 2 }, async (pool) => {
      const actions = Array.from({ length: 24 }, (_, index) => (index % 4 === 1 ? Action.CRASH : Action.ECHO));
      const outcomes = await Promise.all(actions.map((action, index) => pool.send(action, index)));
      const expected = actions.map((action) => (action === Action.CRASH ? NtStatus.UNSUCCESSFUL : NtStatus.SUCCESS));
      assert.equal(
        outcomes.map(({ status }) => status),
        expected,
      );
      assert.equal([pool.errors.length, pool.workers.length], [6, 8]);
    }));

  test('a worker that fails without a message is replaced', () =>
    withPool({}, async (pool) => {
      assert.is((await pool.send(Action.CRASH_LATER)).status, NtStatus.SUCCESS);
      await until(() => pool.errors.length === 1);
      assert.is((await pool.send(Action.ECHO, 9)).value, 9);
      assert.is(pool.workers.length, 2);
    }));

  if (isNode) {
    test('process.exit in a handler: STATUS_UNSUCCESSFUL, and a new worker', () =>
      withPool({}, async (pool) => {
        const [exited, next] = await Promise.all([pool.send(Action.EXIT), pool.send(Action.ECHO, 1)]);
        assert.equal([exited?.status, next?.value], [NtStatus.UNSUCCESSFUL, 1]);
        assert.match(String((pool.errors[0] as Error).message), 'exit status 7');
      }));
  }

  test('Stop aborts the signal of what workers have, and waits until they are done', () =>
    withPool({ count: 2 }, async (pool) => {
      const other = await pool.newContext(8);
      await pool.start(other);
      const waiting = pool.send(Action.UNTIL_ABORTED, 1);
      const otherWaiting = pool.send(Action.UNTIL_ABORTED, 2, { context: other });
      await pool.whenBegun(2);
      assert.is(await pool.stop(), NtStatus.SUCCESS);
      assert.equal([(await waiting).status, pool.errors], [NtStatus.CANCELLED, []]);
      await pool.start();
      const again = pool.send(Action.UNTIL_ABORTED, 3);
      await pool.whenBegun(3);
      assert.is(await pool.stop(), NtStatus.SUCCESS);
      assert.is((await again).status, NtStatus.CANCELLED, 'in its own session');
      assert.is(await pool.stop(other), NtStatus.SUCCESS);
      assert.is((await otherWaiting).status, NtStatus.CANCELLED);
      await pool.end(other);
    }));

  test('a worker that dies while Stop waits for it: Stop answers', () =>
    withPool({}, async (pool) => {
      const blocked = pool.send(Action.BLOCK, 1);
      await pool.whenBegun(1);
      const stopped = pool.stop();
      await pool.workers[0]?.terminate();
      // A browser tells nobody that a worker was terminated: there its time-out ends the wait.
      const isTold = typeof document === 'undefined';
      if (!isTold) pool.clock.advance(11_000);
      assert.is((await blocked).status, isTold ? NtStatus.UNSUCCESSFUL : NtStatus.IO_TIMEOUT);
      assert.is(await stopped, NtStatus.SUCCESS);
    }));

  test('Stop waits for what workers have, and cancels what none has begun', () =>
    withPool({ count: 2 }, async (pool) => {
      const other = await pool.newContext(8);
      await pool.start(other);
      const blocked = [pool.send(Action.BLOCK, 1), pool.send(Action.BLOCK, 2)];
      await pool.whenBegun(2);
      const waiting = [pool.send(Action.ECHO, 3), pool.send(Action.ECHO, 4)];
      const otherWaiting = pool.send(Action.ECHO, 5, { context: other });
      let stopped: number | undefined;
      const stop = pool.stop().then((status) => (stopped = status));
      const cancelled = await Promise.all(waiting);
      assert.equal(
        cancelled.map(({ status }) => status),
        [NtStatus.CANCELLED, NtStatus.CANCELLED],
      );
      assert.is((await pool.send(Action.ECHO, 6)).status, NtStatus.CANCELLED);
      assert.is(stopped, undefined);
      pool.release();
      assert.equal(
        (await Promise.all(blocked)).map(({ status }) => status),
        [NtStatus.SUCCESS, NtStatus.SUCCESS],
      );
      assert.is(await stop, NtStatus.SUCCESS);
      assert.is((await otherWaiting).value, 5);
      await pool.end(other);
    }));

  test('Stop with `synchronize`: those whose turn had not come are cancelled, however many', () =>
    withPool({ synchronize: true }, async (pool) => {
      const blocked = pool.send(Action.BLOCK, 1);
      await pool.whenBegun(1);
      const waiting = Array.from({ length: 20_000 }, () => pool.send(Action.ECHO));
      const stop = pool.stop();
      pool.release();
      assert.is((await blocked).status, NtStatus.SUCCESS);
      assert.is(await stop, NtStatus.SUCCESS);
      assert.ok((await Promise.all(waiting)).every(({ status }) => status === NtStatus.CANCELLED));
    }));

  test('Stop while a worker hangs ends with the time-out', () =>
    withPool({ timeout: 100 }, async (pool) => {
      const hung = pool.send(Action.HANG);
      await pool.whenBegun(1);
      const stop = pool.stop();
      pool.clock.advance(100);
      assert.equal([(await hung).status, await stop], [NtStatus.IO_TIMEOUT, NtStatus.SUCCESS]);
    }));
});

suite("Callbacks from a pool's worker", (test) => {
  test('MiracastIoControlAsync: parameters, status, bytes and what was written come and go by value', async () => {
    const seen: unknown[] = [];
    const callbacks: Partial<MiracastCallbacks> = {
      async MiracastIoControlAsync(handle, hardwareAccess, input, output, bytesReturned) {
        seen.push(handle, hardwareAccess, [...input], output.length, output.buffer.byteLength);
        output[0] = (input[0] as number) + 1;
        if (bytesReturned !== undefined) bytesReturned[0] = 1;
        return NtStatus.SUCCESS;
      },
    };
    await withPool({ callbacks }, async (pool) => {
      assert.is((await pool.send(Action.IO_CONTROL, 41)).value, 1042);
      assert.equal(seen, [7, true, [41], 4, 4]);
    });
  });

  test('a callback that throws: STATUS_UNSUCCESSFUL, and onError hears of it', () => {
    const callbacks: Partial<MiracastCallbacks> = {
      MiracastIoControlAsync() {
        throw new Error('the miniport is gone');
      },
    };
    return withPool({ callbacks }, async (pool) => {
      assert.is((await pool.send(Action.IO_CONTROL)).value, NtStatus.UNSUCCESSFUL >>> 0);
      assert.equal(
        pool.errors.map((error) => (error as Error).message),
        ['the miniport is gone'],
      );
    });
  });

  test('GetNextChunkDataAsync; with wait events, which stay on their thread, STATUS_NOT_SUPPORTED', () => {
    const callbacks: Partial<MiracastCallbacks> = {
      async GetNextChunkDataAsync(_, timeout, events, size, buffer, outstanding) {
        assert.equal([timeout, events.length, size[0]], [5, 0, 64]);
        size[0] = 28;
        buffer[0] = 2;
        outstanding[0] = 3;
        return NtStatus.SUCCESS;
      },
    };
    return withPool({ callbacks }, async (pool) => {
      assert.is((await pool.send(Action.CHUNKS, 0)).value, 3228);
      assert.is((await pool.send(Action.CHUNKS, 1)).value, NtStatus.NOT_SUPPORTED >>> 0);
    });
  });

  test('ReportSessionStatus and ReportStatistic arrive, before the message ends', () => {
    const seen: unknown[] = [];
    const callbacks: Partial<MiracastCallbacks> = {
      ReportSessionStatus: (...parameters) => void seen.push(parameters),
      ReportStatistic: (...parameters) => void seen.push(parameters),
    };
    return withPool({ callbacks }, async (pool) => {
      await pool.send(Action.REPORT, 3);
      assert.equal(seen, [
        [7, 3, NtStatus.CONNECTION_RESET],
        [7, { StatisticType: 1 }],
      ]);
    });
  });

  test('the synchronous forms answer STATUS_CANT_WAIT', () =>
    withPool({}, async (pool) => {
      assert.is((await pool.send(Action.CANT_WAIT)).value, 2);
    }));
});

suite('A pool that cannot have workers', (test) => {
  const refused = (pool: PoolFixture): Promise<number[]> =>
    Promise.all([pool.send(Action.ECHO), pool.send(Action.ECHO)]).then((all) => all.map(({ status }) => status));
  const NOT_READY = [NtStatus.DEVICE_NOT_READY, NtStatus.DEVICE_NOT_READY];

  test('`create` throws: STATUS_DEVICE_NOT_READY, after three attempts', async () => {
    let attempts = 0;
    const create = (): WorkerLike => {
      attempts += 1;
      throw new Error('no worker today');
    };
    await withPool({ create }, async (pool) => {
      assert.equal(await refused(pool), NOT_READY);
      assert.equal([attempts, pool.errors.length], [3, 3]);
    });
  });

  test('workers that fail as soon as they start: those that wait are refused, and no endless restarts', async () => {
    let attempts = 0;
    const create = (): WorkerLike => {
      attempts += 1;
      return failingWorker();
    };
    await withPool({ create, count: 2 }, async (pool) => {
      assert.equal(await refused(pool), NOT_READY);
      assert.equal(await refused(pool), NOT_READY);
      assert.is(attempts, 6);
    });
  });

  test('workers that never call serveMessages have 30 s', async () => {
    const terminated: number[] = [];
    let attempts = 0;
    const create = (): WorkerLike => {
      const attempt = (attempts += 1);
      return { postMessage() {}, on() {}, terminate: () => terminated.push(attempt) };
    };
    await withPool({ create }, async (pool) => {
      const outcomes = refused(pool);
      pool.clock.advance(29_999);
      assert.equal(terminated, []);
      pool.clock.advance(60_001);
      assert.equal(await outcomes, NOT_READY);
      assert.equal(terminated, [1, 2, 3]);
    });
  });

  test('one seat that fails for good leaves the others to work', async () => {
    let attempts = 0;
    const create = (pool: PoolFixture): WorkerLike => ((attempts += 1) === 1 ? pool.startWorker() : failingWorker());
    await withPool({ count: 2, create }, async (pool) => {
      await until(() => pool.errors.length === 3);
      assert.is((await pool.send(Action.ECHO, 3)).value, 3);
      assert.is((await pool.send(Action.CRASH)).status, NtStatus.UNSUCCESSFUL);
      assert.equal(await refused(pool), NOT_READY);
      assert.is(attempts, 7);
    });
  });

  test('what a worker sent before it was ended, and what comes later, counts no more', async () => {
    const hear: ((message: unknown) => void)[] = [];
    const given: { key: number; job: number }[] = [];
    const create = (): WorkerLike => ({
      postMessage: (message) => void given.push(message as (typeof given)[0]),
      on: (event: string, listener: (message: unknown) => void) => void (event === 'message' && hear.push(listener)),
      terminate() {},
    });
    const done = { kind: 'done', status: NtStatus.SUCCESS, reply: new Uint8Array(0) };
    await withPool({ create, timeout: 10 }, async (pool) => {
      hear[0]?.({ kind: 'ready' });
      const slow = pool.send(Action.ECHO);
      pool.clock.advance(10);
      assert.is((await slow).status, NtStatus.IO_TIMEOUT);
      hear[1]?.({ kind: 'ready' });
      const next = pool.send(Action.ECHO);
      hear[0]?.({ ...given[1], ...done });
      hear[1]?.({ ...given[0], ...done });
      hear[1]?.({ ...given[1], ...done, status: NtStatus.DEVICE_BUSY });
      assert.is((await next).status, NtStatus.DEVICE_BUSY);
    });
  });

  test('without `timeout` a worker has a second more than `handlerTimeout`', async () => {
    let hear: (message: unknown) => void = () => {};
    const create = (): WorkerLike => ({
      postMessage() {},
      on: (event: string, listener: typeof hear) => void (event === 'message' && (hear = listener)),
      terminate() {},
    });
    await withPool({ create }, async (pool) => {
      hear({ kind: 'ready' });
      const outcome = pool.send(Action.ECHO);
      pool.clock.advance(10_999);
      assert.is(pool.errors.length, 0);
      pool.clock.advance(1);
      assert.is((await outcome).status, NtStatus.IO_TIMEOUT);
    });
  });

  test('messages of the worker that are none of ours are let pass', async () => {
    let hear: (message: unknown) => void = () => {};
    const done = { kind: 'done', status: NtStatus.SUCCESS, reply: new Uint8Array(0) };
    const create = (): WorkerLike => ({
      postMessage: (message) => hear({ ...(message as object), ...done }),
      on: (event: string, listener: typeof hear) => void (event === 'message' && (hear = listener)),
      terminate() {},
    });
    await withPool({ create }, async (pool) => {
      for (const message of [undefined, null, 'ready', 1, {}, { kind: 'log' }]) hear(message);
      const outcome = pool.send(Action.ECHO);
      hear({ kind: 'done', status: NtStatus.DEVICE_BUSY, reply: new Uint8Array(0) });
      hear({ kind: 'ready' });
      assert.is((await outcome).status, NtStatus.SUCCESS);
    });
  });

  test('serveMessages: what is none of ours is let pass; a context is forgotten when the pool says so', () => {
    const words = new Int32Array(64);
    const sent: { kind: string; status?: number }[] = [];
    let hear: (message: unknown) => void = () => {};
    const port = {
      postMessage: (message: unknown) => void sent.push(message as (typeof sent)[0]),
      on: (_: string, listener: typeof hear) => void (hear = listener),
    };
    serveMessages(poolDriver(words) as never, port);
    assert.equal(sent, [{ kind: 'ready' }]);
    for (const message of [undefined, null, 'message', {}]) hear(message);
    const half = { kind: 'message', context: 1, device: 7, input: new Uint8Array(16) };
    for (const foreign of [half, { kind: 'answer', call: 0 }, { kind: 'forget' }, { kind: 'toString' }]) hear(foreign);
    assert.is(sent.length, 1);
    const message = { ...half, outputBytes: 0, key: 5, job: 1 };
    hear(message);
    hear(message);
    assert.equal([words[Word.ATTACHED], sent.length, sent[1]?.status], [1, 3, NtStatus.NOT_SUPPORTED]);
    hear({ kind: 'forget', context: 1 });
    hear(message);
    assert.is(words[Word.ATTACHED], 2);
  });

  test('a pool that was given up has another worker started by a message that comes after a pause', async () => {
    let attempts = 0;
    let canStart = false;
    const create = (pool: PoolFixture): WorkerLike => {
      attempts += 1;
      return canStart ? pool.startWorker() : failingWorker();
    };
    await withPool({ create }, async (pool) => {
      assert.equal(await refused(pool), NOT_READY);
      pool.clock.advance(99);
      assert.equal(await refused(pool), NOT_READY);
      assert.is(attempts, 3);
      pool.clock.advance(1);
      assert.equal(await refused(pool), NOT_READY, 'one more, which fails');
      assert.is(attempts, 4);
      canStart = true;
      pool.clock.advance(199);
      assert.equal(await refused(pool), NOT_READY, 'the pause is twice as long');
      pool.clock.advance(1);
      assert.is((await pool.send(Action.ECHO, 12)).value, 12);
      assert.is(attempts, 5);
    });
  });

  test('serveMessages outside of a worker is an error', () => {
    const driver = poolDriver(new Int32Array(16)) as never;
    assert.throws(() => serveMessages(driver, null), /parentPort/);
  });

  test('the thread that has the contexts needs no kernel', () => {
    const driver = defineDriverWith({} as MessageEngine, {
      messages: messageSet('Type', { Type: { value: 1, input: struct('TYPE', { Type: u32, Value: u32 }) } }),
      handle: { Type: () => NtStatus.SUCCESS },
      workers: { create: failingWorker },
      onError: () => {},
    });
    const out: ContextOut = { value: undefined };
    assert.is(driver.CreateMiracastContext(1, {} as MiracastCallbacks, out), NtStatus.SUCCESS);
    assert.is(driver.DestroyMiracastContext(out.value as MiracastContextHandle), NtStatus.SUCCESS);
  });
});

/** A worker whose module cannot be loaded, say. */
function failingWorker(): WorkerLike {
  return {
    postMessage() {},
    on: (event: string, listener: (error: unknown) => void) =>
      event === 'error' ? void Promise.resolve(new Error('broken')).then(listener) : undefined,
    terminate() {},
  };
}
