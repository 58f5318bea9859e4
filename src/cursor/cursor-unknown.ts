import * as K from '../../assembly/core/layout.js';
import type { Program } from '../program/index.js';
import { alignUp, type UnknownGap } from '../schema/index.js';
import { codeOf, readInteger, selectArm, type Code, type Op } from './code.js';
import type { RecordFrame } from './cursor-frame.js';
import { unsettable, type Property } from './cursor-property.js';

/*
 * What a record has and no member shows. It is kept, so that a value that was decoded encodes to the same bytes.
 *
 *   | fixed part | part | ...gap... | part | ...tail... |
 *                                   extent       length, or the distance to the next record
 */

/** Bytes after all parts, which the record's own length or distance covers. A reply has none. */
export function unknownTailProperty(program: Program): Property {
  const parts = partsOf(program);
  const startAlign = program.words[K.P_START_ALIGN] as number;
  const isChain = program.words[K.P_RULE] === K.RULE_NEXT;
  const trailing = program.words[K.P_TRAILING_BYTES] as number;
  return {
    get() {
      const frame = this['~frame'];
      if (frame.isGrowable) return undefined;
      const extent = parts.extent(frame);
      const length = frame.length - trailing;
      if (extent >= length) return undefined;
      // In a chain, what leads to the next place where a record may start is padding; the last record leads nowhere.
      const isPadding = isChain && frame.length === alignUp(extent, startAlign) && parts.ruleValue(frame) !== 0;
      return isPadding ? undefined : frame.bytes(frame.record + extent, length - extent);
    },
    set: unsettable('unknownTail'),
  };
}

/** The bytes of a versioned record from the first of its members that is not whole, or from its end, on. */
export function versionedTailProperty(
  members: readonly { readonly start: number; readonly end: number }[],
  bytes: number,
): Property {
  return {
    get() {
      const frame = this['~frame'];
      const { length } = frame;
      const start = startOfTail(members, bytes, length);
      if (frame.isGrowable || length <= start) return undefined;
      return frame.bytes(frame.record + start, length - start);
    },
    set: unsettable('unknownTail'),
  };
}

/** Where the tail of a versioned record of `length` bytes starts, which may be at its end. */
export function startOfTail(
  members: readonly { readonly start: number; readonly end: number }[],
  bytes: number,
  length: number,
): number {
  let start = bytes;
  for (const member of members) if (member.end > length) start = Math.min(start, member.start);
  return start;
}

/** Bytes between parts that are pointed to. Those that are zero are what encode leaves there anyhow. */
export function unknownGapsProperty(program: Program): Property {
  const parts = partsOf(program);
  return {
    get(): UnknownGap[] | undefined {
      const frame = this['~frame'];
      if (frame.isGrowable) return undefined;
      const found = parts.gaps(frame);
      return found.length === 0 ? undefined : found;
    },
    set: unsettable('unknownGaps'),
  };
}

/** Bytes of a record that was checked, from all that it could have: those of the frame. */
export function recordBytes(program: Program, frame: RecordFrame): number {
  const parts = partsOf(program);
  if (program.words[K.P_RULE] === K.RULE_TOTAL) return parts.ruleValue(frame);
  return parts.extent(frame) + (program.words[K.P_TRAILING_BYTES] as number);
}

const PARTS = new WeakMap<Program, Parts>();

function partsOf(program: Program): Parts {
  let parts = PARTS.get(program);
  if (parts === undefined) PARTS.set(program, (parts = new Parts(program)));
  return parts;
}

type Part = readonly [from: number, end: number];

/** The parts of checked records after their fixed part: the same walk as a MessageReader's, without its checks. */
class Parts {
  private readonly code: Code;
  /** Ops that measure a part, or have one below them that does. */
  private readonly measuring: ReadonlySet<Op>;
  private readonly top: readonly Op[];
  private readonly fixedBytes: number;
  // The record that is walked over. Its frame is the cursor's, and so is not kept.
  private view: DataView = NO_BYTES;
  private record = 0;
  private end = 0;
  /** End of the parts so far. */
  private reached = 0;
  /** Something but zeros lies between a part and the end of those before it. It may be another part's. */
  private mayHaveGaps = false;
  private found: Part[] | undefined;

  constructor(program: Program) {
    this.code = codeOf(program);
    const measuring = new Set<Op>();
    for (const op of this.code.ops.toReversed()) {
      if (isMeasured(op) || op.below.some((inner) => measuring.has(inner))) measuring.add(op);
    }
    this.measuring = measuring;
    this.top = this.code.top.filter((op) => measuring.has(op));
    this.fixedBytes = this.code.word(K.P_FIXED_BYTES);
  }

  /** What the record says of its length, or of the distance to the next. */
  ruleValue(frame: RecordFrame): number {
    const { ruleOp } = this.code;
    return readInteger(frame.view, frame.record + ruleOp.offset, ruleOp);
  }

  /** Bytes from the record's start to the end of its last part. */
  extent(frame: RecordFrame): number {
    this.visit(frame);
    return this.reached - frame.record;
  }

