import { Admission, type LifecycleFunction, type SessionGate } from '../../src/miracast/session/gate.js';
import { MIRACAST_SESSION_STATE } from '../../src/miracast/interface.js';
import { Violation } from './gate-explorer.js';

const { MiracastStopped, MiracastStartPending, MiracastStopPending } = MIRACAST_SESSION_STATE;

/** A message as its sender and the driver see it. */
export class ObservedMessage {
  phase: 'unsent' | 'being sent' | 'held' | 'with the driver' | 'done' = 'unsent';
  /** At some time since it was sent there was a reason for this outcome. */
  mayHold = false;
  mayCancel = false;
  mayRefuse = false;
  /** Was held when the session that it waited for ended: must not reach the driver. */
  isDoomed = false;

  constructor(
    readonly sender: number,
    readonly number: number,
  ) {}

  toString(): string {
    return `message ${this.number} of sender ${this.sender}`;
  }

  /** Only what still matters: reasons for outcomes that are still possible. */
  get key(): string {
    if (this.phase === 'being sent') return `s${+this.mayHold}${+this.mayCancel}${+this.mayRefuse}`;
    return this.phase === 'held' ? `h${+this.mayCancel}${+this.isDoomed}` : this.phase.charAt(0);
  }
}

/** Holds what senders and the driver see against the rules of the interface. Knows nothing of how the gate works. */
export class GateObserver {
  readonly messages: ObservedMessage[] = [];
  private readonly lastDelivered: number[] = [];
  private running: LifecycleFunction | undefined;
  private hasStartedEver = false;
  private hasBegunToDestroy = false;
  /** From the moment in which the caller of a successful Start was told to the call of the driver's Stop. */
  private isOpen = false;
  /** A Start has succeeded, and its caller has not been told yet. */
  private isUntold = false;
  private isDestroyed = false;
  /** From the end of a failed Start, or the call of the driver's Stop, to the next successful Start. */
  private isClosed = false;
  /** Calls of Start that were made and have not returned. */
  private startsUnderWay = 0;

  constructor(
    private readonly gate: SessionGate,
    private readonly limit: number,
  ) {}

  /** After each step: notes what may now become of the messages on their way. */
  look(): void {
    const { sessionState, heldCount } = this.gate;
    this.hasStartedEver ||= sessionState === MiracastStartPending;
    const isStopped = sessionState === MiracastStopped;
    const holds = sessionState === MiracastStartPending || (isStopped && !this.hasStartedEver && !this.isDestroyed);
    const cancels =
      sessionState === MiracastStopPending || (isStopped && this.hasStartedEver) || this.hasBegunToDestroy;
    const held = this.messages.filter(({ phase }) => phase === 'held').length;
    if (heldCount < 0 || held > this.limit) throw new Violation(`${heldCount} messages are held`);
    for (const message of this.messages) {
      const isOnItsWay = message.phase === 'being sent' || message.phase === 'held';
      if (message.phase === 'being sent') {
        message.mayHold ||= holds;
        message.mayRefuse ||= heldCount >= this.limit;
      }
      if (isOnItsWay) message.mayCancel ||= cancels;
    }
  }

  send(message: ObservedMessage): void {
    message.phase = 'being sent';
    this.look();
  }

  sent(message: ObservedMessage, admission: Admission): void {
    if (admission === Admission.ADMITTED) this.delivered(message);
    else if (admission === Admission.CANCELLED) this.cancelled(message);
    else if (admission === Admission.REFUSED) this.refused(message);
    else {
      if (!message.mayHold) throw new Violation(`${message} is held without a reason`);
      if (message.phase === 'being sent') message.phase = 'held';
    }
  }

  delivered(message: ObservedMessage): void {
    if (this.running) throw new Violation(`${message} reaches the driver while ${this.running} runs`);
    if (this.isUntold) throw new Violation(`${message} reaches the driver before the caller of start was told`);
    if (!this.isOpen) throw new Violation(`${message} reaches the driver outside of a session`);
    if (message.isDoomed) throw new Violation(`${message} reaches the driver in a later session`);
    if (message.number <= (this.lastDelivered[message.sender] ?? -1)) throw new Violation(`${message} is out of order`);
    this.lastDelivered[message.sender] = message.number;
    this.settle(message);
    message.phase = 'with the driver';
  }

