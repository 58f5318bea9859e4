import { assertCount } from '../bytes/index.js';
import { assertOptions, CastbufError, shownValue } from '../errors/index.js';

/** What `fromUsb` needs of a USBDevice (https://wicg.github.io/webusb/). */
export interface UsbSource {
  readonly opened: boolean;
  /** At most `length` bytes. */
  transferIn(endpoint: number, length: number): PromiseLike<UsbTransfer>;
  /** Lets an endpoint that has stalled go on. */
  clearHalt(direction: 'in', endpoint: number): PromiseLike<void>;
}

/** What a transfer brought. */
export interface UsbTransfer {
  readonly status?: 'ok' | 'stall' | 'babble' | undefined;
  readonly data?: DataView | undefined;
}

/** Options of `fromUsb`. */
export interface UsbOptions {
  /** Number of an endpoint of a claimed interface: bulk or interrupt, in. */
  readonly endpoint: number;
  /** Bytes that one transfer brings at most (default 16 KiB): a multiple of the endpoint's packet size. */
  readonly transferBytes?: number;
  /** What to do where the device stalls the endpoint: end with ERR_SOURCE, or clear the halt and go on, where that is how its protocol works (default `stop`). */
  readonly onStall?: 'stop' | 'clear';
}

const TRANSFER_BYTES = 16 * 1024;
const MOST_TRANSFER = 32 * 1024 * 1024;
const MOST_ENDPOINT = 15;

/**
 * What an endpoint of a USB device sends, as a source of `stream`: a transfer is asked for when somebody wants it, so the device waits for its reader. The
 * device stays open; a transfer that was asked for when the reader stopped is lost.
 * @throws CastbufError ERR_TYPE, ERR_USAGE for what is no open device. The source ends with ERR_SOURCE for a stall, and where the device sends more than was
 * asked for; with the error of the transfer where the device is gone
 */
export function fromUsb(device: UsbSource, options: UsbOptions): AsyncGenerator<Uint8Array, void, undefined> {
  return transfersOf(device, assertUsb(device, options));
}

async function* transfersOf(
  device: UsbSource,
  { endpoint, transferBytes, onStall }: Required<UsbOptions>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const { status = 'ok', data } = await device.transferIn(endpoint, transferBytes);
    if (status === 'babble') {
      const hint = `endpoint ${endpoint} sent more than the ${transferBytes} bytes of a transfer, which are lost; raise transferBytes`;
      throw new CastbufError('ERR_SOURCE', hint, { have: transferBytes });
    }
    if (status === 'stall' && onStall === 'stop')
      throw new CastbufError('ERR_SOURCE', `endpoint ${endpoint} stalled; onStall: 'clear' clears it and goes on`);
    if (data !== undefined && data.byteLength > 0) yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (status === 'stall') await device.clearHalt('in', endpoint);
  }
}

function assertUsb(device: UsbSource, options: UsbOptions): Required<UsbOptions> {
  if (typeof (device as Partial<UsbSource> | null)?.transferIn !== 'function')
    throw new CastbufError('ERR_TYPE', `fromUsb takes a USBDevice, not ${shownValue(device)}`);
  if (device.opened === false)
    throw new CastbufError('ERR_USAGE', 'the device is not open; await device.open(), and claim its interface');
  assertOptions('fromUsb', options, { endpoint: 'number', transferBytes: 'number', onStall: ['stop', 'clear'] });
  const { endpoint, transferBytes = TRANSFER_BYTES, onStall = 'stop' } = options;
  assertCount('endpoint', endpoint, MOST_ENDPOINT);
  assertCount('transferBytes', transferBytes, MOST_TRANSFER);
  if (endpoint === 0 || transferBytes === 0)
    throw new CastbufError('ERR_USAGE', `${endpoint === 0 ? 'endpoint' : 'transferBytes'} is at least 1`);
  return { endpoint, transferBytes, onStall };
}
