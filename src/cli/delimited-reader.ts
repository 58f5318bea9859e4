import { CommandError, ExitStatus } from './exit-status.js';
import type { Line } from './lines.js';

/** The cells of a row. */
export interface TextRow {
  /** Where it begins: `line 3`. */
  readonly place: string;
  readonly cells: readonly string[];
  /** Nothing stands in its line: under a heading of one column that is an empty cell. */
  readonly isBlank: boolean;
}

type TextRows = AsyncGenerator<TextRow, void, undefined>;

/** Of one row: that of a message of 16 MiB has fewer. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

/**
 * Rows of CSV as RFC 4180 has it; lines end with LF, too, and a cell in quotes may hold line ends.
 * @throws CommandError (data) for a quote that is not closed, or stands inside a cell
 */
export async function* csvRows(lines: AsyncIterable<Line>): TextRows {
  let parts: string[] = [];
  let characters = 0;
  let first = 1;
  let isOpen = false;
  for await (const { text, number } of lines) {
    if (parts.length === 0) first = number;
    parts.push(text);
    characters += text.length;
    // An odd number of quotes opens a cell whose next line follows, or closes it.
    if (quoteCount(text) % 2 === 1) isOpen = !isOpen;
    if (isOpen && characters <= MOST_CHARACTERS) continue;
    if (isOpen) break;
    const row = parts.join('\n').replace(/\r$/, '');
    yield { place: `line ${first}`, cells: csvCells(row, first), isBlank: row === '' };
    parts = [];
    characters = 0;
  }
  if (isOpen) throw wrongLine(first, 'a quote is not closed');
}

const TSV_ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '\\': '\\' };

/** The mirror of TSV in delimited-writer.ts. */
export async function* tsvRows(lines: AsyncIterable<Line>): TextRows {
  for await (const { text, number } of lines) {
    const row = text.replace(/\r$/, '');
    const cells = row
      .split('\t')
      .map((cell) => cell.replaceAll(/\\([tnr\\])/g, (_, letter: string) => TSV_ESCAPES[letter] as string));
    yield { place: `line ${number}`, cells, isBlank: row === '' };
  }
}

function csvCells(row: string, number: number): readonly string[] {
  const cells: string[] = [];
  for (let start = 0; start <= row.length;) {
    const isQuoted = row[start] === '"';
    const end = isQuoted ? closingQuote(row, start) + 1 : endOfPlain(row, start);
    const text = isQuoted ? row.slice(start + 1, end - 1) : row.slice(start, end);
    if ((end < row.length && row[end] !== ',') || (!isQuoted && text.includes('"')))
      throw wrongLine(number, `a quote stands inside cell ${cells.length + 1}; put the cell in quotes, and double it`);
    cells.push(isQuoted ? text.replaceAll('""', '"') : text);
    start = end + 1;
  }
  return cells;
}

function endOfPlain(row: string, start: number): number {
  const comma = row.indexOf(',', start);
  return comma < 0 ? row.length : comma;
}

/** Of a cell in quotes, in which a quote is two. A row has an even number of them. A pattern would run out of stack in a long cell. */
function closingQuote(row: string, opening: number): number {
  let at = row.indexOf('"', opening + 1);
  while (row[at + 1] === '"') at = row.indexOf('"', at + 2);
  return at;
}

function quoteCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}

function wrongLine(number: number, what: string): CommandError {
  return new CommandError(ExitStatus.DATA, `no CSV (line ${number}): ${what}`);
}
