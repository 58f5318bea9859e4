import type { RecordedEvent } from './record.js';
import { RecordFlags, seriesOf, type Series } from './record.js';

/** Takes an event, whose bytes are those of somebody else: they are good until it returns. It must not throw. */
export type Emit = (event: RecordedEvent) => void;

export const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

type Given = Pick<RecordedEvent, 'kind' | 'direction'> & Partial<RecordedEvent>;

/** Numbers the events of one device. */
export class DeviceEvents {
  /** What cancels each message that is pending. */
  readonly pending = new Map<number, () => void>();
  private readonly counts = new Map<Series, number>();
  private isClosed = false;

  constructor(
    readonly device: number,
    private readonly now: () => bigint,
    private readonly emit: Emit,
  ) {}

  /** A call; answers with its number. */
  called(given: Given): number {
    const series = seriesOf({ flags: RecordFlags.NONE, ...given });
    const call = this.counts.get(series) ?? 0;
    this.counts.set(series, call + 1);
    this.add({ ...given, call });
    return call;
  }

  /** What the call of that number answers: as many bytes were returned as the output has. */
  returned(given: Given & Pick<RecordedEvent, 'status' | 'output' | 'call'>): void {
    this.add({ ...given, bytesReturned: given.output.length });
  }

  /** Before the device's last event: the host cancels what its driver has left unanswered. */
  cancelPending(): void {
    for (const cancel of this.pending.values()) cancel();
    this.pending.clear();
  }

  /** The device is gone: what a driver does with what it has kept is no event. */
  close(): void {
    this.isClosed = true;
  }

  private add(given: Given & Pick<RecordedEvent, 'call'>): void {
    if (this.isClosed) return;
    const { device } = this;
    const none = { flags: RecordFlags.NONE, status: 0, bytesReturned: 0, input: NO_BYTES, output: NO_BYTES };
    this.emit({ time: this.now(), device, ...none, ...given });
  }
}
