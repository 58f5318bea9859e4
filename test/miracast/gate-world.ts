import { gateWords, SessionGate, Admission, type LifecycleFunction } from '../../src/miracast/session/gate.js';
import { type Locals, type Pause, type Steps, step } from '../../src/miracast/session/gate-steps.js';
import { HeldMessages } from '../../src/miracast/session/held-messages.js';
import { isSuccess, NtStatus } from '../../src/ntstatus/index.js';
import { Violation, type World } from './gate-explorer.js';
import { GateObserver, ObservedMessage } from './gate-observer.js';

/** As in the gate. */
export const FIRST_SEAT = 4;
export const SEAT_WORDS = 3;

/** One lifecycle call of a process; `fails`: the driver's function does. */
export interface Call {
  readonly call: LifecycleFunction;
  readonly fails?: boolean;
}

/** What a thread does, in this order: sends so many messages, makes these calls. */
export interface ThreadPlan {
  readonly messages?: number;
  readonly calls?: readonly Call[];
  /** Ends another thread, wherever that is, and then has the gate abandon it. */
  readonly kills?: number;
}

export interface Scenario {
  readonly limit: number;
  readonly threads: readonly ThreadPlan[];
}

/** The real gate, or a broken one. */
export interface Parts {
  readonly Gate: typeof ExploredGate;
  readonly Held: typeof ExploredHeld;
}

/**
 * The real gate, which leaves the last accesses of `arrive`, `leave` and `signal` to later steps of its thread. Nothing
 * follows them that could tell, so this is the same as a thread that is interrupted in front of them.
 */
export class ExploredGate extends SessionGate {
  private isLeaving = false;

  constructor(
    words: Int32Array,
    protected readonly thread: Thread,
  ) {
    super(words, thread.seat);
  }

  override leave(): void {
    this.thread.postpone('leave', () => {
      const before = this.stepOut();
      this.thread.postpone(`look back at ${before}`, () => this.lookBack(before));
    });
  }

  protected override lookBack(before: number): void {
    this.isLeaving = true;
    super.lookBack(before);
    this.isLeaving = false;
  }

  get seatKey(): string {
    const first = FIRST_SEAT + this.seat * SEAT_WORDS;
    return `${this.words[first]},${this.words[first + 1]}`;
  }

  /** Elsewhere it has a pause of its own in front of it. */
  protected override signal(): void {
    if (this.isLeaving) this.thread.postpone('signal', () => super.signal());
    else super.signal();
  }

  protected override notify(): void {
    this.thread.postpone('notify', () => this.thread.world.wakeAll());
  }
}

/** The real queue; its thread runs `watchSteps` as a part of its plan. */
export class ExploredHeld extends HeldMessages<ObservedMessage> {
  protected override watch(): void {}

  get key(): string {
    const held = this.queue.map(({ message, epoch }) => `${message.number}${epoch === this.gate.epoch ? '' : '!'}`);
    return `${held.join()}${this.isEmpty || this.since === this.gate.changes ? '' : '!'}`;
  }
}

/** A thread between two of its atomic steps. */
export class Thread {
  readonly gate: ExploredGate;
  readonly held: ExploredHeld;
  private readonly steps: Steps<void>;
  private readonly postponed: { name: string; act: () => void }[] = [];
  private pause: Pause | undefined;
  private isAsleep = false;
  private isWoken = false;
  private isInDriver = false;
  private isDead = false;
  /** Which of its messages and calls it is at, and whether the driver's function was called. */
  private place = '';
  private current: Call | undefined;

  constructor(
    readonly world: GateWorld,
    readonly plan: ThreadPlan,
    private readonly index: number,
    readonly seat: number,
    private readonly messages: readonly ObservedMessage[],
    { Gate, Held }: Parts,
  ) {
    this.gate = new Gate(world.words, this);
    this.held = new Held(this.gate, world.scenario.limit, {
      deliver: (message) => this.deliver(message),
      cancel: (message) => world.observer.cancelled(message),
    });
    this.steps = this.run();
    this.goOn();
  }

  postpone(name: string, act: () => void): void {
    this.postponed.push({ name, act });
  }

  wake(): void {
    this.isWoken ||= this.isAsleep;
    this.isAsleep = false;
  }

  /** Does nothing any more, not even what it had begun. */
  die(): void {
    this.isDead = true;
    this.world.observer.died(this.index);
  }

