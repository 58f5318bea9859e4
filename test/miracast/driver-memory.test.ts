import * as assert from 'uvu/assert';
import { CallAborted } from '../../src/miracast/driver/call-signals.js';
import type { CastbufError } from '../../src/errors/index.js';
import { MessageMemory } from '../../src/miracast/driver/message-memory.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { driverSuite, suite } from '../harness/index.js';
import { times, type Sent } from './driver-fixture.js';
import { assertUsable, ECHO, echoOf, request, TRIED, tried, type Fixture } from './handlers-fixture.js';
import { Gate, promisesSettled } from './virtual-clock.js';

const TIMEOUT = 5;

/** A message of so many bytes. */
function large(type: number, bytes: number): Uint8Array {
  const message = new Uint8Array(bytes);
  message.set(request(type, 1));
  return message;
}

const never = (): Promise<number> => new Promise<number>(() => {});

suite('Message memory', (test) => {
  const KIB = 1024;

  test('all of it is one piece again, whatever was taken and in whatever order it comes back', () => {
    const memory = new MessageMemory(new ArrayBuffer(64 * KIB), 0, 64 * KIB);
    const sizes = [1, 64, 65, 100, 1000, 3000, 5000, 0];
    for (let round = 0; round < 50; round++) {
      const taken: [at: number, bytes: number][] = [];
      for (let index = 0; ; index++) {
        const bytes = sizes[(index * 7 + round) % sizes.length] as number;
        const at = memory.take(bytes);
        if (at === undefined) break;
        assert.is(at % 64, 0);
        assert.ok(
          taken.every(([other, length]) => at + Math.max(bytes, 1) <= other || other + Math.max(length, 1) <= at),
          'no two areas overlap',
        );
        taken.push([at, bytes]);
      }
      assert.ok(taken.length > 20);
      taken.sort(([a], [b]) => ((a * 31 + round) % 97) - ((b * 31 + round) % 97));
      for (const area of taken) memory.giveBack(...area);
      const whole = memory.take(64 * KIB);
      assert.is(whole, 0, `round ${round}`);
      memory.giveBack(0, 64 * KIB);
    }
  });

  test('a piece of any size, not only of powers of two, beside areas that stay', () => {
    const memory = new MessageMemory(new ArrayBuffer(64 * KIB), 0, 64 * KIB);
    memory.take(64);
    assert.is.not(memory.take(63 * KIB), undefined);
    assert.is.not(memory.take(900), undefined);
    assert.is(memory.take(64), undefined);
  });

  test('what cannot be had says how much is wanted, and how much can be had', () => {
    const memory = new MessageMemory(new ArrayBuffer(KIB), 0, KIB);
    memory.take(512);
    assert.throws(
      () => memory.mustTake(600),
      ({ code, want, have }: CastbufError) => code === 'ERR_LIMIT_MEMORY' && want === 600 && have === 512,
    );
  });
});

