import { decodeBatchWith, type Filter } from '../columns/index.js';
import { openColumns } from '../columns/kernel.js';
import { CastbufError, suggest } from '../errors/index.js';
import type { Codec } from '../message/index.js';
import { type FilterExpression, filterWith, parseFilter } from '../query/index.js';
import { KERNEL_SELECTS } from '../query/kernel.js';
import type { AnyType } from '../schema/index.js';

/**
 * The filter of a text, checked. A column may be named by the last steps of its path, where only one ends so.
 * @throws CastbufError ERR_USAGE, ERR_TYPE
 */
export function filterOf(codec: Codec<AnyType>, text: string): Filter {
  const paths = codec.columns.map(({ path }) => path);
  const where = filterWith(KERNEL_SELECTS, withPaths(parseFilter(text), paths));
  // Paths and values are compared with the type here, before any input is read.
  decodeBatchWith(openColumns, codec, new Uint8Array(0), { where, columns: [] });
  return where;
}

function withPaths(expression: FilterExpression, paths: readonly string[]): FilterExpression {
  if ('and' in expression) return { and: expression.and.map((part) => withPaths(part, paths)) };
  if ('or' in expression) return { or: expression.or.map((part) => withPaths(part, paths)) };
  if ('not' in expression) return { not: withPaths(expression.not, paths) };
  const [name, operator, value] = expression;
  return [pathOf(name, paths), operator, value] as FilterExpression;
}

function pathOf(name: string, paths: readonly string[]): string {
  if (paths.includes(name)) return name;
  const found = paths.filter((path) => path.endsWith(`.${name}`));
  const [path, second] = found;
  if (path !== undefined && second === undefined) return path;
  const hint =
    second === undefined
      ? `no column ${name}; ${suggest(name, paths)}`
      : `${name} may be ${found.join(' or ')}; say which`;
  throw new CastbufError('ERR_USAGE', hint, { path: name });
}
