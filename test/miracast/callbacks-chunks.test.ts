import * as assert from 'uvu/assert';
import { INFINITE, type WaitEvent } from '../../src/miracast/interface.js';
import { ManualResetEvent } from '../../src/miracast/callbacks/wait-event.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { interpretedSuite, readFixture, suite } from '../harness/index.js';
import { CallbackFixture, HANDLE, ReadCall, chunkOf } from './callbacks-fixture.js';
import { promisesSettled, settledValue } from './virtual-clock.js';
import { MIRACAST_CHUNK_DATA } from '../../src/miracast/index.js';
import { decodeBatch } from '../harness/batches.js';

function session(capacity?: number): CallbackFixture {
  const fixture = new CallbackFixture({ engine: createReferenceEngine(), ...(capacity && { capacity }) });
  fixture.set.beginSession();
  return fixture;
}

interpretedSuite('GetNextChunkData: packets', 'engine to run programs on', (test, { engine, createCodec }) => {
  test('as many packets as fit, back to back and unpadded; pOutstandingChunksToProcess is what remains', async () => {
    const stream = await readFixture('vectors/chunks-10k.bin');
    const batch = decodeBatch(createCodec(MIRACAST_CHUNK_DATA), stream, { maxRows: 60 }).copy();
    const fixture = new CallbackFixture({ engine });
    fixture.set.beginSession();
    for (let row = 0; row < 60; row += 1) fixture.chunks.submit(batch.value(row));
    const parts: number[] = [];
    while (fixture.chunks.length > 0) {
      const before = fixture.chunks.length;
      const call = new ReadCall(fixture.callbacks, 200);
      assert.is(call.now(0), NtStatus.SUCCESS);
      parts.push(...call.bytes);
      assert.is(call.outstanding[0], fixture.chunks.length);
      const next = batch.lengths[60 - fixture.chunks.length] ?? 201;
      assert.ok(next > 200 - call.bytes.length, 'the next packet would not have fitted');
      assert.ok(fixture.chunks.length < before);
    }
    assert.equal(Uint8Array.from(parts), stream.subarray(0, parts.length));
    assert.is(parts.length, batch.consumedBytes);
  });
});

