import type { MemberShape, RangeShape, Shape } from './program.js';

/** A member of a decoded record, by the name that it has there. */
export interface ShownMember {
  readonly name: string;
  readonly shape: Shape;
}

/** What is shown as bytes without being a member of the schema: `raw`, `unknownTail`. */
const BYTES: RangeShape = {
  kind: 'bytes',
  op: -1,
  encoding: undefined,
  units: undefined,
  exact: false,
  terminated: false,
};

/** The members that a record, a union or a promoted part of one shows: those of promoted parts among its own. */
export function shownMembers(shape: Shape): ShownMember[] {
  switch (shape.kind) {
    case 'record': {
      const members = shape.members.flatMap(shownBy);
      return shape.versioned === undefined ? members : [...members, { name: 'unknownTail', shape: BYTES }];
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
