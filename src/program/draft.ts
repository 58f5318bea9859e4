import * as K from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import { bitsMeasured, measureText, type LaidRecord, type Measure } from '../schema/index.js';
import { ColumnList } from './columns.js';
import { OpList, type Op } from './ops.js';
import type { Limits, ListPart, OwnSumOp, RecordLists } from './program.js';

/** The part of varying length that ends a message, and the bytes that one of its count stands for. */
interface Tail {
  readonly op: Op;
  readonly stride: number;
}

const MEASURED_FLAGS = K.F_BIG_ENDIAN | K.F_SIGNED;

/** A program while it is compiled: what every part of the layout adds to, whichever record it stands in. */
export class Draft {
  readonly ops = new OpList();
  readonly columns = new ColumnList();
  /** A checksum or a check of a value: decoding walks the record, and so does encoding when it has written it. */
  hasChecks = false;
  /** Parts that lie elsewhere, or arms that end the record: only a walk knows how far they reach. */
  hasMeasuredParts = false;
  /** The message's own frame has an at(…), after which its part of varying length may not stand any more. */
  hasPointedParts = false;
  /** Something can be refused, or found, only by walking the record, even where a rule of its own says its length. */
  needsWalk = false;
  tail: Tail | undefined;
  private readonly leaves = new Map<number, { late: boolean }>();

  /** Checksums by functions, in the order in which they are computed. */
  readonly ownSums: OwnSumOp[] = [];
  /** Parts that are lists of records, and what gives them their places. */
  readonly listParts: ListPart[] = [];
  lists: RecordLists | undefined;

  constructor(
    readonly root: LaidRecord,
    readonly limits: Limits,
  ) {}

  /** The shape is kept: a part after the leaf may find out that the engine fills it in. */
  keepLeaf(shape: { readonly op: number; late: boolean }): void {
    this.leaves.set(shape.op, shape);
  }

  /** The engine writes the leaf when it knows what stands after it: offsets, lengths and checksums. */
  markLate(op: number): void {
    this.ops.op(op).flags |= K.F_LATE;
    const leaf = this.leaves.get(op);
    if (leaf !== undefined) leaf.late = true;
  }

  /** The op that reads what is made of a leaf. Ops after all others may be added when refs are resolved: nothing lies below them. */
  measure(leafOp: number, given: Measure | undefined): number {
    if (given === undefined) return leafOp;
    const leaf = this.ops.op(leafOp);
    const path = this.ops.paths[leafOp] ?? '';
    const { first, bits, times, plus, align } = bitsMeasured(given);
    const width = bits ?? leaf.width - first;
    if (first + width > leaf.width || width < 1)
      throw schemaErrorAt(path, `it has ${leaf.width} bits; ${measureText(given)} takes others`);
    if (leaf.width > 53 && width !== leaf.width)
      throw schemaErrorAt(
        path,
        `mask and shift take bits of 53, and it has ${leaf.width}; declare bit-fields for them`,
      );
    // Some of its bits are no signed number.
    const flags = leaf.flags & (width === leaf.width ? MEASURED_FLAGS : K.F_BIG_ENDIAN);
    const { offset, bytes } = leaf;
    const place = { offset, bytes, shift: leaf.shift + first, width, flags };
    const what = { ref: leafOp, constant: times, count: plus, align };
    this.needsWalk = true;
    return this.ops.add({ kind: K.OP_MEASURE, ...place, ...what }, path).index;
  }

  /** The leaf that an op reads, which may be that itself. */
  leafOf(op: number): number {
    const { kind, ref } = this.ops.op(op);
    return kind === K.OP_MEASURE ? ref : op;
  }

  /** Encode fills the leaf in where it is not given. A union's tag is not: its arm does not always tell the tag. */
  isDerived(op: number): boolean {
    return (
      this.leaves.get(op)?.late === true || this.ops.ops.some((other) => other.ref === op && other.kind !== K.OP_UNION)
    );
  }
}

export function schemaErrorAt(path: string, hint: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', hint, { path });
}
