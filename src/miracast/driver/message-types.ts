import { codecOf, type Codec, type Engine } from '../../message/index.js';
import type { MessageSetProgram } from '../../message-set/index.js';
import type { Program } from '../../program/index.js';
import { cursorFactory, type CursorFactory, type FramedCursor } from '../../cursor/index.js';
import { typeOf, type AnyType } from '../../schema/index.js';

interface Side {
  readonly program: Program;
  readonly cursors: CursorFactory;
  readonly clearBytes: number;
  codec: Codec<AnyType> | undefined;
}

/** The messages of a set as handlers see them, in the order of the set's program: names, cursors, and codecs where they are asked for. */
export class MessageTypes {
  readonly view: DataView;
  /** Of each message, and of those that are none of the set: does the handler answer at once? Undefined until the first one was handled. */
  private readonly prompt: (boolean | undefined)[];
  private readonly inputs: readonly Side[];
  private readonly outputs: readonly (Side | undefined)[];

  constructor(
    private readonly engine: Engine,
    private readonly set: MessageSetProgram,
    readonly buffer: ArrayBuffer,
  ) {
    this.view = new DataView(buffer);
    this.prompt = Array.from({ length: set.messages.length + 1 }, () => undefined);
    this.inputs = set.messages.map(({ input }) => sideOf(input));
    this.outputs = set.messages.map(({ output }) => output && sideOf(output));
  }

  /** Stands for the messages that are none of the set, as the index after those of the set. */
  get unknown(): number {
    return this.inputs.length;
  }

  name(index: number): string {
    return this.set.messages[index]?.name ?? 'otherwise';
  }

  /** Have all handlers of message `index` answered at once, and one at least? */
  isPrompt(index: number): boolean {
    return this.prompt[index] === true;
  }

  answeredAtOnce(index: number): void {
    this.prompt[index] ??= true;
  }

  answeredWithPromise(index: number): void {
    this.prompt[index] = false;
  }

  messageCursor(index: number): FramedCursor {
    return (this.inputs[index] as Side).cursors.framed(this.view);
  }

  replyCursor(index: number): FramedCursor | undefined {
    return this.outputs[index]?.cursors.framed(this.view, { growable: true });
  }

  hasReply(index: number): boolean {
    return this.outputs[index] !== undefined;
  }

  isOutputOptional(index: number): boolean {
    return this.set.messages[index]?.isOutputOptional === true;
  }

  /** Bytes of message `index`'s reply that are 0 before it is handled. */
  clearBytes(index: number): number {
    return this.outputs[index]?.clearBytes ?? 0;
  }

  inputCodec(index: number): Codec<AnyType> {
    return this.codecOf(this.inputs[index] as Side);
  }

  outputCodec(index: number): Codec<AnyType> | undefined {
    const side = this.outputs[index];
    return side && this.codecOf(side);
  }

  private codecOf(side: Side): Codec<AnyType> {
    side.codec ??= codecOf(this.engine, typeOf(side.program.layout.root.node), side.program);
    return side.codec;
  }
}

function sideOf(program: Program): Side {
  return { program, cursors: cursorFactory(program), clearBytes: program.clearBytes, codec: undefined };
}
