import { CastbufError, shownValue } from '../../errors/index.js';
import { isError, NtStatus } from '../../ntstatus/index.js';
import { codeOf } from '../../program/index.js';
import { messageFailureOf, type MessageMachine, type MessageSetProgram } from '../../message-set/index.js';
import { readTag } from '../../cursor/index.js';
import type { MessageRunner, MiracastContext } from './context.js';
import { isOutcome, isRefusal } from '../driver-outcome.js';
import { isPromiseLike } from '../foreign-call.js';
import type { Awaitable, MessageComplete, NTSTATUS } from '../interface.js';
import { CallAborted } from './call-signals.js';
import { IdleSlots } from './idle-slots.js';
import {
  areGone,
  bindBuffers,
  copyIn,
  copyOut,
  haveOtherLengths,
  releaseAreas,
  shortenAreas,
} from './message-buffers.js';
import type { MessageMemory } from './message-memory.js';
import { MessageSlot, type MessageCall, type UnknownMessageCall } from './message-slot.js';
import { replyFailureOf } from './reply-failure.js';
import { statusOfMessage, statusOfReply, statusOfThrown } from './message-status.js';
import type { MessageTypes } from './message-types.js';
import { whenHandled } from './pending-message.js';
import { viewWords } from './word-copies.js';

export type AnyHandler = (
  message: object,
  reply: object | undefined,
  context: MiracastContext<unknown>,
  call: MessageCall,
) => Awaitable<NTSTATUS>;

export type AnyUnknownHandler = (call: UnknownMessageCall, context: MiracastContext<unknown>) => Awaitable<NTSTATUS>;

/** What the contexts of a driver on one thread have in common. */
export interface MessagePathParts {
  readonly machine: MessageMachine;
  readonly memory: MessageMemory;
  readonly types: MessageTypes;
  readonly set: MessageSetProgram;
  readonly handlers: readonly AnyHandler[];
  readonly otherwise: AnyUnknownHandler | undefined;
}

/**
 * Takes the messages of one context from the buffer that they came in, through their handler, to the reply in the buffer it goes to.
 * Its slots are its own: what a handler keeps of one never shows, nor changes, a message of another context.
 */
export class MessagePath implements MessageRunner {
  private readonly machine: MessageMachine;
  private readonly handlers: readonly AnyHandler[];
  /** Serves all messages but those that come while one of them is being handled. */
  private first: MessageSlot;
  private readonly idle: IdleSlots;

  constructor(
    private readonly parts: MessagePathParts,
    private readonly context: MiracastContext<unknown>,
  ) {
    const { machine, handlers, types, memory } = parts;
    this.machine = machine;
    this.handlers = handlers;
    this.first = new MessageSlot(types, context);
    this.idle = new IdleSlots(memory, () => new MessageSlot(types, context));
  }

  open(): void {
    this.parts.memory.onShort.add(this.giveBackIdle);
  }

  close(): void {
    this.parts.memory.onShort.delete(this.giveBackIdle);
    this.giveBackIdle();
  }

  /**
   * One message that the gate has admitted. STATUS_PENDING: it leaves the gate and completes by itself; else both are the
   * caller's to do. Short, and what is rare is elsewhere, so that an engine compiles it as one piece. Flags are compared with `true`, and STATUS_SUCCESS is in digits:
   * V8 asks a flag for all that is false otherwise, and loads a constant of a bundle for every message.
   */
  run(
    input: Uint8Array,
    output: Uint8Array,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    bytesReturned[0] = 0;
    let slot = this.first;
    if (slot.isBusy === true || slot.source !== input || slot.target !== output) {
      slot = this.seated(input, output);
    }
    slot.isBusy = true;
    if (slot.isCopied === true && !this.bringIn(slot)) return this.refuseBuffers(slot);
    const { machine } = this;
    const index = machine.begin(slot.inputAt, slot.inputBytes, slot.outputAt, slot.outputBytes);
    if (index < 0) return this.refuse(slot, bytesReturned, complete);
    let seat = slot.seats[index];
    if (seat === undefined || seat.binding !== slot.binding) seat = slot.placedSeat(index);
    const { messageFrame, replyFrame } = seat;
    messageFrame.length = machine.messageBytes;
    if (replyFrame !== undefined) replyFrame.written = 0;
    slot.index = index;
    let answer: Awaitable<NTSTATUS>;
    try {
      answer = (this.handlers[index] as AnyHandler)(seat.message, seat.reply, this.context, slot);
    } catch (error) {
      answer = this.thrown(slot, error);
    }
    if (answer !== 0 || slot.isDirect !== true) {
      return this.conclude(slot, answer, bytesReturned, complete);
    }
    const written = replyFrame === undefined ? 0 : replyFrame.written;
    const bytes = machine.finish(index, slot.outputAt, written > seat.reach ? written : seat.reach);
    if (bytes < 0) return this.refuseReply(slot);
    if (slot.isTargetOwn === true && !copyOut(this.parts.memory, slot, bytes)) return this.refuseBuffer(slot);
    bytesReturned[0] = bytes;
    this.free(slot);
    return answer;
  }

