import { findNul } from './measures.js';
import type { CopyBytes } from './reads.js';

/** Bytes between parts that offsets point to, which no member holds. */
interface Gap {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * The parts of a checked record after its fixed part, as the emitted walk takes them. Counts and offsets may have been changed since the record was
 * checked: no part leaves it.
 */
export class Parts {
  /** End of the parts so far. */
  reached: number;
  private readonly found: [from: number, end: number][] = [];
  /** Something but zeros lies between a part and the end of those before it. It may be another part's. */
  private mayHaveGaps = false;

  constructor(
    private readonly view: DataView,
    private readonly at: number,
    private readonly end: number,
    private readonly fixedBytes: number,
  ) {
    this.reached = at + fixedBytes;
  }

  take(from: number, partEnd: number): void {
    if (from < this.at || from > this.end) return;
    const end = Math.min(partEnd, this.end);
    this.found.push([from, end]);
    this.mayHaveGaps ||= !this.isZero(this.reached, from);
    this.reached = Math.max(this.reached, end);
  }

  /** Units that fit at a place. */
  room(from: number, unitBytes: number): number {
    return Math.floor(Math.max(0, this.end - from) / unitBytes);
  }

  /** Takes so many units, or those that fit; answers how many. */
  units(from: number, said: number, unitBytes: number): number {
    const units = Math.min(this.room(from, unitBytes), said);
    this.take(from, from + units * unitBytes);
    return units;
  }

  /** Takes a text with the NUL that ends it; answers its units. */
  text(from: number, unitBytes: number): number {
    const units = this.room(from, unitBytes);
    const nul = units === 0 ? from : findNul(this.view, from, from + units * unitBytes, unitBytes);
    this.take(from, nul + unitBytes);
    return (nul - from) / unitBytes;
  }

  /** Takes what lies where an offset points if it is in the record; answers whether. */
  pointed(target: number, bytes: number): boolean {
    if (target < this.at || bytes > this.end - target) return false;
    this.take(target, target + bytes);
    return true;
  }

  /** What lies between parts and is not zero; undefined where nothing does. */
  gaps(copy: CopyBytes): Gap[] | undefined {
    if (!this.mayHaveGaps) return undefined;
    const gaps: Gap[] = [];
    let reached = this.at + this.fixedBytes;
    for (const [from, end] of this.found.sort(([left], [right]) => left - right)) {
      if (from > reached && !this.isZero(reached, from))
        gaps.push({ offset: reached - this.at, bytes: copy(this.view, reached, from - reached) });
      reached = Math.max(reached, end);
    }
    return gaps.length === 0 ? undefined : gaps;
  }

  private isZero(from: number, end: number): boolean {
    for (let at = from; at < end; at++) if (this.view.getUint8(at) !== 0) return false;
    return true;
  }
}
