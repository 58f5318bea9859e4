import { decodeGuid, decodeText, unitBytes, type TextEncoding } from '../bytes/index.js';

import * as K from '../../assembly/core/layout.js';
import {
  type Count,
  type LaidArray,
  type LaidBytes,
  type LaidGuid,
  type LaidRecords,
  type LaidText,
  type LaidType,
} from '../schema/index.js';
import { compileMagic } from './compile-leaf.js';
import { schemaErrorAt, type Draft } from './draft.js';
import type { Op } from './ops.js';
import type { Place } from './place.js';
import type { Derivation, RangeShape, Shape } from './program.js';

type Counted = LaidArray | LaidBytes | LaidText | LaidRecords;

export function compileGuid(draft: Draft, { magic }: LaidGuid, place: Place): RangeShape {
  const flags = place.versioned ? K.F_VERSIONED : 0;
  const op = draft.ops.add({ kind: K.OP_RANGE, offset: place.base, bytes: 1, count: 16, flags }, place.path);
  draft.columns.bytes(place.path, op, 16, place, magic);
  compileMagic(draft, magic, place);
  const held = magic && decodeGuid(Uint8Array.from(magic));
  return { kind: 'guid', op: op.index, encoding: undefined, units: 16, exact: true, terminated: false, magic: held };
}

/** Bytes and text: one op for all of it. */
export function compileRange(draft: Draft, type: LaidBytes | LaidText, place: Place): RangeShape {
  const { count } = type;
  const encoding = type.kind === 'text' ? type.encoding : undefined;
  const unit = bytesPerUnit(type);
  const op = draft.ops.add({ kind: K.OP_RANGE, offset: place.base, bytes: unit, shift: unit }, place.path);
  addCount(draft, op, count, unit, place);
  const isFixed = count.kind === 'fixed';
  const isTrimmed = type.kind === 'text' && isFixed && !type.exact;
  if (isTrimmed) op.flags |= K.F_TRIM;
  if (isFixed) draft.columns.bytes(place.path, op, op.count * unit, place, type.magic);
  else draft.columns.list(place.path, op, roomBytes(count, unit), place);
  const exact = isFixed && !isTrimmed;
  const terminated = count.kind === 'terminated';
  compileMagic(draft, type.magic, place);
  const magic = type.magic && heldValue(Uint8Array.from(type.magic), encoding, isTrimmed);
  return { kind: type.kind, op: op.index, encoding, units: mostUnits(count), exact, terminated, magic };
}

/** What encode would be given for bytes: a text without the NULs that it is padded with. */
function heldValue(bytes: Uint8Array, encoding: TextEncoding | undefined, isTrimmed: boolean): string | Uint8Array {
  if (encoding === undefined) return bytes;
  const text = decodeText(bytes, encoding);
  return isTrimmed ? text.replace(/\0.*$/s, '') : text;
}

/** Says in the op how many units, of `stride` bytes each, the part has. */
export function addCount(draft: Draft, op: Op, count: Count, stride: number, place: Place): void {
  if (place.versioned) op.flags |= K.F_VERSIONED;
  switch (count.kind) {
    case 'fixed':
      op.count = count.count;
      return;
    case 'rest':
      op.flags |= K.F_REST;
      op.count = draft.root.trailingBytes;
      break;
    case 'terminated':
      op.flags |= K.F_TERMINATED;
      draft.needsWalk = true;
      break;
    case 'field':
      op.flags |= K.F_COUNTED | (count.unit === 'bytes' ? K.F_COUNTS_BYTES : 0);
      draft.ops.resolveLater(op, place.scope, count.field, (ref) => {
        assertBefore(place, op, ref, count.field);
        op.ref = draft.measure(ref, count.measure);
      });
      if (count.capacity === undefined) break;
      op.flags |= K.F_CAPACITY;
      op.count = count.capacity;
      draft.needsWalk = true; // the field may count more than there is room for
      return;
  }
  op.flags |= K.F_TAIL;
  keepTail(draft, op, count, stride, place);
}

/** A versioned record that ends early must not leave out what says how much there is of a member that it has. */
export function assertBefore(place: Place, op: Op, ref: number, field: string): void {
  if (!place.versioned || ref < op.index) return;
  throw schemaErrorAt(place.path, `in a versioned struct ${field} stands before what it counts or selects`);
}

function keepTail(draft: Draft, op: Op, count: Count, stride: number, place: Place): void {
  // In a frame of its own (an array element, a part that is pointed to) nothing lies after the tail of the record.
  if (place.columnBytes === 0) return;
  if (draft.hasPointedParts) {
    const hint = 'a part of varying length stands before every at(…); move the at(…) members behind it';
    throw schemaErrorAt(place.path, hint);
  }
  const countsBytes = count.kind === 'field' && count.unit === 'bytes';
  draft.tail = { op, stride: countsBytes ? 1 : stride };
  if (countsBytes && stride > 1) draft.needsWalk = true; // the bytes may be no whole number of units
}

/** A sibling that counts the part is filled in by encode. */
export function deriveCount(draft: Draft, type: LaidType, shape: Shape, name: string, into: Derivation[]): void {
  if (!('count' in type) || type.count.kind !== 'field') return;
  if (shape.kind !== 'bytes' && shape.kind !== 'text' && shape.kind !== 'array' && shape.kind !== 'records') return;
  const unitBytes = type.count.unit === 'bytes' ? bytesPerUnit(type) : 1;
  const derivation: Derivation = { op: -1, measure: -1, shape, from: [name], unitBytes };
  into.push(derivation);
  draft.ops.afterResolving(() => {
    derivation.measure = draft.ops.op(shape.op).ref;
    derivation.op = draft.leafOf(derivation.measure);
  });
}

/** Units that a part holds: exactly, or at most; undefined for an open part. */
export function mostUnits(count: Count): number | undefined {
  if (count.kind === 'fixed') return count.count;
  return count.kind === 'field' ? count.capacity : undefined;
}

/** Bytes that a part of varying length has in every record, however many of them it uses. */
export function roomBytes(count: Count, unitBytes: number): number {
  return count.kind === 'field' ? (count.capacity ?? 0) * unitBytes : 0;
}

/** Bytes of the units that a part always has. */
export function fixedBytesOfCounted(type: Counted): number {
  return type.count.kind === 'fixed' ? type.count.count * bytesPerUnit(type) : 0;
}

function bytesPerUnit(type: Counted): number {
  if (type.kind === 'array') return type.stride;
  return type.kind === 'text' ? unitBytes(type.encoding) : 1;
}
