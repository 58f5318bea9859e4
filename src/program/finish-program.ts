import * as K from '../../assembly/core/layout.js';
import { isVariable, type LaidRecord, type Layout } from '../schema/index.js';
import type { Draft } from './draft.js';
import { fieldOf, fieldWords, guardsOf, type Field, type Guard } from './guards.js';
import type { Op } from './ops.js';
import type { Column, Limits, OwnSums, Program, RecordShape } from './program.js';

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
  const measuring = rule === K.RULE_COUNTED ? (draft.tail?.op.ref ?? -1) : ruleOp;
  const ruleField = ruleFieldOf(draft, rule, measuring);
  const guards = guardsOf(draft.ops, rule, ruleField, root.fixedBytes);
  const checks = guards ?? guardsOf(draft.ops, rule, ruleField, root.fixedBytes, innerTail(draft, rule));
  const header = headerWords(draft, limits, rule, measuring);
  if (ruleField !== undefined) fieldWords(ruleField).forEach((word, at) => (header[K.P_RULE_FIELD + at] = word));
  header[K.P_GUARDED] = Number(guards !== undefined);
  header[K.P_FINISH] = finishOf(draft, limits, rule, guards);
  const columns = draft.columns.finish((op) => draft.isDerived(op));
  const lists = draft.lists?.place(draft.listParts, draft.ops.ops.length);
  const sets = draft.listParts.map(({ op }, index) => ({ op, words: lists?.sets[index] as Int32Array }));
  const isChain = rule === K.RULE_COUNTED && isChainOfBytes(draft, header, measuring);
  return {
    layout,
    words: draft.ops.assemble(header, checks ?? [], sets),
    ops: draft.ops.ops,
    isChainOfBytes: isChain,
    shape,
    columns,
    lengthColumns: columns.map((column) => lengthColumnOf(draft, columns, column)),
    isDense: root.node.options.startAlign === 1,
    withoutColumn: draft.columns.missing,
    paths: draft.ops.paths,
    scalars: draft.ops.scalars,
    blankBytes: header[K.P_BLANK_BYTES] as number,
    clearBytes: header[K.P_CLEAR_BYTES] as number,
    leastBytes: rule === K.RULE_FIXED ? root.bytes : root.fixedBytes + root.trailingBytes,
    limits,
    takesRest: takesRest(draft, rule),
    isGuarded: checks !== undefined,
    own: ownOf(draft),
    lists,
    tailOp: draft.tail?.op.index ?? -1,
  };
}

/** All of them bring the same along. */
function ownOf({ ownSums: ops }: Draft): Program['own'] {
  const [first] = ops;
  return first && { ops, sums: first.own.sums as OwnSums };
}

function lengthColumnOf({ ops }: Draft, columns: readonly Column[], column: Column): number | undefined {
  const { flags, bytes, ref } = ops.op(column.op);
  if (column.kind !== 'list' || column.guard !== undefined || (flags & K.F_COUNTED) === 0) return undefined;
  if (bytes !== 1 && (flags & K.F_COUNTS_BYTES) === 0) return undefined;
  const count = columns.findIndex((other) => other.op === ref && other.kind === 'u32');
  return count < 0 ? undefined : count;
}

/** Records that begin anywhere, need no walk, and end with bytes that a plain u32 counts. */
function isChainOfBytes({ ops }: Draft, header: readonly number[], count: number): boolean {
  const { bytes, width, flags } = ops.op(count);
  const isPlain = bytes === 4 && width === 32 && (flags & (K.F_BIG_ENDIAN | K.F_SIGNED)) === 0;
  return isPlain && header[K.P_STRIDE] === 1 && header[K.P_START_ALIGN] === 1 && header[K.P_WALK] === 0;
}

