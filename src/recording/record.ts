import { enumeration, bytes, magic, ntstatus, struct, u16, u32, u8 } from '../schema/index.js';
import type { NTSTATUS } from '../miracast/index.js';
import { ntStatusName } from '../ntstatus-names/index.js';

/** Bytes of a record before its input. */
export const RECORD_HEADER_BYTES = 32;
export const RECORD_MAGIC = 0x4d43;
export const RECORD_VERSION = 1;

/** What a record tells of, by its number. */
const KINDS = ['message', 'completion', 'chunk data', 'statistic', 'I/O control', 'lifecycle'] as const;
export type RecordKind = (typeof KINDS)[number];

const DIRECTIONS = ['to driver', 'from driver'] as const;
export type RecordDirection = (typeof DIRECTIONS)[number];

/** What `flags` of a record say, where its kind does not tell which function it is. */
export const RecordFlags = {
  NONE: 0,
  /** Of I/O control: HardwareAccess. */
  HARDWARE_ACCESS: 1,
  /** Of a statistic: RegisterForDataRateNotifications with a function, without one, and what that function was told. */
  REGISTER: 1,
  UNREGISTER: 2,
  DATA_RATE: 3,
  /** Of a lifecycle record. */
  CREATE: 1,
  START: 2,
  STOP: 3,
  DESTROY: 4,
  SESSION_STATUS: 5,
  /** The last record of a recording. */
  END: 6,
} as const;

/**
 * One crossing of the border between the operating system and a driver: a call, or its return.
 *
 * | kind          | to the driver                                  | from the driver                                        |
 * | ------------- | ---------------------------------------------- | ------------------------------------------------------ |
 * | `message`     | `input`; `bytesReturned`: the output's bytes   |                                                        |
 * | `completion`  |                                                | `status`, `bytesReturned`, the reply in `output`       |
 * | `chunk data`  | the answer: `status`, packets in `output`; `input`: u32 packets that are still queued | GetNextChunkData: u32 milliseconds in `input`; `bytesReturned`: the buffer's bytes |
 * | `statistic`   | MIRACAST_DATARATE_STATS in `input`, or nothing | MIRACAST_STATISTIC_DATA in `input`; a registration and its `status` |
 * | `I/O control` | the answer: `status`, `output`                 | `input`; `bytesReturned`: the output's bytes            |
 * | `lifecycle`   | Create, Start (MIRACAST_WFD_CONNECTION_STATS in `input`), Stop, Destroy | their `status`, of Start MIRACAST_SESSION_INFO in `output`; ReportSessionStatus: `status`, u32 MiracastStatus in `input` |
 */
export interface RecordedEvent {
  /** Nanoseconds of the host's clock since the driver was loaded: virtual ones where that clock is. */
  readonly time: bigint;
  readonly kind: RecordKind;
  readonly direction: RecordDirection;
  /** See `RecordFlags`. */
  readonly flags: number;
  /** hMiracastDeviceHandle. */
  readonly device: number;
  /** Which call of its function and device it is, from 0 on: what returns has the number of what was called. */
  readonly call: number;
  readonly status: NTSTATUS;
  readonly bytesReturned: number;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
}

const byNumber = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name, number) => [name.toUpperCase().replace(/\W/g, '_'), number]));

/** A record as the packets of a recording have it, one in each: little-endian, 32 bytes, then the input, then the output. */
export const MIRACAST_RECORD = /* @__PURE__ */ struct('MIRACAST_RECORD', {
  Magic: /* @__PURE__ */ magic(u16, RECORD_MAGIC),
  Version: u8,
  Kind: /* @__PURE__ */ enumeration('MIRACAST_RECORD_KIND', u8, /* @__PURE__ */ byNumber(KINDS)),
  Direction: /* @__PURE__ */ enumeration('MIRACAST_RECORD_DIRECTION', u8, /* @__PURE__ */ byNumber(DIRECTIONS)),
  Flags: u8,
  HeaderBytes: u16,
  /** The 8 bytes of the context. */
  Context: /* @__PURE__ */ struct('MIRACAST_RECORD_CONTEXT', { Device: u32, Call: u32 }),
  Status: ntstatus,
  BytesReturned: u32,
  InputBytes: u32,
  OutputBytes: u32,
  /** The input, then the output. */
  Content: /* @__PURE__ */ bytes(),
});

