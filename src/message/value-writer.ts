import * as K from '../../assembly/core/layout.js';
import { CastbufError, shownValue, unsaidHint, type ErrorCode, type ErrorPlace } from '../errors/index.js';
import {
  fillsItself,
  ARM_ABSENT,
  ARM_PARTIAL,
  ARM_WHOLE,
  assertNoExtra,
  emptyOutcome,
  namesOf,
  presenceOf,
  withIndices,
  type ArrayShape,
  type Derivation,
  type Outcome,
  type MemberShape,
  type OverlayShape,
  type Program,
  type RangeShape,
  type RecordShape,
  type RecordsShape,
  type Shape,
  type TaggedShape,
} from '../program/index.js';
import { assertAttached, isBytes, isShared, encodeGuid, encodeText, textBytes, unitBytes } from '../bytes/index.js';
import type { Machine } from './engine.js';
import {
  codeOf,
  exactOutcome,
  countOfValue,
  leafValueFor,
  startOfTail,
  whyNotHeld,
  type Code,
  type Op,
} from '../cursor/index.js';
import { memberOf } from '../schema/index.js';
import { takeLeaf, takeSplit } from './number-writer.js';
import { RecordWriter, tailOf, writeGaps, type RecordRules } from '../writing/index.js';

type Source = Record<string, unknown>;
type CountedShape = RangeShape | RecordsShape | ArrayShape;

const WANTED: Readonly<Record<CountedShape['kind'], string>> = {
  bytes: 'a Uint8Array',
  text: 'a string',
  guid: 'a GUID as a string',
  array: 'an array',
  records: 'an array of { type, value }',
};

/** What follows for a leaf from other members: its value, and which other values agree with them. */
export interface Implied {
  readonly value: number | bigint | undefined;
  agrees(given: number | bigint): boolean;
  /** Asked for only when something is wrong. */
  why(): string;
}

/**
 * A JavaScript value -> the bytes of a record: the mirror of view-reader.ts.
 * Checks types and ranges and fills in what follows from other members (counts, tags); the record writer knows places, and fills in offsets, lengths and
 * checksums.
 */
export class ValueWriter {
  /** By op: what other members say about a leaf. */
  private readonly implied: (Implied | undefined)[] = [];
  /** By op of a counted part: its units, and of a tagged union: its arm, as they were when what follows from them was found out. */
  private readonly found: (number | undefined)[] = [];
  /** Indices of the array elements that are being written, outermost first. */
  private readonly indices: number[];
  /** By op of a list of records: the value that was written last, and its bytes. */
  private readonly lists: ({ readonly value: unknown; readonly bytes: Uint8Array } | undefined)[] = [];
  /** Write the records of lists. */
  private readonly writers = new Map<Program, ValueWriter>();
  /** Why the last value was refused when it was written. */
  failure: Outcome = emptyOutcome();
  private readonly record: RecordWriter;
  private readonly code: Code;
  /** Members may be missing: another arm of the union is whole. */
  private isPartial = false;

  constructor(
    private readonly program: Program,
    private readonly machine: () => Machine,
  ) {
    this.code = codeOf(program);
    this.record = new RecordWriter(rulesOf(program, this.code, machine));
    this.indices = this.record.indices;
  }

  /** @throws CastbufError ERR_MISSING, ERR_TYPE, ERR_OUT_OF_RANGE, ERR_LENGTH, ERR_DISAGREE, ERR_TEXT with the path */
  write(value: unknown): Uint8Array | undefined {
    this.record.begin();
    if (this.implied.length > 0) this.implied.length = 0;
    if (this.found.length > 0) this.found.length = 0;
    if (this.lists.length > 0) this.lists.length = 0;
    this.isPartial = false;
    const { shape } = this.program;
    this.members(shape, this.wholeObject(shape, value));
    this.record.length();
    for (const op of shape.checksums) this.record.checksum(this.op(op));
    return this.checked(this.record.end());
  }

