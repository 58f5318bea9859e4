import { CastbufError } from '../../errors/index.js';
import { isError, NtStatus } from '../../ntstatus/index.js';
import { codeOf, failureOf, type MessageMachine, type MessageProgram } from '../../plan/index.js';
import type { MiracastContext } from './context.js';
import { isRefusal } from '../driver-outcome.js';
import { isPromiseLike } from '../foreign-call.js';
import type { Awaitable, MessageComplete, NTSTATUS } from '../interface.js';
import { bindBuffers, copyIn, copyOut, releaseAreas } from './message-buffers.js';
import type { MessageMemory } from './message-memory.js';
import { MessageSlot, type MessageCall } from './message-slot.js';
import { statusOfMessage, statusOfReply, statusOfThrown } from './message-status.js';
import type { MessageTypes } from './message-types.js';
import { whenHandled } from './pending-message.js';

export type AnyHandler = (
  message: object,
  reply: object | undefined,
  context: MiracastContext<unknown>,
  call: MessageCall,
) => Awaitable<NTSTATUS>;

export interface MessagePathParts {
  readonly machine: MessageMachine;
  readonly memory: MessageMemory;
  readonly types: MessageTypes;
  readonly messages: readonly MessageProgram[];
  readonly handlers: readonly AnyHandler[];
}

/** Takes messages from the buffer that they came in, through their handler, to the reply in the buffer it goes to. */
export class MessagePath {
  private readonly machine: MessageMachine;
  private readonly handlers: readonly AnyHandler[];
  /** Serves all messages but those that come while one of them is being handled. */
  private first: MessageSlot;
  private readonly others: MessageSlot[] = [];

  constructor(private readonly parts: MessagePathParts) {
    this.machine = parts.machine;
    this.handlers = parts.handlers;
    this.first = new MessageSlot(parts.types);
  }

  /**
   * One message that the gate has admitted. STATUS_PENDING: it leaves the gate and completes by itself; else both are the
   * caller's to do. Short, and what is rare is elsewhere, so that an engine compiles it as one piece.
   */
  run(
    context: MiracastContext<unknown>,
    input: Uint8Array,
    output: Uint8Array,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    bytesReturned[0] = 0;
    let slot = this.first;
    if (slot.isBusy || slot.source !== input || slot.target !== output) {
      const seated = this.seated(input, output);
      if (seated === undefined) return NtStatus.INSUFFICIENT_RESOURCES;
      slot = seated;
    }
    slot.isBusy = true;
    if (slot.context !== context) slot.context = context;
    if (slot.isSourceOwn && !copyIn(this.parts.memory, slot)) return this.refuseBuffer(context, slot);
    const { machine } = this;
    const index = machine.begin(slot.inputAt, slot.inputBytes, slot.outputAt, slot.outputBytes);
    if (index < 0) return this.refuse(context, slot);
    let seat = slot.seats[index];
    if (seat === undefined || seat.binding !== slot.binding) seat = slot.placedSeat(index);
    const { messageFrame, replyFrame } = seat;
    messageFrame.end = slot.inputAt + machine.messageBytes;
    if (replyFrame !== undefined) replyFrame.written = 0;
    slot.index = index;
    let answer: Awaitable<NTSTATUS>;
    try {
      answer = (this.handlers[index] as AnyHandler)(seat.message, seat.reply, context, slot);
    } catch (error) {
      answer = this.thrown(context, slot, error);
    }
    if (answer !== NtStatus.SUCCESS || slot.encodedBytes !== -1) {
      return this.conclude(context, slot, answer, bytesReturned, complete);
    }
    const written = replyFrame === undefined ? 0 : replyFrame.written;
    const bytes = machine.finish(index, slot.outputAt, written > seat.reach ? written : seat.reach);
    if (bytes < 0) return this.refuseReply(context, slot);
    if (slot.isTargetOwn && !copyOut(this.parts.memory, slot, bytes)) return this.refuseBuffer(context, slot);
    bytesReturned[0] = bytes;
    this.free(slot);
    return answer;
  }

  /** A slot that is bound to the caller's buffers. @throws TypeError where they are none */
  private seated(input: Uint8Array, output: Uint8Array): MessageSlot | undefined {
    const areBytes = input instanceof Uint8Array && output instanceof Uint8Array;
    if (!areBytes) throw new TypeError('the buffers of a message are Uint8Arrays');
    const { memory, types } = this.parts;
    const isFirst = !this.first.isBusy;
    const slot = isFirst ? this.first : (this.others.pop() ?? new MessageSlot(types));
    const isBound = slot.source === input && slot.target === output;
    if (!isBound && !bindBuffers(memory, slot, input, output)) {
      if (!isFirst) this.others.push(slot);
      return undefined;
    }
    return slot;
  }

