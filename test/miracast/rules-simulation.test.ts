import * as assert from 'uvu/assert';
import { sampleDriver, type Session, type Sink } from '../../src/cli/simulation/driver.js';
import { Encoder } from '../../src/cli/simulation/encoder.js';
import { EncoderReply, EncoderRequest, REQUEST } from '../../src/cli/simulation/messages.js';
import { Random } from '../../src/cli/simulation/random.js';
import { sendChunks } from '../../src/cli/simulation/send-chunks.js';
import { SharedState } from '../../src/cli/simulation/shared-state.js';
import type { VirtualClock } from '../../src/cli/simulation/virtual-clock.js';
import {
  ManualResetEvent,
  MIRACAST_CHUNK_DATA,
  MIRACAST_PROTOCOL_EVENT,
  MIRACAST_SESSION_INFO,
  type ChunkInfoInput,
  type DataRateNotify,
  type DisplayMiniport,
  type MiracastCallbacks,
  type MiracastContext,
  type MiracastContextHandle,
  type NTSTATUS,
} from '../../src/miracast/index.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { createCodecWith } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { suite } from '../harness/index.js';
import { chunkOf } from './callbacks-fixture.js';
import { NO_CALLBACKS } from './driver-fixture.js';
import { NO_STATS } from './host-fixture.js';

const engine = createReferenceEngine();
const requests = createCodecWith(engine, EncoderRequest);
const replies = createCodecWith(engine, EncoderReply);
const REPLY = { EncodeRate: 5000, MaxEncodeRate: 50_000, FramesPerSecond: 60 };
const NO_SINK: Sink = { ask: async () => undefined, send: async () => {} };

/** What the sample driver keeps of a session, its monitor on; its callbacks do what a test says. */
function inSession(callbacks: Partial<MiracastCallbacks>): { context: MiracastContext<Session>; state: Session } {
  const shared = new SharedState();
  shared.isMonitorOn = true;
  const state: Session = { stop: new ManualResetEvent(), sending: Promise.resolve(), shared };
  const context = { callbacks: { ...NO_CALLBACKS, ...callbacks }, hMiracastDeviceHandle: 1, state };
  return { context: context as unknown as MiracastContext<Session>, state };
}

/*
 * Rules that the interface has for those who use it: the sample driver and the simulated encoder keep them.
 */
