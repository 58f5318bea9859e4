import * as K from '../../assembly/core/layout.js';
import {
  findMember,
  scalarNodeOf,
  scalarOf,
  type LaidSplit,
  type Leaf,
  type Scalar,
  type ScalarNode,
} from '../schema/index.js';
import { schemaErrorAt, type Draft } from './draft.js';
import { checkWords, isWide, leafFlags } from './leaf-words.js';
import type { Op } from './ops.js';
import { join, leafPlace, type Place } from './place.js';
import type { LeafShape, SplitShape } from './program.js';
import type { RecordDraft } from './record-draft.js';
import { storageOf, type LeafPlace } from './storage.js';

/** A number that is no part of a split. */
export function compileLeaf(draft: Draft, leaf: Leaf, at: LeafPlace, place: Place): LeafShape {
  const wide = isWide(leaf);
  const op = addLeaf(draft, wide ? K.OP_WIDE : K.OP_NUMBER, leaf, at, place);
  draft.columns.leaf(place.path, op, leaf, place);
  const isSigned = leaf.scalar.format === 'signed';
  const most = 2 ** (isSigned ? leaf.width - 1 : leaf.width) - 1;
  const least = isSigned ? -most - 1 : 0;
  const shape = { kind: 'leaf' as const, op: op.index, leaf, wide, least, most, late: false };
  draft.keepLeaf(shape);
  return shape;
}

/** Members that make one number: an op for the number, and the ops of its parts below it, most significant first. */
export function compileSplit(draft: Draft, split: LaidSplit, path: string, within: RecordDraft): SplitShape {
  const { place } = within;
  const op = draft.ops.add({ kind: K.OP_SPLIT, flags: place.versioned ? K.F_VERSIONED : 0 }, path);
  const parts = split.parts.map((name) => addPart(draft, name, path, within));
  op.width = parts.reduce((width, part) => width + part.width, 0);
  draft.ops.close(op);
  const end = Math.max(...parts.map(({ offset, bytes }) => offset + bytes));
  draft.columns.split(path, op, end, place);
  return { kind: 'split', op: op.index, width: op.width };
}

/** Most bytes that are compared as one number: all digits of it stand in an error. */
const COMPARED_BYTES = 4;

/** The bytes of a part as numbers with magic values, which are in no value and no column: numbers are what engines compare. */
export function compileMagic(draft: Draft, magic: readonly number[] | undefined, place: Place): void {
  const all = magic ?? [];
  for (let at = 0; at < all.length;) {
    const bytes = all.length - at < COMPARED_BYTES ? 1 : COMPARED_BYTES;
    const value = all.slice(at, at + bytes).reduce((sum, byte) => sum * 256 + byte, 0);
    const offset = place.base + at;
    const where = { bitOffset: offset * 8, unitOffset: offset, recordBytes: offset + bytes };
    addLeaf(draft, K.OP_NUMBER, bytesLeaf(bytes, value), where, place);
    at += bytes;
  }
}

/** A number that is in the order of its bytes. */
function bytesLeaf(bytes: number, value: number): Leaf {
  const known = scalarNodeOf(scalarOf('unsigned', bytes) as Scalar);
  const scalar: ScalarNode = { ...known, endian: 'big', check: { kind: 'magic', value } };
  const order = { isBitField: false, bigEndian: bytes > 1, fromHigh: false };
  return { kind: 'leaf', scalar, bytes, width: bytes * 8, align: 1, ...order };
}

function addPart(draft: Draft, name: string, splitPath: string, { record, place }: RecordDraft): Op {
  const found = findMember(record.members, name);
  if (found === undefined || found.member.type.kind !== 'leaf') throw schemaErrorAt(splitPath, `no part ${name}`);
  const { bitOffset, member } = found;
  const promotedBy = (bitOffset - member.bitOffset) / 8; // the anonymous records around the part, within this one
  const at = leafPlace(place, bitOffset, promotedBy + member.unitOffset);
  const op = addLeaf(draft, K.OP_PART, found.member.type, at, { ...place, path: join(place.path, name) });
  place.scope.leaf(name, op.index);
  return op;
}

function addLeaf(draft: Draft, kind: number, leaf: Leaf, at: LeafPlace, place: Place): Op {
  const storage = storageOf(leaf, at);
  const flags = leafFlags(leaf, storage.bytes) | (place.versioned ? K.F_VERSIONED : 0);
  const op = draft.ops.add({ kind, ...storage, width: leaf.width, flags }, place.path);
  draft.ops.scalars[op.index] = leaf.scalar;
  addCheck(draft, op, leaf);
  return op;
}

function addCheck(draft: Draft, op: Op, leaf: Leaf): void {
  const check = checkWords(leaf);
  if (check === undefined) return;
  draft.hasChecks = true;
  op.flags |= check.flag;
  op.constant = draft.ops.constants(check.constants, leaf.scalar.format === 'float');
  op.count = check.constants.length;
}
