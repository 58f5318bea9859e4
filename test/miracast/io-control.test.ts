import * as assert from 'uvu/assert';
import type { CallbackHooks } from '../../src/miracast/callbacks/callbacks.js';
import type { MiracastCallbacks, NTSTATUS } from '../../src/miracast/interface.js';
import type { LifecycleKind } from '../../src/miracast/host/lifecycle-calls.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { suite } from '../harness/index.js';
import { CallbackFixture, HANDLE } from './callbacks-fixture.js';
import { Gate, promisesSettled, settledValue } from './virtual-clock.js';

/** A miniport that answers with its input's bytes, backwards, and counts its requests. */
class Miniport {
  requests = 0;
  readonly fixture: CallbackFixture;
  readonly output = new Uint8Array(8);
  readonly bytesReturned = new Uint32Array([99]);

  constructor(ioControl?: CallbackHooks['ioControl'], ioControlAnswersLater?: boolean) {
    const answer: CallbackHooks['ioControl'] =
      ioControl ??
      ((_, input, output, bytesReturned) => {
        output.set(input.toReversed());
        bytesReturned[0] = input.length;
        return NtStatus.SUCCESS;
      });
    const counted: CallbackHooks['ioControl'] = (...parameters) => {
      this.requests += 1;
      return answer(...parameters);
    };
    this.fixture = new CallbackFixture({
      engine: createReferenceEngine(),
      hooks: { ioControl: counted, ...(ioControlAnswersLater && { ioControlAnswersLater }) },
    });
  }

  now(callbacks: MiracastCallbacks = this.fixture.callbacks): NTSTATUS {
    return callbacks.MiracastIoControl(HANDLE, true, Uint8Array.of(1, 2, 3), this.output, this.bytesReturned);
  }

  later(callbacks: MiracastCallbacks = this.fixture.callbacks): Promise<NTSTATUS> {
    return callbacks.MiracastIoControlAsync(HANDLE, true, Uint8Array.of(1, 2, 3), this.output, this.bytesReturned);
  }

  /** Starts a lifecycle call of another thread; the result ends it. */
  begin(kind: LifecycleKind): () => Promise<void> {
    const gate = new Gate();
    const call = this.fixture.lifecycle.run(kind, () => gate.opened);
    return () => {
      gate.open();
      return call;
    };
  }
}

suite('MiracastIoControl', (test) => {
  test('processed when no lifecycle call runs, in both forms', async () => {
    const miniport = new Miniport();
    assert.is(miniport.now(), NtStatus.SUCCESS);
    assert.equal([...miniport.output.subarray(0, 3)], [3, 2, 1]);
    assert.is(miniport.bytesReturned[0], 3);
    miniport.bytesReturned[0] = 99;
    assert.is(await settledValue(miniport.later()), NtStatus.SUCCESS);
    assert.is(miniport.bytesReturned[0], 3);
    assert.is(miniport.requests, 2);
  });

  test('HardwareAccess and the buffers reach the miniport as they are', () => {
    const seen: unknown[] = [];
    const miniport = new Miniport((...parameters) => {
      seen.push(...parameters.slice(0, 3));
      assert.equal(parameters[3], new Uint32Array(1), 'bytes returned are 0 before');
      return NtStatus.SUCCESS;
    });
    const input = new Uint8Array(0);
    miniport.fixture.callbacks.MiracastIoControl(HANDLE, false, input, miniport.output);
    assert.is(seen[0], false);
    assert.is(seen[1], input);
    assert.is(seen[2], miniport.output);
  });

  test('pBytesReturned is optional', async () => {
    const { callbacks } = new Miniport().fixture;
    const [input, output] = [Uint8Array.of(1), new Uint8Array(1)];
    assert.is(callbacks.MiracastIoControl(HANDLE, false, input, output), NtStatus.SUCCESS);
    assert.is(await callbacks.MiracastIoControlAsync(HANDLE, false, input, output), NtStatus.SUCCESS);
  });

  test('buffers that are none: STATUS_INVALID_PARAMETER, and nothing is sent', async () => {
    const miniport = new Miniport();
    const { callbacks } = miniport.fixture;
    const bytes = new Uint8Array(4);
    const wrong: unknown[][] = [
      [[1], bytes],
      [bytes, undefined],
      [bytes, bytes.buffer],
      [bytes, bytes, [0]],
    ];
    for (const buffers of wrong) {
      const parameters = [HANDLE, false, ...buffers] as Parameters<MiracastCallbacks['MiracastIoControl']>;
      assert.is(callbacks.MiracastIoControl(...parameters), NtStatus.INVALID_PARAMETER);
      assert.is(await callbacks.MiracastIoControlAsync(...parameters), NtStatus.INVALID_PARAMETER);
    }
    assert.is(miniport.requests, 0);
  });
});

