import type { ErrorCode } from '../../errors/index.js';
import type { MessageSlot } from './message-slot.js';

/** Bytes that cursors stand on: message memory, or a handler's own. `words` are none where nothing can be read. */
export interface PlacedMemory {
  readonly view: DataView;
  readonly words: Int32Array;
}

/** The cursors of one message of a set over one slot, which stand where the slot's buffers are. */
export interface Seat {
  readonly message: object;
  /** Undefined where there is none, or the sender gives no room for it. */
  readonly reply: object | undefined;
  /** Bytes of the message that was checked last. */
  messageBytes: number;
  /** Bytes of the reply up to the end of the tail that was written last, 0 before that. */
  written: number;
  /** Bytes that the reply may have without a tail being written. */
  reach: number;
  /** The slot's `binding` when the cursors were placed. */
  binding: number;
  placeMessage(memory: PlacedMemory, at: number, bytes: number): void;
  placeReply(memory: PlacedMemory, at: number, room: number): void;
  /** The room that the reply's cursor stands on. */
  room(): Uint8Array;
  /** The memory is for others now: what was kept of the cursors throws. */
  close(): void;
}

/** Why a message was refused. */
export interface Refusal {
  readonly code: ErrorCode;
  /** None of the set: another handler's, perhaps. */
  readonly isUnknown: boolean;
  /** Of the message that it was taken for. */
  readonly name: string | undefined;
  error(): unknown;
}

/** What is wrong with a reply. */
export interface ReplyRefusal {
  readonly code: ErrorCode;
  /** Bytes that were needed, where it is that. */
  readonly want: number;
  error(): unknown;
}

/** How a handler is called. */
export type HandlerCall = (
  index: number,
  message: object,
  reply: object | undefined,
  context: unknown,
  slot: MessageSlot,
) => unknown;

export type CalledHandler = (
  message: object,
  reply: object | undefined,
  context: unknown,
  slot: MessageSlot,
) => unknown;

/**
 * The messages of a set as a driver runs them on one thread: those that an engine interprets, or those of a compiled set. They have memory of their own, in which
 * messages and replies lie while they are handled; it never grows, so views of it stay good. Addresses count from its start.
 */
export interface DriverMessages {
  readonly buffer: ArrayBuffer;
  /** The caller's bytes begin here: as many as were asked for. */
  readonly firstByte: number;
  readonly count: number;
  /** Messages are read where they lie in a caller's buffer of words, and need not be brought in. */
  readonly readsInPlace: boolean;
  name(index: number): string;
  hasReply(index: number): boolean;
  isOutputOptional(index: number): boolean;
  /** Bytes of a reply that are 0 before it is handled. */
  clearBytes(index: number): number;
  /** A seat that is placed nowhere. */
  newSeat(index: number, hasReply: boolean): Seat;
  /** Identifies and checks the slot's message, and blanks what its reply has at least. Its number, or -1. */
  begin(slot: MessageSlot): number;
  /** Makes the cursors those of the message that was begun last. */
  open(seat: Seat): void;
  /** How the handlers, in the order of the messages, are called. */
  callOf(handlers: readonly CalledHandler[]): HandlerCall;
  /** Fills in what the reply derives, and checks it. Its bytes, or -1. */
  finish(index: number, output: number, seat: Seat): number;
  /** Why `begin` answered -1. */
  refusal(slot: MessageSlot): Refusal;
  /** Why `finish` answered -1. */
  replyRefusal(index: number, output: number): ReplyRefusal;
  /** An object of its own, of bytes that nobody else has. */
  decode(index: number, bytes: Uint8Array): unknown;
  /** Writes a whole reply; gives its bytes. */
  encodeInto(index: number, value: unknown, target: Uint8Array): number;
}
