import { isSuccess, NtStatus } from '../../ntstatus/index.js';
import { statusOf } from './gate-status.js';
import { finish, finishAtOnce, run, step, tell, waitForChange, type Locals, type Steps } from './gate-steps.js';
import { whenWordChanges } from './gate-wait.js';
import { isPromiseLike } from '../foreign-call.js';
import { MIRACAST_SESSION_STATE, type Awaitable, type MiracastSessionState, type NTSTATUS } from '../interface.js';

/*
 * The gate's words:
 *
 *   [0] gate       5        4          3         2        1 0
 *               | drains | destroyed | cancels | (runs) | state |      all 0: never started
 *   [1] turn     of drivers with `synchronize`: see handler-turn.ts
 *   [2] epoch    goes up whenever what is held by then must be cancelled
 *   [3] changes  goes up when those who wait have to look again; who waits, waits for this word
 *   [4] seats    of each thread: messages in flight, messages that are held, 1 where the seat is taken
 *
 * A message adds one to its thread's count in flight, and then reads the state. Stop changes the state, and then reads the counts: so at
 * least one of the two sees the other, and what a thread has in flight is exactly what it has written itself, also when it has died
 * between any two of its steps. Who has set `runs` is the only one who changes the other bits until it takes it back.
 */
/*
 * Start is over when the operating system was told so, and not when the driver's function has ended: until then the state is
 * MiracastStartPending on all threads, and `runs` is set. A Start that gave a promise has told when that has settled: the gate opens
 * in the first of its reactions, right before the caller's own. One that returned its status has told when it has returned: the gate
 * opens when the thread comes here again, with the next message or lifecycle function, or at the latest in the next microtask.
 */
const GATE = 0;
export const TURN = 1;
const EPOCH = 2;
const CHANGES = 3;
const FIRST_SEAT = 4;
const SEAT_WORDS = 3;
/** Of a seat's words. */
const HELD = 1;
const IS_TAKEN = 2;
/** Threads that can be told apart, of a context that several serve. */
const SHARED_SEATS = 64;

const { MiracastStopped, MiracastStartPending, MiracastStarted, MiracastStopPending } = MIRACAST_SESSION_STATE;
const STATE_MASK = 0b11;
/** A lifecycle function runs, or one is being refused. */
const RUNS = 1 << 2;
/** Messages that come are cancelled. Without it and not started, they are held. */
const CANCELS = 1 << 3;
const DESTROYED = 1 << 4;
/** A lifecycle function waits for the last message in flight. */
const DRAINS = 1 << 5;
/** What the lifecycle function that runs may change. */
const PHASE_MASK = STATE_MASK | CANCELS | DESTROYED | DRAINS;

const PHASE = {
  starting: MiracastStartPending,
  started: MiracastStarted,
  draining: MiracastStopPending | CANCELS | DRAINS,
  stopping: MiracastStopPending | CANCELS,
  stopped: MiracastStopped | CANCELS,
  destroyed: MiracastStopped | CANCELS | DESTROYED,
} as const;

