import type { Move } from './growing-cells.js';

/** How many values are in each cell of a plane; of an axis alone, where it has one row of cells. */
export class Counts {
  readonly cells: Float64Array<ArrayBuffer>;

  constructor(
    private readonly columns: number,
    rows = 1,
  ) {
    this.cells = new Float64Array(columns * rows);
  }

  add(column: number, row = 0, count = 1): void {
    const cell = row * this.columns + column;
    this.cells[cell] = (this.cells[cell] as number) + count;
  }

  /** Cells became wider, along one of the axes or both. */
  move(column: Move | undefined, row?: Move): void {
    if (column === undefined && row === undefined) return;
    const old = this.cells.slice();
    this.cells.fill(0);
    for (const [cell, count] of old.entries()) {
      if (count === 0) continue;
      const [from, above] = [cell % this.columns, Math.floor(cell / this.columns)];
      this.add(column?.(from) ?? from, row?.(above) ?? above, count);
    }
  }

  at(column: number, row = 0): number {
    return this.cells[row * this.columns + column] as number;
  }
}
