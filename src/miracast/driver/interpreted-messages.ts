import { codecOf, type Codec } from '../../message/index.js';
import {
  messageFailureOf,
  type MessageEngine,
  type MessageMachine,
  type MessageSetProgram,
} from '../../message-set/index.js';
import { codeOf, type Outcome, type Program } from '../../program/index.js';
import { cursorFactory, exactOutcome, readTag, type CursorFactory, type RecordFrame } from '../../cursor/index.js';
import { typeOf, type AnyType } from '../../schema/index.js';
import type {
  CalledHandler,
  DriverMessages,
  HandlerCall,
  PlacedMemory,
  Refusal,
  ReplyRefusal,
  Seat,
} from './driver-messages.js';
import type { MessageSlot } from './message-slot.js';
import { replyFailureOf } from './reply-failure.js';

interface Side {
  readonly program: Program;
  readonly cursors: CursorFactory;
  readonly clearBytes: number;
  codec: Codec<AnyType> | undefined;
}

/** Bytes in which nothing can be read or written. */
const REVOKED = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));

/** The messages of a set on an engine: see src/message-set/message-set.ts. */
export class InterpretedMessages implements DriverMessages {
  readonly buffer: ArrayBuffer;
  readonly firstByte: number;
  readonly count: number;
  readonly readsInPlace = false;
  private readonly machine: MessageMachine;
  private readonly view: DataView;
  private readonly inputs: readonly Side[];
  private readonly outputs: readonly (Side | undefined)[];

  /** @param bytes of memory for messages and replies. @throws CastbufError ERR_KERNEL */
  constructor(
    private readonly engine: MessageEngine,
    private readonly set: MessageSetProgram,
    bytes: number,
  ) {
    this.machine = engine.loadMessages(set, bytes);
    this.buffer = this.machine.buffer;
    this.firstByte = this.machine.firstByte;
    this.view = new DataView(this.buffer);
    this.count = set.messages.length;
    this.inputs = set.messages.map(({ input }) => sideOf(input));
    this.outputs = set.messages.map(({ output }) => output && sideOf(output));
  }

  name(index: number): string {
    return this.set.messages[index]?.name ?? 'otherwise';
  }

  hasReply(index: number): boolean {
    return this.outputs[index] !== undefined;
  }

  isOutputOptional(index: number): boolean {
    return this.set.messages[index]?.isOutputOptional === true;
  }

  clearBytes(index: number): number {
    return this.outputs[index]?.clearBytes ?? 0;
  }

  newSeat(index: number, hasReply: boolean): Seat {
    return new InterpretedSeat(
      (this.inputs[index] as Side).cursors,
      hasReply ? this.outputs[index]?.cursors : undefined,
    );
  }

  begin({ inputAt, inputBytes, outputAt, outputBytes }: MessageSlot): number {
    return this.machine.begin(inputAt, inputBytes, outputAt, outputBytes);
  }

  open(seat: Seat): void {
    const { messageFrame, replyFrame } = seat as InterpretedSeat;
    messageFrame.length = this.machine.messageBytes;
    if (replyFrame !== undefined) replyFrame.written = 0;
  }

  callOf(handlers: readonly CalledHandler[]): HandlerCall {
    return (index, message, reply, context, slot) => (handlers[index] as CalledHandler)(message, reply, context, slot);
  }

  finish(index: number, output: number, { replyFrame, reach }: Seat & { readonly replyFrame?: RecordFrame }): number {
    const written = replyFrame === undefined ? 0 : replyFrame.written;
    return this.machine.finish(index, output, written > reach ? written : reach);
  }

  refusal(slot: MessageSlot): Refusal {
    const { outcome, refused } = this.machine;
    const code = codeOf(outcome) ?? 'ERR_KERNEL';
    const name = refused < 0 ? undefined : this.name(refused);
    const isUnknown = refused < 0 && code !== 'ERR_KERNEL';
    return { code, isUnknown, name, error: () => this.failure(slot, outcome, refused) };
  }

  private failure(slot: MessageSlot, outcome: Outcome, refused: number): unknown {
    const { inputAt, inputBytes } = slot;
    const program = this.set.messages[refused]?.input;
    const bytes = new Uint8Array(this.buffer, inputAt, inputBytes);
    const exact = program === undefined ? outcome : exactOutcome(program, outcome, bytes);
    return messageFailureOf(this.set, exact, refused, this.tagsOf(slot));
  }

  replyRefusal(index: number, output: number): ReplyRefusal {
    const { outcome } = this.machine;
    const program = this.set.messages[index]?.output;
    const bytes = new Uint8Array(this.buffer, output);
    const error = program && replyFailureOf(program, exactOutcome(program, outcome, bytes));
    return { code: codeOf(outcome) ?? 'ERR_KERNEL', want: Number(outcome.want), error: () => error };
  }

  decode(index: number, bytes: Uint8Array): unknown {
    return this.codecOf(this.inputs[index] as Side).decode(bytes);
  }

  encodeInto(index: number, value: unknown, target: Uint8Array): number {
    return this.codecOf(this.outputs[index] as Side).encodeInto(value, target);
  }

  /** The bits of a message's discriminators, where it has them. */
  private tagsOf({ inputAt, inputBytes }: MessageSlot): readonly bigint[] | undefined {
    const { set, view } = this;
    if (inputBytes < set.leastBytes) return undefined;
    return set.tags.map((leaf) => readTag(view, inputAt, leaf));
  }

  private codecOf(side: Side): Codec<AnyType> {
    side.codec ??= codecOf(this.engine, typeOf(side.program.layout.root.node), side.program);
    return side.codec;
  }
}

function sideOf(program: Program): Side {
  return { program, cursors: cursorFactory(program), clearBytes: program.clearBytes, codec: undefined };
}

class InterpretedSeat implements Seat {
  readonly message: object;
  readonly reply: object | undefined;
  readonly messageFrame: RecordFrame;
  readonly replyFrame: RecordFrame | undefined;
  reach = 0;
  binding = -1;

  constructor(message: CursorFactory, reply: CursorFactory | undefined) {
    const read = message.framed(REVOKED);
    const written = reply?.framed(REVOKED, { growable: true });
    this.message = read.view;
    this.messageFrame = read.frame;
    this.reply = written?.view;
    this.replyFrame = written?.frame;
  }

  get messageBytes(): number {
    return this.messageFrame.length;
  }

  set messageBytes(bytes: number) {
    this.messageFrame.length = bytes;
  }

  get written(): number {
    return this.replyFrame?.written ?? 0;
  }

  set written(bytes: number) {
    if (this.replyFrame !== undefined) this.replyFrame.written = bytes;
  }

  placeMessage({ view }: PlacedMemory, at: number, bytes: number): void {
    this.messageFrame.view = view;
    this.messageFrame.move(at, bytes);
  }

  placeReply({ view }: PlacedMemory, at: number, room: number): void {
    if (this.replyFrame === undefined) return;
    this.replyFrame.view = view;
    this.replyFrame.move(at, room);
  }

  room(): Uint8Array {
    const { view, record, length } = this.replyFrame as RecordFrame;
    return new Uint8Array(view.buffer, view.byteOffset + record, length);
  }

  close(): void {
    this.messageFrame.view = REVOKED;
    if (this.replyFrame !== undefined) this.replyFrame.view = REVOKED;
  }
}