driverSuite('Memory of messages comes back', (test, { engine }) => {
  test('20,000 small messages pend and complete; then a large one is served', async () => {
    const gate = new Gate();
    const fixture = tried(engine, async () => (await gate.opened, NtStatus.SUCCESS)).started();
    const sent = Array.from({ length: 20_000 }, () => fixture.send(request(TRIED, 1, Array(88).fill(1) as number[])));
    assert.ok(sent.every(({ status }) => status === NtStatus.PENDING));
    gate.open();
    await promisesSettled();
    assert.ok(sent.every(({ outcome }) => outcome === NtStatus.SUCCESS));
    assert.is(fixture.send(large(ECHO, 500_000)).status, NtStatus.SUCCESS);
    assert.is(fixture.send(large(ECHO, 4_000_000)).status, NtStatus.SUCCESS, 'almost all of the memory');
    assert.equal(fixture.codes, []);
    assertUsable(fixture);
  });

  test('idle slots give their areas back to a message, to a reply, and to a persistent buffer', async () => {
    const gates: Gate[] = [];
    const fixture: Fixture = tried(
      engine,
      async () => {
        const gate = new Gate();
        gates.push(gate);
        await gate.opened;
        return NtStatus.SUCCESS;
      },
      { memoryBytes: 64 * 1024 },
    ).started();
    const fill = async (): Promise<void> => {
      for (let count = 0; count < 6; count++) fixture.send(large(TRIED, 5000), 5000);
      for (const gate of gates.splice(0)) gate.open();
      await promisesSettled();
    };
    await fill();
    assert.is(fixture.send(large(ECHO, 60_000)).status, NtStatus.SUCCESS);
    await fill();
    assert.is(fixture.send(request(ECHO, 1), 60_000).status, NtStatus.SUCCESS);
    await fill();
    assert.is(fixture.context.input(60_000).length, 60_000);
    assert.equal(fixture.codes, []);
  });

  test('handlers that never settle give theirs back at their time-out, whatever they kept', () => {
    const kept: unknown[] = [];
    const fixture = tried(
      engine,
      (message, reply, _context, call) => {
        kept.push(message.Data, reply, call.input, call.output);
        return never();
      },
      { handlerTimeout: TIMEOUT, memoryBytes: 64 * 1024 },
    ).started();
    for (let round = 0; round < 100; round++) {
      const sent: Sent[] = [];
      for (let count = 0; count < 4; count++) sent.push(fixture.send(large(TRIED, 5000), 5000));
      assert.ok(
        sent.every(({ status }) => status === NtStatus.PENDING),
        `round ${round}`,
      );
      fixture.clock.advance(TIMEOUT);
      assert.ok(sent.every(({ outcome }) => outcome === NtStatus.IO_TIMEOUT));
    }
    const last = fixture.send(large(ECHO, 60_000));
    assert.is(fixture.heard.length, 400);
    assert.ok(fixture.heard.every(({ error, message }) => error instanceof CallAborted && message === 'Tried'));
    assert.is(last.status, NtStatus.SUCCESS);
  });

  test('what a handler keeps beyond its time-out shows and changes nothing of another message', async () => {
    const gate = new Gate();
    const seen: number[][] = [];
    let isLate = true;
    const fixture = tried(
      engine,
      async (message, reply, _context, call) => {
        const { Data } = message;
        if (!isLate) {
          await undefined;
          reply.Data = Data;
          return NtStatus.SUCCESS;
        }
        reply.Data = Uint8Array.of(1, 1);
        const written = reply.Data;
        const { input, output } = call;
        await gate.opened;
        seen.push([...Data], [...input.subarray(12)]);
        for (const view of [Data, written, input, output]) view.fill(0x5a);
        return NtStatus.SUCCESS;
      },
      { handlerTimeout: TIMEOUT, memoryBytes: 64 * 1024 },
    ).started();
    const [input, output] = [fixture.context.input(14), fixture.context.output(64)];
    input.set(request(TRIED, 1, [5, 6]));
    const timedOut = [fixture.send(input, output), fixture.send(request(TRIED, 1, [5, 6]))];
    fixture.clock.advance(TIMEOUT);
    assert.ok(timedOut.every(({ outcome }) => outcome === NtStatus.IO_TIMEOUT));
    isLate = false;
    input.set(request(TRIED, 2, [8, 9]));
    const others = [fixture.send(input, output), fixture.send(request(TRIED, 2, [7, 7]))];
    gate.open();
    await promisesSettled();
    assert.equal(
      others.map(({ reply }) => reply),
      [echoOf(0, [8, 9]), echoOf(0, [7, 7])],
    );
    assert.equal([...input], [...request(TRIED, 2, [8, 9])]);
    assert.equal(seen, times(4, [5, 6]), 'what it kept is its own message');
    assert.equal(
      fixture.heard.map(({ error }) => error instanceof CallAborted && error.by),
      ['time-out', 'time-out'],
    );
    assertUsable(fixture);
  });

  test('a handler that answered at once before, and needs time now: its views are its own until it settles', async () => {
    const gate = new Gate();
    let isSlow = false;
    const views: Uint8Array[] = [];
    const fixture = tried(
      engine,
      (message, reply) => {
        reply.Data = message.Data;
        if (!isSlow) return NtStatus.SUCCESS;
        views.push(message.Data);
        return gate.opened.then(() => NtStatus.SUCCESS);
      },
      { handlerTimeout: TIMEOUT, memoryBytes: 64 * 1024 },
    ).started();
    assert.equal(fixture.send(request(TRIED, 1, [1])).reply, echoOf(0, [1]));
    isSlow = true;
    const slow = [2, 3, 4].map((value) => fixture.send(request(TRIED, 1, [value])));
    fixture.clock.advance(TIMEOUT);
    assert.ok(slow.every(({ outcome }) => outcome === NtStatus.IO_TIMEOUT));
    isSlow = false;
    assertUsable(fixture);
    assert.equal(
      views.map((view) => view.join()),
      ['2', '3', '4'],
    );
    gate.open();
    await promisesSettled();
    assert.is(fixture.send(large(ECHO, 60_000)).status, NtStatus.SUCCESS);
  });

  test('a message, or a reply, that there is no memory for: onError hears how much was wanted and could be had', () => {
    const fixture = tried(engine, () => NtStatus.SUCCESS).started();
    for (const [input, room, want] of [
      [5_000_000, 64, 5_000_000],
      [12, 5_000_000, 5_000_000],
    ] as const) {
      const sent = fixture.send(large(ECHO, input), room);
      assert.equal([sent.status, sent.bytesReturned[0]], [NtStatus.INSUFFICIENT_RESOURCES, 0]);
      const error = fixture.heard.pop()?.error as CastbufError;
      assert.equal([error.code, error.want], ['ERR_LIMIT_MEMORY', want]);
      assert.ok((error.have as number) > 4_000_000, `${error.have}`);
      assert.match(error.message, /memoryBytes/);
    }
    assert.equal(fixture.codes, []);
    assert.is(fixture.send(large(ECHO, 3_000_000)).status, NtStatus.SUCCESS, 'of 2 MiB and more');
    assertUsable(fixture);
  });

  test('ERR_LIMIT_MEMORY that a handler, or a function of the driver, throws is STATUS_INSUFFICIENT_RESOURCES', async () => {
    const fixture = tried(engine, (_message, _reply, context) => void context.input(1e9) as never, {
      startSession: (context) => {
        if (isStarting) context.output(1e9);
      },
    });
    let isStarting = true;
    assert.is(fixture.start(), NtStatus.INSUFFICIENT_RESOURCES);
    isStarting = false;
    fixture.started();
    const sent = fixture.send(request(TRIED, 1));
    assert.equal([sent.status, sent.bytes], [NtStatus.INSUFFICIENT_RESOURCES, 0]);
    assert.equal(fixture.codes, ['ERR_LIMIT_MEMORY', 'ERR_LIMIT_MEMORY']);
    const later = tried(engine, async (_message, _reply, context) => void context.input(1e9) as never).started();
    const pending = later.send(request(TRIED, 1));
    await promisesSettled();
    assert.equal(pending.completions, [[NtStatus.INSUFFICIENT_RESOURCES, 0]]);
  });
});

