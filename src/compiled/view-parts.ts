import type { UnknownGap } from '../schema/index.js';
import { CastbufError } from '../errors/index.js';
import { bytesAt, type Place } from './place.js';

/**
 * The parts of a checked record after its fixed part, which emitted code walks over and takes one after the other. Setters may have changed counts and
 * offsets since the record was checked: no part leaves it.
 */
export class ViewParts {
  readonly view: DataView;
  readonly at: number;
  readonly end: number;
  /** End of the parts so far. */
  reached: number;
  private readonly found: [from: number, end: number][] = [];

  constructor(
    private readonly place: Place,
    private readonly fixedBytes: number,
  ) {
    const { view, record, end } = place;
    this.view = view;
    this.at = record;
    this.end = end;
    this.reached = record + fixedBytes;
  }

  take(from: number, partEnd: number): void {
    if (from < this.at || from > this.end) return;
    const end = Math.min(partEnd, this.end);
    this.found.push([from, end]);
    this.reached = Math.max(this.reached, end);
  }

  /** Units of so many bytes that there is room for from a place on. */
  room(from: number, unitBytes: number): number {
    return Math.floor(Math.max(0, this.end - from) / unitBytes);
  }

  /** Units before the first NUL. */
  toNul(from: number, unit: number): number {
    const room = this.room(from, unit);
    let units = 0;
    while (
      units < room &&
      (unit === 1 ? this.view.getUint8(from + units) : this.view.getUint16(from + units * 2)) !== 0
    )
      units++;
    return units;
  }

  /** Bytes from the record's start to the end of its last part. */
  get extent(): number {
    return this.reached - this.at;
  }

  /** What lies between parts and is not zero; undefined where there is nothing. */
  gaps(): UnknownGap[] | undefined {
    const gaps: UnknownGap[] = [];
    let reached = this.at + this.fixedBytes;
    for (const [from, end] of this.found.sort(([left], [right]) => left - right)) {
      if (from > reached) {
        const bytes = bytesAt(this.place, reached, from - reached);
        if (bytes.some((byte) => byte !== 0)) gaps.push({ offset: reached - this.at, bytes });
      }
      reached = Math.max(reached, end);
    }
    return gaps.length === 0 ? undefined : gaps;
  }
}

/** The setter of what no member of the schema holds: it is shown, and not set. */
export function unsettable(name: string): never {
  const hint = 'a cursor shows these bytes and does not set them; give them to encode, with the whole value';
  throw new CastbufError('ERR_USAGE', hint, { path: name });
}

/** Where the tail of a versioned record of `length` bytes starts: at the first of its members that is not whole, or after all of them. */
export function tailStart(
  members: readonly (readonly [start: number, end: number])[],
  bytes: number,
  length: number,
): number {
  let first = bytes;
  for (const [start, end] of members) if (end > length) first = Math.min(first, start);
  return first;
}
