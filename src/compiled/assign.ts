import { CastbufError, shownValue, suggest, type ErrorCode } from '../errors/index.js';
import { memberOf } from '../schema/index.js';
import type { Seated } from './cursor.js';
import type { Names } from './given-values.js';
import { bytesAt, type Place } from './place.js';

/*
 * A whole struct, union or array that is assigned to a part of a message: src/cursor/cursor-assign.ts, which says more. All of the value is written, or nothing.
 * What can be assigned is a tree of plans; each kind is an export of its own, so that a program has those that its types use: lists are in assign-list.ts, unions
 * in assign-union.ts.
 */

/** What a leaf is set to that counts by some of its bits: of what is given for it, and of what it has now. */
export type CountingValue = (given: unknown, now: unknown) => unknown;

/** What is known while one value is assigned. */
export interface Assignment {
  /** Most elements of a list. */
  readonly most: number;
  /** Indices of the elements on the way to what is looked at, outermost first. */
  readonly indices: number[];
  /** Counts that follow from what they count, with what a leaf is set to that counts by some of its bits; and tags that follow from the arms that are given. */
  readonly counts: Map<number, CountingValue | undefined>;
  readonly tags: Map<number, number | bigint | undefined>;
  /** Members may be missing: another arm of the union is whole. */
  isPartial: boolean;
  /** Of a reply, whose parts are as long as what is set. */
  readonly isReply: boolean;
}

export interface Plan {
  /** Numbers are written first, then what they count, and last the arms that tags select. */
  readonly rank: number;
  /** What to give, in errors. */
  readonly want: string;
  /** Takes what a caller gives before a byte is written, so that a getter of it runs no code between two bytes. */
  take(value: unknown, path: string, assignment: Assignment): unknown;
  /** Writes through a cursor of its own; not there: its owner has a setter for it. */
  write?(shown: unknown, given: unknown, path: string, assignment: Assignment): void;
  /** Throws where what is shown when all is written is not what was given. */
  agree(shown: unknown, given: unknown, path: string, assignment: Assignment): void;
  /** Throws where nothing can write it, whether it is given or not. */
  refuse?(path: string): never;
  /** What it is where it is not given. */
  implied?(assignment: Assignment): unknown;
  /** Number of the leaf, where others refer to it. */
  readonly op?: number | undefined;
  /** Encode fills it in. */
  readonly isLate?: boolean | undefined;
  /** It is no member of the schema. */
  readonly isUnnamed?: boolean;
  /** It has one value. */
  readonly isMagic?: boolean | undefined;
  /** Of what has members: by name, those of promoted parts among them. */
  shown?(): readonly MemberPlan[];
  /** Names that have to be given where its members are promoted to a union. */
  needed?(): readonly string[];
  /** Before anything of the record around it is written. */
  note?(cursor: Members, member: MemberPlan, given: Given, path: string, assignment: Assignment): void;
}

export type MemberPlan = readonly [name: string, plan: Plan, isPromoted?: boolean];

/** A part of a message that can be assigned. */
export interface Part {
  readonly path: string;
  readonly plan: Plan;
  /** Most elements of a list. */
  readonly most: number;
  /** Bytes from the record to those that an assignment may change; not there: it may be all of the message. */
  readonly extent?: readonly [from: number, end: number];
  /** Where an offset points to. */
  target?(place: Place): number;
  /** Of a reply, where it may be all of that: bytes that it has before a tail is written. */
  readonly clearBytes?: number;
}

export type Members = Seated & Record<string, unknown>;
export type Given = Readonly<Record<string, unknown>>;

