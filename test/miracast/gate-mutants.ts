import { Admission, type LifecycleFunction } from '../../src/miracast/session/gate.js';
import { step, type Locals, type Steps } from '../../src/miracast/session/gate-steps.js';
import { MIRACAST_SESSION_STATE, type NTSTATUS } from '../../src/miracast/interface.js';
import { isSuccess } from '../../src/ntstatus/index.js';
import type { ObservedMessage } from './gate-observer.js';
import type { SMALL } from './gate-scenarios.js';
import { ExploredGate, ExploredHeld, FIRST_SEAT, SEAT_WORDS, type Parts } from './gate-world.js';

/*
 * Gates and queues that each break one rule: an exploration that does not object to them proves nothing.
 */

const GATE = 0;
const EPOCH = 2;
const CHANGES = 3;

class ForgetsInFlight extends ExploredGate {
  protected override inFlightOf(): number {
    return 0;
  }
}

class ForgetsEpoch extends ExploredGate {
  override get epoch(): number {
    return 0;
  }
}

class ExcludesNobody extends ExploredGate {
  protected override *claimSteps(): Steps<number> {
    yield step('does not claim');
    return this.words[GATE] as number;
  }
}

class ReleasesEarly extends ExploredGate {
  protected override *claimSteps(): Steps<number> {
    const word = yield* super.claimSteps();
    yield* this.releaseSteps();
    return word;
  }
}

class EndsEpochLate extends ExploredGate {
  protected override *cancelHeldSteps(): Steps<void> {}

  protected override *releaseSteps(): Steps<void> {
    yield* super.releaseSteps();
    yield step('epoch after release');
    this.add(EPOCH, 1);
    yield step('announce it');
    this.signal();
  }
}

class LeavesSilently extends ExploredGate {
  override leave(): void {
    this.thread.postpone('leave', () => this.stepOut());
  }
}

class NotifiesTooSoon extends ExploredGate {
  protected override signal(): void {
    this.notify();
    this.thread.postpone('changes', () => this.add(CHANGES, 1));
  }
}

class AdmitsDuringStart extends ExploredGate {
  protected override look(): Admission {
    const { sessionState } = this;
    const admission = super.look();
    return sessionState === 1 ? Admission.ADMITTED : admission;
  }
}

class OpensInsideStart extends ExploredGate {
  override *lifecycleSteps(call: LifecycleFunction): Steps<NTSTATUS> {
    const status = yield* super.lifecycleSteps(call);
    if (call === 'start' && isSuccess(status)) yield* super.openSteps();
    return status;
  }

  override *openSteps(): Steps<void> {}
}

/** Over for other threads, while lifecycle functions still wait. */
class StartedBeforeTold extends ExploredGate {
  override *lifecycleSteps(call: LifecycleFunction): Steps<NTSTATUS> {
    const status = yield* super.lifecycleSteps(call);
    yield step('started too soon');
    if (call === 'start' && isSuccess(status)) this.enterPhase(MIRACAST_SESSION_STATE.MiracastStarted);
    return status;
  }
}

class NeverOpens extends ExploredGate {
  override *openSteps(): Steps<void> {}
}

class HoldsAfterStop extends ExploredGate {
  override get outlook(): Admission {
    const outlook = super.outlook;
    return outlook === Admission.CANCELLED ? Admission.HELD : outlook;
  }
  protected override look(): Admission {
    const admission = super.look();
    return admission === Admission.CANCELLED ? Admission.HELD : admission;
  }
}

class CancelsBeforeStart extends ExploredGate {
  protected override look(): Admission {
    const admission = super.look();
    return admission === Admission.HELD ? Admission.CANCELLED : admission;
  }
}

class HoldsOneTooMany extends ExploredGate {
  override *holdSteps(limit: number, locals: Locals): Steps<boolean> {
    return yield* super.holdSteps(limit + 1, locals);
  }
}

class KeepsPlaces extends ExploredGate {
  override unhold(): void {}
}

