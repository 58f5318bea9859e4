import { CastbufError } from '../errors/index.js';

const INDEX = /\[\d+\]/g;

/** The error with the row that it is about, which is the only index that it has, and where its record begins, unless the call is wrong. */
export function atRow(error: unknown, row: number, at: number): unknown {
  if (!(error instanceof CastbufError) || error.code === 'ERR_KERNEL') return error;
  const { code, hint, path, want, have, fieldOffset } = error;
  const offset = code === 'ERR_USAGE' ? undefined : at;
  return new CastbufError(code, `${hint} (row ${row})`, {
    path: path?.replaceAll(INDEX, '[]'),
    want,
    have,
    fieldOffset,
    offset,
  });
}
