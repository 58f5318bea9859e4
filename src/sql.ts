/** The entry castbuf/sql: records as tables of DuckDB, which runs SQL over them. */
export { registerCastbuf, type RegisteredTables, type SqlConnection, type SqlOptions } from './sql/index.js';
