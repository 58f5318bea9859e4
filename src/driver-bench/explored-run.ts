import { MOST_TURNS, type AwaitTurns } from './await-turns.js';
import type { BenchDevice, Call } from './bench-device.js';
import type { Sample } from './bench-options.js';
import type { BenchWorld } from './bench-world.js';
import { answerText } from './answer-text.js';
import type { SentMessage } from './sent-message.js';

/**
 * What can happen next: `turn`, what is ready after awaits runs once; `time`, the next timer runs; `deliver N`, an I/O request that waits is answered; `send N`; or a
 * function of the driver's session.
 */
export type Choice = 'turn' | 'time' | `deliver ${number}` | `send ${number}` | Exclude<Call, 'create'>;

/** Timers that run one after the other while something else could happen instead. */
const MOST_TIMERS = 6;
/** Virtual milliseconds after which what has not come never will. */
const MOST_MS = 30_000;

/** One interleaving, as far as it has got, with all that can come next. */
export class ExploredRun {
  readonly device: BenchDevice;
  private readonly sent = new Map<number, SentMessage>();
  private calls: readonly Exclude<Call, 'create'>[];
  /** Nothing is ready to run. */
  private isAtRest = false;
  /** Turns since something came from outside. */
  private turns = 0;
  private timers = 0;
  private actedAt = 0;
  private jobsBefore = 0;

  constructor(
    readonly world: BenchWorld,
    private readonly awaits: AwaitTurns,
    private readonly samples: readonly Sample[],
    calls: readonly Exclude<Call, 'create'>[],
    /** Answers of the messages, in every order of one after the other; undefined where they are not compared. */
    private readonly inOrder: ReadonlySet<string> | undefined,
  ) {
    this.device = world.device(1);
    this.calls = calls;
  }

  /** In the order in which a person would try them. None at an end, and where what could come was taken from another place. */
  choices(): readonly Choice[] {
    if (this.isAtRest) return this.quietChoices();
    return [...this.actions(), 'turn'];
  }

  /** Is there nothing more to come? */
  get isOver(): boolean {
    return this.isAtRest && this.actions().length === 0 && this.quietChoices().length === 0;
  }

  get isBroken(): boolean {
    return this.world.violations.length > 0;
  }

  /** Takes one. Of `turn` this is the beginning: one await has to follow, and `tookTurn`. */
  take(choice: Choice): void {
    const { world } = this;
    if (choice === 'turn') {
      this.jobsBefore = this.awaits.jobs;
      return;
    }
    const [what, index] = choice.split(' ') as [string, string | undefined];
    const note = this.turns > 0 && !this.isAtRest && isAction(what) ? `while awaits go on (turn ${this.turns}): ` : '';
    this.isAtRest = false;
    this.turns = 0;
    if (what === 'time') {
      this.timers++;
      world.fireNext();
      return;
    }
    if (what === 'deliver') world.deliveries.splice(Number(index), 1)[0]?.();
    else if (what === 'send') this.send(Number(index), note);
    else this.call(what as Exclude<Call, 'create'>, note);
    this.timers = 0;
    this.actedAt = world.time.now();
    this.look();
  }

  tookTurn(): void {
    const jobs = this.awaits.ranSince(this.jobsBefore, this.turns);
    this.turns++;
    this.isAtRest = jobs === 0;
    if (jobs > 0) this.look();
    if (this.turns > MOST_TURNS) this.world.neverRests();
  }

  /** What is left at an end. */
  lookAtEnd(): void {
    this.device.lookStuck();
    for (const message of this.device.messages) if (message.isOwed) message.lookLate();
  }

  private send(index: number, note: string): void {
    const sample = this.samples[index] as Sample;
    this.sent.set(index, this.device.send(sample, sample.outputBytes, note));
  }

  private call(call: Exclude<Call, 'create'>, note: string): void {
    this.calls = this.calls.slice(this.calls.indexOf(call) + 1);
    this.device.call(call, note);
  }

  private look(): void {
    this.world.lookAtBuffers();
    if (this.inOrder === undefined || this.sent.size < this.samples.length) return;
    const messages = this.samples.map((_, index) => this.sent.get(index) as SentMessage);
    if (!messages.every(({ isAnsweredInSession }) => isAnsweredInSession)) return;
    const answers = messages.map(({ answer }) => answerText(answer));
    this.world.look('messages at once are answered as one after the other', this.inOrder.has(answers.join()), () => {
      return `they are answered ${answers.join(' and ')}, and otherwise when one is sent after the other`;
    });
  }

  private actions(): readonly Choice[] {
    const { device, samples, sent } = this;
    const next = this.calls.find((call) => device.mayCall(call));
    const isDestroyed = device.phase === 'destroying' || device.phase === 'gone';
    const unsent = samples.flatMap((sample, index) => (sent.has(index) ? [] : [{ sample, index }]));
    // Equal messages may change places: only the first of them is sent.
    const sends = unsent.filter(
      ({ sample }, at) => !unsent.slice(0, at).some((other) => isEqual(other.sample, sample)),
    );
    const isOpen = device.takesMessages && !isDestroyed;
    return [
      ...(isOpen ? sends.map(({ index }): Choice => `send ${index}`) : []),
      ...(next === undefined ? [] : [next]),
    ];
  }

  private quietChoices(): readonly Choice[] {
    const { world, timers, actedAt } = this;
    if (world.deliveries.length > 0) return world.deliveries.map((_, index): Choice => `deliver ${index}`);
    const { nextDue = Infinity } = world.time;
    const isNeeded = this.actions().length === 0 || timers < MOST_TIMERS;
    return isNeeded && nextDue - actedAt <= MOST_MS ? ['time'] : [];
  }
}

function isAction(what: string): boolean {
  return what !== 'time' && what !== 'deliver';
}

function isEqual(one: Sample, other: Sample): boolean {
  const { input, outputBytes } = one;
  if (outputBytes !== other.outputBytes || input.length !== other.input.length) return false;
  return input.every((byte, index) => byte === other.input[index]);
}
