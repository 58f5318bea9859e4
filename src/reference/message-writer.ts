import * as K from '../../assembly/core/layout.js';
import { checksumOf } from './checksum.js';
import type { Code, Op } from './code.js';
import { Output } from './output.js';
import { SlotSource } from './slot-source.js';
import { fillForm, heldNumber, holdsValue, largestOf, storeValue } from './store.js';
import type { Verdict } from './verdict.js';

/** What is done with slots: every mode takes the same ones. */
const WRITE = 0;
const SKIP = 1;
/** They must be what the bytes hold, which other members may show, too. */
const COMPARE = 2;
/** Values of many forms (bools, NaN) are written with all bits set, a form that survives whatever else is said of their bytes. */
const FILL = 3;
type Mode = typeof WRITE | typeof SKIP | typeof COMPARE | typeof FILL;

/**
 * Writes slots as one record, the mirror of MessageReader. The record starts at 0 of the output.
 *
 *   0               cursor
 *   |===============|- - - - - - - - -
 *   | written, or 0 | the next tail, or the next part that is pointed to
 */
export class MessageWriter {
  readonly output = new Output();
  private readonly slots = new SlotSource();
  /** Values that were given for leaves that are filled in late, by op. */
  private readonly late: (number | undefined)[] = [];
  /** Bytes of a versioned record that are there. */
  private present = Infinity;
  /** Bytes of the unknown tail. */
  private tailBytes = 0;
  /** Everything was written once: parts stay where they are. */
  private isAgain = false;
  /** A part that is pointed to, or a gap, may lie over something else. */
  private overlaps = false;

  constructor(
    private readonly code: Code,
    private readonly verdict: Verdict,
  ) {}

  /** Writes the slots to the output; returns the record's bytes, or stops the verdict. */
  write(slots: Uint8Array): number {
    this.slots.attach(slots);
    this.output.clear();
    this.late.length = 0;
    this.present = Infinity;
    this.tailBytes = 0;
    this.isAgain = false;
    this.overlaps = false;
    this.reserve(this.code.word(K.P_FIXED_BYTES));
    this.walk(this.code.top, 0, 0, WRITE);
    if (this.overlaps) this.settle(0, (mode) => this.walk(this.code.top, 0, 0, mode));
    return this.cursor;
  }

  /**
   * What lies over something else was written: the bytes must say everything that the slots from `first` on say. A bool or NaN of which
   * another member wrote some bytes may have to take another form.
   */
  private settle(first: number, pass: (mode: Mode) => void): void {
    const { slots } = this;
    const run = (mode: Mode): void => {
      slots.at = first;
      pass(mode);
    };
    const wasAgain = this.isAgain;
    this.isAgain = true;
    if (!this.verdict.holds(() => run(COMPARE))) for (const mode of [FILL, WRITE, COMPARE] as const) run(mode);
    this.isAgain = wasAgain;
  }

  private get cursor(): number {
    return this.output.end;
  }

  /** Room up to `end`: made, or known to be there already. */
  private claim(op: Op, at: number, end: number, mode: Mode): void {
    if (this.isFirst(mode)) this.reserve(end);
    else if (end > this.cursor) this.verdict.stop(K.DISAGREE, op.index, at, 0, 0);
  }

  /** Places are found, and not yet known. */
  private isFirst(mode: Mode): boolean {
    return mode === WRITE && !this.isAgain;
  }

  private reserve(end: number): void {
    this.assertBelowLimit(end);
    this.output.reserve(end);
  }

  private assertBelowLimit(end: number): void {
    const most = this.code.word(K.P_MAX_MESSAGE);
    if (end > most) this.verdict.stop(K.LIMIT_MESSAGE_BYTES, -1, 0, end, most);
  }

  private walk(ops: readonly Op[], base: number, frame: number, mode: Mode): void {
    for (const op of ops) this.step(op, base, frame, mode);
  }

