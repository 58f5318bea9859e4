import { CastbufError, shownValue } from '../../errors/index.js';
import { CallAborted } from './call-signals.js';
import type { MiracastContext } from './context.js';
import type { PlacedMemory, Seat } from './driver-messages.js';
import type { MessageTypes } from './message-types.js';
import { NO_WORDS } from './word-copies.js';

/** What a handler can ask for beyond its cursors; good until it has returned, or its promise has settled. */
export interface MessageCall<Value = unknown, Reply = unknown> {
  /** Name of the message in its set. */
  readonly name: string;
  /**
   * The message's bytes, and the room of its reply: of a handler that has always answered at once, views of message memory; of any other
   * its own, so that they stay its own after its time-out.
   */
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  /**
   * Aborted when the handler should come to its end: at its time-out, when Stop begins to wait for it, at Destroy. The reason is a CallAborted
   * that says which; a handler that rejects with it ends its message with STATUS_CANCELLED. Made when it is asked for.
   */
  readonly signal: AbortSignal;
  /** The message as an object of its own. */
  decode(): Value;
  /**
   * Writes the whole reply from an object; the reply cursor is not used then. Nothing is written where the reply is optional and the sender
   * gives no room for one.
   * @throws CastbufError as encode does
   */
  encode(value: Reply): void;
}

/** A message that is none of the set, and the room for what is answered. */
export interface UnknownMessageCall extends Pick<MessageCall, 'input' | 'output' | 'signal'> {
  /**
   * Gives a reply: as many bytes of `output`, or a copy of these bytes. Without it nothing is returned.
   * @throws CastbufError ERR_TARGET_TOO_SMALL where `output` has fewer bytes; ERR_USAGE
   */
  reply(bytes: number | Uint8Array): void;
}

/** An area of message memory; of 0 bytes where there is none. */
export interface Area {
  at: number;
  bytes: number;
  view: Uint8Array;
}

export const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);

const NO_COUNT = /* @__PURE__ */ new Uint32Array(1);

/** What a slot is bound to that is bound to no caller's buffer: nobody else has it. */
const UNBOUND = /* @__PURE__ */ new Uint8Array(0);

/** Memory of a handler's own: what it keeps of it is never another message's. */
interface OwnMemory {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
}

/**
 * Where one message and its reply lie while they are handled, with the cursors over them. A slot serves one message at a time, and
 * stays bound to the caller's buffers: callers come with the same ones again and again.
 */
export class MessageSlot implements MessageCall, UnknownMessageCall {
  isBusy = false;
  /** Its handler did not finish in time: the slot is not used again. */
  private isRevoked = false;
  index = 0;
  inputAt = 0;
  inputBytes = 0;
  /** The words that the message is read in, and its first one; none where it, or the room of its reply, begins between words. */
  inputWords: Int32Array = NO_WORDS;
  inputWord = 0;
  outputAt = 0;
  outputBytes = 0;
  /** The caller's buffers. */
  source: Uint8Array = UNBOUND;
  target: Uint8Array = UNBOUND;
  /** Bytes of them that there was no memory for. */
  missing = 0;
  /** Which of them do not lie in message memory: their bytes are copied. */
  isSourceOwn = false;
  isTargetOwn = false;
  /** One of them, or both. */
  isCopied = false;
  /** The reply that was copied last. */
  replyView: Uint8Array = NO_BYTES;
  /** The caller's buffers as words, where they are copied by these: see word-copies.ts. */
  sourceWords: Int32Array = NO_WORDS;
  sourceCount = 0;
  targetWords: Int32Array = NO_WORDS;
  targetCount = 0;
  areWordsKnown = false;
  /** The message is read where it is, and not brought in; the caller's buffers are there as long as `witness` has a word. */
  isInPlace = false;
  witness: Int32Array = NO_WORDS;
  /** The caller's own buffer, where the message is read in it. */
  sourceMemory: PlacedMemory | undefined;
  /** What `messageView` gave last, and for which binding. */
  private seen: DataView | undefined;
  private viewed = -1;
  /** A message has come with these buffers already. */
  isUsed = false;
  /** Changes with the buffers. */
  binding = 0;
  /** Of the message's signal, where its handler has asked for it. */
  controller: AbortController | undefined;
  /** There is nothing to look after but the reply that the cursor wrote to message memory. */
  isDirect = true;
  /** Bytes of the reply that `encode` wrote, or -1. */
  encodedBytes = -1;
  /** What the handler works on instead of message memory, where it may need time. */
  own: OwnMemory | undefined;
  /** In debug mode: hears of the time-out. */
  onRevoke: (() => void) | undefined;
  /** The room of the reply was handed out: anything can stand there. */
  isRoomLent = false;
  /** Where the caller of a message that is not done at once learns how long its reply is. */
  bytesReturned: Uint32Array = NO_COUNT;
  readonly seats: (Seat | undefined)[] = [];
  /** Areas for messages and replies of callers that bring their own buffers. */
  readonly areas: { readonly input: Area; readonly output: Area } = {
    input: { at: 0, bytes: 0, view: NO_BYTES },
    output: { at: 0, bytes: 0, view: NO_BYTES },
  };

