import * as assert from 'uvu/assert';
import { CaptureWriter } from '../../src/capture.js';
import { SimulatedSession } from '../../src/cli/simulation/session.js';
import { resultOf } from '../../src/cli/simulation/result.js';
import { NtStatus } from '../../src/ntstatus.js';
import { DisplayMiniport, MiracastHost, type MiracastCallbacks } from '../../src/miracast.js';
import {
  CastbufError,
  functionOf,
  readRecording,
  RecordFlags,
  RecordingWriter,
  type RecordedEvent,
} from '../../src/recording.js';
import { rounds, suite } from '../harness/index.js';
import { doublingDriver, fileOf, lineOf, recorded, shortSession } from './recordings.js';

const { CREATE, START, STOP, DESTROY } = RecordFlags;
const never = new AbortController().signal;

function simulation(record?: RecordingWriter): SimulatedSession {
  return new SimulatedSession({ frames: 300, seed: 3, threads: 1, ...(record && { record }) });
}

const recordedSimulation = (): Promise<Uint8Array> =>
  recorded(async (record) => simulation(record).run({ signal: never }));

async function refusal(bytes: Uint8Array): Promise<CastbufError> {
  try {
    await readRecording(bytes);
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  throw new Error('it was read');
}

suite('recordings of a host', (test) => {
  test('each call and each answer, with its time, in its order', async () => {
    const events = await readRecording(await recorded(shortSession));
    assert.equal(events.map(lineOf), [
      `0 > lifecycle ${CREATE} #1.0 0 0  | `,
      `0 < lifecycle ${CREATE} #1.0 0 0  | `,
      `0 > lifecycle ${START} #1.1 0 0 070000000000000008000000000000000900000000000000 | `,
      '0 < statistic 1 #1.0 0 0  | ',
      `0 < lifecycle ${START} #1.1 0 4  | 1d000000`,
      '0 > message 0 #1.0 0 3 0102 | ',
      '0 < completion 0 #1.0 0 2  | 0204',
      '0 > message 0 #1.1 0 2 09 | ',
      '0 > message 0 #1.2 0 1 03 | ',
      '0 < completion 0 #1.2 0 1  | 06',
      '0 < completion 0 #1.1 0 1  | 12',
      `1000000000 > statistic 3 #1.0 0 0 ${[1, 2, 3, 4, 5, 6].map((n) => `0${n}`.padEnd(16, '0')).join('')} | `,
      `1000000000 > lifecycle ${STOP} #1.2 0 0  | `,
      `1000000000 < lifecycle ${STOP} #1.2 0 0  | `,
      `1000000000 > lifecycle ${DESTROY} #1.3 0 0  | `,
      `1000000000 < lifecycle ${DESTROY} #1.3 0 0  | `,
    ]);
    assert.is(functionOf(events[2] as RecordedEvent), 'StartMiracastSession');
  });

  test('what is read is what was written, bit for bit', async () => {
    for (const bytes of [await recorded(shortSession), await recordedSimulation()])
      assert.ok(Buffer.compare(fileOf(await readRecording(bytes)), bytes) === 0);
  });

  test('a session that is recorded is the same session, to every count and time', async () => {
    const options = { frames: 300, seed: 3, threads: 1 };
    const [plain, heard] = [simulation(), simulation(new RecordingWriter(() => undefined))];
    await plain.run({ signal: never });
    await heard.run({ signal: never });
    assert.equal(resultOf(heard, options, 1), resultOf(plain, options, 1));
  });

  test('all messages of a session are there, each with one completion, and its bytes', async () => {
    const parts: Uint8Array[] = [];
    const session = simulation(new RecordingWriter((part) => void parts.push(part)));
    await session.run({ signal: never });
    const events = await readRecording(await recordedSimulation());
    const of = (kind: string): RecordedEvent[] => events.filter((event) => event.kind === kind);
    assert.is(of('message').length, session.sent.sent);
    assert.equal(
      of('completion')
        .map(({ call }) => call)
        .toSorted((a, b) => a - b),
      of('message').map(({ call }) => call),
    );
    assert.is(
      of('completion').reduce((sum, { bytesReturned }) => sum + bytesReturned, 0),
      session.sent.bytesReturned,
    );
    assert.is(of('statistic').filter(({ flags }) => flags === 3).length, session.link.asked);
  });

  test('what a host makes of an answer that is none is what is recorded', async () => {
    const driver = doublingDriver({
      HandleKernelModeMessage(_context, input, _output, bytesReturned, complete) {
        if (input[0] === 3) throw new Error('on purpose');
        bytesReturned[0] = 4;
        if (input[0] === 1) return NtStatus.SUCCESS;
        complete?.(0.5, 1);
        complete?.(NtStatus.SUCCESS, 2);
        return NtStatus.PENDING;
      },
    });
    const events = await readRecording(await recorded((record) => shortSession(record, driver)));
    const completions = events.filter(({ kind }) => kind === 'completion').map(lineOf);
    assert.equal(completions, [
      `0 < completion 0 #1.0 ${NtStatus.UNSUCCESSFUL >>> 0} 0  | `,
      `0 < completion 0 #1.1 ${NtStatus.UNSUCCESSFUL >>> 0} 1  | 00`,
      `0 < completion 0 #1.2 ${NtStatus.UNSUCCESSFUL >>> 0} 0  | `,
    ]);
  });

  test('the callbacks of a driver: I/O control, chunks, statistics and statuses', async () => {
    let callbacks: MiracastCallbacks | undefined;
    const driver = doublingDriver({
      CreateMiracastContext(_handle, given, out) {
        callbacks = given;
        out.value = { sessionState: 0 };
        return NtStatus.SUCCESS;
      },
      HandleKernelModeMessage(_context, input) {
        if (input[0] !== 1) return NtStatus.SUCCESS;
        callbacks?.MiracastIoControl(1, true, Uint8Array.of(4), new Uint8Array(2));
        callbacks?.ReportStatistic(1, { StatisticType: 2, ProtocolEvent: { Event: 1 } });
        callbacks?.ReportStatistic(1, { StatisticType: 'what' } as never);
        callbacks?.GetNextChunkData(1, 0, [], Uint32Array.of(64), new Uint8Array(64), new Uint32Array(1));
        callbacks?.ReportSessionStatus(1, 2, NtStatus.IO_TIMEOUT);
        return NtStatus.SUCCESS;
      },
    });
    const events = await readRecording(await recorded((record) => shortSession(record, driver)));
    const from = events.findIndex(({ kind }) => kind === 'message') + 1;
    assert.equal(events.slice(from, from + 8).map(lineOf), [
      '0 < I/O control 1 #1.0 0 2 04 | ',
      '0 > I/O control 1 #1.0 0 1  | 05',
      `0 < statistic 0 #1.0 0 0 ${'02'.padEnd(16, '0')}${'01'.padEnd(48, '0')} | `,
      '0 < statistic 0 #1.1 0 0  | ',
      '0 < chunk data 0 #1.0 0 64 00000000 | ',
      `0 > chunk data 0 #1.0 ${NtStatus.TIMEOUT} 0 00000000 | `,
      `0 < lifecycle 5 #1.0 ${NtStatus.IO_TIMEOUT >>> 0} 0 02000000 | `,
      '0 < completion 0 #1.0 0 0  | ',
    ]);
  });

  test('messages that a driver leaves pending are cancelled when it leaves its context', async () => {
    const driver = doublingDriver({
      HandleKernelModeMessage: () => NtStatus.PENDING,
    });
    const events = await readRecording(
      await recorded(async (record) => {
        const host = new MiracastHost({ record });
        host.loadDriver(driver);
        const miniport = new DisplayMiniport();
        const { device } = await host.createDevice(miniport);
        const sent = miniport.sendMessage(Uint8Array.of(1), new Uint8Array(1));
        await device?.destroy();
        assert.is((await sent).Status, NtStatus.CANCELLED);
      }),
    );
    assert.is(events.at(-2)?.status, NtStatus.CANCELLED);
    assert.is(events.at(-2)?.kind, 'completion');
  });
});

suite('recordings: wrong use', (test) => {
  test('what write throws stops nobody, and comes out of end', async () => {
    let count = 0;
    const writer = new RecordingWriter(() => {
      if (++count > 8) throw new Error('the disk is full');
    });
    await shortSession(writer);
    assert.is(count, 9);
    assert.throws(() => writer.end(), /the disk is full/);
    assert.throws(() => writer.end(), /has ended already/);
  });

  test('a recording is of one driver, and a host says what it takes', () => {
    const record = new RecordingWriter(() => undefined);
    new MiracastHost({ record }).loadDriver(doublingDriver());
    assert.throws(() => new MiracastHost({ record }).loadDriver(doublingDriver()), /a recording is of one driver/);
    assert.throws(() => new MiracastHost({ record: {} as never }), /record of MiracastHost needs around, a function/);
    assert.throws(() => new RecordingWriter('x' as never), /new RecordingWriter takes a function, not/);
  });
});

suite('recordings that are cut, changed, or lie', (test) => {
  test('cut at every byte: refused, with a place in the file', async () => {
    const bytes = await recorded(shortSession);
    for (let length = 0; length < bytes.length; length++) {
      const { code, offset } = await refusal(bytes.subarray(0, length));
      assert.ok(['ERR_DATA_OVERRUN', 'ERR_MAGIC'].includes(code), `${length}: ${code}`);
      assert.ok((offset as number) <= length);
    }
  });

  test('each bit turned: refused, or what it says is the same', async () => {
    const bytes = await recorded(shortSession);
    const want = (await readRecording(bytes)).map(lineOf).join('\n');
    const step = rounds(1, 1 / 7) < 1 ? 7 : 1;
    let refused = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      const copy = bytes.slice();
      copy[bit >>> 3] = (copy[bit >>> 3] as number) ^ (1 << (bit & 7));
      try {
        const have = (await readRecording(copy)).map(lineOf).join('\n');
        if (have !== want) throw new Error(`bit ${bit} changed the events`);
      } catch (error) {
        if (!(error instanceof CastbufError)) throw error;
        refused++;
      }
    }
    assert.ok(refused > 100);
  });

  test('what cannot have been is refused, with what is wrong', async () => {
    const events = await readRecording(await recorded(shortSession));
    const changed = (index: number, change: Partial<RecordedEvent>): RecordedEvent[] =>
      events.map((event, at) => (at === index ? { ...event, ...change } : event));
    const without = (index: number): RecordedEvent[] => events.filter((_, at) => at !== index);
    const last = events.at(-1)?.time as bigint;
    const LIES: readonly (readonly [readonly RecordedEvent[], RegExp])[] = [
      [without(0), /there is no device 1/],
      [without(1), /StartMiracastSession is called while CreateMiracastContext runs/],
      [without(5), /HandleKernelModeMessage 0 is answered, and was not called/],
      [[...events.slice(0, 7), events[6] as RecordedEvent, ...events.slice(7)], /0 is answered, and was not called/],
      [[...events, { ...(events[5] as RecordedEvent), time: last }], /there is no device 1 any more/],
      [[...events, { ...(events[0] as RecordedEvent), time: last }], /device 1 is created, and was there before/],
      [changed(5, { call: 4 }), /call 4 of HandleKernelModeMessage follows 0 of them/],
      [changed(6, { output: new Uint8Array(4), bytesReturned: 4 }), /returned 4 bytes, and there is room for 3/],
      [changed(6, { bytesReturned: 1 }), /returned 1 bytes, and 2 are there/],
      [changed(6, { input: new Uint8Array(1) }), /the answer to HandleKernelModeMessage has 1 bytes of input, not 0/],
      [changed(5, { output: new Uint8Array(1) }), /a call of HandleKernelModeMessage has 1 bytes of output/],
      [changed(5, { flags: 1 }), /flags 1 are none of a record of message to driver/],
      [changed(5, { direction: 'from driver' }), /flags 0 are none of a record of message from driver/],
      [changed(2, { input: new Uint8Array(5) }), /a call of StartMiracastSession has 5 bytes of input/],
      [changed(4, { output: new Uint8Array(5), bytesReturned: 5 }), /returned 5 bytes, and returns 4 at most/],
      [changed(4, { flags: STOP }), /is answered with flags 3, and was called with 2/],
      [changed(12, { time: 1n }), /its time, 1 ns, is before that of the record before it/],
    ];
    for (const [lie, message] of LIES) {
      const error = await refusal(fileOf(lie));
      assert.is(error.code, 'ERR_DISAGREE');
      assert.match(error.message, message);
    }
  });

  test('a capture that is no recording', async () => {
    const parts: Uint8Array[] = [];
    const capture = new CaptureWriter((part) => void parts.push(part));
    capture.section();
    const id = capture.interface({ linkType: 1 });
    capture.packet({ interface: id, timestamp: 1n, data: new Uint8Array(32) });
    assert.match((await refusal(Buffer.concat(parts))).message, /link type 1, and records are of 147/);
    parts.length = 0;
    capture.section();
    const user = capture.interface({ linkType: 147 });
    capture.packet({ interface: user, timestamp: 1n, data: new Uint8Array(32) });
    assert.match((await refusal(Buffer.concat(parts))).message, /does not begin as a record of castbuf does/);
  });
});
