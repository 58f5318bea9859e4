export { duckdb } from './duckdb.js';
export { registerCastbuf, type RegisteredTables, type SqlConnection, type SqlOptions } from './register.js';
export { distinctNames, type SqlRows, SqlTable } from './sql-table.js';
export { type LoadedColumn, quoted, TableLoader } from './table-loader.js';
