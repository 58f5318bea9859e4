import { memberOf } from '../schema/index.js';
import {
  fail,
  membersPlan,
  neededOf,
  writeMember,
  type Given,
  type MemberPlan,
  type Members,
  type Plan,
} from './assign.js';
import { rawPlan } from './assign-range.js';
import { bytesAt } from './place.js';

/** Bytes from the record to those of a union's arms, of which nothing stays when another is set. Not of arms that count: they say how long a message is. */
export type Clears = readonly (readonly [from: number, end: number])[];

function clear(cursor: Members, clears: Clears): void {
  const place = cursor['~place'];
  for (const [from, end] of clears) bytesAt(place, place.at + from, end - from).fill(0);
}

/** An untagged union. */
export function overlayPlan(arms: readonly MemberPlan[], clears: Clears = []): Plan {
  return {
    ...membersPlan(1, arms),
    write(shown, value, path, assignment) {
      const [cursor, given] = [shown as Members, value as Given];
      const names = arms.map(neededOf);
      const found = names.map((own) => own.filter((name) => memberOf(given, name) !== undefined).length);
      const isWhole = (arm: number): boolean => found[arm] !== 0 && found[arm] === names[arm]?.length;
      const wasPartial = assignment.isPartial;
      if (!wasPartial && !names.some((_, arm) => isWhole(arm)))
        throw fail('ERR_MISSING', path, `give ${names.map((own) => own.join(' and ')).join(', or ')}`);
      clear(cursor, clears);
      arms.forEach((member, arm) => {
        if (found[arm] === 0) return;
        assignment.isPartial = wasPartial || !isWhole(arm);
        writeMember(cursor, member, given, path, assignment);
      });
      assignment.isPartial = wasPartial;
    },
    needed: () => arms.flatMap(neededOf),
  };
}

const RAW: MemberPlan = ['raw', rawPlan];

interface TaggedFacts {
  readonly tagOp: number;
  /** The first tag of each arm. */
  readonly tags: readonly (number | bigint | undefined)[];
  /** A tag that selects no arm shows `raw`. */
  readonly hasRaw: boolean;
  /** The arm ends the message, which keeps its length; but a reply's is as long as its arm. */
  readonly isSized: boolean;
}

/** A union whose tag selects an arm. */
export function taggedPlan(arms: readonly MemberPlan[], facts: TaggedFacts, clears: Clears = []): Plan {
  const { tagOp, tags, hasRaw, isSized } = facts;
  const armsIn = (given: Given): readonly MemberPlan[] => arms.filter(([name]) => given[name] !== undefined);
  const noArm = (path: string): Error => {
    const names = arms.map(([name]) => name).join(', ');
    return fail('ERR_MISSING', path, `give one of ${names}, or raw for a tag that selects none`);
  };
  return {
    ...membersPlan(3, arms, hasRaw ? [RAW] : []),
    note(cursor, [name, , isPromoted], around, recordPath, assignment) {
      const path = isPromoted ? recordPath : recordPath === '' ? name : `${recordPath}.${name}`;
      const given = isPromoted ? around : (around[name] as Given | undefined);
      if (given === undefined) return;
      const [arm] = armsIn(given);
      if (arm === undefined && given['raw'] === undefined && !assignment.isPartial) throw noArm(path);
      assignment.tags.set(tagOp, arm && tags[arms.indexOf(arm)]);
      if (!isSized || assignment.isReply) return;
      // The arm that ends a message has no other's place.
      const wanted = arm?.[0] ?? 'raw';
      if ((isPromoted ? cursor : (cursor[name] as Given))[wanted] !== undefined) return;
      const hint = `a message keeps its length, and so the arm that it ends with, which is not ${wanted}`;
      throw fail('ERR_LENGTH', path, hint);
    },
    write(shown, value, path, assignment) {
      const [cursor, given] = [shown as Members, value as Given];
      const found = armsIn(given);
      const [arm] = found;
      const raw = hasRaw ? given['raw'] : undefined;
      if (found.length > 1 || (arm !== undefined && raw !== undefined)) {
        const names = [...found.map(([name]) => name), ...(raw === undefined ? [] : ['raw'])].join(' and ');
        throw fail('ERR_DISAGREE', path, `${names} are given; a tagged union has one arm`);
      }
      if (arm === undefined && raw === undefined) {
        if (assignment.isPartial) return;
        throw noArm(path);
      }
      clear(cursor, clears);
      if (arm === undefined) cursor['raw'] = raw;
      else writeMember(cursor, arm, given, path, assignment);
    },
  };
}
