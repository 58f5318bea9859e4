import { CastbufError, suggest } from '../errors/index.js';
import type { RowsType } from './batch-type.js';

export function noColumn(
  { columns, without }: Pick<RowsType<unknown>, 'columns' | 'without'>,
  path: string,
): CastbufError {
  const known = columns.map(([one]) => one);
  const below = known.find((one) => one.startsWith(`${path}.`));
  const hint =
    below !== undefined
      ? `${path} is a record, whose members have columns: ${below}`
      : (without?.(path) ?? `no column ${path}; ${suggest(path, known)}`);
  return new CastbufError('ERR_USAGE', hint, { path });
}

/** What is said of members that have no column, for these reasons. */
export function columnReasons(reasons: Readonly<Record<string, string>>) {
  return (path: string): string | undefined => {
    const member = Object.keys(reasons).find((one) => path === one || path.startsWith(`${one}.`));
    return member && `${path} has no column: ${reasons[member]}; read it from rows() or value(i)`;
  };
}
