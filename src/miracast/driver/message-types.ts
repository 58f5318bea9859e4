import { createCodecWith, type Codec } from '../../codec/index.js';
import type { Engine, Program } from '../../plan/index.js';
import { cursorFactory, type CursorFactory, type FramedCursor } from '../../reference/index.js';
import type { AnyType } from '../../schema/index.js';
import type { MessageSet } from './message-set.js';

interface Side {
  readonly type: AnyType;
  readonly cursors: CursorFactory;
  readonly clearBytes: number;
  codec: Codec<AnyType> | undefined;
}

/** The messages of a set as handlers see them, in the order of the set's program: names, cursors, and codecs where they are asked for. */
export class MessageTypes {
  readonly view: DataView;
  /** Of each message: does its handler answer at once? Undefined until the first one was handled. */
  private readonly prompt: (boolean | undefined)[];
  private readonly inputs: readonly Side[];
  private readonly outputs: readonly (Side | undefined)[];

  constructor(
    private readonly engine: Engine,
    private readonly set: MessageSet,
    readonly buffer: ArrayBuffer,
  ) {
    this.view = new DataView(buffer);
    const { names, program } = set['~compiled'];
    this.prompt = names.map(() => undefined);
    this.inputs = names.map(
      (name, index) => sideOf(set.definitions[name]?.input, program.messages[index]?.input) as Side,
    );
    this.outputs = names.map((name, index) => sideOf(set.definitions[name]?.output, program.messages[index]?.output));
  }

  name(index: number): string {
    return this.set['~compiled'].names[index] as string;
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
    const { abi, limits } = this.set;
    side.codec ??= createCodecWith(this.engine, side.type, abi === undefined ? { limits } : { abi, limits });
    return side.codec;
  }
}

function sideOf(type: AnyType | undefined, program: Program | undefined): Side | undefined {
  if (type === undefined || program === undefined) return undefined;
  return { type, cursors: cursorFactory(program), clearBytes: program.clearBytes, codec: undefined };
}
