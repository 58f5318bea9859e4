import { assertAttached, isBytes } from '../bytes/index.js';
import { CastbufError, shownValue, suggest, type ErrorCode } from '../errors/index.js';
import { memberOf } from '../schema/index.js';
import type { Seated } from './cursor.js';
import type { Names } from './given-values.js';
import { bytesAt, type Place } from './place.js';

/*
 * A whole struct, union or array that is assigned to a part of a message: src/cursor/cursor-assign.ts, which says more. It writes all of the value or nothing.
 */

/** What can be assigned, as a tree of what is in it. */
export type Plan = LeafPlan | RangePlan | ListPlan | NamedPlan;
interface LeafPlan {
  readonly kind: 'leaf';
  /** Its number, where others refer to it: it counts, or selects an arm. */
  readonly op?: number;
  readonly isBool?: boolean;
  readonly isWide?: boolean;
  readonly names?: Names;
  /** It may be left out: encode fills it in, or it has but one value. */
  readonly isLate?: boolean;
  readonly magic?: number | bigint;
  /** A float is compared as its bytes hold it. */
  readonly round?: (value: number) => number;
}
interface RangePlan {
  readonly kind: 'split' | 'bytes' | 'text' | 'guid';
}
interface ListPlan {
  readonly kind: 'array';
  readonly element: Plan;
}
interface RecordPlan {
  readonly kind: 'record';
  readonly members: readonly MemberPlan[];
  /** Numbers of the leaves that are set by what they count. */
  readonly counts?: readonly number[];
}
interface OverlayPlan extends Clearing {
  readonly kind: 'overlay';
  readonly members: readonly MemberPlan[];
}
interface TaggedPlan extends Clearing {
  readonly kind: 'tagged';
  readonly members: readonly ArmPlan[];
  readonly tagOp: number;
  /** A tag that selects no arm shows `raw`. */
  readonly hasRaw: boolean;
  /** The arm ends the message, which keeps its length. */
  readonly isSized: boolean;
}
type NamedPlan = RecordPlan | OverlayPlan | TaggedPlan;
interface MemberPlan {
  readonly name: string;
  readonly plan: Plan;
  /** Its members are those of the record around it. */
  readonly isPromoted?: boolean;
  /** It lies where an offset points, in a reply, where nothing moves it. */
  readonly isPointed?: boolean;
}
interface ArmPlan extends MemberPlan {
  /** The first tag that selects it. */
  readonly tag?: number | bigint;
}
interface Clearing {
  /** Bytes from the record to those of the arms, of which nothing stays when another is set. Not of arms that count. */
  readonly clears?: readonly (readonly [from: number, end: number])[];
}

/** A part of a message that can be assigned. */
export interface Part {
  readonly path: string;
  readonly plan: NamedPlan | ListPlan;
  /** Most elements of a list. */
  readonly most: number;
  /** Bytes from the record to those that an assignment may change; not there: it may be all of the message. */
  readonly extent?: readonly [from: number, end: number];
  /** Where an offset points to. */
  target?(place: Place): number;
  /** Of a reply, where it may be all of that: bytes that it has before a tail is written. */
  readonly clearBytes?: number;
}

type Members = Seated & Record<string, unknown>;
type Given = Readonly<Record<string, unknown>>;
interface List {
  readonly length: number;
  at(index: number): unknown;
  set(index: number, value: unknown): void;
  '~clear'(length: number): void;
}

