import { usageError } from './exit-status.js';
import { leavesOf, prunedFields, type Field } from './fields.js';
import { suggest } from '../errors/index.js';
import type { Place } from './place-cells.js';

export interface Selection {
  /** Of each kind of records. */
  readonly fields: readonly (readonly Field[])[];
  readonly places: readonly Place[];
  /** Paths in the order that was asked for; undefined where nothing was asked for. */
  readonly order: readonly string[] | undefined;
}

/**
 * The fields that `--columns` names: by path, by the path of a record around them, or by the last steps of a path where
 * only one ends so. Without it, all of them and the record's offset and length.
 */
export function selectColumns(
  fields: readonly (readonly Field[])[],
  places: readonly Place[],
  wanted: readonly string[] | undefined,
): Selection {
  if (wanted === undefined) return { fields, places, order: undefined };
  const leaves = fields.flatMap((own) => [...leavesOf(own)].map((leaf) => leaf.path));
  const paths = [...new Set([...places.map(({ key }) => key), ...leaves])];
  const order = [...new Set(wanted.flatMap((name) => pathsNamed(name, paths)))];
  return {
    fields: fields.map((own) => prunedFields(own, (leaf) => order.includes(leaf.path))),
    places: places.filter(({ key }) => order.includes(key)),
    order,
  };
}

/** Paths of the columns that these fields are written from. */
export function columnPaths(fields: readonly Field[]): readonly string[] {
  const paths = fields.flatMap((field): readonly string[] => {
    if (field.kind === 'leaf') return field.column === undefined ? [] : [field.path];
    if (field.kind === 'group') return columnPaths(field.members);
    const arms = field.arms.flatMap((arm) => columnPaths(arm.members));
    return [field.tag.path, ...arms, ...columnPaths([field.raw])];
  });
  return [...new Set(paths)];
}

export function pathsNamed(name: string, paths: readonly string[]): readonly string[] {
  const below = paths.filter((path) => path === name || path.startsWith(`${name}.`));
  if (below.length > 0) return below;
  const records = new Set(paths.flatMap((path) => endingsBefore(path, name)));
  if (records.size > 1) throw usageError(`${name} may be ${[...records].join(' or ')}; say which`);
  const [record] = records;
  if (record !== undefined) return paths.filter((path) => path === record || path.startsWith(`${record}.`));
  const steps = [...new Set(paths.flatMap((path) => [path, path.slice(path.lastIndexOf('.') + 1)]))];
  throw usageError(`no column ${name}; ${suggest(name, name.includes('.') ? paths : steps)}`);
}

/** The path up to where it ends with the name: `A.B` of `A.B.C` for B. */
function endingsBefore(path: string, name: string): string[] {
  const at = `.${path}.`.indexOf(`.${name}.`);
  return at < 0 ? [] : [path.slice(0, at + name.length)];
}
