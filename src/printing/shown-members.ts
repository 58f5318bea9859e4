import { shownMembers, type Shape, type ShownMember } from '../program/index.js';

/** By name, in the order in which decode shows them. */
type ShownMembers = ReadonlyMap<string, ShownMember>;

const KNOWN = new WeakMap<Shape, ShownMembers>();

/** The members that a record, a union or a promoted part of one shows. */
export function membersByName(shape: Shape): ShownMembers {
  let members = KNOWN.get(shape);
  if (members === undefined) {
    members = new Map(shownMembers(shape).map((member) => [member.name, member]));
    KNOWN.set(shape, members);
  }
  return members;
}

export function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
