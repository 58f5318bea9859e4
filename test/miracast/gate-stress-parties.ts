import { Admission, SessionGate, type LifecycleFunction } from '../../src/miracast/session/gate.js';
import { HeldMessages } from '../../src/miracast/session/held-messages.js';
import type { NTSTATUS } from '../../src/miracast/interface.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { generator } from '../reference/random-bytes.js';

/** Words that all threads share beside the gate. */
export const Count = {
  RUNNING: 0,
  WITH_DRIVER: 1,
  /** A message and a lifecycle function, or two of these, were with the driver at once. */
  CLASHES: 2,
  OUT_OF_ORDER: 3,
  HELD: 4,
  REFUSED: 5,
  SENDERS_DONE: 6,
  SESSIONS: 7,
  FAILED_STARTS: 8,
  BLOCKING_CALLS: 9,
} as const;
export const COUNTS = Object.keys(Count).length;

/** What a message's byte goes up by. */
export const DELIVERED = 1;
export const CANCELLED = 16;

export interface ThreadData {
  readonly role: 'sender' | 'lifecycle';
  readonly gate: Int32Array;
  readonly counts: Int32Array;
  /** Of a sender: a byte for each of its messages. */
  readonly outcomes: Uint8Array;
  readonly senders: number;
  readonly limit: number;
  readonly seed: number;
}

/** Pseudo-random numbers from 0 to below 1. */
function randomFrom(seed: number): () => number {
  const next = generator(seed);
  return () => next() / 2 ** 24;
}

const rest = (milliseconds = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

let worked = 0;

/** Takes time, about a nanosecond a turn, and does not let go of the thread. */
function work(turns: number): void {
  for (let turn = 0; turn < turns; turn++) worked = Math.imul(worked ^ turn, 3);
}

/** Sends numbered messages, one after the other; most are done at once, some later. */
export class Sender {
  private readonly random: () => number;
  private readonly gate: SessionGate;
  private readonly held: HeldMessages<number>;
  private last = -1;

  constructor(private readonly data: ThreadData) {
    this.random = randomFrom(data.seed);
    this.gate = new SessionGate(data.gate);
    this.held = new HeldMessages<number>(this.gate, data.limit, {
      deliver: (message) => this.deliver(message),
      cancel: (message) => this.finish(message, CANCELLED),
    });
  }

  async run(): Promise<void> {
    const { counts, outcomes } = this.data;
    for (let message = 0; message < outcomes.length; message++) {
      work(this.random() * 2000);
      await this.send(message);
      // Most rests are taken while there is no session, so that the messages are not all gone by then.
      if (this.random() < (outcomes[message] === CANCELLED ? 0.01 : 0.001)) await rest(1);
    }
    while (!this.held.isEmpty || Atomics.load(counts, Count.WITH_DRIVER) > 0) await rest(1);
    Atomics.add(counts, Count.SENDERS_DONE, 1);
  }

  private async send(message: number): Promise<void> {
    let admission = this.held.admit(message);
    while (admission === Admission.REFUSED) {
      Atomics.add(this.data.counts, Count.REFUSED, 1);
      await rest(1);
      admission = this.held.admit(message);
    }
    if (admission === Admission.ADMITTED) this.deliver(message);
    else if (admission === Admission.CANCELLED) this.finish(message, CANCELLED);
    else Atomics.add(this.data.counts, Count.HELD, 1);
  }

  private deliver(message: number): void {
    const { counts } = this.data;
    Atomics.add(counts, Count.WITH_DRIVER, 1);
    if (message <= this.last) Atomics.add(counts, Count.OUT_OF_ORDER, 1);
    this.last = message;
    this.clashWith(Count.RUNNING);
    if (this.random() < 0.01) void rest().then(() => this.leave(message));
    else {
      work(this.random() * 4000);
      this.leave(message);
    }
  }

  private leave(message: number): void {
    this.clashWith(Count.RUNNING);
    this.finish(message, DELIVERED);
    Atomics.sub(this.data.counts, Count.WITH_DRIVER, 1);
    this.gate.leave();
  }

  private finish(message: number, outcome: number): void {
    this.data.outcomes[message] = (this.data.outcomes[message] as number) + outcome;
  }

  private clashWith(count: number): void {
    if (Atomics.load(this.data.counts, count) > 0) Atomics.add(this.data.counts, Count.CLASHES, 1);
  }
}

/** Starts and stops at random until all senders are done; more than one of them may do so. */
export class Operator {
  private readonly random: () => number;
  private readonly gate: SessionGate;

  constructor(
    private readonly data: ThreadData,
    private readonly isBlocking: boolean,
  ) {
    this.random = randomFrom(data.seed);
    this.gate = new SessionGate(data.gate);
  }

  async run(): Promise<void> {
    const { counts, senders } = this.data;
    while (Atomics.load(counts, Count.SENDERS_DONE) < senders) {
      const call = this.random() < 0.6 ? 'start' : 'stop';
      await this.call(call);
      if (this.random() < (call === 'start' ? 0.5 : 0.1)) await rest(this.random() * 3);
      else work(this.random() * 50_000);
    }
  }

  private async call(call: LifecycleFunction): Promise<void> {
    const { counts } = this.data;
    const status = this.random() < 0.2 ? NtStatus.UNSUCCESSFUL : NtStatus.SUCCESS;
    if (this.isBlocking && this.random() < 0.5) {
      Atomics.add(counts, Count.BLOCKING_CALLS, 1);
      this.gate.lifecycleSync(call, () => this.body(call, status));
    } else {
      await this.gate.lifecycle(call, () =>
        this.random() < 0.5 ? this.body(call, status) : this.bodyThatWaits(call, status),
      );
    }
  }

  private body(call: LifecycleFunction, status: NTSTATUS): NTSTATUS {
    this.begin();
    work(this.random() * 50_000);
    return this.end(call, status);
  }

  private async bodyThatWaits(call: LifecycleFunction, status: NTSTATUS): Promise<NTSTATUS> {
    this.begin();
    await rest(this.random() * 3);
    return this.end(call, status);
  }

  private begin(): void {
    const { counts } = this.data;
    const others = Atomics.add(counts, Count.RUNNING, 1) + Atomics.load(counts, Count.WITH_DRIVER);
    if (others > 0) Atomics.add(counts, Count.CLASHES, 1);
  }

  private end(call: LifecycleFunction, status: NTSTATUS): NTSTATUS {
    const { counts } = this.data;
    const others = Atomics.load(counts, Count.WITH_DRIVER) + Atomics.sub(counts, Count.RUNNING, 1) - 1;
    if (others > 0) Atomics.add(counts, Count.CLASHES, 1);
    if (call === 'start') Atomics.add(counts, status === NtStatus.SUCCESS ? Count.SESSIONS : Count.FAILED_STARTS, 1);
    return status;
  }
}
