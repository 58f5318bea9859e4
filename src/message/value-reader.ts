import {
  armSelector,
  fitOfArm,
  leafValue,
  opOf,
  readSplit,
  unknownGapsProperty,
  unknownTailProperty,
  versionedTailProperty,
  type Op,
  type Property,
  type RecordFrame,
} from '../cursor/index.js';
import {
  isRecordShape,
  pathOfShape,
  UNKNOWN_GAPS,
  type LeafShape,
  type MemberShape,
  type Program,
  type RecordList,
  type RecordShape,
  type Shape,
  type TaggedShape,
} from '../program/index.js';
import type { UnknownGap } from '../schema/index.js';
import { arrayReader } from './array-reader.js';
import { numberReader, placedNumber } from './value-notation.js';
import { rangeReader } from './range-reader.js';
import type { Place, Reader, ValueReader, ValuesOfList } from './reader.js';
import type { MadeMember } from './record-copies.js';
import { recordMaker } from './record-maker.js';

/** Every batch of a codec has the same program. */
const READERS = new WeakMap<Program, ValueReader>();

export function valueReader(program: Program): ValueReader {
  const known = READERS.get(program);
  if (known !== undefined) return known;
  const place: Place = { program, indices: [], depth: 0 };
  const read = recordMaker(membersOf(program.shape, place));
  const made = program.notation === undefined ? read : placedReader(read, place);
  READERS.set(program, made);
  return made;
}

/** Numbers that cannot be shown say where they are. */
function placedReader(read: ValueReader, { program, indices }: Place): ValueReader {
  return (view, at, frame) => {
    try {
      return read(view, at, frame);
    } catch (error) {
      throw placedNumber(program, error, indices, frame.record);
    }
  };
}

function readerOf(shape: Shape, pointer: Op | undefined, place: Place): Reader {
  const { program } = place;
  switch (shape.kind) {
    case 'leaf':
      return pointedReader(leafReader(program, shape), pointer);
    case 'split': {
      const op = opOf(program, shape.op);
      return (view, at) => readSplit(view, at, op);
    }
    case 'array': {
      const read = readerOf(shape.element, undefined, { ...place, depth: place.depth + 1 });
      return arrayReader(shape, pointer, read, place);
    }
    case 'bytes':
    case 'text':
    case 'guid':
      return rangeReader(program, shape, pointer);
    case 'records':
      return (shape.list as RecordList & ValuesOfList).reader(program, shape.op, pointer, valueReader);
    default:
      return pointedReader(recordReader(shape, place), pointer);
  }
}

function leafReader(program: Program, shape: LeafShape): Reader {
  const read = leafValue(program, shape.op);
  const notation = numberReader(program, shape);
  return notation === undefined ? read : (view, at) => notation(read(view, at) as number | bigint);
}

/** The maker of a record that never comes takes no copy of the text from one that does. */
function recordReader(shape: Shape, place: Place): Reader {
  let make: ValueReader | undefined;
  return (view, at, frame) => (make ??= recordMaker(membersOf(shape, place)))(view, at, frame);
}

/** Of what lies where an offset points. */
function pointedReader(read: Reader, pointer: Op | undefined): Reader {
  if (pointer === undefined) return read;
  return (view, _at, frame) => {
    const target = frame.pointedTo(pointer);
    return read(view, target.at, target);
  };
}

/** The members that a record, a union or a promoted part of one shows. */
function membersOf(shape: Shape, place: Place): MadeMember[] {
  switch (shape.kind) {
    case 'record':
      return recordMembers(shape, place);
    case 'overlay':
      return shape.arms.flatMap((arm) => memberOf(arm, place));
    case 'tagged':
      return taggedMembers(shape, place);
    default:
      return [];
  }
}

function memberOf({ name, promoted, shape, pointer }: MemberShape, place: Place): MadeMember[] {
  if (promoted && isRecordShape(shape)) return membersOf(shape, place);
  return [{ name, read: readerOf(shape, pointer === undefined ? undefined : opOf(place.program, pointer), place) }];
}

function recordMembers(shape: RecordShape, place: Place): MadeMember[] {
  const { program } = place;
  const { versioned, members, hasUnknownGaps, hasUnknownTail } = shape;
  if (versioned !== undefined) {
    const tail = versionedTailProperty(members, versioned.bytes);
    return [...members.flatMap((member) => versionedMember(member, place)), tailMember(tail)];
  }
  const shown = members.flatMap((member) => memberOf(member, place));
  if (hasUnknownGaps) shown.push({ name: UNKNOWN_GAPS, read: copiedGaps(unknownGapsProperty(program)) });
  if (hasUnknownTail) shown.push(tailMember(unknownTailProperty(program)));
  return shown;
}

/** A versioned record may end before a member. */
function versionedMember(member: MemberShape, place: Place): MadeMember[] {
  const { end } = member;
  return memberOf(member, place).map(({ name, read }) => ({
    name,
    read: (view, at, frame) => (end <= frame.length ? read(view, at, frame) : undefined),
  }));
}

function tailMember(tail: Property): MadeMember {
  const read: Reader = (view, _at, frame) => {
    const bytes = shownBy<Uint8Array>(tail, frame);
    return bytes && frame.copy(bytes.byteOffset - view.byteOffset, bytes.length);
  };
  return { name: 'unknownTail', read };
}

function copiedGaps(gaps: Property): Reader {
  return (view, _at, frame) =>
    shownBy<UnknownGap[]>(gaps, frame)?.map(({ offset, bytes }) => ({
      offset,
      bytes: frame.copy(bytes.byteOffset - view.byteOffset, bytes.length),
    }));
}

/** What a cursor shows, for what is too rare to have a way of its own. */
function shownBy<Shown>({ get }: Property, frame: RecordFrame): Shown | undefined {
  return get.call({ '~frame': frame }) as Shown | undefined;
}

/** The tag selects one of the arms. The caller may have changed it since the record was checked. */
function taggedMembers(shape: TaggedShape, place: Place): MadeMember[] {
  const { program } = place;
  const { bytes, otherwise } = shape;
  const select = armSelector(program, shape);
  const arms = shape.arms.flatMap((arm, index) => {
    const assertFits = bytes === undefined ? fitOfArm(program, arm, pathOfShape(program, arm.shape)) : undefined;
    return memberOf(arm, place).map(({ name, read }): MadeMember => {
      const readArm: Reader = (view, at, frame) => {
        if (select(view, at) !== index) return undefined;
        assertFits?.(frame);
        return read(view, at, frame);
      };
      return { name, read: readArm };
    });
  });
  if (otherwise >= 0) return arms;
  const { offset, count: trailing } = opOf(program, shape.op);
  const raw: Reader = (view, at, frame) =>
    select(view, at) < 0 ? frame.copy(at + offset, bytes ?? frame.end - trailing - at - offset) : undefined;
  return [...arms, { name: 'raw', read: raw }];
}
