import { usageError } from '../exit-status.js';
import type { AnyBatch } from '../cells.js';
import { axisOf, countAxis } from './axis.js';
import { Counts } from './counts.js';
import type { Bar, Detail, Figure, HeatCell } from './figure.js';
import { GrowingCells } from './growing-cells.js';
import { LineCells } from './line-cells.js';
import { QuantityReader, titleOf, type Quantity } from './quantity.js';

/** What a plot is made of. Memory does not grow with the stream. */
export interface Plot {
  /** Rows that are in it. */
  readonly shown: number;
  /** Takes in the first `rows` rows of a batch. */
  add(batch: AnyBatch, rows: number): void;
  /** Only where some rows are in it. */
  figure(detail: Detail): Figure;
}

/** A picture's width has about half as many points: no cell is wider than one. */
const LINE_CELLS = 2048;
const BAR_CELLS = 1024;
/** Values of an enum that are told one by one; the input decides how many there are. */
const MOST_NAMED = 64;
const HEAT_CELLS = [128, 64] as const;

/** What the user wants to see of records of one type. */
export interface PlotOf {
  readonly x: Quantity;
  readonly ys: readonly Quantity[];
  /** Of one y: how many records lie in each cell. */
  readonly isHeat: boolean;
}

/** Without y: how often each value of x is there. @throws CommandError (usage) */
export function plotOf({ x, ys, isHeat }: PlotOf): Plot {
  const [y, second] = ys;
  if (second !== undefined && ys.some(({ time }) => time !== undefined))
    throw usageError('times and other numbers have no axis in common; give one --y');
  if (y === undefined) return x.nameOf === undefined ? new BarPlot(x) : new NamedBarPlot(x, x.nameOf);
  return isHeat ? new HeatPlot(x, y) : new LinePlot(x, ys);
}

class LinePlot implements Plot {
  shown = 0;
  private readonly x: QuantityReader;
  private readonly ys: readonly QuantityReader[];
  private readonly cells: GrowingCells;
  private readonly lines: readonly LineCells[];

  constructor(x: Quantity, ys: readonly Quantity[]) {
    this.x = new QuantityReader(x);
    this.ys = ys.map((y) => new QuantityReader(y));
    this.cells = new GrowingCells(LINE_CELLS, x.isWhole);
    this.lines = ys.map(() => new LineCells(LINE_CELLS));
  }

  add(batch: AnyBatch, rows: number): void {
    const xs = this.x.read(batch, rows);
    const move = fitted(this.cells, xs);
    const all = this.ys.map((y) => y.read(batch, rows));
    for (const [index, line] of this.lines.entries()) {
      if (move !== undefined) line.move(move);
      if (this.cells.width !== 0) line.add(this.cells, xs, all[index] as Float64Array);
    }
    this.shown += countOf(rows, (row) => Number.isFinite(xs[row]) && all.some((ys) => Number.isFinite(ys[row])));
  }

  figure({ xTicks, yTicks }: Detail): Figure {
    const { cells, ys, lines } = this;
    const [from, to] = ends(cells.low, cells.high);
    const x = axisOf(this.x, from, to, xTicks);
    const ranges = lines.map((line) => line.range);
    const [least, most] = ends(Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high)));
    const title = ys.map(({ quantity }) => titleOf(quantity)).join(', ');
    const y = { ...axisOf(ys[0] as QuantityReader, least, most, yTicks), title };
    return {
      kind: 'lines',
      x,
      y,
      isOrdered: lines.every(({ isOrdered }) => isOrdered),
      lines: lines.map((line, index) => ({
        title: titleOf((ys[index] as QuantityReader).quantity),
        cells: line.drawn((cell) => x.share(Math.max(cells.startOf(cell), cells.low)), y.share),
      })),
    };
  }
}

class BarPlot implements Plot {
  shown = 0;
  private readonly x: QuantityReader;
  private readonly cells: GrowingCells;
  private readonly counts = new Counts(BAR_CELLS);

  constructor(x: Quantity) {
    this.x = new QuantityReader(x);
    this.cells = new GrowingCells(BAR_CELLS, x.isWhole);
  }

  add(batch: AnyBatch, rows: number): void {
    const xs = this.x.read(batch, rows);
    this.counts.move(fitted(this.cells, xs));
    for (const x of xs) {
      if (!Number.isFinite(x)) continue;
      this.counts.add(this.cells.cellOf(x));
      this.shown++;
    }
  }

  figure({ xTicks, yTicks, mostBars }: Detail): Figure {
    const { cells } = this;
    let group = 1;
    while (Math.ceil(cells.used / group) > mostBars) group *= 2;
    const bars = Array.from({ length: Math.ceil(cells.used / group) }, (_, bar) => this.barOf(bar * group, group));
    const x = axisOf(this.x, cells.startOf(0), cells.startOf(bars.length * group), xTicks);
    const y = countAxis('records', mostOf(bars), yTicks);
    const placed = bars.map(({ from, to, label, count }) => ({ from: x.share(from), to: x.share(to), label, count }));
    return { kind: 'bars', x, y, bars: placed, isNamed: false };
  }

