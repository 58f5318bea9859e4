import * as K from '../../assembly/core/layout.js';
import { VERSIONED_TAIL, type ColumnGuard as Guard } from '../program/index.js';
import { leafOf, readInteger, selectArm, type Code, type Op } from '../cursor/index.js';

/** A union that is not there, because the arm around it is not selected. */
const NOWHERE = -2;

/** Whether a guard asks for bytes of a versioned record, and not for an arm. */
export function isLengthGuard({ ops }: Code, { union }: Guard): boolean {
  return (ops[union] as Op).kind === K.OP_UNKNOWN_TAIL;
}

/** Finds out which rows have a value in the arms of tagged unions, also of unions inside such arms, and in members that a versioned record may end before. */
export class ArmGuards {
  /** The arm around each op, by op. */
  private readonly around: (Guard | undefined)[] = [];

  constructor(private readonly code: Code) {
    this.enter(code.top, undefined);
  }

  /** The arm that an op stands in. */
  of(op: number): Guard | undefined {
    return this.around[op];
  }

  /** Unions around a guarded place: those further out are written first, as they hold the tags of those inside. */
  depth(guard: Guard | undefined): number {
    return guard === undefined ? 0 : 1 + this.depth(this.of(guard.union));
  }

  /** Whether the record at `record` has what the guard stands before. */
  isOpen(guard: Guard | undefined, view: DataView, record: number): boolean {
    if (guard === undefined) return true;
    const { code } = this;
    if (isLengthGuard(code, guard)) return readInteger(view, record + code.ruleOp.offset, code.ruleOp) >= guard.arm;
    return this.armOf(guard.union, view, record) === guard.arm;
  }

  private armOf(union: number, view: DataView, record: number): number {
    if (!this.isOpen(this.of(union), view, record)) return NOWHERE;
    return selectArm(this.code, view, record, this.code.ops[union] as Op);
  }

  private lengthGuard({ flags, align }: Op): Guard | undefined {
    const mayMiss = (flags & K.F_VERSIONED) !== 0 && align > this.code.word(K.P_FIXED_BYTES);
    return mayMiss ? { union: VERSIONED_TAIL, arm: align } : undefined;
  }

  private enter(ops: readonly Op[], guard: Guard | undefined): void {
    for (const op of ops) {
      // A measure stands after all other ops, whatever it is made of.
      const own = op.kind === K.OP_MEASURE ? this.of(leafOf(op).index) : (guard ?? this.lengthGuard(op));
      this.around[op.index] = own;
      if (op.kind === K.OP_UNION)
        op.below.forEach((arm, index) => this.enter(arm.below, { union: op.index, arm: index }));
      else this.enter(op.below, own);
    }
  }
}
