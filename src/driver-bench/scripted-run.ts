import type { Bench } from './bench.js';
import type { Call } from './bench-device.js';
import type { Sample } from './bench-options.js';
import type { BenchWorld, DeviceNumber, Filling } from './bench-world.js';
import type { Rule, Violation } from './rules.js';
import type { Answer } from './sent-message.js';

/** What the operating system does next. With `isHasty` it goes on at once; else when the function has returned, or the message is answered. */
export type Step =
  | { readonly call: Call; readonly device: DeviceNumber; readonly isHasty?: boolean }
  | {
      readonly send: Sample;
      readonly device: DeviceNumber;
      /** Left out: those of the message. */
      readonly outputBytes?: number;
      readonly isHasty?: boolean;
    };

/** What a run has shown. */
export interface RunResult {
  readonly violations: readonly Violation[];
  readonly seen: ReadonlySet<Rule>;
  /** Of each message that was sent, in this order; undefined where it has none. */
  readonly answers: readonly (Answer | undefined)[];
  /** Was one of them answered later than it was sent? */
  readonly isLater: boolean;
  readonly sequence: readonly string[];
  /** Steps that could be taken: a function may be called only where the ones before it were good. */
  readonly taken: readonly Step[];
}

/** A function that takes longer than this in virtual time does not return. */
const MOST_CALL_MS = 30_000;
/** How long what a driver has left behind is looked at. */
const AFTERMATH_MS = 2_000;

/** Takes steps with a new driver, and looks at what is left. */
export async function runSteps(bench: Bench, steps: readonly Step[], filling?: Filling): Promise<RunResult> {
  const run = new ScriptedRun(bench, bench.open(filling));
  for (const step of steps) if (!(await run.take(step))) break;
  return run.finish();
}

class ScriptedRun {
  private readonly taken: Step[] = [];
  private readonly answers: (() => Answer | undefined)[] = [];
  private isLater = false;

  constructor(
    private readonly bench: Bench,
    private readonly world: BenchWorld,
  ) {}

  /** False where nothing can follow. */
  async take(step: Step): Promise<boolean> {
    if (!('call' in step)) return this.send(step);
    const device = this.world.device(step.device);
    if (!device.mayCall(step.call)) return true;
    this.taken.push(step);
    device.call(step.call);
    this.world.lookAtBuffers();
    if (step.isHasty === true) return true;
    await this.until(() => !device.isRunning, MOST_CALL_MS);
    device.lookStuck();
    return !device.isRunning;
  }

  private async send(step: Exclude<Step, { call: Call }>): Promise<boolean> {
    const { send, outputBytes = send.outputBytes } = step;
    const device = this.world.device(step.device);
    if (!device.takesMessages) return true;
    this.taken.push(step);
    const message = device.send(send, outputBytes);
    this.answers.push(() => message.answer);
    this.isLater ||= message.answer === undefined;
    this.world.lookAtBuffers();
    if (step.isHasty === true || (message.answer === undefined && device.phase !== 'started')) return true;
    await this.until(() => message.answer !== undefined, this.world.options.answerWithin);
    return true;
  }

  async finish(): Promise<RunResult> {
    const { world, bench, taken, isLater } = this;
    const messages = world.devices.flatMap((device) => device.messages);
    const isOpen = (): boolean => messages.some(({ answer }) => answer === undefined);
    if (isOpen() || world.devices.some(({ isRunning }) => isRunning)) {
      await this.until(() => !isOpen() && !world.devices.some(({ isRunning }) => isRunning), MOST_CALL_MS);
    }
    for (const device of world.devices) device.lookStuck();
    for (const message of messages) if (message.isOwed) message.lookLate();
    await this.until(() => false, AFTERMATH_MS);
    await bench.close(world);
    const answers = this.answers.map((answer) => answer());
    return { violations: world.violations, seen: world.seen, answers, isLater, sequence: world.sequence(), taken };
  }

  /** Lets time pass until something is so, for so many milliseconds at most; at an end, too, where nothing can happen any more. */
  private async until(isSo: () => boolean, most: number): Promise<void> {
    const { world, bench } = this;
    const end = world.time.now() + most;
    for (;;) {
      const rests = await bench.turns.rest();
      world.lookAtBuffers();
      if (!rests) return world.neverRests();
      if (isSo()) return;
      const deliver = world.deliveries.shift();
      const { nextDue = Infinity } = world.time;
      if (deliver !== undefined) deliver();
      else if (nextDue <= end) world.fireNext();
      else return;
    }
  }
}