suite('MiracastIoControl: lifecycle calls', (test) => {
  for (const kind of ['create', 'start', 'stop', 'destroy'] as const) {
    test(`while ${kind} runs: from its own thread it is processed at once`, async () => {
      const miniport = new Miniport();
      const { lifecycle } = miniport.fixture;
      assert.is(
        lifecycle.run(kind, () => miniport.now()),
        NtStatus.SUCCESS,
      );
      assert.is(await lifecycle.run(kind, () => miniport.later()), NtStatus.SUCCESS);
    });

    test(`while ${kind} runs: callbacks bound to it are processed after an await, too`, async () => {
      const miniport = new Miniport();
      const { lifecycle, set } = miniport.fixture;
      await lifecycle.run(kind, async (call) => {
        const bound = set.boundTo(call);
        await promisesSettled();
        assert.is(miniport.now(bound), NtStatus.SUCCESS);
        assert.is(await settledValue(miniport.later(bound)), NtStatus.SUCCESS);
      });
    });
  }

  for (const kind of ['create', 'start'] as const) {
    test(`while ${kind} runs: from any other thread it blocks until the call has finished`, async () => {
      const miniport = new Miniport();
      const end = miniport.begin(kind);
      assert.is(miniport.now(), NtStatus.CANT_WAIT, 'the synchronous form cannot block');
      assert.is(miniport.bytesReturned[0], 0);
      const answer = miniport.later();
      assert.is(await settledValue(answer), undefined);
      assert.is(miniport.requests, 0);
      await end();
      assert.is(await answer, NtStatus.SUCCESS);
      assert.is(miniport.requests, 1);
    });
  }

  for (const kind of ['stop', 'destroy'] as const) {
    test(`while ${kind} runs: from any other thread it fails with STATUS_INVALID_DEVICE_STATE`, async () => {
      const miniport = new Miniport();
      const end = miniport.begin(kind);
      assert.is(miniport.now(), NtStatus.INVALID_DEVICE_STATE);
      assert.is(await settledValue(miniport.later()), NtStatus.INVALID_DEVICE_STATE);
      assert.equal([miniport.requests, miniport.bytesReturned[0]], [0, 0]);
      await end();
      assert.is(miniport.now(), NtStatus.SUCCESS);
    });
  }

  test('a request that waited for start fails when stop runs by then', async () => {
    const miniport = new Miniport();
    const end = miniport.begin('start');
    const { lifecycle } = miniport.fixture;
    const stop = new Gate();
    void lifecycle.whenFinished().then(() => lifecycle.run('stop', () => stop.opened));
    const answer = miniport.later();
    await end();
    assert.is(await settledValue(answer), NtStatus.INVALID_DEVICE_STATE);
    assert.is(miniport.requests, 0);
    stop.open();
  });

  test('a request that waited for create waits on when start runs by then', async () => {
    const miniport = new Miniport();
    const { lifecycle } = miniport.fixture;
    const endCreate = miniport.begin('create');
    const gate = new Gate();
    const start = lifecycle.whenFinished().then(() => lifecycle.run('start', () => gate.opened));
    const answer = miniport.later();
    await endCreate();
    assert.is(await settledValue(answer), undefined);
    assert.equal([lifecycle.current?.kind, miniport.requests], ['start', 0]);
    gate.open();
    await start;
    assert.is(await answer, NtStatus.SUCCESS);
  });

  test('a request that waited for create fails when the context was destroyed with it', async () => {
    const miniport = new Miniport();
    const { lifecycle, set } = miniport.fixture;
    const gate = new Gate();
    const create = lifecycle.run('create', () => gate.opened.then(() => set.destroy()));
    const answer = miniport.later();
    gate.open();
    await create;
    assert.is(await answer, NtStatus.INVALID_DEVICE_STATE);
    assert.is(miniport.requests, 0);
  });
});