/** Stop may look at the count between the two. */
class LooksBeforeItStepsIn extends ExploredGate {
  override *arriveSteps(at: string, locals?: Locals): Steps<Admission> {
    yield step(`${at}: look first`, locals);
    if (this.outlook !== Admission.ADMITTED) return yield* super.arriveSteps(at, locals);
    yield step(`${at}: step in then`, locals);
    this.stepIn();
    return Admission.ADMITTED;
  }
}

/** Of threads that ask for the last place at the same time each sees it free. */
class CountsItselfLast extends ExploredGate {
  override *holdSteps(limit: number, locals: Locals): Steps<boolean> {
    yield step('hold: sum first', locals);
    if (this.heldCount >= limit) return false;
    return yield* super.holdSteps(limit + 1, locals);
  }
}

class ForgetsTheDead extends ExploredGate {
  override *abandonSteps(): Steps<void> {}
}

class AbandonsSilently extends ExploredGate {
  private isAbandoning = false;

  override *abandonSteps(seat: number): Steps<void> {
    this.isAbandoning = true;
    yield* super.abandonSteps(seat);
    this.isAbandoning = false;
  }

  protected override signal(): void {
    if (!this.isAbandoning) super.signal();
  }
}

/** Takes away what the dead thread had when it was asked, instead of what it has. */
class AbandonsOneMessage extends ExploredGate {
  override *abandonSteps(seat: number): Steps<void> {
    yield step('abandon one');
    this.add(FIRST_SEAT + seat * SEAT_WORDS, -1);
    yield step('tell');
    this.signal();
  }
}

class AbandonsNoPlaces extends ExploredGate {
  override *abandonSteps(seat: number): Steps<void> {
    yield step('abandon in flight only');
    this.words[FIRST_SEAT + seat * SEAT_WORDS] = 0;
    yield step('tell');
    this.signal();
  }
}

class Overtakes extends ExploredHeld {
  override *holdSteps(message: ObservedMessage): Steps<Admission> {
    const admission = yield* this.gate.arriveSteps('past the queue');
    return admission === Admission.HELD ? yield* super.holdSteps(message) : admission;
  }
}

class LooksTooLate extends ExploredHeld {
  override *holdSteps(message: ObservedMessage): Steps<Admission> {
    const admission = yield* super.holdSteps(message);
    yield step('changes after holding');
    this.since = this.gate.changes;
    return admission;
  }
}

/** For the first message of a thread only. */
class ReadsStateBeforeEpoch extends ExploredHeld {
  override *holdSteps(message: ObservedMessage): Steps<Admission> {
    yield step('changes');
    const since = this.gate.changes;
    yield step('state', { since });
    if (this.gate.outlook !== Admission.HELD) return yield* super.holdSteps(message);
    yield step('epoch', { since });
    const { epoch } = this.gate;
    yield* this.gate.holdSteps(this.limit, { since, epoch });
    this.since = since;
    this.queue.push({ message, epoch });
    return Admission.HELD;
  }
}

class DeliversTwice extends ExploredHeld {
  override *drainSteps(): Steps<void> {
    const first = this.queue[0];
    yield* super.drainSteps();
    if (first && this.isEmpty) this.queue.push(first);
  }
}

export interface Mutant extends Partial<Parts> {
  /** The scenario that shows it soonest. */
  readonly within: keyof typeof SMALL;
  /** What the exploration must say. */
  readonly says: RegExp;
}