/** The bytes of a record. */
export function recordBytes(event: RecordedEvent): Uint8Array {
  const { kind, direction, flags, device, call, status, bytesReturned, input, output } = event;
  const record = new Uint8Array(RECORD_HEADER_BYTES + input.length + output.length);
  const view = new DataView(record.buffer);
  view.setUint16(0, RECORD_MAGIC, true);
  record[2] = RECORD_VERSION;
  record[3] = KINDS.indexOf(kind);
  record[4] = DIRECTIONS.indexOf(direction);
  record[5] = flags;
  view.setUint16(6, RECORD_HEADER_BYTES, true);
  view.setUint32(8, device, true);
  view.setUint32(12, call, true);
  view.setInt32(16, status, true);
  view.setUint32(20, bytesReturned, true);
  view.setUint32(24, input.length, true);
  view.setUint32(28, output.length, true);
  record.set(input, RECORD_HEADER_BYTES);
  record.set(output, RECORD_HEADER_BYTES + input.length);
  return record;
}

/** What a record says, or what is wrong with it. Input and output are views of it. */
export function eventOfRecord(record: Uint8Array, time: bigint): RecordedEvent | string {
  const wrong = whatIsWrong(record);
  if (wrong !== undefined) return wrong;
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const outputAt = RECORD_HEADER_BYTES + view.getUint32(24, true);
  return {
    time,
    kind: KINDS[record[3] as number] as RecordKind,
    direction: DIRECTIONS[record[4] as number] as RecordDirection,
    flags: record[5] as number,
    device: view.getUint32(8, true),
    call: view.getUint32(12, true),
    status: view.getInt32(16, true),
    bytesReturned: view.getUint32(20, true),
    input: record.subarray(RECORD_HEADER_BYTES, outputAt),
    output: record.subarray(outputAt),
  };
}

function whatIsWrong(record: Uint8Array): string | undefined {
  if (record.length < RECORD_HEADER_BYTES)
    return `it has ${record.length} bytes, and its header takes ${RECORD_HEADER_BYTES}`;
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (view.getUint16(0, true) !== RECORD_MAGIC) return 'it does not begin as a record of castbuf does, with CM';
  if (record[2] !== RECORD_VERSION)
    return `it is of version ${record[2]}, and this castbuf reads version ${RECORD_VERSION}`;
  if (KINDS[record[3] as number] === undefined) return `its kind is ${record[3]}, and there are ${KINDS.length}`;
  if (DIRECTIONS[record[4] as number] === undefined) return `its direction is ${record[4]}, and there are 2`;
  const headerBytes = view.getUint16(6, true);
  if (headerBytes !== RECORD_HEADER_BYTES) return `it says that its header has ${headerBytes} bytes, not 32`;
  const [inputBytes, outputBytes] = [view.getUint32(24, true), view.getUint32(28, true)];
  const want = RECORD_HEADER_BYTES + inputBytes + outputBytes;
  if (want !== record.length) return `it has ${record.length} bytes, and says ${want}`;
  return undefined;
}

/** Calls that count together: a number stands for one of them. */
export type Series =
  | 'message'
  | 'chunk data'
  | 'statistic'
  | 'registration'
  | 'data rate'
  | 'I/O control'
  | 'lifecycle'
  | 'session status';

export function seriesOf({ kind, flags }: Pick<RecordedEvent, 'kind' | 'flags'>): Series {
  if (kind === 'completion') return 'message';
  if (kind === 'lifecycle') return flags === RecordFlags.SESSION_STATUS ? 'session status' : kind;
  if (kind !== 'statistic' || flags === RecordFlags.NONE) return kind;
  return flags === RecordFlags.DATA_RATE ? 'data rate' : 'registration';
}

const LIFECYCLE = [
  '',
  'CreateMiracastContext',
  'StartMiracastSession',
  'StopMiracastSession',
  'DestroyMiracastContext',
  'ReportSessionStatus',
] as const;

const FUNCTIONS: Readonly<Record<Exclude<Series, 'lifecycle'>, string>> = {
  message: 'HandleKernelModeMessage',
  'chunk data': 'GetNextChunkData',
  statistic: 'ReportStatistic',
  registration: 'RegisterForDataRateNotifications',
  'data rate': 'pfnDataRateNotify',
  'I/O control': 'MiracastIoControl',
  'session status': 'ReportSessionStatus',
};

/** The function that an event belongs to, by its name in the interface. */
export function functionOf(event: Pick<RecordedEvent, 'kind' | 'flags'>): string {
  const series = seriesOf(event);
  return series === 'lifecycle' ? (LIFECYCLE[event.flags] ?? '') : FUNCTIONS[series];
}

/** The same for what is one event of a recording, and of another one. */
export function keyOf(event: RecordedEvent): string {
  return `${event.direction} ${seriesOf(event)} ${event.device} ${event.call}`;
}

export function statusText(status: NTSTATUS): string {
  return ntStatusName(status) ?? `0x${(status >>> 0).toString(16).padStart(8, '0')}`;
}
