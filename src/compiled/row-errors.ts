import { CastbufError } from '../errors/index.js';

const INDEX = /\[\d+\]/g;

/** The error of a row of columns, where the row is the only index that a path has. */
export function atColumnRow(error: unknown, row: number, at: number): unknown {
  return atRow(error, row, at, (path) => path.replaceAll(INDEX, '[]'));
}

/** The error with the row that it is about, and where its record begins, unless the call is wrong. */
export function atRow(
  error: unknown,
  row: number,
  at: number,
  shown: (path: string) => string = (path) => path,
): unknown {
  if (!(error instanceof CastbufError) || error.code === 'ERR_KERNEL') return error;
  const { code, hint, path, want, have, fieldOffset } = error;
  const offset = code === 'ERR_USAGE' ? undefined : at;
  return new CastbufError(code, `${hint} (row ${row})`, {
    path: path && shown(path),
    want,
    have,
    fieldOffset,
    offset,
  });
}
