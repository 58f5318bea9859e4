import { CONNECTION_STATS_BYTES, DATA_RATE_BYTES, SESSION_INFO_BYTES } from './carried-structures.js';
import { functionOf, RecordFlags, seriesOf, type RecordedEvent, type RecordKind, type Series } from './record.js';

const { NONE, HARDWARE_ACCESS, REGISTER, UNREGISTER, DATA_RATE, CREATE, START, STOP, DESTROY, SESSION_STATUS } =
  RecordFlags;

const STATISTIC_BYTES = 32;

/** What the flags of each kind may be. */
const TO_DRIVER: Readonly<Record<RecordKind, readonly number[]>> = {
  message: [NONE],
  completion: [],
  'chunk data': [NONE],
  statistic: [DATA_RATE],
  'I/O control': [NONE, HARDWARE_ACCESS],
  lifecycle: [CREATE, START, STOP, DESTROY],
};
const FROM_DRIVER: typeof TO_DRIVER = {
  message: [],
  completion: [NONE],
  'chunk data': [NONE],
  statistic: [NONE, REGISTER, UNREGISTER],
  'I/O control': [NONE, HARDWARE_ACCESS],
  lifecycle: [CREATE, START, STOP, DESTROY, SESSION_STATUS],
};

/** Calls that are answered by a record of their own; by the direction of the call. */
const ANSWERED: Partial<Record<Series, RecordedEvent['direction']>> = {
  message: 'to driver',
  lifecycle: 'to driver',
  'I/O control': 'from driver',
  'chunk data': 'from driver',
};

/** Bytes of what a call brings along, where it is a structure. */
const CALL_BYTES: Partial<Record<Series, readonly number[]>> = {
  'chunk data': [4],
  statistic: [0, STATISTIC_BYTES],
  registration: [0],
  'data rate': [0, DATA_RATE_BYTES],
  'session status': [4],
};

/** What one device has open. */
interface Device {
  readonly counts: Map<Series, number>;
  /** Calls that have not returned: the room of their output, and the flags, by series and number. */
  readonly open: Map<string, RecordedEvent>;
  lifecycle: RecordedEvent | undefined;
}

/**
 * Tells what no host and driver can have done: an answer to nothing, two of them, numbers that are left out, replies that are longer than their room, two lifecycle functions at
 * once. Who replays a recording relies on it.
 */
export class CallOrder {
  /** Undefined: it is gone. */
  private readonly devices = new Map<number, Device | undefined>();

  /** What is wrong with the next event; undefined where nothing is. */
  wrong(event: RecordedEvent): string | undefined {
    const { kind, direction, flags, device: handle } = event;
    if (!(direction === 'to driver' ? TO_DRIVER : FROM_DRIVER)[kind].includes(flags))
      return `flags ${flags} are none of a record of ${kind} ${direction}`;
    const series = seriesOf(event);
    const isCall = (ANSWERED[series] ?? direction) === direction;
    if (series === 'lifecycle' && isCall && flags === CREATE) {
      if (this.devices.has(handle)) return `device ${handle} is created, and was there before`;
      this.devices.set(handle, { counts: new Map(), open: new Map(), lifecycle: undefined });
    }
    const device = this.devices.get(handle);
    if (device === undefined) return `there is no device ${handle}${this.devices.has(handle) ? ' any more' : ''}`;
    return isCall ? wrongCall(device, series, event) : this.wrongAnswer(device, series, event);
  }

  private wrongAnswer(device: Device, series: Series, event: RecordedEvent): string | undefined {
    const { call: number, flags, output, bytesReturned, direction, device: handle } = event;
    const key = `${series} ${number}`;
    const call = device.open.get(key);
    const name = functionOf(event);
    if (call === undefined) return `${name} ${number} is answered, and was not called`;
    if (call.flags !== flags)
      return `${name} ${number} is answered with flags ${flags}, and was called with ${call.flags}`;
    if (bytesReturned !== output.length)
      return `${name} returned ${bytesReturned} bytes, and ${output.length} are there`;
    if (series === 'lifecycle') {
      const most = flags === START ? SESSION_INFO_BYTES : 0;
      if (output.length > most) return `${name} returned ${output.length} bytes, and returns ${most} at most`;
      device.lifecycle = undefined;
      if (flags === DESTROY || (flags === CREATE && event.status < 0)) this.devices.set(handle, undefined);
    } else if (output.length > call.bytesReturned)
      return `${name} ${number} returned ${output.length} bytes, and there is room for ${call.bytesReturned}`;
    const want = series === 'chunk data' && direction === 'to driver' ? 4 : 0;
    if (event.input.length !== want)
      return `the answer to ${name} has ${event.input.length} bytes of input, not ${want}`;
    device.open.delete(key);
    return undefined;
  }
}

function wrongCall(device: Device, series: Series, event: RecordedEvent): string | undefined {
  const { call: number, input, output, flags } = event;
  const name = functionOf(event);
  const count = device.counts.get(series) ?? 0;
  if (number !== count) return `call ${number} of ${name} follows ${count} of them`;
  device.counts.set(series, count + 1);
  if (output.length > 0) return `a call of ${name} has ${output.length} bytes of output`;
  const bytes = series === 'lifecycle' ? [0, flags === START ? CONNECTION_STATS_BYTES : 0] : CALL_BYTES[series];
  if (bytes?.includes(input.length) === false) return `a call of ${name} has ${input.length} bytes of input`;
  if (ANSWERED[series] === undefined) return undefined;
  device.open.set(`${series} ${number}`, event);
  if (series !== 'lifecycle') return undefined;
  if (device.lifecycle !== undefined) return `${name} is called while ${functionOf(device.lifecycle)} runs`;
  device.lifecycle = event;
  return undefined;
}
