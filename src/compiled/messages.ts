import { CastbufError, replyError } from '../errors/index.js';
import type {
  CalledHandler,
  DriverMessages,
  DriverMessageSet,
  HandlerCall,
  MessageDefinitions,
  MessageSlot,
  PlacedMemory,
  Refusal,
  ReplyRefusal,
  Seat,
} from '../miracast/index.js';
import type { Type } from '../schema/index.js';
import { MessagePlace, ReplyPlace } from './message-place.js';
import { copyOutput } from './spare-output.js';

/** What is known of one message of a set. */
export interface MessageFacts {
  readonly name: string;
  readonly Message: new (place: MessagePlace) => object;
  /** Bytes of it, or what is wrong with it. @throws CastbufError */
  readonly check: (view: DataView, at: number, end: number) => number;
  readonly decode: (bytes: Uint8Array) => unknown;
  /** Undefined where it has none. */
  readonly reply?: ReplyFacts;
}

interface ReplyFacts {
  readonly Reply: new (place: ReplyPlace) => object;
  /** A sender that gives no room for it has the message handled without one. */
  readonly isOptional?: boolean;
  /** Bytes that it has at least, and those that are 0 before it is handled. */
  readonly blankBytes: number;
  readonly clearBytes: number;
  /** Completes it; its bytes. Not there where the fast way does all of that. @throws CastbufError */
  readonly finish?: (view: DataView, at: number, end: number) => number;
  readonly put: (value: unknown) => Parameters<typeof copyOutput>[1];
}

/** What an emitted module has of its messages. */
export interface MessagesFacts {
  /** Names of the discriminators with their values in a message; none: there is one kind of message. */
  readonly tags?: (view: DataView) => readonly (readonly [path: string, value: number | bigint])[];
  /** Where the first of them lies. */
  readonly tagOffset?: number;
  /** Bytes that a message must have for its discriminators to be read. */
  readonly leastBytes: number;
  /** The number of a message that has those, -1: it is none of the set. */
  readonly identify: (view: DataView) => number;
  readonly messages: readonly MessageFacts[];
  readonly start: (memory: PlacedMemory, slow: SlowWay) => FastWay;
}

/** What is emitted for one memory: with its words as constants. */
export interface FastWay {
  begin(slot: MessageSlot): number;
  open(seat: CompiledSeat): void;
  callOf(handlers: readonly CalledHandler[]): HandlerCall;
  finish(index: number, output: number, seat: CompiledSeat): number;
}

/** What the fast way leaves to others. */
export interface SlowWay {
  /** Begins any message, and finds out what is wrong with it. Its number, or -1; `setLength` hears of its bytes. */
  begin(slot: MessageSlot, setLength: (bytes: number) => void): number;
  finish(index: number, output: number, seat: CompiledSeat): number;
}

/** A message set that `castbuf compile` has made: what `messages` of defineDriver may be. */
export type CompiledMessageSet<D extends MessageDefinitions = MessageDefinitions> = DriverMessageSet<D>;

/** What TypeScript knows of a message or a reply of such a set: what is decoded, what is encoded, and the cursor. */
// oxlint-disable-next-line no-explicit-any -- of columns and names it says nothing, and so whatever another type of the same message says
export type MessageType<Value, Input, View> = Type<Value, Input, View, any, any>;

/** @param definitions an empty object for each message */
export function compiledMessages<D extends MessageDefinitions>(
  definitions: object,
  facts: MessagesFacts,
): CompiledMessageSet<D> {
  return {
    definitions,
    '~open': (_engine, bytes) => new CompiledMessages(facts, bytes),
  };
}

/** The cursors of a message and its reply. */
export class CompiledSeat implements Seat {
  readonly message: object;
  readonly reply: object | undefined;
  readonly messagePlace = new MessagePlace();
  readonly replyPlace = new ReplyPlace();
  reach = 0;
  binding = -1;

  constructor({ Message }: MessageFacts, reply: ReplyFacts | undefined) {
    this.message = new Message(this.messagePlace);
    this.reply = reply && new reply.Reply(this.replyPlace);
  }

  get messageBytes(): number {
    return this.messagePlace.length;
  }

  set messageBytes(bytes: number) {
    this.messagePlace.setLength(bytes);
  }

  get written(): number {
    return this.replyPlace.written;
  }

  set written(bytes: number) {
    this.replyPlace.written = bytes;
  }

  placeMessage(memory: PlacedMemory, at: number, bytes: number): void {
    this.messagePlace.seat(memory, at, bytes);
  }

  placeReply(memory: PlacedMemory, at: number, room: number): void {
    this.replyPlace.seat(memory, at, room);
    this.replyPlace.written = 0;
  }

  room(): Uint8Array {
    const { view, at, length } = this.replyPlace;
    return new Uint8Array(view.buffer, view.byteOffset + at, length);
  }

  close(): void {
    this.messagePlace.close();
    this.replyPlace.close();
  }
}

/** Memory that is larger than it has to be: areas begin at multiples of so many bytes. */
const ALIGNMENT = 64;

class CompiledMessages implements DriverMessages {
  readonly buffer: ArrayBuffer;
  readonly firstByte = 0;
  readonly count: number;
  readonly readsInPlace = true;
  readonly begin: DriverMessages['begin'];
  readonly open: DriverMessages['open'];
  readonly callOf: DriverMessages['callOf'];
  readonly finish: DriverMessages['finish'];
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private refused: Refusal = NOT_REFUSED;
  private failed: ReplyRefusal = NOT_REFUSED;