  /** The bytes, where the engine finds nothing wrong with them. */
  private checked(bytes: Uint8Array | undefined): Uint8Array | undefined {
    const machine = this.machine();
    if (bytes === undefined) {
      const { op, indices, ...refusal } = this.record.refusal;
      this.failure = { ...emptyOutcome(), ...refusal, op: op?.index ?? -1, indices: indices.toReversed() };
      return undefined;
    }
    // What functions sum is right: it was filled in last.
    if (this.code.word(K.P_HAS_CHECKS) === 0 || (machine.inner ?? machine).check(bytes)) return bytes;
    this.failure = exactOutcome(this.program, machine.outcome, bytes);
    return undefined;
  }

  /** Writes a number, bigint or bool; undefined for one that follows from what is written. */
  put(op: number, value: number | bigint | undefined): void {
    this.record.value(this.op(op), value);
  }

  private op(index: number): Op {
    return this.code.ops[index] as Op;
  }

  fail(code: ErrorCode, op: number, hint: string, place: ErrorPlace = {}): CastbufError {
    return new CastbufError(code, hint, { ...place, path: this.pathOf(op) });
  }

  impliedBy(op: number): Implied | undefined {
    return this.implied[op];
  }

  private pathOf(op: number): string {
    return withIndices(this.program.paths[op] ?? '', this.indices);
  }

  private object(shape: RecordShape | OverlayShape | TaggedShape, value: unknown): Source {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
    if (isObject) return value as Source;
    const path = this.pathOfObject(shape);
    if (value === undefined) throw new CastbufError('ERR_MISSING', 'give an object with its members', { path });
    throw new CastbufError('ERR_TYPE', `give an object with its members, not ${shownValue(value)}`, { path });
  }

  private pathOfObject(shape: RecordShape | OverlayShape | TaggedShape): string {
    return shape.kind === 'record' ? withIndices(shape.path, this.indices) : this.pathOf(shape.op);
  }

  /** An object, and all that it has is the shape's. */
  private wholeObject(shape: RecordShape | OverlayShape | TaggedShape, value: unknown): Source {
    const source = this.object(shape, value);
    assertNoExtra(shape, source, () => this.pathOfObject(shape));
    return source;
  }

  private shape(shape: Shape, value: unknown): void {
    if (value === undefined && this.isPartial) return;
    switch (shape.kind) {
      case 'leaf':
        return takeLeaf(this, shape, value);
      case 'split':
        return takeSplit(this, shape, value);
      case 'bytes':
      case 'text':
      case 'guid':
        return this.range(shape, value);
      case 'records':
        return this.records(shape, value);
      case 'array':
        return this.array(shape, value);
      default:
        return this.members(shape, this.wholeObject(shape, value));
    }
  }

  private members(shape: RecordShape | OverlayShape | TaggedShape, source: Source): void {
    if (shape.kind === 'record') this.recordMembers(shape, source);
    else if (shape.kind === 'overlay') this.overlay(shape, source);
    else this.tagged(shape, source);
  }

  private member({ name, promoted, shape, pointer }: MemberShape, source: Source): void {
    if (pointer !== undefined) this.pointed(pointer, shape, memberOf(source, name));
    else if (promoted && (shape.kind === 'record' || shape.kind === 'overlay' || shape.kind === 'tagged'))
      this.members(shape, source);
    else this.shape(shape, memberOf(source, name));
  }

  /** What lies where an offset points. Texts without a unit still need their NULs; elements and bytes without one need no place. */
  private pointed(pointer: number, shape: Shape, value: unknown): void {
    let units: number | undefined;
    if (shape.kind === 'array' || shape.kind === 'bytes' || shape.kind === 'text' || shape.kind === 'records')
      units = this.found[shape.op] ?? this.unitsOf(shape, value);
    const place = this.record.beginPointed(this.op(pointer), units ?? -1);
    this.shape(shape, value);
    this.record.endPointed(place);
  }

  private recordMembers(shape: RecordShape, source: Source): void {
    this.imply(shape, source);
    if (shape.versioned !== undefined) return this.versioned(shape, shape.versioned, source);
    for (const member of shape.members) if (!this.isTrailing(member)) this.member(member, source);
    if (shape.hasUnknownGaps) writeGaps(this.record, source['unknownGaps']);
    if (shape.hasUnknownTail) this.record.unknownTail(tailOf(source['unknownTail']));
    if (shape === this.program.shape) this.trailing(shape, source);
    if (shape !== this.program.shape) for (const op of shape.checksums) this.record.checksum(this.op(op));
  }

