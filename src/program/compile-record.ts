import * as K from '../../assembly/core/layout.js';
import type { LaidArray, LaidMember, LaidPointed, LaidRecord, LaidTrailing, LaidType, Leaf } from '../schema/index.js';
import { addChecksums, noteChecksum } from './compile-checksum.js';
import { addCount, compileGuid, compileRange, deriveCount, mostUnits, roomBytes } from './compile-counted.js';
import { compileLeaf, compileSplit } from './compile-leaf.js';
import { compileRecords } from './compile-records.js';
import { compileOverlay, compileTagged } from './compile-union.js';
import { schemaErrorAt, type Draft } from './draft.js';
import type { Op } from './ops.js';
import { guardWords, join, leafPlace, ownFrame, VERSIONED_TAIL, type Place } from './place.js';
import type { ArrayShape, LeafShape, MemberShape, RecordShape, Shape } from './program.js';
import { beginRecord, NOTHING_HIDDEN, type PendingChecksum, type RecordDraft } from './record-draft.js';
import { Scope } from './scope.js';

/** What only the record of a message has more. */
const PLAIN_SHAPE = {
  kind: 'record',
  versioned: undefined,
  checksums: [],
  hasUnknownTail: false,
  hasUnknownGaps: false,
} as const;

/** A message that is a union: a record whose members are the members of all arms. */
export function compileRootUnion(draft: Draft, union: LaidRecord, place: Place): RecordShape {
  const shape = compileOverlay(draft, union, place, compileMember);
  const member = { name: '', promoted: true, shape, start: 0, end: union.bytes };
  return { ...PLAIN_SHAPE, op: shape.op, path: '', members: [member], derivations: [] };
}

/** A record and its checksums. `outerHidden`: parts of a split in the record that its members are promoted to. */
function compileRecord(draft: Draft, record: LaidRecord, place: Place, outerHidden = NOTHING_HIDDEN): RecordShape {
  const { shape, checksums } = compileMembers(draft, record, place, outerHidden);
  return { ...shape, checksums: addChecksums(draft, checksums) };
}

/** The members of a struct, or of an unnamed one whose members are promoted, without the ops of its checksums. */
export function compileMembers(
  draft: Draft,
  record: LaidRecord,
  place: Place,
  outerHidden = NOTHING_HIDDEN,
): { shape: RecordShape; checksums: readonly PendingChecksum[] } {
  const op = draft.ops.ops.length;
  const hidden = new Set([...splitParts(record), ...outerHidden]);
  const within = beginRecord(record, place, hidden);
  const members: MemberShape[] = [];
  for (const member of record.members) {
    if (member.unnamed || hidden.has(member.name)) continue;
    const first = draft.ops.ops.length;
    const firstColumn = draft.columns.count;
    const shape = compileMember(draft, member, within);
    const { start, end } = extentOf(draft, member, shape, place);
    if (place.versioned && record === draft.root) markMemberEnd(draft, first, firstColumn, end);
    const { kind } = member.type;
    const pointer = kind === 'pointed' || kind === 'trailing' ? first : undefined;
    members.push({ name: member.name, promoted: member.anonymous, shape, start, end, pointer });
  }
  const { nestedChecksums, derivations } = within;
  const checksums = [...nestedChecksums, ...within.checksums];
  const { path } = place;
  return { shape: { ...PLAIN_SHAPE, op, path, members, derivations }, checksums };
}

function splitParts(record: LaidRecord): string[] {
  return record.members.flatMap((member) => (member.type.kind === 'split' ? member.type.parts : []));
}

/** A versioned record has a member whole or not at all, whatever the member is made of. */
function markMemberEnd(draft: Draft, first: number, firstColumn: number, end: number): void {
  const ops = draft.ops.ops.slice(first);
  for (const op of ops) if ((op.flags & K.F_VERSIONED) !== 0) op.align = end;
  if (end <= draft.root.fixedBytes) return;
  const guard = { union: VERSIONED_TAIL, arm: end };
  draft.columns.guardFrom(firstColumn, guard);
  for (const op of ops) if (op.kind === K.OP_UNION && op.shift < 0) Object.assign(op, guardWords(guard));
}