  constructor(
    private readonly facts: MessagesFacts,
    bytes: number,
  ) {
    this.buffer = newMemory(Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    this.bytes = new Uint8Array(this.buffer);
    this.view = new DataView(this.buffer);
    this.count = facts.messages.length;
    const memory = { view: this.view, words: new Int32Array(this.buffer) };
    const { begin, open, callOf, finish } = facts.start(memory, {
      begin: (slot, setLength) => this.beginSlowly(slot, setLength),
      finish: (index, output, seat) => this.finishSlowly(index, output, seat),
    });
    this.begin = begin;
    this.open = open as DriverMessages['open'];
    this.callOf = callOf;
    this.finish = finish as DriverMessages['finish'];
  }

  name(index: number): string {
    return this.facts.messages[index]?.name ?? 'otherwise';
  }

  hasReply(index: number): boolean {
    return this.replyOf(index) !== undefined;
  }

  isOutputOptional(index: number): boolean {
    return this.replyOf(index)?.isOptional === true;
  }

  clearBytes(index: number): number {
    return this.replyOf(index)?.clearBytes ?? 0;
  }

  newSeat(index: number, hasReply: boolean): Seat {
    return new CompiledSeat(this.facts.messages[index] as MessageFacts, hasReply ? this.replyOf(index) : undefined);
  }

  refusal(): Refusal {
    return this.refused;
  }

  replyRefusal(): ReplyRefusal {
    return this.failed;
  }

  decode(index: number, bytes: Uint8Array): unknown {
    return (this.facts.messages[index] as MessageFacts).decode(bytes);
  }

  encodeInto(index: number, value: unknown, target: Uint8Array): number {
    return copyOutput(target, (this.replyOf(index) as ReplyFacts).put(value));
  }

  private replyOf(index: number): ReplyFacts | undefined {
    return this.facts.messages[index]?.reply;
  }

  private beginSlowly(slot: MessageSlot, setLength: (bytes: number) => void): number {
    const { leastBytes, identify, messages } = this.facts;
    const { inputBytes, outputAt, outputBytes } = slot;
    if (inputBytes < leastBytes) return this.refuse(-1, 'ERR_TRUNCATED_HEADER', () => tooShort(leastBytes, inputBytes));
    let view: DataView;
    let index: number;
    try {
      view = slot.messageView();
      index = identify(view);
    } catch (error) {
      return this.refuse(-1, 'ERR_KERNEL', () => error); // its buffer is gone: who hears of it finds that out
    }
    const message = messages[index];
    if (message === undefined) return this.refuse(-1, 'ERR_UNKNOWN_MESSAGE', () => this.unknown(view));
    try {
      setLength(message.check(view, 0, inputBytes));
    } catch (error) {
      if (!(error instanceof CastbufError)) return this.refuse(-1, 'ERR_KERNEL', () => error);
      const { code, path, want = 0, have = 0 } = error;
      // One with a path is about a record in a list.
      const isShort = code === 'ERR_TRUNCATED_HEADER' && path === undefined;
      return this.refuse(index, code, () => (isShort ? tooShort(Number(want), Number(have)) : error));
    }
    const { reply } = message;
    if (reply === undefined || (outputBytes === 0 && reply.isOptional === true)) return index;
    const { blankBytes, clearBytes } = reply;
    if (blankBytes > outputBytes)
      return this.refuse(index, 'ERR_TARGET_TOO_SMALL', () => noRoom(blankBytes, outputBytes));
    this.bytes.fill(0, outputAt, outputAt + Math.min(clearBytes, outputBytes));
    return index;
  }

  private finishSlowly(index: number, output: number, { written, reach }: CompiledSeat): number {
    const finish = this.replyOf(index)?.finish;
    if (finish === undefined) return 0;
    try {
      return finish(this.view, output, output + Math.max(written, reach));
    } catch (error) {
      if (!(error instanceof CastbufError)) throw error;
      this.failed = { code: error.code, want: Number(error.want ?? 0), error: () => replyError(error) };
      return -1;
    }
  }

  private refuse(index: number, code: Refusal['code'], error: () => unknown): number {
    const isUnknown = index < 0 && code !== 'ERR_KERNEL';
    this.refused = { code, isUnknown, name: index < 0 ? undefined : this.name(index), error };
    return -1;
  }

  private unknown(view: DataView): CastbufError {
    const tags = (this.facts.tags?.(view) ?? []).map(([path, value]) => [path, exactTag(value)] as const);
    const said = tags.map(([path, value]) => `${path} ${value}`).join(' and ');
    const hint = `no message of this set has ${said}; add it, or give defineDriver \`otherwise\``;
    const [path, have] = tags[0] ?? [];
    const { tagOffset: fieldOffset } = this.facts;
    return new CastbufError('ERR_UNKNOWN_MESSAGE', hint, { offset: 0, fieldOffset, path, have });
  }
}

const NOT_REFUSED: Refusal & ReplyRefusal = {
  code: 'ERR_KERNEL',
  isUnknown: false,
  name: undefined,
  want: 0,
  error: () => undefined,
};

/** A number, where that is exact. */
function exactTag(value: number | bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function newMemory(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    const hint = `${bytes} bytes of memory for messages cannot be had here; lower memoryBytes of defineDriver`;
    throw new CastbufError('ERR_LIMIT_MEMORY', hint);
  }
}

function tooShort(want: number, have: number): CastbufError {
  const hint = `${want} bytes are needed, the sender's input buffer has ${have}`;
  return new CastbufError('ERR_TRUNCATED_HEADER', hint, { offset: 0, fieldOffset: 0, want, have });
}

function noRoom(want: number, have: number): CastbufError {
  const hint = `${want === 1 ? '1 byte' : `${want} bytes`} needed, the buffer has ${have}`;
  return new CastbufError('ERR_TARGET_TOO_SMALL', hint, { offset: 0, fieldOffset: 0, want, have });
}
