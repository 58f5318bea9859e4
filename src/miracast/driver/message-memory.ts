import { CastbufError } from '../../errors/index.js';

/** A buffer of message memory, which nothing is copied from or to; a part that `subarray` gives is one, too. */
export class PersistentBuffer extends Uint8Array {}

/** Areas are powers of two from this on, so that one that is given back fits the next of its size. */
const LEAST_AREA_BYTES = 64;

/**
 * Hands out areas of a driver's message memory, which is as large as it was made: nothing moves, so views of it stay good.
 * Addresses count from the memory's start.
 */
export class MessageMemory {
  readonly bytes: Uint8Array;
  private next: number;
  private readonly end: number;
  /** Areas that were given back, by the logarithm of their size. */
  private readonly free: number[][] = [];

  constructor(
    readonly buffer: ArrayBuffer,
    firstByte: number,
    bytes: number,
  ) {
    this.bytes = new Uint8Array(buffer);
    this.next = Math.ceil(firstByte / LEAST_AREA_BYTES) * LEAST_AREA_BYTES;
    // The buffer may be larger than it has to be.
    this.end = Math.min(this.next + bytes, buffer.byteLength);
  }

  /** An area of at least `bytes` bytes, aligned to 64; undefined where none is left. */
  take(bytes: number): number | undefined {
    const size = sizeClass(bytes);
    const used = this.free[size]?.pop();
    if (used !== undefined) return used;
    const end = this.next + LEAST_AREA_BYTES * 2 ** size;
    if (end > this.end) return undefined;
    const at = this.next;
    this.next = end;
    return at;
  }

  /** Gives back what `take(bytes)` gave. */
  giveBack(at: number, bytes: number): void {
    (this.free[sizeClass(bytes)] ??= []).push(at);
  }

  /** @throws CastbufError ERR_LIMIT_MEMORY */
  mustTake(bytes: number): number {
    const at = this.take(bytes);
    if (at !== undefined) return at;
    throw new CastbufError('ERR_LIMIT_MEMORY', 'raise memoryBytes of defineDriver, or destroy contexts that are done', {
      want: bytes,
      have: this.end - this.next,
    });
  }
}

/** How often 64 bytes must be doubled. */
function sizeClass(bytes: number): number {
  return bytes <= LEAST_AREA_BYTES ? 0 : 32 - Math.clz32((bytes - 1) >>> 6);
}
