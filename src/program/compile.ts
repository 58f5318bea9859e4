import * as K from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import { isVariable, type LaidRecord, type Layout } from '../schema/index.js';
import { addMessageChecksums } from './compile-checksum.js';
import { compileMembers, compileRootUnion } from './compile-record.js';
import { Draft, schemaErrorAt } from './draft.js';
import { finishProgram } from './finish-program.js';
import { guardWords, type Place } from './place.js';
import type { Limits, Program, RecordShape } from './program.js';
import type { PendingChecksum } from './record-draft.js';
import { Scope } from './scope.js';

interface Root {
  readonly shape: RecordShape;
  readonly checksums: readonly PendingChecksum[];
}

/**
 * Turns a layout into the program that the engines run and the shape that the codec reads and writes values by, which names ops of the program.
 * @throws CastbufError ERR_SCHEMA, ERR_LIMIT_NESTING
 */
export function compile(layout: Layout, limits: Limits): Program {
  const { root } = layout;
  const { depth } = root.node;
  if (depth > limits.nesting) {
    throw new CastbufError('ERR_LIMIT_NESTING', 'raise limits.nesting, or flatten the schema', {
      path: layout.name,
      want: depth,
      have: limits.nesting,
    });
  }
  const draft = new Draft(root, limits);
  const place = rootPlace(root);
  const { shape, checksums } = compileRoot(draft, root, place);
  const ruleOp = addLengthRule(draft, root, place.scope);
  const ops = addMessageChecksums(draft, checksums); // they may sum the length, so they stand after it
  draft.ops.resolve();
  return finishProgram(draft, layout, limits, { ...shape, checksums: ops }, ruleOp);
}

function rootPlace(root: LaidRecord): Place {
  return {
    base: 0,
    frameBytes: isVariable(root.node) ? root.fixedBytes : root.bytes,
    path: '',
    scope: new Scope(),
    columnBytes: root.node.options.versioned ? root.bytes : root.fixedBytes,
    fromEnd: 0,
    elements: undefined,
    guard: undefined,
    shared: false,
    versioned: root.node.options.versioned,
    inUnion: false,
  };
}

function compileRoot(draft: Draft, root: LaidRecord, place: Place): Root {
  if (root.node.options.versioned) return compileVersioned(draft, root, place);
  const { shape, checksums } = root.node.union
    ? { shape: compileRootUnion(draft, root, place), checksums: [] }
    : compileMembers(draft, root, place);
  const hasUnknownGaps = draft.hasPointedParts;
  if (hasUnknownGaps) draft.ops.add({ kind: K.OP_UNKNOWN_GAPS }, 'unknownGaps');
  const hasUnknownTail = mayHaveTail(draft, root);
  if (hasUnknownTail) draft.ops.add({ kind: K.OP_UNKNOWN_TAIL }, 'unknownTail');
  return { shape: { ...shape, hasUnknownGaps, hasUnknownTail }, checksums };
}

/** Whether a record can say that it is longer than its parts: not where one of them takes every byte of the rest. */
function mayHaveTail({ tail }: Draft, { node: { options } }: LaidRecord): boolean {
  if (options.length === undefined && options.next === undefined) return false;
  return tail === undefined || (tail.op.flags & K.F_REST) === 0 || tail.stride > 1;
}

/** Before the members an op for the bytes that no member holds. */
function compileVersioned(draft: Draft, root: LaidRecord, place: Place): Root {
  draft.needsWalk = true;
  draft.columns.uncovered('unknownTail', place); // columns do not say how long each record is
  draft.ops.add({ kind: K.OP_UNKNOWN_TAIL, flags: K.F_VERSIONED, ...guardWords(undefined) }, 'unknownTail');
  const { shape, checksums } = compileMembers(draft, root, place);
  const lengthOp = lengthLeaf(place.scope, root.node.options.length as string);
  const versioned = { bytes: root.bytes, fixedBytes: root.fixedBytes, lengthOp };
  return { shape: { ...shape, versioned, hasUnknownTail: true }, checksums };
}

/** The op that fills in the length of the record, or the distance to the next. Answers the leaf that holds it, or -1. */
function addLengthRule(draft: Draft, root: LaidRecord, scope: Scope): number {
  const { length, lengthMeasure, next, startAlign } = root.node.options;
  const field = length ?? next;
  if (field === undefined) return -1;
  if (next !== undefined && startAlign > 1 && draft.tail !== undefined && (draft.tail.op.flags & K.F_REST) !== 0) {
    const path = draft.ops.paths[draft.tail.op.index] ?? '';
    throw schemaErrorAt(path, 'it would take the padding before the next record; count it, or leave out startAlign');
  }
  const leafOp = lengthLeaf(scope, field);
  const op = draft.measure(leafOp, lengthMeasure);
  draft.ops.add({ kind: K.OP_LENGTH, ref: op, flags: next === undefined ? 0 : K.F_NEXT }, field);
  draft.markLate(leafOp);
  return op;
}

function lengthLeaf(scope: Scope, field: string): number {
  const op = scope.find(field);
  if (op !== undefined) return op;
  const hint = 'the length of a record cannot stand inside a tagged union, which may not be there';
  throw schemaErrorAt(field, hint);
}
