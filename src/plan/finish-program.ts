import * as K from '../../assembly/layout.js';
import { isVariable, type LaidRecord, type Layout } from '../schema/index.js';
import type { Draft } from './draft.js';
import type { Limits, Program, RecordShape } from './program.js';

/** The program of a draft to which everything is added. `ruleOp`: the leaf that says the length of a record, or -1. */
export function finishProgram(
  draft: Draft,
  layout: Layout,
  limits: Limits,
  shape: RecordShape,
  ruleOp: number,
): Program {
  const { root } = layout;
  const rule = ruleOf(draft, root);
  const columns = draft.columns.finish((op) => draft.isDerived(op));
  return {
    layout,
    words: draft.ops.assemble(headerWords(draft, limits, rule, ruleOp), columns),
    shape,
    columns,
    withoutColumn: draft.columns.missing,
    paths: draft.ops.paths,
    scalars: draft.ops.scalars,
    leastBytes: rule === K.RULE_FIXED ? root.bytes : root.fixedBytes,
    limits,
    takesRest: takesRest(draft, rule),
  };
}

/** How long a record is: of the five rules the one that takes the least work. */
function ruleOf({ hasMeasuredParts, tail }: Draft, root: LaidRecord): number {
  const { length, next } = root.node.options;
  if (length !== undefined) return K.RULE_TOTAL;
  if (next !== undefined) return K.RULE_NEXT;
  if (hasMeasuredParts) return K.RULE_EXTENT;
  if (!isVariable(root.node)) return K.RULE_FIXED;
  const isCounted = tail !== undefined && (tail.op.flags & K.F_COUNTED) !== 0;
  return isCounted ? K.RULE_COUNTED : K.RULE_EXTENT;
}

function headerWords(draft: Draft, limits: Limits, rule: number, ruleOp: number): number[] {
  const { root, tail } = draft;
  const isWalkedForLength = rule !== K.RULE_FIXED && rule !== K.RULE_COUNTED;
  const header: number[] = [];
  header[K.P_FIXED_BYTES] = root.fixedBytes;
  header[K.P_RULE] = rule;
  header[K.P_RULE_OP] = rule === K.RULE_COUNTED ? (tail?.op.ref ?? -1) : ruleOp;
  header[K.P_STRIDE] = tail?.stride ?? 0;
  header[K.P_START_ALIGN] = root.node.options.startAlign;
  header[K.P_MAX_COUNT] = limits.count;
  header[K.P_MAX_OFFSET] = limits.offset;
  header[K.P_MAX_MESSAGE] = limits.messageBytes;
  header[K.P_WALK] = Number(draft.needsWalk || draft.hasChecks || isWalkedForLength);
  header[K.P_HAS_CHECKS] = Number(draft.hasChecks);
  return header;
}

/** The last record of a chain, and one with a part that nothing counts, ends where the input does. */
function takesRest(draft: Draft, rule: number): boolean {
  if (rule === K.RULE_NEXT) return true;
  return rule !== K.RULE_TOTAL && draft.ops.ops.some((op) => (op.flags & K.F_REST) !== 0);
}