export const MUTANTS: Record<string, Mutant> = {
  'Stop does not wait for messages in flight': {
    Gate: ForgetsInFlight,
    within: 'a sender that dies, Start and Stop',
    says: /stop runs while message/,
  },
  'held messages outlive a failed Start': {
    Gate: ForgetsEpoch,
    within: 'a sender, a Start that fails, then one that succeeds',
    says: /in a later session/,
  },
  'lifecycle functions do not exclude each other': {
    Gate: ExcludesNobody,
    within: 'a sender, a Start that fails and one that succeeds at the same time',
    says: /runs while/,
  },
  'the bit is cleared before the function has run': {
    Gate: ReleasesEarly,
    within: 'a sender, a Start that fails and one that succeeds at the same time',
    says: /runs while|in the wrong state/,
  },
  'the epoch ends after the gate is released': {
    Gate: EndsEpochLate,
    within: 'a sender that dies, Start and Stop',
    says: /cancelled without a reason|later session/,
  },
  'the last message in flight wakes nobody': {
    Gate: LeavesSilently,
    within: 'a sender, Start, Stop',
    says: /waits for ever/,
  },
  'notify comes before the change': {
    Gate: NotifiesTooSoon,
    within: 'a sender, a Start that fails, then one that succeeds',
    says: /waits for ever/,
  },
  'a message is admitted during Start': {
    Gate: AdmitsDuringStart,
    within: 'one place, two senders, Start',
    says: /reaches the driver/,
  },
  'held messages run inside of Start': {
    Gate: OpensInsideStart,
    within: 'one place, two senders, Start',
    says: /before the caller of start was told/,
  },
  'other threads are let in before the caller of Start was told': {
    Gate: StartedBeforeTold,
    within: 'one place, two senders, Start',
    says: /before the caller of start was told/,
  },
  'nobody opens the gate after Start': {
    Gate: NeverOpens,
    within: 'a sender that dies, Start and Stop',
    says: /waits for ever|at the end message/,
  },
  'a message is held after Stop': {
    Gate: HoldsAfterStop,
    within: 'a sender, Start, Stop',
    says: /held without a reason/,
  },
  'a message before Start is cancelled': {
    Gate: CancelsBeforeStart,
    within: 'a sender, Start, Stop',
    says: /cancelled without a reason/,
  },
  'one message too many is held': {
    Gate: HoldsOneTooMany,
    within: 'one place, two senders, Start',
    says: /2 messages are held/,
  },
  'a message looks at the state before it is counted': {
    Gate: LooksBeforeItStepsIn,
    within: 'a sender that dies, Start and Stop',
    says: /stop runs while message/,
  },
  'a held message is counted after it has looked': {
    Gate: CountsItselfLast,
    within: 'one place, two senders, Start',
    says: /2 messages are held/,
  },
  'a dead thread is not abandoned': {
    Gate: ForgetsTheDead,
    within: 'a sender that dies, Start and Stop',
    says: /waits for ever|in flight|have an owner/,
  },
  'a dead thread is abandoned, and nobody who waits is told': {
    Gate: AbandonsSilently,
    within: 'a sender that dies, Start and Stop',
    says: /waits for ever/,
  },
  'one message is taken from a dead thread, whatever it had': {
    Gate: AbandonsOneMessage,
    within: 'a sender that dies, Start and Stop',
    says: /waits for ever|in flight|have an owner/,
  },
  'a dead thread keeps its places for held messages': {
    Gate: AbandonsNoPlaces,
    within: 'a sender that dies, Start and Stop',
    says: /have an owner/,
  },
  'places of held messages are not given back': {
    Gate: KeepsPlaces,
    within: 'a sender, a Start that fails, then one that succeeds',
    says: /have an owner|below the limit/,
  },
  'a message overtakes one that is held': { Held: Overtakes, within: 'a sender, Start, Stop', says: /out of order/ },
  'a thread looks for changes after it held': {
    Held: LooksTooLate,
    within: 'a sender, a Start that fails, then one that succeeds',
    says: /waits for ever/,
  },
  'the epoch is read after the state': {
    Held: ReadsStateBeforeEpoch,
    within: 'a sender, a Start that fails, then one that succeeds',
    says: /in a later session/,
  },
  'a held message is delivered twice': {
    Held: DeliversTwice,
    within: 'a sender, a Start that fails, then one that succeeds',
    says: /done twice|out of order/,
  },
};
