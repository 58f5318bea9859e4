const FIRST_BYTES = 1024;
const LAST_BYTES = 64 * 1024;

/**
 * Copies the payloads of rows. Those of rows that are read one after the other are views of one copy of the stream: to make memory for each takes longer than to read
 * the rest of its row. A payload that is kept keeps up to 64 KiB.
 */
export class BatchPayloads {
  private block = new ArrayBuffer(0);
  /** What of the stream lies in the block. */
  private start = 0;
  private end = 0;
  private next = FIRST_BYTES;

  constructor(private readonly bytes: Uint8Array) {}

  readonly copy = (_view: DataView, from: number, bytes: number): Uint8Array => {
    // No bytes at all have a buffer of their own, too: whoever gives that away takes nothing along.
    if (bytes === 0) return new Uint8Array(0);
    if (from < this.start || from + bytes > this.end || this.block.byteLength === 0) this.begin(from, bytes);
    return new Uint8Array(this.block, from - this.start, bytes);
  };

  private begin(from: number, bytes: number): void {
    const isNear = from >= this.start && from - this.end < this.next;
    this.next = isNear ? Math.min(this.next * 2, LAST_BYTES) : FIRST_BYTES;
    this.start = from;
    this.end = Math.min(this.bytes.length, from + Math.max(bytes, this.next));
    this.block = ownBytes(this.bytes, this.start, this.end).buffer;
  }
}

/** A payload with memory of its own. */
export function ownCopy(view: DataView, from: number, bytes: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + from, bytes).slice();
}

/** Not by `slice` of what may be a Buffer, which copies nothing. */
function ownBytes(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start)) as Uint8Array<ArrayBuffer>;
}
