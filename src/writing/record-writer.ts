import * as K from '../../assembly/core/layout.js';
import { allocateBytes } from '../bytes/index.js';
import {
  countOfValue,
  leafOf,
  type Op,
  storeValue,
  summedBytes,
  type SummedBytes,
  whyNotHeld,
} from '../cursor/index.js';
import { Output } from './output.js';
import { ARMS, BYTES, CHECKSUM, ELEMENT, KeptValues, LENGTH, PLACE, VALUE } from './kept-values.js';

/** What the writer does with a given value. */
const WRITE = 0;
/** Written, and kept: what is written later may lie over it. */
const WRITE_AND_KEEP = 1;
/** Kept only: a part of a union's arm, which the bytes have to say when all whole arms are written. */
const KEEP = 2;
/** Nothing: the record is refused, or the part is empty. */
const IGNORE = 3;
type Mode = typeof WRITE | typeof WRITE_AND_KEEP | typeof KEEP | typeof IGNORE;

/** What the writer has to know of a program. */
export interface RecordRules {
  readonly fixedBytes: number;
  /** Longest message. */
  readonly mostBytes: number;
  /** The leaf that says the record's length, or the distance to the next one; undefined: there is none. */
  readonly lengthOp: Op | undefined;
  readonly isNext: boolean;
  readonly startAlign: number;
  /** Bytes of the members after the part of varying length. */
  readonly trailingBytes: number;
  /** The op of bytes between the parts, where there may be some. */
  readonly gapsOp: Op | undefined;
  /** The op of bytes after the parts, where there may be some. */
  readonly tailOp: Op | undefined;
  /** What a checksum has to be. `op`: its index in the program. */
  sum(op: number, summed: SummedBytes): number | bigint;
}

/** Why a record is refused; `status` is OK where it is not. */
export interface Refusal {
  status: number;
  op: Op | undefined;
  fieldOffset: number;
  want: number | bigint;
  have: number | bigint;
  /** Indices of the array elements on the way there, outermost first. */
  indices: readonly number[];
}

/** Bytes, or what writes them to their place. */
type Source = Uint8Array | ((room: Uint8Array) => void);

function write(from: Source, bytes: Uint8Array, at: number, end: number): void {
  if (typeof from === 'function') from(bytes.subarray(at, end));
  else bytes.set(from, at);
}

/** What `endArms` has to know. */
interface Arms {
  readonly first: number;
  readonly mode: Mode;
  readonly isShared: boolean;
  readonly copies: boolean;
}

/**
 * Writes the values of one record to their places. Who calls walks the record's shape and has checked each value by itself; what is wrong
 * among them is noted, and the first such refusal stays.
 *
 *   0               cursor
 *   |===============|- - - - - - - - -
 *   | written, or 0 | the next tail, or the next part that is pointed to
 */
export class RecordWriter {
  /** Why the last record was refused. */
  readonly refusal: Refusal = { status: K.OK, op: undefined, fieldOffset: 0, want: 0, have: 0, indices: [] };
  /** Indices of the array elements that are being written, outermost first. */
  readonly indices: number[] = [];
  readonly output = new Output();
  /** Where offsets count from: the record, an array's element, a part that is pointed to. */
  private base = 0;
  private mode: Mode = WRITE;
  /** Values that were given for leaves that follow from what is written, by op. */
  private readonly late: (number | bigint | undefined)[] = [];
  private readonly kept: KeptValues;
  /** Bytes of a versioned record that are there. */
  private present = Infinity;
  private tailBytes = 0;
  /** A part that is pointed to, or a gap, may lie over something else. */
  private overlaps = false;

  constructor(private readonly rules: RecordRules) {
    this.kept = new KeptValues(this);
  }

  begin(): void {
    this.refusal.status = K.OK;
    this.output.clear();
    this.base = 0;
    // Setting a length costs more than asking for it.
    if (this.indices.length > 0) this.indices.length = 0;
    if (this.late.length > 0) this.late.length = 0;
    this.kept.clear(0);
    this.present = Infinity;
    this.tailBytes = 0;
    this.overlaps = false;
    this.mode = this.rules.gapsOp !== undefined ? WRITE_AND_KEEP : WRITE;
    this.reserve(this.rules.fixedBytes);
  }

  /** The bytes, valid until the next record; undefined where it is refused. */
  end(): Uint8Array | undefined {
    if (this.overlaps && !this.isRefused) this.kept.settle(0, this.kept.count);
    this.kept.clear(0); // the last value is not kept alive
    return this.isRefused ? undefined : this.output.bytes.subarray(0, this.cursor);
  }

  /** A number, bigint or bool; undefined for one that follows from what is written. */
  value(op: Op, value: number | bigint | undefined): void {
    if ((op.flags & K.F_LATE) !== 0) {
      this.late[op.index] = value;
      if (value === undefined) return;
    }
    const { base, mode } = this;
    if (mode === WRITE) return storeValue(this.output.view, base, op, value as number);
    if (mode === IGNORE) return;
    this.kept.keep(VALUE, op, base, value, mode === WRITE_AND_KEEP);
    if (mode === WRITE_AND_KEEP) storeValue(this.output.view, base, op, value as number);
  }

