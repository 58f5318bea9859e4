import { ABSENT_HIGH, ABSENT_LOW } from '../../assembly/layout.js';
import { SlotReader } from '../plan/index.js';

const FIRST_SLOTS = 512;

/** The slots that decoding fills; the same memory for every message, grown as needed. */
export class SlotTape {
  private f64 = new Float64Array(FIRST_SLOTS);
  private i64 = new BigInt64Array(this.f64.buffer);
  private i32 = new Int32Array(this.f64.buffer);
  private at = 0;
  private reader: SlotReader | undefined;

  clear(): void {
    this.at = 0;
  }

  /** NaNs are written as the one canonical NaN, so that no value of a message reads as absent. */
  number(value: number): void {
    const at = this.next();
    this.f64[at] = Number.isNaN(value) ? Number.NaN : value;
  }

  wide(value: bigint): void {
    const at = this.next();
    this.i64[at] = value;
  }

  absent(): void {
    const at = this.next();
    this.i32[at * 2] = ABSENT_LOW;
    this.i32[at * 2 + 1] = ABSENT_HIGH;
  }

  /** `offset` counts from the start of the record. */
  range(offset: number, bytes: number): void {
    const at = this.next();
    this.i32[at * 2] = offset;
    this.i32[at * 2 + 1] = bytes;
  }

  /** What was filled. One reader for all messages, until the memory grows. */
  readerFor(message: Uint8Array): SlotReader {
    if (this.reader?.f64.buffer !== this.f64.buffer) this.reader = new SlotReader(this.f64.buffer);
    this.reader.message = message;
    this.reader.at = 0;
    return this.reader;
  }

  private next(): number {
    if (this.at === this.f64.length) this.grow();
    return this.at++;
  }

  private grow(): void {
    const grown = new Float64Array(this.f64.length * 2);
    // As integers: a copy of floats may change the bits of a NaN.
    new BigInt64Array(grown.buffer).set(this.i64);
    this.f64 = grown;
    this.i64 = new BigInt64Array(grown.buffer);
    this.i32 = new Int32Array(grown.buffer);
  }
}
