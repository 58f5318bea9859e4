import { assertCount } from '../bytes/index.js';
import { assertOptions, CastbufError, shownValue } from '../errors/index.js';
import { type EventTaker, Queue, type QueueOptions } from './queue.js';

/** What `fromHid` needs of a HIDDevice (https://wicg.github.io/webhid/). */
export interface HidSource {
  readonly opened: boolean;
  /** Listens to reports. */
  addEventListener(type: 'inputreport', listener: EventTaker): void;
  /** No longer. */
  removeEventListener(type: 'inputreport', listener: EventTaker): void;
}

/** A report that came from a device. */
export interface HidReport {
  /** 0 where the device numbers none. */
  readonly reportId: number;
  /** Without the number. */
  readonly data: DataView;
}

/** Options of `fromHid`. */
export interface HidOptions extends QueueOptions {
  /** Only reports with this number. Left out: all of them, each with its number as the first byte, unless the device numbers none. */
  readonly reportId?: number;
}

const MOST_ID = 0xff;

/**
 * The input reports of a HID device, as a source of `stream`. The device stays open: it ends where nobody reads any more, or the stream's signal is aborted.
 * @throws CastbufError ERR_TYPE, ERR_USAGE for what is no open device. The source ends with ERR_LIMIT_MEMORY where more waits than `maxQueuedBytes`
 */
export function fromHid(device: HidSource, options: HidOptions = {}): AsyncIterableIterator<Uint8Array> {
  if (typeof (device as Partial<HidSource> | null)?.addEventListener !== 'function')
    throw new CastbufError('ERR_TYPE', `fromHid takes a HIDDevice, not ${shownValue(device)}`);
  if (device.opened === false) throw new CastbufError('ERR_USAGE', 'the device is not open; await device.open()');
  assertOptions('fromHid', options, { reportId: 'number', maxQueuedBytes: 'number' });
  const { reportId: wanted, maxQueuedBytes } = options;
  if (maxQueuedBytes !== undefined) assertCount('maxQueuedBytes', maxQueuedBytes, Number.MAX_SAFE_INTEGER);
  if (wanted !== undefined) assertCount('reportId', wanted, MOST_ID);
  const came = ({ reportId, data }: HidReport): void => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (wanted === undefined && reportId !== 0) queue.push(Uint8Array.of(reportId, ...bytes));
    else if (wanted === undefined || wanted === reportId) queue.push(bytes.slice());
  };
  const queue = new Queue(maxQueuedBytes, () => device.removeEventListener('inputreport', came));
  device.addEventListener('inputreport', came);
  return queue;
}