/** Writes a value through the setters of a part's cursor, which `get` gives. @throws CastbufError with the path of what is wrong; then no byte is changed */
export function assignPart(owner: Place, part: Part, value: unknown, get: () => unknown): void {
  const { path, plan, extent, target, most, clearBytes = Infinity } = part;
  const { reply } = owner;
  const written = reply?.written ?? 0;
  const given = new Taking(most).take(plan, value, path);
  if (given === undefined) throw missing(plan, path, 'ERR_TYPE');
  const place = target === undefined ? owner : owner.inner(target(owner));
  const first = extent === undefined ? place.record : place.at + extent[0];
  const recordEnd = reply === undefined ? place.end : Math.min(place.end, place.record + Math.max(clearBytes, written));
  const end = extent === undefined ? recordEnd : place.at + extent[1];
  const room = bytesAt(place, first, end - first);
  const before = room.slice();
  const assignment = new Assignment(reply !== undefined);
  try {
    assignment.write(get(), plan, given, path);
    assignment.assertAgrees(get(), plan, given, path);
  } catch (error) {
    room.set(before);
    if (reply !== undefined) reply.written = written;
    if (!(error instanceof RangeError)) throw assignment.placed(error);
    const hint = 'a part of it lies where an offset points that leads out of the message';
    throw new CastbufError('ERR_OFFSET_OUTSIDE', hint, { path });
  }
}

/** The bytes of a union whose tag selects no arm. */
const RAW: MemberPlan = { name: 'raw', plan: { kind: 'bytes' } };

/** Members by name, those of promoted parts among them. */
function shownOf(plan: NamedPlan): readonly MemberPlan[] {
  const members = plan.members.flatMap((member) =>
    member.isPromoted && isNamed(member.plan) ? shownOf(member.plan) : [member],
  );
  return plan.kind === 'tagged' && plan.hasRaw ? [...members, RAW] : members;
}

function isNamed(plan: Plan): plan is NamedPlan {
  return 'members' in plan;
}

