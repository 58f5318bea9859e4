import { createRequire } from 'node:module';
import type api from '@duckdb/node-api';
import { CastbufError } from '../errors/index.js';

/** A vector, and a chunk of them, as the bindings hand them on. */
export type Vector = object;
export type DataChunk = object;

/** What is called of the package that DuckDB's stands on. Its declarations are not named: nobody installs it by its name. */
interface Bindings {
  vector_size(): number;
  data_chunk_get_vector(chunk: DataChunk, column: number): Vector;
  vector_assign_string_element_len(vector: Vector, row: number, text: string | Uint8Array): void;
  copy_data_to_vector(vector: Vector, vectorByte: number, buffer: ArrayBuffer, byteOffset: number, bytes: number): void;
  vector_ensure_validity_writable(vector: Vector): void;
  copy_data_to_vector_validity(
    vector: Vector,
    vectorByte: number,
    buffer: ArrayBuffer,
    byteOffset: number,
    bytes: number,
  ): void;
  list_vector_reserve(vector: Vector, capacity: number): void;
  list_vector_set_size(vector: Vector, size: number): void;
  list_vector_get_child(vector: Vector): Vector;
}

/** DuckDB, which the user has installed. */
export interface DuckDB {
  readonly api: typeof api;
  /** What the package stands on. Its vectors take value by value; those of this one take bytes. */
  readonly bindings: Bindings;
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
      bindings: createRequire(path)('@duckdb/node-bindings') as Bindings,
    };
    return loaded;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMissing = code === 'MODULE_NOT_FOUND' && message.includes("'@duckdb/node-api'");
    const why = isMissing ? 'is not installed' : `does not run here: ${message.split('\n')[0]}`;
    throw new CastbufError('ERR_USAGE', `SQL and Parquet need DuckDB, which ${why}; npm install ${PACKAGE}`);
  }
}
