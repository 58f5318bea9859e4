import { CastbufError, type ErrorCode } from '../errors/index.js';

/** Bytes to the next multiple of 4, which parts of blocks are padded to. */
export function paddedTo4(bytes: number): number {
  return (bytes + 3) & ~3;
}

const TEXT = new TextDecoder('utf-8', { ignoreBOM: true });

/** UTF-8; what is none has U+FFFD in it. */
export function textOf(bytes: Uint8Array): string {
  return TEXT.decode(bytes);
}

/** The body of a block, and what is wrong in it. */
export class Body {
  private readonly view: DataView;

  /**
   * @param bytes all of the block
   * @param offset of the block in the source
   * @param name as errors call the block
   */
  constructor(
    readonly bytes: Uint8Array,
    readonly offset: number,
    readonly isLittle: boolean,
    readonly name: string,
    /** The offset of the first byte after the body, in the block. */
    readonly end: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u16(at: number): number {
    return this.view.getUint16(at, this.isLittle);
  }

  u32(at: number): number {
    return this.view.getUint32(at, this.isLittle);
  }

  i32(at: number): number {
    return this.view.getInt32(at, this.isLittle);
  }

  u64(at: number): bigint {
    return this.view.getBigUint64(at, this.isLittle);
  }

  i64(at: number): bigint {
    return this.view.getBigInt64(at, this.isLittle);
  }

  /** Two words, the higher one first in both byte orders. */
  ticks(at: number): bigint {
    return (BigInt(this.u32(at)) << 32n) | BigInt(this.u32(at + 4));
  }

  slice(from: number, to: number): Uint8Array {
    return this.bytes.subarray(from, to);
  }

  /** The fixed part of a block has its bytes. @throws CastbufError ERR_LENGTH_FIELD */
  need(end: number): void {
    if (end <= this.end) return;
    const have = this.bytes.length;
    const want = end + have - this.end;
    throw this.error('ERR_LENGTH_FIELD', 4, `its length is ${have}, and ${a(this.name)} has at least ${want} bytes`, {
      want,
      have,
    });
  }

  /** That `bytes` from `at` on are in the body. @throws CastbufError ERR_DATA_OVERRUN */
  needData(at: number, bytes: number, fieldOffset: number, what: string): void {
    const have = this.end - at;
    if (bytes <= have) return;
    const hint = `its ${what} says ${bytes} bytes, and the block has ${have} for it`;
    throw this.error('ERR_DATA_OVERRUN', fieldOffset, hint, { want: bytes, have });
  }

  error(
    code: ErrorCode,
    fieldOffset: number,
    hint: string,
    { want, have }: { readonly want?: number; readonly have?: number } = {},
  ): CastbufError {
    return new CastbufError(code, hint, { offset: this.offset, fieldOffset, path: this.name, want, have });
  }
}

function a(name: string): string {
  return /^[aeiou]/i.test(name) ? `an ${name}` : `a ${name}`;
}
