/*
 * A buffer of a message as a part of more memory, so that what is written beside it is seen:
 *
 *     | 64 bytes | the buffer | 64 bytes |
 */

const GUARD_BYTES = 64;
const GUARD = 0xc9;

/** A message's input, or its output. */
export class GuardedBuffer {
  readonly view: Uint8Array;
  private readonly memory: Uint8Array;
  /** What it has to hold from now on; undefined where the driver may write. */
  private expected: Uint8Array | undefined;

  constructor(content: Uint8Array) {
    this.memory = new Uint8Array(GUARD_BYTES + content.length + GUARD_BYTES).fill(GUARD);
    this.view = this.memory.subarray(GUARD_BYTES, GUARD_BYTES + content.length);
    this.view.set(content);
  }

  static filled(bytes: number, value: number): GuardedBuffer {
    return new GuardedBuffer(new Uint8Array(bytes).fill(value));
  }

  /** Nobody may write to it from now on. */
  keep(): void {
    this.expected = this.view.slice();
  }

  /** As a sender that uses its buffer again. */
  overwrite(value: number): void {
    this.view.fill(value);
    this.keep();
  }

  /** Offset of the first byte beside the buffer that was written; undefined where none was. */
  get writtenBeside(): number | undefined {
    const { memory, view } = this;
    for (let at = 0; at < GUARD_BYTES; at++) {
      if (memory[GUARD_BYTES - 1 - at] !== GUARD) return -1 - at;
      if (memory[GUARD_BYTES + view.length + at] !== GUARD) return view.length + at;
    }
    return undefined;
  }

  /** Offset of the first byte that is not what was kept. */
  get changedAt(): number | undefined {
    const at = this.expected?.findIndex((byte, index) => byte !== this.view[index]);
    return at === undefined || at < 0 ? undefined : at;
  }

  /** Offset of the first byte from `from` on that is not `value`. */
  otherThan(value: number, from: number): number | undefined {
    for (let at = from; at < this.view.length; at++) if (this.view[at] !== value) return at;
    return undefined;
  }
}