/** Bytes of a member in its record: for a leaf its storage, which may be wider than its bits; for a split from the first of its parts to the last. */
function extentOf(draft: Draft, member: LaidMember, shape: Shape, place: Place): { start: number; end: number } {
  if (shape.kind !== 'leaf' && shape.kind !== 'split') {
    return { start: Math.floor(member.bitOffset / 8), end: Math.ceil((member.bitOffset + member.bitSize) / 8) };
  }
  const { ops } = draft.ops;
  const leaves = shape.kind === 'leaf' ? [draft.ops.op(shape.op)] : ops.slice(shape.op + 1, draft.ops.op(shape.op).end);
  const start = Math.min(...leaves.map(({ offset }) => offset));
  const end = Math.max(...leaves.map(({ offset, bytes }) => offset + bytes));
  return { start: start - place.base, end: end - place.base };
}

function compileMember(draft: Draft, member: LaidMember, within: RecordDraft): Shape {
  const { place } = within;
  const { type, name } = member;
  const path = member.anonymous ? place.path : join(place.path, name);
  const elements = place.elements && { ...place.elements, isElement: false };
  const own: Place = { ...place, base: place.base + member.bitOffset / 8, path, elements };
  switch (type.kind) {
    case 'leaf':
      return compileLeafMember(draft, member, type, path, within);
    case 'split':
      return compileSplit(draft, type, path, within);
    case 'record':
      return compileNested(draft, member, type, own, within);
    case 'pointed':
      return compilePointed(draft, type, name, path, within);
    case 'trailing':
      return compileTrailing(draft, type, path, within);
    default: {
      const shape = compilePart(draft, type, own);
      deriveCount(draft, type, shape, name, within.derivations);
      return shape;
    }
  }
}

function compileLeafMember(draft: Draft, member: LaidMember, leaf: Leaf, path: string, within: RecordDraft): LeafShape {
  const { place } = within;
  const at = leafPlace(place, member.bitOffset, member.unitOffset);
  const shape = compileLeaf(draft, leaf, at, { ...place, path });
  place.scope.leaf(member.name, shape.op);
  const { checksum } = leaf.scalar;
  if (checksum !== undefined) noteChecksum(draft, checksum, shape.op, path, within);
  return shape;
}

function compileNested(draft: Draft, member: LaidMember, record: LaidRecord, own: Place, within: RecordDraft): Shape {
  if (record.node.tag !== undefined) return compileTagged(draft, record, within.record, own, compileMember);
  const { place } = within;
  const { scope: outer } = place;
  const scope = member.anonymous ? new Scope(outer) : new Scope();
  if (!member.anonymous) outer.record(member.name, scope);
  const inner = { ...own, scope };
  if (record.node.union) return compileOverlay(draft, record, inner, compileMember);
  const outerHidden = member.anonymous ? within.hidden : NOTHING_HIDDEN;
  if (place.inUnion) return compileRecord(draft, record, inner, outerHidden);
  // Offsets and lengths in it may be filled in after it, so its checksums wait for the end of the frame.
  const { shape, checksums } = compileMembers(draft, record, inner, outerHidden);
  within.nestedChecksums.push(...checksums);
  return shape;
}

/** What stands at a place without being a member by itself: an array's element, a pointer's target, a member's bytes. */
function compilePart(draft: Draft, type: LaidType, place: Place): Shape {
  switch (type.kind) {
    case 'guid':
      return compileGuid(draft, type, place);
    case 'bytes':
    case 'text':
      return compileRange(draft, type, place);
    case 'records':
      return compileRecords(draft, type, place);
    case 'array':
      return compileArray(draft, type, place);
    case 'leaf': {
      const { base } = place;
      const at = { bitOffset: base * 8, unitOffset: base, recordBytes: base + type.bytes };
      return compileLeaf(draft, type, at, place);
    }
    case 'record': {
      const inner = { ...place, scope: new Scope() };
      if (type.node.union) return compileOverlay(draft, type, inner, compileMember);
      return compileRecord(draft, type, inner);
    }
    default:
      throw schemaErrorAt(place.path, `${type.kind} cannot stand here`);
  }
}

