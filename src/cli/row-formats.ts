import { extname } from 'node:path';
import process from 'node:process';
import { emphasise, hasColour } from './colour.js';
import type { Selection } from './column-selection.js';
import { CSV, DelimitedWriter, MARKDOWN, TSV, type Delimiters } from './delimited-writer.js';
import { usageError } from './exit-status.js';
import { flatCells, repeatedPaths, type FlatCell, type NameStyle } from './flat-cells.js';
import { kindCells, type KindCell } from './kind-cells.js';
import { FORMATS, formatOfEnding, type ArrowFormat, type Format } from './formats.js';
import { ListingWriter } from './listing-writer.js';
import { JsonWriter, NdjsonWriter } from './ndjson-writer.js';
import type { Output } from './output.js';
import type { RecordKinds } from './record-kinds.js';
import type { RowWriter } from './row-writer.js';
import { TableWriter } from './table-writer.js';

/** How rows are written: `listing` is what `--hex` asks for. */
export interface RowStyle {
  readonly format: Exclude<Format, ArrowFormat> | 'listing';
  readonly names: boolean;
  /** No text cell of CSV is a formula. */
  readonly csvSafe: boolean;
}

/** The format that the ending of a file stands for. @throws CommandError (usage) for an ending that stands for none */
export function formatByEnding(path: string | undefined): Format | undefined {
  const ending = path === undefined ? '' : extname(path);
  if (path === undefined || ending === '') return undefined;
  const format = formatOfEnding(path);
  if (format !== undefined) return format;
  throw usageError(
    `no format has the ending ${ending}; say which with -f ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}`,
  );
}

const DELIMITERS: Readonly<Record<'csv' | 'tsv' | 'markdown', Delimiters>> = { csv: CSV, tsv: TSV, markdown: MARKDOWN };

export function writerOf(style: RowStyle, { kinds }: RecordKinds, selection: Selection, output: Output): RowWriter {
  const { format, names } = style;
  const { fields, places, order } = selection;
  if (format === 'ndjson') return new NdjsonWriter(kinds, fields, places, names);
  if (format === 'json') return new JsonWriter(kinds, fields, places, names);
  const isForReading = format === 'table' || format === 'markdown' || format === 'listing';
  const nameStyle: NameStyle = !names ? 'none' : isForReading ? 'instead' : 'beside';
  const hidden = fields.map((own) => (isForReading && order === undefined ? repeatedPaths(own) : new Set<string>()));
  const flat = fields.map((own, kind) =>
    flatCells(own, nameStyle, isForReading ? 'shown' : 'plain').filter(({ path }) => hidden[kind]?.has(path) !== true),
  );
  const heading = (text: string): string =>
    output.isTerminal && hasColour(process.stdout) ? emphasise(text, 'bold', process.stdout) : text;
  if (format === 'listing') {
    return new ListingWriter(
      kinds,
      flat.map((cells) => inOrder(cells, order)),
      heading,
    );
  }
  const cells: readonly KindCell[] = inOrder(kindCells(kinds, places, flat), order);
  if (format === 'table') return new TableWriter(cells, { width: output.width, heading });
  const delimiters = DELIMITERS[format];
  return new DelimitedWriter(cells, { delimiters, isSafe: style.csvSafe, isForTerminal: output.isTerminal });
}

/** Cells as `--columns` names them; a name column stays after its number. */
function inOrder<C extends Pick<FlatCell, 'path' | 'names'>>(
  cells: readonly C[],
  order: readonly string[] | undefined,
): readonly C[] {
  if (order === undefined) return cells;
  return order.flatMap((path) => cells.filter((cell) => cell.path === path || cell.names === path));
}
