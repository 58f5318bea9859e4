import * as K from '../../assembly/core/layout.js';
import { scalarOf, type LaidArray, type LaidType, type Leaf, type NumberKind } from '../schema/index.js';
import type { Op, OpList } from './ops.js';
import type { Column } from './program.js';

interface ColumnPlace {
  /** Bytes that are there in every row (with a guard: in every row that the guard selects); 0: no columns here. */
  readonly columnBytes: number;
  readonly fromEnd: number;
  readonly guard: Column['guard'];
  readonly shared: boolean;
  readonly base: number;
}

type Draft = Omit<Column, 'derived'>;

/** Which members of a record become columns. Parts of other frames (array elements, pointed parts) do not. */
export class ColumnList {
  private readonly drafts: Draft[] = [];
  /** Members that columns cannot carry, so that rows cannot be written from columns alone. */
  readonly missing: string[] = [];

  leaf(path: string, op: Op, leaf: Leaf, place: ColumnPlace): void {
    if (!this.holds(op.offset + op.bytes, path, place)) return;
    this.add({ path, op: op.index, kind: leafKind(leaf), repeat: 1, step: 0 }, place);
  }

  split(path: string, op: Op, end: number, place: ColumnPlace): void {
    if (!this.holds(end, path, place)) return;
    this.add({ path, op: op.index, kind: integerKind(op.width, false), repeat: 1, step: 0 }, place);
  }

  bytes(path: string, op: Op, bytes: number, place: ColumnPlace): void {
    if (!this.holds(op.offset + bytes, path, place)) return;
    this.add({ path, op: op.index, kind: 'bytes', repeat: bytes, step: 0 }, place);
  }

  list(path: string, op: Op, place: ColumnPlace): void {
    const open = (op.flags & K.F_TAIL) !== 0 && (op.flags & K.F_TERMINATED) === 0;
    if (place.columnBytes === 0) return;
    if (!open || place.guard !== undefined) this.missing.push(path);
    else this.add({ path, op: op.index, kind: 'list', repeat: 1, step: 0 }, place);
  }

  /** Bytes of a tagged union whose tag selects no arm. */
  raw(path: string, op: Op, bytes: number, place: ColumnPlace): void {
    if (!this.holds(op.offset + bytes, path, place)) return;
    const guard = { union: op.index, arm: -1 };
    this.add({ path, op: op.index, kind: 'bytes', repeat: bytes, step: 0 }, { ...place, guard });
  }

  /** An array of numbers, of any number of dimensions, is one column of `repeat` elements a row. */
  array(path: string, op: Op, type: LaidArray, list: OpList, place: ColumnPlace): void {
    if (place.columnBytes === 0) return;
    let element: LaidType = type;
    let leafOp = op.index;
    let repeat = 1;
    while (element.kind === 'array' && element.count.kind === 'fixed') {
      repeat *= element.count.count;
      element = element.element;
      leafOp++;
    }
    if (element.kind !== 'leaf' || !this.holds(op.offset + repeat * element.bytes, path, place)) {
      if (place.columnBytes > 0) this.missing.push(path);
      return;
    }
    this.add(
      { path, op: list.op(leafOp).index, kind: leafKind(element), repeat, step: element.bytes },
      place,
      op.offset,
    );
  }

  uncovered(path: string, place: ColumnPlace): void {
    if (place.columnBytes > 0) this.missing.push(path);
  }

  finish(isDerived: (op: number) => boolean): Column[] {
    return this.drafts.map((draft) => ({ ...draft, derived: isDerived(draft.op) }));
  }

  private holds(end: number, path: string, place: ColumnPlace): boolean {
    if (place.columnBytes === 0) return false;
    if (end <= place.columnBytes) return true;
    this.missing.push(path);
    return false;
  }

  private add(draft: Omit<Draft, 'guard' | 'shared' | 'start' | 'isTrailing'>, place: ColumnPlace, start = 0): void {
    const { guard, shared, fromEnd } = place;
    const isTrailing = fromEnd > 0;
    // What selects an arm, and what is compared with other arms, lies at a fixed place.
    if (isTrailing && (guard !== undefined || shared)) return void this.missing.push(draft.path);
    this.drafts.push({ ...draft, start: start - fromEnd, isTrailing, guard, shared });
  }
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