  private step(op: Op, base: number, frame: number, mode: Mode): void {
    switch (op.kind) {
      case K.OP_NUMBER:
      case K.OP_WIDE:
      case K.OP_SPLIT:
        return this.value(op, base, mode);
      case K.OP_VERSION:
        return this.version();
      case K.OP_UNKNOWN_TAIL:
        return this.unknownTail(op, mode);
      case K.OP_UNKNOWN_GAPS:
        return this.unknownGaps(op, mode);
      case K.OP_RANGE:
        return this.range(op, base, mode);
      case K.OP_ARRAY:
        return this.array(op, base, mode);
      case K.OP_UNION:
        return this.union(op, base, frame, mode);
      case K.OP_OVERLAY:
        return this.overlay(op, base, frame, mode);
      case K.OP_POINTED:
        return this.pointed(op, frame, mode);
      case K.OP_LENGTH:
        return mode === WRITE ? this.length(op) : undefined;
      case K.OP_CHECKSUM:
        return mode === WRITE ? this.checksum(op, frame) : undefined;
    }
  }

  private value(op: Op, base: number, mode: Mode): void {
    if (mode === SKIP) return void this.slots.at++;
    const isLate = (op.flags & K.F_LATE) !== 0;
    const mayBeAbsent = mode !== WRITE || isLate || (op.flags & K.F_VERSIONED) !== 0;
    if (mayBeAbsent && this.slots.tookAbsent()) {
      if (isLate) this.late[op.index] = undefined;
      return;
    }
    const value = this.nextValue(op);
    if (isLate) this.late[op.index] = Number(value);
    if (mode === COMPARE) return this.compare(op, base, value);
    if (mode === FILL) return fillForm(this.output.view, base, op, value);
    this.needPresent(op, base);
    storeValue(this.output.view, base, op, value);
  }

  private nextValue(op: Op): number | bigint {
    if (op.kind !== K.OP_WIDE) return this.slots.number();
    const bits = this.slots.wide();
    return (op.flags & K.F_UNSIGNED_WIDE) === 0 ? bits : BigInt.asUintN(64, bits);
  }

  private compare(op: Op, base: number, value: number | bigint): void {
    const { view } = this.output;
    if (holdsValue(view, base, op, value)) return;
    this.verdict.stop(K.DISAGREE, op.index, base + op.offset, heldNumber(view, base, op), Number(value));
  }

  private version(): void {
    this.present = this.slots.number();
    this.reserve(this.present);
  }

  /** A member that is given lies inside the bytes that a versioned record says it has. */
  private needPresent(op: Op, base: number): void {
    if ((op.flags & K.F_VERSIONED) === 0 || op.align <= this.present) return;
    this.verdict.stop(K.DISAGREE, op.index, base + op.offset, op.align, this.present);
  }

  private unknownTail(op: Op, mode: Mode): void {
    if (this.slots.tookAbsent()) return;
    if (this.isFirst(mode)) this.tailBytes = this.slots.peekNumber();
    const { tailBytes, cursor } = this;
    const isInside = (op.flags & K.F_VERSIONED) !== 0;
    const end = isInside ? this.present : this.isFirst(mode) ? cursor + tailBytes : cursor;
    this.bytes(op, end - tailBytes, 0, mode);
  }

  /** After all parts, so that what a gap lies over is found by comparing. */
  private unknownGaps(op: Op, mode: Mode): void {
    const count = this.slots.tookAbsent() ? 0 : this.slots.number();
    for (let index = 0; index < count; index++) {
      const offset = this.slots.number();
      this.overlaps = true;
      this.bytes(op, offset, 0, mode);
    }
  }

  private range(op: Op, base: number, mode: Mode): void {
    if (this.slots.tookAbsent()) return;
    if (mode === WRITE) this.needPresent(op, base);
    this.bytes(op, base + op.offset, this.endUnit(op), mode);
  }

