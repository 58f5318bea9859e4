import * as K from '../../assembly/core/layout.js';
import { CastbufError, type ErrorCode } from '../errors/index.js';
import {
  magicOf,
  ARM_ABSENT,
  ARM_PARTIAL,
  ARM_WHOLE,
  namesOf,
  pathOfShape,
  presenceOf,
  withIndices,
  type ArrayShape,
  type MemberShape,
  type OverlayShape,
  type Program,
  type RecordShape,
  type Shape,
  type TaggedShape,
} from '../program/index.js';
import { extentOf, fixedExtent, type Extent } from './cursor-extent.js';
import { opOf, type Op } from './code.js';
import { countingValue, isMasked } from './counted-value.js';
import type { RecordFrame } from './cursor-frame.js';
import { GivenValue, isNamedShape, type GivenMembers, type NamedShape } from './cursor-given.js';
import { assertAgrees } from './cursor-agreement.js';
import type { Cursor, Property } from './cursor-property.js';

/** A cursor by the names of its members. */
type Members = Cursor & Record<string, unknown>;

/** A cursor over an array. */
export interface ListCursor {
  readonly length: number;
  at(index: number): unknown;
  set(index: number, value: unknown): void;
  /** As many elements as are set next: in a reply new ones, which are zero; elsewhere it has to be those that are there. */
  '~clear'(length: number): void;
}

/**
 * The setter of a part that is shown by a cursor of its own: a struct, a union, an array. It takes what encode takes, and writes all of it or
 * nothing. `get` gives the part's cursor.
 */
export function wholeSetter(
  program: Program,
  shape: NamedShape | ArrayShape,
  pointer: Op | undefined,
  get: Property['get'],
): Property['set'] {
  let extent: Extent | undefined | null = null; // of a record's many parts few are ever set
  return function (value: unknown) {
    const given = new GivenValue(program).take(shape, value);
    const assignment = new Assignment(program, this['~frame'].memory.reply !== undefined);
    if (given === undefined) throw assignment.missing(shape, 'ERR_TYPE');
    if (extent === null) extent = extentOf(program, shape, true);
    const frame = pointer === undefined ? this['~frame'] : this['~frame'].pointedTo(pointer);
    const undo = undoOf(frame, extent, pointer === undefined ? program.clearBytes : Infinity);
    try {
      assignment.write(get.call(this), shape, given);
      assertAgrees(assignment, get.call(this), shape, given);
    } catch (error) {
      undo();
      throw error instanceof RangeError
        ? assignment.fail('ERR_OFFSET_OUTSIDE', shape, LEADS_OUT)
        : assignment.placed(error);
    }
  };
}

const LEADS_OUT = 'a part of it lies where an offset points that leads out of the message';

/** Gives back the bytes that an assignment may change: those of `extent`, else the record's, of a reply as far as it is written. */
function undoOf(frame: RecordFrame, extent: Extent | undefined, clearBytes: number): () => void {
  const { reply } = frame.memory;
  const recordEnd =
    reply === undefined ? frame.end : Math.min(frame.end, frame.record + Math.max(clearBytes, reply.written));
  const first = extent === undefined ? frame.record : frame.at + extent.from;
  const end = extent === undefined ? recordEnd : frame.at + extent.end;
  const place = frame.bytes(first, end - first);
  const bytes = place.slice();
  const written = reply?.written ?? 0;
  return () => {
    place.set(bytes);
    if (reply !== undefined) reply.written = written;
  };
}

const RANKS: Readonly<Record<Shape['kind'], number>> = {
  leaf: 0,
  split: 0,
  record: 1,
  overlay: 1,
  bytes: 2,
  text: 2,
  guid: 2,
  records: 2,
  array: 2,
  tagged: 3,
};

/** Writes one value that was taken through the setters of cursors. Tags come before the arms that they select. */
export class Assignment {
  /** Indices of the elements on the way to what is written, outermost first. */
  readonly indices: number[] = [];
  /** Counts that follow from what they count, with the measure of those that count by some of their bits; and tags that follow from the arms that are given. */
  private readonly counts = new Map<number, Op | undefined>();
  private readonly tags = new Map<number, number | bigint | undefined>();
  /** Members may be missing: another arm of the union is whole. */
  private isPartial = false;

