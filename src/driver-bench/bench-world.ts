import type { MiracastDriverInterface } from '../miracast/index.js';
import { errorText, timeText } from './bench-text.js';
import { BenchDevice } from './bench-device.js';
import type { BenchOptions } from './bench-options.js';
import type { Rule, Violation } from './rules.js';
import type { VirtualTime } from './virtual-time.js';

/** What a run fills buffers with, so that two runs tell what a driver wrote from what was there. */
export interface Filling {
  /** The output, before the driver has it. */
  readonly before: number;
  /** Both buffers, once their message was answered. */
  readonly after: number;
}

export const USUAL_FILLING: Filling = { before: 0xa5, after: 0x11 };

/** One step of a run, as a person reads it. */
interface Line {
  readonly text: string;
  outcome: string | undefined;
}

/** Device handles are the numbers of devices. */
const DEVICES = [1, 2] as const;
export type DeviceNumber = (typeof DEVICES)[number];

/** A driver and all that is around it, from its first call on: what was done to it, and which rules were seen kept or broken. */
export class BenchWorld {
  readonly violations: Violation[] = [];
  /** Rules that something was seen of. */
  readonly seen = new Set<Rule>(['nothing is thrown', 'the driver comes to rest']);
  readonly devices: readonly BenchDevice[];
  /** What an asynchronous MiracastIoControl still has to tell the driver. */
  readonly deliveries: (() => void)[] = [];
  isClosed = false;
  private readonly lines: Line[] = [];
  private lastLineAt = 0;

  constructor(
    readonly functions: MiracastDriverInterface,
    readonly time: VirtualTime,
    readonly options: BenchOptions,
    readonly filling = USUAL_FILLING,
  ) {
    this.devices = DEVICES.map((handle) => new BenchDevice(this, handle));
  }

  device(number: DeviceNumber): BenchDevice {
    return this.devices[number - 1] as BenchDevice;
  }

  get stepCount(): number {
    return this.lines.length;
  }

  /** One more step; what it returns is told of its outcome. */
  step(text: string, note = ''): (outcome: string) => void {
    const waited = this.time.now() - this.lastLineAt;
    this.lastLineAt = this.time.now();
    const when = waited > 0 ? `${timeText(waited)} later: ` : '';
    const line: Line = { text: `${when}${note}${text}`, outcome: undefined };
    this.lines.push(line);
    return (outcome) => {
      line.outcome = line.outcome === undefined ? outcome : `${line.outcome}, later ${outcome}`;
    };
  }

  sequence(count = this.lines.length): readonly string[] {
    return this.lines
      .slice(0, count)
      .map(({ text, outcome }) => (outcome === undefined ? text : `${text} -> ${outcome}`));
  }

  /** Something of a rule is seen; where it is not kept, that is noted. */
  look(rule: Rule, isKept: boolean, detail: () => string): void {
    this.seen.add(rule);
    if (!isKept && !this.isClosed) this.violations.push({ rule, detail: detail(), stepCount: this.stepCount });
  }

  threw(error: unknown, where: string): void {
    this.look('nothing is thrown', false, () => `${where} threw ${errorText(error)}`);
  }

  /** How long something did not happen that began then. */
  sinceText(begin: number): string {
    if (this.time.nextDue === undefined) return 'by now, and nothing is left to wait for';
    return `after ${timeText(this.time.now() - begin)}`;
  }

  neverRests(): void {
    this.look('the driver comes to rest', false, () => 'it awaits in a loop, and nobody else gets a turn');
  }

  /** After each step: what is the sender's was left alone. */
  lookAtBuffers(): void {
    for (const { messages } of this.devices) for (const message of messages) message.lookAgain();
  }

  fireNext(): void {
    try {
      this.time.fireNext();
    } catch (error) {
      this.threw(error, 'a timer');
    }
    this.lookAtBuffers();
  }

  /** Nothing of the driver is left: then none of its timers is. */
  lookAtTimers(): void {
    if (!this.devices.every(({ phase }) => phase === 'none' || phase === 'gone')) return;
    const [left] = this.time.driverTimers();
    this.look('nothing runs after Destroy', left === undefined, () => `a timer of ${timeText(left ?? 0)} is still set`);
  }
}
