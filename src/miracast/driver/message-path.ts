import { CastbufError, shownValue } from '../../errors/index.js';
import { isError, NtStatus } from '../../ntstatus/index.js';
import type { MessageRunner, MiracastContext } from './context.js';
import type { HandlerCall } from './driver-messages.js';
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
  readonly memory: MessageMemory;
  readonly types: MessageTypes;
  readonly call: HandlerCall;
  readonly run: MessageRun;
  readonly otherwise: AnyUnknownHandler | undefined;
}

/** `MessagePath.run` of all contexts of a driver. */
export type MessageRun = (
  path: MessagePath,
  input: Uint8Array,
  output: Uint8Array,
  bytesReturned: Uint32Array,
  complete: MessageComplete | undefined,
) => NTSTATUS;

/**
 * One message that the gate has admitted. STATUS_PENDING: it leaves the gate and completes by itself; else both are the
 * caller's to do. Short, and what is rare is elsewhere, so that an engine compiles it as one piece. It is a closure, because V8 takes what a closure finds, and nobody
 * assigns, for constants; flags are compared with `true`, and STATUS_SUCCESS is in digits: V8 asks a flag for all that is false otherwise, and loads
 * a constant of a bundle for every message.
 */
export function messageRun({ memory, types, call }: Omit<MessagePathParts, 'run'>): MessageRun {
  const { messages } = types;
  const { copies } = memory;
  return (path, input, output, bytesReturned, complete) => {
    bytesReturned[0] = 0;
    let slot = path.first;
    if (slot.isBusy === true || slot.source !== input || slot.target !== output) {
      slot = path.seated(input, output);
    }
    slot.isBusy = true;
    if (
      slot.isCopied === true &&
      (slot.isInPlace !== true || slot.witness[0] === undefined) &&
      !copies.bringIn(slot) &&
      !path.bringIn(slot)
    )
      return path.refuseBuffers(slot);
    const index = messages.begin(slot);
    if (index < 0) return path.refuse(slot, bytesReturned, complete);
    let seat = slot.seats[index];
    if (seat === undefined || seat.binding !== slot.binding) seat = slot.placedSeat(index);
    messages.open(seat);
    slot.index = index;
    let answer: Awaitable<NTSTATUS>;
    try {
      answer = call(index, seat.message, seat.reply, path.context, slot) as Awaitable<NTSTATUS>;
    } catch (error) {
      answer = path.thrown(slot, error);
    }
    if (answer !== 0 || slot.isDirect !== true) {
      return path.conclude(slot, answer, bytesReturned, complete);
    }
    const bytes = messages.finish(index, slot.outputAt, seat);
    if (bytes < 0) return path.refuseReply(slot);
    if (slot.isTargetOwn === true && !copies.bringOut(slot, bytes) && !copyOut(memory, slot, bytes))
      return path.refuseBuffer(slot);
    bytesReturned[0] = bytes;
    slot.isBusy = false;
    if (slot !== path.first) path.free(slot);
    return answer;
  };
}

/**
 * Takes the messages of one context from the buffer that they came in, through their handler, to the reply in the buffer it goes to.
 * Its slots are its own: what a handler keeps of one never shows, nor changes, a message of another context.
 */
export class MessagePath implements MessageRunner {
  /** Serves all messages but those that come while one of them is being handled. */
  first: MessageSlot;
  private readonly idle: IdleSlots;

