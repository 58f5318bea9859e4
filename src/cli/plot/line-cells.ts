import type { LineCell } from './figure.js';
import type { GrowingCells, Move } from './growing-cells.js';

/** Of each cell of x the first, least, most and last y: what a line through all values touches there, and no more. */
export class LineCells {
  isOrdered = true;
  private readonly counts: Float64Array<ArrayBuffer>;
  private readonly first: Float64Array<ArrayBuffer>;
  private readonly low: Float64Array<ArrayBuffer>;
  private readonly high: Float64Array<ArrayBuffer>;
  private readonly last: Float64Array<ArrayBuffer>;
  private lastX = -Infinity;

  constructor(count: number) {
    [this.counts, this.first, this.low, this.high, this.last] = Array.from(
      { length: 5 },
      () => new Float64Array(count),
    ) as [Numbers, Numbers, Numbers, Numbers, Numbers];
  }

  /** Values of which one is not finite are in no cell. */
  add(cells: GrowingCells, xs: Float64Array, ys: Float64Array): void {
    for (let row = 0; row < xs.length; row++) {
      const [x, y] = [xs[row] as number, ys[row] as number];
      if (!Number.isFinite(x + y)) continue;
      if (x < this.lastX) this.isOrdered = false;
      this.lastX = x;
      this.put(cells.cellOf(x), 1, y, y, y, y);
    }
  }

  /** Cells became wider. */
  move(move: Move): void {
    const old = this.taken();
    for (const { cell, count, first, low, high, last } of old) this.put(move(cell), count, first, low, high, last);
  }

  /** Those that have values, in the order of x. */
  drawn(placeOf: (cell: number) => number, share: (y: number) => number): LineCell[] {
    return [...this.counts.keys()]
      .filter((cell) => this.counts[cell] !== 0)
      .map((cell) => {
        const { first, low, high, last } = this.at(cell);
        return { x: placeOf(cell), first: share(first), low: share(low), high: share(high), last: share(last) };
      });
  }

  /** Least and most y. */
  get range(): readonly [number, number] {
    let [least, most] = [Infinity, -Infinity];
    for (const [cell, count] of this.counts.entries()) {
      if (count === 0) continue;
      least = Math.min(least, this.low[cell] as number);
      most = Math.max(most, this.high[cell] as number);
    }
    return [least, most];
  }

  private put(cell: number, count: number, first: number, low: number, high: number, last: number): void {
    if (this.counts[cell] === 0) {
      this.first[cell] = first;
      this.low[cell] = low;
      this.high[cell] = high;
    } else {
      if (low < (this.low[cell] as number)) this.low[cell] = low;
      if (high > (this.high[cell] as number)) this.high[cell] = high;
    }
    this.last[cell] = last;
    this.counts[cell] = (this.counts[cell] as number) + count;
  }

  /** What all cells have; they are empty afterwards. */
  private taken(): (Range & { readonly cell: number; readonly count: number })[] {
    const all = [...this.counts.entries()].flatMap(([cell, count]) =>
      count === 0 ? [] : [{ cell, count, ...this.at(cell) }],
    );
    this.counts.fill(0);
    return all;
  }

  private at(cell: number): Range {
    const [first, low, high, last] = [this.first, this.low, this.high, this.last].map((of) => of[cell] as number);
    return { first, low, high, last } as Range;
  }
}

type Numbers = Float64Array<ArrayBuffer>;
type Range = Omit<LineCell, 'x'>;
