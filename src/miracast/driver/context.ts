import { CastbufError, shownValue } from '../../errors/index.js';
import { NtStatus } from '../../ntstatus/index.js';
import { runContained } from '../foreign-call.js';
import { Admission, gateWords, SessionGate, TURN, turnOf } from '../session/gate.js';
import { CallSignals } from './call-signals.js';
import { HandlerTurn } from './handler-turn.js';
import { HeldMessages } from '../session/held-messages.js';
import type {
  Clock,
  HANDLE,
  MessageComplete,
  MiracastCallbacks,
  MiracastContextHandle,
  MiracastSessionState,
  NTSTATUS,
} from '../interface.js';
import { PersistentBuffer, type MessageMemory } from './message-memory.js';
import { completionsOf, seatToAbandon, type SharedMiracastContext } from './shared-context.js';

/** What a driver's error is about. */
export interface ErrorOrigin {
  /** Undefined where there is none: createContext threw, or a worker failed that had no message. */
  readonly context: MiracastContext<unknown> | undefined;
  /** Name of the message, where one was handled. */
  readonly message: string | undefined;
}

/** Takes the admitted messages of one context to their status; STATUS_PENDING: calls `context.left` when it is done. */
export interface MessageRunner {
  run(
    input: Uint8Array,
    output: Uint8Array,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS;
  /** Called when the context was created, and when it is destroyed. */
  open(): void;
  close(): void;
}

/** What the contexts of one driver share. */
export interface ContextServices {
  newRunner(context: MiracastContext<unknown>): MessageRunner;
  readonly memory: MessageMemory;
  readonly clock: Clock;
  readonly handlerTimeout: number;
  readonly heldMessages: number;
  readonly synchronize: boolean;
  readonly onError: (error: unknown, origin: ErrorOrigin) => void;
}

interface Message {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly bytesReturned: Uint32Array;
  readonly complete: MessageComplete | undefined;
}

/** A driver's context of one display adapter, with the driver's own state. */
export class MiracastContext<State> implements MiracastContextHandle {
  /** What createContext returned. */
  state!: State;
  readonly gate: SessionGate;
  /** Of its calls on this thread. */
  readonly signals: CallSignals;
  private readonly path: MessageRunner;
  private readonly held: HeldMessages<Message>;
  private readonly turn: HandlerTurn | undefined;
  private readonly persistent: { readonly at: number; readonly bytes: number }[] = [];
  private isReleased = false;

  /** For the driver. @param words of a new context, or of one that another thread has; then `seat` is this thread's */
  constructor(
    readonly services: ContextServices,
    readonly hMiracastDeviceHandle: HANDLE,
    readonly callbacks: MiracastCallbacks,
    words: Int32Array,
    seat = 0,
  ) {
    const gate = new SessionGate(words, seat);
    this.gate = gate;
    this.signals = new CallSignals(gate);
    this.path = services.newRunner(this as MiracastContext<unknown>);
    this.turn = services.synchronize ? new HandlerTurn(words, TURN, turnOf(seat), gate.isShared) : undefined;
    this.held = new HeldMessages(this.gate, services.heldMessages, {
      deliver: (message) => this.deliver(message),
      cancel: (message) => this.tell(NtStatus.CANCELLED, 0, message.complete),
    });
  }

  /** The words of a new context. */
  static words(isShared: boolean): Int32Array {
    return gateWords(isShared);
  }

  get sessionState(): MiracastSessionState {
    return this.gate.sessionState;
  }

  get clock(): Clock {
    return this.services.clock;
  }

  get handlerTimeout(): number {
    return this.services.handlerTimeout;
  }

  /**
   * `bytes` bytes of the driver's memory for messages: HandleKernelModeMessage copies nothing from it, nor from a part of it.
   * Good until the context is destroyed.
   * @throws CastbufError ERR_USAGE where `bytes` is no whole number from 0 up, or the context was destroyed; ERR_LIMIT_MEMORY
   */
  input(bytes: number): Uint8Array {
    return this.takePersistent(bytes);
  }

  /** The same for replies. */
  output(bytes: number): Uint8Array {
    return this.takePersistent(bytes);
  }

  /**
   * For a driver with `shared: true`: what another thread attaches the context by. One for each thread, so that it can be abandoned when it
   * dies; 63 threads can be told apart.
   * @throws CastbufError ERR_USAGE of any other driver
   */
  share(): SharedMiracastContext {
    const { hMiracastDeviceHandle, gate } = this;
    if (!gate.isShared) {
      throw new CastbufError('ERR_USAGE', 'share() needs a driver with `shared: true`; give defineDriver that option');
    }
    return { hMiracastDeviceHandle, words: gate.words, seat: gate.takeSeat() };
  }

  /**
   * The thread that attached the context by `thread` has died, or was terminated: nobody waits for its messages any more, neither Stop
   * nor, with `synchronize`, the other handlers. Only after it has ended. `unanswered`: the completions of messages that it had been
   * given and that are still owed to somebody: each is called with STATUS_CANCELLED and 0 bytes.
   * @throws CastbufError ERR_USAGE where `thread` is not of this context, or has no place of its own, or a completion is no function
   */
  abandon(thread: SharedMiracastContext, unanswered: Iterable<MessageComplete> = []): void {
    const seat = seatToAbandon(thread, this.gate);
    const completions = completionsOf(unanswered);
    this.gate.abandon(seat);
    for (const complete of completions) this.tell(NtStatus.CANCELLED, 0, complete);
  }

