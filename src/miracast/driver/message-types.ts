import type { DriverMessages, PlacedMemory } from './driver-messages.js';

/** The messages of a driver as its contexts share them: where they lie, and which of their handlers need time. */
export class MessageTypes {
  readonly memory: PlacedMemory;
  /** Of each message, and of those that are none of the set: does the handler answer at once? Undefined until the first one was handled. */
  private readonly prompt: (boolean | undefined)[];

  constructor(readonly messages: DriverMessages) {
    const { buffer, count } = messages;
    this.memory = { view: new DataView(buffer), words: new Int32Array(buffer, 0, buffer.byteLength >> 2) };
    this.prompt = Array.from({ length: count + 1 }, () => undefined);
  }

  get buffer(): ArrayBuffer {
    return this.messages.buffer;
  }

  /** Stands for the messages that are none of the set, as the index after those of the set. */
  get unknown(): number {
    return this.messages.count;
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
}