  /** What is not a plain success over buffers in message memory: other statuses, promises, own buffers, encoded replies. */
  private conclude(
    context: MiracastContext<unknown>,
    slot: MessageSlot,
    answer: Awaitable<NTSTATUS>,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    try {
      if (isPromiseLike(answer)) return this.pend(context, slot, answer, bytesReturned, complete);
    } catch (error) {
      answer = this.thrown(context, slot, error); // a `then` that cannot even be read
    }
    return this.reply(context, slot, this.checked(context, slot, answer as NTSTATUS), bytesReturned);
  }

  /** The status of a handler that is done, its reply completed, counted and brought to the caller. */
  private reply(
    context: MiracastContext<unknown>,
    slot: MessageSlot,
    status: NTSTATUS,
    bytesReturned: Uint32Array,
  ): NTSTATUS {
    const bytes = isError(status) ? 0 : this.replyBytes(slot);
    if (bytes < 0) return this.refuseReply(context, slot);
    if (slot.isTargetOwn && !copyOut(this.parts.memory, slot, bytes)) return this.refuseBuffer(context, slot);
    this.release(slot);
    bytesReturned[0] = bytes;
    return status;
  }

  private replyBytes(slot: MessageSlot): number {
    if (slot.encodedBytes >= 0) return slot.encodedBytes;
    const seat = slot.seats[slot.index];
    if (seat === undefined) return 0;
    return this.machine.finish(slot.index, slot.outputAt, Math.max(seat.replyFrame?.written ?? 0, seat.reach));
  }

  /** A handler that needs time keeps its slot; what it decides counts once, and not after its time-out. */
  private pend(
    context: MiracastContext<unknown>,
    slot: MessageSlot,
    answer: PromiseLike<NTSTATUS>,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    // The first slot is for those who need none for long.
    if (slot === this.first) this.first = this.others.pop() ?? new MessageSlot(this.parts.types);
    bytesReturned[0] = 0;
    const finish = (status: NTSTATUS): void => {
      const settled = this.reply(context, slot, status, bytesReturned);
      context.left(settled, bytesReturned[0] as number, complete);
    };
    whenHandled(context, answer, {
      settled: (status) => finish(this.checked(context, slot, status)),
      thrown: (error) => finish(this.thrown(context, slot, error)),
      timedOut: () => {
        slot.revoke();
        context.left(NtStatus.IO_TIMEOUT, 0, complete);
      },
      // Only now nobody holds its memory any more. The slot itself is not used again: its cursors are dead.
      settledLate: () => releaseAreas(this.parts.memory, slot),
    });
    return NtStatus.PENDING;
  }

  private refuse(context: MiracastContext<unknown>, slot: MessageSlot): NTSTATUS {
    const { outcome, refused } = this.machine;
    const message = this.parts.messages[refused] ?? this.parts.messages[0];
    const name = refused < 0 ? undefined : this.parts.types.name(refused);
    const status = statusOfMessage(codeOf(outcome) ?? 'ERR_KERNEL');
    this.release(slot);
    context.report(() => message && failureOf(message.input, outcome), name);
    return status;
  }

  private refuseReply(context: MiracastContext<unknown>, slot: MessageSlot): NTSTATUS {
    const { outcome } = this.machine;
    const program = this.parts.messages[slot.index]?.output;
    const status = statusOfReply(codeOf(outcome) ?? 'ERR_KERNEL', outcome.want, slot.outputBytes);
    const error = program && failureOf(program, outcome);
    this.release(slot);
    context.report(() => error, slot.name);
    return status;
  }

  /** A buffer that was transferred away, or became smaller. */
  private refuseBuffer(context: MiracastContext<unknown>, slot: MessageSlot): NTSTATUS {
    this.release(slot);
    const hint = 'a buffer of the message is detached or smaller than it was; leave it alone until the message is done';
    context.report(() => new CastbufError('ERR_USAGE', hint), undefined);
    return NtStatus.INVALID_USER_BUFFER;
  }

  /** The status of a handler that threw. What it has written is no reply. */
  private thrown(context: MiracastContext<unknown>, slot: MessageSlot, error: unknown): NTSTATUS {
    slot.encodedBytes = 0;
    // A status that was thrown is the handler's answer, not its failure.
    if (!isRefusal(error)) context.report(() => error, slot.name);
    return statusOfThrown(error);
  }

  /** The status itself, where it is one that a handler can return. */
  private checked(context: MiracastContext<unknown>, slot: MessageSlot, status: NTSTATUS): NTSTATUS {
    if (typeof status === 'number' && (status | 0) === status && status !== NtStatus.PENDING) return status;
    const shown =
      typeof status === 'number' ? (status === NtStatus.PENDING ? 'STATUS_PENDING' : status) : typeof status;
    const hint = `the handler of ${slot.name} returned ${shown}; return a signed NTSTATUS, or a promise of one`;
    context.report(() => new CastbufError('ERR_TYPE', hint), slot.name);
    return NtStatus.UNSUCCESSFUL;
  }

  private release(slot: MessageSlot): void {
    slot.encodedBytes = -1;
    slot.closeSignal();
    this.free(slot);
  }

  private free(slot: MessageSlot): void {
    slot.isBusy = false;
    if (slot !== this.first) this.others.push(slot);
  }
}
