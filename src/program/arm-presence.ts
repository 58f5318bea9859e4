import { memberOf } from '../schema/index.js';
import { fillsItself } from './magic-of.js';
import type { MemberShape } from './program.js';

export const ARM_ABSENT = 0;
export const ARM_WHOLE = 1;
/** Some of its members are missing: those that are there have to agree with the other arms. */
export const ARM_PARTIAL = 2;

const NAMES = new WeakMap<MemberShape, readonly string[]>();

/** Names that a union's arm shows: its own, or those of the record that it promotes. */
export function namesOf(arm: MemberShape): readonly string[] {
  let names = NAMES.get(arm);
  if (names === undefined) NAMES.set(arm, (names = findNames(arm)));
  return names;
}

function findNames({ name, promoted, shape }: MemberShape): string[] {
  if (!promoted) return [name];
  if (shape.kind === 'record') return shape.members.filter((member) => !isOptional(member)).flatMap(findNames);
  return shape.kind === 'overlay' ? shape.arms.flatMap(findNames) : [];
}

function isOptional({ shape }: MemberShape): boolean {
  return fillsItself(shape);
}

/** Whether a value has an arm of an untagged union: ARM_ABSENT, ARM_PARTIAL or ARM_WHOLE. */
export function presenceOf(arm: MemberShape, source: object): number {
  const names = namesOf(arm);
  const given = names.filter((name) => memberOf(source, name) !== undefined).length;
  if (given === 0) return ARM_ABSENT;
  return given === names.length ? ARM_WHOLE : ARM_PARTIAL;
}