function pathOf(path: string, member: MemberPlan): string {
  if (member.isPromoted) return path;
  return member === RAW ? '' : join(path, member.name);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Fills the `[]` of a path from the outermost on. */
function withIndices(path: string, indices: readonly number[]): string {
  let next = 0;
  return path.replaceAll('[]', () => `[${indices[next++] ?? ''}]`);
}

function fail(code: ErrorCode, path: string, hint: string, want?: unknown, have?: unknown): CastbufError {
  return new CastbufError(code, hint, { path, want: numberOf(want), have: numberOf(have) });
}

function numberOf(value: unknown): number | bigint | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

function missing(plan: Plan, path: string, code: ErrorCode = 'ERR_MISSING'): CastbufError {
  const want = isNamed(plan) ? 'an object with its members' : plan.kind === 'array' ? 'an array' : 'its value';
  return fail(code, path, `give ${want}, not undefined`);
}

/**
 * Takes a whole value before a byte is written: objects, arrays and bytes of our own are made of it. So a getter of the value runs no code between
 * two bytes, and a value may be a cursor over the very bytes that are written.
 */
class Taking {
  /** Indices of the elements on the way to what is looked at, outermost first. */
  private readonly indices: number[] = [];

  constructor(private readonly most: number) {}

  take(plan: Plan, value: unknown, path: string): unknown {
    if (value === undefined) return undefined;
    if (isNamed(plan)) return this.members(plan, value, path);
    if (plan.kind === 'array') return this.list(plan, value, path);
    // As numbers, so that they can be compared with what is shown when all is written.
    if (plan.kind === 'leaf' && typeof value === 'string') return numberOfText(plan, value) ?? value;
    if (plan.kind !== 'bytes' || !isBytes(value)) return value;
    assertAttached('these bytes', value, withIndices(path, this.indices));
    return new Uint8Array(value);
  }

  private members(plan: NamedPlan, value: unknown, path: string): Given {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
      throw this.wrong(path, 'an object with its members', value);
    const members = shownOf(plan);
    const known = members.map(({ name }) => name);
    for (const name in value) {
      if (known.includes(name) || !Object.hasOwn(value, name) || (value as Given)[name] === undefined) continue;
      const place = join(withIndices(path, this.indices), name);
      throw fail('ERR_USAGE', place, `no such member; ${suggest(name, [...new Set(known)])}`);
    }
    const given = Object.create(null) as Record<string, unknown>;
    for (const member of members) {
      const taken = this.take(member.plan, memberOf(value, member.name), pathOf(path, member));
      if (taken !== undefined) given[member.name] = taken;
    }
    return given;
  }

  private list({ element }: ListPlan, value: unknown, path: string): unknown[] {
    if (!isList(value)) throw this.wrong(path, 'an array', value);
    const { length } = value;
    if (!Number.isSafeInteger(length) || length < 0 || length > this.most) {
      const hint = `a list has at most ${this.most} elements, not ${shownValue(length)}`;
      throw fail('ERR_LIMIT_COUNT', withIndices(path, this.indices), hint);
    }
    const depth = this.indices.length;
    const elements: unknown[] = [];
    for (let index = 0; index < length; index++) {
      this.indices[depth] = index;
      elements.push(this.take(element, value.at(index), `${path}[]`));
    }
    this.indices.length = depth;
    return elements;
  }

  private wrong(path: string, want: string, value: unknown): CastbufError {
    return fail('ERR_TYPE', withIndices(path, this.indices), `give ${want}, not ${shownValue(value)}`);
  }
}

function isList(value: unknown): value is Pick<List, 'length' | 'at'> {
  if (typeof value !== 'object' || value === null) return false;
  const { length, at } = value as Partial<List>;
  return typeof length === 'number' && typeof at === 'function';
}

function numberOfText({ names, isWide }: LeafPlan, text: string): number | bigint | undefined {
  if (names !== undefined && Object.hasOwn(names, text)) return names[text];
  return isWide && /^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}

/** Numbers first, then what they count, and last the arms that tags select. */
function rankOf({ kind }: Plan): number {
  return kind === 'leaf' || kind === 'split'
    ? 0
    : kind === 'record' || kind === 'overlay'
      ? 1
      : kind === 'tagged'
        ? 3
        : 2;
}

/** Writes one value that was taken through the setters of cursors. */
class Assignment {
  /** Indices of the elements on the way to what is written, outermost first. */
  private readonly indices: number[] = [];
  /** Counts that follow from what they count, and tags that follow from the arms that are given. */
  private readonly counts = new Set<number>();
  private readonly tags = new Map<number, number | bigint | undefined>();
  /** Members may be missing: another arm of the union is whole. */
  private isPartial = false;

  /** @param isReply arms that end it have their own length, and what offsets point to is not moved */
  constructor(private readonly isReply: boolean) {}

  write(shown: unknown, plan: NamedPlan | ListPlan, given: unknown, path: string): void {
    if (plan.kind === 'array') return this.list(shown as List, plan, given as readonly unknown[], path);
    const [cursor, members] = [shown as Members, given as Given];
    if (plan.kind === 'record') this.record(cursor, plan, members, path);
    else if (plan.kind === 'overlay') this.overlay(cursor, plan, members, path);
    else this.tagged(cursor, plan, members, path);
  }

  /** The error with the indices of the element that it came from. */
  placed(error: unknown): unknown {
    if (!(error instanceof CastbufError) || error.path === undefined) return error;
    const { code, hint, path, want, have } = error;
    return new CastbufError(code, hint, { path: withIndices(path, this.indices), want, have });
  }

  private record(cursor: Members, { members, counts = [] }: RecordPlan, given: Given, path: string): void {
    for (const op of counts) this.counts.add(op);
    for (const member of members)
      if (member.plan.kind === 'tagged') this.noteArm(cursor, member, member.plan, given, path);
    const inOrder = [...members].sort((one, other) => rankOf(one.plan) - rankOf(other.plan));
    for (const member of inOrder) this.member(cursor, member, given, path);
  }

  private noteArm(cursor: Members, member: MemberPlan, plan: TaggedPlan, given: Given, around: string): void {
    const { name, isPromoted } = member;
    const path = pathOf(around, member);
    const arms = isPromoted ? given : (given[name] as Given | undefined);
    if (arms === undefined) return;
    const arm = plan.members.find((one) => arms[one.name] !== undefined);
    if (arm === undefined && arms['raw'] === undefined && !this.isPartial) throw noArm(plan, path);
    this.tags.set(plan.tagOp, arm?.tag);
    if (!plan.isSized || this.isReply) return;
    // The arm that ends a message has no other's place.
    const wanted = arm?.name ?? 'raw';
    if ((isPromoted ? cursor : (cursor[name] as Members))[wanted] !== undefined) return;
    const hint = `a message keeps its length, and so the arm that it ends with, which is not ${wanted}`;
    throw fail('ERR_LENGTH', path, hint);
  }

  private member(cursor: Members, member: MemberPlan, given: Given, around: string): void {
    const { name, plan } = member;
    const path = pathOf(around, member);
    if (member.isPointed === true) {
      const hint = 'a cursor moves nothing that an offset points to; write the whole reply with encode';
      throw fail('ERR_USAGE', path, hint);
    }
    if (member.isPromoted && isNamed(plan)) return this.write(cursor, plan, given, path);
    const value = given[name] === undefined ? this.impliedFor(plan) : given[name];
    if (value === undefined) {
      if (this.isPartial || this.isFilledIn(plan)) return;
      throw missing(plan, path);
    }
    if (isNamed(plan) || plan.kind === 'array') {
      const shown = cursor[name];
      if (shown === undefined) throw fail('ERR_DISAGREE', path, 'the tag selects another arm; set the tag first');
      this.write(shown, plan, value, path);
      // A count is set by the array that it counts, and not here. assertAgrees compares it with the given one in the end.
    } else if (!this.isCount(plan)) cursor[name] = value;
  }

  /** The tag of the arm that is given; a magic value. */
  private impliedFor(plan: Plan): unknown {
    if (plan.kind !== 'leaf') return undefined;
    const tag = plan.op === undefined ? undefined : this.tags.get(plan.op);
    if (tag === undefined) return plan.magic;
    return plan.isBool ? Number(tag) !== 0 : plan.isWide ? tag : Number(tag);
  }

  /** By what it counts, or by encode. */
  private isFilledIn(plan: Plan): boolean {
    return plan.kind === 'leaf' && (plan.isLate === true || this.isCount(plan));
  }

  private isCount(plan: Plan): boolean {
    return plan.kind === 'leaf' && plan.op !== undefined && this.counts.has(plan.op);
  }

  private list(list: List, { element }: ListPlan, given: readonly unknown[], around: string): void {
    list['~clear'](given.length);
    const path = `${around}[]`;
    const depth = this.indices.length;
    given.forEach((one, index) => {
      this.indices[depth] = index;
      const value = one === undefined ? this.impliedFor(element) : one;
      if (value === undefined) throw missing(element, path);
      if (isNamed(element) || element.kind === 'array') this.write(list.at(index), element, value, path);
      else list.set(index, value);
    });
    this.indices.length = depth;
  }

  private overlay(cursor: Members, plan: OverlayPlan, given: Given, path: string): void {
    const names = plan.members.map(namesOf);
    const found = names.map((own) => own.filter((name) => memberOf(given, name) !== undefined).length);
    const isWhole = (arm: number): boolean => found[arm] !== 0 && found[arm] === names[arm]?.length;
    if (!this.isPartial && !names.some((_, arm) => isWhole(arm)))
      throw fail('ERR_MISSING', path, `give ${names.map((own) => own.join(' and ')).join(', or ')}`);
    clear(cursor, plan);
    const wasPartial = this.isPartial;
    plan.members.forEach((member, arm) => {
      if (found[arm] === 0) return;
      this.isPartial = wasPartial || !isWhole(arm);
      this.member(cursor, member, given, path);
    });
    this.isPartial = wasPartial;
  }

  private tagged(cursor: Members, plan: TaggedPlan, given: Given, path: string): void {
    const arms = plan.members.filter(({ name }) => given[name] !== undefined);
    const [arm] = arms;
    const raw = plan.hasRaw ? given['raw'] : undefined;
    if (arms.length > 1 || (arm !== undefined && raw !== undefined)) {
      const names = [...arms.map(({ name }) => name), ...(raw === undefined ? [] : ['raw'])].join(' and ');
      throw fail('ERR_DISAGREE', path, `${names} are given; a tagged union has one arm`);
    }
    if (arm === undefined && raw === undefined) {
      if (this.isPartial) return;
      throw noArm(plan, path);
    }
    clear(cursor, plan);
    if (arm === undefined) cursor['raw'] = raw;
    else this.member(cursor, arm, given, path);
  }

  /**
   * Reads the written parts again and compares them with the given values. They differ where a given count is not the number of given elements, and where
   * two arms of a union say different things. @throws CastbufError ERR_DISAGREE
   */
  assertAgrees(shown: unknown, plan: Plan, given: unknown, path: string): void {
    const disagreement = (had: unknown, want: unknown): CastbufError => {
      const what = plan.kind === 'array' ? ' elements' : '';
      const hint = `${shownValue(want)}${what} given, where other members make it ${shownValue(had)}; give values that agree, or leave out what follows from others`;
      return fail('ERR_DISAGREE', path, hint, had, want);
    };
    const isMember = isNamed(plan);
    if ((isMember || plan.kind === 'array') && shown === undefined) throw disagreement(shown, given);
    if (isMember) {
      for (const member of shownOf(plan)) {
        const value = (given as Given)[member.name];
        if (value !== undefined)
          this.assertAgrees((shown as Given)[member.name], member.plan, value, pathOf(path, member));
      }
    } else if (plan.kind === 'array') {
      const [list, values] = [shown as List, given as readonly unknown[]];
      if (list.length !== values.length) throw disagreement(list.length, values.length);
      const depth = this.indices.length;
      values.forEach((value, index) => {
        this.indices[depth] = index;
        if (value !== undefined) this.assertAgrees(list.at(index), plan.element, value, `${path}[]`);
      });
      this.indices.length = depth;
    } else if (!isSame(plan, shown, given)) throw disagreement(shown, given);
  }
}

/** Names that a union's arm shows and that have to be given: its own, or those of the record that it promotes. */
function namesOf({ name, plan, isPromoted }: MemberPlan): string[] {
  if (!isPromoted) return [name];
  if (plan.kind === 'overlay') return plan.members.flatMap(namesOf);
  if (plan.kind !== 'record') return [];
  return plan.members.filter((member) => !isOptional(member.plan)).flatMap(namesOf);
}

function isOptional(plan: Plan): boolean {
  return plan.kind === 'leaf' && (plan.isLate === true || plan.magic !== undefined);
}

function noArm({ members }: TaggedPlan, path: string): CastbufError {
  const names = members.map(({ name }) => name).join(', ');
  return fail('ERR_MISSING', path, `give one of ${names}, or raw for a tag that selects none`);
}

/** Of another arm that was there before nothing stays. */
function clear(cursor: Members, { clears = [] }: Clearing): void {
  const place = cursor['~place'];
  for (const [from, end] of clears) bytesAt(place, place.at + from, end - from).fill(0);
}

function isSame(plan: LeafPlan | RangePlan, shown: unknown, given: unknown): boolean {
  if (plan.kind === 'bytes') {
    const [one, other] = [shown as Uint8Array | undefined, given as Uint8Array];
    return one?.length === other.length && one.every((byte, index) => byte === other[index]);
  }
  if (plan.kind === 'guid') return shown === (given as string).replace(/[{}]/g, '').toLowerCase();
  if (plan.kind !== 'leaf') return shown === given;
  if (plan.round !== undefined) return Object.is(plan.round(given as number), shown);
  return given === shown || (plan.isWide === true && Number.isSafeInteger(given) && BigInt(given as number) === shown);
}
