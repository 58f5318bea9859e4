const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIRST_BYTES = 1 << 16;
/** Bytes that the length of a message has, however short it is: so it is filled in when the message is written. Messages are shorter than 2 ** 28 bytes. */
const LENGTH_BYTES = 4;
const LOW_32 = 0xff_ff_ff_ffn;
const UTF8 = new TextEncoder();

/** Writes messages of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/), one field after the other. */
export class ProtoWriter {
  /** Bytes that are written. */
  length = 0;
  private bytes = new Uint8Array(FIRST_BYTES);
  private view = new DataView(this.bytes.buffer);

  /** uint64, an enum, or a bool. */
  unsigned(field: number, value: number | bigint): void {
    this.room();
    this.varint(field * 8 + VARINT);
    this.varint(value);
  }

  /** int64: two's complement. */
  signed(field: number, value: number | bigint): void {
    this.unsigned(field, value < 0 ? BigInt.asUintN(64, BigInt(value)) : value);
  }

  fixed64(field: number, value: bigint): void {
    this.room();
    this.varint(field * 8 + FIXED_64);
    this.view.setBigUint64(this.length, BigInt.asUintN(64, value), true);
    this.length += 8;
  }

  double(field: number, value: number): void {
    this.room();
    this.varint(field * 8 + FIXED_64);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  text(field: number, text: string): void {
    const content = UTF8.encode(text);
    this.room(content.length);
    this.varint(field * 8 + BYTES);
    this.varint(content.length);
    this.bytes.set(content, this.length);
    this.length += content.length;
  }

  message(field: number, body: () => void): void {
    this.room();
    this.varint(field * 8 + BYTES);
    const start = this.length + LENGTH_BYTES;
    this.length = start;
    body();
    let left = this.length - start;
    for (let at = start - LENGTH_BYTES; at < start; at++) {
      this.bytes[at] = at === start - 1 ? left : (left & 0x7f) | 0x80;
      left >>>= 7;
    }
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  private varint(value: number | bigint): void {
    if (typeof value === 'bigint' && value > LOW_32) return this.wideVarint(value);
    let left = Number(value);
    while (left >= 0x80) {
      this.bytes[this.length++] = (left % 0x80) | 0x80;
      left = Math.floor(left / 0x80);
    }
    this.bytes[this.length++] = left;
  }

  /** 28 bits at once, as bigints are slow. */
  private wideVarint(value: bigint): void {
    let left = value;
    while (left >= 1n << 28n) {
      const low = Number(left & 0xf_ff_ff_ffn);
      for (let shift = 0; shift < 28; shift += 7) this.bytes[this.length++] = ((low >>> shift) & 0x7f) | 0x80;
      left >>= 28n;
    }
    this.varint(Number(left));
  }

  /** For the tag and the value of a field, and what it has besides. */
  private room(content = 0): void {
    const needed = this.length + content + 32;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}
