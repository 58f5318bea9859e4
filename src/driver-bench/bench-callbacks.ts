import { INFINITE, type MiracastCallbacks, type NTSTATUS, type WaitEvent } from '../miracast/index.js';
import { NtStatus } from '../ntstatus/index.js';
import type { BenchDevice } from './bench-device.js';

const MOST_WAIT_EVENTS = 4;

/** GetNextChunkData, as the driver calls it. */
type ChunkRead = Parameters<MiracastCallbacks['GetNextChunkData']>;
type IoControl = Parameters<MiracastCallbacks['MiracastIoControl']>;

/** MIRACAST_CALLBACKS of one device: there are never chunks, requests go to the option `ioControl`, and each call is looked at. */
export class BenchCallbacks {
  readonly functions: MiracastCallbacks;
  private isRegistered = false;
  /** In this session. */
  private wasRegistered = false;
  /** Ends a GetNextChunkData that waits. */
  private endWaiting: ((status: NTSTATUS) => void) | undefined;

  constructor(private readonly device: BenchDevice) {
    const may = (name: string, handle: number): boolean => this.mayCall(name, handle);
    const gone = NtStatus.INVALID_HANDLE;
    this.functions = {
      ReportSessionStatus: (handle) => void may('ReportSessionStatus', handle),
      ReportStatistic: (handle) => void may('ReportStatistic', handle),
      MiracastIoControl: (...call) => (may('MiracastIoControl', call[0]) ? this.ioControl(call) : gone),
      MiracastIoControlAsync: async (...call) =>
        may('MiracastIoControlAsync', call[0]) ? this.deliver(this.ioControl(call)) : gone,
      GetNextChunkData: (...call) =>
        may('GetNextChunkData', call[0]) ? (this.chunksNow(call) ?? NtStatus.CANT_WAIT) : gone,
      GetNextChunkDataAsync: async (...call) =>
        may('GetNextChunkDataAsync', call[0]) ? (this.chunksNow(call) ?? this.chunksLater(call)) : gone,
      RegisterForDataRateNotifications: (handle, _context, notify) =>
        may('RegisterForDataRateNotifications', handle) ? this.register(notify) : gone,
    };
  }

  /** The session is over: a call that waits ends, and nothing is registered any more. */
  endSession(): void {
    this.isRegistered = false;
    this.wasRegistered = false;
    this.endWaiting?.(NtStatus.INSTANCE_NOT_AVAILABLE);
  }

  private mayCall(name: string, handle: number): boolean {
    const { device } = this;
    const { world, phase } = device;
    if (world.isClosed) return false;
    device.look('callbacks have the handle of their device', handle === device.handle, () => {
      return `${name} was called with ${String(handle)}`;
    });
    const isOver = phase === 'gone' || phase === 'none';
    if (isOver) device.look('nothing runs after Destroy', false, () => `${name} was called`);
    if (phase === 'stopped') device.look('nothing is sent after Stop', false, () => `${name} was called`);
    return !isOver;
  }

  private ioControl([, , input, output, bytesReturned = new Uint32Array(1)]: IoControl): NTSTATUS {
    const answer = this.device.world.options.ioControl;
    return answer === undefined ? NtStatus.NOT_SUPPORTED : answer(input, output, bytesReturned);
  }

  /** The bench says when. */
  private deliver(status: NTSTATUS): Promise<NTSTATUS> {
    return new Promise((resolve) => this.device.world.deliveries.push(() => resolve(status)));
  }

  private chunksNow([, timeout, events, size]: ChunkRead): NTSTATUS | undefined {
    const { device } = this;
    const rule = 'one GetNextChunkData at a time';
    device.look(rule, this.endWaiting === undefined, () => 'it was called while another call waited');
    device.look(rule, events.length <= MOST_WAIT_EVENTS, () => `${events.length} wait events are more than 4`);
    if (device.phase !== 'started' && device.phase !== 'starting' && device.phase !== 'stopping') {
      return NtStatus.INSTANCE_NOT_AVAILABLE;
    }
    if (this.endWaiting !== undefined) return NtStatus.INVALID_DEVICE_STATE;
    const signalled = events.findIndex(({ isSignalled }) => isSignalled);
    if (signalled < 0 && timeout !== 0) return undefined;
    size[0] = 0;
    return signalled < 0 ? NtStatus.TIMEOUT : NtStatus.WAIT_0 + signalled;
  }

  private chunksLater([, timeout, events, size]: ChunkRead): Promise<NTSTATUS> {
    const { time } = this.device.world;
    return new Promise((resolve) => {
      const held: (() => void)[] = [];
      const end = (status: NTSTATUS): void => {
        this.endWaiting = undefined;
        for (const release of held) release();
        size[0] = 0;
        resolve(status);
      };
      this.endWaiting = end;
      events.forEach((event: WaitEvent, index) => held.push(event.whenSignalled(() => end(NtStatus.WAIT_0 + index))));
      if (timeout !== INFINITE) held.push(time.after(timeout, () => end(NtStatus.TIMEOUT)));
    });
  }

  private register(notify: unknown): NTSTATUS {
    const { device, isRegistered } = this;
    const isAgain = notify === null ? !isRegistered && this.wasRegistered : isRegistered;
    device.look('data-rate notifications are registered once', !isAgain, () => {
      return notify === null ? 'the driver unregistered twice' : 'the driver registered twice';
    });
    if (isRegistered === (notify !== null)) return NtStatus.INVALID_PARAMETER;
    // To be called on the thread that runs one of the two.
    if (device.phase !== 'starting' && device.phase !== 'stopping') return NtStatus.NOT_SUPPORTED;
    this.isRegistered = notify !== null;
    this.wasRegistered = true;
    return NtStatus.SUCCESS;
  }
}