  get isEnabled(): boolean {
    return !this.isDead && !this.isAsleep && (this.postponed.length > 0 || this.pause !== undefined);
  }

  get isDone(): boolean {
    return this.isDead || (this.postponed.length === 0 && this.pause === undefined);
  }

  /** The next atomic step, and everything of the thread's own up to the one after it. */
  advance(): void {
    const postponed = this.postponed.shift();
    if (postponed) postponed.act();
    else if (this.pause?.kind === 'wait') this.wait(this.pause.locals.since as number);
    else if (this.pause?.kind === 'run') this.callDriver();
    else this.goOn();
  }

  /** Atomics.wait: compares and falls asleep in one step. */
  private wait(since: number): void {
    this.isAsleep = !this.isWoken && this.gate.changes === since;
    if (this.isAsleep) return;
    this.isWoken = false;
    this.goOn();
  }

  /** The driver's function takes two steps: it begins, it ends. */
  private callDriver(): void {
    const { call, fails = false } = this.current as Call;
    this.isInDriver = !this.isInDriver;
    if (this.isInDriver) {
      this.world.observer.began(call);
      this.place += ' ran';
      return;
    }
    this.world.observer.ended(call, !fails);
    this.goOn(fails ? NtStatus.UNSUCCESSFUL : NtStatus.SUCCESS);
  }

  private goOn(answer?: number): void {
    const turn = this.steps.next(answer);
    this.pause = turn.done ? undefined : turn.value;
  }

  private *run(): Steps<void> {
    for (const message of this.messages) yield* this.send(message);
    for (const [index, call] of (this.plan.calls ?? []).entries()) {
      this.place = `call ${index}`;
      this.current = call;
      yield* this.call(call.call);
    }
    if (this.plan.kills !== undefined) yield* this.kill(this.plan.kills);
    this.place = 'end';
    yield* this.held.watchSteps();
  }

  /** As HeldMessages.admit does it, with a pause in front of its one access. */
  private *send(message: ObservedMessage): Steps<void> {
    this.place = `message ${message.number}`;
    this.world.observer.send(message);
    let admission: Admission = Admission.HELD;
    if (this.held.isEmpty) {
      admission = yield* this.gate.arriveSteps('send');
    }
    if (admission === Admission.HELD) admission = yield* this.held.holdSteps(message);
    this.world.observer.sent(message, admission);
    if (admission === Admission.ADMITTED) this.stay(message);
  }

  private *kill(victim: number): Steps<void> {
    this.place = 'kill';
    yield step('kill');
    yield* this.gate.abandonSteps(this.world.kill(victim));
  }

  private deliver(message: ObservedMessage): void {
    this.world.observer.delivered(message);
    this.stay(message);
  }

  /** The message is with the driver until a later step. */
  private stay(message: ObservedMessage): void {
    this.postpone('return', () => this.world.observer.returned(message));
    this.gate.leave();
  }

  /** The call begins with its first step; its caller is told in one of its own, and only then a Start that was good is over. */
  private *call(call: LifecycleFunction): Steps<void> {
    const steps = this.gate.lifecycleSteps(call);
    const first = steps.next();
    if (!first.done) yield first.value;
    this.world.observer.called(call);
    const status = yield* this.hearing(steps);
    const isGood = call === 'start' && isSuccess(status);
    yield step('tell the caller', { status });
    this.world.observer.told(call, isGood);
    if (isGood) yield* this.hearing(this.gate.openSteps());
  }

  /** The thread that takes these steps is told of changes directly. */
  private *hearing<T>(steps: Steps<T>): Steps<T> {
    let turn = steps.next();
    while (!turn.done) {
      const isTold = turn.value.kind === 'tell';
      if (isTold) yield* this.held.drainSteps();
      turn = steps.next(isTold ? undefined : yield turn.value);
    }
    return turn.value;
  }

  get key(): string {
    const seatKey = this.sends ? this.gate.seatKey : '';
    if (this.isDead) return `dead;${seatKey}`;
    const { gate, held, pause, place, isInDriver, isAsleep, isWoken } = this;
    const postponed = this.postponed.map(({ name }) => name).join();
    const locals = pause ? keyOfLocals(pause.locals, gate) : '';
    return `${place};${pause?.at ?? ''};${locals};${postponed};${+isInDriver}${+isAsleep}${+isWoken};${held.key};${seatKey}`;
  }

