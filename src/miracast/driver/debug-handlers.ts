import { CastbufError } from '../../errors/index.js';
import type { FramedCursor, RecordFrame } from '../../cursor/index.js';
import { isPromiseLike } from '../foreign-call.js';
import type { Awaitable, NTSTATUS } from '../interface.js';
import { guardedCursor, type CursorGuard } from './guarded-cursor.js';
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
  return (message, reply, context, call) => {
    const turn = new DebugTurn(types, call as MessageSlot, index, frameOf(reply));
    const cursor = turn.message(frameOf(message) as RecordFrame);
    return turn.run(() => handler(cursor, turn.reply(), context, turn));
  };
}

/** The handler of messages that are none of the set. */
export function debugOtherwise(types: MessageTypes, handler: AnyUnknownHandler): AnyUnknownHandler {
  return (call, context) => {
    const turn = new DebugTurn(types, call as MessageSlot, types.unknown, undefined);
    return turn.run(() => handler(turn.unknown, context));
  };
}

function frameOf(cursor: object | undefined): RecordFrame | undefined {
  return (cursor as { readonly '~frame': RecordFrame } | undefined)?.['~frame'];
}

/** One message while its handler works on it: the call that the handler is given. */
class DebugTurn implements MessageCall {
  private isOver = false;
  private readonly ownInput: Uint8Array<ArrayBuffer>;
  /** The room of the reply; made when it is asked for where there is no cursor over it. */
  private room: Uint8Array<ArrayBuffer> | undefined;
  private readonly own: FramedCursor | undefined;
  /** Bytes of the room that were ever written, through the cursor. */
  private reach: number;
  /** Anything of the room may have been written, and not only what the cursor says. */
  private isLent = false;

  constructor(
    private readonly types: MessageTypes,
    private readonly slot: MessageSlot,
    private readonly index: number,
    private readonly replyFrame: RecordFrame | undefined,
  ) {
    this.ownInput = new Uint8Array(slot.input);
    this.reach = types.clearBytes(index);
    if (replyFrame === undefined) return;
    this.room = new Uint8Array(roomOf(replyFrame));
    this.own = types.replyCursor(index);
    if (this.own !== undefined) seat(this.own.frame, this.room, this.room.length);
  }

  message({ length }: RecordFrame): object {
    const { view, frame } = this.types.messageCursor(this.index);
    seat(frame, this.ownInput, length);
    return guardedCursor(view, this.guard(false));
  }

  reply(): object | undefined {
    return this.own && guardedCursor(this.own.view, this.guard(true));
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
    return this.types.name(this.index);
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
    return this.types.inputCodec(this.index).decode(this.ownInput.slice());
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
    const { room, replyFrame, slot, reach } = this;
    if (room === undefined) return;
    const target = replyFrame === undefined ? slot.output : roomOf(replyFrame);
    if (room.length < target.length) {
      const hint = `the handler of ${this.types.name(this.index)} transferred the memory of its reply away; give copies away`;
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
        const { replyFrame, own } = this;
        if (replyFrame === undefined || own === undefined) return;
        replyFrame.written = own.frame.written;
        this.reach = Math.max(this.reach, replyFrame.written);
      },
    };
  }

  private assertOpen(path?: string): void {
    if (!this.isOver) return;
    const hint =
      `the handler of message ${this.types.name(this.index)} has ended, and its cursors, its bytes and its call with it; ` +
      'keep copies, made before it ends: call.decode(), or .slice() of bytes';
    throw new CastbufError('ERR_USAGE', hint, { path });
  }
}

function seat(frame: RecordFrame, { buffer }: Uint8Array<ArrayBuffer>, length: number): void {
  frame.view = new DataView(buffer);
  frame.move(0, length);
}

/** The room that a slot's cursor of the reply stands on. */
function roomOf({ view, record, length }: RecordFrame): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + record, length);
}

/** Views of the buffer are empty from now on, and what is called on them throws. */
function detach(buffer: ArrayBuffer): void {
  try {
    structuredClone(buffer, { transfer: [buffer] });
  } catch {
    // The handler has transferred it itself.
  }
}
