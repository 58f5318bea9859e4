// time-out: 120 s
import * as assert from 'uvu/assert';
import { messages } from '../../src/cli/simulation/messages.js';
import { Random } from '../../src/cli/simulation/random.js';
import { sampleDriver } from '../../src/cli/simulation/driver.js';
import { SharedState } from '../../src/cli/simulation/shared-state.js';
import { SimulatedSession } from '../../src/cli/simulation/session.js';
import { SimulatedSink } from '../../src/cli/simulation/simulated-sink.js';
import { NtStatus } from '../../src/ntstatus.js';
import type { MiracastCallbacks, MiracastDriver, MiracastDriverInterface } from '../../src/miracast.js';
import {
  readRecording,
  replay,
  type RecordedEvent,
  type ReplayDifference,
  type ReplayedDriver,
  type ReplayWorld,
} from '../../src/recording.js';
import { suite } from '../harness/index.js';
import { doublingDriver, fileOf, lineOf, recorded, shortSession } from './recordings.js';

const never = new AbortController().signal;
const SEED = 3;

/** A session of the sample driver, once for each length. */
function sessionOf(frames: number): Promise<Uint8Array> {
  const known = sessions.get(frames) ?? sessionNow(frames);
  sessions.set(frames, known);
  return known;
}
const sessions = new Map<number, Promise<Uint8Array>>();

function sessionNow(frames: number): Promise<Uint8Array> {
  return recorded(async (record) =>
    new SimulatedSession({ frames, seed: SEED, threads: 1, record }).run({ signal: never }),
  );
}

/** The same driver, whose sink stalls where it did. */
function sample({ clock }: ReplayWorld): MiracastDriver {
  const random = new Random(SEED, 'sink');
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => void clock.after(milliseconds, resolve));
  const sink = new SimulatedSink({ sleep }, random);
  return sampleDriver({ clock, sink, shared: new SharedState() });
}

/** A driver some of whose functions are others, which may call its own. */
function changed(
  driver: MiracastDriver,
  others: (real: MiracastDriverInterface) => Partial<MiracastDriverInterface>,
): MiracastDriver {
  return {
    QueryMiracastDriverInterface(version, size, filled) {
      const status = driver.QueryMiracastDriverInterface(version, size, filled);
      const real = { ...filled } as MiracastDriverInterface;
      Object.assign(filled, others(real));
      return status;
    },
  };
}

suite('replay of a session', (test) => {
  test('3,600 frames: the same driver does the same, bit for bit', async () => {
    const recording = await readRecording(await sessionOf(3600));
    const { differences, events } = await replay(recording, sample, { messages });
    assert.equal(differences.map(({ text }) => text).slice(0, 5), []);
    assert.is(differences.length, 0);
    assert.is(events.length, recording.length);
    const bytesOf = (all: readonly RecordedEvent[]): string =>
      all.map((event) => lineOf({ ...event, time: 0n })).join('\n');
    assert.ok(bytesOf(events) === bytesOf(recording));
  });

  test('one reply that is changed is told: which, and what member of its struct', async () => {
    const recording = await readRecording(await sessionOf(3600));
    const calls = new Map(
      recording.filter(({ kind }) => kind === 'message').map((event) => [event.call, event.input[4]]),
    );
    const rates = recording.filter(
      ({ kind, call, output }) => kind === 'completion' && calls.get(call) === 2 && output.length > 0,
    );
    const one = rates[rates.length >> 1] as RecordedEvent;
    const driver = (world: ReplayWorld): MiracastDriver =>
      changed(sample(world), (real) => {
        let count = 0;
        return {
          HandleKernelModeMessage(context, input, output, bytesReturned, complete) {
            const status = real.HandleKernelModeMessage(context, input, output, bytesReturned, complete);
            if (count++ === one.call) output[0] = (output[0] as number) ^ 1;
            return status;
          },
        };
      });
    const { differences } = await replay(recording, driver, { messages });
    assert.is(differences.length, 1);
    const [{ kind, recorded, replayed, text }] = differences as [ReplayDifference];
    assert.is(kind, 'changed');
    assert.is(recorded?.call, one.call);
    const [before, after] = [recorded, replayed].map((event) =>
      new DataView(Uint8Array.from(event?.output ?? []).buffer).getUint32(0, true),
    );
    assert.match(
      text,
      new RegExp(
        `completion of HandleKernelModeMessage ${one.call} \\(SetBitRate\\): EncodeRate ${before} -> ${after}$`,
      ),
    );
    const plain = await replay(recording, driver);
    assert.match(plain.differences[0]?.text ?? '', /output at byte 0: [0-9a-f]{8} -> [0-9a-f]{8}$/);
  });

  test('what a replay gives is a recording that replays', async () => {
    const recording = await readRecording(await sessionOf(200));
    const driver = (world: ReplayWorld): MiracastDriver =>
      changed(sample(world), (real) => ({
        HandleKernelModeMessage(context, input, output, bytesReturned, complete) {
          if (input[4] === 4) return NtStatus.NOT_SUPPORTED;
          return real.HandleKernelModeMessage(context, input, output, bytesReturned, complete);
        },
      }));
    const { differences, events } = await replay(recording, driver, { messages });
    assert.ok(differences.length > 5);
    for (const { text } of differences.filter(({ kind }) => kind === 'changed'))
      assert.match(
        text,
        /HandleKernelModeMessage \d+(?: \(SetPointerShape\))?: status STATUS_\w+ -> STATUS_NOT_SUPPORTED$/,
      );
    const again = await readRecording(fileOf(events));
    assert.equal((await replay(again, driver)).differences, []);
    const back = (await replay(again, sample)).differences;
    assert.is(
      back.filter(({ kind }) => kind === 'changed').length,
      differences.filter(({ kind }) => kind === 'changed').length,
    );
  });
});