  private isTrailing({ pointer }: MemberShape): boolean {
    return pointer !== undefined && (this.op(pointer).flags & K.F_TRAILING) !== 0;
  }

  /** Members after the part of varying length, when all before them is there. */
  private trailing({ members }: RecordShape, source: Source): void {
    const bytes = this.code.word(K.P_TRAILING_BYTES);
    if (bytes === 0) return;
    const end = this.record.trailer(bytes);
    for (const member of members) {
      if (!this.isTrailing(member)) continue;
      const base = this.record.beginTrailing(this.op(member.pointer as number), end);
      this.shape(member.shape, memberOf(source, member.name));
      this.record.endTrailing(base);
    }
  }

  /** Counts follow from what they count, tags from the arm that is given. */
  private imply({ derivations, members, versioned }: RecordShape, source: Source): void {
    const mayMiss = this.isPartial || versioned !== undefined;
    for (const { op, shape } of derivations) this.implied[op] = this.found[shape.op] = undefined;
    for (const derivation of derivations) this.implyCount(derivation, source, mayMiss);
    for (const { name, promoted, shape } of members) {
      if (shape.kind !== 'tagged') continue;
      this.found[shape.op] = undefined;
      const inner = promoted ? source : memberOf(source, name);
      if (inner === undefined && mayMiss) continue;
      this.implied[shape.tagOp] = this.tagOf(shape, this.object(shape, inner), mayMiss);
    }
  }

  private implyCount(
    { op, measure, shape, from, unitBytes: unit }: Derivation,
    source: Source,
    mayMiss: boolean,
  ): void {
    const counted = partOf(source, from);
    if (counted === undefined && mayMiss) return;
    const units = this.unitsOf(shape, counted);
    if (units === undefined) throw this.wrongPart(shape, counted);
    this.found[shape.op] = units;
    const other = this.implied[op];
    if (other !== undefined && !other.agrees(leafValueFor(this.op(measure), units * unit))) {
      const hint = `it has ${units} where ${other.why()}; parts with one count are equally long`;
      throw this.fail('ERR_DISAGREE', shape.op, hint, { want: other.value, have: units * unit });
    }
    this.implied[op] = this.counting(this.op(measure), units * unit, () => `${this.pathOf(shape.op)} has ${units}`);
  }

  /** What a leaf holds that counts so many units, or of which so many are made. */
  private counting(op: Op, count: number, why: () => string): Implied {
    if (op.kind !== K.OP_MEASURE) return exactly(count, why);
    const refusal = whyNotHeld(op, count);
    if (refusal !== undefined)
      throw this.fail('ERR_LENGTH', op.index, unsaidHint(refusal.want, count), { want: refusal.want, have: count });
    const value = leafValueFor(op, count);
    return { value, agrees: (given) => countOfValue(op, given) === count, why };
  }

  private tagOf(shape: TaggedShape, source: Source, mayMiss: boolean): Implied | undefined {
    const index = this.givenArm(shape, source);
    if (index === undefined && mayMiss) return undefined;
    if (index === undefined) throw this.noArm(shape);
    this.found[shape.op] = index;
    const known = shape.arms.flatMap((arm) => arm.tags);
    const arm = shape.arms[index];
    const isOpen = arm === undefined || index === shape.otherwise;
    const selects = (tag: number | bigint): boolean => (isOpen ? !includes(known, tag) : includes(arm.tags, tag));
    return {
      value: arm?.tags[0],
      agrees: selects,
      why: () => (arm === undefined ? 'raw is given' : `${arm.name} is given`),
    };
  }

  /** The arm that the value has; -1 for raw; undefined for none. */
  private givenArm(shape: TaggedShape, source: Source): number | undefined {
    const given = shape.arms.flatMap((arm, index) => (memberOf(source, arm.name) === undefined ? [] : [index]));
    if (given.length > 1) {
      const names = given.map((index) => shape.arms[index]?.name).join(' and ');
      throw this.fail('ERR_DISAGREE', shape.op, `${names} are both given; a tagged union has one arm`);
    }
    // Where an arm stands for all other tags, raw is another union's that is promoted to the same record.
    return given[0] ?? (shape.otherwise >= 0 || source['raw'] === undefined ? undefined : -1);
  }

