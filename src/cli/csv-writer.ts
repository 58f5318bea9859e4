import type { AnyBatch } from './cells.js';
import type { FlatCell } from './flat-cells.js';
import { printable } from './printable.js';
import type { RowWriter } from './row-writer.js';
import { TextBuffer } from './text-buffer.js';

const COMMA = Buffer.from(',');
const LINE_END = Buffer.from('\r\n');
const NEEDS_QUOTES = /[",\r\n]/;
/** What spreadsheets take for a formula, in the wide forms of East Asian keyboards, too (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

export interface CsvOptions {
  /** Text that spreadsheets would run gets an apostrophe, which makes it text for them. */
  readonly isSafe: boolean;
  /** Control characters in text are escaped. */
  readonly isForTerminal: boolean;
}

/** CSV as RFC 4180 has it: a header of paths, CRLF, quotes only where a value needs them. */
export class CsvWriter implements RowWriter {
  private readonly scratch = new TextBuffer();

  constructor(
    private readonly cells: readonly FlatCell[],
    private readonly options: CsvOptions,
  ) {}

  bind(batch: AnyBatch): void {
    for (const { cell } of this.cells) cell.bind(batch);
  }

  begin(out: TextBuffer): void {
    out.text(this.cells.map(({ path }) => this.textCell(path)).join(','));
    out.literal(LINE_END);
  }

  writeRow(out: TextBuffer, row: number): void {
    let isFirst = true;
    for (const { cell, isNumber, isHex } of this.cells) {
      if (!isFirst) out.literal(COMMA);
      isFirst = false;
      if (isNumber || isHex) cell.write(out, row);
      else this.writeText(out, cell, row);
    }
    out.literal(LINE_END);
  }

  finish(): void {}

  private writeText(out: TextBuffer, cell: FlatCell['cell'], row: number): void {
    this.scratch.clear();
    cell.write(this.scratch, row);
    out.text(this.textCell(this.scratch.toString()));
  }

  private textCell(text: string): string {
    const { isSafe, isForTerminal } = this.options;
    const safe = isSafe && FORMULA.test(text) ? `'${text}` : text;
    return quoted(isForTerminal ? printable(safe) : safe);
  }
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