  get sends(): boolean {
    return this.messages.length > 0;
  }

  /** The seat that its Stop waits for, or looks at next; -1: none. */
  get looksAt(): number {
    return this.isDead ? -1 : (this.pause?.locals.seat ?? -1);
  }

  toString(): string {
    return `${this.place} at ${this.postponed[0]?.name ?? this.pause?.at ?? 'the end'}`;
  }
}

/** Counters only go up and are only compared with their value of now: all that matters is whether they still have it. */
function keyOfLocals({ since, epoch, status, admission, isStale, seat }: Locals, gate: SessionGate): string {
  const isOld = since !== undefined && since !== gate.changes;
  const isOver = epoch !== undefined && epoch !== gate.epoch;
  return `${+isOld}${+isOver}${status ?? ''},${admission ?? ''},${isStale ?? ''},${seat ?? ''}`;
}

/** Threads at one shared gate, and what is observed of them. */
export class GateWorld implements World {
  readonly words: Int32Array;
  readonly observer: GateObserver;
  private readonly threads: Thread[];

  /** A thread that sends has a seat of its own. Those that do not share the first one: nothing of theirs is ever counted there. */
  constructor(
    readonly scenario: Scenario,
    parts: Parts = { Gate: ExploredGate, Held: ExploredHeld },
  ) {
    const { threads } = scenario;
    const sends = ({ messages = 0 }: ThreadPlan): boolean => messages > 0;
    this.words = gateWords(true, threads.filter(sends).length);
    this.observer = new GateObserver(new SessionGate(this.words), scenario.limit);
    this.threads = threads.map((plan, index) => {
      const seat = sends(plan) ? threads.slice(0, index).filter(sends).length : 0;
      const messages = Array.from({ length: plan.messages ?? 0 }, (_, number) => new ObservedMessage(index, number));
      this.observer.messages.push(...messages);
      return new Thread(this, plan, index, seat, messages, parts);
    });
  }

  wakeAll(): void {
    for (const thread of this.threads) thread.wake();
  }

  /** Gives the seat of the thread that is dead now. */
  kill(victim: number): number {
    const thread = this.threads[victim] as Thread;
    thread.die();
    return thread.seat;
  }

  enabled(): number[] {
    return this.threads.flatMap((thread, index) => (thread.isEnabled ? [index] : []));
  }

  advance(process: number): void {
    (this.threads[process] as Thread).advance();
    this.observer.look();
  }

  checkEnd(): void {
    const calls = this.scenario.threads.flatMap(({ calls = [] }) => calls);
    const isHeldLegal = calls.every(({ call }) => call === 'stop');
    const stuck = this.threads.find(({ isDone }) => !isDone);
    if (stuck && !isHeldLegal) throw new Violation(`a thread waits for ever: ${stuck}`);
    this.observer.checkEnd(isHeldLegal);
  }

  /** Whether a Stop that looks at the seat `looking` has looked at that of the thread, or does so next. */
  private lookedAt({ sends, seat }: Thread, looking: number): string {
    return sends ? `${+(seat < looking)}${+(seat === looking)}` : '';
  }

  /** Threads with the same plan may change places, but not where one of them is to be abandoned, or Stop has looked at only some of them. */
  key(): string {
    const word = this.words[0];
    const looking = Math.max(...this.threads.map((thread) => thread.looksAt));
    const victim = this.scenario.threads.find(({ kills }) => kills !== undefined)?.kills;
    const parts = this.threads.map((thread, index) => ({
      plan: this.scenario.threads.indexOf(thread.plan),
      part: intern(
        `${thread.key + this.observer.keyOf(index)};${this.lookedAt(thread, looking)}${+(index === victim)}`,
      ),
    }));
    parts.sort((a, b) => a.plan - b.plan || (a.part < b.part ? -1 : 1));
    return intern(`${word}|${this.observer.key}`) + parts.map(({ part }) => part).join('');
  }
}

const interned = new Map<string, string>();

/** Two characters for each different text: millions of keys have to fit in memory. */
function intern(text: string): string {
  let short = interned.get(text);
  if (short === undefined) {
    short = String.fromCharCode(interned.size >>> 12, interned.size & 0xfff);
    interned.set(text, short);
  }
  return short;
}
