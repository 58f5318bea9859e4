import type { DuckDBConnection } from '@duckdb/node-api';
import { usageError } from '../exit-status.js';
import type { Output } from '../output.js';
import type { FileTables } from './file-tables.js';
import { queryError, runQuery } from './query.js';

/** DuckDB writes the file itself: it wants to go back in it. */
export async function writeParquet(
  connection: DuckDBConnection,
  tables: FileTables,
  query: string,
  { path }: Output,
  signal: AbortSignal,
): Promise<void> {
  if (path === undefined) throw usageError('Parquet is written to a file, not to a pipe; use -o FILE.parquet');
  const target = `'${path.replaceAll("'", "''")}'`;
  const inner = query.trim().replace(/;+$/, '');
  const copied = await runQuery(
    connection,
    tables,
    `COPY (${inner}\n) TO ${target} (FORMAT parquet, USE_TMP_FILE false)`,
    signal,
  );
  await copied.fetchAllChunks().catch((error: unknown) => {
    throw queryError(error, signal);
  });
}
