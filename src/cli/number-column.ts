import { isSingleNumber } from '../columns/index.js';
import type { TimeRule } from '../schema/index.js';
import { pathsNamed } from './column-selection.js';
import { usageError } from './exit-status.js';
import { shortNamesOf } from './field-names.js';
import { fieldsOf, leavesOf, type LeafField } from './fields.js';
import type { RecordKind } from './record-kinds.js';

/** A column with one number in each record. */
export interface NumberColumn {
  readonly path: string;
  readonly isWhole: boolean;
  /** What it counts, where its type says so. */
  readonly time: TimeRule | undefined;
  /** Of an enum's values, and of NTSTATUS. */
  readonly nameOf: ((value: number | bigint) => string | undefined) | undefined;
}

/** The column that the user names. @throws CommandError (usage) where there is none, or it has no single numbers */
export function numberColumn(option: string, name: string, { codec }: RecordKind): NumberColumn {
  const leaves = [...leavesOf(fieldsOf(codec))];
  const [path, second] = pathsNamed(
    name,
    leaves.map((leaf) => leaf.path),
  );
  const leaf = leaves.find((one) => one.path === path) as LeafField;
  if (second !== undefined) throw usageError(`${option} ${name} is a record of several columns; name one of them`);
  const { type } = leaf;
  if (!hasNumbers(leaf)) {
    const others = leaves.filter(hasNumbers).map((one) => one.path);
    const which = others.length === 0 ? 'no column has' : `these have: ${others.join(', ')}`;
    throw usageError(`${option} ${leaf.path} has no single number in each record; ${which}`);
  }
  const scalar = type.kind === 'leaf' ? type.scalar : undefined;
  const time = scalar?.time;
  const nameOf = time === undefined ? shortNamesOf(type) : undefined;
  return { path: leaf.path, isWhole: scalar?.format !== 'float', time, nameOf };
}

function hasNumbers({ column, type }: LeafField): boolean {
  return column !== undefined && isSingleNumber(column) && (type.kind === 'leaf' || type.kind === 'split');
}
