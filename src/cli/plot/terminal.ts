import type { Axis, BarFigure, Detail, Figure, HeatFigure, LineFigure } from './figure.js';

const ROWS = 16;
export const TERMINAL_DETAIL: Detail = { xTicks: 4, yTicks: 4, mostBars: 24 };
const LEAST_WIDTH = 20;
const DEFAULT_WIDTH = 80;
/** A braille character has 2 x 4 dots: the bit of each, from above, left and right. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BRAILLE = 0x28_00;
const SHADES = [' ', '░', '▒', '▓', '█'] as const;
/** Parts of a cell from the left: eighths. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** The figure in characters, as wide as the terminal. */
export function textOf(figure: Figure, width = DEFAULT_WIDTH): string {
  const lines = figure.kind === 'bars' ? barLines(figure, width) : framed(figure, width);
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** What is drawn, with the labels of y on its left and those of x below. */
function framed(figure: LineFigure | HeatFigure, width: number): string[] {
  const { x, y } = figure;
  const labels = new Map(y.ticks.map(({ at, label }) => [ROWS - 1 - Math.round(at * (ROWS - 1)), label]));
  const room = Math.max(...[...labels.values()].map(({ length }) => length), 0);
  const inner = Math.max(width - room - 2, LEAST_WIDTH);
  const rows = figure.kind === 'lines' ? lineRows(figure, inner) : heatRows(figure, inner);
  const indent = ' '.repeat(room + 2);
  return [
    `${indent}${y.title}`,
    ...rows.map((row, index) => `${(labels.get(index) ?? '').padStart(room)} ${labels.has(index) ? '┤' : '│'}${row}`),
    `${' '.repeat(room + 1)}└${'─'.repeat(inner)}`,
    `${indent}${tickLine(x, inner)}`,
    `${indent}${x.title}`,
  ];
}

/** Each label around its place; one that would touch the label before it is left out. */
function tickLine({ ticks }: Axis, width: number): string {
  let line = '';
  for (const { at, label } of ticks) {
    const start = Math.max(Math.min(Math.round(at * (width - 1) - label.length / 2), width - label.length), 0);
    if (line === '' || start > line.length) line = `${line.padEnd(start)}${label}`;
  }
  return line;
}

function lineRows({ lines, isOrdered }: LineFigure, width: number): string[] {
  const canvas = new Canvas(width, ROWS);
  for (const { cells } of lines) {
    let before: { readonly x: number; readonly y: number } | undefined;
    for (const { x, first, low, high, last } of cells) {
      if (isOrdered && before !== undefined) canvas.line(before.x, before.y, x, first);
      canvas.line(x, low, x, high);
      before = { x, y: last };
    }
  }
  return canvas.rows();
}

function heatRows({ cells, most }: HeatFigure, width: number): string[] {
  const counts = Array.from({ length: ROWS }, () => new Float64Array(width));
  for (const { x, y, count } of cells) {
    const row = counts[ROWS - 1 - placeOf(y, ROWS)] as Float64Array;
    const column = placeOf(x, width);
    row[column] = (row[column] as number) + count;
  }
  const highest = Math.max(most, ...counts.map((row) => Math.max(...row)));
  return counts.map((row) => [...row].map((count) => shadeOf(count, highest)).join(''));
}

/** Of the middle of a cell. */
function placeOf([from, to]: readonly [number, number], count: number): number {
  return Math.min(Math.floor(((from + to) / 2) * count), count - 1);
}

function shadeOf(count: number, most: number): string {
  if (count === 0) return SHADES[0];
  const share = most === 1 ? 1 : Math.log(count) / Math.log(most);
  return SHADES[1 + Math.min(Math.floor(share * (SHADES.length - 1)), SHADES.length - 2)] as string;
}

/** A line for each bar. */
function barLines({ bars, x, y }: BarFigure, width: number): string[] {
  const labels = bars.map(({ label }) => label);
  const room = Math.max(...labels.map(({ length }) => length));
  const counts = bars.map(({ count }) => count.toLocaleString('en-US'));
  const digits = Math.max(...counts.map(({ length }) => length));
  const inner = Math.max(width - room - digits - 3, LEAST_WIDTH);
  const lines = bars.map(({ count }, index) => {
    const eighths = Math.max(Math.round(y.share(count) * inner * 8), count > 0 ? 1 : 0);
    const bar = `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8]}`;
    return `${(labels[index] as string).padStart(room)} ${(counts[index] as string).padStart(digits)} ${bar}`;
  });
  return [x.title, ...lines];
}

/** Dots, drawn in braille characters. Places are from 0 to 1, from the left and from below. */
class Canvas {
  private readonly cells: Uint8Array;
  private readonly most: readonly [number, number];

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.cells = new Uint8Array(width * height);
    this.most = [width * 2 - 1, height * 4 - 1];
  }

  line(fromX: number, fromY: number, toX: number, toY: number): void {
    const [right, above] = this.most;
    const [x0, y0, x1, y1] = [fromX * right, (1 - fromY) * above, toX * right, (1 - toY) * above];
    const steps = Math.max(Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))), 1);
    for (let step = 0; step <= steps; step++) {
      const share = step / steps;
      this.dot(Math.round(x0 + (x1 - x0) * share), Math.round(y0 + (y1 - y0) * share));
    }
  }

  rows(): string[] {
    return Array.from({ length: this.height }, (_, row) =>
      Array.from(this.cells.subarray(row * this.width, (row + 1) * this.width), (bits) =>
        bits === 0 ? ' ' : String.fromCharCode(BRAILLE + bits),
      ).join(''),
    );
  }

  private dot(x: number, y: number): void {
    const cell = (y >> 2) * this.width + (x >> 1);
    this.cells[cell] = (this.cells[cell] as number) | ((DOTS[y & 3] as readonly number[])[x & 1] as number);
  }
}
