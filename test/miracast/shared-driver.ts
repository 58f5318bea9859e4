import type { MiracastContext } from '../../src/miracast/driver/context.js';
import type { SharedMiracastContext } from '../../src/miracast/driver/shared-context.js';
import { defineDriver } from '../../src/miracast.js';
import type { DefinedDriver } from '../../src/miracast/driver/driver.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { struct, u32 } from '../../src/schema/index.js';
import { generator } from '../reference/random-bytes.js';

/** Words that all threads share. */
export const Count = {
  /** Lifecycle functions, and handlers, that run now. */
  LIFECYCLE: 0,
  HANDLERS: 1,
  MOST_HANDLERS: 2,
  /** A handler and a lifecycle function, or two of these, ran at once. */
  CLASHES: 3,
  OUT_OF_ORDER: 4,
  WRONG_REPLIES: 5,
  REFUSED: 6,
  /** Messages that HandleKernelModeMessage answered STATUS_PENDING, and of those, completed ones. */
  PENDING: 7,
  COMPLETED: 8,
  THREADS_DONE: 9,
  MET: 10,
} as const;
export const COUNTS = 11;

/** What a message's byte goes up by: its handler ran; it ended so. */
export const HANDLED = 1;
export const DELIVERED = 4;
export const CANCELLED = 32;

export interface ThreadData {
  readonly shared: SharedMiracastContext;
  readonly synchronize: boolean;
  readonly counts: Int32Array;
  /** A byte for each message of this thread. */
  readonly outcomes: Uint8Array;
  readonly seed: number;
}

const Header = struct('HEADER', { Size: u32, Type: u32 });
const Number = struct('NUMBER', { Header, Sequence: u32, Delay: u32, Work: u32 }, { length: 'Header.Size' });
const Meet = struct('MEET', { Header });
const Taken = struct('TAKEN', { Sequence: u32, Negated: u32 });
const messages = messageSet('Header.Type', {
  Number: { value: 1, input: Number, output: Taken },
  Meet: { value: 2, input: Meet },
});

/** Of a thread that serves the context: what its handlers look after. */
export interface ServingState {
  readonly counts: Int32Array;
  readonly outcomes: Uint8Array;
  last: number;
}

/** The driver, the same on all threads. `state`: of this thread's context. */
export function sharedDriver(
  counts: Int32Array,
  synchronize: boolean,
  state: ServingState | undefined,
): DefinedDriver<ServingState> {
  return defineDriver<(typeof messages)['definitions'], ServingState>({
    messages,
    onError: () => {}, // where one message too many is held
    shared: true,
    synchronize,
    heldMessages: 300,
    createContext: () => state as ServingState,
    attachContext: () => state as ServingState,
    startSession: () => lifecycle(counts),
    stopSession: () => lifecycle(counts),
    handle: {
      Number(message, reply, context) {
        const { Sequence: sequence, Delay: delay } = message;
        enter(context.state, sequence);
        work(message.Work);
        reply.Sequence = sequence;
        reply.Negated = ~sequence >>> 0;
        if (delay === 0) return leave(context.state);
        return rest(delay).then(() => leave(context.state));
      },
      Meet() {
        const met = Atomics.add(counts, Count.MET, 1) + 1;
        if (met === 2) Atomics.notify(counts, Count.MET);
        else Atomics.wait(counts, Count.MET, 1, 20_000);
        return Atomics.load(counts, Count.MET) === 2 ? NtStatus.SUCCESS : NtStatus.TIMEOUT;
      },
    },
  });
}

async function lifecycle(counts: Int32Array): Promise<void> {
  const others = Atomics.add(counts, Count.LIFECYCLE, 1) + Atomics.load(counts, Count.HANDLERS);
  if (others > 0) Atomics.add(counts, Count.CLASHES, 1);
  await rest(Math.random() < 0.5 ? 0 : 2);
  Atomics.sub(counts, Count.LIFECYCLE, 1);
  if (Atomics.load(counts, Count.HANDLERS) > 0) Atomics.add(counts, Count.CLASHES, 1);
}