  private range(shape: RangeShape, given: unknown): void {
    const value = given === undefined ? shape.magic : given;
    const units = unitsOf(shape, value);
    if (units === undefined) throw this.wrongPart(shape, value);
    this.assertUnits(shape, units, shape.kind === 'text' ? 'code units' : 'bytes');
    const { op, kind } = shape;
    if (kind === 'bytes') this.bytes(shape, value as Uint8Array, units);
    else if (kind === 'guid')
      this.record.range(this.op(op), units, (room) => encodeGuid(value as string, room, this.pathOf(op)));
    else this.text(shape, value as string);
  }

  private bytes({ op }: RangeShape, value: Uint8Array, units: number): void {
    assertAttached('these bytes', value, this.pathOf(op));
    // Shared memory may grow under a view of it.
    this.record.range(this.op(op), units, isShared(value.buffer) ? value.subarray(0, units) : value);
  }

  private text({ op, encoding = 'ascii', terminated }: RangeShape, value: string): void {
    if (terminated && value.includes('\0')) throw this.fail('ERR_TEXT', op, 'a NUL-terminated text cannot hold a NUL');
    this.record.range(this.op(op), textBytes(value, encoding), (room) =>
      encodeText(value, encoding, room, this.pathOf(op)),
    );
  }

  private records(shape: RecordsShape, value: unknown): void {
    const bytes = this.listBytes(shape, value);
    // What is read again may be the same array with other records.
    this.lists[shape.op] = undefined;
    this.assertSame(shape.op, bytes.length);
    this.record.range(this.op(shape.op), bytes.length, bytes);
  }

  /** The records of a list, which are written when their bytes are counted, or else when it is their turn. */
  private listBytes({ op, list }: RecordsShape, value: unknown): Uint8Array {
    const known = this.lists[op];
    if (known !== undefined && known.value === value) return known.bytes;
    const bytes = list.write(value, (program) => this.writerOf(program), this.pathOf(op));
    this.lists[op] = { value, bytes };
    return bytes;
  }

  private writerOf(program: Program): ValueWriter {
    let writer = this.writers.get(program);
    if (writer === undefined) {
      let machine: Machine | undefined;
      writer = new ValueWriter(program, () => (machine ??= this.machine().of(program)));
      this.writers.set(program, writer);
    }
    return writer;
  }

  /** Elements, bytes or code units of a counted value; undefined where it has the wrong type. */
  private unitsOf(shape: CountedShape, value: unknown): number | undefined {
    return shape.kind === 'records' ? this.listBytes(shape, value).length : unitsOf(shape, value);
  }

  private array(shape: ArrayShape, value: unknown): void {
    const count = unitsOf(shape, value);
    if (count === undefined) throw this.wrongPart(shape, value);
    this.assertUnits(shape, count, 'elements');
    const { record } = this;
    const elements = value as ArrayLike<unknown>;
    const depth = this.indices.length;
    const { first, stride, outer } = record.beginArray(this.op(shape.op), count);
    for (let i = 0; i < count; i++) {
      record.element(first + i * stride, depth, i);
      this.shape(shape.element, elements[i]);
    }
    record.endArray(outer, depth);
  }

  private assertUnits({ op, units, exact }: RangeShape | ArrayShape, have: number, what: string): void {
    this.assertSame(op, have);
    if (units === undefined || (exact ? have === units : have <= units)) return;
    throw this.fail('ERR_LENGTH', op, `it holds ${exact ? 'exactly' : 'at most'} ${units} ${what}, ${have} are given`, {
      want: units,
      have,
    });
  }

  /** A getter may give something else when it is read again. */
  private assertSame(op: number, have: number): void {
    const want = this.found[op];
    if (want === undefined || want === have) return;
    throw this.fail('ERR_DISAGREE', op, 'it changed while it was read; give a value that stays the same', {
      want,
      have,
    });
  }

