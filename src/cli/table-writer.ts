import type { KindCell } from './kind-cells.js';
import { printable } from './printable.js';
import type { KindBatch } from './record-kinds.js';
import type { RowWriter } from './row-writer.js';
import { TextBuffer } from './text-buffer.js';

/** Rows that the widths of the columns are taken from; a cell of a later row that is wider pushes its line out. */
const SAMPLED_ROWS = 1000;
/** Hex digits that are shown of a row's bytes. */
const HEX_CHARACTERS = 32;
const LEAST_CHARACTERS = 8;
const GAP = '  ';

export interface TableOptions {
  /** Characters of a line; undefined where nobody knows. */
  readonly width: number | undefined;
  /** Makes a heading stand out. */
  readonly heading: (text: string) => string;
}

/** Aligned columns under the shortest headings that tell them apart; numbers to the right, long hex cut with an ellipsis. */
export class TableWriter implements RowWriter {
  /** Paths of columns for which the line had no room. */
  readonly dropped: string[] = [];
  private readonly scratch = new TextBuffer();
  private readonly headings: readonly string[];
  private sample: string[][] | undefined = [];
  private columns: readonly Column[] = [];

  constructor(
    private readonly cells: readonly KindCell[],
    private readonly options: TableOptions,
  ) {
    this.headings = shortestNames(cells.map(({ path }) => path)).map(printable);
  }

  bind(batch: KindBatch): void {
    for (const { cell } of this.cells) cell.bind(batch);
  }

  begin(): void {}

  writeRow(out: TextBuffer, row: number): void {
    const texts = this.cells.map(({ cell, isHex }) => {
      this.scratch.clear();
      cell.write(this.scratch, row);
      const text = printable(this.scratch.toString());
      return isHex ? shortened(text, HEX_CHARACTERS) : text;
    });
    if (this.sample === undefined) this.writeLine(out, texts);
    else if (this.sample.push(texts) === SAMPLED_ROWS) this.writeSample(out);
  }

  finish(out: TextBuffer): void {
    this.writeSample(out);
  }

  private writeSample(out: TextBuffer): void {
    const { sample, options } = this;
    if (sample === undefined) return;
    this.sample = undefined;
    this.columns = this.layOut(sample);
    const heading = this.columns.map((column) => column.aligned(column.heading)).join(GAP);
    out.text(`${options.heading(heading.trimEnd())}\n`);
    for (const texts of sample) this.writeLine(out, texts);
  }

  private writeLine(out: TextBuffer, texts: readonly string[]): void {
    const line = this.columns.map((column) => column.aligned(texts[column.index] as string)).join(GAP);
    out.text(`${line.trimEnd()}\n`);
  }

  /**
   * Columns as wide as their widest cell. Where the line is too short, columns are left out from the right until the
   * others can be made to fit; then hex shrinks first, and headings after it.
   */
  private layOut(sample: readonly string[][]): Column[] {
    const { width = Infinity } = this.options;
    const columns = this.cells.map(({ isNumber, isHex }, index) => {
      const heading = this.headings[index] as string;
      const widest = sample.reduce((most, texts) => Math.max(most, (texts[index] as string).length), 0);
      return new Column(index, heading, isNumber, isHex, widest);
    });
    while (columns.length > 1 && lineWidth(columns.map((column) => column.leastWidth)) > width) {
      this.dropped.unshift(this.cells[(columns.pop() as Column).index]?.path ?? '');
    }
    for (const isHex of [true, false]) {
      for (const column of columns.filter((one) => one.isHex === isHex)) {
        const over = lineWidth(columns.map((one) => one.width)) - width;
        if (over > 0) column.width = Math.max(column.leastWidth, column.width - over);
      }
    }
    return columns;
  }
}

class Column {
  width: number;
  /** What it can be cut to: numbers and names stay whole, headings and hex need not. */
  readonly leastWidth: number;

  constructor(
    readonly index: number,
    readonly heading: string,
    private readonly isNumber: boolean,
    readonly isHex: boolean,
    widest: number,
  ) {
    this.width = Math.max(widest, heading.length);
    this.leastWidth = Math.min(this.width, Math.max(LEAST_CHARACTERS, isHex ? 0 : widest));
  }

  aligned(text: string): string {
    const cut = this.isHex || text === this.heading ? shortened(text, this.width) : text;
    return this.isNumber ? cut.padStart(this.width) : cut.padEnd(this.width);
  }
}

function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** The last steps of each path, as many as it takes to tell it from the others. */
function shortestNames(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const steps = path.split('.');
    for (let count = 1; count < steps.length; count++) {
      const name = steps.slice(-count).join('.');
      const isAlone = paths.every((other) => other === path || !(other === name || other.endsWith(`.${name}`)));
      if (isAlone) return name;
    }
    return path;
  });
}