  /** HandleKernelModeMessage of this context. */
  message(
    input: Uint8Array,
    output: Uint8Array,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    const { gate } = this;
    if (this.turn === undefined && this.held.isEmpty && gate.arrive() === Admission.ADMITTED) {
      const status = this.run(input, output, bytesReturned, complete);
      if (status !== NtStatus.PENDING) gate.leave();
      return status;
    }
    return this.messageInTurn({ input, output, bytesReturned, complete });
  }

  /** A message whose run answered STATUS_PENDING is done. */
  left(status: NTSTATUS, bytesReturned: number, complete: MessageComplete | undefined): void {
    this.gate.leave();
    this.tell(status, bytesReturned, complete);
    this.turn?.release(); // the next one may be done at once, and must not be told of before
  }

  /** Tells onError. */
  report(error: () => unknown, message: string | undefined): void {
    const { onError } = this.services;
    runContained(ignore, () => onError(error(), { context: this as MiracastContext<unknown>, message }));
  }

  /** It was created. @param state what createContext returned */
  open(state: State): void {
    this.state = state;
    this.path.open();
  }

  /** Gives back what the driver holds for it. */
  release(): void {
    this.isReleased = true;
    this.path.close();
    for (const { at, bytes } of this.persistent.splice(0)) this.services.memory.giveBack(at, bytes);
  }

  /** A message that may have to wait: for Start, for those before it, or for its turn. */
  private messageInTurn(message: Message): NTSTATUS {
    if (!this.isWhole(message)) return NtStatus.INVALID_PARAMETER;
    message.bytesReturned[0] = 0;
    switch (this.held.admit(message)) {
      case Admission.ADMITTED:
        return this.runInTurn(message);
      case Admission.HELD:
        return NtStatus.PENDING;
      case Admission.CANCELLED:
        return NtStatus.CANCELLED;
      default:
        this.report(() => this.tooManyHeld(), undefined);
        return NtStatus.INSUFFICIENT_RESOURCES;
    }
  }

  /** What may have to wait is looked at before, so that nothing is missing when it is answered. */
  private isWhole({ input, output, bytesReturned, complete }: Message): boolean {
    try {
      const areBytes =
        input instanceof Uint8Array && output instanceof Uint8Array && bytesReturned instanceof Uint32Array;
      if (areBytes && (complete === undefined || typeof complete === 'function')) return true;
    } catch {
      // A proxy may throw whatever it is asked.
    }
    const hint =
      'a message has two Uint8Arrays, a Uint32Array for the bytes returned, and perhaps a function `complete`';
    this.report(() => new CastbufError('ERR_TYPE', hint), undefined);
    return false;
  }

  private tooManyHeld(): CastbufError {
    const { heldMessages } = this.services;
    const hint = `${heldMessages} messages wait for the session to start, as many as heldMessages of defineDriver allows`;
    return new CastbufError('ERR_LIMIT_MEMORY', hint, { want: heldMessages + 1, have: heldMessages });
  }

  /** Of a message that is admitted: its status, STATUS_PENDING where its turn has not come yet. */
  private runInTurn(message: Message): NTSTATUS {
    const { turn } = this;
    if (turn === undefined) return this.runNow(message);
    let status: NTSTATUS = NtStatus.PENDING;
    let isHere = true;
    turn.take(() => {
      if (isHere) status = this.runNow(message);
      else this.deliverNow(message);
    });
    isHere = false;
    return status;
  }

  /** A caller that brings no buffers at all must not leave its message in flight. */
  private run(
    input: Uint8Array,
    output: Uint8Array,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    try {
      return this.path.run(input, output, bytesReturned, complete);
    } catch (error) {
      if (this.isWhole({ input, output, bytesReturned, complete })) this.report(() => error, undefined);
      return NtStatus.INVALID_PARAMETER;
    }
  }

  private runNow({ input, output, bytesReturned, complete }: Message): NTSTATUS {
    const status = this.run(input, output, bytesReturned, complete);
    if (status === NtStatus.PENDING) return status;
    this.gate.leave();
    this.turn?.release();
    return status;
  }

  /** A message that was held, and is admitted now. */
  private deliver(message: Message): void {
    if (this.turn === undefined) this.deliverNow(message);
    else this.turn.take(() => this.deliverNow(message));
  }

  private deliverNow(message: Message): void {
    const status = this.runNow(message);
    if (status !== NtStatus.PENDING) this.tell(status, message.bytesReturned[0] ?? 0, message.complete);
  }

  private tell(status: NTSTATUS, bytesReturned: number, complete: MessageComplete | undefined): void {
    if (complete !== undefined) {
      runContained(
        (error) => this.report(() => error, undefined),
        () => complete(status, bytesReturned),
      );
    }
  }

  private takePersistent(bytes: number): Uint8Array {
    if (!Number.isSafeInteger(bytes) || bytes < 0) {
      throw new CastbufError('ERR_USAGE', `a buffer has a whole number of bytes from 0 up, not ${shownValue(bytes)}`);
    }
    if (this.isReleased) throw new CastbufError('ERR_USAGE', 'the context was destroyed; take buffers of another one');
    const { memory } = this.services;
    const at = memory.mustTake(bytes);
    this.persistent.push({ at, bytes });
    return new PersistentBuffer(memory.buffer, at, bytes).fill(0);
  }
}

/** onError itself failed: there is nobody left to tell. */
function ignore(): void {}
