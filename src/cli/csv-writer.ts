import type { AnyBatch } from './cells.js';
import type { FlatCell } from './flat-cells.js';
import type { RowWriter } from './row-writer.js';
import { TextBuffer } from './text-buffer.js';

const COMMA = Buffer.from(',');
const LINE_END = Buffer.from('\r\n');
const NEEDS_QUOTES = /[",\r\n]/;

/** CSV as RFC 4180 has it: a header of paths, CRLF, quotes only where a value needs them. */
export class CsvWriter implements RowWriter {
  private readonly scratch = new TextBuffer();

  constructor(private readonly cells: readonly FlatCell[]) {}

  bind(batch: AnyBatch): void {
    for (const { cell } of this.cells) cell.bind(batch);
  }

  begin(out: TextBuffer): void {
    out.text(this.cells.map(({ path }) => quoted(path)).join(','));
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
    out.text(quoted(this.scratch.toString()));
  }
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