  constructor(
    private readonly program: Program,
    /** Arrays become as long as what is set; those of a message stay as long as they are. */
    private readonly isReply: boolean,
  ) {}

  write(shown: unknown, shape: NamedShape | ArrayShape, given: unknown): void {
    if (shape.kind === 'array') return this.list(shown as ListCursor, shape, given as readonly unknown[]);
    const [cursor, members] = [shown as Members, given as GivenMembers];
    if (shape.kind === 'record') this.record(cursor, shape, members);
    else if (shape.kind === 'overlay') this.overlay(cursor, shape, members);
    else this.tagged(cursor, shape, members);
  }

  fail(code: ErrorCode, shape: Shape, hint: string, want?: number | bigint, have?: number | bigint): CastbufError {
    return new CastbufError(code, hint, { path: pathOfShape(this.program, shape), want, have });
  }

  missing(shape: Shape, code: ErrorCode = 'ERR_MISSING'): CastbufError {
    const want = isNamedShape(shape) ? 'an object with its members' : shape.kind === 'array' ? 'an array' : 'its value';
    return this.fail(code, shape, `give ${want}, not undefined`);
  }

  /** The error with the indices of the element that it came from. */
  placed(error: unknown): unknown {
    if (!(error instanceof CastbufError) || error.path === undefined) return error;
    const { code, hint, path, want, have } = error;
    return new CastbufError(code, hint, { path: withIndices(path, this.indices), want, have });
  }

  private record(cursor: Members, { members, derivations }: RecordShape, given: GivenMembers): void {
    for (const { op, measure } of derivations) {
      const counter = opOf(this.program, measure);
      this.counts.set(op, isMasked(counter) ? counter : undefined);
    }
    for (const { name, promoted, shape } of members) {
      if (shape.kind !== 'tagged') continue;
      const arms = promoted ? given : (given[name] as GivenMembers | undefined);
      if (arms === undefined) continue;
      const [arm] = armsIn(shape, arms);
      if (arm === undefined && arms['raw'] === undefined && !this.isPartial) throw this.noArm(shape);
      this.tags.set(shape.tagOp, arm?.tags[0]);
      if (shape.bytes === undefined && !this.isReply)
        this.assertSameArm(promoted ? cursor : (cursor[name] as Members), shape, arm?.name ?? 'raw');
    }
    const inOrder = members.toSorted((one, other) => RANKS[one.shape.kind] - RANKS[other.shape.kind]);
    for (const member of inOrder) this.member(cursor, member, given);
  }

  /** The arm that ends a message has no other's place. */
  private assertSameArm(cursor: Members, shape: TaggedShape, name: string): void {
    if (cursor[name] !== undefined) return;
    throw this.fail(
      'ERR_LENGTH',
      shape,
      `a message keeps its length, and so the arm that it ends with, which is not ${name}`,
    );
  }

  private member(cursor: Members, { name, promoted, shape, pointer }: MemberShape, given: GivenMembers): void {
    if (pointer !== undefined && this.isReply) {
      const hint = 'a cursor moves nothing that an offset points to; write the whole reply with encode';
      throw this.fail('ERR_USAGE', shape, hint);
    }
    if (promoted && isNamedShape(shape)) return this.write(cursor, shape, given);
    const masked = this.counts.get(shape.op);
    if (masked !== undefined) {
      cursor[name] = countingValue(masked, given[name], cursor[name]);
      return;
    }
    const value = given[name] === undefined ? this.impliedFor(shape) : given[name];
    if (value === undefined) {
      if (this.isPartial || this.isFilledIn(shape)) return;
      throw this.missing(shape);
    }
    if (isNamedShape(shape) || shape.kind === 'array') this.write(this.part(cursor, name, shape), shape, value);
    // A count is set by the array that it counts, and not here. assertAgrees compares it with the given one in the end.
    else if (!this.counts.has(shape.op)) cursor[name] = value;
  }

