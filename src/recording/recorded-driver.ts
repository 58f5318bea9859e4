import { isSuccess, NtStatus } from '../ntstatus/index.js';
import {
  isPromiseLike,
  outcome,
  outcomeOfError,
  type Awaitable,
  type Clock,
  type ContextOut,
  type MessageComplete,
  type MiracastContextHandle,
  type MiracastDriverInterface,
  type NTSTATUS,
} from '../miracast/index.js';
import { connectionStatsBytes, sessionInfoBytes } from './carried-structures.js';
import { DeviceEvents, NO_BYTES, type Emit } from './device-events.js';
import { RecordFlags } from './record.js';
import { recordedCallbacks } from './recorded-callbacks.js';

/**
 * A driver's functions, and all that they call, with an event for each crossing. Promises are handed on as they are: what is noted of them is noted in a reaction before
 * their owner's, so that nothing happens later than without it.
 */
export function recordedDriver(driver: MiracastDriverInterface, clock: Clock, emit: Emit): MiracastDriverInterface {
  const begin = clock.now();
  const now = (): bigint => BigInt(Math.round((clock.now() - begin) * 1e6));
  // Not taken out when a context is destroyed: a driver may hand out one object for several devices.
  const devices = new Map<MiracastContextHandle, DeviceEvents>();
  const deviceOf = (context: MiracastContextHandle): DeviceEvents => devices.get(context) as DeviceEvents;
  return {
    Size: driver.Size,

    CreateMiracastContext(handle, callbacks, out) {
      const device = new DeviceEvents(handle >>> 0, now, emit);
      const run = (): Awaitable<NTSTATUS> =>
        driver.CreateMiracastContext(handle, recordedCallbacks(callbacks, device), out);
      return recordedLifecycle(device, RecordFlags.CREATE, NO_BYTES, run, (status) => {
        const created = createdStatus(status, out);
        if (isSuccess(created)) devices.set(out.value as MiracastContextHandle, device);
        return { status: created, output: NO_BYTES, isLast: !isSuccess(created) };
      });
    },

    StartMiracastSession(context, socket, stats, info, callbacks) {
      const device = deviceOf(context);
      const own = callbacks && recordedCallbacks(callbacks, device);
      const run = (): Awaitable<NTSTATUS> => driver.StartMiracastSession(context, socket, stats, info, own);
      return recordedLifecycle(device, RecordFlags.START, connectionStatsBytes(stats), run, (status) => ({
        status,
        output: isSuccess(status) ? sessionInfoBytes(info) : NO_BYTES,
      }));
    },

    StopMiracastSession(context, callbacks) {
      const device = deviceOf(context);
      const own = callbacks && recordedCallbacks(callbacks, device);
      const run = (): Awaitable<NTSTATUS> => driver.StopMiracastSession(context, own);
      return recordedLifecycle(device, RecordFlags.STOP, NO_BYTES, run, (status) => ({ status, output: NO_BYTES }));
    },

    DestroyMiracastContext(context, callbacks) {
      const device = deviceOf(context);
      const own = callbacks && recordedCallbacks(callbacks, device);
      const run = (): Awaitable<NTSTATUS> => driver.DestroyMiracastContext(context, own);
      return recordedLifecycle(device, RecordFlags.DESTROY, NO_BYTES, run, (status) => ({
        status,
        output: NO_BYTES,
        isLast: true,
      }));
    },

    HandleKernelModeMessage(context, input, output, bytesReturned, complete) {
      const message = new RecordedMessage(deviceOf(context), input, output, complete);
      try {
        const status = driver.HandleKernelModeMessage(context, input, output, bytesReturned, message.complete);
        message.returned(status, bytesReturned[0] as number);
        return status;
      } catch (error) {
        message.returned(outcomeOfError(error), 0);
        throw error;
      }
    },
  };
}

interface Ended {
  readonly status: NTSTATUS;
  readonly output: Uint8Array;
  /** The device is gone with it. */
  readonly isLast?: boolean;
}

function recordedLifecycle(
  device: DeviceEvents,
  flags: number,
  input: Uint8Array,
  run: () => Awaitable<NTSTATUS>,
  ended: (status: NTSTATUS) => Ended,
): Awaitable<NTSTATUS> {
  const call = device.called({ kind: 'lifecycle', direction: 'to driver', flags, input });
  const end = (answer: NTSTATUS): void => {
    const { status, output, isLast = false } = ended(answer);
    if (isLast) device.cancelPending();
    device.returned({ kind: 'lifecycle', direction: 'from driver', flags, status, output, call });
    if (isLast) device.close();
  };
  const fail = (error: unknown): void => end(outcomeOfError(error));
  let answer: Awaitable<NTSTATUS>;
  try {
    answer = run();
  } catch (error) {
    fail(error);
    throw error;
  }
  if (isPromiseLike(answer)) void Promise.resolve(answer).then((status) => end(finalStatus(status)), fail);
  else end(finalStatus(answer));
  return answer;
}

/** What a host makes of an answer that is none. */
function finalStatus(status: NTSTATUS): NTSTATUS {
  try {
    return outcome(status);
  } catch {
    return NtStatus.UNSUCCESSFUL;
  }
}

function createdStatus(status: NTSTATUS, { value }: ContextOut): NTSTATUS {
  const isMissing = value === undefined || value === null;
  return isSuccess(status) && isMissing ? NtStatus.UNSUCCESSFUL : status;
}

/** A message, and its one completion: as its sender is told it. */
class RecordedMessage {
  private readonly call: number;
  private isHandled = true;
  private early: readonly [status: NTSTATUS, bytesReturned: number] | undefined;

  constructor(
    private readonly device: DeviceEvents,
    input: Uint8Array,
    private readonly output: Uint8Array,
    private readonly hostComplete: MessageComplete | undefined,
  ) {
    const bytesReturned = output.length;
    this.call = device.called({ kind: 'message', direction: 'to driver', input, bytesReturned });
  }

  /** HandleKernelModeMessage has returned. A completion that came before counts where it says that there will be one. */
  returned(status: NTSTATUS, bytesReturned: number): void {
    this.isHandled = false;
    const { early, device, call } = this;
    if (status !== NtStatus.PENDING) this.tell(status, bytesReturned);
    else if (early !== undefined) this.tell(...early);
    else device.pending.set(call, () => this.tell(NtStatus.CANCELLED, 0));
  }

  readonly complete: MessageComplete = (status, bytesReturned) => {
    if (this.isHandled) this.early ??= [status, bytesReturned];
    else if (this.device.pending.delete(this.call)) this.tell(status, bytesReturned);
    this.hostComplete?.(status, bytesReturned);
  };

  private tell(answer: NTSTATUS, bytes: number): void {
    const { output, call, device } = this;
    const areThere = bytes <= output.length && bytes >>> 0 === bytes;
    const status = areThere ? finalStatus(answer) : NtStatus.UNSUCCESSFUL;
    const reply = output.subarray(0, areThere ? bytes : 0);
    device.returned({ kind: 'completion', direction: 'from driver', status, output: reply, call });
  }
}