/** The part of varying length in a record that says its whole length, where room for it is all that the part needs. */
function innerTail({ ops, tail }: Draft, rule: number): Op | undefined {
  if (rule !== K.RULE_TOTAL || tail === undefined) return undefined;
  const { op } = tail;
  if ((op.flags & K.F_RECORDS) !== 0) return undefined;
  if ((op.flags & K.F_REST) !== 0) return op;
  const isCounted = (op.flags & K.F_COUNTED) !== 0 && (op.flags & K.F_COUNTS_BYTES) === 0;
  return isCounted && (ops.op(op.ref).flags & K.F_SIGNED) === 0 ? op : undefined;
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
  header[K.P_RULE_OP] = ruleOp;
  header[K.P_STRIDE] = tail?.stride ?? 0;
  header[K.P_START_ALIGN] = root.node.options.startAlign;
  header[K.P_MAX_COUNT] = limits.count;
  header[K.P_MAX_OFFSET] = limits.offset;
  header[K.P_MAX_MESSAGE] = limits.messageBytes;
  header[K.P_MAX_AMPLIFICATION] = limits.amplification;
  header[K.P_WALK] = Number(draft.needsWalk || draft.hasChecks || isWalkedForLength);
  header[K.P_HAS_CHECKS] = Number(draft.hasChecks);
  header[K.P_SUM] = sumOf(draft);
  header[K.P_OVERLAPS] = Number(draft.ops.ops.some(mayLieOver));
  header[K.P_TRAILING_BYTES] = root.trailingBytes;
  header[K.P_VERSIONED] = Number(root.node.options.versioned);
  const blankBytes = blankBytesOf(draft);
  header[K.P_BLANK_BYTES] = blankBytes;
  header[K.P_CLEAR_BYTES] = Math.max(blankBytes, ...sizedArmEnds(draft));
  return header;
}

/** Whether it may show bytes that others show, too. */
export function mayLieOver({ kind, flags }: Pick<Op, 'kind' | 'flags'>): boolean {
  return kind === K.OP_OVERLAY || (kind === K.OP_POINTED && (flags & K.F_TRAILING) === 0);
}

/** An empty text that ends with a NUL has one. */
function blankBytesOf({ root, tail }: Draft): number {
  if (root.node.options.versioned) return root.bytes;
  const isTerminated = tail !== undefined && (tail.op.flags & K.F_TERMINATED) !== 0;
  return root.fixedBytes + root.trailingBytes + (isTerminated ? tail.op.bytes : 0);
}

/** Ends of the arms that end a record. */
function sizedArmEnds({ ops: { ops } }: Draft): number[] {
  return ops.flatMap((op) =>
    (op.flags & K.F_SIZED) === 0
      ? []
      : ops.slice(op.index + 1, op.end).map((arm) => (arm.kind === K.OP_ARM ? arm.offset + arm.bytes : 0)),
  );
}

/** What RULE_COUNTED and RULE_TOTAL read, where it is a field. */
function ruleFieldOf({ ops, root }: Draft, rule: number, ruleOp: number): Field | undefined {
  if (rule !== K.RULE_COUNTED && rule !== K.RULE_TOTAL) return undefined;
  const leaf = ops.op(ruleOp);
  return (leaf.flags & K.F_SIGNED) === 0 ? fieldOf(leaf, root.fixedBytes) : undefined;
}

function sumOf({ ops }: Draft): number {
  return ops.ops.findIndex(({ kind }) => kind === K.OP_CHECKSUM);
}

/** A record of one length that nothing can be wrong with needs at most that length. */
function finishOf(draft: Draft, limits: Limits, rule: number, guards: readonly Guard[] | undefined): number {
  const hasChecks = guards === undefined || guards.length > 0 || sumOf(draft) >= 0;
  if (hasChecks || draft.root.fixedBytes > limits.messageBytes) return K.FINISH_WALK;
  if (rule === K.RULE_FIXED) return K.FINISH_NOTHING;
  const hasOneLength = rule === K.RULE_TOTAL && draft.tail === undefined && !draft.root.node.options.versioned;
  return hasOneLength && draft.root.fixedBytes < 128 ? K.FINISH_LENGTH : K.FINISH_WALK; // fits the narrowest field
}

/** The last record of a chain, and one with a part that nothing counts, ends where the input does. */
function takesRest(draft: Draft, rule: number): boolean {
  if (rule === K.RULE_NEXT) return true;
  return rule !== K.RULE_TOTAL && draft.ops.ops.some((op) => (op.flags & K.F_REST) !== 0);
}
