import * as K from '../../assembly/core/layout.js';
import { scalarOf, type LaidArray, type Leaf, type NumberKind } from '../schema/index.js';
import type { Op } from './ops.js';
import type { Elements } from './place.js';
import type { Column, ColumnGuard, ColumnKind } from './program.js';

interface ColumnPlace {
  /** Bytes that are there in every row (with a guard: in every row that the guard selects); 0: no columns here. */
  readonly columnBytes: number;
  readonly fromEnd: number;
  readonly guard: Column['guard'];
  readonly shared: boolean;
  readonly elements: Elements | undefined;
}

type Draft = Omit<Column, 'derived'> & { readonly isElement: boolean };

/** How the elements of a row lie. */
type Elementwise = Pick<Column, 'repeat' | 'step' | 'run' | 'runStep' | 'ranges'>;

const ONE: Elementwise = { repeat: 1, step: 0, run: 1, runStep: 0, ranges: 1 };

/** A third distance between elements is none that columns know. */
const MOST_LEVELS = 2;

/** Which members of a record become columns. Parts of other frames do not, but for the elements of fixed arrays. */
export class ColumnList {
  private readonly drafts: Draft[] = [];
  /** Members that have no column, or one that does not say all of their bytes: rows cannot be written from columns alone. */
  readonly missing: string[] = [];

  leaf(path: string, op: Op, leaf: Leaf, place: ColumnPlace): void {
    this.number(path, op, op.offset + op.bytes, leafKind(leaf), place);
  }

  split(path: string, op: Op, end: number, place: ColumnPlace): void {
    this.number(path, op, end, integerKind(op.width, false), place);
  }

  bytes(path: string, op: Op, bytes: number, place: ColumnPlace, magic?: readonly number[]): void {
    const { elements } = place;
    if (elements === undefined && !this.holds(op.offset + bytes, path, place)) return;
    this.add(path, { op, kind: 'bytes' }, rangesOf(elements, bytes), place, magic);
  }

  /**
   * A part of a length that records say, or that their end does, or a NUL. `roomBytes`: that the part has in every record.
   * Rows are written from the list of a tail alone: of nothing else does it say all bytes.
   */
  list(path: string, op: Op, roomBytes: number, place: ColumnPlace): void {
    // Lists count from the record's start.
    if (place.elements !== undefined || place.fromEnd > 0) return this.uncovered(path, place);
    if (!this.holds(op.offset + roomBytes, path, place)) return;
    this.add(path, { op, kind: 'list' }, ONE, place);
    const isTail = (op.flags & (K.F_CAPACITY | K.F_TERMINATED)) === 0;
    if (!isTail || place.guard !== undefined) this.missing.push(path);
  }

  /** Bytes of a tagged union whose tag selects no arm. */
  raw(path: string, op: Op, bytes: number, place: ColumnPlace): void {
    if (!this.holds(op.offset + bytes, path, place)) return;
    this.add(path, { op, kind: 'bytes' }, rangesOf(undefined, bytes), {
      ...place,
      guard: { union: op.index, arm: -1 },
    });
  }

  /** The place of the elements of an array that becomes columns: each member of them is one column of all elements, row by row. */
  elements(path: string, op: Op, { count, stride }: LaidArray, place: ColumnPlace): Elements | undefined {
    const { elements: around, guard } = place;
    if (count.kind !== 'fixed') return undefined;
    if (around === undefined && !this.holds(op.offset + count.count * stride, path, place)) return undefined;
    const level = { count: count.count, stride };
    if (around === undefined) return { start: op.offset, levels: [level], guard, isElement: true };
    const { start, levels, isElement } = around;
    const outer = levels[0] as typeof level;
    if (isElement) {
      const joined = { count: (levels.at(-1) as typeof level).count * level.count, stride };
      return { ...around, levels: [...levels.slice(0, -1), joined] };
    }
    if (levels.length === MOST_LEVELS) return void this.uncovered(path, place);
    return { ...around, start: start + op.offset, levels: [outer, level], isElement: true };
  }

  get count(): number {
    return this.drafts.length;
  }

