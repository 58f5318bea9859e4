import type { DuckDBType } from '@duckdb/node-api';
import type { ArrowField } from '../arrow/index.js';
import { duckdb } from './duckdb.js';

const SIGNED = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' } as const;
const UNSIGNED = { 8: 'UTINYINT', 16: 'USMALLINT', 32: 'UINTEGER', 64: 'UBIGINT' } as const;

/** The type of a column in SQL. DuckDB has no nanoseconds with a time zone: such times are plain ones, in UTC. */
export function sqlType(field: ArrowField): DuckDBType {
  const { type } = field;
  const { api } = duckdb();
  switch (type.kind) {
    case 'int':
      return api[(type.isSigned ? SIGNED : UNSIGNED)[type.bits]];
    case 'float':
      return type.bits === 64 ? api.DOUBLE : api.FLOAT;
    case 'bool':
      return api.BOOLEAN;
    case 'utf8':
      return api.VARCHAR;
    case 'binary':
      return api.BLOB;
    case 'timestamp':
      return type.unit === 'ns' ? api.TIMESTAMP_NS : api.TIMESTAMPTZ;
    case 'fixed-binary':
      return isUuid(field) ? api.UUID : api.BLOB;
    case 'list':
    case 'fixed-list':
      return api.LIST(sqlType(type.element));
    case 'names':
      return api.ENUM(type.names);
  }
}

export function isUuid({ metadata }: ArrowField): boolean {
  return metadata['ARROW:extension:name'] === 'arrow.uuid';
}