driverSuite('Persistent buffers', (test, { engine }) => {
  test('a whole number of bytes from 0 up, else ERR_USAGE, and nobody else has lost anything', () => {
    const fixture = tried(engine, () => NtStatus.SUCCESS).started();
    const kept = fixture.context.input(64).fill(7);
    for (const bytes of [undefined, null, Number.NaN, 'a', '8', -1, 1.5, Infinity, 8n, {}, 2 ** 60] as never[]) {
      for (const take of ['input', 'output'] as const) {
        assert.throws(
          () => fixture.context[take](bytes),
          ({ code }: CastbufError) => code === 'ERR_USAGE',
        );
      }
    }
    assert.is(fixture.context.input(0).length, 0);
    assert.ok(kept.every((byte) => byte === 7));
    assertUsable(fixture);
  });

  test('not after Destroy: ERR_USAGE', () => {
    const fixture = tried(engine, () => NtStatus.SUCCESS);
    const taken: number[] = [];
    const other = fixture.newContext();
    taken.push(other.output(8).length);
    assert.is(fixture.driver.DestroyMiracastContext(other), NtStatus.SUCCESS);
    for (const take of ['input', 'output'] as const) {
      assert.throws(
        () => other[take](8),
        ({ code, message }: CastbufError) => code === 'ERR_USAGE' && message.includes('destroyed'),
      );
    }
  });

  test('what a handler wrote there before an error status is cleared, also with `encode` and in `call.output`', async () => {
    type Write = Parameters<typeof tried>[1];
    const WRITES: Record<string, Write> = {
      cursor(_message, reply) {
        reply.Value = 1;
        reply.Data = new Uint8Array(20).fill(0x5a);
        return NtStatus.ACCESS_DENIED;
      },
      encode(_message, _reply, _context, call) {
        call.encode({ Value: 1, Data: new Uint8Array(20).fill(0x5a) });
        return NtStatus.ACCESS_DENIED;
      },
      output(_message, _reply, _context, call) {
        call.output.fill(0x5a);
        return NtStatus.ACCESS_DENIED;
      },
      throws(_message, reply) {
        reply.Data = new Uint8Array(20).fill(0x5a);
        throw new Error('broken');
      },
      'a reply that is refused'(_message, reply) {
        reply.Data = new Uint8Array(20).fill(0x5a);
        reply.Count = 30;
        return NtStatus.SUCCESS;
      },
    };
    for (const [what, write] of Object.entries(WRITES)) {
      for (const isLater of [false, true]) {
        const handler: Write = isLater ? async (...call) => write(...call) : write;
        const fixture = tried(engine, handler).started();
        const output = fixture.context.output(64);
        for (let call = 0; call < 3; call++) {
          const sent = fixture.send(request(TRIED, 1), output);
          await promisesSettled();
          assert.ok((sent.outcome as number) < 0, what);
          assert.is(sent.bytes, 0);
          assert.ok(
            output.every((byte) => byte === 0),
            `${what}, ${isLater}, ${call}: ${output.join()}`,
          );
        }
        const own = fixture.send(request(TRIED, 1));
        await promisesSettled();
        assert.ok(
          own.output.every((byte) => byte === 0xee),
          'an own buffer is as it was',
        );
      }
    }
  });
});

