import { extname } from 'node:path';
import type { DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { duckdb } from '../../sql/index.js';
import type { SqlRequest } from '../arguments.js';
import { usageError } from '../exit-status.js';
import { identityOf } from '../file-identity.js';
import { matchingFiles } from '../file-patterns.js';
import type { Interruption } from '../interruption.js';
import { throwErrors } from '../messages.js';
import { withOutput, type Output } from '../output.js';
import { FileTables } from '../sql/file-tables.js';
import { openDatabase, queryError, runQuery } from '../sql/query.js';
import { writeParquet } from '../sql/write-parquet.js';
import { resultText } from '../sql/result-text.js';
import { SQL_FORMATS, sqlFormatOfEnding, type SqlFormat } from '../sql/sql-formats.js';

/** Text that is collected before it is written. */
const PIECE_CHARACTERS = 64 * 1024;

/** Runs a query over records, and writes its rows. */
export async function sql(request: SqlRequest, interruption: Interruption): Promise<void> {
  const { signal } = interruption;
  const { query, output: path } = request;
  const format = formatOf(request);
  const files = matchingFiles(request.files);
  const connection = await openDatabase();
  const tables = new FileTables(connection, request, signal);
  signal.addEventListener('abort', () => connection.interrupt());
  try {
    if (files.length > 0) await tables.addTypes(files);
    const inputs = files.map((file) => identityOf(file, 'the input'));
    await withOutput(path, { inputs, interruption, isAllOrNothing: true }, async (output) => {
      if (format === 'parquet') await writeParquet(connection, tables, query, output, signal);
      else {
        const result = await runQuery(connection, tables, query, signal);
        await writeText(result, format ?? (output.isTerminal ? 'table' : 'ndjson'), output, signal);
      }
    });
    throwErrors(tables.errors());
    tables.assertGood();
  } finally {
    tables.close();
    connection.closeSync();
  }
}

/** @throws CommandError (usage) for an ending that stands for no format */
function formatOf({ format, output }: SqlRequest): SqlFormat | undefined {
  if (format !== undefined || output === undefined || extname(output) === '') return format;
  const named = sqlFormatOfEnding(output);
  if (named !== undefined) return named;
  throw usageError(`sql has no format for ${extname(output)}; say which with -f: ${SQL_FORMATS.join(', ')}`);
}

async function writeText(
  result: DuckDBResult,
  format: Exclude<SqlFormat, 'parquet'>,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const names = result.deduplicatedColumnNames();
  const text = resultText(format, names, numbersIn(result));
  let pending = text.begin();
  for (let rows = await nextRows(result, signal); rows.length > 0; rows = await nextRows(result, signal)) {
    for (const row of rows) pending += text.row(row);
    if (pending.length < PIECE_CHARACTERS) continue;
    await output.write(Buffer.from(pending));
    pending = '';
  }
  await output.write(Buffer.from(pending + text.end()));
}

/** Those of the next chunk; none after the last. */
async function nextRows(result: DuckDBResult, signal: AbortSignal): Promise<readonly (readonly DuckDBValue[])[]> {
  try {
    return (await result.fetchChunk())?.getRows() ?? [];
  } catch (error) {
    throw queryError(error, signal);
  }
}

function numbersIn(result: DuckDBResult): readonly boolean[] {
  const { DuckDBTypeId: id } = duckdb().api;
  const numbers = [id.TINYINT, id.SMALLINT, id.INTEGER, id.BIGINT, id.HUGEINT, id.UTINYINT, id.USMALLINT, id.UINTEGER];
  const all = new Set([...numbers, id.UBIGINT, id.UHUGEINT, id.FLOAT, id.DOUBLE, id.DECIMAL]);
  return Array.from({ length: result.columnCount }, (_, index) => all.has(result.columnTypeId(index)));
}