suite('GetNextChunkData', (test) => {
  test('timeout 0 never blocks: STATUS_TIMEOUT with size 0', async () => {
    const { callbacks, clock } = session();
    const call = new ReadCall(callbacks);
    assert.is(call.now(0), NtStatus.TIMEOUT);
    assert.equal([call.size[0], call.outstanding[0]], [0, 0]);
    assert.is(await settledValue(new ReadCall(callbacks).later(0)), NtStatus.TIMEOUT);
    assert.is(clock.pending, 0);
  });

  test('STATUS_CANT_WAIT: the synchronous form where it would have to wait, and nothing is left behind', () => {
    const { callbacks, chunks, clock } = session();
    const call = new ReadCall(callbacks);
    for (const timeout of [1, 1000, INFINITE]) assert.is(call.now(timeout), NtStatus.CANT_WAIT);
    assert.is(clock.pending, 0);
    assert.is(call.size[0], 4096);
    chunks.submit(chunkOf(1));
    assert.is(call.now(INFINITE), NtStatus.SUCCESS, 'a chunk is there: no wait');
  });

  test('STATUS_TIMEOUT: no chunk in time, at the time and not before', async () => {
    const { callbacks, clock } = session();
    const call = new ReadCall(callbacks);
    const answer = call.later(250);
    clock.advance(249);
    assert.is(await settledValue(answer), undefined);
    clock.advance(1);
    assert.is(await settledValue(answer), NtStatus.TIMEOUT);
    assert.equal([call.size[0], call.outstanding[0]], [0, 0]);
  });

  test('INFINITE blocks until a chunk is there', async () => {
    const { callbacks, chunks, clock } = session();
    const call = new ReadCall(callbacks);
    const answer = call.later(INFINITE);
    clock.advance(0xffffffff * 2);
    assert.is(await settledValue(answer), undefined);
    chunks.submit(chunkOf(7, 2));
    assert.is(await settledValue(answer), NtStatus.SUCCESS);
    assert.equal([...call.bytes.subarray(28)], [7, 7]);
  });

  test('a chunk ends a wait and takes back its timer and its listeners', async () => {
    const { callbacks, chunks, clock } = session();
    const event = new ManualResetEvent();
    const call = new ReadCall(callbacks, 4096, [event]);
    const answer = call.later(100);
    assert.is(clock.pending, 1);
    chunks.submit(chunkOf(1));
    assert.is(clock.pending, 0);
    event.signal();
    assert.is(await settledValue(answer), NtStatus.SUCCESS);
    assert.is(call.size[0], 28, 'the event that came later did not change it');
  });

  for (const index of [0, 1, 2, 3]) {
    test(`STATUS_WAIT_${index} with size 0: that wait event is signalled already`, () => {
      const { callbacks } = session();
      const events = [0, 1, 2, 3].map(() => new ManualResetEvent());
      for (const event of events.slice(index)) event.signal();
      const call = new ReadCall(callbacks, 4096, events);
      assert.is(call.now(INFINITE), NtStatus.WAIT_0 + index, 'the lowest index');
      assert.is(call.size[0], 0);
    });

    test(`STATUS_WAIT_${index} with size 0: that wait event is signalled during the wait`, async () => {
      const { callbacks, clock } = session();
      const events = [0, 1, 2, 3].map(() => new ManualResetEvent());
      const call = new ReadCall(callbacks, 4096, events);
      const answer = call.later(500);
      (events[index] as ManualResetEvent).signal();
      (events[0] as ManualResetEvent).signal();
      assert.is(await settledValue(answer), NtStatus.WAIT_0 + index);
      assert.is(call.size[0], 0);
      assert.is(clock.pending, 0);
    });
  }

  test('wait events are looked at before chunks, so that a stop event is not starved', () => {
    const { callbacks, chunks } = session();
    const stop = new ManualResetEvent();
    chunks.submit(chunkOf(1));
    stop.signal();
    const call = new ReadCall(callbacks, 4096, [stop]);
    assert.equal([call.now(0), call.size[0], call.outstanding[0]], [NtStatus.WAIT_0, 0, 1]);
    stop.reset();
    call.size[0] = 4096;
    assert.equal([call.now(0), call.size[0], call.outstanding[0]], [NtStatus.SUCCESS, 28, 0]);
  });

  test('an event that was reset before the call does not end a wait, and can do so again', async () => {
    const { callbacks } = session();
    const event = new ManualResetEvent();
    event.signal();
    event.reset();
    const answer = new ReadCall(callbacks, 4096, [event]).later(INFINITE);
    assert.is(await settledValue(answer), undefined);
    event.signal();
    assert.is(await settledValue(answer), NtStatus.WAIT_0);
  });

  test('STATUS_BUFFER_TOO_SMALL: nothing is lost, and size and count are as the driver left them', async () => {
    const { callbacks, chunks } = session();
    chunks.submit(chunkOf(1, 10));
    const call = new ReadCall(callbacks, 37);
    assert.is(call.now(0), NtStatus.BUFFER_TOO_SMALL);
    assert.equal([call.size[0], call.outstanding[0]], [37, 0xffff]);
    assert.equal(call.buffer, new Uint8Array(37));
    const enough = new ReadCall(callbacks, 38);
    assert.equal([enough.now(0), enough.size[0]], [NtStatus.SUCCESS, 38]);

    const waiting = new ReadCall(callbacks, 0).later(INFINITE);
    chunks.submit(chunkOf(2));
    assert.is(await settledValue(waiting), NtStatus.BUFFER_TOO_SMALL);
    assert.is(chunks.length, 1);
  });

  test('only the size that the driver gave is used, not all of its buffer', () => {
    const { callbacks, chunks } = session();
    chunks.submit(chunkOf(1));
    chunks.submit(chunkOf(2));
    const call = new ReadCall(callbacks, 4096);
    call.size[0] = 55;
    assert.equal([call.now(0), call.size[0], call.outstanding[0]], [NtStatus.SUCCESS, 28, 1]);
    assert.is(
      call.buffer.subarray(28).every((byte) => byte === 0),
      true,
    );
  });

  test('a buffer whose memory went away during the wait: STATUS_BUFFER_TOO_SMALL, and the chunk stays', async () => {
    const { callbacks, chunks } = session();
    const call = new ReadCall(callbacks, 100);
    const answer = call.later(INFINITE);
    structuredClone(call.buffer.buffer, { transfer: [call.buffer.buffer] });
    chunks.submit(chunkOf(1));
    assert.is(await settledValue(answer), NtStatus.BUFFER_TOO_SMALL);
    assert.is(chunks.length, 1);
  });

  test('STATUS_CONNECTION_RESET exactly once, then only chunks that were submitted after the reset', () => {
    const { callbacks, chunks } = session(2);
    for (const frame of [1, 2, 3, 4]) chunks.submit(chunkOf(frame, 1));
    const call = new ReadCall(callbacks);
    assert.is(call.now(INFINITE), NtStatus.CONNECTION_RESET);
    assert.equal([call.size[0], call.outstanding[0]], [4096, 0xffff]);
    assert.is(call.now(INFINITE), NtStatus.SUCCESS);
    assert.equal([call.size[0], call.buffer[28]], [29, 4]);
    call.size[0] = 4096;
    assert.is(call.now(0), NtStatus.TIMEOUT);
  });

  test('STATUS_INSTANCE_NOT_AVAILABLE: no session yet, and after it was destroyed', async () => {
    const fixture = new CallbackFixture({ engine: createReferenceEngine() });
    const call = new ReadCall(fixture.callbacks);
    assert.is(call.now(0), NtStatus.INSTANCE_NOT_AVAILABLE);
    fixture.set.beginSession();
    fixture.chunks.submit(chunkOf(1));
    fixture.set.endSession();
    assert.is(call.now(0), NtStatus.INSTANCE_NOT_AVAILABLE);
    assert.is(await settledValue(call.later(INFINITE)), NtStatus.INSTANCE_NOT_AVAILABLE);
    assert.is(call.size[0], 4096);
  });

  for (const end of ['endSession', 'destroy'] as const) {
    test(`STATUS_INSTANCE_NOT_AVAILABLE: a call that waits when ${end} is called`, async () => {
      const { set, callbacks, clock, chunks } = session();
      const event = new ManualResetEvent();
      const call = new ReadCall(callbacks, 4096, [event]);
      const answer = call.later(1000);
      set[end]();
      assert.is(await settledValue(answer), NtStatus.INSTANCE_NOT_AVAILABLE);
      assert.is(clock.pending, 0);
      event.signal();
      chunks.submit(chunkOf(1));
      assert.equal([call.size[0], call.outstanding[0]], [4096, 0xffff], 'nothing is written afterwards');
    });
  }

  test('a new session starts without the chunks and losses of the one before', () => {
    const { set, callbacks, chunks } = session(1);
    for (const frame of [1, 2, 3]) chunks.submit(chunkOf(frame));
    set.endSession();
    set.beginSession();
    assert.is(new ReadCall(callbacks).now(0), NtStatus.TIMEOUT);
  });

  test('one caller at a time: a second call gets STATUS_INVALID_DEVICE_STATE and does not disturb the first', async () => {
    const { callbacks, chunks } = session();
    const first = new ReadCall(callbacks);
    const answer = first.later(INFINITE);
    const second = new ReadCall(callbacks);
    assert.is(second.now(0), NtStatus.INVALID_DEVICE_STATE);
    assert.is(await settledValue(second.later(5)), NtStatus.INVALID_DEVICE_STATE);
    assert.is(second.size[0], 4096);
    chunks.submit(chunkOf(9, 1));
    assert.is(await settledValue(answer), NtStatus.SUCCESS);
    assert.is(first.buffer[28], 9);
    assert.is(second.now(0), NtStatus.TIMEOUT, 'the first is over');
  });

  test('a wait that ended leaves the next one alone', async () => {
    const { callbacks, clock } = session();
    const first = new ReadCall(callbacks).later(10);
    clock.advance(10);
    const second = new ReadCall(callbacks).later(10);
    clock.advance(9);
    assert.is(await settledValue(first), NtStatus.TIMEOUT);
    assert.is(await settledValue(second), undefined);
    clock.advance(1);
    assert.is(await settledValue(second), NtStatus.TIMEOUT);
  });
});

