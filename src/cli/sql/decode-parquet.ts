import { quoted, SqlTable } from '../../sql/index.js';
import type { DecodeRequest } from '../arguments.js';
import { pathsNamed } from '../column-selection.js';
import { identityOf } from '../file-identity.js';
import { matchingFiles } from '../file-patterns.js';
import type { Interruption } from '../interruption.js';
import { throwErrors } from '../messages.js';
import { oneKind } from '../only-kind.js';
import { withOutput } from '../output.js';
import type { RecordKind, RecordKinds } from '../record-kinds.js';
import { FileTables } from './file-tables.js';
import { openDatabase } from './query.js';
import { writeParquet } from './write-parquet.js';

/** Records to a Parquet file: as a query of all of them, or of what is asked for. */
export async function decodeParquet(request: DecodeRequest, interruption: Interruption): Promise<void> {
  const { signal } = interruption;
  const files = matchingFiles(request.files);
  const connection = await openDatabase();
  const tables = new FileTables(connection, request, signal);
  signal.addEventListener('abort', () => connection.interrupt());
  try {
    const records = await tables.addTypes(files);
    const query = queryOf(request, records, files.length > 1);
    const inputs = files.map((file) => identityOf(file, 'the input'));
    await withOutput(request.output, { inputs, interruption, isAllOrNothing: true }, (output) =>
      writeParquet(connection, tables, query, output, signal),
    );
    throwErrors(tables.errors());
    tables.assertGood();
  } finally {
    tables.close();
    connection.closeSync();
  }
}

function queryOf({ only, columns, limit }: DecodeRequest, records: RecordKinds, hasFile: boolean): string {
  const { kind } = oneKind(records, only, 'a Parquet file');
  const wanted = columns === undefined ? '*' : namesOf(kind, columns, hasFile).map(quoted).join(', ');
  return `SELECT ${wanted} FROM ${quoted(kind.name)}${limit === undefined ? '' : ` LIMIT ${limit}`}`;
}

/** Columns of the table for those of `--columns`, in its order: of an enum or a time also its number, where that is one of its own. */
function namesOf({ name, codec }: RecordKind, columns: readonly string[], hasFile: boolean): readonly string[] {
  const table = new SqlTable(name, codec, undefined);
  const paths = [...(hasFile ? ['file'] : []), ...table.columns.map(({ path }) => path)];
  const wanted = [...new Set(columns.flatMap((one) => pathsNamed(one, paths)))];
  return wanted.flatMap((path) => {
    const found = table.columns.filter((column) => column.path === path);
    return found.length === 0 ? [path] : found.map((column) => column.name);
  });
}
