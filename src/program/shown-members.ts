import { layoutOf, struct, u32, type Leaf } from '../schema/index.js';
import type { ArrayShape, LeafShape, MemberShape, RangeShape, RecordShape, Shape } from './program.js';

/** A member of a decoded record, by the name that it has there. */
export interface ShownMember {
  readonly name: string;
  readonly shape: Shape;
}

/** What is shown as bytes without being a member of the schema: `raw`, `unknownTail`, the bytes of a gap. */
const BYTES: RangeShape = {
  kind: 'bytes',
  op: -1,
  encoding: undefined,
  units: undefined,
  exact: false,
  terminated: false,
  magic: undefined,
};

export const UNKNOWN_GAPS = 'unknownGaps';

let gaps: ArrayShape | undefined;

/** `{ offset, bytes }` for each gap between parts that offsets point to. Made when it is asked for. */
function gapsShape(): ArrayShape {
  if (gaps !== undefined) return gaps;
  const { members } = layoutOf(struct('', { offset: u32 })).root;
  const leaf = members[0]?.type as Leaf;
  const offset: LeafShape = { kind: 'leaf', op: -1, leaf, wide: false, least: 0, most: 0xffffffff, late: false };
  const element: RecordShape = {
    kind: 'record',
    op: -1,
    path: UNKNOWN_GAPS,
    members: [
      { name: 'offset', promoted: false, shape: offset, start: 0, end: 4 },
      { name: 'bytes', promoted: false, shape: BYTES, start: 4, end: 4 },
    ],
    derivations: [],
    checksums: [],
    versioned: undefined,
    hasUnknownTail: false,
    hasUnknownGaps: false,
  };
  return (gaps = { kind: 'array', op: -1, element, units: undefined, exact: false });
}

/** The members that a record, a union or a promoted part of one shows: those of promoted parts among its own. */
export function shownMembers(shape: Shape): ShownMember[] {
  switch (shape.kind) {
    case 'record': {
      const members = shape.members.flatMap(shownBy);
      if (shape.hasUnknownGaps) members.push({ name: UNKNOWN_GAPS, shape: gapsShape() });
      if (shape.hasUnknownTail) members.push({ name: 'unknownTail', shape: BYTES });
      return members;
    }
    case 'overlay':
      return shape.arms.flatMap(shownBy);
    case 'tagged': {
      const arms = shape.arms.flatMap(shownBy);
      return shape.otherwise >= 0 ? arms : [...arms, { name: 'raw', shape: BYTES }];
    }
    default:
      return [];
  }
}

function shownBy({ name, promoted, shape }: MemberShape): ShownMember[] {
  return promoted && isRecordShape(shape) ? shownMembers(shape) : [{ name, shape }];
}

/** Whether values of the shape are objects with members. */
export function isRecordShape({ kind }: Shape): boolean {
  return kind === 'record' || kind === 'overlay' || kind === 'tagged';
}