suite('replay: what differs', (test) => {
  const textsOf = async (driver: ReplayedDriver, of = shortSession): Promise<readonly string[]> => {
    const { differences } = await replay(await readRecording(await recorded(of)), driver);
    return differences.map(({ kind, text }) => `${kind}: ${text}`);
  };

  test('nothing, of a hand-written driver, more than once', async () => {
    const driver = doublingDriver();
    assert.equal(await textsOf(driver), []);
    assert.equal(await textsOf(driver), []);
    assert.equal(await textsOf(() => Promise.resolve(driver)), []);
  });

  test('an answer that comes later, in another order', async () => {
    const later = doublingDriver({
      HandleKernelModeMessage(_context, input, output, bytesReturned, complete) {
        output.set(input.map((byte) => byte * 2));
        bytesReturned[0] = input.length;
        if (input[0] === 3) {
          void Promise.resolve()
            .then(() => undefined)
            .then(() => undefined)
            .then(() => complete?.(NtStatus.SUCCESS, 1));
          return NtStatus.PENDING;
        }
        if (input[0] !== 9) return NtStatus.SUCCESS;
        void Promise.resolve().then(() => complete?.(NtStatus.SUCCESS, 1));
        return NtStatus.PENDING;
      },
    });
    assert.equal(await textsOf(later), [
      'order: at 0.000 ms, completion of HandleKernelModeMessage 2: it came after completion of HandleKernelModeMessage 1',
    ]);
  });

  test('an answer that never comes, a status, a length, another value of a struct', async () => {
    const other = doublingDriver({
      StartMiracastSession(_context, _socket, _stats, info) {
        info.MonitorConnected = 1;
        return NtStatus.SUCCESS;
      },
      HandleKernelModeMessage(_context, input, output, bytesReturned) {
        if (input[0] === 9) return NtStatus.PENDING;
        output.set(input);
        bytesReturned[0] = 1;
        return input[0] === 3 ? NtStatus.NOT_FOUND : NtStatus.SUCCESS;
      },
    });
    assert.equal(await textsOf(other), [
      'missing: at 0.000 ms, call of RegisterForDataRateNotifications 0: it did not come',
      'changed: at 0.000 ms, return of StartMiracastSession 1: Reserved 7 -> 0; Value 29 -> 1',
      'changed: at 0.000 ms, completion of HandleKernelModeMessage 0: output at byte 0: 0204 -> 01, 2 -> 1 bytes',
      'changed: at 0.000 ms, completion of HandleKernelModeMessage 2: status STATUS_SUCCESS -> STATUS_NOT_FOUND; output at byte 0: 06 -> 03',
      'changed: at 0.000 ms, completion of HandleKernelModeMessage 1: status STATUS_SUCCESS -> STATUS_CANCELLED; output at byte 0: 12 -> (end), 1 -> 0 bytes',
      'order: at 0.000 ms, completion of HandleKernelModeMessage 1: it came after call of DestroyMiracastContext 3',
    ]);
  });

  test('a request more than there were, which is answered all the same', async () => {
    const statuses: number[] = [];
    let callbacks: MiracastCallbacks | undefined;
    const asking = doublingDriver({
      async StopMiracastSession(_context, given) {
        callbacks = given;
        const [size, outstanding] = [Uint32Array.of(8), new Uint32Array(1)];
        statuses.push(callbacks?.MiracastIoControl(1, false, new Uint8Array(2), new Uint8Array(2)) ?? 0);
        statuses.push(callbacks?.GetNextChunkData(1, 0, [], size, new Uint8Array(8), outstanding) ?? 0);
        statuses.push((await callbacks?.GetNextChunkDataAsync(1, 0, [], size, new Uint8Array(8), outstanding)) ?? 0);
        return NtStatus.SUCCESS;
      },
    });
    const texts = await textsOf(asking);
    assert.equal(statuses, [NtStatus.NOT_SUPPORTED, NtStatus.INSTANCE_NOT_AVAILABLE, NtStatus.INSTANCE_NOT_AVAILABLE]);
    assert.equal(texts, [
      'extra: at 1000.000 ms, call of MiracastIoControl 0: it was not recorded',
      'extra: at 1000.000 ms, call of GetNextChunkData 0: it was not recorded',
      'extra: at 1000.000 ms, call of GetNextChunkData 1: it was not recorded',
    ]);
  });

  test('a function that never returns ends the replay', async () => {
    const hangs = doublingDriver({ StopMiracastSession: () => new Promise(() => undefined) });
    assert.equal(await textsOf(hangs), [
      'stopped: at 1000.000 ms, return of StopMiracastSession 2: it did not return; the rest of the recording was not replayed',
    ]);
  });

  test('a function that takes its time, by the clock of the replay: what follows waits for it', async () => {
    const slow: ReplayedDriver = ({ clock }) =>
      doublingDriver({
        StopMiracastSession: () => new Promise((resolve) => void clock.after(5000, () => resolve(NtStatus.SUCCESS))),
      });
    assert.equal(await textsOf(slow), []);
    const { events } = await replay(await readRecording(await recorded(shortSession)), slow);
    assert.is(events.at(-1)?.time, 6_000_000_000n);
  });

  test('a driver that takes real time is waited for, and one that says nothing is not waited for long', async () => {
    const answering = (milliseconds: number): MiracastDriver =>
      doublingDriver({
        HandleKernelModeMessage(_context, input, output, bytesReturned, complete) {
          output.set(input.map((byte) => byte * 2));
          bytesReturned[0] = input.length;
          if (input[0] !== 9) return NtStatus.SUCCESS;
          setTimeout(() => complete?.(NtStatus.SUCCESS, 1), milliseconds);
          return NtStatus.PENDING;
        },
      });
    assert.equal(await textsOf(answering(20)), []);
    const recording = await readRecording(await recorded(shortSession));
    const begin = performance.now();
    const { differences } = await replay(recording, answering(2000), { patience: 0 });
    assert.equal(
      differences.map(({ kind }) => kind),
      ['changed', 'order'],
    );
    assert.ok(performance.now() - begin < 1500);
  });

  test('a driver that does not make a context gets nothing else', async () => {
    const texts = await textsOf(doublingDriver({ CreateMiracastContext: () => NtStatus.NO_MEMORY }));
    assert.match(texts[0] ?? '', /return of CreateMiracastContext 0: status STATUS_SUCCESS -> STATUS_NO_MEMORY$/);
    assert.is(texts.filter((text) => text.startsWith('missing: ')).length, 7);
    assert.is(texts.length, 8);
  });

  test('a driver that throws answers with a status', async () => {
    const throws = doublingDriver({
      HandleKernelModeMessage() {
        throw new Error('on purpose');
      },
    });
    assert.match((await textsOf(throws)).join('\n'), /Message 0: status STATUS_SUCCESS -> STATUS_UNSUCCESSFUL/);
  });

  test('what is no driver, no recording, no option', async () => {
    const fails = async (work: Promise<unknown>, message: RegExp): Promise<void> => {
      const error = await work.then(
        () => undefined,
        (reason: Error) => reason,
      );
      assert.match(error?.message ?? '', message);
    };
    await fails(replay([], {} as never), /replay takes a driver; .* has no function QueryMiracastDriverInterface/);
    await fails(
      replay([], { QueryMiracastDriverInterface: () => NtStatus.NOT_SUPPORTED }),
      /the driver did not load: .* STATUS_NOT_SUPPORTED/,
    );
    await fails(replay({} as never, doublingDriver()), /replay takes what readRecording gives/);
    await fails(replay([], doublingDriver(), { mesages: 1 } as never), /mesages/);
    const recording = await readRecording(await recorded(shortSession));
    await fails(replay(recording, doublingDriver(), { signal: AbortSignal.abort(new Error('no more')) }), /no more/);
  });
});
