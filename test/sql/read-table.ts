import { Buffer } from 'node:buffer';
import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
  DuckDBUUIDValue,
} from '@duckdb/node-api';
import type { ReadTable } from '../arrow/readers.js';

/** A database in memory of its own. */
export async function connect(): Promise<DuckDBConnection> {
  return (await DuckDBInstance.create(':memory:')).connect();
}

/** What a query answers, as plain values: bytes and UUIDs as hex, times in milliseconds, lists as arrays, null. */
export async function readTable(connection: DuckDBConnection, query: string): Promise<ReadTable> {
  const reader = await connection.runAndReadAll(query);
  const names = reader.columnNames();
  const types = reader.columnTypes();
  const cells = reader.getColumns();
  return {
    fields: names.map((name, index) => ({ name, type: String(types[index]), isNullable: true, metadata: {} })),
    metadata: {},
    rowCount: reader.currentRowCount,
    columns: Object.fromEntries(names.map((name, index) => [name, (cells[index] ?? []).map(plain)])),
  };
}

function plain(value: unknown): unknown {
  if (value instanceof DuckDBListValue) return value.items.map(plain);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
  if (value instanceof DuckDBUUIDValue) return value.toString().replaceAll('-', '');
  if (value instanceof DuckDBTimestampTZValue) return Number(value.micros) / 1e3;
  if (value instanceof DuckDBTimestampNanosecondsValue) return Number(value.nanos) / 1e6;
  return value;
}