  /** Bytes of the NUL that ends a text: always, or where it is shorter than its place. */
  private endUnit(op: Op): number {
    const isShort = (op.flags & K.F_TRIM) !== 0 && this.slots.peekNumber() < op.count * op.bytes;
    return isShort || (op.flags & K.F_TERMINATED) !== 0 ? op.bytes : 0;
  }

  /** The bytes of the next slots, and `terminator` bytes of zero after them. */
  private bytes(op: Op, at: number, terminator: number, mode: Mode): void {
    const bytes = this.slots.range();
    if (mode === SKIP || mode === FILL) return;
    const end = at + bytes.length;
    const isFixed = op.kind === K.OP_RANGE && (op.flags & K.F_TAIL) === 0;
    if (!isFixed) this.claim(op, at, end + terminator, mode);
    const { bytes: written } = this.output;
    if (mode === WRITE) {
      written.set(bytes, at);
      written.fill(0, end, end + terminator);
    } else if (!written.subarray(at, end + terminator).every((byte, index) => byte === (bytes[index] ?? 0))) {
      this.verdict.stop(K.DISAGREE, op.index, at, 0, 0);
    }
  }

  private array(op: Op, base: number, mode: Mode): void {
    if (this.slots.tookAbsent()) return;
    const count = this.slots.number();
    const at = base + op.offset;
    if (mode === WRITE) this.needPresent(op, base);
    if (mode !== SKIP && (op.flags & K.F_TAIL) !== 0) this.claim(op, at, at + count * op.bytes, mode);
    let index = 0;
    try {
      for (; index < count; index++) this.walk(op.below, at + index * op.bytes, at + index * op.bytes, mode);
    } catch (stopped) {
      this.verdict.addIndex(index);
      throw stopped;
    }
  }

  private union(op: Op, base: number, frame: number, mode: Mode): void {
    if (this.slots.tookAbsent()) return;
    const arm = op.below[this.slots.number()];
    const isSized = (op.flags & K.F_SIZED) !== 0;
    if (mode === WRITE) this.needPresent(op, base);
    if (arm === undefined) return this.rawUnion(op, base + op.offset, isSized, mode);
    if (isSized && mode !== SKIP) this.claim(op, base + arm.offset, base + arm.offset + arm.bytes, mode);
    this.walk(arm.below, base, frame, mode);
  }

  private rawUnion(op: Op, at: number, isSized: boolean, mode: Mode): void {
    if (this.slots.tookAbsent()) return;
    if (isSized && mode !== SKIP) this.claim(op, at, at + this.slots.peekNumber(), mode);
    this.bytes(op, at, 0, mode);
  }

  /**
   * Arms show the same bytes. Those that are whole are written, each over the ones before it; then every arm that is
   * there is compared with what the bytes became.
   */
  private overlay(op: Op, base: number, frame: number, mode: Mode): void {
    const first = this.slots.at;
    const isShared = this.arms(op, base, frame, mode);
    if (mode !== WRITE || !isShared) return;
    this.settle(first, (again) => void this.arms(op, base, frame, again));
  }

  /** Whether more than one arm is given, or one only in part. */
  private arms(op: Op, base: number, frame: number, mode: Mode): boolean {
    let given = 0;
    let partial = 0;
    for (const arm of op.below) {
      const presence = this.slots.number();
      if (presence === K.ARM_ABSENT) continue;
      given++;
      if (presence === K.ARM_PARTIAL) partial++;
      this.walk(arm.below, base, frame, mode === WRITE && presence === K.ARM_PARTIAL ? SKIP : mode);
    }
    return given > 1 || partial > 0;
  }

