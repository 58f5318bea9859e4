import { allocateBytes } from '../bytes/index.js';

const FIRST_BYTES = 4096;

/** Bytes that are being written. What was reserved is zero until something is written there. */
export class Output {
  bytes = new Uint8Array(FIRST_BYTES);
  view = new DataView(this.bytes.buffer);
  /** End of what is written or zero. */
  end = 0;

  clear(): void {
    this.end = 0;
  }

  reserve(end: number): void {
    if (end <= this.end) return;
    if (end > this.bytes.length) this.grow(end);
    this.bytes.fill(0, this.end, end);
    this.end = end;
  }

  /** Memory for so many bytes. @throws CastbufError ERR_LIMIT_MEMORY where the host has not so many */
  makeRoom(bytes: number): void {
    if (bytes > this.bytes.length) this.grow(bytes);
  }

  private grow(end: number): void {
    const grown = allocateBytes(Math.max(this.bytes.length * 2, end));
    grown.set(this.bytes.subarray(0, this.end));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