  private part(cursor: Members, name: string, shape: Shape): unknown {
    const shown = cursor[name];
    if (shown !== undefined) return shown;
    throw this.fail('ERR_DISAGREE', shape, 'the tag selects another arm; set the tag first');
  }

  /** The tag of the arm that is given; a magic value. */
  private impliedFor(shape: Shape): unknown {
    const tag = this.tags.get(shape.op);
    if (tag === undefined || shape.kind !== 'leaf') return magicOf(shape);
    return shape.leaf.scalar.format === 'bool' ? Number(tag) !== 0 : shape.wide ? tag : Number(tag);
  }

  /** By what it counts, or by the engine when the reply is done. */
  private isFilledIn(shape: Shape): boolean {
    return shape.kind === 'leaf' && (shape.late || this.counts.has(shape.op));
  }

  private list(list: ListCursor, { element }: ArrayShape, given: readonly unknown[]): void {
    list['~clear'](given.length);
    const depth = this.indices.length;
    given.forEach((one, index) => {
      this.indices[depth] = index;
      const value = one === undefined ? this.impliedFor(element) : one;
      if (value === undefined) throw this.missing(element);
      if (isNamedShape(element) || element.kind === 'array') this.write(list.at(index), element, value);
      else list.set(index, value);
    });
    this.indices.length = depth;
  }

  private overlay(cursor: Members, shape: OverlayShape, given: GivenMembers): void {
    const presences = shape.arms.map((arm) => presenceOf(arm, given));
    if (!this.isPartial && !presences.includes(ARM_WHOLE)) {
      const ways = shape.arms.map((arm) => namesOf(arm).join(' and ')).join(', or ');
      throw this.fail('ERR_MISSING', shape, `give ${ways}`);
    }
    this.clear(cursor, shape);
    const wasPartial = this.isPartial;
    shape.arms.forEach((arm, index) => {
      if (presences[index] === ARM_ABSENT) return;
      this.isPartial = wasPartial || presences[index] === ARM_PARTIAL;
      this.member(cursor, arm, given);
    });
    this.isPartial = wasPartial;
  }

  private tagged(cursor: Members, shape: TaggedShape, given: GivenMembers): void {
    const arms = armsIn(shape, given);
    const [arm] = arms;
    const raw = shape.otherwise < 0 ? given['raw'] : undefined;
    if (arms.length > 1 || (arm !== undefined && raw !== undefined)) {
      const names = [...arms.map(({ name }) => name), ...(raw === undefined ? [] : ['raw'])].join(' and ');
      throw this.fail('ERR_DISAGREE', shape, `${names} are given; a tagged union has one arm`);
    }
    if (arm === undefined && raw === undefined) {
      if (this.isPartial) return;
      throw this.noArm(shape);
    }
    this.clear(cursor, shape);
    if (arm === undefined) cursor['raw'] = raw;
    else this.member(cursor, arm, given);
  }

  private noArm(shape: TaggedShape): CastbufError {
    const names = shape.arms.map(({ name }) => name).join(', ');
    return this.fail('ERR_MISSING', shape, `give one of ${names}, or raw for a tag that selects none`);
  }

  /** Of another arm that was there before nothing stays; but for a message's counts, which say how long it is. */
  private clear(cursor: Members, shape: OverlayShape | TaggedShape): void {
    const { op, arms } = shape;
    if (!this.isReply && hasCounts(opOf(this.program, op))) return;
    const frame = cursor['~frame'];
    const extents = arms.map((arm) => fixedExtent(this.program, arm.shape));
    if (shape.kind === 'tagged' && shape.bytes !== undefined) {
      const { offset: from } = opOf(this.program, op);
      extents.push({ from, end: from + shape.bytes });
    }
    for (const { from, end } of extents) frame.bytes(frame.at + from, end - from).fill(0);
  }
}

function hasCounts(op: Op): boolean {
  return (op.flags & K.F_COUNTED) !== 0 || op.below.some(hasCounts);
}

function armsIn({ arms }: TaggedShape, given: GivenMembers): TaggedShape['arms'] {
  return arms.filter(({ name }) => given[name] !== undefined);
}