suite('GetNextChunkData: parameters', (test) => {
  const size = (bytes: number) => new Uint32Array([bytes]);
  const one = new Uint32Array(1);

  test('more than 4 wait events: STATUS_INVALID_PARAMETER', async () => {
    const { callbacks } = session();
    const five = [1, 2, 3, 4, 5].map(() => new ManualResetEvent());
    const call = new ReadCall(callbacks, 64, five);
    assert.is(call.now(0), NtStatus.INVALID_PARAMETER);
    assert.is(await settledValue(call.later(5)), NtStatus.INVALID_PARAMETER);
  });

  test('pAdditionalWaitEvents is optional', () => {
    const { callbacks } = session();
    const none = null as unknown as WaitEvent[];
    assert.is(callbacks.GetNextChunkData(HANDLE, 0, none, size(64), new Uint8Array(64), one), NtStatus.TIMEOUT);
  });

  test('timeouts, events, sizes and buffers that are none: STATUS_INVALID_PARAMETER', () => {
    const { callbacks } = session();
    const bytes = new Uint8Array(64);
    const wrong: unknown[][] = [
      [-1, [], size(64), bytes, one],
      [0.5, [], size(64), bytes, one],
      [NaN, [], size(64), bytes, one],
      [Infinity, [], size(64), bytes, one],
      ['0', [], size(64), bytes, one],
      [0, [undefined], size(64), bytes, one],
      [0, Object.assign([], { length: 1 }), size(64), bytes, one],
      [0, [{}], size(64), bytes, one],
      [0, {}, size(64), bytes, one],
      [0, [], [64], bytes, one],
      [0, [], new Uint32Array(0), bytes, one],
      [0, [], size(64), [], one],
      [0, [], size(65), bytes, one],
      [0, [], size(64), bytes, undefined],
    ];
    for (const parameters of wrong) {
      const all = [HANDLE, ...parameters] as Parameters<typeof callbacks.GetNextChunkData>;
      assert.is(callbacks.GetNextChunkData(...all), NtStatus.INVALID_PARAMETER);
    }
  });

  test('STATUS_INVALID_HANDLE', async () => {
    const { callbacks } = session();
    const parameters = [HANDLE + 1, 0, [], size(64), new Uint8Array(64), one] as const;
    assert.is(callbacks.GetNextChunkData(...parameters), NtStatus.INVALID_HANDLE);
    assert.is(await settledValue(callbacks.GetNextChunkDataAsync(...parameters)), NtStatus.INVALID_HANDLE);
  });
});

