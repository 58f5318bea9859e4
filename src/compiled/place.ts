/** What moves a cursor: from element to element, or from row to row. */
export interface Mover {
  /** For whoever prints the cursor: where it stands, and what to keep instead of it. */
  describePlace(): string;
}

/** What moves a cursor over the records of a batch, whose memory may be used again. */
export interface RowMover extends Mover {
  /** Bytes of the row that the cursor stands on. */
  rowBytes(): number;
  /** @throws CastbufError ERR_STALE_BATCH */
  assertFresh(): void;
}

/** How far a reply is written. */
export interface WrittenPlace {
  written: number;
}

/**
 * Where a cursor stands, and the cursors over the structs in it with it: a record, or an element or pointed struct inside one. Offsets count from `view`.
 *
 *   record          at                          end
 *   |===============|===========================|
 */
export class Place {
  /** Start of the record around it; -1: it is that of the record. */
  private around = -1;
  /** What moves it; undefined where it stays. */
  mover: Mover | undefined = undefined;
  /** What moves the record around it, where that is a batch's. */
  rows: RowMover | undefined = undefined;

  /** @param bytes of the record; -1: `rows` knows them, and whoever reads most members does not ask */
  constructor(
    public view: DataView,
    public at: number,
    protected bytes: number,
  ) {}

  get record(): number {
    return this.around < 0 ? this.at : this.around;
  }

  /** Where a tail that nothing counts ends: of a reply that is being written not where its room does. */
  get openEnd(): number {
    return this.end;
  }

  /** What is being written, where the record is a reply: its parts are as long as what is set. */
  get reply(): WrittenPlace | undefined {
    return undefined;
  }

  get length(): number {
    return this.bytes < 0 ? (this.rows as RowMover).rowBytes() : this.bytes;
  }

  get end(): number {
    return this.record + this.length;
  }

  /** A place inside the same record. */
  inner(at: number): Place {
    const place = new Place(this.view, at, 0);
    place.rows = this.rows;
    place.seatIn(this, at);
    return place;
  }

  /** Moves a place that is inside another to where that is now. */
  seatIn({ record, length }: Place, at: number): void {
    this.around = record;
    this.bytes = length;
    this.at = at;
  }
}

export const GONE = 'the message is not there any more; copy what you keep';

/** What makes a typed array of its own has to ask: an empty view may lie in a buffer that is not. @throws RangeError */
export function seated(place: Place): Place {
  if (place.end <= place.view.byteLength) return place;
  throw new RangeError(GONE);
}

/**
 * Bytes of the message, not copied. Cut at the end of the record, so that a count that was set too high shows no neighbour.
 * @throws RangeError when the memory was taken away, or an offset that was set points before the record
 */
export function bytesAt(place: Place, from: number, count: number): Uint8Array {
  const { record, end } = seated(place);
  const { buffer, byteOffset } = place.view;
  if (from < record) throw new RangeError(`offset ${from} lies before the record, which begins at ${record}`);
  const first = Math.min(from, end);
  return new Uint8Array(buffer, byteOffset + first, Math.max(0, Math.min(count, end - first)));
}

/** Units, of so many bytes each, of a part that begins at `first`: no more than the record has. `said` may be Infinity. */
export function unitsAt(place: Place, first: number, said: number, unitBytes: number): number {
  return Math.min(said, Math.floor(Math.max(0, place.end - first) / unitBytes));
}

/** A text up to its first NUL, or all of it. */
export function toNul(bytes: Uint8Array, unit: number): Uint8Array {
  for (let at = 0; at + unit <= bytes.length; at += unit)
    if (bytes[at] === 0 && (unit === 1 || bytes[at + 1] === 0)) return bytes.subarray(0, at);
  return bytes;
}
