import { CastbufError, suggest } from '../errors/index.js';
import { columnNamed, isSingleNumber, SELECT, type Filter, type Selection } from '../columns/index.js';
import { rangesOf, type Comparison, type FilterValue, type ValueRange } from './filter-ranges.js';
import type { Program } from '../program/index.js';

export type { FilterValue } from './filter-ranges.js';

/**
 * Which records are wanted. A comparison is a column's path, an operator and a value: `['ChunkInfo.ProcessingTime', '>', 1000]`; `in` and
 * `not in` take a list of values. An integer column takes a number or a bigint of any size, an enum its names too, a bool `true` and
 * `false`. NaN differs from every value and is in no order. Where a record has no value, because its tag selects
 * another arm, every comparison is false; `not` negates its operand, so rows without a value pass it.
 */
export type FilterExpression<Path extends string = string> =
  | readonly [path: Path, operator: Comparison, value: FilterValue]
  | readonly [path: Path, operator: 'in' | 'not in', values: readonly FilterValue[]]
  | { readonly and: readonly FilterExpression<Path>[] }
  | { readonly or: readonly FilterExpression<Path>[] }
  | { readonly not: FilterExpression<Path> };

/** One step in postfix order. A test pushes one truth a row, the others join or turn what is on top. */
export type FilterStep =
  | {
      readonly kind: 'test';
      readonly column: number;
      readonly ranges: readonly ValueRange[];
      /** What lies in none of the ranges is meant. */
      readonly negated: boolean;
    }
  | { readonly kind: 'and' | 'or' | 'not' };

/** A filter for one program. */
export interface FilterPlan {
  readonly steps: readonly FilterStep[];
  /** Truths of one row that there are at the same time. */
  readonly depth: number;
  /** Columns that it reads. */
  readonly columns: ReadonlySet<number>;
}

/** Expressions inside each other. */
const MAX_NESTING = 64;

type KnownPath<Path extends string> = string extends Path ? never : Path;

/** @param reads how the engine of the codecs that it meets reads by it */
export function filterWith<const Path extends string>(
  reads: object,
  expression: FilterExpression<Path>,
): Filter<KnownPath<Path>> {
  const selections = new WeakMap<Program, Selection>();
  // No class: bundlers keep one whose members have names that are made at run time.
  return {
    [SELECT](program) {
      const known = selections.get(program);
      if (known !== undefined) return known;
      const selection = { plan: new FilterCompiler(program).plan(expression), reads };
      selections.set(program, selection);
      return selection;
    },
  };
}

class FilterCompiler {
  private readonly steps: FilterStep[] = [];
  private readonly columns = new Set<number>();
  private held = 0;
  private depth = 0;

  constructor(private readonly program: Program) {}

  plan(expression: FilterExpression): FilterPlan {
    this.add(expression, 1);
    return { steps: this.steps, depth: this.depth, columns: this.columns };
  }

  private add(expression: FilterExpression, nesting: number): void {
    if (nesting > MAX_NESTING) throw usage(`more than ${MAX_NESTING} expressions inside each other`);
    if (isComparison(expression)) return this.addTest(expression);
    const [kind, ...others] = Object.keys(expression ?? {});
    const parts = (expression as Readonly<Record<string, unknown>>)?.[kind ?? ''];
    if (others.length > 0 || (kind !== 'and' && kind !== 'or' && kind !== 'not')) throw noExpression(expression);
    if (kind === 'not') {
      this.add(parts as FilterExpression, nesting + 1);
      this.steps.push({ kind });
      return;
    }
    if (!Array.isArray(parts) || parts.length === 0) throw usage(`${kind} needs a list of expressions, one at least`);
    for (const [index, part] of parts.entries()) {
      this.add(part as FilterExpression, nesting + 1);
      if (index === 0) continue;
      this.steps.push({ kind });
      this.held--;
    }
  }

  private addTest([path, operator, value]: readonly [string, string, unknown]): void {
    const { program } = this;
    const index = columnNamed(program, path);
    const column = program.columns[index] as Program['columns'][number];
    if (!isSingleNumber(column)) {
      const what = column.kind === 'list' ? 'a part of varying length' : `${column.repeat} values a record`;
      throw new CastbufError('ERR_USAGE', `it is ${what}; a filter compares columns of one number a record`, { path });
    }
    const { ranges, negated } = rangesOf(program, column, operator, value);
    this.columns.add(index);
    this.steps.push({ kind: 'test', column: index, ranges, negated });
    this.held++;
    this.depth = Math.max(this.depth, this.held);
  }
}

function isComparison(expression: unknown): expression is readonly [string, string, unknown] {
  if (!Array.isArray(expression)) return false;
  const [path, operator] = expression as unknown[];
  if (expression.length === 3 && typeof path === 'string' && typeof operator === 'string') return true;
  throw noExpression(expression);
}

function noExpression(expression: unknown): CastbufError {
  const keys = typeof expression === 'object' && expression !== null ? Object.keys(expression) : [];
  const wrong = keys.find((key) => !['and', 'or', 'not'].includes(key));
  const hint = wrong === undefined || Array.isArray(expression) ? '' : `; ${suggest(wrong, ['and', 'or', 'not'])}`;
  return usage(`an expression is [path, operator, value], { and: […] }, { or: […] } or { not: … }${hint}`);
}

function usage(hint: string): CastbufError {
  return new CastbufError('ERR_USAGE', `filter: ${hint}`);
}