/** Writes a value through the setters of a part's cursor, which `get` gives. @throws CastbufError with the path of what is wrong; then no byte is changed */
export function assignPart(owner: Place, part: Part, value: unknown, get: () => unknown): void {
  const { path, plan, extent, target, most, clearBytes = Infinity } = part;
  const { reply } = owner;
  const written = reply?.written ?? 0;
  const isReply = reply !== undefined;
  const taking = {
    most,
    indices: [],
    counts: new Map<number, CountingValue | undefined>(),
    tags: new Map(),
    isPartial: false,
    isReply,
  };
  const given = plan.take(value, path, taking);
  const place = target === undefined ? owner : owner.inner(target(owner));
  const first = extent === undefined ? place.record : place.at + extent[0];
  const recordEnd = isReply ? Math.min(place.end, place.record + Math.max(clearBytes, written)) : place.end;
  const end = extent === undefined ? recordEnd : place.at + extent[1];
  const room = bytesAt(place, first, end - first);
  const before = room.slice();
  const assignment: Assignment = { ...taking, indices: [] };
  try {
    plan.write?.(get(), given, path, assignment);
    plan.agree(get(), given, path, assignment);
  } catch (error) {
    room.set(before);
    if (isReply) reply.written = written;
    if (!(error instanceof RangeError)) throw placed(error, assignment.indices);
    throw fail('ERR_OFFSET_OUTSIDE', path, 'a part of it lies where an offset points that leads out of the message');
  }
}

/** The error with the indices of the element that it came from. */
function placed(error: unknown, indices: readonly number[]): unknown {
  if (!(error instanceof CastbufError) || error.path === undefined) return error;
  const { code, hint, path, want, have } = error;
  return new CastbufError(code, hint, { path: withIndices(path, indices), want, have });
}

/** Fills the `[]` of a path from the outermost on. */
export function withIndices(path: string, indices: readonly number[]): string {
  let next = 0;
  return path.replaceAll('[]', () => `[${indices[next++] ?? ''}]`);
}

export function fail(code: ErrorCode, path: string, hint: string, want?: unknown, have?: unknown): CastbufError {
  return new CastbufError(code, hint, { path, want: numberOf(want), have: numberOf(have) });
}

function numberOf(value: unknown): number | bigint | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

export function missing({ want }: Plan, path: string): CastbufError {
  return fail('ERR_MISSING', path, `give ${want}, not undefined`);
}

export function disagreement(shown: unknown, given: unknown, path: string, what = ''): CastbufError {
  const hint = `${shownValue(given)}${what} given, where other members make it ${shownValue(shown)}; give values that agree, or leave out what follows from others`;
  return fail('ERR_DISAGREE', path, hint, shown, given);
}

