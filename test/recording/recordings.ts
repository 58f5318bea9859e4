import {
  DisplayMiniport,
  MiracastHost,
  type Clock,
  type MiracastCallbacks,
  type MiracastContextHandle,
  type MiracastDriver,
  type MiracastDriverInterface,
} from '../../src/miracast.js';
import { NtStatus } from '../../src/ntstatus.js';
import { RecordingWriter, writeRecording, type RecordedEvent } from '../../src/recording.js';

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function fileOf(events: Iterable<RecordedEvent>): Uint8Array {
  const parts: Uint8Array[] = [];
  writeRecording(events, (part) => void parts.push(part));
  return joined(parts);
}

/** What `record` hears, as the bytes of a file. */
export async function recorded(record: (writer: RecordingWriter) => Promise<void>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const writer = new RecordingWriter((part) => void parts.push(part));
  await record(writer);
  writer.end();
  return joined(parts);
}

/** Everything that an event says, for messages of failures that can be read. */
export function lineOf({ input, output, ...event }: RecordedEvent): string {
  const { time, kind, direction, flags, device, call, status, bytesReturned } = event;
  const arrow = direction === 'to driver' ? '>' : '<';
  const hex = [input, output].map((bytes) => Buffer.from(bytes).toString('hex')).join(' | ');
  return `${time} ${arrow} ${kind} ${flags} #${device}.${call} ${status >>> 0} ${bytesReturned} ${hex}`;
}

/** Time that goes on by hand. */
export class HandClock implements Clock {
  time = 5;
  private readonly timers: { readonly due: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { due: this.time + milliseconds, callback };
    this.timers.push(timer);
    return () => void this.timers.splice(this.timers.indexOf(timer), 1);
  }

  pass(milliseconds: number): void {
    this.time += milliseconds;
    for (const timer of this.timers.filter(({ due }) => due <= this.time)) {
      this.timers.splice(this.timers.indexOf(timer), 1);
      timer.callback();
    }
  }
}

/** The five functions of a driver that doubles bytes, each of which can be another one's. */
export function doublingDriver(others: Partial<MiracastDriverInterface> = {}): MiracastDriver {
  let callbacks: MiracastCallbacks | undefined;
  const context: MiracastContextHandle = { sessionState: 0 };
  return {
    QueryMiracastDriverInterface(_version, size, filled) {
      Object.assign(filled, {
        Size: size,
        CreateMiracastContext(_handle, given, out) {
          callbacks = given;
          out.value = context;
          return NtStatus.SUCCESS;
        },
        DestroyMiracastContext: () => NtStatus.SUCCESS,
        StartMiracastSession(_context, _socket, stats, info) {
          info.MonitorConnected = 1;
          info.Reserved = Number(stats.CurrentBitRate);
          callbacks?.RegisterForDataRateNotifications(1, undefined, () => undefined);
          return NtStatus.SUCCESS;
        },
        StopMiracastSession: async () => NtStatus.SUCCESS,
        HandleKernelModeMessage(_context, input, output, bytesReturned, complete) {
          output.set(input.map((byte) => byte * 2));
          bytesReturned[0] = input.length;
          if (input[0] === 9) {
            void Promise.resolve().then(() => complete?.(NtStatus.SUCCESS, 1));
            return NtStatus.PENDING;
          }
          return NtStatus.SUCCESS;
        },
        ...others,
      } satisfies MiracastDriverInterface);
      return NtStatus.SUCCESS;
    },
  };
}

/** A session with each kind of event, in virtual time. */
export async function shortSession(record: RecordingWriter, driver = doublingDriver()): Promise<void> {
  const clock = new HandClock();
  const miniport = new DisplayMiniport({
    DxgkDdiMiracastIoControl(input, output, bytesReturned) {
      output[0] = (input[0] ?? 0) + 1;
      bytesReturned[0] = 1;
      return NtStatus.SUCCESS;
    },
  });
  const stats = { EncoderBitRate: 1n, CurrentMaxTxDataRate: 2n, TransmittedFrameCount: 3n };
  const dataRates = () => ({ ...stats, FailedFrameCount: 4n, RetriedFrameCount: 5n, MultipleRetryFrameCount: 6n });
  const host = new MiracastHost({ clock, record, dataRates });
  host.loadDriver(driver);
  const { device } = await host.createDevice(miniport);
  const connectionStats = { CurrentBitRate: 7n, LocalMaxBitRate: 8n, RemoteMaxBitRate: 9n };
  await device?.start({ rtspSocket: { close: () => undefined }, connectionStats });
  void miniport.sendMessage(Uint8Array.of(1, 2), new Uint8Array(3));
  const later = miniport.sendMessage(Uint8Array.of(9), new Uint8Array(2));
  void miniport.sendMessage(Uint8Array.of(3), new Uint8Array(1));
  await later;
  clock.pass(1000);
  await device?.stop();
  await host.close();
}