  /** A slot for a message, bound to the caller's buffers where there is memory for that. @throws TypeError where they are none */
  private seated(input: Uint8Array, output: Uint8Array): MessageSlot {
    const areBytes = input instanceof Uint8Array && output instanceof Uint8Array;
    if (!areBytes) throw new TypeError('the buffers of a message are Uint8Arrays');
    const slot = this.first.isBusy ? this.idle.take() : this.first;
    if (slot.source === input && slot.target === output) return slot;
    slot.isBusy = true; // so that it keeps its first area where memory is short for the second
    bindBuffers(this.parts.memory, slot, input, output);
    return slot;
  }

  /** Brings the message in from buffers of the caller's own, as long as they are by now. False where that cannot be. */
  private bringIn(slot: MessageSlot): boolean {
    const { memory } = this.parts;
    if (memory.copies.bringIn(slot)) return true;
    if (slot.missing === 0 && haveOtherLengths(slot)) bindBuffers(memory, slot, slot.source, slot.target);
    if (slot.isUsed && !slot.areWordsKnown) viewWords(slot);
    slot.isUsed = true;
    return slot.missing === 0 && copyIn(slot);
  }

  /** What is not a plain success over buffers in message memory: other statuses, promises, own buffers, encoded replies. */
  private conclude(
    slot: MessageSlot,
    answer: Awaitable<NTSTATUS>,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    slot.bytesReturned = bytesReturned;
    try {
      if (isPromiseLike(answer)) return this.pend(slot, answer, complete);
    } catch (error) {
      answer = this.thrown(slot, error); // a `then` that cannot even be read
    }
    this.parts.types.answeredAtOnce(slot.index);
    return this.reply(slot, this.checked(slot, answer as NTSTATUS));
  }

  /** The status of a handler that is done, its reply completed, counted and brought to the caller. */
  private reply(slot: MessageSlot, status: NTSTATUS): NTSTATUS {
    const { bytesReturned } = slot;
    const bytes = isError(status) ? 0 : this.replyBytes(slot);
    if (bytes < 0) return this.refuseReply(slot);
    if (isError(status) || slot.encodedBytes === 0) this.withdraw(slot);
    if (slot.isTargetOwn && !copyOut(this.parts.memory, slot, bytes)) return this.refuseBuffer(slot);
    this.release(slot);
    bytesReturned[0] = bytes;
    return status;
  }

  private replyBytes(slot: MessageSlot): number {
    const { index, own, encodedBytes, outputAt } = slot;
    const { memory } = this.parts;
    if (encodedBytes >= 0) {
      if (own !== undefined) memory.bytes.set(own.output.subarray(0, encodedBytes), outputAt);
      return encodedBytes;
    }
    const seat = slot.seats[index];
    if (seat?.replyFrame === undefined) return 0;
    const reach = Math.max(seat.replyFrame.written, seat.reach);
    if (own !== undefined) memory.bytes.set(own.output.subarray(0, reach), outputAt);
    return this.machine.finish(index, outputAt, reach);
  }

  /** A reply that is not given: in a persistent buffer nothing of it stays. */
  private withdraw(slot: MessageSlot): void {
    if (slot.isTargetOwn) return;
    const seat = slot.seats[slot.index];
    const written = Math.max(seat?.replyFrame?.written ?? 0, seat?.reach ?? 0, slot.encodedBytes);
    this.parts.memory.bytes.fill(0, slot.outputAt, slot.outputAt + (slot.isRoomLent ? slot.outputBytes : written));
  }

  /** A handler that needs time keeps its slot; what it decides counts once, and not after its time-out. */
  private pend(slot: MessageSlot, answer: PromiseLike<NTSTATUS>, complete: MessageComplete | undefined): NTSTATUS {
    const { context } = this;
    const { bytesReturned } = slot;
    // The first slot is for those who need none for long.
    if (slot === this.first) this.first = this.idle.take();
    this.seatApart(slot);
    shortenAreas(this.parts.memory, slot);
    bytesReturned[0] = 0;
    const finish = (status: NTSTATUS): void => {
      const settled = this.reply(slot, status);
      context.left(settled, bytesReturned[0] as number, complete);
    };
    whenHandled(context, answer, {
      settled: (status) => finish(this.checked(slot, status)),
      thrown: (error) => finish(this.thrown(slot, error)),
      // The slot itself is not used again: its cursors are dead.
      timedOut: () => {
        const isApart = slot.own !== undefined;
        this.withdraw(slot);
        slot.revoke();
        if (isApart) releaseAreas(this.parts.memory, slot);
        context.report(() => new CallAborted('time-out'), slot.name);
        context.left(NtStatus.IO_TIMEOUT, 0, complete);
      },
      // A handler that was thought to be prompt may have kept views of message memory until now.
      settledLate: () => releaseAreas(this.parts.memory, slot),
    });
    return NtStatus.PENDING;
  }

