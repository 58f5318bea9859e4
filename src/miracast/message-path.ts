import { codeOf, failureOf, type MessageMachine, type MessageProgram, type Outcome } from '../plan/index.js';
import { isError, NtStatus } from '../ntstatus/index.js';
import { CastbufError } from '../errors/index.js';
import type { MiracastContext } from './context.js';
import { isPromiseLike } from './foreign-call.js';
import type { Awaitable, MessageComplete, NTSTATUS } from './interface.js';
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

/** Up to this many bytes a loop copies faster than `set`, which has a price of its own. */
const SHORT_COPY_BYTES = 64;

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
  private readonly messages: readonly MessageProgram[];
  /** Bytes that each message's reply has at least. */
  private readonly blankBytes: readonly number[];
  private idle: MessageSlot | undefined;

  constructor(private readonly parts: MessagePathParts) {
    this.machine = parts.machine;
    this.handlers = parts.handlers;
    this.messages = parts.messages;
    this.blankBytes = parts.messages.map(({ output }) => output?.blankBytes ?? 0);
  }

  /**
   * One message that the gate has admitted. STATUS_PENDING: it leaves the gate and completes by itself; else both are the
   * caller's to do.
   */
  run(
    context: MiracastContext<unknown>,
    input: Uint8Array,
    output: Uint8Array,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    bytesReturned[0] = 0;
    const slot = this.idle ?? new MessageSlot(this.parts.types);
    this.idle = slot.next;
    const { lastInput, lastOutput } = context;
    if (input === lastInput.view) slot.inputAt = lastInput.at;
    else if (!this.placeInput(slot, context, input)) return this.release(slot, NtStatus.INSUFFICIENT_RESOURCES);
    if (output === lastOutput.view) slot.outputAt = lastOutput.at;
    else if (!this.placeOutput(slot, context, output)) return this.release(slot, NtStatus.INSUFFICIENT_RESOURCES);
    slot.inputBytes = input.length;
    slot.outputBytes = output.length;

    const { machine } = this;
    const index = machine.begin(slot.inputAt, input.length, slot.outputAt, output.length);
    if (index < 0) return this.release(slot, this.refused(context));
    const answer = this.handle(context, slot, index);
    if (typeof answer !== 'number') return this.pend(context, slot, answer, bytesReturned, complete);
    const status = answer === NtStatus.SUCCESS ? answer : this.checked(context, slot, answer);
    if (isError(status)) return this.release(slot, status);
    return this.reply(context, slot, status, bytesReturned);
  }

  /** Calls the handler; what it throws becomes its status. */
  private handle(context: MiracastContext<unknown>, slot: MessageSlot, index: number): Awaitable<NTSTATUS> {
    const seat = slot.seat(index);
    slot.index = index;
    slot.encodedBytes = -1;
    seat.messageFrame.move(slot.inputAt, this.machine.messageBytes);
    if (seat.replyFrame !== undefined) seat.replyFrame.move(slot.outputAt, slot.outputBytes);
    const handler = this.handlers[index] as AnyHandler;
    try {
      return handler(seat.message, seat.reply, context, slot);
    } catch (error) {
      return this.thrown(context, slot, error);
    }
  }

  /** The status of a handler that is done, its reply completed, counted and brought to the caller. Gives the slot back. */
  private reply(
    context: MiracastContext<unknown>,
    slot: MessageSlot,
    status: NTSTATUS,
    bytesReturned: Uint32Array,
  ): NTSTATUS {
    let bytes = slot.encodedBytes;
    if (bytes < 0) {
      const written = slot.seat(slot.index).replyFrame?.written ?? 0;
      const blankBytes = this.blankBytes[slot.index] as number;
      bytes = this.machine.finish(slot.index, slot.outputAt, written > blankBytes ? written : blankBytes);
      if (bytes < 0) return this.release(slot, this.refusedReply(context, slot));
    }
    if (slot.target !== undefined) copyOut(this.parts.memory.bytes, slot.outputAt, bytes, slot.target);
    bytesReturned[0] = bytes;
    return this.release(slot, status);
  }

  /** A handler that needs time keeps its slot; what it decides counts once, and not after its time-out. */
  private pend(
    context: MiracastContext<unknown>,
    slot: MessageSlot,
    answer: PromiseLike<NTSTATUS>,
    bytesReturned: Uint32Array,
    complete: MessageComplete | undefined,
  ): NTSTATUS {
    if (!isPromiseLike(answer)) return this.release(slot, this.notAStatus(context, slot, answer));
    const finish = (status: NTSTATUS): void => {
      const settled = isError(status) ? this.release(slot, status) : this.reply(context, slot, status, bytesReturned);
      context.left(settled, bytesReturned[0] ?? 0, complete);
    };
    whenHandled(context, answer, {
      settled: (status) => finish(this.checked(context, slot, status)),
      thrown: (error) => finish(this.thrown(context, slot, error)),
      timedOut: () => {
        slot.revoke();
        context.left(NtStatus.IO_TIMEOUT, 0, complete);
      },
      // Only now nobody holds its memory any more. The slot itself is not used again: its cursors are dead.
      settledLate: () => this.releaseAreas(slot),
    });
    return NtStatus.PENDING;
  }

  private refused(context: MiracastContext<unknown>): NTSTATUS {
    const { outcome } = this.machine;
    const code = codeOf(outcome) ?? 'ERR_KERNEL';
    context.report(() => this.failure(outcome), undefined);
    return statusOfMessage(code);
  }

  /** The error of a message that was refused; which message it was is known only where its discriminator was read. */
  private failure(outcome: Outcome): CastbufError {
    const [first] = this.messages;
    const refused = this.messages[this.machine.refused] ?? first;
    const error = refused && failureOf(refused.input, outcome);
    return error ?? new CastbufError('ERR_KERNEL', 'the engine refused a message without a reason');
  }

  private refusedReply(context: MiracastContext<unknown>, slot: MessageSlot): NTSTATUS {
    const { outcome } = this.machine;
    const program = this.messages[slot.index]?.output;
    context.report(() => program && failureOf(program, outcome), slot.name);
    return statusOfReply(codeOf(outcome) ?? 'ERR_KERNEL', outcome.want > slot.outputBytes);
  }

  private thrown(context: MiracastContext<unknown>, slot: MessageSlot, error: unknown): NTSTATUS {
    const status = statusOfThrown(error);
    context.report(() => error, slot.name);
    return status;
  }

  /** The status itself, where it is one that a handler can return. */
  private checked(context: MiracastContext<unknown>, slot: MessageSlot, status: NTSTATUS): NTSTATUS {
    const isStatus = typeof status === 'number' && (status | 0) === status && status !== NtStatus.PENDING;
    return isStatus ? status : this.notAStatus(context, slot, status);
  }

  private notAStatus(context: MiracastContext<unknown>, slot: MessageSlot, answer: unknown): NTSTATUS {
    const shown = answer === NtStatus.PENDING ? 'STATUS_PENDING' : String(answer);
    const hint = `the handler of ${slot.name} returned ${shown}; return a signed NTSTATUS, or a promise of one`;
    context.report(() => new CastbufError('ERR_TYPE', hint), slot.name);
    return NtStatus.UNSUCCESSFUL;
  }

  private placeInput(slot: MessageSlot, context: MiracastContext<unknown>, input: Uint8Array): boolean {
    const { memory } = this.parts;
    if (input.buffer === memory.buffer) {
      slot.inputAt = input.byteOffset;
      context.lastInput = { view: input, at: input.byteOffset };
      return true;
    }
    const at = this.areaFor(slot.areas.input, input.length);
    if (at === undefined) return false;
    slot.inputAt = at;
    copyIn(input, memory.bytes, at);
    return true;
  }

  private placeOutput(slot: MessageSlot, context: MiracastContext<unknown>, output: Uint8Array): boolean {
    const { memory } = this.parts;
    if (output.buffer === memory.buffer) {
      slot.outputAt = output.byteOffset;
      context.lastOutput = { view: output, at: output.byteOffset };
      return true;
    }
    const at = this.areaFor(slot.areas.output, output.length);
    if (at === undefined) return false;
    slot.outputAt = at;
    slot.target = output;
    return true;
  }

  /** The slot's area, made larger where that is needed. */
  private areaFor(area: { at: number; bytes: number }, bytes: number): number | undefined {
    if (bytes <= area.bytes) return area.at;
    const { memory } = this.parts;
    const at = memory.take(bytes);
    if (at === undefined) return undefined;
    if (area.bytes > 0) memory.giveBack(area.at, area.bytes);
    area.at = at;
    area.bytes = bytes;
    return at;
  }

  private release(slot: MessageSlot, status: NTSTATUS): NTSTATUS {
    slot.target = undefined;
    slot.next = this.idle;
    this.idle = slot;
    return status;
  }

  private releaseAreas({ areas }: MessageSlot): void {
    for (const area of [areas.input, areas.output]) {
      if (area.bytes > 0) this.parts.memory.giveBack(area.at, area.bytes);
    }
  }
}

function copyIn(from: Uint8Array, memory: Uint8Array, at: number): void {
  const { length } = from;
  if (length > SHORT_COPY_BYTES) memory.set(from, at);
  else for (let index = 0; index < length; index++) memory[at + index] = from[index] as number;
}

function copyOut(memory: Uint8Array, at: number, bytes: number, to: Uint8Array): void {
  if (bytes > SHORT_COPY_BYTES) to.set(memory.subarray(at, at + bytes));
  else for (let index = 0; index < bytes; index++) to[index] = memory[at + index] as number;
}