  returned(message: ObservedMessage): void {
    if (this.running) throw new Violation(`${message} is still with the driver while ${this.running} runs`);
    message.phase = 'done';
  }

  cancelled(message: ObservedMessage): void {
    if (!message.mayCancel) throw new Violation(`${message} is cancelled without a reason`);
    this.settle(message);
  }

  private refused(message: ObservedMessage): void {
    if (!message.mayRefuse) throw new Violation(`${message} is refused below the limit`);
    this.settle(message);
  }

  private settle(message: ObservedMessage): void {
    if (message.phase === 'done' || message.phase === 'with the driver')
      throw new Violation(`${message} is done twice`);
    message.phase = 'done';
  }

  /** A thread is gone, and all that it had begun. */
  died(sender: number): void {
    for (const message of this.messages) if (message.sender === sender) message.phase = 'done';
  }

  /** Somebody calls a lifecycle function; it may have to wait. */
  called(call: LifecycleFunction): void {
    if (call === 'destroy') this.hasBegunToDestroy = true;
    if (call !== 'start') return;
    // Held by now, and no Start has been called that it could wait for: this one must not bring it back.
    if (this.isClosed && this.startsUnderWay === 0) this.doomHeld();
    this.startsUnderWay++;
  }

  /** The caller of the function was told how it ended. */
  told(call: LifecycleFunction, isGood: boolean): void {
    if (call !== 'start') return;
    this.startsUnderWay--;
    if (!isGood) return;
    this.isUntold = false;
    this.isOpen = true;
  }

  /** The driver's function runs. */
  began(call: LifecycleFunction): void {
    const withDriver = this.messages.find(({ phase }) => phase === 'with the driver');
    if (this.running) throw new Violation(`${call} runs while ${this.running} does`);
    if (withDriver) throw new Violation(`${call} runs while ${withDriver} is with the driver`);
    if (this.isDestroyed) throw new Violation(`${call} runs after destroy`);
    if (this.isUntold) throw new Violation(`${call} runs before the caller of start was told`);
    if ((call === 'stop') !== this.isOpen) throw new Violation(`${call} runs in the wrong state`);
    this.running = call;
    if (call === 'start') return;
    this.isOpen = false;
    this.isClosed = true;
    this.isDestroyed = call === 'destroy';
    this.doomHeld();
  }

  ended(call: LifecycleFunction, isGood: boolean): void {
    if (this.running !== call) throw new Violation(`${call} ends, and ${this.running ?? 'nothing'} runs`);
    this.running = undefined;
    if (call !== 'start') return;
    this.isUntold = isGood;
    this.isClosed = !isGood;
    if (!isGood) this.doomHeld();
  }

  private doomHeld(): void {
    for (const message of this.messages) message.isDoomed ||= message.phase === 'held';
  }

  /** Nobody can go on. `isHeldLegal`: nobody was to start or destroy, so messages may be held for ever. */
  checkEnd(isHeldLegal: boolean): void {
    const { heldCount, inFlightCount } = this.gate;
    for (const message of this.messages) {
      const isGood = message.phase === 'done' || (isHeldLegal && message.phase === 'held');
      if (!isGood) throw new Violation(`at the end ${message} is ${message.phase}`);
    }
    const held = this.messages.filter(({ phase }) => phase === 'held').length;
    if (inFlightCount !== 0) throw new Violation(`at the end ${inFlightCount} messages are in flight`);
    if (heldCount !== held) throw new Violation(`at the end ${heldCount} messages are held, and ${held} have an owner`);
  }

  get key(): string {
    const { hasStartedEver, hasBegunToDestroy, isOpen, isUntold, isDestroyed, isClosed, startsUnderWay } = this;
    const flags = [hasStartedEver, hasBegunToDestroy, isOpen, isUntold, isDestroyed, isClosed].map(Number).join('');
    return `${this.running ?? ''}${flags}${startsUnderWay}`;
  }

  /** What is known of one sender. */
  keyOf(sender: number): string {
    const own = this.messages.filter((message) => message.sender === sender);
    const isOver = own.every(({ phase }) => phase === 'done');
    return isOver ? '' : `${own.map(({ key }) => key).join()}>${this.lastDelivered[sender] ?? ''}`;
  }
}