  /** The part goes where its offset says, and after everything where none is given. */
  private pointed(op: Op, frame: number, mode: Mode): void {
    if (mode === SKIP) return this.walk(op.below, 0, 0, mode);
    const { verdict } = this;
    const leaf = op.ref as Op;
    const leafAt = frame + leaf.offset;
    const given = this.late[leaf.index];
    if (given !== undefined && given < 0) verdict.stop(K.OUT_OF_RANGE, leaf.index, leafAt, 0, given);
    const isFirst = this.isFirst(mode);
    const origin = (op.flags & K.F_FROM_FIELD) === 0 ? 0 : leafAt;
    if (given !== undefined) this.assertBelowLimit(origin + given + op.bytes);
    if (this.isEmpty(op)) {
      this.walk(op.below, 0, 0, SKIP);
      if (!isFirst) return;
      if (given !== undefined) this.reserve(origin + given);
      return this.fill(leaf, frame, given ?? 0);
    }
    const at = given === undefined ? this.placeOf(op, origin, frame, isFirst) : origin + given;
    if (!isFirst && (at < 0 || at > this.cursor)) verdict.stop(K.DISAGREE, leaf.index, leafAt, 0, 0);
    if (at < this.cursor) this.overlaps = true;
    if (op.bytes > 0) this.claim(op, at, at + op.bytes, mode);
    if (isFirst) this.fill(leaf, frame, at - origin);
    this.walk(op.below, at, (op.flags & K.F_FRAME) === 0 ? frame : at, mode);
  }

  /** Where a part without a given offset lies: after everything that is written so far, or where it was put before. */
  private placeOf(op: Op, origin: number, frame: number, isFirst: boolean): number {
    if (isFirst) return Math.ceil(this.cursor / op.align) * op.align;
    return origin + heldNumber(this.output.view, frame, op.ref as Op);
  }

  /** Nothing to point to: the part is absent, or it has no bytes. Texts still need their NULs. */
  private isEmpty(op: Op): boolean {
    if ((op.flags & K.F_FRAME) !== 0) return false;
    const part = op.below[0] as Op;
    if (part.kind !== K.OP_RANGE && part.kind !== K.OP_ARRAY) return false;
    if (this.slots.isAbsent()) return true;
    return op.bytes === 0 && (part.flags & K.F_TERMINATED) === 0 && this.slots.peekNumber() === 0;
  }

  /** Writes a leaf that the engine computes. */
  private fill(leaf: Op, frame: number, value: number): void {
    const most = largestOf(leaf);
    if (value < 0 || value > most) this.verdict.stop(K.OUT_OF_RANGE, leaf.index, frame + leaf.offset, most, value);
    storeValue(this.output.view, frame, leaf, value);
  }

  private length(op: Op): void {
    const leaf = op.ref as Op;
    const isNext = (op.flags & K.F_NEXT) !== 0;
    const given = this.late[leaf.index] ?? (isNext ? 0 : this.cursor);
    if (isNext && given === 0) return this.fill(leaf, 0, 0);
    // Nothing follows a tail but, in a chain, the padding before the next record.
    const padding = isNext ? this.code.word(K.P_START_ALIGN) - 1 : 0;
    if (given < this.cursor || (given > this.cursor + padding && this.tailBytes > 0))
      this.verdict.stop(K.DISAGREE, leaf.index, leaf.offset, this.cursor, given);
    this.reserve(given);
    this.fill(leaf, 0, given);
  }

  private checksum(op: Op, frame: number): void {
    const leaf = op.ref as Op;
    const hole = frame + leaf.offset;
    const holeEnd = hole + leaf.bytes;
    if ((leaf.flags & K.F_VERSIONED) !== 0 && leaf.align > this.present) return;
    const end = op.bytes < 0 ? this.cursor : Math.min(frame + op.bytes, this.cursor);
    const start = frame + op.offset;
    const computed = checksumOf(op.count, { bytes: this.output.bytes, start, end, hole, holeEnd });
    const given = this.late[leaf.index];
    if (given !== undefined && given !== computed) this.verdict.stop(K.DISAGREE, leaf.index, hole, computed, given);
    storeValue(this.output.view, frame, leaf, computed);
  }
}
