import { CastbufError } from '../errors/index.js';
import { parseFilter, type FilterExpression } from '../query/index.js';
import type { Filter } from '../columns/index.js';
import { pathsNamed } from './column-selection.js';
import { decodeBatch, filter } from './engine.js';
import { usageError } from './exit-status.js';
import type { RecordKinds } from './record-kinds.js';

/** The filter of `--where`. A column may be named by the last steps of its path, where only one ends so. */
export function whereOf({ set, kinds }: RecordKinds, text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  if (set !== undefined)
    throw usageError('--where compares columns of one type, and this is a record set; name one with --type');
  const [{ codec }] = kinds;
  const paths = codec.columns.map(({ path }) => path);
  try {
    const where = filter(withPaths(parseFilter(text), paths));
    // Paths and values are compared with the type here, before anything is opened.
    decodeBatch(codec, new Uint8Array(0), { where, columns: [] });
    return where;
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    const { path, hint } = error;
    throw usageError(`--where${path === undefined ? '' : ` ${path}`}: ${hint}`);
  }
}

function withPaths(expression: FilterExpression, paths: readonly string[]): FilterExpression {
  if ('and' in expression) return { and: expression.and.map((part) => withPaths(part, paths)) };
  if ('or' in expression) return { or: expression.or.map((part) => withPaths(part, paths)) };
  if ('not' in expression) return { not: withPaths(expression.not, paths) };
  const [name, operator, value] = expression;
  const [path = name, second] = pathsNamed(name, paths);
  if (second !== undefined) throw usageError(`${name} is a record of several columns; --where compares one of them`);
  return [path, operator, value] as FilterExpression;
}