  /** `length` bytes of a range. */
  range(op: Op, length: number, from: Source): void {
    const isShort = (op.flags & K.F_TRIM) !== 0 && length < op.count * op.bytes;
    const terminator = isShort || (op.flags & K.F_TERMINATED) !== 0 ? op.bytes : 0;
    this.bytes(op, this.base + op.offset, length, terminator, from);
  }

  private bytes(op: Op, at: number, length: number, terminator: number, from: Source): void {
    const end = at + length;
    const isFixed = op.kind === K.OP_RANGE && (op.flags & K.F_TAIL) === 0;
    if (!isFixed) this.claim(end + terminator);
    const { output, mode, kept } = this;
    if (mode === KEEP || mode === IGNORE) {
      const bytes = allocateBytes(length + terminator);
      write(from, bytes, 0, length);
      if (mode === KEEP) kept.keep(BYTES, op, at, bytes.length, false, bytes);
      return;
    }
    write(from, output.bytes, at, end);
    if (terminator > 0) output.bytes.fill(0, end, end + terminator);
    if (mode === WRITE_AND_KEEP) kept.written(op, at, length + terminator);
  }

  /** Room for an array's elements: where the first one lies, how far the next one is, and where offsets counted from before. */
  beginArray(
    { offset, bytes: stride, flags }: Op,
    count: number,
  ): { readonly first: number; readonly stride: number; readonly outer: number } {
    const { base: outer } = this;
    const first = outer + offset;
    if ((flags & K.F_TAIL) !== 0) this.claim(first + count * stride);
    return { first, stride, outer };
  }

  element(at: number, depth: number, index: number): void {
    this.base = at;
    this.indices[depth] = index;
    if (this.mode === WRITE_AND_KEEP || this.mode === KEEP) this.kept.keep(ELEMENT, undefined, depth, index);
  }

  endArray(outer: number, depth: number): void {
    this.base = outer;
    this.indices.length = depth;
    if (this.mode === WRITE_AND_KEEP || this.mode === KEEP) this.kept.keep(ELEMENT, undefined, depth, -1);
  }

  /** Room for the arm of a union that ends the record. */
  arm(union: Op, arm: number): void {
    if ((union.flags & K.F_SIZED) === 0) return;
    const { offset, bytes } = union.below[arm] as Op;
    this.claim(this.base + offset + bytes);
  }

  /** The bytes of a union whose tag selects no arm. */
  raw(op: Op, bytes: Uint8Array): void {
    this.bytes(op, this.base + op.offset, bytes.length, 0, bytes);
  }

  /** Arms that show the same bytes: where more than one is given, or one only in part, they are compared when all are written. */
  beginArms(isShared: boolean): Arms {
    const { kept, mode } = this;
    const arms = { first: kept.count, mode, isShared, copies: kept.copies };
    if (!isShared) return arms;
    if (mode === WRITE) this.mode = WRITE_AND_KEEP;
    kept.copies = true;
    return arms;
  }

  beginArm(isPartial: boolean): Mode {
    const { mode } = this;
    if (isPartial && mode !== IGNORE) this.mode = KEEP;
    return mode;
  }

  endArm(mode: Mode): void {
    if (!this.isRefused) this.mode = mode;
  }

  endArms({ first, mode, isShared, copies }: Arms): void {
    if (this.isRefused || !isShared) return;
    const { kept } = this;
    this.mode = mode;
    kept.copies = copies;
    if (mode === KEEP || mode === IGNORE) return;
    kept.settle(first, kept.count);
    if (mode === WRITE) kept.clear(first);
    else kept.keep(ARMS, undefined, first, undefined);
  }

  version(present: number): void {
    this.present = present;
    this.claim(present);
  }

  unknownTail(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.tailBytes = bytes.length;
    const at = this.present === Infinity ? this.cursor : this.present - bytes.length;
    this.bytes(this.rules.tailOp as Op, at, bytes.length, 0, bytes);
  }

  /** After all parts, so that what a gap lies over is found by comparing. */
  unknownGap(offset: number, bytes: Uint8Array): void {
    this.liesOver();
    this.bytes(this.rules.gapsOp as Op, offset, bytes.length, 0, bytes);
  }

  /** Room for the members after the part of varying length, when all before them is there: where they end. */
  trailer(bytes: number): number {
    const end = this.cursor + bytes;
    this.claim(end);
    return end;
  }

  /** Goes to one of them; where offsets counted from before. */
  beginTrailing({ offset: fromEnd }: Op, end: number): number {
    const { base } = this;
    this.base = end - fromEnd;
    return base;
  }

  endTrailing(base: number): void {
    this.base = base;
  }