  constructor(
    private readonly parts: MessagePathParts,
    readonly context: MiracastContext<unknown>,
  ) {
    const { types, memory } = parts;
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

  run(
    input: Uint8Array,
    output: Uint8Array,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    return this.parts.run(this, input, output, bytesReturned, complete);
  }

  /* What follows is for `messageRun`, but for what is private. */

  /** A slot for a message, bound to the caller's buffers where there is memory for that. @throws TypeError where they are none */
  seated(input: Uint8Array, output: Uint8Array): MessageSlot {
    const areBytes = input instanceof Uint8Array && output instanceof Uint8Array;
    if (!areBytes) throw new TypeError('the buffers of a message are Uint8Arrays');
    const slot = this.first.isBusy ? this.idle.take() : this.first;
    if (slot.source === input && slot.target === output) return slot;
    slot.isBusy = true; // so that it keeps its first area where memory is short for the second
    bindBuffers(this.parts.memory, slot, input, output);
    return slot;
  }

  /** Brings the message in from buffers of the caller's own, as long as they are by now. False where that cannot be. */
  bringIn(slot: MessageSlot): boolean {
    const { memory, types } = this.parts;
    if (memory.copies.bringIn(slot)) return true;
    if (slot.missing === 0 && haveOtherLengths(slot)) bindBuffers(memory, slot, slot.source, slot.target);
    if (slot.isUsed && !slot.areWordsKnown) viewWords(slot, types.messages.readsInPlace);
    if (slot.isInPlace && slot.witness[0] !== undefined) return true;
    slot.isUsed = true;
    return slot.missing === 0 && copyIn(slot);
  }

  /** What is not a plain success over buffers in message memory: other statuses, promises, own buffers, encoded replies. */
  conclude(
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
    if (seat?.reply === undefined) return 0;
    if (own !== undefined) memory.bytes.set(own.output.subarray(0, Math.max(seat.written, seat.reach)), outputAt);
    return this.parts.types.messages.finish(index, outputAt, seat);
  }

  /** A reply that is not given: in a persistent buffer nothing of it stays. */
  private withdraw(slot: MessageSlot): void {
    if (slot.isTargetOwn) return;
    const seat = slot.seats[slot.index];
    const written = Math.max(seat?.written ?? 0, seat?.reach ?? 0, slot.encodedBytes);
    this.parts.memory.bytes.fill(0, slot.outputAt, slot.outputAt + (slot.isRoomLent ? slot.outputBytes : written));
  }

  /** A handler that needs time keeps its slot; what it decides counts once, and not after its time-out. */
  private pend(slot: MessageSlot, answer: PromiseLike<NTSTATUS>, complete: MessageComplete | undefined): NTSTATUS {
    const { context } = this;
    const { bytesReturned } = slot;
    // The first slot is for those who need none for long.
    if (slot === this.first) this.first = this.idle.take();
    slot.bringHome();
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
  refuse(slot: MessageSlot, bytesReturned: Uint32Array, complete: MessageComplete | undefined): NTSTATUS {
    if (areGone(slot)) return this.refuseBuffer(slot);
    const { otherwise, types } = this.parts;
    const refusal = types.messages.refusal(slot);
    if (refusal.isUnknown && otherwise !== undefined) {
      return this.conclude(slot, this.handledOtherwise(slot, otherwise), bytesReturned, complete);
    }
    const error = refusal.error();
    this.release(slot);
    this.context.report(() => error, refusal.name);
    return statusOfMessage(refusal.code);
  }

  private handledOtherwise(slot: MessageSlot, otherwise: AnyUnknownHandler): Awaitable<NTSTATUS> {
    slot.placeUnknown();
    try {
      return otherwise(slot, this.context);
    } catch (error) {
      return this.thrown(slot, error);
    }
  }

  refuseReply(slot: MessageSlot): NTSTATUS {
    if (areGone(slot)) return this.refuseBuffer(slot);
    const refusal = this.parts.types.messages.replyRefusal(slot.index, slot.outputAt);
    const status = statusOfReply(refusal.code, refusal.want, slot.outputBytes);
    const error = refusal.error();
    this.withdraw(slot);
    this.release(slot);
    this.context.report(() => error, slot.name);
    return status;
  }

  /** No memory is left for the caller's buffers, or one of them was transferred away. */
  refuseBuffers(slot: MessageSlot): NTSTATUS {
    const { missing } = slot;
    if (missing === 0) return this.refuseBuffer(slot);
    this.release(slot);
    this.context.report(() => this.parts.memory.shortage(missing), undefined);
    return NtStatus.INSUFFICIENT_RESOURCES;
  }

  /** A buffer that was transferred away, or became smaller while the message was handled. */
  refuseBuffer(slot: MessageSlot): NTSTATUS {
    this.release(slot);
    const hint = 'a buffer of the message is detached or smaller than it was; leave it alone until the message is done';
    this.context.report(() => new CastbufError('ERR_USAGE', hint), undefined);
    return NtStatus.INVALID_USER_BUFFER;
  }

  /** The status of a handler that threw. What it has written is no reply. */
  thrown(slot: MessageSlot, error: unknown): NTSTATUS {
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

  free(slot: MessageSlot): void {
    slot.isBusy = false;
    if (slot !== this.first) this.idle.put(slot);
  }

  private readonly giveBackIdle = (): void => {
    this.idle.giveBackAreas();
    if (!this.first.isBusy) releaseAreas(this.parts.memory, this.first);
  };
}
