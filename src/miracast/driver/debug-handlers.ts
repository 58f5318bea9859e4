import { CastbufError } from '../../errors/index.js';
import { isPromiseLike } from '../foreign-call.js';
import type { Awaitable, NTSTATUS } from '../interface.js';
import { guardedCursor, type CursorGuard } from './guarded-cursor.js';
import type { PlacedMemory, Seat } from './driver-messages.js';
import type { AnyHandler, AnyUnknownHandler } from './message-path.js';
import type { MessageCall, MessageSlot, UnknownMessageCall } from './message-slot.js';
import type { MessageTypes } from './message-types.js';

/*
 * `debug: true`: a handler that misuses its message, reply or call throws; without it nobody would notice. The handler works on copies with
 * buffers of their own, which are detached when it ends; its cursors and its call stand behind guards that close then.
 *
 *   slot:  message ──copy──▶ handler ──copy──▶ room of the reply
 *
 * What becomes of the message is the same with and without it: statuses, replies, and every byte of the caller's buffers.
 */

/** A handler of messages of the set. */
export function debugHandler(types: MessageTypes, index: number, handler: AnyHandler): AnyHandler {
  return (_message, _reply, context, call) => {
    const slot = call as MessageSlot;
    const turn = new DebugTurn(types, slot, index, slot.seats[index]);
    return turn.run(() => handler(turn.message(), turn.reply(), context, turn));
  };
}

/** The handler of messages that are none of the set. */
export function debugOtherwise(types: MessageTypes, handler: AnyUnknownHandler): AnyUnknownHandler {
  return (call, context) => {
    const turn = new DebugTurn(types, call as MessageSlot, types.unknown, undefined);
    return turn.run(() => handler(turn.unknown, context));
  };
}

/** One message while its handler works on it: the call that the handler is given. */
class DebugTurn implements MessageCall {
  private isOver = false;
  private readonly ownInput: Uint8Array<ArrayBuffer>;
  /** The room of the reply; made when it is asked for where there is no cursor over it. */
  private room: Uint8Array<ArrayBuffer> | undefined;
  /** The cursors that the handler works with. */
  private readonly own: Seat | undefined;
  /** Bytes of the room that were ever written, through the cursor. */
  private reach: number;
  /** Anything of the room may have been written, and not only what the cursor says. */
  private isLent = false;

  constructor(
    private readonly types: MessageTypes,
    private readonly slot: MessageSlot,
    private readonly index: number,
    /** The slot's cursors; of a message that is none of the set there are none. */
    private readonly seat: Seat | undefined,
  ) {
    this.ownInput = new Uint8Array(slot.input);
    this.reach = types.messages.clearBytes(index);
    if (seat === undefined) return;
    const hasReply = seat.reply !== undefined;
    this.own = types.messages.newSeat(index, hasReply);
    this.own.placeMessage(memoryOf(this.ownInput), 0, seat.messageBytes);
    if (!hasReply) return;
    this.room = new Uint8Array(seat.room());
    this.own.placeReply(memoryOf(this.room), 0, this.room.length);
  }

  message(): object {
    return guardedCursor((this.own as Seat).message, this.guard(false));
  }

  reply(): object | undefined {
    const reply = this.own?.reply;
    return reply && guardedCursor(reply, this.guard(true));
  }

  /** Calls the handler, and ends with it. */
  run(handle: () => Awaitable<NTSTATUS>): Awaitable<NTSTATUS> {
    let isPending = false;
    try {
      const answer = handle();
      isPending = isPromiseLike(answer);
      return isPending ? this.whenSettled(answer) : answer;
    } finally {
      if (!isPending) this.end();
    }
  }

  get name(): string {
    this.assertOpen();
    return this.types.messages.name(this.index);
  }

  get input(): Uint8Array {
    this.assertOpen();
    return this.ownInput;
  }

  get output(): Uint8Array {
    this.assertOpen();
    return this.lentRoom();
  }

  get signal(): AbortSignal {
    this.assertOpen();
    return this.slot.signal;
  }

  readonly decode = (): unknown => {
    this.assertOpen();
    return this.types.messages.decode(this.index, this.ownInput.slice());
  };

  readonly encode = (value: unknown): void => {
    this.assertOpen();
    this.throughSlot(() => this.slot.encode(value));
  };

  /** The call of a message that is none of the set has no cursors, and replies with bytes. */
  get unknown(): UnknownMessageCall {
    const turn = this as DebugTurn;
    return {
      get input() {
        return turn.input;
      },
      get output() {
        return turn.output;
      },
      get signal() {
        return turn.signal;
      },
      reply(bytes) {
        turn.assertOpen();
        turn.throughSlot(() => turn.slot.reply(bytes));
      },
    };
  }

  private async whenSettled(answer: Awaitable<NTSTATUS>): Promise<NTSTATUS> {
    this.slot.onRevoke = () => this.close();
    try {
      return await answer;
    } finally {
      this.end();
    }
  }

  /** The handler has ended: what it wrote goes to the slot. After its time-out the slot is no longer its own. */
  private end(): void {
    if (this.isOver) return;
    try {
      this.give();
    } finally {
      this.close();
    }
  }

  private close(): void {
    this.isOver = true;
    detach(this.ownInput.buffer);
    if (this.room !== undefined) detach(this.room.buffer);
  }

  /** What the slot writes to its room by itself stands over what the handler wrote before, and below what it writes later. */
  private throughSlot(write: () => void): void {
    this.give();
    write();
    if (this.slot.isRoomLent) this.lentRoom().set(this.slot.output);
  }

  private lentRoom(): Uint8Array {
    this.isLent = true;
    const { output } = this.slot; // the slot has to know that it is lent
    return (this.room ??= new Uint8Array(output));
  }

  /** Gives the slot what was written to the room. */
  private give(): void {
    const { room, seat, slot, reach } = this;
    if (room === undefined) return;
    const target = seat?.reply === undefined ? slot.output : seat.room();
    if (room.length < target.length) {
      const hint = `the handler of ${this.types.messages.name(this.index)} transferred the memory of its reply away; give copies away`;
      throw new CastbufError('ERR_USAGE', hint);
    }
    target.set(this.isLent ? room : room.subarray(0, reach));
  }

  private guard(isWritable: boolean): CursorGuard {
    return {
      isWritable,
      assertOpen: (path) => this.assertOpen(path),
      // Whoever takes a reply back, at the time-out too, looks how far it was written.
      written: () => {
        const { seat, own } = this;
        if (seat?.reply === undefined || own === undefined) return;
        seat.written = own.written;
        this.reach = Math.max(this.reach, own.written);
      },
    };
  }

  private assertOpen(path?: string): void {
    if (!this.isOver) return;
    const hint =
      `the handler of message ${this.types.messages.name(this.index)} has ended, and its cursors, its bytes and its call with it; ` +
      'keep copies, made before it ends: call.decode(), or .slice() of bytes';
    throw new CastbufError('ERR_USAGE', hint, { path });
  }
}

function memoryOf({ buffer, length }: Uint8Array<ArrayBuffer>): PlacedMemory {
  return { view: new DataView(buffer), words: new Int32Array(buffer, 0, length >> 2) };
}

/** Views of the buffer are empty from now on, and what is called on them throws. */
function detach(buffer: ArrayBuffer): void {
  try {
    structuredClone(buffer, { transfer: [buffer] });
  } catch {
    // The handler has transferred it itself.
  }
}
