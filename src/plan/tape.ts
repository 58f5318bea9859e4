import * as K from '../../assembly/core/layout.js';
import { allocated } from './allocate.js';

/**
 * The tape carries one message's values from the codec to an engine: 8-byte slots in the order of the program's ops. Engines
 * know bytes, the codec knows JavaScript values, and only slots pass between them.
 */

/** Presence slots of a union's arms. Typed here: public declarations cannot name the kernel's types. */
export const ARM_ABSENT: number = K.ARM_ABSENT;
export const ARM_WHOLE: number = K.ARM_WHOLE;
export const ARM_PARTIAL: number = K.ARM_PARTIAL;

const FIRST_SLOTS = 512;

/** Slots that the codec fills for an engine to write; grows as it needs to. */
export class SlotWriter {
  private f64 = new Float64Array(FIRST_SLOTS);
  private i64 = new BigInt64Array(this.f64.buffer);
  private i32 = new Int32Array(this.f64.buffer);
  private u8 = new Uint8Array(this.f64.buffer);
  private at = 0;

  /** Bytes that are filled; valid until the next change. */
  get bytes(): Uint8Array {
    return this.u8.subarray(0, this.at * 8);
  }

  clear(): void {
    this.at = 0;
  }

  /** A number slot. NaN is written as the one canonical NaN, so that no value reads as absent. */
  number(value: number): void {
    if (this.at === this.f64.length) this.grow(1);
    this.f64[this.at++] = Number.isNaN(value) ? Number.NaN : value;
  }

  wide(value: bigint): void {
    if (this.at === this.f64.length) this.grow(1);
    this.i64[this.at++] = value;
  }

  absent(): void {
    if (this.at === this.f64.length) this.grow(1);
    this.i32[this.at * 2] = K.ABSENT_LOW;
    this.i32[this.at * 2 + 1] = K.ABSENT_HIGH;
    this.at++;
  }

  /** A range: its bytes, then room for them, which the caller fills. */
  range(bytes: number): Uint8Array {
    const slots = Math.ceil(bytes / 8);
    if (this.f64.length - this.at < slots + 1) this.grow(slots + 1);
    this.f64[this.at++] = bytes;
    if (slots > 0) this.i64[this.at + slots - 1] = 0n;
    const room = this.u8.subarray(this.at * 8, this.at * 8 + bytes);
    this.at += slots;
    return room;
  }

  private grow(slots: number): void {
    const count = Math.max(this.f64.length * 2, this.at + slots);
    const grown = allocated(count * 8, () => new Float64Array(count));
    // As integers: a copy of floats may change the bits of a NaN, and with them what is absent.
    new BigInt64Array(grown.buffer).set(this.i64);
    this.f64 = grown;
    this.i64 = new BigInt64Array(grown.buffer);
    this.i32 = new Int32Array(grown.buffer);
    this.u8 = new Uint8Array(grown.buffer);
  }
}