  /** Goes to where a part lies: where its offset says, and after everything where none is given. `units` of a range or array, else -1. */
  beginPointed(op: Op, units: number): { readonly base: number; readonly mode: Mode } {
    const { base, mode } = this;
    const place = { base, mode };
    if (mode === IGNORE) return place;
    const leaf = op.ref as Op;
    const leafAt = base + leaf.offset;
    const given = this.lateNumber(leaf);
    if (given !== undefined && given < 0) {
      this.refuse(K.OUT_OF_RANGE, leaf, leafAt, 0, given);
      return place;
    }
    const origin = (op.flags & K.F_FROM_FIELD) === 0 ? 0 : leafAt;
    if (given !== undefined) this.assertBelowLimit(origin + given + op.bytes);
    const isEmpty = units === 0 && op.bytes === 0 && ((op.below[0] as Op).flags & K.F_TERMINATED) === 0;
    if (isEmpty) {
      if (given !== undefined) this.claim(origin + given);
      this.fill(leaf, base, given ?? 0);
      this.mode = IGNORE;
      return place;
    }
    const at = given === undefined ? Math.ceil(this.cursor / op.align) * op.align : origin + given;
    if (at < this.cursor) this.liesOver();
    if (op.bytes > 0) this.claim(at + op.bytes);
    this.fill(leaf, base, at - origin);
    if (given === undefined) this.kept.keep(PLACE, leaf, base, at - origin);
    this.base = at;
    return place;
  }

  endPointed({ base, mode }: { readonly base: number; readonly mode: Mode }): void {
    this.base = base;
    if (!this.isRefused) this.mode = mode;
  }

  /** Fills in the length of the record, or the distance to the next one. */
  length(): void {
    if (this.rules.lengthOp === undefined || this.isRefused) return;
    if (this.mode === WRITE_AND_KEEP) this.kept.keep(LENGTH, undefined, 0, undefined);
    this.fillLength();
  }

  fillLength(): void {
    const { isNext, startAlign, lengthOp, trailingBytes } = this.rules;
    const op = lengthOp as Op;
    const leaf = leafOf(op);
    const { cursor } = this;
    const value = this.lateNumber(leaf);
    const given = value === undefined ? (isNext ? 0 : cursor) : countOfValue(op, value);
    if (isNext && given === 0) return this.fill(leaf, 0, 0);
    // Nothing follows a tail but, in a chain, the padding before the next record.
    const padding = isNext ? startAlign - 1 : 0;
    const isClosed = this.tailBytes > 0 || trailingBytes > 0;
    if (given < cursor || (given > cursor + padding && isClosed))
      return this.refuse(K.DISAGREE, leaf, leaf.offset, cursor, given);
    this.claim(given);
    if (value === undefined) this.fill(op, 0, given);
    else if (op === leaf) this.fill(leaf, 0, value);
  }

  /** Fills in checksums of the record at hand, when all else in it is there. */
  checksum(op: Op): void {
    const { mode, base } = this;
    if (mode === IGNORE || mode === KEEP) return;
    const leaf = op.ref as Op;
    if ((leaf.flags & K.F_VERSIONED) !== 0 && leaf.align > this.present) return;
    const given = this.late[leaf.index];
    if (mode === WRITE_AND_KEEP) this.kept.keep(CHECKSUM, op, base, given);
    this.fillChecksum(op, base, given);
  }

  fillChecksum(op: Op, base: number, given: number | bigint | undefined): void {
    const { output, cursor } = this;
    const leaf = op.ref as Op;
    const summed = summedBytes(op, output.bytes, base, cursor);
    const computed = this.rules.sum(op.index, summed);
    if (given !== undefined && given !== computed) return this.refuse(K.DISAGREE, leaf, summed.leafAt, computed, given);
    storeValue(output.view, summed.leafBase, leaf, computed);
  }

  /** What was given for an offset or a length; of 64 bits the nearest number, as none is so large. */
  private lateNumber({ index }: Op): number | undefined {
    const value = this.late[index];
    return value === undefined ? undefined : Number(value);
  }

  /** Writes a leaf that follows from what is written. */
  private fill(leaf: Op, base: number, value: number): void {
    if (this.isRefused) return;
    const why = whyNotHeld(leaf, value);
    if (why !== undefined) return this.refuse(why.status, leaf, base + leaf.offset, why.want, value);
    storeValue(this.output.view, base, leaf, value);
  }

  /** The next write may lie over earlier ones. */
  private liesOver(): void {
    if (!this.overlaps) this.kept.copy();
    this.overlaps = true;
  }

  private get cursor(): number {
    return this.output.end;
  }

  get isRefused(): boolean {
    return this.refusal.status !== K.OK;
  }

  /** Room up to `end`, where something is written there. */
  private claim(end: number): void {
    if (this.mode === WRITE || this.mode === WRITE_AND_KEEP) this.reserve(end);
  }

  private reserve(end: number): void {
    if (end <= this.output.end) return;
    this.assertBelowLimit(end);
    if (!this.isRefused) this.output.reserve(end);
  }

  private assertBelowLimit(end: number): void {
    const { mostBytes } = this.rules;
    if (end > mostBytes) this.refuse(K.LIMIT_MESSAGE_BYTES, undefined, 0, end, mostBytes);
  }

  refuse(status: number, op: Op | undefined, fieldOffset: number, want: number | bigint, have: number | bigint): void {
    if (this.isRefused) return;
    Object.assign(this.refusal, { status, op, fieldOffset, want, have, indices: [...this.indices] });
    this.mode = IGNORE;
  }
}