  /** The handler of this message may need time: from the next one on it works on memory of its own, in whatever slot. */
  private seatApart(slot: MessageSlot): void {
    const { index } = slot;
    this.parts.types.answeredWithPromise(index);
    for (const one of [slot, this.first, this.idle]) one.unseat(index);
  }

  /** A message that the machine refused: another handler's, perhaps, as long as it is one of no known kind. */
  private refuse(slot: MessageSlot, bytesReturned: Uint32Array, complete: MessageComplete | undefined): NTSTATUS {
    if (areGone(slot)) return this.refuseBuffer(slot);
    const { set, otherwise, types } = this.parts;
    const { outcome, refused } = this.machine;
    const code = codeOf(outcome) ?? 'ERR_KERNEL';
    const isUnknown = refused < 0 && code !== 'ERR_KERNEL';
    if (isUnknown && otherwise !== undefined) {
      return this.conclude(slot, this.handledOtherwise(slot, otherwise), bytesReturned, complete);
    }
    const error = messageFailureOf(set, outcome, refused, this.tagsOf(slot));
    this.release(slot);
    this.context.report(() => error, refused < 0 ? undefined : types.name(refused));
    return statusOfMessage(code);
  }

  private handledOtherwise(slot: MessageSlot, otherwise: AnyUnknownHandler): Awaitable<NTSTATUS> {
    slot.placeUnknown();
    try {
      return otherwise(slot, this.context);
    } catch (error) {
      return this.thrown(slot, error);
    }
  }

  /** The bits of a message's discriminators, where it has them. */
  private tagsOf({ inputAt, inputBytes }: MessageSlot): readonly bigint[] | undefined {
    const { set, types } = this.parts;
    if (inputBytes < set.leastBytes) return undefined;
    return set.tags.map((leaf) => readTag(types.view, inputAt, leaf));
  }

  private refuseReply(slot: MessageSlot): NTSTATUS {
    if (areGone(slot)) return this.refuseBuffer(slot);
    const { outcome } = this.machine;
    const program = this.parts.set.messages[slot.index]?.output;
    const status = statusOfReply(codeOf(outcome) ?? 'ERR_KERNEL', outcome.want, slot.outputBytes);
    const error = program && replyFailureOf(program, outcome);
    this.withdraw(slot);
    this.release(slot);
    this.context.report(() => error, slot.name);
    return status;
  }

  /** No memory is left for the caller's buffers, or one of them was transferred away. */
  private refuseBuffers(slot: MessageSlot): NTSTATUS {
    const { missing } = slot;
    if (missing === 0) return this.refuseBuffer(slot);
    this.release(slot);
    this.context.report(() => this.parts.memory.shortage(missing), undefined);
    return NtStatus.INSUFFICIENT_RESOURCES;
  }

  /** A buffer that was transferred away, or became smaller while the message was handled. */
  private refuseBuffer(slot: MessageSlot): NTSTATUS {
    this.release(slot);
    const hint = 'a buffer of the message is detached or smaller than it was; leave it alone until the message is done';
    this.context.report(() => new CastbufError('ERR_USAGE', hint), undefined);
    return NtStatus.INVALID_USER_BUFFER;
  }

  /** The status of a handler that threw. What it has written is no reply. */
  private thrown(slot: MessageSlot, error: unknown): NTSTATUS {
    slot.encodedBytes = 0;
    slot.isDirect = false;
    // A status that was thrown is the handler's answer, not its failure.
    if (!isRefusal(error)) this.context.report(() => error, slot.name);
    return statusOfThrown(error);
  }

  /** The status itself, where it is one that a handler can return. */
  private checked(slot: MessageSlot, status: NTSTATUS): NTSTATUS {
    if (isOutcome(status)) return status | 0;
    const shown = status === NtStatus.PENDING ? 'STATUS_PENDING' : shownValue(status);
    const hint = `the handler of ${slot.name} returned ${shown}; return an NTSTATUS, or a promise of one`;
    this.context.report(() => new CastbufError('ERR_TYPE', hint), slot.name);
    return NtStatus.UNSUCCESSFUL;
  }

  private release(slot: MessageSlot): void {
    slot.closeSignal();
    slot.forget();
    this.free(slot);
  }

  private free(slot: MessageSlot): void {
    slot.isBusy = false;
    if (slot !== this.first) this.idle.put(slot);
  }

  private readonly giveBackIdle = (): void => {
    this.idle.giveBackAreas();
    if (!this.first.isBusy) releaseAreas(this.parts.memory, this.first);
  };
}
