import * as K from '../../assembly/layout.js';
import { checksumOf } from './checksum.js';
import type { Code, Op } from './code.js';
import { Output } from './output.js';
import { SlotSource } from './slot-source.js';
import { heldNumber, holdsValue, largestOf, storeValue } from './store.js';
import type { Verdict } from './verdict.js';

/** What is done with slots: every mode takes the same ones. */
const WRITE = 0;
const SKIP = 1;
/** They must be what the bytes hold: what other arms of an untagged union wrote. */
const COMPARE = 2;
type Mode = typeof WRITE | typeof SKIP | typeof COMPARE;

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
    this.reserve(this.code.word(K.P_FIXED_BYTES));
    this.walk(this.code.top, 0, 0, WRITE);
    return this.cursor;
  }

  private get cursor(): number {
    return this.output.end;
  }

  private reserve(end: number): void {
    const most = this.code.word(K.P_MAX_MESSAGE);
    if (end > most) this.verdict.stop(K.LIMIT_MESSAGE_BYTES, -1, 0, end, most);
    this.output.reserve(end);
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
        return this.unknownTail(op);
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
        return this.length(op);
      case K.OP_CHECKSUM:
        return mode === WRITE ? this.checksum(op, frame) : undefined;
    }
  }

  private value(op: Op, base: number, mode: Mode): void {
    const { view } = this.output;
    const mayBeAbsent = mode === COMPARE || (op.flags & (K.F_LATE | K.F_VERSIONED)) !== 0;
    if (mode === SKIP) this.slots.at++;
    else if (!mayBeAbsent || !this.slots.tookAbsent()) {
      const value = this.nextValue(op);
      if (mode === COMPARE) return this.compare(op, base, value);
      if ((op.flags & K.F_LATE) !== 0) this.late[op.index] = Number(value);
      this.needPresent(op, base);
      storeValue(view, base, op, value);
    } else if (mode === WRITE) this.late[op.index] = undefined;
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

  private unknownTail(op: Op): void {
    if (this.slots.tookAbsent()) return;
    const bytes = this.slots.range();
    if (bytes.length === 0) return;
    this.reserve(op.offset + bytes.length);
    this.output.bytes.set(bytes, op.offset);
  }

  private range(op: Op, base: number, mode: Mode): void {
    if (this.slots.tookAbsent()) return;
    const bytes = this.slots.range();
    const at = base + op.offset;
    if (mode === COMPARE) this.compareRange(op, at, bytes);
    if (mode !== WRITE) return;
    this.needPresent(op, base);
    const terminator = (op.flags & K.F_TERMINATED) === 0 ? 0 : op.bytes;
    if ((op.flags & K.F_TAIL) !== 0) this.reserve(at + bytes.length + terminator);
    this.output.bytes.set(bytes, at);
  }

  /** A text that is shorter than its place ends with a NUL. */
  private compareRange(op: Op, at: number, bytes: Uint8Array): void {
    const isShort = (op.flags & K.F_TRIM) !== 0 && bytes.length < op.count * op.bytes;
    const held = this.output.bytes.subarray(at, at + bytes.length + (isShort ? op.bytes : 0));
    if (held.every((byte, index) => byte === (bytes[index] ?? 0))) return;
    this.verdict.stop(K.DISAGREE, op.index, at, 0, 0);
  }

  private array(op: Op, base: number, mode: Mode): void {
    if (this.slots.tookAbsent()) return;
    const count = this.slots.number();
    const at = base + op.offset;
    if (mode === WRITE) this.needPresent(op, base);
    if (mode === WRITE && (op.flags & K.F_TAIL) !== 0) this.reserve(at + count * op.bytes);
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
    if (isSized && mode === WRITE) this.reserve(base + arm.offset + arm.bytes);
    this.walk(arm.below, base, frame, mode);
  }

  private rawUnion(op: Op, at: number, isSized: boolean, mode: Mode): void {
    if (this.slots.tookAbsent()) return;
    const bytes = this.slots.range();
    if (mode === COMPARE) this.compareRange(op, at, bytes);
    if (mode !== WRITE) return;
    if (isSized) this.reserve(at + bytes.length);
    this.output.bytes.set(bytes, at);
  }

  /**
   * Arms show the same bytes. Those that are whole are written, each over the ones before it; then every arm that is
   * there is compared with what the bytes became.
   */
  private overlay(op: Op, base: number, frame: number, mode: Mode): void {
    const first = this.slots.at;
    let given = 0;
    let partial = 0;
    for (const arm of op.below) {
      const presence = this.slots.number();
      if (presence === K.ARM_ABSENT) continue;
      given++;
      if (presence === K.ARM_PARTIAL) partial++;
      this.walk(arm.below, base, frame, mode === WRITE && presence === K.ARM_PARTIAL ? SKIP : mode);
    }
    if (mode !== WRITE || (given < 2 && partial === 0)) return;
    this.slots.at = first;
    this.overlay(op, base, frame, COMPARE);
  }

  /** Lays a part behind everything that is written so far, or where its offset was given, and fills the offset in. */
  private pointed(op: Op, frame: number, mode: Mode): void {
    if (mode !== WRITE) return this.walk(op.below, 0, 0, mode);
    const leaf = op.ref as Op;
    const leafAt = frame + leaf.offset;
    const given = this.late[leaf.index];
    if (this.isEmpty(op)) {
      this.walk(op.below, 0, 0, SKIP);
      // An offset that is given is there already, all 64 bits of it.
      return given !== undefined && given >= 0 ? undefined : this.fill(leaf, frame, given ?? 0);
    }
    const origin = (op.flags & K.F_FROM_FIELD) === 0 ? 0 : leafAt;
    const at = given === undefined ? Math.ceil(this.cursor / op.align) * op.align : origin + given;
    if (at < this.cursor) this.verdict.stop(K.DISAGREE, leaf.index, leafAt, this.cursor - origin, Number(given));
    this.reserve(at + op.bytes);
    this.fill(leaf, frame, at - origin);
    this.walk(op.below, at, (op.flags & K.F_FRAME) === 0 ? frame : at, WRITE);
  }

  /** Nothing to point to: the part is absent, or a counted one with no elements. Texts still need their NULs. */
  private isEmpty(op: Op): boolean {
    if ((op.flags & K.F_FRAME) !== 0) return false;
    const part = op.below[0] as Op;
    if (part.kind === K.OP_SPLIT || part.kind === K.OP_OVERLAY) return false;
    if (this.slots.isAbsent()) return part.kind === K.OP_RANGE || part.kind === K.OP_ARRAY;
    return (part.flags & K.F_COUNTED) !== 0 && op.bytes === 0 && this.slots.peekNumber() === 0;
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
    if (given < this.cursor) this.verdict.stop(K.DISAGREE, leaf.index, leaf.offset, this.cursor, given);
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