  private overlay(shape: OverlayShape, source: Source): void {
    const presences = shape.arms.map((arm) => presenceOf(arm, source));
    if (!this.isPartial && !presences.includes(ARM_WHOLE)) throw this.noWholeArm(shape, presences, source);
    const wasPartial = this.isPartial;
    const isShared = presences.includes(ARM_PARTIAL) || presences.filter((one) => one !== ARM_ABSENT).length > 1;
    const arms = this.record.beginArms(isShared);
    shape.arms.forEach((arm, index) => {
      const presence = presences[index] as number;
      if (presence === ARM_ABSENT) return;
      this.isPartial = wasPartial || presence === ARM_PARTIAL;
      const mode = this.record.beginArm(presence === ARM_PARTIAL);
      this.member(arm, source);
      this.record.endArm(mode);
    });
    this.isPartial = wasPartial;
    this.record.endArms(arms);
  }

  private noWholeArm(shape: OverlayShape, presences: readonly number[], source: Source): CastbufError {
    const begun = shape.arms[presences.indexOf(ARM_PARTIAL)];
    const missing =
      begun === undefined ? undefined : namesOf(begun).find((name) => memberOf(source, name) === undefined);
    const ways = shape.arms.map((arm) => namesOf(arm).join(' and ')).join(', or ');
    const hint = missing === undefined ? `give ${ways}` : `${missing} is missing; give ${ways}`;
    return this.fail('ERR_MISSING', shape.op, hint);
  }

  private tagged(shape: TaggedShape, source: Source): void {
    const index = this.givenArm(shape, source);
    if (index === undefined) throw this.noArm(shape);
    this.assertSame(shape.op, index);
    const arm = shape.arms[index];
    if (arm !== undefined) {
      this.record.arm(this.op(shape.op), index);
      this.member(arm, source);
    } else this.raw(shape, source['raw']);
  }

  private noArm(shape: TaggedShape): CastbufError {
    const names = shape.arms.map((arm) => arm.name).join(', ');
    return this.fail('ERR_MISSING', shape.op, `give one of ${names}, or raw for a tag that selects none`);
  }

  private raw({ op, bytes }: TaggedShape, value: unknown): void {
    if (!isBytes(value)) throw this.wrong(op, value, 'raw to be a Uint8Array');
    if (bytes !== undefined && value.length !== bytes) {
      throw this.fail('ERR_LENGTH', op, `raw has exactly ${bytes} bytes, ${value.length} are given`, {
        want: bytes,
        have: value.length,
      });
    }
    this.record.raw(this.op(op), value);
  }

  /** The record is as long as its length says, else up to its last member that is given, or to the end of its tail. */
  private versioned(
    shape: RecordShape,
    { bytes, fixedBytes, lengthOp }: NonNullable<RecordShape['versioned']>,
    source: Source,
  ): void {
    const tail = tailOf(source['unknownTail']);
    const missing = shape.members.filter((member) => !this.isGiven(member, source));
    const given = shape.members.filter((member) => !missing.includes(member) && isShown(member, source));
    const known = missing.length === 0 ? bytes : Math.max(fixedBytes, ...given.map((member) => member.end));
    const asked = this.lengthGiven(shape, lengthOp, source);
    const tailStart = asked === undefined ? Math.min(bytes, ...missing.map(({ start }) => start)) : asked - tail.length;
    const present = asked ?? (tail.length > 0 ? tailStart + tail.length : known);
    if (tail.length > 0) this.assertTail(shape, present, tailStart, tail.length);
    this.implied[lengthOp] = exactly(present, () => 'the members that are given need that many bytes');
    this.record.version(present);
    // Before the members: where the record ends inside a bit-field, its bits that are there share a byte with the tail.
    this.record.unknownTail(tail);
    for (const member of shape.members) if (member.end <= present) this.member(member, source);
  }

  /** A tail takes the place of the members that are not whole, and no other. */
  private assertTail({ members, versioned }: RecordShape, present: number, start: number, bytes: number): void {
    const { bytes: all, lengthOp } = versioned as NonNullable<RecordShape['versioned']>;
    const wanted = startOfTail(members, all, present);
    if (start === wanted) return;
    const hint = `unknownTail begins at byte ${wanted} of a record of ${present} bytes, which leaves ${present - wanted} for it; ${bytes} are given`;
    throw this.fail('ERR_DISAGREE', lengthOp, hint, { want: present - wanted, have: bytes });
  }

