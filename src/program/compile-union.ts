import * as K from '../../assembly/core/layout.js';
import { findMember, normalise, type LaidMember, type LaidRecord, type LaidType, type Leaf } from '../schema/index.js';
import { assertBefore, fixedBytesOfCounted } from './compile-counted.js';
import { schemaErrorAt, type Draft } from './draft.js';
import type { Op } from './ops.js';
import { guardWords, join, type Place } from './place.js';
import type { OverlayShape, Shape, TaggedArm, TaggedShape } from './program.js';
import { beginRecord, type RecordDraft } from './record-draft.js';
import { Scope } from './scope.js';

/**
 * Arms are members like those of a struct, and a struct's members may be unions: compile-record.ts hands its
 * `compileMember` in, so that the two files do not import each other.
 */
export type CompileMember = (draft: Draft, member: LaidMember, within: RecordDraft) => Shape;

type Tag = NonNullable<LaidRecord['node']['tag']>;

/** An untagged union. Nothing is derived from an arm, as its bytes are the other arms' too. */
export function compileOverlay(
  draft: Draft,
  union: LaidRecord,
  place: Place,
  compileMember: CompileMember,
): OverlayShape {
  const op = draft.ops.add({ kind: K.OP_OVERLAY, offset: place.base, bytes: union.bytes }, place.path);
  const within = beginRecord(union, { ...place, shared: true, inUnion: true });
  const arms = union.members
    .filter((member) => !member.unnamed)
    .map((member) => {
      const arm = draft.ops.add({ kind: K.OP_ARM }, place.path);
      const shape = compileMember(draft, member, within);
      draft.ops.close(arm);
      return { name: member.name, promoted: member.anonymous, shape, start: 0, end: 0 };
    });
  draft.ops.close(op);
  return { kind: 'overlay', op: op.index, arms };
}

/** A union whose arm is selected by a member of `parent`, the record around it. */
export function compileTagged(
  draft: Draft,
  union: LaidRecord,
  parent: LaidRecord,
  place: Place,
  compileMember: CompileMember,
): TaggedShape {
  const tag = union.node.tag as Tag;
  if (tag.sized) draft.hasMeasuredParts = true;
  if (tag.sized && draft.hasPointedParts) {
    throw schemaErrorAt(
      place.path,
      'a union that ends the record stands before every at(…); move the at(…) members behind it',
    );
  }
  const op = addUnion(draft, union, tag, place);
  const arms = union.members.map((member, index): TaggedArm => {
    const tags = tagsOf(tag, member, parent);
    const arm = addArm(draft, member, tags, place);
    const guard = { union: op.index, arm: index };
    const shape = compileMember(draft, member, beginRecord(union, armPlace(place, guard, tag, arm)));
    draft.ops.close(arm);
    return { name: member.name, promoted: false, shape, start: 0, end: 0, tags };
  });
  draft.ops.close(op);
  // An element's tag says which arm it has, a row's columns do not.
  if (place.elements !== undefined) draft.columns.uncovered(join(place.path, arms[0]?.name ?? 'raw'), place);
  else if (tag.sized) draft.columns.uncovered(place.path, place);
  else if (tag.otherwise === undefined) draft.columns.raw(join(place.path, 'raw'), op, union.bytes, place);
  return taggedShape(draft, union, tag, op, arms);
}

function addUnion(draft: Draft, union: LaidRecord, tag: Tag, place: Place): Op {
  const flags = (tag.sized ? K.F_SIZED : 0) | (place.versioned ? K.F_VERSIONED : 0);
  const own = { offset: place.base, bytes: union.bytes, flags, count: draft.root.trailingBytes };
  const op = draft.ops.add({ kind: K.OP_UNION, ...own, ...guardWords(place.guard) }, place.path);
  draft.ops.resolveLater(op, place.scope, tag.field, (ref) => assertBefore(place, op, ref, tag.field));
  return op;
}

function addArm(draft: Draft, member: LaidMember, tags: TaggedArm['tags'], place: Place): Op {
  return draft.ops.add(
    {
      kind: K.OP_ARM,
      offset: place.base,
      flags: tags.length === 0 ? K.F_OTHERWISE : 0,
      constant: draft.ops.constants(tags, false),
      count: tags.length,
      bytes: fixedBytesOf(member.type),
    },
    join(place.path, member.name),
  );
}

function tagsOf(tag: Tag, arm: LaidMember, parent: LaidRecord): TaggedArm['tags'] {
  const leaf = findMember(parent.members, tag.field)?.member.type as Leaf;
  return (tag.cases[arm.name] ?? []).map((value) => normalise(leaf.scalar, value));
}

/** An arm that ends the record has only its own bytes to load from, and only they are there for its columns. */
function armPlace(place: Place, guard: Place['guard'], tag: Tag, arm: Op): Place {
  const inner = { ...place, scope: new Scope(), guard, inUnion: true, elements: undefined };
  if (!tag.sized) return inner;
  const end = place.base + arm.bytes;
  return { ...inner, frameBytes: end, columnBytes: place.columnBytes > 0 ? end : 0 };
}

function taggedShape(draft: Draft, union: LaidRecord, tag: Tag, op: Op, arms: readonly TaggedArm[]): TaggedShape {
  const shape = {
    kind: 'tagged' as const,
    op: op.index,
    tagOp: -1,
    arms,
    otherwise: union.members.findIndex((member) => member.name === tag.otherwise),
    bytes: tag.sized ? undefined : union.bytes,
  };
  draft.ops.afterResolving(() => {
    shape.tagOp = op.ref;
  });
  return shape;
}

function fixedBytesOf(type: LaidType): number {
  switch (type.kind) {
    case 'leaf':
      return type.bytes;
    case 'guid':
      return 16;
    case 'record':
      return type.fixedBytes;
    case 'array':
    case 'bytes':
    case 'text':
    case 'records':
      return fixedBytesOfCounted(type);
    default:
      return 0;
  }
}
