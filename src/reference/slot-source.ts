import { ABSENT_HIGH, ABSENT_LOW } from '../../assembly/core/layout.js';

/** The slots that encoding takes, in the order of the program's ops. */
export class SlotSource {
  private f64 = new Float64Array(0);
  private i64 = new BigInt64Array(0);
  private i32 = new Int32Array(0);
  private u8 = new Uint8Array(0);
  /** Index of the next slot. */
  at = 0;

  attach(slots: Uint8Array): void {
    this.at = 0;
    const { buffer, byteOffset } = slots;
    if (this.u8.buffer === buffer && this.u8.byteOffset === byteOffset && this.u8.length >= slots.length) return;
    const count = (buffer.byteLength - byteOffset) >>> 3;
    this.f64 = new Float64Array(buffer as ArrayBuffer, byteOffset, count);
    this.i64 = new BigInt64Array(buffer as ArrayBuffer, byteOffset, count);
    this.i32 = new Int32Array(buffer as ArrayBuffer, byteOffset, count * 2);
    this.u8 = new Uint8Array(buffer as ArrayBuffer, byteOffset, count * 8);
  }

  isAbsent(): boolean {
    return this.i32[this.at * 2 + 1] === ABSENT_HIGH && this.i32[this.at * 2] === ABSENT_LOW;
  }

  /** Steps over the next slot if it is absent. */
  tookAbsent(): boolean {
    const isAbsent = this.isAbsent();
    if (isAbsent) this.at++;
    return isAbsent;
  }

  peekNumber(): number {
    return this.f64[this.at] as number;
  }

  number(): number {
    return this.f64[this.at++] as number;
  }

  wide(): bigint {
    return this.i64[this.at++] as bigint;
  }

  /** The bytes of a range: their number, then themselves, padded to whole slots. */
  range(): Uint8Array {
    const count = this.number();
    const first = this.at * 8;
    this.at += Math.ceil(count / 8);
    return this.u8.subarray(first, first + count);
  }
}
