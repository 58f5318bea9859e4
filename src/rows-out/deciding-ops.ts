import * as K from '../../assembly/core/layout.js';
import { codeOf, isSum, type Op } from '../cursor/index.js';
import type { Program } from '../program/index.js';

/** Ops of the record itself, those of arms before what follows: what array elements and structs that are pointed to hold is theirs. */
export function opsOfRecord(program: Program): readonly Op[] {
  return opsIn(codeOf(program).top);
}

function opsIn(ops: readonly Op[]): Op[] {
  return ops.flatMap((op) => {
    const isOwnFrame = op.kind === K.OP_ARRAY || (op.kind === K.OP_POINTED && (op.flags & K.F_FRAME) !== 0);
    return isOwnFrame ? [op] : [op, ...opsIn(op.below)];
  });
}

/** The leaves that say how long a record is, and what lies where in it: counts, lengths, offsets, tags. */
export function decidingOps(program: Program): readonly Op[] {
  return opsOfRecord(program).flatMap(({ kind, ref }) => (isSum(kind) || ref === undefined ? [] : [ref]));
}
