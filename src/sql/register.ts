import type { DuckDBDataChunk, DuckDBTableFunctionBindInfo } from '@duckdb/node-api';
import { statSync } from 'node:fs';
import { assertCount } from '../bytes/index.js';
import type { Gap, OnBadRecord } from '../columns/index.js';
import { assertOptions, CastbufError, type OptionRules, shownValue, suggest } from '../errors/index.js';
import { filesMatching, isPattern } from '../file-patterns/index.js';
import type { AnyFeatured, Codec } from '../message/index.js';
import type { AnyType } from '../schema/index.js';
import { duckdb } from './duckdb.js';
import { Scan, type Scanned, type ScannedColumn } from './scan.js';
import { distinctNames, SqlTable } from './sql-table.js';

/** What `registerCastbuf` takes of a connection: a `DuckDBConnection` of `@duckdb/node-api` is one. */
export interface SqlConnection {
  /** Makes a function of JavaScript one of SQL. */
  registerTableFunction(tableFunction: never): void;
}

/** How files become tables. */
export interface SqlOptions {
  /** Of the function. Default `castbuf`. */
  readonly name?: string;
  /** Bytes of each file before its first record. Default 0. */
  readonly start?: number;
  /** What to do with a record that is wrong, as `decodeBatch` does: `stop`, the default, fails the query; `skip` goes on after it. */
  readonly onBadRecord?: OnBadRecord;
  /** Goes on where records begin again, as `stream` does. */
  readonly resync?: boolean | number;
  /** Hears of bytes that are in no row, where one of the two before goes on. Not of those that a query did not come to. */
  readonly onGaps?: (file: string, gaps: readonly Gap[]) => void;
}

const SQL_OPTIONS: OptionRules = {
  name: 'string',
  start: 'number',
  onBadRecord: ['stop', 'skip'],
  resync: 'any',
  onGaps: 'function',
};

/** What was registered. */
export interface RegisteredTables {
  /** What `type := '…'` takes: a name a codec, and of a codec of a record set a name a type. */
  readonly tables: readonly string[];
}

/**
 * Makes `castbuf('session.bin')` a table of a DuckDB connection: the records of a file. It reads the columns that a query wants, and no others.
 *
 * | parameter | what it says |
 * | --- | --- |
 * | the first | path of the file; `*` and `?` stand for all files that match |
 * | `type := 'NAME'` | which records: a name of `codecs`, or a type of a record set among them. Needed where there are several |
 * | `keep := 'Size > 9'` | castbuf's own filter, as `parseFilter` takes it, before DuckDB sees a row; not for record sets |
 * | `file := true` | a column `file`, which several files have without it |
 *
 * Columns have the last steps of their paths as names, as many as it takes to be unique; names with dots are quoted in SQL. Enums are an `ENUM` of their names
 * and NULL for other numbers, which `NAME_raw` has; times are `TIMESTAMPTZ`, GUIDs `UUID`, numbers what they are, u64 `UBIGINT`; lists and arrays `LIST`; an
 * arm of a union is NULL where its tag selects another one.
 *
 * A query over a file with a record that is wrong fails with the error's sentence, unless `onBadRecord` or `resync` goes on after it.
 * @param codecs of createCodec and createSetCodec, by the names that `type := …` has
 * @throws CastbufError ERR_USAGE for no codec, a codec of another engine, a wrong option, and where DuckDB is not installed
 * @example
 * ```ts
 * import { DuckDBInstance } from '@duckdb/node-api';
 * import { writeFileSync } from 'node:fs';
 * import { createCodec, struct, u16, u64 } from 'castbuf';
 * import { registerCastbuf } from 'castbuf/sql';
 *
 * const codec = createCodec(struct('SAMPLE', { Kind: u16, Total: u64 }, { pack: 1 }));
 * writeFileSync('samples.bin', Uint8Array.of(1, 0, 5, 0, 0, 0, 0, 0, 0, 0));
 * const connection = await (await DuckDBInstance.create()).connect();
 * registerCastbuf(connection, { SAMPLE: codec });
 * const reader = await connection.runAndReadAll("SELECT Kind, sum(Total) AS Sum FROM castbuf('samples.bin') GROUP BY ALL");
 * console.log(reader.getRowObjects()); // [ { Kind: 1, Sum: 5n } ]
 * ```
 */