  private barOf(cell: number, group: number): Bar {
    const { cells, x } = this;
    const [from, to] = [cells.startOf(cell), cells.startOf(cell + group)];
    let count = 0;
    for (let one = cell; one < Math.min(cell + group, cells.used); one++) count += this.counts.at(one);
    const { isWhole } = x.quantity;
    const [least, most] = [from, to].map((end) => Number(x.origin) + end) as [number, number];
    const single = isWhole && to - from === 1;
    const label = single ? String(least) : `${shown(least)} to ${shown(isWhole ? most - 1 : most)}`;
    return { from, to, label, count };
  }
}

/** Of an enum: a bar for each value that is there, in the order of the values. */
class NamedBarPlot implements Plot {
  shown = 0;
  private readonly x: QuantityReader;
  private readonly counts = new Map<number, number>();
  private others = 0;

  constructor(
    x: Quantity,
    private readonly nameOf: NonNullable<Quantity['nameOf']>,
  ) {
    this.x = new QuantityReader(x);
  }

  add(batch: AnyBatch, rows: number): void {
    for (const value of this.x.read(batch, rows)) {
      if (Number.isNaN(value)) continue;
      this.shown++;
      const count = this.counts.get(value);
      if (count === undefined && this.counts.size === MOST_NAMED) this.others++;
      else this.counts.set(value, (count ?? 0) + 1);
    }
  }

  figure({ yTicks }: Detail): Figure {
    const counted = [...this.counts]
      .sort(([one], [other]) => one - other)
      .map(([value, count]) => ({ label: this.nameOf(value) ?? String(value), count }));
    if (this.others > 0) counted.push({ label: 'other values', count: this.others });
    const bars = counted.map(({ label, count }, index) => ({
      from: index / counted.length,
      to: (index + 1) / counted.length,
      label,
      count,
    }));
    const x = { title: titleOf(this.x.quantity), ticks: [], share: (value: number) => value };
    return { kind: 'bars', x, y: countAxis('records', mostOf(bars), yTicks), bars, isNamed: true };
  }
}

class HeatPlot implements Plot {
  shown = 0;
  private readonly readers: readonly [QuantityReader, QuantityReader];
  private readonly cells: readonly [GrowingCells, GrowingCells];
  private readonly counts = new Counts(...HEAT_CELLS);

  constructor(x: Quantity, y: Quantity) {
    this.readers = [new QuantityReader(x), new QuantityReader(y)];
    this.cells = [new GrowingCells(HEAT_CELLS[0], x.isWhole), new GrowingCells(HEAT_CELLS[1], y.isWhole)];
  }

  add(batch: AnyBatch, rows: number): void {
    const [xs, ys] = this.readers.map((reader) => reader.read(batch, rows)) as [Float64Array, Float64Array];
    // What is missing on one axis is no reason to make room on the other.
    for (const [row, x] of xs.entries()) if (!Number.isFinite(x + (ys[row] as number))) xs[row] = ys[row] = Number.NaN;
    const [xCells, yCells] = this.cells;
    this.counts.move(fitted(xCells, xs), fitted(yCells, ys));
    for (const [row, x] of xs.entries()) {
      if (Number.isNaN(x)) continue;
      this.counts.add(xCells.cellOf(x), yCells.cellOf(ys[row] as number));
      this.shown++;
    }
  }

  figure({ xTicks, yTicks }: Detail): Figure {
    const [x, y] = this.cells.map((cells, index) => {
      const reader = this.readers[index] as QuantityReader;
      return axisOf(reader, cells.startOf(0), cells.startOf(cells.used), [xTicks, yTicks][index] as number);
    }) as [Figure['x'], Figure['y']];
    const [columns, rows] = this.cells;
    const found: HeatCell[] = [];
    for (let row = 0; row < rows.used; row++) {
      for (let column = 0; column < columns.used; column++) {
        const count = this.counts.at(column, row);
        if (count === 0) continue;
        const place = (axis: Figure['x'], cells: GrowingCells, at: number): [number, number] => [
          axis.share(cells.startOf(at)),
          axis.share(cells.startOf(at + 1)),
        ];
        found.push({ x: place(x, columns, column), y: place(y, rows, row), count });
      }
    }
    return { kind: 'heat', x, y, cells: found, most: mostOf(found) };
  }
}

/** Makes room for all values that are finite. */
function fitted(cells: GrowingCells, values: Float64Array): ReturnType<GrowingCells['fit']> {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least > most ? undefined : cells.fit(least, most);
}

/** An axis has some length, also where all values are the same. */
function ends(low: number, high: number): readonly [number, number] {
  if (low < high) return [low, high];
  const around = low === 0 ? 1 : Math.abs(low) / 2;
  return [low - around, high + around];
}

function mostOf(counted: readonly { readonly count: number }[]): number {
  return counted.reduce((most, { count }) => Math.max(most, count), 0);
}

function countOf(rows: number, isCounted: (row: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (isCounted(row)) count++;
  return count;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
