import { crcTable } from '../bytes/index.js';

/** CRC-32, as zlib and PNG have it. */
const POLYNOMIAL = 0x04c11db7;

/** The checksum of a recording: of each record's time, then of its bytes. */
export class RecordChecksum {
  private readonly table = crcTable(32, POLYNOMIAL, true);
  private register = -1;

  get value(): number {
    return ~this.register >>> 0;
  }

  add(time: bigint, record: Uint8Array): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, time, true);
    this.take(bytes);
    this.take(record);
  }

  private take(bytes: Uint8Array): void {
    const { table } = this;
    let { register } = this;
    for (const byte of bytes) register = (register >>> 8) ^ (table[(register ^ byte) & 0xff] as number);
    this.register = register;
  }
}
