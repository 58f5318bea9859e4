import { CastbufError } from '../../errors/index.js';
import { wordCopies, type WordCopies } from './word-copies.js';

/** A buffer of message memory, which nothing is copied from or to; a part that `subarray` gives is one, too. */
export class PersistentBuffer extends Uint8Array {}

/** Areas begin at multiples of this, and take as many of these units as they need. */
const UNIT_BYTES = 64;

/**
 * Hands out areas of a driver's message memory, which is as large as it was made: nothing moves, so views of it stay good.
 * Addresses count from the memory's start.
 *
 *     buffer   | kernel |  area  |  free  | area |        free        |
 *                       first                                       end
 *
 * A free range knows no other free range beside it: what is given back grows together with what is free before and after it. So
 * a large area can be had again after any number of small ones. Ranges of 2^n units and more, below 2^(n+1), are kept together.
 */
export class MessageMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly copies: WordCopies;
  private readonly firstByte: number;
  /** Free ranges, in units from `firstByte` on: where each ends, by where it begins, and the other way round. */
  private readonly ends = new Map<number, number>();
  private readonly starts = new Map<number, number>();
  /** Where ranges begin, by the logarithm of their length. */
  private readonly bySize: Set<number>[] = Array.from({ length: 32 }, () => new Set());
  /** Called when an area cannot be had: each gives back what serves nobody now. */
  readonly onShort = new Set<() => void>();

  constructor(
    readonly buffer: ArrayBuffer,
    firstByte: number,
    bytes: number,
  ) {
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
    this.copies = wordCopies(this.words);
    this.firstByte = Math.ceil(firstByte / UNIT_BYTES) * UNIT_BYTES;
    // The buffer may be larger than it has to be, or smaller by what the first area had to be moved.
    const units = Math.floor((buffer.byteLength - this.firstByte) / UNIT_BYTES);
    this.free(0, Math.min(units, unitsOf(bytes)));
  }

  /** An area of at least `bytes` bytes, aligned to 64; undefined where none is left. */
  take(bytes: number): number | undefined {
    const units = unitsOf(bytes);
    let first = this.cut(units);
    if (first === undefined) {
      for (const giveBackIdle of this.onShort) giveBackIdle();
      first = this.cut(units);
    }
    return first === undefined ? undefined : this.firstByte + first * UNIT_BYTES;
  }

  /** Gives back what `take(bytes)` gave. */
  giveBack(at: number, bytes: number): void {
    const first = (at - this.firstByte) / UNIT_BYTES;
    this.free(first, first + unitsOf(bytes));
  }

  /** Gives back the end of what `take(bytes)` gave: `less` bytes of it are kept. */
  shorten(at: number, bytes: number, less: number): void {
    const first = (at - this.firstByte) / UNIT_BYTES;
    if (unitsOf(less) < unitsOf(bytes)) this.free(first + unitsOf(less), first + unitsOf(bytes));
  }

  /** @throws CastbufError ERR_LIMIT_MEMORY */
  mustTake(bytes: number): number {
    const at = this.take(bytes);
    if (at === undefined) throw this.shortage(bytes);
    return at;
  }

  /** The error of an area of `bytes` bytes that is not there. */
  shortage(bytes: number): CastbufError {
    const hint =
      `${bytes} bytes of message memory in one piece are needed, the largest free piece has ${this.largest}; ` +
      'raise memoryBytes of defineDriver, have fewer messages pending, or destroy contexts that are done';
    return new CastbufError('ERR_LIMIT_MEMORY', hint, { want: bytes, have: this.largest });
  }

  /** Bytes of the largest area that can be had. */
  private get largest(): number {
    let units = 0;
    for (const [first, end] of this.ends) units = Math.max(units, end - first);
    return units * UNIT_BYTES;
  }

  /** Takes `units` units from the beginning of a free range that has them. */
  private cut(units: number): number | undefined {
    const first = this.rangeOf(units);
    if (first === undefined) return undefined;
    const end = this.remove(first);
    this.add(first + units, end);
    return first;
  }

  /** Where a range begins that has so many. Any that is a size larger has them; of the same size some may. */
  private rangeOf(units: number): number | undefined {
    const size = logarithm(units);
    if (units === 2 ** size) return this.anyFrom(size);
    return this.anyFrom(size + 1) ?? this.firstOf(size, units);
  }

  private anyFrom(size: number): number | undefined {
    for (let larger = size; larger < this.bySize.length; larger++) {
      for (const first of this.bySize[larger] as Set<number>) return first;
    }
    return undefined;
  }

  private firstOf(size: number, units: number): number | undefined {
    for (const first of this.bySize[size] as Set<number>) {
      if ((this.ends.get(first) as number) - first >= units) return first;
    }
    return undefined;
  }

  /** Makes [first, end) free, one range with what is free beside it. */
  private free(first: number, end: number): void {
    const before = this.starts.get(first);
    const behind = this.ends.get(end);
    if (before !== undefined) this.remove(before);
    if (behind !== undefined) this.remove(end);
    this.add(before ?? first, behind ?? end);
  }

  private add(first: number, end: number): void {
    if (end <= first) return;
    this.ends.set(first, end);
    this.starts.set(end, first);
    (this.bySize[logarithm(end - first)] as Set<number>).add(first);
  }

  /** Answers where the range ended. */
  private remove(first: number): number {
    const end = this.ends.get(first) as number;
    this.ends.delete(first);
    this.starts.delete(end);
    (this.bySize[logarithm(end - first)] as Set<number>).delete(first);
    return end;
  }
}

function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / UNIT_BYTES)); // an empty area has a place, too
}

function logarithm(units: number): number {
  return 31 - Math.clz32(units);
}
