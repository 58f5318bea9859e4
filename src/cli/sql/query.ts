import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from '@duckdb/node-api';
import { CastbufError } from '../../errors/index.js';
import { duckdb } from '../../sql/index.js';
import { CommandError, ExitStatus, inputOutputError, usageError } from '../exit-status.js';
import type { FileTables } from './file-tables.js';

/** A database in memory. @throws CommandError (usage) where DuckDB is not installed */
export async function openDatabase(): Promise<DuckDBConnection> {
  try {
    duckdb();
  } catch (error) {
    if (error instanceof CastbufError) throw usageError(error.hint);
    throw error;
  }
  return (await duckdb().api.DuckDBInstance.create(':memory:')).connect();
}

/**
 * Runs the statements of a text, and answers the rows of the last as they are asked for. Names that are no tables, and files, become views.
 * @throws CommandError: usage for SQL that is wrong, data for records that are, input or output
 */
export async function runQuery(
  connection: DuckDBConnection,
  tables: FileTables,
  text: string,
  signal: AbortSignal,
): Promise<DuckDBResult> {
  try {
    const { count } = await connection.extractStatements(text);
    if (count === 0) throw usageError('the query is empty');
    // What was extracted is used up when it is prepared, with success or without.
    const prepare = async (index: number): Promise<DuckDBPreparedStatement> =>
      (await connection.extractStatements(text)).prepare(index);
    for (let index = 0; index < count - 1; index++) await (await prepared(tables, () => prepare(index))).run();
    return await (await prepared(tables, () => prepare(count - 1))).stream();
  } catch (error) {
    throw queryError(error, signal);
  }
}

/** DuckDB says which table it misses, or which file it cannot read itself: one at a time, before anything is read. */
const MISSING =
  /Catalog Error: Table with name (.*?) does not exist!|Binder Error: No extension found that is capable of reading the file "(.*?)"\n/s;

async function prepared(
  tables: FileTables,
  prepare: () => Promise<DuckDBPreparedStatement>,
): Promise<DuckDBPreparedStatement> {
  for (let last = ''; ;) {
    try {
      return await prepare();
    } catch (error) {
      const [, table, file] = MISSING.exec(messageOf(error)) ?? [];
      const name = table ?? file;
      if (name === undefined || name === last) throw error;
      if (!tables.isFile(name)) throw /[./\\]/.test(name) ? noSuchFile(name) : error;
      await tables.addFile(name);
      last = name;
    }
  }
}

function noSuchFile(name: string): CommandError {
  return inputOutputError(`read ${name}`, Object.assign(new Error(), { code: 'ENOENT' }));
}

/** With what it was caused by: the outer one may say only what was tried. */
function messageOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}

/** An error of DuckDB, as one line: what castbuf() has said inside, or what is wrong with the query. */
export function queryError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (!(error instanceof Error) || error instanceof CommandError || error instanceof CastbufError) return error;
  const [first = ''] = messageOf(error).split(/\n\s*\n|\nLINE /);
  const line = first.replaceAll(/\s*\n\s*/g, ' ');
  const [, own] = /\bcastbuf: (.*)/.exec(line) ?? [];
  if (own !== undefined) return new CommandError(own.startsWith('wrong use') ? ExitStatus.USAGE : ExitStatus.DATA, own);
  return new CommandError(line.startsWith('IO Error') ? ExitStatus.INPUT_OUTPUT : ExitStatus.USAGE, line);
}
