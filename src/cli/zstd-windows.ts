/** Bytes of a frame's header that say how long it is: the magic, and the flags. */
const FLAGGED_BYTES = 5;
const SKIPPABLE_HEADER_BYTES = 8;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const RUN_BLOCK = 1;

/** Walks over the frames of zstd (RFC 8878, 3.1) without unpacking them, for the window that each wants. */
export class ZstdWindows {
  /** Bytes of the widest window of the frames that have begun. */
  widest = 0;
  private readonly header: number[] = [];
  /** Bytes that say nothing of frames. */
  private passed = 0;
  private isInFrame = false;
  private hasChecksum = false;

  /** The bytes that follow those before. */
  add(piece: Uint8Array): void {
    for (let at = 0; at < piece.length;) {
      const step = Math.min(this.passed, piece.length - at);
      this.passed -= step;
      at += step;
      if (this.passed > 0 || at === piece.length) return;
      this.header.push(piece[at++] as number);
      if (this.isInFrame) this.readBlock();
      else this.readFrame();
    }
  }

  private readBlock(): void {
    const { header } = this;
    if (header.length < BLOCK_HEADER_BYTES) return;
    const word = numberOf(header, 0, BLOCK_HEADER_BYTES);
    this.isInFrame = (word & 1) === 0;
    const checksum = !this.isInFrame && this.hasChecksum ? CHECKSUM_BYTES : 0;
    this.endHeader((((word >> 1) & 3) === RUN_BLOCK ? 1 : word >> 3) + checksum);
  }

  private readFrame(): void {
    const { header } = this;
    if (header.length < FLAGGED_BYTES) return;
    const magic = numberOf(header, 0, 4);
    if (magic - (magic % 16) === SKIPPABLE_MAGIC) {
      if (header.length === SKIPPABLE_HEADER_BYTES) this.endHeader(numberOf(header, 4, 4));
      return;
    }
    // The unpacker refuses what is no frame.
    if (magic !== MAGIC) return this.endHeader(Infinity);
    const flags = header[4] as number;
    const isOneSegment = (flags & 0x20) !== 0;
    const sizeAt = FLAGGED_BYTES + (isOneSegment ? 0 : 1) + ([0, 1, 2, 4][flags & 3] as number);
    const sizeBytes = flags >> 6 === 0 ? Number(isOneSegment) : 1 << (flags >> 6);
    if (header.length < sizeAt + sizeBytes) return;
    const size = numberOf(header, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
    this.widest = Math.max(this.widest, isOneSegment ? size : describedWindow(header[FLAGGED_BYTES] as number));
    this.isInFrame = true;
    this.hasChecksum = (flags & 4) !== 0;
    this.endHeader(0);
  }

  private endHeader(passed: number): void {
    this.header.length = 0;
    this.passed = passed;
  }
}

function describedWindow(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Little-endian. */
function numberOf(bytes: readonly number[], at: number, count: number): number {
  return bytes.slice(at, at + count).reduceRight((high, byte) => high * 256 + byte, 0);
}