function enter(state: ServingState, sequence: number): void {
  const { counts, outcomes } = state;
  const running = Atomics.add(counts, Count.HANDLERS, 1) + 1;
  let most = Atomics.load(counts, Count.MOST_HANDLERS);
  while (most < running) most = Atomics.compareExchange(counts, Count.MOST_HANDLERS, most, running);
  if (Atomics.load(counts, Count.LIFECYCLE) > 0) Atomics.add(counts, Count.CLASHES, 1);
  if (sequence <= state.last) Atomics.add(counts, Count.OUT_OF_ORDER, 1);
  state.last = sequence;
  outcomes[sequence] = (outcomes[sequence] as number) + HANDLED;
}

function leave({ counts }: ServingState): number {
  if (Atomics.load(counts, Count.LIFECYCLE) > 0) Atomics.add(counts, Count.CLASHES, 1);
  Atomics.sub(counts, Count.HANDLERS, 1);
  return NtStatus.SUCCESS;
}

export const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

let worked = 0;

/** Takes time, about a nanosecond a turn. */
function work(turns: number): void {
  for (let turn = 0; turn < turns; turn++) worked = Math.imul(worked ^ turn, 3);
}

/** A thread that serves a context and sends numbered messages to it, until each has ended. */
export class Sender {
  private readonly driver: DefinedDriver<ServingState>;
  private readonly context: MiracastContext<ServingState>;
  private readonly random: () => number;

  constructor(private readonly data: ThreadData) {
    const { counts, outcomes, synchronize, shared } = data;
    this.driver = sharedDriver(counts, synchronize, { counts, outcomes, last: -1 });
    this.context = this.driver.attachMiracastContext(shared);
    const next = generator(data.seed);
    this.random = () => next() / 2 ** 24;
  }

  async run(): Promise<void> {
    const { counts, outcomes } = this.data;
    for (let sequence = 0; sequence < outcomes.length; sequence++) {
      while (!this.send(sequence)) await rest(1);
      work(this.random() * 500);
      const isCancelled = outcomes[sequence] === CANCELLED;
      if (sequence % 100 === 99 || (isCancelled && this.random() < 0.02)) await rest(this.random() < 0.3 ? 1 : 0);
    }
    while (outcomes.some((outcome) => outcome < DELIVERED)) await rest(1);
    Atomics.add(counts, Count.THREADS_DONE, 1);
  }

  /** Sends one message whose handler waits for that of another thread. */
  async meet(): Promise<void> {
    const message = new Uint8Array(Uint32Array.of(8, 2).buffer);
    const status = this.driver.HandleKernelModeMessage(this.context, message, new Uint8Array(0), new Uint32Array(1));
    if (status !== NtStatus.SUCCESS) Atomics.add(this.data.counts, Count.REFUSED, 1);
    Atomics.add(this.data.counts, Count.THREADS_DONE, 1);
  }

  /** False where as many messages are held as may be. */
  private send(sequence: number): boolean {
    const { counts } = this.data;
    const delay = this.random() < 0.005 ? 1 + this.random() * 2 : 0;
    const input = new Uint8Array(Uint32Array.of(20, 1, sequence, delay, this.random() * 2000).buffer);
    const output = new Uint8Array(8);
    const end = (status: number, bytes: number): void => this.end(sequence, status, output.subarray(0, bytes));
    const status = this.driver.HandleKernelModeMessage(
      this.context,
      input,
      output,
      new Uint32Array(1),
      (...outcome) => {
        Atomics.add(counts, Count.COMPLETED, 1);
        end(...outcome);
      },
    );
    if (status === NtStatus.PENDING) Atomics.add(counts, Count.PENDING, 1);
    else if (status === NtStatus.INSUFFICIENT_RESOURCES) Atomics.add(counts, Count.REFUSED, 1);
    else end(status, status === NtStatus.SUCCESS ? 8 : 0);
    return status !== NtStatus.INSUFFICIENT_RESOURCES;
  }

  private end(sequence: number, status: number, reply: Uint8Array): void {
    const { outcomes, counts } = this.data;
    const how = status === NtStatus.SUCCESS ? DELIVERED : CANCELLED;
    outcomes[sequence] = (outcomes[sequence] as number) + how;
    if (status === NtStatus.CANCELLED) return;
    const expected = new Uint8Array(Uint32Array.of(sequence, ~sequence).buffer);
    const isRight = reply.length === 8 && reply.every((byte, index) => byte === expected[index]);
    if (status !== NtStatus.SUCCESS || !isRight) Atomics.add(counts, Count.WRONG_REPLIES, 1);
  }
}
