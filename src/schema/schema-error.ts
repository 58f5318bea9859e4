import { CastbufError } from '../errors/index.js';

/** An ERR_SCHEMA at a member; `path` is empty where the schema function does not know it yet. */
export function schemaError(path: string, hint: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', hint, { path });
}