  /** Whether a member of a versioned record has a value, or gets one without being given. */
  private isGiven({ name, promoted, shape }: MemberShape, source: Source): boolean {
    if (promoted || memberOf(source, name) !== undefined) return true;
    return fillsItself(shape) || (shape.kind === 'leaf' && this.implied[shape.op]?.value !== undefined);
  }

  private lengthGiven(shape: RecordShape, lengthOp: number, source: Source): number | undefined {
    const path = (this.program.paths[lengthOp] ?? '').split('.');
    const given = partOf(source, path);
    if (given === undefined) return undefined;
    const length = Number(given);
    const least = shape.versioned?.fixedBytes ?? 0;
    if (Number.isSafeInteger(length) && length >= least) return length;
    throw this.fail('ERR_LENGTH_FIELD', lengthOp, `the record has at least ${least} bytes, not ${shownValue(given)}`, {
      want: least,
    });
  }

  private wrongPart(shape: CountedShape, value: unknown): CastbufError {
    const want = WANTED[shape.kind];
    return this.wrong(shape.op, value, want);
  }

  /** The error for a part that is missing or has the wrong type. */
  wrong(op: number, value: unknown, want: string): CastbufError {
    if (value === undefined) return this.fail('ERR_MISSING', op, `give ${want}`);
    return this.fail('ERR_TYPE', op, `give ${want}, not ${shownValue(value)}`);
  }
}

/** What the record writer has to know of a program. */
function rulesOf({ shape }: Program, code: Code, machine: () => Machine): RecordRules {
  const rule = code.word(K.P_RULE);
  const ofKind = (kind: number): Op | undefined => code.top.find((op) => op.kind === kind);
  return {
    fixedBytes: code.word(K.P_FIXED_BYTES),
    mostBytes: code.word(K.P_MAX_MESSAGE),
    lengthOp: rule === K.RULE_TOTAL || rule === K.RULE_NEXT ? code.ruleOp : undefined,
    isNext: rule === K.RULE_NEXT,
    startAlign: code.word(K.P_START_ALIGN),
    trailingBytes: code.word(K.P_TRAILING_BYTES),
    gapsOp: shape.hasUnknownGaps ? ofKind(K.OP_UNKNOWN_GAPS) : undefined,
    tailOp: ofKind(K.OP_UNKNOWN_TAIL),
    sum: (op, summed) => machine().sum(op, summed),
  };
}

function exactly(value: number, why: () => string): Implied {
  return { value, agrees: (given) => Number(given) === value, why };
}

function includes(tags: readonly (number | bigint)[], tag: number | bigint): boolean {
  return tags.some((known) => BigInt(known) === BigInt(tag));
}

function unitsOf(shape: RangeShape | ArrayShape, value: unknown): number | undefined {
  switch (shape.kind) {
    case 'array': {
      const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
      const length = isList ? (value as ArrayLike<unknown>).length : undefined;
      // A Proxy of an array says anything.
      return length !== undefined && Number.isSafeInteger(length) && length >= 0 ? length : undefined;
    }
    case 'bytes':
      return isBytes(value) ? value.length : undefined;
    case 'guid':
      return typeof value === 'string' ? 16 : undefined;
    case 'text': {
      const encoding = shape.encoding ?? 'ascii';
      return typeof value === 'string' ? textBytes(value, encoding) / unitBytes(encoding) : undefined;
    }
  }
}

function partOf(source: Source, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? memberOf(value, key) : undefined), source);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether the value has the member, or one of those that a promoted member shows. */
function isShown({ name, promoted, shape }: MemberShape, source: Source): boolean {
  if (!promoted) return memberOf(source, name) !== undefined;
  const isShownHere = (member: MemberShape): boolean => isShown(member, source);
  if (shape.kind === 'record') return shape.members.some(isShownHere);
  if (shape.kind === 'overlay') return shape.arms.some(isShownHere);
  return shape.kind === 'tagged' && (source['raw'] !== undefined || shape.arms.some(isShownHere));
}
