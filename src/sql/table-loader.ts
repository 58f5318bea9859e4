import type { DuckDBAppender, DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { duckdb } from './duckdb.js';
import { distinctNames, type SqlColumn, type SqlRows, type SqlTable } from './sql-table.js';
import { mostRows, vectorAt, writeRows } from './vectors.js';

/** A column that says more of a row than its record does. */
export interface LoadedColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** Rows that come as they like, put into a table of the database: for inputs that cannot be read again, or not without waiting. */
export class TableLoader {
  private readonly columns: readonly (LoadedColumn | SqlColumn)[];

  private constructor(
    private readonly appender: DuckDBAppender,
    private readonly extra: readonly LoadedColumn[],
    private readonly table: SqlTable,
  ) {
    this.columns = [...extra, ...table.columns];
  }

  /** Makes the table. @param extra columns before those of records */
  static async create(
    connection: DuckDBConnection,
    name: string,
    table: SqlTable,
    extra: readonly LoadedColumn[],
  ): Promise<TableLoader> {
    const columns = [...extra, ...table.columns];
    const names = distinctNames(columns.map((column) => column.name));
    const members = columns.map(({ type }, index) => `${quoted(names[index] as string)} ${type.toString()}`);
    await connection.run(`CREATE TABLE ${quoted(name)} (${members.join(', ')})`);
    return new TableLoader(await connection.createAppender(name), extra, table);
  }

  /** @param values of the extra columns, the same in all rows */
  append(rows: SqlRows, values: readonly DuckDBValue[]): void {
    const { columns, extra, table } = this;
    const data = table.columns.map((column) => rows.read(column));
    for (let from = 0; from < rows.rowCount; from += mostRows()) {
      const count = Math.min(mostRows(), rows.rowCount - from);
      const chunk = duckdb().api.DuckDBDataChunk.create(
        columns.map(({ type }) => type),
        count,
      );
      extra.forEach((_, index) =>
        chunk.setColumnValues(
          index,
          Array.from({ length: count }, () => values[index] as DuckDBValue),
        ),
      );
      table.columns.forEach((column, index) => {
        const own = data[index];
        if (own !== undefined) writeRows(vectorAt(chunk.chunk, extra.length + index), column.field, own, from, count);
      });
      this.appender.appendDataChunk(chunk);
    }
  }

  close(): void {
    this.appender.closeSync();
  }
}

/** A name as SQL has it in quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
