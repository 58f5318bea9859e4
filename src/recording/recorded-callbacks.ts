import { isSuccess } from '../ntstatus/index.js';
import type { MiracastCallbacks, NTSTATUS } from '../miracast/index.js';
import { dataRateBytes, statisticBytes, u32Bytes } from './carried-structures.js';
import { NO_BYTES, type DeviceEvents } from './device-events.js';
import { RecordFlags } from './record.js';

type IoControlParameters = Parameters<MiracastCallbacks['MiracastIoControl']>;
type ChunkParameters = Parameters<MiracastCallbacks['GetNextChunkData']>;
type Answered = (status: NTSTATUS) => void;

/** What a host gives its driver, with an event for each call of it, and each answer. */
export function recordedCallbacks(callbacks: MiracastCallbacks, device: DeviceEvents): MiracastCallbacks {
  return Object.freeze<MiracastCallbacks>({
    ReportSessionStatus(handle, MiracastStatus, Status) {
      const { SESSION_STATUS: flags } = RecordFlags;
      const input = u32Bytes(MiracastStatus);
      device.called({ kind: 'lifecycle', direction: 'from driver', flags, status: Status | 0, input });
      callbacks.ReportSessionStatus(handle, MiracastStatus, Status);
    },

    ReportStatistic(handle, statistic) {
      device.called({ kind: 'statistic', direction: 'from driver', input: statisticBytes(statistic) });
      callbacks.ReportStatistic(handle, statistic);
    },

    MiracastIoControl(...given) {
      const [parameters, answered] = recordedIoControl(device, given);
      return now(answered, callbacks.MiracastIoControl(...parameters));
    },
    MiracastIoControlAsync(...given) {
      const [parameters, answered] = recordedIoControl(device, given);
      return later(answered, callbacks.MiracastIoControlAsync(...parameters));
    },

    GetNextChunkData(...given) {
      const answered = recordedChunkRead(device, given);
      return now(answered, callbacks.GetNextChunkData(...given));
    },
    GetNextChunkDataAsync(...given) {
      const answered = recordedChunkRead(device, given);
      return later(answered, callbacks.GetNextChunkDataAsync(...given));
    },

    RegisterForDataRateNotifications(handle, context, notify) {
      const isHeard = typeof notify === 'function';
      const flags = isHeard ? RecordFlags.REGISTER : RecordFlags.UNREGISTER;
      const own = !isHeard
        ? notify
        : (target: unknown, stats: Parameters<typeof notify>[1]): void => {
            const input = dataRateBytes(stats);
            device.called({ kind: 'statistic', direction: 'to driver', flags: RecordFlags.DATA_RATE, input });
            // What it returns may be a promise, which the host looks after.
            return notify(target, stats);
          };
      const status = callbacks.RegisterForDataRateNotifications(handle, context, own);
      device.called({ kind: 'statistic', direction: 'from driver', flags, status });
      return status;
    },
  });
}

function now(answered: Answered, status: NTSTATUS): NTSTATUS {
  answered(status);
  return status;
}

/** The promise is the host's own, and never rejects. */
function later(answered: Answered, status: Promise<NTSTATUS>): Promise<NTSTATUS> {
  void status.then(answered);
  return status;
}

/** Who leaves BytesReturned out is given one, because it says what there is to record. */
function recordedIoControl(
  device: DeviceEvents,
  [handle, HardwareAccess, input, output, given]: IoControlParameters,
): readonly [IoControlParameters, Answered] {
  const bytesReturned = given ?? new Uint32Array(1);
  const flags = HardwareAccess ? RecordFlags.HARDWARE_ACCESS : RecordFlags.NONE;
  const call = device.called({
    kind: 'I/O control',
    direction: 'from driver',
    flags,
    input: bytesOf(input),
    bytesReturned: bytesOf(output).length,
  });
  const answered = (status: NTSTATUS): void => {
    const reply = bytesOf(output).subarray(0, numberAt(bytesReturned));
    device.returned({ kind: 'I/O control', direction: 'to driver', flags, status, output: reply, call });
  };
  return [[handle, HardwareAccess, input, output, bytesReturned], answered];
}

function recordedChunkRead(device: DeviceEvents, [, timeout, , size, buffer, outstanding]: ChunkParameters): Answered {
  const input = u32Bytes(timeout);
  const bytesReturned = Math.min(numberAt(size), bytesOf(buffer).length);
  const call = device.called({ kind: 'chunk data', direction: 'from driver', input, bytesReturned });
  return (status) => {
    // What is refused leaves the numbers as they were.
    const isAnswered = isSuccess(status);
    const output = isAnswered ? bytesOf(buffer).subarray(0, numberAt(size)) : NO_BYTES;
    const queued = u32Bytes(isAnswered ? numberAt(outstanding) : 0);
    device.returned({ kind: 'chunk data', direction: 'to driver', status, input: queued, output, call });
  };
}

/** A driver may give anything; the host answers it. */
function bytesOf(buffer: unknown): Uint8Array {
  return buffer instanceof Uint8Array ? buffer : NO_BYTES;
}

function numberAt(pointer: unknown): number {
  return pointer instanceof Uint32Array ? (pointer[0] ?? 0) : 0;
}
