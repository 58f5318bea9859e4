import { CommandError, ExitStatus, usageError } from './exit-status.js';
import { csvRows, tsvRows, type TextRow } from './delimited-reader.js';
import { formatOfEnding, INPUT_FORMATS, type InputFormat } from './formats.js';
import { linesOf, textOf } from './lines.js';
import type { RecordKinds } from './record-kinds.js';
import { repeatedKey } from './repeated-key.js';
import { RowShaper } from './row-shaper.js';

/** A row to encode, and where it stands in its file. */
export interface GivenRow {
  /** `line 3`. */
  readonly place: string;
  readonly row: unknown;
}

/** An array is one text of JSON: it is read whole. */
const MOST_JSON_BYTES = 256 * 1024 * 1024;

/** What a file's ending says of its rows, also below one of a packed file; any other ending is NDJSON. */
export function inputFormat(path: string): InputFormat {
  const format = formatOfEnding(path.replace(/\.(?:gz|zst)$/i, ''));
  return INPUT_FORMATS.find((one) => one === format) ?? 'ndjson';
}

/** The rows of an input. @throws CommandError (data) with the place of what is no row */
export async function* givenRows(
  pieces: AsyncIterable<Uint8Array>,
  format: InputFormat,
  records: RecordKinds,
): AsyncGenerator<GivenRow, void, undefined> {
  if (format === 'json') return yield* rowsOfArray(pieces);
  if (format === 'ndjson') return yield* rowsOfLines(pieces);
  const shaper = new RowShaper(records);
  for await (const text of format === 'csv' ? csvRows(linesOf(pieces)) : tsvRows(linesOf(pieces))) {
    const row = shaped(shaper, text);
    if (row !== undefined) yield { place: text.place, row };
  }
}

/** Undefined for the heading, and for blank lines. */
function shaped(shaper: RowShaper, { place, cells, isBlank }: TextRow): unknown {
  if (isBlank && shaper.columnCount !== 1) return undefined;
  if (shaper.columnCount > 0) return shaper.row(cells, place);
  shaper.heading(cells, place);
  return undefined;
}

async function* rowsOfLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<GivenRow, void, undefined> {
  for await (const { text, number } of linesOf(pieces)) {
    if (text.trim() !== '') yield { place: `line ${number}`, row: parsed(text, number) };
  }
}

async function* rowsOfArray(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<GivenRow, void, undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    parts.push(piece);
    bytes += piece.length;
    if (bytes > MOST_JSON_BYTES)
      throw usageError('an array of more than 256 MiB is not read; give NDJSON, a row a line');
  }
  const rows = parsed(textOf(Buffer.concat(parts), 1), undefined);
  if (!Array.isArray(rows))
    throw new CommandError(ExitStatus.DATA, 'the JSON is no array; give [{…}, {…}], or -f ndjson');
  for (const [index, row] of rows.entries()) yield { place: `row ${index}`, row };
}

function parsed(text: string, line: number | undefined): unknown {
  const value = parsedJson(text, line);
  const twice = repeatedKey(text);
  if (twice === undefined) return value;
  const key = JSON.stringify(twice.key).slice(0, 80);
  throw new CommandError(ExitStatus.DATA, `key ${key} is there twice${placeOf(line, twice.at + 1)}`);
}

function parsedJson(text: string, line: number | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = /at position (\d+)/.exec(message)?.[1];
    const isCut = /end of JSON|Unterminated/.test(message);
    const column = position === undefined ? (isCut ? text.length + 1 : undefined) : Number(position) + 1;
    const place = placeOf(line, column);
    throw new CommandError(ExitStatus.DATA, `no JSON${place}: ${isCut ? 'it ends too soon' : reasonOf(message)}`, {
      cause: error,
    });
  }
}

function placeOf(line: number | undefined, column: number | undefined): string {
  if (line === undefined) return column === undefined ? '' : ` (character ${column})`;
  return column === undefined ? ` (line ${line})` : ` (line ${line}, column ${column})`;
}

/** V8's reason without the position, and without the text around it that newer versions quote. */
function reasonOf(message: string): string {
  return message.replace(/,? (?:"|\.\.\.).*$/s, '').replace(/ in JSON at position.*$/s, '');
}
