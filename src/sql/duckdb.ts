import { createRequire } from 'node:module';
import type api from '@duckdb/node-api';
import type bindings from '@duckdb/node-bindings';
import { CastbufError } from '../errors/index.js';

/** DuckDB, which the user has installed. */
export interface DuckDB {
  readonly api: typeof api;
  /** What the package stands on. Its vectors take value by value; those of this one take bytes. */
  readonly bindings: typeof bindings;
}

/** The version that castbuf is tested with. */
const PACKAGE = '@duckdb/node-api@1.5.6-r.1';

let loaded: DuckDB | undefined;

/** Loaded by the first call, so that `castbuf/sql` can be imported where it is not installed. @throws CastbufError ERR_USAGE where it is not, or does not run here */
export function duckdb(): DuckDB {
  if (loaded !== undefined) return loaded;
  const require = createRequire(import.meta.url);
  try {
    const path = require.resolve('@duckdb/node-api');
    loaded = {
      api: require(path) as typeof api,
      bindings: createRequire(path)('@duckdb/node-bindings') as typeof bindings,
    };
    return loaded;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMissing = code === 'MODULE_NOT_FOUND' && message.includes("'@duckdb/node-api'");
    const why = isMissing ? 'is not installed' : `does not run here: ${message.split('\n')[0]}`;
    throw new CastbufError('ERR_USAGE', `SQL and Parquet need DuckDB, which ${why}; npm install ${PACKAGE}`);
  }
}