suite('rules: the sample driver and the encoder', (test) => {
  test('CHUNK_SENT is reported just before the network call', async () => {
    const log: string[] = [];
    const packets = createCodecWith(engine, MIRACAST_CHUNK_DATA);
    const { context, state } = inSession({
      ReportStatistic: (_device, { ChunkSent }) => void log.push(`sent ${ChunkSent?.ChunkId?.FrameNumber}`),
      async GetNextChunkDataAsync(_device, _timeout, _events, size, buffer) {
        if (log.length > 0) state.stop.signal();
        const first = packets.encodeInto(chunkOf(7, 1), buffer);
        size[0] = first + packets.encodeInto(chunkOf(8, 1), buffer.subarray(first));
        return NtStatus.SUCCESS;
      },
    });
    await sendChunks(context, { ...NO_SINK, send: async ([frame]) => void log.push(`send ${frame}`) });
    assert.equal(log, ['sent 7', 'send 7', 'sent 8', 'send 8']);
  });

  test('STATUS_CONNECTION_RESET: the driver says so and asks for an I-frame', async () => {
    const log: unknown[] = [];
    const answers: NTSTATUS[] = [NtStatus.CONNECTION_RESET, NtStatus.INSTANCE_NOT_AVAILABLE];
    const { context } = inSession({
      ReportStatistic: (_device, { ProtocolEvent }) => void log.push(ProtocolEvent?.Event),
      MiracastIoControl(_device, _hardware, input, output, bytesReturned) {
        log.push(requests.decode(input).Request);
        (bytesReturned as Uint32Array)[0] = replies.encodeInto(REPLY, output);
        return NtStatus.SUCCESS;
      },
      GetNextChunkDataAsync: async () => answers.shift() as NTSTATUS,
    });
    await sendChunks(context, NO_SINK);
    assert.equal(log, [MIRACAST_PROTOCOL_EVENT.values.MIRACAST_PROTOCOL_EVENT_IFRAME_RQ, REQUEST.values.SEND_I_FRAME]);
  });

  test('the miniport checks the sizes of an I/O control request', () => {
    const encoder = new Encoder({} as VirtualClock, new Random(1, 'frames'));
    const query = requests.encode({ Request: REQUEST.values.QUERY_ENCODER, EncodeRate: 0 });
    const control = (input: Uint8Array, room: number): number[] => {
      const bytesReturned = new Uint32Array(1);
      return [encoder.control(input, new Uint8Array(room), bytesReturned), bytesReturned[0] as number];
    };
    const { size } = replies.layout;
    assert.equal(control(query, size), [NtStatus.SUCCESS, size]);
    assert.equal(control(query, size - 1), [NtStatus.BUFFER_TOO_SMALL, 0]);
    assert.equal(control(query.subarray(1), size), [NtStatus.INFO_LENGTH_MISMATCH, 0]);
  });

  test('ProcessingTime is in microseconds', async () => {
    let milliseconds = 0;
    const clock = { now: () => milliseconds, sleep: async (time: number) => void (milliseconds += time) };
    let [processing, chunks] = [0, 0];
    const miniport = {
      MiracastHandle: 1,
      notifyChunkProcessingComplete(_handle: number, { ProcessingTime }: ChunkInfoInput) {
        processing += ProcessingTime;
        chunks++;
        if (processing < 16_000) assert.ok(Math.abs(milliseconds - processing / 1000) < 1e-6);
        return NtStatus.SUCCESS;
      },
    };
    const encoder = new Encoder(clock as VirtualClock, new Random(1, 'frames'));
    await encoder.run(miniport as unknown as DisplayMiniport, 1);
    assert.ok(chunks >= 3);
    assert.ok(processing > 1000);
  });

  test('EncodeRate is in kilobits per second, the rates of a notification in bits', async () => {
    const asked: { Request: number; EncodeRate: number }[] = [];
    const registered: Parameters<DataRateNotify>[0][] = [];
    let notify: DataRateNotify | null = null;
    const callbacks: typeof NO_CALLBACKS = {
      ...NO_CALLBACKS,
      MiracastIoControl(_device, _hardware, input, output, bytesReturned) {
        const { Request, EncodeRate } = requests.decode(input);
        asked.push({ Request, EncodeRate });
        (bytesReturned as Uint32Array)[0] = replies.encodeInto(REPLY, output);
        return NtStatus.SUCCESS;
      },
      RegisterForDataRateNotifications(_device, context, pfnDataRateNotify) {
        registered.push(context);
        notify = pfnDataRateNotify;
        return NtStatus.SUCCESS;
      },
    };
    const driver = sampleDriver({
      clock: { now: () => 0, after: () => () => {} },
      sink: NO_SINK,
      shared: new SharedState(),
    });
    const out: { value: MiracastContextHandle | undefined } = { value: undefined };
    assert.is(await driver.CreateMiracastContext(1, callbacks, out), NtStatus.SUCCESS);
    const info = createCodecWith(engine, MIRACAST_SESSION_INFO).decode(new Uint8Array(4));
    const context = out.value as MiracastContextHandle;
    assert.is(await driver.StartMiracastSession(context, undefined, NO_STATS, info), NtStatus.SUCCESS);
    const link = {
      EncoderBitRate: 0n,
      CurrentMaxTxDataRate: 10_000_000n,
      TransmittedFrameCount: 0n,
      FailedFrameCount: 0n,
      RetriedFrameCount: 0n,
      MultipleRetryFrameCount: 0n,
    };
    (notify as unknown as DataRateNotify)(registered[0], link);
    const { SET_ENCODE_RATE } = REQUEST.values;
    assert.equal(asked.at(-1), { Request: SET_ENCODE_RATE, EncodeRate: 8000 }, 'four fifths of 10 megabits');
  });
});