  // Functions of their own, so that handlers can take them out of the call.
  readonly decode = (): unknown => {
    return this.types.messages.decode(this.index, this.input.slice());
  };

  readonly encode = (value: unknown): void => {
    const { messages } = this.types;
    if (!messages.hasReply(this.index)) throw new CastbufError('ERR_USAGE', `message ${this.name} has no reply`);
    this.assertOpen();
    if (this.hasReply(this.index)) this.answerWith(messages.encodeInto(this.index, value, this.output));
  };

  readonly reply = (bytes: number | Uint8Array): void => {
    this.assertOpen();
    const want = bytes instanceof Uint8Array ? bytes.length : bytes;
    if (!Number.isSafeInteger(want) || want < 0)
      throw new CastbufError(
        'ERR_USAGE',
        `a reply is so many bytes of output, or a Uint8Array, not ${shownValue(bytes)}`,
      );
    if (want > this.outputBytes) {
      const hint = `the reply has ${want} bytes, the sender's output buffer ${this.outputBytes}`;
      throw new CastbufError('ERR_TARGET_TOO_SMALL', hint, { want, have: this.outputBytes });
    }
    if (bytes instanceof Uint8Array) this.output.set(bytes);
    this.answerWith(want);
  };

  constructor(
    private readonly types: MessageTypes,
    private readonly context: MiracastContext<unknown>,
  ) {}

  get name(): string {
    return this.types.messages.name(this.index);
  }

  get input(): Uint8Array {
    if (this.own !== undefined) return this.own.input;
    const { buffer } = this.types;
    const input = new Uint8Array(buffer, this.inputAt, this.inputBytes);
    if (this.sourceMemory !== undefined && this.isBusy) input.set(this.source);
    return input;
  }

  /** All of the message, from 0 on, for who reads it another way. */
  messageView(): DataView {
    if (this.viewed !== this.binding || this.seen === undefined) {
      const { sourceMemory, inputAt, inputBytes } = this;
      this.seen = sourceMemory?.view ?? new DataView(this.types.buffer, inputAt, inputBytes);
      this.viewed = this.binding;
    }
    return this.seen;
  }

  get output(): Uint8Array {
    if (this.isBusy) {
      this.isRoomLent = true;
      this.isDirect = false; // so that the next message begins without that
    }
    return this.own?.output ?? new Uint8Array(this.types.buffer, this.outputAt, this.outputBytes);
  }

  get signal(): AbortSignal {
    this.assertOpen();
    if (this.isRevoked) return AbortSignal.abort(new CallAborted('time-out'));
    this.controller ??= this.context.signals.open();
    this.isDirect = false;
    return this.controller.signal;
  }

  /** The message is over: its signal stays as it is. */
  closeSignal(): void {
    if (this.controller !== undefined) this.context.signals.close(this.controller);
    this.controller = undefined;
  }