/** The words of a new gate. `isShared`: for several threads. */
export function gateWords(isShared: boolean, seats = isShared ? SHARED_SEATS : 1): Int32Array {
  const bytes = (FIRST_SEAT + seats * SEAT_WORDS) * Int32Array.BYTES_PER_ELEMENT;
  return new Int32Array(isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
}

export function seatCountOf(words: Int32Array): number {
  return Math.floor((words.length - FIRST_SEAT) / SEAT_WORDS);
}

/** Also of a buffer that another realm made. */
export function isSharedMemory(buffer: ArrayBufferLike): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

/** What the word `TURN` is while a handler of the thread with this seat runs. */
export function turnOf(seat: number): number {
  return seat + 1;
}

/** What becomes of a message that comes to the gate. */
export const Admission = {
  /** It may run, and `leave` is called once when it is done. */
  ADMITTED: 0,
  HELD: 1,
  CANCELLED: 2,
  /** As many are held as may be: STATUS_INSUFFICIENT_RESOURCES. */
  REFUSED: 3,
} as const;
export type Admission = (typeof Admission)[keyof typeof Admission];

/** The functions that exclude each other and every message. Create does by itself: nobody knows its context yet. */
export type LifecycleFunction = 'start' | 'stop' | 'destroy';

/**
 * Keeps a context's messages and its lifecycle functions apart. Threads that share a context have a gate object each, over
 * the same SharedArrayBuffer; over an array that is not shared the same code uses plain loads and stores.
 */
export class SessionGate {
  readonly isShared: boolean;
  private readonly listeners: (() => void)[] = [];
  /** Over an array that is not shared: who waits for a change. */
  private waiting: (() => void)[] = [];
  /** A Start on this thread has returned a success, and the gate has still to be opened. */
  private isToOpen = false;
  /** Where this thread's count in flight lies, and where it counts what it holds. */
  private readonly inFlightAt: number;
  private readonly heldAt: number;

  /**
   * @param words as `gateWords` makes them; all 0 is the gate of a context that was never started
   * @param seat of this thread, from `takeSeat`; the first one is that of the thread that made the words
   */
  constructor(
    readonly words: Int32Array,
    readonly seat = 0,
  ) {
    this.inFlightAt = FIRST_SEAT + seat * SEAT_WORDS;
    this.heldAt = this.inFlightAt + HELD;
    if (!(seat >= 0 && this.inFlightAt + SEAT_WORDS <= words.length))
      throw new RangeError(
        `A gate with a seat ${seat} needs ${FIRST_SEAT + (seat + 1) * SEAT_WORDS} words, not ${words.length}`,
      );
    this.isShared = isSharedMemory(words.buffer);
  }

  /** A new gate, closed until the first Start. `shared`: for several threads; hand them `words`. */
  static create(shared: boolean): SessionGate {
    return new SessionGate(gateWords(shared));
  }

  get sessionState(): MiracastSessionState {
    return this.isToOpen ? MiracastStarted : ((this.load(GATE) & STATE_MASK) as MiracastSessionState);
  }

  /** What `arrive` would say now. */
  get outlook(): Admission {
    return this.isToOpen ? Admission.ADMITTED : admissionAt(this.load(GATE));
  }

  /** Messages between `arrive` and `leave`, and for a moment those that are turned away. */
  get inFlightCount(): number {
    return this.sum(0);
  }

  /** Over all threads, and for a moment with those that are refused. */
  get heldCount(): number {
    return this.sum(HELD);
  }

  /** What was held in another epoch is to be cancelled, whatever the state is now. */
  get epoch(): number {
    return this.load(EPOCH);
  }

  /** Goes up with every change that somebody may wait for. */
  get changes(): number {
    return this.load(CHANGES);
  }

  /** One message comes: may it run? ADMITTED is owed one `leave`; the others are out again already. Never REFUSED. */
  arrive(): Admission {
    this.stepIn();
    return this.look();
  }

  /** `arrive`, step by step. */
  *arriveSteps(at: string, locals?: Locals): Steps<Admission> {
    yield step(`${at}: step in`, locals);
    this.stepIn();
    yield step(`${at}: look`, locals);
    return this.look();
  }

  protected stepIn(): void {
    this.add(this.inFlightAt, 1);
  }

  /** In digits, as in `lookBack`: in a bundle constants are variables, and each message would load them. */
  protected look(): Admission {
    const word = this.load(0);
    return (word & 0b11) === 2 ? 0 : this.turnAway(word); // STATE_MASK, MiracastStarted, ADMITTED
  }

  private turnAway(word: number): Admission {
    this.leave();
    if (!this.isToOpen) return admissionAt(word);
    this.openNow();
    return this.arrive();
  }

  /** A message that was admitted is done. */
  leave(): void {
    this.lookBack(this.stepOut());
  }

  protected stepOut(): number {
    return this.add(this.inFlightAt, -1);
  }

  /** The last message of this thread is out: somebody may wait for that. */
  protected lookBack(before: number): void {
    if (before === 1 && (this.load(0) & 0b10_0000) !== 0) this.signal(); // DRAINS
  }

  /**
   * Takes one of `limit` places for messages that are held; false when there is none. Of threads that ask for the last one at the same time
   * all may be refused, but none is ever given twice: each counts itself first and the others then.
   */
  *holdSteps(limit: number, locals: Locals): Steps<boolean> {
    yield step('hold: count', locals);
    this.add(this.heldAt, 1);
    yield step('hold: sum', locals);
    if (this.heldCount <= limit) return true;
    yield step('hold: give back', locals);
    this.unhold(1);
    return false;
  }

  unhold(count: number): void {
    this.add(this.heldAt, -count);
  }

  /** A seat for another thread: the one that abandons it frees it. Where there is none left, the first one. */
  takeSeat(): number {
    for (let seat = 1; seat < this.seatCount; seat++) {
      const at = FIRST_SEAT + seat * SEAT_WORDS + IS_TAKEN;
      if (Atomics.compareExchange(this.words, at, 0, 1) === 0) return seat;
    }
    return 0;
  }

  /** The thread with this seat has died: nobody waits for its messages any more, and its places are free. */
  abandon(seat: number): void {
    finishAtOnce(this.abandonSteps(seat));
  }

  /** The seat is free only at the end. Its thread may have died before it told somebody who waits. */
  *abandonSteps(seat: number): Steps<void> {
    yield step('abandon: turn');
    Atomics.compareExchange(this.words, TURN, turnOf(seat), 0);
    Atomics.notify(this.words, TURN);
    const first = FIRST_SEAT + seat * SEAT_WORDS;
    for (let at = first; at < first + SEAT_WORDS; at++) {
      yield step(`abandon: ${at - first}`);
      Atomics.store(this.words, at, 0);
    }
    yield step('abandon: tell');
    this.signal();
  }

  private get seatCount(): number {
    return seatCountOf(this.words);
  }

  /** Of one of the seats' words, over all seats. */
  private sum(word: number): number {
    let sum = 0;
    for (let at = FIRST_SEAT + word; at < this.words.length; at += SEAT_WORDS) sum += this.load(at);
    return sum;
  }

  /** Has `listener` called on this thread around each lifecycle function that this object runs. It must not throw. */
  listen(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Settles when `changes` is no longer `since`. It may do so for nothing: look again. Does not keep a thread of Node alive. */
  async whenChanged(since = this.changes): Promise<void> {
    if (this.isShared) await whenWordChanges(this.words, CHANGES, since);
    else if (this.changes === since) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /**
   * Runs a driver's Start, Stop or Destroy when no other of them runs; Stop after the last message in flight has left. Start counts
   * when the status is a success, and lets messages run only after this function has returned, or its promise has settled; what Stop and
   * Destroy return, or throw, changes nothing. At once when nothing has to wait and `body` is synchronous. Not to be awaited by a message in flight or by another lifecycle function: it waits for them.
   * @returns the status of `body`, that of an NtStatusError it threw, or STATUS_UNSUCCESSFUL; STATUS_INVALID_DEVICE_STATE
   * without a call where the session is not stopped (Start, Destroy) or not started (Stop), and after Destroy
   */
  lifecycle(call: LifecycleFunction, body: () => Awaitable<NTSTATUS>): Awaitable<NTSTATUS> {
    this.openNow();
    const answer = finish(this.lifecycleSteps(call), {
      wait: (since) => this.whenChanged(since).then(() => undefined),
      tell: () => this.tellListeners(),
      run: () => statusOf(body),
    });
    // Its first reaction, so that nobody hears of a session whose messages are still held.
    if (isPromiseLike(answer)) void answer.then((status) => opensGate(call, status) && this.open());
    else this.openSoon(call, answer);
    return answer;
  }

  /**
   * The same on a thread that may block. After Start it must not block for a message before it has come back to the gate, or has rested.
   * @throws TypeError before anything is done, where the gate is not shared or this thread may not block
   */
  lifecycleSync(call: LifecycleFunction, body: () => NTSTATUS): NTSTATUS {
    Atomics.wait(this.words, CHANGES, 0, 0);
    this.openNow();
    const status = finish(this.lifecycleSteps(call), {
      wait: (since) => void Atomics.wait(this.words, CHANGES, since),
      tell: () => this.tellListeners(),
      run: () => statusOf(body),
    }) as NTSTATUS;
    this.openSoon(call, status);
    return status;
  }

  private openSoon(call: LifecycleFunction, status: NTSTATUS): void {
    if (!opensGate(call, status)) return;
    this.isToOpen = true;
    queueMicrotask(() => this.openNow());
  }

  private openNow(): void {
    if (this.isToOpen) this.open();
  }

  private open(): void {
    this.isToOpen = false;
    void finish(this.openSteps(), { wait: () => undefined, tell: () => this.tellListeners(), run: () => 0 });
  }

  /** `lifecycle`, step by step, up to its answer. After a Start that was good `openSteps` is owed, once its caller was told. */
  *lifecycleSteps(call: LifecycleFunction): Steps<NTSTATUS> {
    const word = yield* this.claimSteps();
    if (!isAllowed(call, word)) {
      yield* this.releaseSteps();
      return NtStatus.INVALID_DEVICE_STATE;
    }
    yield* this.beginSteps(call);
    const status = (yield run(call)) as NTSTATUS;
    if (opensGate(call, status)) return status;
    yield* this.endSteps(call, status);
    yield* this.releaseSteps();
    return status;
  }

  /** The operating system was told that the session has started: from now on messages run, on all threads. */
  *openSteps(): Steps<void> {
    yield step('open');
    this.enterPhase(PHASE.started);
    yield* this.releaseSteps();
  }

  /** Waits for its turn. Gives the gate word of before: its low bits stay, but for those that the caller changes. */
  protected *claimSteps(): Steps<number> {
    for (;;) {
      yield step('claim: changes');
      const since = this.changes;
      yield step('claim: runs', { since });
      const word = this.setBits(GATE, RUNS);
      if ((word & RUNS) === 0) return word;
      yield waitForChange('claim: wait', since);
    }
  }

  private *beginSteps(call: LifecycleFunction): Steps<void> {
    yield step(`begin: ${call}`);
    if (call === 'start') return this.enterPhase(PHASE.starting);
    this.enterPhase(call === 'stop' ? PHASE.draining : PHASE.destroyed);
    yield* this.cancelHeldSteps();
    if (call === 'stop') yield* this.drainSteps();
  }

  private *endSteps(call: LifecycleFunction, status: NTSTATUS): Steps<void> {
    if (call === 'destroy') return;
    yield step(`end: ${call}`, { status });
    // While messages that come are cancelled and nobody else can start: so none can be held between these two steps.
    this.enterPhase(PHASE.stopped);
    if (call === 'start') yield* this.cancelHeldSteps();
  }

  /** In-flight messages finish first. What arrives meanwhile only steps in and out, so each count does get to 0. */
  protected *drainSteps(): Steps<void> {
    yield step('drain: changes');
    let since = this.changes;
    for (let seat = 0; seat < this.seatCount; seat++) {
      yield step('drain: look', { since, seat });
      while (this.inFlightOf(seat) !== 0) {
        yield waitForChange('drain: wait', since, { seat });
        yield step('drain: changes', { seat });
        since = this.changes;
        yield step('drain: look', { since, seat });
      }
    }
    yield step('drain: done');
    this.enterPhase(PHASE.stopping);
  }

  protected inFlightOf(seat: number): number {
    return this.load(FIRST_SEAT + seat * SEAT_WORDS);
  }

  protected *cancelHeldSteps(): Steps<void> {
    yield step('cancel held');
    this.add(EPOCH, 1);
    yield* this.announceSteps('cancel held');
  }

  protected *releaseSteps(): Steps<void> {
    yield step('release');
    this.clearBits(GATE, RUNS);
    yield* this.announceSteps('release');
  }

  private *announceSteps(what: string): Steps<void> {
    yield step(`announce: ${what}`);
    this.signal();
    yield tell(`tell: ${what}`);
  }

  /** By the one that has set RUNS: nobody else changes these bits between the two accesses. */
  protected enterPhase(phase: number): void {
    this.flipBits(GATE, (this.load(GATE) ^ phase) & PHASE_MASK);
  }

  /** Wakes whoever waits: the change first, so that one who is about to wait does not. */
  protected signal(): void {
    this.add(CHANGES, 1);
    this.notify();
  }

  protected notify(): void {
    if (this.isShared) {
      Atomics.notify(this.words, CHANGES);
      return;
    }
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  private tellListeners(): undefined {
    for (const listener of this.listeners) listener();
  }

  /* The words: atomically where the array is shared. Each gives what was there before. */

  private load(index: number): number {
    return this.isShared ? Atomics.load(this.words, index) : (this.words[index] as number);
  }

  protected add(index: number, value: number): number {
    const { words } = this;
    if (this.isShared) return Atomics.add(words, index, value);
    const before = words[index] as number;
    words[index] = before + value;
    return before;
  }

  // The others are rare, and Atomics takes arrays that are not shared too.
  private setBits(index: number, bits: number): number {
    return Atomics.or(this.words, index, bits);
  }

  private clearBits(index: number, bits: number): number {
    return Atomics.and(this.words, index, ~bits);
  }

  private flipBits(index: number, bits: number): number {
    return Atomics.xor(this.words, index, bits);
  }
}

function admissionAt(word: number): Admission {
  if ((word & STATE_MASK) === MiracastStarted) return Admission.ADMITTED;
  return (word & CANCELS) === 0 ? Admission.HELD : Admission.CANCELLED;
}

function opensGate(call: LifecycleFunction, status: NTSTATUS): boolean {
  return call === 'start' && isSuccess(status);
}

function isAllowed(call: LifecycleFunction, word: number): boolean {
  if ((word & DESTROYED) !== 0) return false;
  return (word & STATE_MASK) === (call === 'stop' ? MiracastStarted : MiracastStopped);
}