driverSuite('Views of buffers that change', (test, { engine }) => {
  const resizable = (bytes: number): ArrayBuffer & { resize(bytes: number): void } =>
    new (
      ArrayBuffer as unknown as new (bytes: number, options: object) => ArrayBuffer & { resize(bytes: number): void }
    )(bytes, { maxByteLength: 1000 });

  test('a view that grew, or shrank, between two messages is as long as it is now', () => {
    const fixture = tried(engine, () => NtStatus.SUCCESS).started();
    const [from, to] = [resizable(14), resizable(20)];
    const [input, output] = [new Uint8Array(from), new Uint8Array(to)];
    const data = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    const echo = (count: number): Sent => {
      const asked = request(ECHO, 1, data.slice(0, count));
      from.resize(asked.length);
      input.set(asked);
      return fixture.send(input, output);
    };
    assert.equal(echo(2).reply, echoOf(1, data.slice(0, 2)));
    assert.equal(echo(12).reply, echoOf(1, data.slice(0, 12)), 'a longer message');
    assert.is(echo(15).status, NtStatus.BUFFER_TOO_SMALL);
    to.resize(30);
    assert.equal(echo(15).reply, echoOf(1, data), 'more room for the reply');
    to.resize(12);
    assert.equal(echo(4).reply, echoOf(1, data.slice(0, 4)));
    assert.is(echo(5).status, NtStatus.BUFFER_TOO_SMALL, 'less room');
    from.resize(0);
    assert.is(fixture.send(input, output).status, NtStatus.INFO_LENGTH_MISMATCH, 'an empty one');
    assert.equal(echo(1).reply, echoOf(1, [1]));
    assertUsable(fixture);
  });

  test('one that was transferred away is STATUS_INVALID_USER_BUFFER, the first time and every time', () => {
    const fixture = tried(engine, () => NtStatus.SUCCESS).started();
    const gone = new Uint8Array(64);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    for (const [input, output] of [
      [gone, new Uint8Array(64)],
      [request(ECHO, 1), gone],
    ] as const) {
      for (let call = 0; call < 3; call++) {
        assert.is(fixture.send(input, output).status, NtStatus.INVALID_USER_BUFFER);
      }
      assertUsable(fixture);
    }
    assert.ok(fixture.codes.every((code) => code === 'ERR_USAGE'));
  });

  test('also where it says its old length now and then, as in optimised code of Node 20', () => {
    let asked = 0;
    class Stale extends Uint8Array {
      override get length(): number {
        return (++asked % 3) * (asked % 5) > 2 ? 64 : 0;
      }
    }
    const fixture = tried(engine, () => NtStatus.SUCCESS).started();
    const gone = new Stale(64);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    for (let call = 0; call < 50; call++) {
      assert.is(fixture.send(gone, new Uint8Array(64)).status, NtStatus.INVALID_USER_BUFFER);
      assert.is(fixture.send(request(ECHO, 1), gone).status, NtStatus.INVALID_USER_BUFFER);
      assertUsable(fixture);
    }
    assert.equal(fixture.codes, times(100, 'ERR_USAGE'));
  });

  test('one that is longer when it is copied than when it was looked at changes nothing behind its area', () => {
    let told = 14;
    /** As a view of a SharedArrayBuffer that another thread grows just now. */
    class Growing extends Uint8Array {
      override get length(): number {
        return told;
      }
    }
    const fixture = tried(engine, () => NtStatus.SUCCESS).started();
    const growing = new Growing(4096);
    growing.set(request(ECHO, 1));
    fixture.send(request(ECHO, 1), 64); // the areas are there
    const others = Array.from({ length: 4 }, () => fixture.context.input(1024).fill(0x77));
    assert.is(fixture.send(growing, new Uint8Array(64)).status, NtStatus.INVALID_USER_BUFFER);
    for (const other of others) assert.ok(other.every((byte) => byte === 0x77));
    told = 4096;
    fixture.send(growing, new Uint8Array(64));
    assertUsable(fixture);
  });
});
