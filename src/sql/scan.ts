import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { ArrowData } from '../arrow/index.js';
import type { Filter, Gap } from '../columns/index.js';
import { CastbufError, movedBy } from '../errors/index.js';
import { piecesOfFile } from './file-pieces.js';
import type { ReadOptions, SqlColumn, SqlRows, SqlTable } from './sql-table.js';
import { mostRows, vectorAt, writeRows, writeText } from './vectors.js';

/** What a query reads. */
export interface Scanned {
  readonly table: SqlTable;
  readonly files: readonly string[];
  /** Where the records of each begin. */
  readonly start: number;
  readonly where: Filter | undefined;
  readonly reading: ReadOptions;
  /** Hears of bytes that are in no record. */
  readonly onGaps: ((file: string, gaps: readonly Gap[]) => void) | undefined;
}

/** A column of a table, or the name of the file. */
export type ScannedColumn = SqlColumn | 'file';

/** The rows of files, a chunk at a time, of the columns that a query wants. */
export class Scan {
  private readonly rows: Iterator<FileRows, void, undefined>;
  private current: FileRows | undefined;
  private data: readonly (ArrowData | undefined)[] = [];
  private next = 0;
  private readonly most = mostRows();

  constructor(
    scanned: Scanned,
    private readonly columns: readonly (ScannedColumn | undefined)[],
  ) {
    this.rows = rowsOfFiles(
      scanned,
      columns.filter((column): column is SqlColumn => typeof column === 'object'),
    );
  }

  /** Fills a chunk; with no row after the last. @throws CastbufError where records are wrong, and an error of the operating system */
  fill(chunk: DuckDBDataChunk): void {
    while (this.current === undefined || this.next === this.current.rowCount) {
      if (this.current?.error !== undefined) throw this.current.error;
      const { done, value } = this.rows.next();
      if (done === true) {
        chunk.rowCount = 0;
        return;
      }
      this.begin(value);
    }
    const count = Math.min(this.most, this.current.rowCount - this.next);
    chunk.rowCount = count;
    this.columns.forEach((column, index) => {
      if (column !== undefined) this.write(chunk, index, column, count);
    });
    this.next += count;
  }

  private begin(rows: FileRows): void {
    this.current = rows;
    this.next = 0;
    this.data = this.columns.map((column) => (typeof column === 'object' ? rows.read(column) : undefined));
  }

  private write(chunk: DuckDBDataChunk, index: number, column: ScannedColumn, count: number): void {
    const vector = vectorAt(chunk.chunk, index);
    if (column === 'file') writeText(vector, (this.current as FileRows).name, count);
    else writeRows(vector, column.field, this.data[index] as ArrowData, this.next, count);
  }
}

interface FileRows extends SqlRows {
  /** Of the file, in UTF-8. */
  readonly name: Uint8Array;
}

const utf8 = new TextEncoder();

function* rowsOfFiles(scanned: Scanned, columns: readonly SqlColumn[]): Generator<FileRows, void, undefined> {
  const { table, files, start, where, reading, onGaps } = scanned;
  for (const file of files) {
    const name = utf8.encode(file);
    for (const rows of table.rows(piecesOfFile(file, start), columns, { ...reading, where })) {
      const { rowCount, gaps, error, read } = rows;
      if (gaps.length > 0)
        onGaps?.(
          file,
          gaps.map((gap) => gapFrom(gap, start)),
        );
      yield { name, rowCount, gaps, read, error: error && errorIn(file, movedBy(error, start)) };
    }
  }
}

/** The same gap, from the start of its file. */
function gapFrom(gap: Gap, start: number): Gap {
  return {
    from: gap.from + start,
    to: gap.to + start,
    get reason() {
      return movedBy(gap.reason, start);
    },
  };
}

/** The error says which file it is of. */
function errorIn(file: string, { code, hint, offset, fieldOffset, path, want, have }: CastbufError): CastbufError {
  return new CastbufError(code, `${hint} (${file})`, { offset, fieldOffset, path, want, have });
}
