import { CastbufError, shownValue, suggest } from '../errors/index.js';
import { findMember, type LaidArray, type LaidRecord } from '../schema/index.js';
import type { Column, Program } from '../program/index.js';

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
    if (typeof path !== 'string') throw noColumn(program, path);
    let known = false;
    program.columns.forEach((column, index) => {
      if (column.path !== path && !column.path.startsWith(`${path}.`)) return;
      known = true;
      found.add(index);
    });
    if (!known) throw noColumn(program, path);
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

/** The error for a path that has no column: why, where there is such a member. @param instead what to do then */
export function noColumn(
  { columns, layout }: Program,
  given: string,
  instead = 'read it from rows() or value(i)',
): CastbufError {
  const path = typeof given === 'string' ? given : shownValue(given);
  const known = columns.map((column) => column.path);
  const below = known.find((one) => one.startsWith(`${path}.`));
  const why = whyNoColumn(layout.root, path.split('.'));
  const hint =
    below !== undefined
      ? `${path} is a record, whose members have columns: ${below}`
      : why !== undefined
        ? `${path} has no column: ${why}; ${instead}`
        : `no column ${path}; ${suggest(path, known)}`;
  return new CastbufError('ERR_USAGE', hint, { path });
}

/** The error for columns of which rows are to be made, where these do not say all bytes of the member at `path`. */
export function notFromColumns(program: Program, path: string): CastbufError {
  const instead = 'pass an array of values to encodeBatch';
  if (path === 'unknownTail') {
    const hint = `columns do not say where each record of a versioned type ends; ${instead}`;
    return new CastbufError('ERR_USAGE', hint, { path });
  }
  if (program.columns.every((column) => column.path !== path)) return noColumn(program, path, instead);
  const why = whyNoColumn(program.layout.root, path.split('.'), 'it stands in a union');
  const hint = `${path} has a column that rows are not written from: ${why}; ${instead}`;
  return new CastbufError('ERR_USAGE', hint, { path });
}

/** Undefined where there is no such member. `otherwise`: where none of the other reasons is one. */
function whyNoColumn(
  { members, node }: LaidRecord,
  [name = '', ...rest]: readonly string[],
  otherwise = WHY_IN_UNION,
): string | undefined {
  const type = findMember(members, name)?.member.type;
  if (type === undefined) return name === 'raw' && rest.length === 0 && node.tag !== undefined ? otherwise : undefined;
  if (type.kind === 'record' && rest.length > 0) return whyNoColumn(type, rest, otherwise);
  if (type.kind === 'pointed') return `${name} lies where an offset points`;
  if (type.kind === 'array' && rest.length > 0) return whyNotInElements(type, name, rest);
  if ('count' in type && type.count.kind === 'terminated') return `${name} ends at its first NUL`;
  if ('count' in type && type.count.kind === 'field' && type.count.capacity !== undefined) {
    return `${name} has a capacity, of which each record uses a part`;
  }
  return otherwise;
}

function whyNotInElements(array: LaidArray, name: string, rest: readonly string[]): string | undefined {
  const { count, element } = array;
  if (count.kind !== 'fixed') return `${name} has as many elements as each record says`;
  if (element.kind === 'array') return whyNotInElements(element, name, rest);
  return element.kind === 'record' ? whyNoColumn(element, rest, WHY_IN_ELEMENT) : undefined;
}

const WHY_IN_ELEMENT = 'not every element has it, or a third array stands around it';
const WHY_IN_UNION = 'its length varies, or it is not in every record';