  /** Columns from `first` on, where no arm is around them, have a value only where the guard says so. */
  guardFrom(first: number, guard: ColumnGuard): void {
    for (let index = first; index < this.drafts.length; index++) {
      const draft = this.drafts[index] as Draft;
      this.drafts[index] = { ...draft, guard: draft.guard ?? guard };
    }
  }

  uncovered(path: string, place: ColumnPlace): void {
    if (place.columnBytes > 0 || place.elements !== undefined) this.missing.push(columnPath(path));
  }

  /** What an element derives comes with its column: only derived members of the record itself may be left out. */
  finish(isDerived: (op: number) => boolean): Column[] {
    return this.drafts.map(({ isElement, ...draft }) => ({ ...draft, derived: !isElement && isDerived(draft.op) }));
  }

  private number(path: string, op: Op, end: number, kind: NumberKind, place: ColumnPlace): void {
    const { elements } = place;
    if (elements !== undefined) this.add(path, { op, kind }, runsOf(elements.levels), place);
    else if (this.holds(end, path, place)) this.add(path, { op, kind }, ONE, place);
  }

  private holds(end: number, path: string, place: ColumnPlace): boolean {
    if (place.columnBytes === 0) return false;
    if (end <= place.columnBytes) return true;
    this.missing.push(path);
    return false;
  }

  private add(
    path: string,
    { op, kind }: { readonly op: Op; readonly kind: ColumnKind },
    how: Elementwise | undefined,
    { elements, guard: own, shared, fromEnd }: ColumnPlace,
    magic?: readonly number[],
  ): void {
    const at = columnPath(path);
    const guard = elements === undefined ? own : elements.guard;
    const isTrailing = fromEnd > 0;
    const place = { start: (elements?.start ?? 0) - fromEnd, isTrailing, guard, shared };
    // What selects an arm, and what is compared with other arms, lies at a fixed place.
    const isLost = how === undefined || (isTrailing && guard !== undefined);
    if (isLost || (isTrailing && shared)) this.missing.push(at);
    if (!isLost)
      this.drafts.push({ path: at, op: op.index, kind, ...how, ...place, magic, isElement: elements !== undefined });
  }
}

/** Members of elements are named without an index, as they are one column: `Cars.Speed`. */
function columnPath(path: string): string {
  return path.replaceAll('[]', '');
}

/** How the numbers of a row lie. */
function runsOf([outer, inner]: Elements['levels']): Elementwise {
  const { count: run, stride: step } = inner ?? (outer as Elements['levels'][number]);
  if (outer === undefined || inner === undefined) return { repeat: run, step, run, runStep: 0, ranges: 1 };
  return { repeat: outer.count * run, step, run, runStep: outer.stride, ranges: 1 };
}

/** How the ranges of a row lie, of `bytes` bytes each; undefined: in runs of runs. */
function rangesOf(elements: Elements | undefined, bytes: number): Elementwise | undefined {
  const levels = elements?.levels ?? [];
  // The elements of an array of ranges lie one after the other.
  const inRun = elements?.isElement === true ? (levels.at(-1)?.count ?? 1) : 1;
  const [around, further] = elements?.isElement === true ? levels.slice(0, -1) : levels;
  if (further !== undefined) return undefined;
  const run = inRun * bytes;
  const runs = around?.count ?? 1;
  return { repeat: runs * run, step: 0, run, runStep: around?.stride ?? 0, ranges: runs * inRun };
}

/** Bytes from the record to where the op of an element counts from. */
export function elementPlace({ start, step, run, runStep }: Column, element: number): number {
  return start + Math.floor(element / run) * runStep + (element % run) * step;
}

/** What an array of such elements is an array of. */
export function leafKind({ scalar, bytes, width, isBitField }: Leaf): NumberKind {
  const { format, exponent } = scalar;
  const whole = isBitField && format !== 'bool' ? undefined : scalarOf(format, bytes, exponent)?.column;
  return whole ?? integerKind(width, format === 'signed');
}

function integerKind(width: number, signed: boolean): NumberKind {
  if (width > 53) return signed ? 'i64' : 'u64';
  if (width > 32) return 'f64';
  const bits = [8, 16, 32].find((size) => width <= size) as 8 | 16 | 32;
  return signed ? `i${bits}` : `u${bits}`;
}
