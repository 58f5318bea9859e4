import type { DuckDBValue } from '@duckdb/node-api';
import { duckdb } from '../../sql/index.js';
import { CSV, TSV } from '../delimited-writer.js';
import { printable, printableJson } from '../printable.js';
import type { TextFormat } from './sql-formats.js';

/** Rows of a query as text. */
export interface ResultText {
  begin(): string;
  row(values: readonly DuckDBValue[]): string;
  end(): string;
}

/** @param isNumber which columns are numbers, which a table has to the right */
export function resultText(format: TextFormat, names: readonly string[], isNumber: readonly boolean[]): ResultText {
  switch (format) {
    case 'ndjson':
      return { begin: () => '', row: (values) => `${objectText(names, values)}\n`, end: () => '' };
    case 'json': {
      let lead = '[\n';
      const row = (values: readonly DuckDBValue[]): string => {
        const text = `${lead}${objectText(names, values)}`;
        lead = ',\n';
        return text;
      };
      return { begin: () => '', row, end: () => (lead === '[\n' ? '[]\n' : '\n]\n') };
    }
    case 'csv':
    case 'tsv': {
      const { between, end, text } = format === 'csv' ? CSV : TSV;
      const line = (cells: readonly string[]): string => `${cells.map(text).join(between)}${end}`;
      return { begin: () => line(names), row: (values) => line(values.map(cellText)), end: () => '' };
    }
    case 'table':
      return new TableText(names, isNumber);
  }
}

/** Rows that the widths are taken from. */
const SAMPLED_ROWS = 1000;
const MOST_CHARACTERS = 60;

/** Aligned columns. */
class TableText implements ResultText {
  private sample: string[][] | undefined = [];
  private widths: readonly number[] = [];

  constructor(
    private readonly names: readonly string[],
    private readonly isNumber: readonly boolean[],
  ) {}

  begin(): string {
    return '';
  }

  row(values: readonly DuckDBValue[]): string {
    const cells = values.map((value) => shortened(printable(cellText(value))));
    if (this.sample === undefined) return this.line(cells);
    return this.sample.push(cells) === SAMPLED_ROWS ? this.end() : '';
  }

  end(): string {
    const { sample, names } = this;
    if (sample === undefined) return '';
    this.sample = undefined;
    const lines = [names.map(printable), ...sample];
    this.widths = names.map((_, index) => Math.max(...lines.map((cells) => (cells[index] as string).length)));
    return lines.map((cells) => this.line(cells)).join('');
  }

  private line(cells: readonly string[]): string {
    const aligned = cells.map((cell, index) => {
      const width = this.widths[index] as number;
      return this.isNumber[index] === true ? cell.padStart(width) : cell.padEnd(width);
    });
    return `${aligned.join('  ').trimEnd()}\n`;
  }
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}

function objectText(names: readonly string[], values: readonly DuckDBValue[]): string {
  return `{${names.map((name, index) => `${printableJson(name)}:${jsonText(values[index] ?? null)}`).join(',')}}`;
}

/** Without quotes, and empty for NULL. Lists and records are JSON. */
function cellText(value: DuckDBValue): string {
  if (value === null) return '';
  const { api } = duckdb();
  if (isNested(value)) return jsonText(value);
  if (value instanceof api.DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
  if (value instanceof api.DuckDBTimestampTZValue) return momentText(value.micros) ?? String(value);
  return String(value);
}

/** JSON with integers of any size as they are; bytes are hex, as in the rows of decode. */
function jsonText(value: DuckDBValue): string {
  const { api } = duckdb();
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : `"${value}"`;
  if (typeof value === 'bigint' || typeof value === 'boolean' || value instanceof api.DuckDBDecimalValue)
    return String(value);
  if (value instanceof api.DuckDBListValue || value instanceof api.DuckDBArrayValue)
    return `[${value.items.map(jsonText).join(',')}]`;
  if (value instanceof api.DuckDBStructValue)
    return objectText(Object.keys(value.entries), Object.values(value.entries));
  if (value instanceof api.DuckDBMapValue)
    return `[${value.entries.map(({ key, value: of }) => `[${jsonText(key)},${jsonText(of)}]`).join(',')}]`;
  return printableJson(cellText(value));
}

function isNested(value: DuckDBValue): boolean {
  const { DuckDBListValue, DuckDBArrayValue, DuckDBStructValue, DuckDBMapValue } = duckdb().api;
  return [DuckDBListValue, DuckDBArrayValue, DuckDBStructValue, DuckDBMapValue].some((one) => value instanceof one);
}

const LAST_YEAR_MS = 253_402_300_799_999;

/** As ISO 8601 has it, to the microsecond, in UTC; undefined for years of more than 4 digits. */
function momentText(micros: bigint): string | undefined {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const milliseconds = Number((micros - rest) / 1000n);
  if (milliseconds < 0 - 62_135_596_800_000 || milliseconds > LAST_YEAR_MS) return undefined;
  const text = new Date(milliseconds).toISOString().slice(0, -1);
  return `${text}${rest === 0n ? '' : String(rest).padStart(3, '0')}Z`;
}
