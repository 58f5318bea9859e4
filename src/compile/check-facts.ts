import * as K from '../../assembly/core/layout.js';
import { asLeaf, measured, type Code, type Op } from '../cursor/index.js';
import type { CheckPass } from './check-walk.js';

/** What of a walk over a record matters for one program: the rest is left out when its check is emitted. */
export class CheckFacts {
  /** Ops that can refuse a record or make it longer, or have one below them that can. */
  private readonly relevant = new Set<Op>();
  readonly fixedBytes: number;
  /** Bytes after the part of varying length, and those that every record has. */
  readonly trailingBytes: number;
  readonly leastBytes: number;
  readonly mostBytes: number;
  readonly mostCount: number;
  readonly rule: number;
  /** A length or distance in the record says where it ends. */
  readonly isStated: boolean;
  /** Parts may lie over each other, so that all of them together may have more bytes than the record. */
  readonly isShared: boolean;
  /** Ops that reach for bytes after the fixed part. */
  readonly reaches: number;

  constructor(
    readonly code: Code,
    pass: CheckPass = 'input',
    readonly sharingLists: ReadonlySet<number> = NO_LISTS,
  ) {
    for (const op of code.ops.toReversed())
      if (saysSomething(op) || op.below.some((inner) => this.relevant.has(inner))) this.relevant.add(op);
    this.fixedBytes = code.word(K.P_FIXED_BYTES);
    this.trailingBytes = code.word(K.P_TRAILING_BYTES);
    this.leastBytes = this.fixedBytes + this.trailingBytes;
    this.mostBytes = code.word(K.P_MAX_MESSAGE);
    this.mostCount = code.word(K.P_MAX_COUNT);
    this.rule = code.word(K.P_RULE);
    const isSaid = this.rule === K.RULE_TOTAL || this.rule === K.RULE_NEXT;
    this.isStated = isSaid && (pass !== 'measure' || code.word(K.P_VERSIONED) !== 0);
    this.reaches = code.ops.filter(isReaching).length;
    this.isShared = mostReaches(code.top, sharingLists) > 1;
  }

  isRelevant(op: Op): boolean {
    return this.relevant.has(op);
  }
}

function saysSomething({ kind, flags }: Op): boolean {
  if (kind === K.OP_POINTED) return (flags & K.F_TRAILING) === 0;
  if (kind === K.OP_CHECKSUM) return true;
  if (kind === K.OP_UNION) return (flags & K.F_SIZED) !== 0;
  return (flags & (K.F_CHECKED | K.F_COUNTED | K.F_REST | K.F_TERMINATED)) !== 0;
}

function isReaching({ kind, flags }: Op): boolean {
  // What lies at the record's end has no more bytes than the record.
  if (kind === K.OP_POINTED) return (flags & K.F_TRAILING) === 0;
  if (kind === K.OP_UNION) return (flags & K.F_SIZED) !== 0;
  return (flags & (K.F_TAIL | K.F_REST | K.F_TERMINATED)) !== 0;
}

const NO_LISTS: ReadonlySet<number> = new Set();

/** Parts after the fixed one that a record may have at once. @param sharing lists in whose records parts may lie over each other */
function mostReaches(ops: readonly Op[], sharing: ReadonlySet<number>): number {
  return ops.reduce((sum, op) => sum + reachesOf(op, sharing), 0);
}

/** What is pointed to, or an arm that ends the record, and the tail of that lie one after the other: they are one part. */
function reachesOf(op: Op, sharing: ReadonlySet<number>): number {
  if ((op.flags & K.F_RECORDS) !== 0 && sharing.has(op.index)) return Infinity;
  const own = Number(isReaching(op));
  if (op.kind === K.OP_UNION) return Math.max(own, ...op.below.map((arm) => mostReaches(arm.below, sharing)));
  const below = mostReaches(op.below, sharing);
  if (op.kind === K.OP_ARRAY && below > 0) return Infinity;
  return op.kind === K.OP_POINTED ? Math.max(own, below) : own + below;
}

/** Smallest and largest integer of a leaf's bits, or that a measure says. */
export function leafBounds(op: Op): { readonly least: bigint; readonly most: bigint } {
  if (op.kind !== K.OP_MEASURE) return boundsOfBits(op);
  const { least, most } = boundsOfBits(asLeaf(op));
  return { least: BigInt(measured(op, Number(least))), most: BigInt(measured(op, Number(most))) };
}

function boundsOfBits({ kind, width, flags }: Op): { readonly least: bigint; readonly most: bigint } {
  const isSigned =
    kind === K.OP_WIDE ? (flags & K.F_UNSIGNED_WIDE) === 0 : (flags & K.F_SIGNED) !== 0 && (flags & K.F_BOOL) === 0;
  const most = (1n << BigInt(isSigned ? width - 1 : width)) - 1n;
  return { least: isSigned ? -most - 1n : 0n, most };
}