suite('GetNextChunkData: wait events of other makes', (test) => {
  const eventOf = (whenSignalled: WaitEvent['whenSignalled']): WaitEvent => ({ isSignalled: false, whenSignalled });

  test('an event that calls at once ends the call and is released', async () => {
    const { callbacks, clock } = session();
    let releases = 0;
    const event = eventOf((listener) => {
      listener();
      return () => void (releases += 1);
    });
    assert.is(await settledValue(new ReadCall(callbacks, 64, [event]).later(50)), NtStatus.WAIT_0);
    assert.is(releases, 1);
    assert.is(clock.pending, 0);
  });

  test('an event that calls twice, or after its release, ends no other call', async () => {
    const { callbacks } = session();
    const listeners: (() => void)[] = [];
    const event = eventOf((listener) => {
      listeners.push(listener);
      return () => undefined;
    });
    const first = new ReadCall(callbacks, 64, [event]).later(INFINITE);
    await promisesSettled();
    listeners[0]?.();
    assert.is(await settledValue(first), NtStatus.WAIT_0);
    const second = new ReadCall(callbacks, 64, [event]).later(INFINITE);
    listeners[0]?.();
    assert.is(await settledValue(second), undefined);
  });

  test('an event that throws rejects the call of its owner, and the next call works', async () => {
    const { callbacks, clock, chunks } = session();
    const event = eventOf(() => {
      throw new Error('no such event');
    });
    const error = await new ReadCall(callbacks, 64, [event]).later(50).catch((thrown: unknown) => thrown);
    assert.match(String(error), 'no such event');
    assert.is(clock.pending, 0);
    const next = new ReadCall(callbacks).later(INFINITE);
    chunks.submit(chunkOf(1));
    assert.is(await settledValue(next), NtStatus.SUCCESS);
  });

  test('an event whose release throws is reported and does not stop the miniport', async () => {
    const { callbacks, chunks, reported } = session();
    const event = eventOf(() => () => {
      throw new Error('cannot be released');
    });
    const answer = new ReadCall(callbacks, 64, [event]).later(INFINITE);
    assert.is(chunks.submit(chunkOf(1)), NtStatus.SUCCESS);
    assert.is(await settledValue(answer), NtStatus.SUCCESS);
    assert.match(String(reported), /^Error: cannot be released$/);
  });
});

suite('ManualResetEvent', (test) => {
  test('stays signalled until it is reset, and calls each listener once for a signal', () => {
    const event = new ManualResetEvent();
    let calls = 0;
    event.whenSignalled(() => void (calls += 1));
    assert.is(event.isSignalled, false);
    event.signal();
    event.signal();
    assert.equal([event.isSignalled, calls], [true, 1]);
    event.reset();
    assert.is(event.isSignalled, false);
    event.signal();
    assert.is(calls, 1, 'a listener is called at the next signal only');
  });

  test('a listener that came while it is signalled is called when it becomes so the next time', () => {
    const event = new ManualResetEvent();
    event.signal();
    let calls = 0;
    event.whenSignalled(() => void (calls += 1));
    event.signal();
    assert.is(calls, 0);
    event.reset();
    event.signal();
    assert.is(calls, 1);
  });

  test('the same listener may wait twice, and each wait is taken back alone', () => {
    const event = new ManualResetEvent();
    let calls = 0;
    const listener = () => void (calls += 1);
    const takeBack = event.whenSignalled(listener);
    event.whenSignalled(listener);
    event.whenSignalled(listener);
    takeBack();
    event.signal();
    assert.is(calls, 2);
  });
});
