import type { KindCell } from './kind-cells.js';
import { printable } from './printable.js';
import type { KindBatch } from './record-kinds.js';
import type { RowWriter } from './row-writer.js';
import { TextBuffer } from './text-buffer.js';

/** What stands around cells, and how text is written so that it is one cell. Digits and hex need none of it. */
export interface Delimiters {
  readonly start: string;
  readonly between: string;
  readonly end: string;
  text(text: string): string;
  /** What stands between the heading and the rows. */
  rule?(cells: readonly KindCell[]): string;
}

export interface DelimitedOptions {
  readonly delimiters: Delimiters;
  /** Text that spreadsheets would run gets an apostrophe, which makes it text for them. */
  readonly isSafe: boolean;
  /** Control characters in text are escaped. */
  readonly isForTerminal: boolean;
}

/** What spreadsheets take for a formula, in the wide forms of East Asian keyboards, too (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** CSV as RFC 4180 has it: CRLF, quotes only where a value needs them. */
export const CSV: Delimiters = {
  start: '',
  between: ',',
  end: '\r\n',
  text: (text) => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text),
};

const TSV_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Tab-separated values: tabs and line ends in text are `\t`, `\n` and `\r`, and a backslash is two. */
export const TSV: Delimiters = {
  start: '',
  between: '\t',
  end: '\n',
  text: (text) => text.replaceAll(/[\\\t\n\r]/g, (character) => TSV_ESCAPES[character] as string),
};

/** A table of GitHub's Markdown: numbers to the right. */
export const MARKDOWN: Delimiters = {
  start: '| ',
  between: ' | ',
  end: ' |\n',
  text: (text) => printable(text).replaceAll(/[\\|`*_<&[\]~]/g, '\\$&'),
  rule: (cells) => `| ${cells.map(({ isNumber }) => (isNumber ? '--:' : '---')).join(' | ')} |\n`,
};

/** Cells under a heading of paths, a row a line. */
export class DelimitedWriter implements RowWriter {
  private readonly scratch = new TextBuffer();
  private readonly start: Uint8Array;
  private readonly between: Uint8Array;
  private readonly end: Uint8Array;

  constructor(
    private readonly cells: readonly KindCell[],
    private readonly options: DelimitedOptions,
  ) {
    const { start, between, end } = options.delimiters;
    this.start = Buffer.from(start);
    this.between = Buffer.from(between);
    this.end = Buffer.from(end);
  }

  bind(batch: KindBatch): void {
    for (const { cell } of this.cells) cell.bind(batch);
  }

  begin(out: TextBuffer): void {
    const { start, between, end, rule } = this.options.delimiters;
    out.text(`${start}${this.cells.map(({ path }) => this.textCell(path)).join(between)}${end}`);
    if (rule !== undefined) out.text(rule(this.cells));
  }

  writeRow(out: TextBuffer, row: number): void {
    out.literal(this.start);
    let isFirst = true;
    for (const { cell, isNumber, isHex } of this.cells) {
      if (!isFirst) out.literal(this.between);
      isFirst = false;
      if (isNumber || isHex) cell.write(out, row);
      else this.writeText(out, cell, row);
    }
    out.literal(this.end);
  }

  finish(): void {}

  private writeText(out: TextBuffer, cell: KindCell['cell'], row: number): void {
    this.scratch.clear();
    cell.write(this.scratch, row);
    out.text(this.textCell(this.scratch.toString()));
  }

  private textCell(text: string): string {
    const { isSafe, isForTerminal, delimiters } = this.options;
    const safe = isSafe && FORMULA.test(text) ? `'${text}` : text;
    return delimiters.text(isForTerminal ? printable(safe) : safe);
  }
}
