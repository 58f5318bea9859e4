import { allocateBytes, asBytes, type Bytes } from '../bytes/index.js';

/** What a buffer grows by at most, beyond what has to go in. */
const GROWTH_BYTES = 256 * 1024;

/** Input that no batch has taken yet. */
export class PendingBytes {
  /** Offset of the first byte in the source. */
  offset = 0;
  private buffer = new Uint8Array(0);
  private start = 0;
  private end = 0;
  private due: number;
  /** Padding that was dropped before it came. */
  private owed = 0;

  constructor(private readonly batchBytes: number) {
    this.due = batchBytes;
  }

  get length(): number {
    return this.end - this.start;
  }

  get bytes(): Uint8Array {
    return this.buffer.subarray(this.start, this.end);
  }

  get isDue(): boolean {
    return this.length >= this.due;
  }

  add(given: Bytes): void {
    const whole = asBytes(given, 'a piece of the source');
    const piece = whole.subarray(Math.min(this.owed, whole.length));
    this.owed -= whole.length - piece.length;
    if (this.end + piece.length > this.buffer.length) this.grow(this.length + piece.length);
    this.buffer.set(piece, this.end);
    this.end += piece.length;
  }

  private grow(length: number): void {
    const larger = allocateBytes(Math.max(length, Math.min(this.buffer.length * 2, length + GROWTH_BYTES)));
    larger.set(this.bytes);
    this.end -= this.start;
    this.start = 0;
    this.buffer = larger;
  }

  /** No record is whole yet: try again when there is twice as much, or as much as is needed; at `most`, which is more than a record may have. */
  wait(need: number, most: number): void {
    this.due = Math.min(Math.max(this.length * 2, need), Math.max(most, this.length + 1));
  }

  /** A copy of the first bytes. */
  copy(most: number): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(this.start, Math.min(this.start + most, this.end));
  }

  /** So many bytes are wanted no more. */
  skip(bytes: number): void {
    this.owed = Math.max(0, bytes - this.length);
    this.start = Math.min(this.start + bytes, this.end);
    this.offset += bytes;
    this.due = this.batchBytes;
  }

  /** A batch has taken so many bytes, and shows them: the rest moves to a buffer of its own. */
  give(bytes: number): void {
    this.skip(bytes);
    this.buffer = this.buffer.slice(this.start, this.end);
    this.start = 0;
    this.end = this.buffer.length;
  }
}
