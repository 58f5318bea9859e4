import { CastbufError, suggest } from '../errors/index.js';
import type { Column, Program } from './program.js';

/** Index of the column with this path. @throws CastbufError ERR_USAGE */
export function columnNamed(program: Program, path: string): number {
  const index = program.columns.findIndex((column) => column.path === path);
  if (index < 0) throw noColumn(program, path);
  return index;
}

/**
 * Indices of the columns that have one of these paths, or lie in a record that has.
 * @throws CastbufError ERR_USAGE
 */
export function columnsNamed(program: Program, paths: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const path of paths) {
    const before = found.size;
    let known = false;
    program.columns.forEach((column, index) => {
      if (column.path !== path && !column.path.startsWith(`${path}.`)) return;
      known = true;
      found.add(index);
    });
    if (!known && found.size === before) throw noColumn(program, path);
  }
  return found;
}

/** Whether a row has one number in the column, and not bytes, an array or a part of varying length. */
export function isSingleNumber({ kind, repeat }: Column): boolean {
  return kind !== 'bytes' && kind !== 'list' && repeat === 1;
}

/** Whether the column's numbers are floats, and not integers of 33 to 53 bits that are kept as doubles. */
export function isFloatColumn({ scalars }: Program, { kind, op }: Column): boolean {
  return kind === 'f32' || (kind === 'f64' && scalars[op]?.format === 'float');
}

function noColumn({ columns, withoutColumn }: Program, path: string): CastbufError {
  const isMissing = withoutColumn.some((one) => one === path);
  const hint = isMissing
    ? `${path} has no column; read it from rows() or value()`
    : `no column ${path}; ${suggest(
        path,
        columns.map((column) => column.path),
      )}`;
  return new CastbufError('ERR_USAGE', hint, { path });
}
