import { NtStatus } from '../ntstatus/index.js';
import type { BenchDevice, Phase } from './bench-device.js';
import type { Sample } from './bench-options.js';
import { bytesText, countOf, errorText, statusText, timeText } from './bench-text.js';
import { answerStatus, isRefusal } from './bench-outcome.js';
import { GuardedBuffer } from './guarded-buffer.js';
import type { Rule } from './rules.js';

/** What became of a message. */
export interface Answer {
  readonly status: number;
  readonly reply: Uint8Array;
}

/** A message that a driver was called with, and what is seen of it. */
export class SentMessage {
  readonly input: GuardedBuffer;
  readonly output: GuardedBuffer;
  readonly sentAt: number;
  /** The session had started when it was sent, and Stop was not called. */
  readonly isInSession: boolean;
  readonly sentIn: Phase;
  answer: Answer | undefined;
  /** Also answered in that session. */
  isAnsweredInSession = false;
  private readonly bytesReturned = new Uint32Array(1);
  private readonly tell: (outcome: string) => void;
  private isInside = false;
  private early: readonly [status: unknown, bytes: unknown] | undefined;

  constructor(
    private readonly device: BenchDevice,
    readonly sample: Sample,
    outputBytes: number,
    note: string,
  ) {
    const { world } = device;
    this.input = new GuardedBuffer(sample.input);
    this.input.keep();
    this.output = GuardedBuffer.filled(outputBytes, world.filling.before);
    this.sentAt = world.time.now();
    this.sentIn = device.phase;
    this.isInSession = device.phase === 'started';
    const shown = sample.input.length === 0 ? '' : ` (${bytesText(sample.input)})`;
    const sizes = `${countOf(sample.input.length, 'byte')}${shown}, output of ${countOf(outputBytes, 'byte')}`;
    this.tell = world.step(`${sample.name} to ${device.name}: ${sizes}`, note);
  }

  /** Calls HandleKernelModeMessage. */
  send(): void {
    const { world, context } = this.device;
    this.isInside = true;
    let status: unknown;
    try {
      status = world.functions.HandleKernelModeMessage(
        context as never,
        this.input.view,
        this.output.view,
        this.bytesReturned,
        (...given) => this.completed(...given),
      );
    } catch (error) {
      this.isInside = false;
      return this.thrown(error);
    }
    this.isInside = false;
    this.returned(status);
  }

  private thrown(error: unknown): void {
    const { world } = this.device;
    if (isRefusal(error)) return this.end(error.status, 0);
    world.threw(error, `HandleKernelModeMessage of ${this.sample.name}`);
    if (this.isEmpty) world.look('empty buffers are handled', false, () => `the driver threw ${errorText(error)}`);
    this.end(NtStatus.UNSUCCESSFUL, 0);
  }

  private returned(status: unknown): void {
    const { early } = this;
    this.look('a message is answered once', early === undefined || status === NtStatus.PENDING, () => {
      return `HandleKernelModeMessage returned ${statusText(status)}, and complete had been called`;
    });
    if (status === NtStatus.PENDING) {
      this.tell('STATUS_PENDING');
      if (early !== undefined) this.end(...early);
      return;
    }
    void Promise.resolve(status).catch(() => {}); // one that is a promise is told below
    this.end(status, this.bytesReturned[0]);
  }

  private completed(status: unknown, bytes: unknown): void {
    if (this.device.world.isClosed) return;
    const isOver = this.answer !== undefined || this.early !== undefined;
    this.look('a message is answered once', !isOver, () => `complete(${statusText(status)}) came after another answer`);
    if (isOver) return;
    if (this.isInside) this.early = [status, bytes];
    else this.end(status, bytes);
  }

  private get isEmpty(): boolean {
    return this.input.view.length === 0 || this.output.view.length === 0;
  }

  private end(given: unknown, bytes: unknown): void {
    const { device } = this;
    const { filling } = device.world;
    const status = answerStatus(given);
    this.look('an outcome is an NTSTATUS', status !== undefined, () => `it was answered ${statusText(given)}`);
    const room = this.output.view.length;
    const isCount = typeof bytes === 'number' && bytes >>> 0 === bytes && bytes <= room;
    this.look('bytes returned fit the output', isCount, () => `${String(bytes)} bytes in an output of ${room}`);
    const count = isCount ? bytes : 0;
    const stray = this.output.otherThan(filling.before, count);
    this.look('nothing is written behind the bytes returned', !isCount || stray === undefined, () => {
      return `byte ${stray} of the output was written, and ${countOf(count, 'byte')} returned`;
    });
    this.lookBeside();
    this.answer = { status: status ?? NtStatus.UNSUCCESSFUL, reply: this.output.view.slice(0, count) };
    this.isAnsweredInSession = this.isInSession && device.phase === 'started';
    const waited = device.world.time.now() - this.sentAt;
    this.look('a message is answered', !this.isInSession || waited <= device.world.options.answerWithin, () => {
      return `it was answered after ${timeText(waited)}`;
    });
    this.tell(`${statusText(given)}${count > 0 ? `, ${countOf(count, 'byte')}` : ''}`);
    if (this.isEmpty) this.look('empty buffers are handled', true, () => '');
    device.answered(this, this.answer);
    this.input.overwrite(filling.after);
    this.output.overwrite(filling.after);
  }

  private lookBeside(): void {
    const beside = this.output.writtenBeside ?? this.input.writtenBeside;
    this.look('nothing is written outside of the output', beside === undefined, () => {
      return `byte ${beside} of a buffer was written, which has ${this.output.view.length}; it begins at its byteOffset`;
    });
    const changed = this.input.changedAt;
    this.look('the input is not changed', changed === undefined, () => `byte ${changed} of the input was changed`);
  }

  /** Later: what the sender may use for something else by now. */
  lookAgain(): void {
    if (this.answer === undefined) return;
    const changed = this.output.changedAt ?? this.input.changedAt ?? this.output.writtenBeside;
    this.look('buffers are let go with the answer', changed === undefined, () => {
      return `byte ${changed} of a buffer was written after its message had been answered`;
    });
    if (changed === undefined) return;
    this.output.keep();
    this.input.keep();
  }

  /** Not one that is rightly held still. */
  get isOwed(): boolean {
    return this.answer === undefined && this.device.phase !== 'created';
  }

  /** The time it had is over. */
  lookLate(): void {
    const { world } = this.device;
    if (this.answer !== undefined) return;
    this.look('a message is answered', false, () => `it is not answered ${world.sinceText(this.sentAt)}`);
  }

  look(rule: Rule, isKept: boolean, detail: () => string): void {
    this.device.world.look(rule, isKept, () => `${this.sample.name}: ${detail()}`);
  }
}