export function registerCastbuf(
  connection: SqlConnection,
  codecs: Readonly<Record<string, AnyFeatured>>,
  options: SqlOptions = {},
): RegisteredTables {
  assertOptions('registerCastbuf', options, SQL_OPTIONS);
  const { name = 'castbuf', start = 0 } = options;
  assertCount('start', start, Number.MAX_SAFE_INTEGER);
  const tables = tablesOf(codecs);
  const { VARCHAR, BOOLEAN, DuckDBTableFunction } = duckdb().api;
  const made = DuckDBTableFunction.create({
    name,
    parameterTypes: [VARCHAR],
    namedParameterTypes: { type: VARCHAR, keep: VARCHAR, file: BOOLEAN },
    supportsProjectionPushdown: true,
    bindFunction: (info) => telling(info, name, () => bind(info, tables, options)),
    initFunction: (info) =>
      telling(info, name, () => {
        const { scanned, columns } = info.getBindData() as Bound;
        info.setMaxThreads(1); // JavaScript has one
        info.setInitData(
          new Scan(
            scanned,
            info.getColumnIndexes().map((index) => columns[index]),
          ),
        );
      }),
    mainFunction: (info, chunk: DuckDBDataChunk) => telling(info, name, () => (info.getInitData() as Scan).fill(chunk)),
  });
  connection.registerTableFunction(made as never);
  return { tables: [...tables.keys()] };
}

/** What is thrown inside DuckDB's calls is the error of the query. */
function telling(info: { setError(text: string): void }, name: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    info.setError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What a query reads, and the columns that it may want. */
interface Bound {
  readonly scanned: Scanned;
  readonly columns: readonly ScannedColumn[];
}

function bind(info: DuckDBTableFunctionBindInfo, tables: ReadonlyMap<string, SqlTable>, options: SqlOptions): void {
  const { start = 0, onBadRecord = 'stop', resync = false, onGaps } = options;
  const given = info.getParameter(0);
  if (typeof given !== 'string') throw new CastbufError('ERR_USAGE', 'the first parameter is the path of a file');
  const files = isPattern(given) ? filesMatching(given) : [given];
  if (files.length === 0) throw new CastbufError('ERR_USAGE', `no file matches ${given}`);
  const table = tableNamed(tables, info.getNamedParameter('type'));
  const keep = info.getNamedParameter('keep');
  const where = typeof keep === 'string' ? table.filter(keep) : undefined;
  const hasFile = info.getNamedParameter('file') ?? isPattern(given);
  const columns: readonly ScannedColumn[] = hasFile === true ? ['file', ...table.columns] : table.columns;
  const names = distinctNames(columns.map((column) => (column === 'file' ? 'file' : column.name)));
  columns.forEach((column, index) =>
    info.addResultColumn(names[index] as string, column === 'file' ? duckdb().api.VARCHAR : column.type),
  );
  // Joins are planned by it. What a filter leaves is not known.
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  if (where === undefined) info.setCardinality(Math.ceil(bytes / Math.max(1, table.leastBytes)), false);
  const scanned: Scanned = { table, files, start, where, reading: { onBadRecord, resync }, onGaps };
  info.setBindData({ scanned, columns } satisfies Bound);
}

function tableNamed(tables: ReadonlyMap<string, SqlTable>, given: unknown): SqlTable {
  const names = [...tables.keys()];
  const [only] = tables.values();
  if (given === null && only !== undefined && names.length === 1) return only;
  if (typeof given !== 'string')
    throw new CastbufError('ERR_USAGE', `type := '…' says which records; there are ${names.join(', ')}`);
  const found = tables.get(given);
  if (found !== undefined) return found;
  throw new CastbufError('ERR_USAGE', `no type ${given}; ${suggest(given, names)}`);
}

/** @throws CastbufError ERR_USAGE */
function tablesOf(codecs: Readonly<Record<string, AnyFeatured>>): ReadonlyMap<string, SqlTable> {
  const isNamed = typeof codecs === 'object' && codecs !== null && Object.keys(codecs).length > 0;
  if (!isNamed) throw new CastbufError('ERR_USAGE', `give codecs by name: { NAME: codec }, not ${shownValue(codecs)}`);
  const tables = new Map<string, SqlTable>();
  for (const [name, codec] of Object.entries(codecs)) {
    for (const table of tablesOfCodec(name, codec)) {
      if (tables.has(table.name))
        throw new CastbufError(
          'ERR_USAGE',
          `two tables are called ${table.name}; give codecs whose types have other names`,
        );
      tables.set(table.name, table);
    }
  }
  return tables;
}

function tablesOfCodec(name: string, codec: AnyFeatured): readonly SqlTable[] {
  const { codecs } = codec as Partial<SetOfCodecs>;
  if (codecs === undefined) return [new SqlTable(name, codec as Codec<AnyType>, undefined)];
  return Object.entries(codecs).map(([type, own]) => new SqlTable(type, own, codec));
}

/** A codec of a record set. */
interface SetOfCodecs {
  readonly codecs: Readonly<Record<string, Codec<AnyType>>>;
}
