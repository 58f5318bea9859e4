import * as K from '../../assembly/core/layout.js';
import type { MessageMachine, MessageSetProgram } from '../message-set/index.js';
import { Code, readTag } from '../cursor/index.js';
import { MessageReader } from './message-reader.js';
import { Verdict } from './verdict.js';

interface Reader {
  readonly blankBytes: number;
  readonly clearBytes: number;
  readonly reader: MessageReader;
}

interface Message {
  /** The values of the discriminators, as unsigned bits. */
  readonly tags: readonly bigint[];
  readonly isOutputOptional: boolean;
  readonly input: Reader;
  readonly output: Reader | undefined;
}

/** A message set on the reference engine, over a plain ArrayBuffer. */
export class ReferenceMessages implements MessageMachine {
  readonly buffer: ArrayBuffer;
  readonly firstByte = 0;
  readonly outcome = new Verdict();
  refused = -1;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly set: MessageSetProgram;
  private readonly messages: readonly Message[];

  constructor(set: MessageSetProgram, bytes: number) {
    this.buffer = new ArrayBuffer(bytes);
    this.bytes = new Uint8Array(this.buffer);
    this.view = new DataView(this.buffer);
    this.set = set;
    this.messages = set.messages.map(({ tags, input, output, isOutputOptional }) => ({
      tags: tags.map((tag, index) => BigInt.asUintN(set.tags[index]?.width ?? 0, tag)),
      isOutputOptional,
      input: this.readerOf(input.words),
      output: output && this.readerOf(output.words),
    }));
  }

  get messageBytes(): number {
    return this.outcome.length;
  }

  begin(input: number, bytes: number, output: number, room: number): number {
    let index = -1;
    this.refused = -1;
    const isGood = this.outcome.of(() => {
      const found = this.identify(input, bytes);
      this.refused = found;
      const message = this.messages[found] as Message;
      message.input.reader.read(input, input + bytes);
      const hasReply = message.output !== undefined && (room > 0 || !message.isOutputOptional);
      if (hasReply) this.blank(message.output, output, room);
      index = found;
    });
    return isGood ? index : this.failed();
  }

  finish(message: number, output: number, reach: number): number {
    const reply = this.messages[message]?.output;
    if (reply === undefined) return 0;
    const isGood = this.outcome.of(() => reply.reader.finish(output, output + reach));
    return isGood ? this.outcome.length : this.failed();
  }

  /** Offsets count from the message. */
  private failed(): number {
    this.outcome.recordOffset = 0;
    return -1;
  }

  private readerOf(words: Int32Array): Reader {
    const reader = new MessageReader(new Code(words), this.outcome);
    reader.attach(this.bytes);
    return { reader, blankBytes: words[K.P_BLANK_BYTES] as number, clearBytes: words[K.P_CLEAR_BYTES] as number };
  }

  private identify(input: number, bytes: number): number {
    const { outcome } = this;
    const { leastBytes, tags } = this.set;
    if (bytes < leastBytes) outcome.stop(K.TRUNCATED_HEADER, -1, 0, leastBytes, bytes);
    const values = tags.map((leaf) => readTag(this.view, input, leaf));
    const index = this.messages.findIndex((message) => message.tags.every((tag, at) => tag === values[at]));
    if (index < 0) outcome.stop(K.UNKNOWN_MESSAGE, -1, 0, 0, 0);
    return index;
  }

  private blank({ blankBytes, clearBytes }: Reader, output: number, room: number): void {
    if (blankBytes > room) this.outcome.stop(K.OUTPUT_FULL, -1, 0, blankBytes, room);
    this.bytes.fill(0, output, output + Math.min(clearBytes, room));
  }
}
