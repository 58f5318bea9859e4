import { Admission, type SessionGate } from './gate.js';
import { finish, finishAtOnce, step, waitForChange, type Steps } from './gate-steps.js';

/** What becomes of messages that were held: one of these, once, for each. Neither may throw. */
export interface HeldMessageOwner<Message> {
  /** It was admitted: runs it, and calls `gate.leave()` once when it is done. */
  deliver(message: Message): void;
  cancel(message: Message): void;
}

interface Held<Message> {
  readonly message: Message;
  readonly epoch: number;
}

/**
 * One thread's messages that came before a Start has returned, in their order. A message never overtakes one that the same thread
 * sent before. `limit` is the context's: it counts the messages of all its threads.
 */
export class HeldMessages<Message> {
  protected readonly queue: Held<Message>[] = [];
  /** The gate's `changes` before the first message in the queue was turned away. */
  protected since = 0;
  private isDraining = false;
  private isWatching = false;

  constructor(
    readonly gate: SessionGate,
    readonly limit: number,
    private readonly owner: HeldMessageOwner<Message>,
  ) {
    gate.listen(() => this.hear());
  }

  get isEmpty(): boolean {
    return this.queue.length === 0;
  }

  /**
   * A message comes. ADMITTED: the caller runs it now and then calls `gate.leave()`. HELD: the owner hears of it later. CANCELLED
   * and REFUSED (STATUS_INSUFFICIENT_RESOURCES): the caller completes it.
   */
  admit(message: Message): Admission {
    if (this.queue.length === 0) {
      const admission = this.gate.arrive();
      if (admission !== Admission.HELD) return admission;
    }
    return finishAtOnce(this.holdSteps(message));
  }

  /** Delivers or cancels what need not be held any longer. */
  drain(): void {
    if (!this.isDraining) finishAtOnce(this.drainSteps());
  }

  /**
   * Messages that end are cancelled at once, inside of the function that ends them. Messages that are delivered come in a task of their own:
   * whoever waits for Start on this thread goes on first, the operating system too.
   */
  private hear(): void {
    if (this.gate.outlook !== Admission.ADMITTED) this.drain();
    else if (!this.isEmpty) setTimeout(() => this.drain());
  }

  /** What follows in `admit`, step by step, where a message may not run at once. */
  *holdSteps(message: Message): Steps<Admission> {
    // A thread that never comes to rest hears of no change: so it looks.
    if (!this.isEmpty && !this.isDraining) yield* this.drainSteps();
    for (;;) {
      yield step('hold: changes');
      const since = this.gate.changes;
      // The epoch before the state: when it ends between the two, the message is cancelled with it.
      yield step('hold: epoch', { since });
      const { epoch } = this.gate;
      yield step('hold: look', { since, epoch });
      const outlook = this.gate.outlook;
      if (outlook === Admission.CANCELLED) return outlook;
      if (outlook === Admission.HELD || !this.isEmpty) return yield* this.keepSteps({ message, epoch }, since);
      const admission = yield* this.gate.arriveSteps('hold');
      if (admission !== Admission.HELD) return admission;
    }
  }

  private *keepSteps(held: Held<Message>, since: number): Steps<Admission> {
    if (!(yield* this.gate.holdSteps(this.limit, { since, epoch: held.epoch }))) return Admission.REFUSED;
    if (this.isEmpty) this.since = since;
    this.queue.push(held);
    this.watch();
    return Admission.HELD;
  }

  *drainSteps(): Steps<void> {
    this.isDraining = true;
    try {
      for (let first = this.queue[0]; first; first = this.queue[0]) {
        const admission = yield* this.gate.arriveSteps('drain');
        yield step('drain: epoch', { admission });
        const isStale = this.gate.epoch !== first.epoch;
        if (admission === Admission.HELD && !isStale) return;
        yield* this.takeSteps(admission, isStale);
      }
    } finally {
      this.isDraining = false;
    }
  }

  /** Takes the first message out, and says what becomes of it. */
  private *takeSteps(admission: Admission, isStale: boolean): Steps<void> {
    const { message } = this.queue.shift() as Held<Message>;
    const isAdmitted = admission === Admission.ADMITTED;
    if (isAdmitted && isStale) {
      yield step('drain: leave', { admission, isStale });
      this.gate.leave();
    }
    yield step('drain: unhold', { admission, isStale });
    this.gate.unhold(1);
    if (isAdmitted && !isStale) this.owner.deliver(message);
    else this.owner.cancel(message);
  }

  /** Over a shared gate Start may return on any thread: looks after each change for as long as something is held. */
  *watchSteps(): Steps<void> {
    while (!this.isEmpty) {
      yield waitForChange('watch', this.since);
      yield step('watch: changes');
      this.since = this.gate.changes;
      yield* this.drainSteps();
    }
    this.isWatching = false;
  }

  protected watch(): void {
    if (!this.gate.isShared || this.isWatching) return;
    this.isWatching = true;
    void finish(this.watchSteps(), {
      wait: (since) => this.gate.whenChanged(since).then(() => undefined),
      tell: () => undefined,
      run: () => 0,
    });
  }
}