suite('MiracastIoControl: the miniport', (test) => {
  test('declared to answer later: the synchronous form sends nothing, STATUS_CANT_WAIT', async () => {
    const miniport = new Miniport(async (_, __, ___, bytesReturned) => {
      bytesReturned[0] = 2;
      return NtStatus.SUCCESS;
    }, true);
    assert.is(miniport.now(), NtStatus.CANT_WAIT);
    assert.is(miniport.requests, 0);
    assert.is(await miniport.later(), NtStatus.SUCCESS);
    assert.equal([miniport.requests, miniport.bytesReturned[0]], [1, 2]);
  });

  test('answers a synchronous request later without having declared it: STATUS_UNSUCCESSFUL, and reported', async () => {
    const miniport = new Miniport(() => Promise.reject(new Error('late')));
    assert.is(miniport.now(), NtStatus.UNSUCCESSFUL);
    assert.is(miniport.bytesReturned[0], 0);
    await promisesSettled();
    assert.match(miniport.fixture.complaints.join('\n'), /declare ioControlAnswersLater[^]*late/);
  });

  test('its status is passed on, signed, with the bytes that it wrote', async () => {
    const miniport = new Miniport((_, __, ___, bytesReturned) => {
      bytesReturned[0] = 5;
      return 0x80000005;
    });
    assert.is(miniport.now(), NtStatus.BUFFER_OVERFLOW);
    assert.is(miniport.bytesReturned[0], 5);
    assert.is(await miniport.later(), NtStatus.BUFFER_OVERFLOW);
  });

  for (const [what, answer] of [
    ['throws', () => Promise.resolve().then(() => assert.unreachable('lost'))],
    ['answers with what is no NTSTATUS', () => Promise.resolve(undefined)],
    ['answers with what is no integer', () => Promise.resolve(NaN)],
  ] as const) {
    test(`${what}: STATUS_UNSUCCESSFUL with 0 bytes, and reported`, async () => {
      const miniport = new Miniport((_, __, ___, bytesReturned) => {
        bytesReturned[0] = 5;
        return answer() as Promise<number>;
      });
      assert.is(await miniport.later(), NtStatus.UNSUCCESSFUL);
      assert.is(miniport.bytesReturned[0], 0);
      assert.is(miniport.fixture.reported.length, 1);
    });
  }

  test('throws in a synchronous request: STATUS_UNSUCCESSFUL with 0 bytes, and reported', () => {
    const miniport = new Miniport((_, __, ___, bytesReturned) => {
      bytesReturned[0] = 5;
      throw new Error('no such control code');
    });
    assert.is(miniport.now(), NtStatus.UNSUCCESSFUL);
    assert.is(miniport.bytesReturned[0], 0);
    assert.equal(miniport.fixture.complaints, ['no such control code']);
  });

  test('throws an NtStatusError: its status with 0 bytes, and nothing to report', async () => {
    const miniport = new Miniport(() => {
      throw new NtStatusError(NtStatus.NOT_SUPPORTED);
    });
    assert.is(miniport.now(), NtStatus.NOT_SUPPORTED);
    assert.is(await miniport.later(), NtStatus.NOT_SUPPORTED);
    assert.equal(miniport.fixture.reported, []);
  });

  test('claims more bytes than the output buffer has: not believed, 0 bytes, STATUS_BUFFER_TOO_SMALL, reported', async () => {
    const miniport = new Miniport((_, __, ___, bytesReturned) => {
      bytesReturned[0] = 9;
      return NtStatus.SUCCESS;
    });
    assert.is(miniport.now(), NtStatus.BUFFER_TOO_SMALL);
    assert.is(miniport.bytesReturned[0], 0);
    assert.is(await miniport.later(), NtStatus.BUFFER_TOO_SMALL);
    assert.match(miniport.fixture.complaints[0] ?? '', /9 bytes in an output buffer of 8/);
  });

  test('claims more bytes than there are and an error: the error stays', () => {
    const miniport = new Miniport((_, __, ___, bytesReturned) => {
      bytesReturned[0] = 9;
      return NtStatus.INVALID_PARAMETER;
    });
    assert.is(miniport.now(), NtStatus.INVALID_PARAMETER);
    assert.is(miniport.bytesReturned[0], 0);
  });
});