function below(path: string, name: string, { isUnnamed }: Plan): string {
  return isUnnamed ? '' : join(path, name);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** A number, or a text. */
export const plainPlan: Plan = {
  rank: 0,
  want: 'its value',
  take: (value) => value,
  agree(shown, given, path) {
    if (shown !== given) throw disagreement(shown, given, path);
  },
};

/** What is more than a plain number. */
interface LeafFacts {
  readonly op?: number;
  readonly isBool?: boolean;
  readonly isWide?: boolean;
  readonly names?: Names;
  readonly isLate?: boolean;
  readonly magic?: number | bigint;
  /** A float is compared as its bytes hold it. */
  readonly round?: (value: number) => number;
}

export function leafPlan({ op, isBool, isWide, names, isLate, magic, round }: LeafFacts): Plan {
  return {
    ...plainPlan,
    op,
    isLate,
    isMagic: magic !== undefined,
    take(value) {
      // As numbers, so that they can be compared with what is shown when all is written.
      if (typeof value !== 'string') return value;
      if (names !== undefined && Object.hasOwn(names, value)) return names[value];
      return isWide && /^-?\d{1,20}$/.test(value) ? BigInt(value) : value;
    },
    agree(shown, given, path) {
      const isSame =
        round === undefined
          ? given === shown || (isWide && Number.isSafeInteger(given) && BigInt(given as number) === shown)
          : Object.is(round(given as number), shown);
      if (!isSame) throw disagreement(shown, given, path);
    },
    /** The tag of the arm that is given; a magic value. */
    implied({ tags }) {
      const tag = op === undefined ? undefined : tags.get(op);
      if (tag === undefined) return magic;
      return isBool ? Number(tag) !== 0 : isWide ? tag : Number(tag);
    },
  };
}

/** @param counts numbers of the leaves that are set by what they count; with what such a leaf is set to that counts by some of its bits */
export function recordPlan(
  members: readonly MemberPlan[],
  counts: readonly (readonly [op: number, value?: CountingValue])[] = [],
): Plan {
  return {
    ...membersPlan(1, members),
    write(shown, given, path, assignment) {
      for (const [op, value] of counts) assignment.counts.set(op, value);
      for (const member of members) member[1].note?.(shown as Members, member, given as Given, path, assignment);
      for (const member of [...members].sort(([, one], [, other]) => one.rank - other.rank))
        writeMember(shown as Members, member, given as Given, path, assignment);
    },
    needed: () => members.flatMap((member) => (member[1].isLate || member[1].isMagic ? [] : neededOf(member))),
  };
}

/** Names that a union's arm shows and that have to be given: its own, or those of the record that it promotes. */
export function neededOf([name, plan, isPromoted]: MemberPlan): readonly string[] {
  return isPromoted ? (plan.needed?.() ?? []) : [name];
}

/** What all that has members has in common. @param more what is shown besides */
export function membersPlan(rank: number, members: readonly MemberPlan[], more: readonly MemberPlan[] = []): Plan {
  const shown = (): MemberPlan[] => [
    ...members.flatMap((member) => (member[2] && member[1].shown?.()) || [member]),
    ...more,
  ];
  return {
    rank,
    want: 'an object with its members',
    shown,
    take(value, path, assignment) {
      const all = shown();
      const own = namedOf(value, all, path, assignment);
      const given = Object.create(null) as Record<string, unknown>;
      for (const [name, plan] of all) {
        const found = memberOf(own, name);
        const taken = found === undefined ? undefined : plan.take(found, below(path, name, plan), assignment);
        if (taken !== undefined) given[name] = taken;
      }
      return given;
    },
    agree(cursor, given, path, assignment) {
      if (cursor === undefined) throw disagreement(cursor, given, path);
      for (const [name, plan] of shown()) {
        const value = (given as Given)[name];
        if (value !== undefined) plan.agree((cursor as Given)[name], value, below(path, name, plan), assignment);
      }
    },
  };
}

/** What is given for a struct or union. @throws CastbufError ERR_TYPE, ERR_USAGE for a member that is not there */
function namedOf(value: unknown, members: readonly MemberPlan[], path: string, { indices }: Assignment): object {
  const place = withIndices(path, indices);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    throw fail('ERR_TYPE', place, `give an object with its members, not ${shownValue(value)}`);
  const known = members.map(([name]) => name);
  for (const name in value) {
    if (known.includes(name) || !Object.hasOwn(value, name) || (value as Given)[name] === undefined) continue;
    throw fail('ERR_USAGE', join(place, name), `no such member; ${suggest(name, known)}`);
  }
  return value;
}

/** @param around path of the record that it is a member of */
export function writeMember(
  cursor: Members,
  member: MemberPlan,
  given: Given,
  around: string,
  assignment: Assignment,
): void {
  const [name, plan, isPromoted] = member;
  const path = isPromoted ? around : join(around, name);
  plan.refuse?.(path);
  if (isPromoted) return plan.write?.(cursor, given, path, assignment);
  const isCount = plan.op !== undefined && assignment.counts.has(plan.op);
  const counting = plan.op === undefined ? undefined : assignment.counts.get(plan.op);
  if (counting !== undefined) {
    cursor[name] = counting(given[name], cursor[name]);
    return;
  }
  const value = given[name] === undefined ? plan.implied?.(assignment) : given[name];
  if (value === undefined) {
    if (assignment.isPartial || plan.isLate || isCount) return;
    throw missing(plan, path);
  }
  if (plan.write !== undefined) {
    const shown = cursor[name];
    if (shown === undefined) throw fail('ERR_DISAGREE', path, 'the tag selects another arm; set the tag first');
    plan.write(shown, value, path, assignment);
    // A count is set by the array that it counts, and not here. It is compared with the given one in the end.
  } else if (!isCount) cursor[name] = value;
}
