import type { Batch } from '../../src/columns/index.js';
import type { Codec } from '../../src/message/index.js';
import type { Column, ColumnArray, FilterExpression } from '../../src/surface.js';
import type { AnyType, LaidType } from '../../src/schema/index.js';
import type { Choices } from '../robustness/choices.js';

type AnyCodec = Codec<AnyType>;
type AnyBatch = Batch<AnyType>;
type Value = number | bigint;

/** Columns that a filter and a summary take, and their values by row; undefined where the row has none. */
export type Values = ReadonlyMap<string, readonly (Value | undefined)[]>;

/**
 * Values as columns and objects show them: whether a tag selects the arm of a row is asked of the object, which
 * neither filter nor summary has anything to do with.
 */
export function valuesOf(codec: AnyCodec, batch: AnyBatch): Values {
  const hidden = splitParts(codec.layout.root);
  const usable = codec.columns.filter(({ kind, repeat, path, guard }) => {
    const isNumber = kind !== 'bytes' && kind !== 'list' && repeat === 1;
    return isNumber && (guard === undefined || !hidden.has(path.slice(path.lastIndexOf('.') + 1)));
  });
  const isGuarded = usable.some(({ guard }) => guard !== undefined);
  const objects = Array.from({ length: isGuarded ? batch.rowCount : 0 }, (_, row) => batch.value(row));
  return new Map(
    usable.map((column) => {
      const array = batch.columns[column.path] as ColumnArray;
      const values = Array.from(array as Iterable<Value>, (value, row) =>
        column.guard === undefined || isThere(objects[row], column) ? value : undefined,
      );
      return [column.path, values];
    }),
  );
}

function isThere(object: unknown, { path }: Column): boolean {
  let value = object;
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step];
  return value !== undefined;
}

/** Names of members that objects do not show, as a split shows them all in one. */
function splitParts(type: LaidType): ReadonlySet<string> {
  if (type.kind === 'split') return new Set(type.parts);
  if (type.kind !== 'record') return new Set();
  return new Set(type.members.flatMap((member) => [...splitParts(member.type)]));
}

const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;

/** An expression over these columns, whose operands are values of them, their neighbours, or extremes. */
export function drawExpression(choices: Choices, values: Values, depth = 3): FilterExpression {
  const paths = [...values.keys()];
  const kind = depth === 0 ? 9 : choices.below(10);
  if (kind < 2) return { and: drawParts(choices, values, depth) };
  if (kind < 4) return { or: drawParts(choices, values, depth) };
  if (kind < 5) return { not: drawExpression(choices, values, depth - 1) };
  const path = choices.pick(paths);
  const own = values.get(path) as readonly (Value | undefined)[];
  if (kind < 7) {
    const operands = Array.from({ length: choices.between(0, 5) }, () => drawOperand(choices, own));
    return [path, choices.chance(30) ? 'not in' : 'in', operands];
  }
  return [path, choices.pick(COMPARISONS), drawOperand(choices, own)];
}

function drawParts(choices: Choices, values: Values, depth: number): FilterExpression[] {
  return Array.from({ length: choices.between(1, 3) }, () => drawExpression(choices, values, depth - 1));
}

const EXTREMES: readonly Value[] = [
  0,
  -0,
  -1,
  1.5,
  -2.5,
  127,
  128,
  255,
  256,
  65_535,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  -(2 ** 31),
  2 ** 53,
  2n ** 63n - 1n,
  2n ** 63n,
  -(2n ** 63n),
  2n ** 64n - 1n,
  2n ** 64n,
  -(2n ** 80n),
  Infinity,
  -Infinity,
  1e300,
  Number.MIN_VALUE,
];

function drawOperand(choices: Choices, own: readonly (Value | undefined)[]): Value {
  const value = own.length === 0 ? undefined : choices.pick(own);
  if (value === undefined || choices.chance(20)) return withoutBigFloats(choices.pick(EXTREMES), own);
  if (typeof value === 'bigint') return value + BigInt(choices.between(-1, 1));
  if (Number.isNaN(value)) return 0;
  return value + choices.pick([0, 0, 0, 1, -1, 0.5]);
}

/** A column of numbers may be one of floats, which refuses integers that no double is. */
function withoutBigFloats(operand: Value, own: readonly (Value | undefined)[]): Value {
  return typeof operand === 'bigint' && typeof own.find((one) => one !== undefined) !== 'bigint'
    ? Number(operand)
    : operand;
}

/** Whether a row is wanted, by JavaScript's own comparisons, which are exact between numbers and bigints. */
export function matches(expression: FilterExpression, values: Values, row: number): boolean {
  if ('and' in expression) return expression.and.every((part) => matches(part, values, row));
  if ('or' in expression) return expression.or.some((part) => matches(part, values, row));
  if ('not' in expression) return !matches(expression.not, values, row);
  const [path, operator, operand] = expression;
  const value = values.get(path)?.[row];
  if (value === undefined) return false;
  const isAmong = (list: readonly unknown[]): boolean => list.some((one) => value == one); // oxlint-disable-line eqeqeq -- 1n is 1 in a filter
  switch (operator) {
    case 'in':
      return isAmong(operand as readonly Value[]);
    case 'not in':
      return !isAmong(operand as readonly Value[]);
    case '=':
      return isAmong([operand]);
    case '!=':
      return !isAmong([operand]);
    case '<':
      return value < (operand as Value);
    case '<=':
      return value <= (operand as Value);
    case '>':
      return value > (operand as Value);
    case '>=':
      return value >= (operand as Value);
  }
}