  /** What lies between parts and is not zero. */
  gaps(frame: RecordFrame): UnknownGap[] {
    this.visit(frame);
    if (!this.mayHaveGaps) return [];
    const found: Part[] = [];
    this.found = found;
    try {
      this.visit(frame);
    } finally {
      this.found = undefined;
    }
    return gapsBetween(frame, found, frame.record + this.fixedBytes);
  }

  private visit(frame: RecordFrame): void {
    this.view = frame.view;
    this.record = frame.record;
    this.end = frame.end - this.code.word(K.P_TRAILING_BYTES);
    this.reached = frame.record + this.fixedBytes;
    this.mayHaveGaps = false;
    for (const op of this.top) this.step(op, frame.record, frame.record);
    this.view = NO_BYTES;
  }

  /** Setters may have changed counts and offsets since the record was checked: no part leaves it. */
  private take(from: number, partEnd: number): void {
    if (from < this.record || from > this.end) return;
    const end = Math.min(partEnd, this.end);
    this.found?.push([from, end]);
    this.mayHaveGaps ||= !this.isZero(this.reached, from);
    this.reached = Math.max(this.reached, end);
  }

  private isZero(from: number, end: number): boolean {
    for (let at = from; at < end; at++) if (this.view.getUint8(at) !== 0) return false;
    return true;
  }

  /** `base` is where offsets of ops count from, `at` where those of the leaves do that they refer to. */
  private walk(ops: readonly Op[], base: number, at: number): void {
    for (const op of ops) if (this.measuring.has(op)) this.step(op, base, at);
  }

  private step(op: Op, base: number, at: number): void {
    switch (op.kind) {
      case K.OP_RANGE:
        return void this.units(op, base + op.offset, at);
      case K.OP_ARRAY:
        return this.array(op, base + op.offset, at);
      case K.OP_UNION:
        return this.union(op, base, at);
      case K.OP_POINTED:
        return this.pointed(op, at);
      default:
        return this.walk(op.below, base, at);
    }
  }

  private array(op: Op, from: number, at: number): void {
    const count = this.units(op, from, at);
    if (!op.below.some((inner) => this.measuring.has(inner))) return;
    for (let index = 0; index < count; index++) {
      this.walk(op.below, from + index * op.bytes, from + index * op.bytes);
    }
  }

  private units(op: Op, from: number, at: number): number {
    const { flags } = op;
    const room = Math.floor(Math.max(0, this.end - from) / op.bytes);
    const units = Math.min(room, this.unitsSaid(op, from, at, room));
    const nul = (flags & K.F_TERMINATED) === 0 ? 0 : 1;
    if ((flags & K.F_TAIL) !== 0) this.take(from, from + (units + nul) * op.bytes);
    return units;
  }

  private unitsSaid({ flags, bytes, count, ref }: Op, from: number, at: number, room: number): number {
    if ((flags & K.F_TERMINATED) !== 0) return this.unitsToNul(from, bytes, room);
    if ((flags & K.F_REST) !== 0) return room;
    if (ref === undefined || (flags & K.F_COUNTED) === 0) return count;
    const counted = readInteger(this.view, at + ref.offset, ref);
    return (flags & K.F_COUNTS_BYTES) === 0 ? counted : Math.floor(counted / bytes);
  }

  private unitsToNul(from: number, unit: number, room: number): number {
    const { view } = this;
    for (let units = 0; units < room; units++) {
      const place = from + units * unit;
      if ((unit === 1 ? view.getUint8(place) : view.getUint16(place)) === 0) return units;
    }
    return room;
  }

  private union(op: Op, base: number, at: number): void {
    const isSized = (op.flags & K.F_SIZED) !== 0;
    const arm = op.below[selectArm(this.code, this.view, at, op)];
    if (arm === undefined) return isSized ? this.take(base + op.offset, this.end) : undefined;
    if (isSized) this.take(base + arm.offset, base + arm.offset + arm.bytes);
    this.walk(arm.below, base, at);
  }

  private pointed(op: Op, at: number): void {
    const { view, record, end } = this;
    const leaf = op.ref as Op;
    const leafAt = at + leaf.offset;
    const target = ((op.flags & K.F_FROM_FIELD) === 0 ? record : leafAt) + readInteger(view, leafAt, leaf);
    if (target < record || op.bytes > end - target) return;
    this.take(target, target + op.bytes);
    this.walk(op.below, target, (op.flags & K.F_FRAME) === 0 ? at : target);
  }
}

const NO_BYTES = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(0));

/** What parts leave between them, from `first` on. */
function gapsBetween(frame: RecordFrame, parts: readonly Part[], first: number): UnknownGap[] {
  const gaps: UnknownGap[] = [];
  let reached = first;
  for (const [from, end] of parts.toSorted(([left], [right]) => left - right)) {
    if (from > reached) {
      const bytes = frame.bytes(reached, from - reached);
      if (bytes.some((byte) => byte !== 0)) gaps.push({ offset: reached - frame.record, bytes });
    }
    reached = Math.max(reached, end);
  }
  return gaps;
}

function isMeasured({ kind, flags }: Op): boolean {
  if (kind === K.OP_POINTED) return (flags & K.F_TRAILING) === 0;
  return (flags & K.F_SIZED) !== 0 || (flags & K.F_TAIL) !== 0;
}
