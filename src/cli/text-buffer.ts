const DUE_BYTES = 64 * 1024;
const ZERO = 48;
const MINUS = 45;
const COMMA = 44;
const OPENING_BRACE = 123;
const BILLION = 1_000_000_000;
const DIGITS_OF_BILLION = 9;
/** More than any number takes: 20 digits and a sign. */
const NUMBER_BYTES = 24;
/** Shorter texts are copied byte by byte: a call of set() costs as much as about this many bytes. */
const SHORT_BYTES = 48;

const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/**
 * Rows on their way out, as UTF-8 bytes: numbers and hex are written as digits, so a row costs no string and no object.
 * `bytes` is reused: write it out before `clear`.
 */
export class TextBuffer {
  length = 0;
  private buffer = Buffer.allocUnsafeSlow(DUE_BYTES * 2);

  /** It is time to write the buffer out. */
  get isDue(): boolean {
    return this.length >= DUE_BYTES;
  }

  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
    // A giant record must not keep its memory for good.
    if (this.buffer.length > DUE_BYTES * 16) this.buffer = Buffer.allocUnsafeSlow(DUE_BYTES * 2);
  }

  /** ASCII and UTF-8 that was encoded before. */
  literal(bytes: Uint8Array): void {
    const { length } = bytes;
    const buffer = this.ensure(length);
    let at = this.length;
    if (length > SHORT_BYTES) buffer.set(bytes, at);
    else for (let i = 0; i < length; i++) buffer[at++] = bytes[i] as number;
    this.length += length;
  }

  text(text: string): void {
    const buffer = this.ensure(text.length * 3);
    this.length += buffer.write(text, this.length, 'utf8');
  }

  /** A comma, unless a JSON object has just begun. */
  comma(): void {
    const buffer = this.ensure(1);
    if (buffer[this.length - 1] !== OPENING_BRACE) buffer[this.length++] = COMMA;
  }

  /** A whole number from -(2^53 - 1) to 2^53 - 1. */
  integer(value: number): void {
    const buffer = this.ensure(NUMBER_BYTES);
    let rest = value;
    if (rest < 0) {
      buffer[this.length++] = MINUS;
      rest = -rest;
    }
    this.digits(rest);
  }

  /** A 64-bit unsigned number by its halves. */
  wide(low: number, high: number): void {
    this.ensure(NUMBER_BYTES);
    if (high < 0x200000) return this.digits(high * 0x1_0000_0000 + low);
    // Long division by 10^9 in steps of 16 bits, so that every number stays below 2^53.
    const first = Math.floor(high / BILLION);
    const upper = (high - first * BILLION) * 0x10000 + (low >>> 16);
    const second = Math.floor(upper / BILLION);
    const lower = (upper - second * BILLION) * 0x10000 + (low & 0xffff);
    const third = Math.floor(lower / BILLION);
    this.digits(first * 0x1_0000_0000 + second * 0x10000 + third);
    this.paddedDigits(lower - third * BILLION);
  }

  /** The same for a signed number. */
  wideSigned(low: number, high: number): void {
    if (high < 0x8000_0000) return this.wide(low, high);
    this.ensure(NUMBER_BYTES)[this.length++] = MINUS;
    // Two's complement: the carry reaches the upper half only where the lower one is 0.
    if (low === 0) this.wide(0, 0x1_0000_0000 - high);
    else this.wide(0x1_0000_0000 - low, 0xffff_ffff - high);
  }

  hex(bytes: Uint8Array, from: number, to: number): void {
    const buffer = this.ensure((to - from) * 2);
    let at = this.length;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      buffer[at] = HEX[byte >> 4] as number;
      buffer[at + 1] = HEX[byte & 15] as number;
      at += 2;
    }
    this.length = at;
  }

  toString(): string {
    return this.buffer.toString('utf8', 0, this.length);
  }

  /** Digits of a whole number from 0 to 2^53 - 1; there is room for them. */
  private digits(value: number): void {
    if (value >= BILLION) {
      const upper = Math.floor(value / BILLION);
      this.digits(upper);
      return this.paddedDigits(value - upper * BILLION);
    }
    let count = 1;
    for (let power = 10; value >= power; power *= 10) count++;
    this.length += count;
    this.digitsBefore(this.length, value, count);
  }

  private paddedDigits(value: number): void {
    this.length += DIGITS_OF_BILLION;
    this.digitsBefore(this.length, value, DIGITS_OF_BILLION);
  }

  private digitsBefore(end: number, value: number, count: number): void {
    const { buffer } = this;
    let rest = value | 0;
    let at = end;
    for (let i = 0; i < count; i++) {
      const tenth = (rest / 10) | 0;
      buffer[--at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
  }

  /** The buffer, with room for `bytes` more. */
  private ensure(bytes: number): Buffer {
    const needed = this.length + bytes;
    if (needed <= this.buffer.length) return this.buffer;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    larger.set(this.bytes);
    this.buffer = larger;
    return larger;
  }
}
