/** Content of a cell goes to the cell that this returns. */
export type Move = (cell: number) => number;

/** Widths are not below what a double tells apart at the place of a value. */
const LEAST_SHARE = 2 ** -50;

/**
 * Cells of one width along an axis whose ends nobody knows before the last value: where values come that lie outside, all cells become twice as wide,
 * until they reach. So each input is read once, and half of the cells at least are in use at the end, where values differ.
 */
export class GrowingCells {
  /** A power of two, so that two cells together are exactly one of the next width. 0 before the first value. */
  width = 0;
  low = Infinity;
  high = -Infinity;
  /** Number of the first cell: cell `i` has the values from `(first + i) * width` on, below `(first + i + 1) * width`. */
  private first = 0;

  /** @param isWhole values are integers: no cell is narrower than 1 */
  constructor(
    readonly count: number,
    private readonly isWhole: boolean,
  ) {}

  /** Makes room for values from `least` to `most`, which are finite. Returns where contents go, undefined where they stay. */
  fit(least: number, most: number): Move | undefined {
    const isFirst = this.width === 0;
    this.low = Math.min(this.low, least);
    this.high = Math.max(this.high, most);
    if (isFirst) this.width = this.leastWidth();
    if (!isFirst && this.cellOf(this.low) >= 0 && this.cellOf(this.high) < this.count) return undefined;
    const { first } = this;
    let doublings = 0;
    while (!(Math.floor(this.high / this.width) - Math.floor(this.low / this.width) < this.count)) {
      this.width *= 2;
      doublings++;
    }
    this.first = Math.floor(this.low / this.width);
    return isFirst ? undefined : (cell) => moved(first + cell, doublings) - this.first;
  }

  cellOf(value: number): number {
    return Math.floor(value / this.width) - this.first;
  }

  startOf(cell: number): number {
    return (this.first + cell) * this.width;
  }

  /** Cells from the first value's to the last one's. */
  get used(): number {
    return this.width === 0 ? 0 : this.cellOf(this.high) + 1;
  }

  private leastWidth(): number {
    const span = this.high / this.count - this.low / this.count;
    const exact = Math.max(Math.abs(this.low), Math.abs(this.high)) * LEAST_SHARE;
    const width = Math.max(span, exact, Number.MIN_VALUE);
    const rounded = 2 ** Math.ceil(Math.log2(width));
    return this.isWhole || (span === 0 && exact === 0) ? Math.max(rounded, 1) : rounded;
  }
}

function moved(cell: number, doublings: number): number {
  let place = cell;
  for (let times = 0; times < doublings; times++) place = Math.floor(place / 2);
  return place;
}