function compileArray(draft: Draft, type: LaidArray, place: Place): ArrayShape {
  const { path } = place;
  const op = draft.ops.add({ kind: K.OP_ARRAY, offset: place.base, bytes: type.stride }, path);
  addCount(draft, op, type.count, type.stride, place);
  const elements = draft.columns.elements(path, op, type, place);
  const inner = ownFrame(place, { path: `${path}[]`, frameBytes: type.stride, scope: new Scope(), elements });
  const element = compilePart(draft, type.element, inner);
  draft.ops.close(op);
  if (type.count.kind !== 'fixed') draft.columns.list(path, op, roomBytes(type.count, type.stride), place);
  const hasPointed = draft.ops.ops.slice(op.index).some(({ kind }) => kind === K.OP_POINTED);
  // Bytes alone do not bring what elements point to; those of a fixed array have said so.
  if (hasPointed && elements === undefined) draft.columns.uncovered(path, place);
  return { kind: 'array', op: op.index, element, units: mostUnits(type.count), exact: type.count.kind === 'fixed' };
}

/** A part that lies where an offset says. A struct there is a frame of its own; all else is counted by siblings of at(…). */
function compilePointed(draft: Draft, type: LaidPointed, name: string, path: string, within: RecordDraft): Shape {
  const { place } = within;
  if (place.inUnion) throw schemaErrorAt(path, 'at(…) cannot stand inside a union, whose arms share their bytes');
  if (place.versioned)
    throw schemaErrorAt(path, 'a versioned struct has no pointed member, also not inside another member');
  if (draft.tail !== undefined && (draft.tail.op.flags & K.F_REST) !== 0) {
    throw schemaErrorAt(
      path,
      'the part before it takes the rest of the record; count that part, then at(…) lies behind it',
    );
  }
  draft.hasMeasuredParts = true;
  draft.hasPointedParts = true;
  const op = addPointed(draft, type, path, place.scope);
  const scope = type.target.kind === 'record' ? new Scope() : place.scope;
  const shape = compilePart(
    draft,
    type.target,
    ownFrame(place, { path, frameBytes: type.targetBytes, scope, elements: undefined }),
  );
  draft.ops.close(op);
  draft.columns.uncovered(path, place);
  deriveCount(draft, type.target, shape, name, within.derivations);
  return shape;
}

/** A member after the part of varying length: what lies there is found from the record's end. */
function compileTrailing(draft: Draft, type: LaidTrailing, path: string, within: RecordDraft): Shape {
  const { target, targetBytes: bytes, fromEnd } = type;
  const isFrame = target.kind === 'record' ? K.F_FRAME : 0;
  draft.hasMeasuredParts = true;
  const op = draft.ops.add({ kind: K.OP_POINTED, offset: fromEnd, bytes, flags: K.F_TRAILING | isFrame }, path);
  const frame = ownFrame(within.place, { path, frameBytes: bytes, scope: new Scope(), elements: undefined });
  const shape = compilePart(draft, target, { ...frame, columnBytes: bytes, fromEnd });
  draft.ops.close(op);
  if (target.kind === 'leaf' && target.scalar.checksum !== undefined)
    noteChecksum(draft, target.scalar.checksum, op.index + 1, path, within, fromEnd);
  return shape;
}

function addPointed(draft: Draft, type: LaidPointed, path: string, scope: Scope): Op {
  const fromField = type.relativeTo === 'field' ? K.F_FROM_FIELD : 0;
  const isFrame = type.target.kind === 'record' ? K.F_FRAME : 0;
  const op = draft.ops.add(
    { kind: K.OP_POINTED, bytes: type.targetBytes, align: type.targetAlign, flags: fromField | isFrame },
    path,
  );
  draft.ops.resolveLater(op, scope, type.offsetField, (ref) => {
    if (ref > op.index) throw schemaErrorAt(path, `at(…) stands behind its offset; move ${type.offsetField} before it`);
    draft.markLate(ref);
  });
  return op;
}