  /** The cursors of message `index`, placed on the slot's buffers, or on memory of the handler's own. */
  placedSeat(index: number): Seat {
    const { types } = this;
    const hasReply = this.hasReply(index);
    let seat = this.seats[index];
    if (seat === undefined || hasReply !== (seat.reply !== undefined)) seat = types.messages.newSeat(index, hasReply);
    this.seats[index] = seat;
    seat.reach = hasReply ? Math.min(types.messages.clearBytes(index), this.outputBytes) : 0;
    if (types.isPrompt(index)) {
      const { sourceMemory, inputAt } = this;
      seat.placeMessage(sourceMemory ?? types.memory, sourceMemory === undefined ? inputAt : 0, this.inputBytes);
      seat.placeReply(types.memory, this.outputAt, this.outputBytes);
      seat.binding = this.binding;
    } else {
      const own = this.takeOwn(seat.reach);
      seat.placeMessage(memoryOf(own.input), 0, this.inputBytes);
      seat.placeReply(memoryOf(own.output), 0, this.outputBytes);
      seat.binding = -1; // for this message only
    }
    if (!hasReply && types.messages.hasReply(index)) {
      this.isDirect = false; // there is a reply, but not this time
      seat.binding = -1;
    }
    return seat;
  }

  /** For a message that is none of the set: its bytes, and an empty room. */
  placeUnknown(): void {
    this.index = this.types.unknown;
    this.isDirect = false;
    if (this.types.isPrompt(this.index)) {
      new Uint8Array(this.types.buffer, this.outputAt, this.outputBytes).fill(0);
    } else {
      this.takeOwn(0);
    }
  }

  /** What is read in the caller's buffer is the caller's again: its handler, which needs time, goes on with a copy in message memory. */
  bringHome(): void {
    const { sourceMemory, inputAt, inputBytes, types } = this;
    if (sourceMemory === undefined) return;
    const bytes = new Uint8Array(types.buffer, inputAt, inputBytes);
    try {
      bytes.set(this.source);
    } catch {
      bytes.fill(0); // its handler has transferred it away
    }
    this.sourceMemory = undefined;
    const seat = this.seats[this.index];
    if (this.own !== undefined || seat === undefined) return;
    const { messageBytes } = seat;
    seat.placeMessage(types.memory, inputAt, messageBytes);
  }

  /** Has the cursors of message `index` placed anew when the next one comes. */
  unseat(index: number): void {
    const seat = this.seats[index];
    if (seat !== undefined) seat.binding = -1;
  }

  unbind(): void {
    this.source = UNBOUND;
    this.target = UNBOUND;
    this.missing = 0;
    this.isRoomLent = false;
  }

  /** The message is over: the next one begins with nothing of it. */
  forget(): void {
    this.isDirect = true;
    this.encodedBytes = -1;
    this.own = undefined;
    this.isRoomLent = false;
    this.onRevoke = undefined;
  }

  /** Takes the buffers away from a handler that did not finish in time: what it reads or writes later throws. */
  revoke(): void {
    this.closeCursors();
    this.onRevoke?.();
    this.own = undefined;
    this.inputBytes = 0;
    this.outputBytes = 0;
    const { controller } = this;
    this.closeSignal();
    this.isRevoked = true;
    controller?.abort(new CallAborted('time-out'));
  }

  /** The slot's memory is for others now: what was kept of its cursors throws, until a message of its own is placed there. */
  closeCursors(): void {
    for (const seat of this.seats) seat?.close();
  }

  private hasReply(index: number): boolean {
    const { messages } = this.types;
    return messages.hasReply(index) && (this.outputBytes > 0 || !messages.isOutputOptional(index));
  }

  private assertOpen(): void {
    if (!this.isBusy) throw new CastbufError('ERR_USAGE', `message ${this.name} was answered already`);
  }

  private answerWith(bytes: number): void {
    this.encodedBytes = bytes;
    this.isDirect = false;
  }

  /** A copy of the message, and room for the reply, of which `reach` bytes are as they are before a handler writes to them. */
  private takeOwn(reach: number): OwnMemory {
    const { inputAt, inputBytes, outputAt, outputBytes } = this;
    const memory = new Uint8Array(this.types.buffer);
    const output = new Uint8Array(outputBytes);
    output.set(memory.subarray(outputAt, outputAt + reach));
    const input =
      this.sourceMemory === undefined ? memory.slice(inputAt, inputAt + inputBytes) : new Uint8Array(this.source);
    this.own = { input, output };
    this.isDirect = false;
    return this.own;
  }
}

/** A handler's own bytes, which begin at a word. */
function memoryOf({ buffer, byteOffset, length }: Uint8Array): PlacedMemory {
  return {
    view: new DataView(buffer, byteOffset, length),
    words: new Int32Array(buffer, byteOffset, length >> 2),
  };
}
