import * as K from '../../assembly/layout.js';
import { emptyOutcome, type Machine, type Outcome, type Program } from '../plan/index.js';
import { Code, type Op } from './code.js';
import { Output } from './output.js';
import { fillForm, heldNumber, holdsValue, largestOf, storeValue } from './store.js';

/** What is done with what is given. */
const WRITE = 0;
/** Written, and kept: what is written later may lie over it. */
const WRITE_AND_KEEP = 1;
/** Kept only: a part of a union's arm, which the bytes have to say when all whole arms are written. */
const KEEP = 2;
/** Nothing: the record is refused, or the part is empty. */
const IGNORE = 3;
type Mode = typeof WRITE | typeof WRITE_AND_KEEP | typeof KEEP | typeof IGNORE;

/** What was given, with the place where it went. What is not written was only kept. */
type Kept =
  | { readonly what: 'value'; readonly op: Op; readonly base: number; value: number | bigint; isWritten: boolean }
  | { readonly what: 'bytes'; readonly op: Op; readonly at: number; bytes: Uint8Array; isWritten: boolean }
  | { readonly what: 'place'; readonly op: Op; readonly base: number; value: number }
  | { readonly what: 'checksum'; readonly op: Op; readonly base: number; given: number | undefined }
  | { readonly what: 'length' }
  | { readonly what: 'arms'; readonly first: number }
  | { readonly what: 'element'; readonly depth: number; readonly index: number };

/**
 * Writes the values of one record to their places. Who calls walks the record's shape and has checked each value by itself; what is wrong
 * among them is noted, and the first such refusal stays.
 *
 *   0               cursor
 *   |===============|- - - - - - - - -
 *   | written, or 0 | the next tail, or the next part that is pointed to
 */
export class RecordWriter {
  private readonly outcome: Outcome = emptyOutcome();
  /** Why the last record was refused. */
  failure = this.outcome;
  /** Indices of the array elements that are being written, outermost first. */
  readonly indices: number[] = [];
  private readonly output = new Output();
  private readonly code: Code;
  /** Where offsets count from: the record, an array's element, a part that is pointed to. */
  private base = 0;
  private mode: Mode = WRITE;
  /** Values that were given for leaves that follow from what is written, by op. */
  private readonly late: (number | undefined)[] = [];
  private readonly kept: Kept[] = [];
  /** Bytes of a versioned record that are there. */
  private present = Infinity;
  private tailBytes = 0;
  /** A part that is pointed to, or a gap, may lie over something else. */
  private overlaps = false;

  constructor(
    private readonly program: Program,
    private readonly machine: () => Pick<Machine, 'sum' | 'check' | 'outcome'>,
  ) {
    this.code = new Code(program.words);
  }

  begin(): void {
    this.outcome.status = K.OK;
    this.failure = this.outcome;
    this.indices.length = 0;
    this.output.clear();
    this.base = 0;
    this.late.length = 0;
    this.kept.length = 0;
    this.present = Infinity;
    this.tailBytes = 0;
    this.overlaps = false;
    this.mode = this.program.shape.hasUnknownGaps ? WRITE_AND_KEEP : WRITE;
    this.reserve(this.code.word(K.P_FIXED_BYTES));
  }

  /** The bytes, valid until the next record; undefined where it is refused. */
  end(): Uint8Array | undefined {
    if (this.overlaps && !this.isRefused) this.settle(0, this.kept.length);
    const machine = this.machine();
    if (this.isRefused) return undefined;
    const bytes = this.output.bytes.subarray(0, this.cursor);
    if (this.code.word(K.P_HAS_CHECKS) === 0 || machine.check(bytes)) return bytes;
    this.failure = machine.outcome;
    return undefined;
  }

  /** A number, bigint or bool; undefined for one that follows from what is written. */
  value(index: number, value: number | bigint | undefined): void {
    const op = this.op(index);
    if ((op.flags & K.F_LATE) !== 0) {
      this.late[index] = value === undefined ? undefined : Number(value);
      if (value === undefined) return;
    }
    const { base, mode } = this;
    if (mode === WRITE) return storeValue(this.output.view, base, op, value as number);
    if (mode === IGNORE) return;
    const isWritten = mode === WRITE_AND_KEEP;
    this.kept.push({ what: 'value', op, base, value: value as number, isWritten });
    if (isWritten) storeValue(this.output.view, base, op, value as number);
  }

  /** `length` bytes of a range, which `fill` writes. */
  range(index: number, length: number, fill: (room: Uint8Array) => void): void {
    const op = this.op(index);
    const isShort = (op.flags & K.F_TRIM) !== 0 && length < op.count * op.bytes;
    const terminator = isShort || (op.flags & K.F_TERMINATED) !== 0 ? op.bytes : 0;
    this.bytes(op, this.base + op.offset, length, terminator, fill);
  }

  private bytes(op: Op, at: number, length: number, terminator: number, fill: (room: Uint8Array) => void): void {
    const end = at + length;
    const isFixed = op.kind === K.OP_RANGE && (op.flags & K.F_TAIL) === 0;
    if (!isFixed) this.claim(end + terminator);
    const { output, mode } = this;
    if (mode === WRITE) {
      fill(output.bytes.subarray(at, end));
      if (terminator > 0) output.bytes.fill(0, end, end + terminator);
      return;
    }
    const bytes = new Uint8Array(length + terminator);
    fill(bytes.subarray(0, length));
    if (mode === IGNORE) return;
    const isWritten = mode === WRITE_AND_KEEP;
    this.kept.push({ what: 'bytes', op, at, bytes, isWritten });
    if (isWritten) output.bytes.set(bytes, at);
  }

  /** Room for an array's elements; returns the place of the first. */
  array(index: number, count: number): number {
    const op = this.op(index);
    const at = this.base + op.offset;
    if ((op.flags & K.F_TAIL) !== 0) this.claim(at + count * op.bytes);
    return at;
  }

  /** Goes to an element, whose bytes begin at `at`; returns where offsets counted from before. */
  enter(at: number): number {
    const { base } = this;
    this.base = at;
    return base;
  }

  element(at: number, depth: number, index: number): void {
    this.base = at;
    this.indices[depth] = index;
    if (this.mode === WRITE_AND_KEEP || this.mode === KEEP) this.kept.push({ what: 'element', depth, index });
  }

  endElements(base: number, depth: number): void {
    this.base = base;
    this.indices.length = depth;
    if (this.mode === WRITE_AND_KEEP || this.mode === KEEP) this.kept.push({ what: 'element', depth, index: -1 });
  }

  stride(index: number): number {
    return this.op(index).bytes;
  }

  /** Room for the arm of a union that ends the record. */
  arm(union: number, arm: number): void {
    const op = this.op(union);
    if ((op.flags & K.F_SIZED) === 0) return;
    const { offset, bytes } = op.below[arm] as Op;
    this.claim(this.base + offset + bytes);
  }

  /** The bytes of a union whose tag selects no arm. */
  raw(union: number, bytes: Uint8Array): void {
    const op = this.op(union);
    this.bytes(op, this.base + op.offset, bytes.length, 0, (room) => room.set(bytes));
  }

  /** Arms that show the same bytes: where more than one is given, or one only in part, they are compared when all are written. */
  beginArms(isShared: boolean): { readonly first: number; readonly mode: Mode } {
    const { kept, mode } = this;
    if (isShared && mode === WRITE) this.mode = WRITE_AND_KEEP;
    return { first: kept.length, mode };
  }

  beginArm(isPartial: boolean): Mode {
    const { mode } = this;
    if (isPartial && mode !== IGNORE) this.mode = KEEP;
    return mode;
  }

  endArm(mode: Mode): void {
    if (!this.isRefused) this.mode = mode;
  }

  endArms({ first, mode }: { readonly first: number; readonly mode: Mode }, isShared: boolean): void {
    if (this.isRefused) return;
    this.mode = mode;
    if (!isShared || mode === KEEP || mode === IGNORE) return;
    this.settle(first, this.kept.length);
    if (mode === WRITE) this.kept.length = first;
    else this.kept.push({ what: 'arms', first });
  }

  version(present: number): void {
    this.present = present;
    this.claim(present);
  }

  unknownTail(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.tailBytes = bytes.length;
    const at = this.present === Infinity ? this.cursor : this.present - bytes.length;
    this.bytes(this.opOfKind(K.OP_UNKNOWN_TAIL), at, bytes.length, 0, (room) => room.set(bytes));
  }

  /** After all parts, so that what a gap lies over is found by comparing. */
  unknownGap(offset: number, bytes: Uint8Array): void {
    this.overlaps = true;
    this.bytes(this.opOfKind(K.OP_UNKNOWN_GAPS), offset, bytes.length, 0, (room) => room.set(bytes));
  }

  private opOfKind(kind: number): Op {
    return this.code.top.find((op) => op.kind === kind) as Op;
  }

  /** Goes to where a part lies: where its offset says, and after everything where none is given. `units` of a range or array, else -1. */
  beginPointed(index: number, units: number): { readonly base: number; readonly mode: Mode } {
    const { base, mode } = this;
    const place = { base, mode };
    if (mode === IGNORE) return place;
    const op = this.op(index);
    const leaf = op.ref as Op;
    const leafAt = base + leaf.offset;
    const given = this.late[leaf.index];
    if (given !== undefined && given < 0) {
      this.refuse(K.OUT_OF_RANGE, leaf.index, leafAt, 0, given);
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
    if (at < this.cursor) this.overlaps = true;
    if (op.bytes > 0) this.claim(at + op.bytes);
    this.fill(leaf, base, at - origin);
    if (given === undefined && !this.isRefused) {
      this.kept.push({ what: 'place', op: leaf, base, value: at - origin });
    }
    this.base = at;
    return place;
  }

  endPointed({ base, mode }: { readonly base: number; readonly mode: Mode }): void {
    this.base = base;
    if (!this.isRefused) this.mode = mode;
  }

  /** Fills in the length of the record, or the distance to the next one. */
  length(): void {
    const rule = this.code.word(K.P_RULE);
    if ((rule !== K.RULE_TOTAL && rule !== K.RULE_NEXT) || this.isRefused) return;
    if (this.mode === WRITE_AND_KEEP) this.kept.push({ what: 'length' });
    this.fillLength(rule === K.RULE_NEXT);
  }

  private fillLength(isNext: boolean): void {
    const leaf = this.code.ruleOp;
    const { cursor } = this;
    const given = this.late[leaf.index] ?? (isNext ? 0 : cursor);
    if (isNext && given === 0) return this.fill(leaf, 0, 0);
    // Nothing follows a tail but, in a chain, the padding before the next record.
    const padding = isNext ? this.code.word(K.P_START_ALIGN) - 1 : 0;
    if (given < cursor || (given > cursor + padding && this.tailBytes > 0))
      return this.refuse(K.DISAGREE, leaf.index, leaf.offset, cursor, given);
    this.claim(given);
    this.fill(leaf, 0, given);
  }

  /** Fills in checksums of the record at hand, when all else in it is there. */
  checksum(index: number): void {
    const { mode, base } = this;
    if (mode === IGNORE || mode === KEEP) return;
    const op = this.op(index);
    const leaf = op.ref as Op;
    if ((leaf.flags & K.F_VERSIONED) !== 0 && leaf.align > this.present) return;
    const given = this.late[leaf.index];
    if (mode === WRITE_AND_KEEP) this.kept.push({ what: 'checksum', op, base, given });
    this.fillChecksum(op, base, given);
  }

  private fillChecksum(op: Op, base: number, given: number | undefined): void {
    const { output, cursor } = this;
    const leaf = op.ref as Op;
    const hole = base + leaf.offset;
    const end = op.bytes < 0 ? cursor : Math.min(base + op.bytes, cursor);
    const start = Math.min(base + op.offset, end);
    const { bytes } = output;
    const computed = this.machine().sum(op.count, { bytes, start, end, hole, holeEnd: hole + leaf.bytes });
    if (given !== undefined && given !== computed) return this.refuse(K.DISAGREE, leaf.index, hole, computed, given);
    storeValue(output.view, base, leaf, computed);
  }

  /** Writes a leaf that follows from what is written. */
  private fill(leaf: Op, base: number, value: number): void {
    if (this.isRefused) return;
    const most = largestOf(leaf);
    if (value < 0 || value > most) return this.refuse(K.OUT_OF_RANGE, leaf.index, base + leaf.offset, most, value);
    storeValue(this.output.view, base, leaf, value);
  }

  /**
   * What lies over something else was written: the bytes must say everything that was kept from `first` on. A bool or NaN of which
   * another member wrote some bytes may have to take another form.
   */
  private settle(first: number, end: number): void {
    if (this.agrees(first, end, false)) return;
    for (let at = first; at < end; at++) this.fillKept(this.kept[at] as Kept);
    for (let at = first; at < end; at++) this.writeKept(this.kept[at] as Kept, at);
    if (!this.isRefused) this.agrees(first, end, true);
  }

  /** Whether the bytes say what was kept; `isLast`: the record is refused where they do not. */
  private agrees(first: number, end: number, isLast: boolean): boolean {
    const depth = this.indices.length;
    for (let at = first; at < end; at++) {
      const one = this.kept[at] as Kept;
      if (one.what === 'element') this.moveTo(one.depth, one.index);
      else if (!this.isSaid(one)) {
        if (isLast) this.refuseKept(one);
        this.indices.length = depth;
        return false;
      }
    }
    return true;
  }

  private isSaid(one: Kept): boolean {
    const { view, bytes } = this.output;
    if (one.what === 'value') return holdsValue(view, one.base, one.op, one.value);
    if (one.what === 'place') return heldNumber(view, one.base, one.op) === one.value;
    return one.what !== 'bytes' || one.bytes.every((byte, index) => bytes[one.at + index] === byte);
  }

  private refuseKept(one: Kept): void {
    if (one.what === 'bytes') this.refuse(K.DISAGREE, one.op.index, one.at, 0, 0);
    else if (one.what === 'place') this.refuse(K.DISAGREE, one.op.index, one.base + one.op.offset, 0, 0);
    else if (one.what === 'value') {
      const { op, base, value } = one;
      this.refuse(K.DISAGREE, op.index, base + op.offset, heldNumber(this.output.view, base, op), Number(value));
    }
  }

  private fillKept(one: Kept): void {
    if (one.what === 'element') this.moveTo(one.depth, one.index);
    else if (one.what === 'place' && !this.isSaid(one)) this.refuseKept(one);
    else if (one.what === 'value') fillForm(this.output.view, one.base, one.op, one.value);
  }

  private writeKept(one: Kept, at: number): void {
    if (this.isRefused) return;
    const { view, bytes } = this.output;
    if (one.what === 'value' && one.isWritten) storeValue(view, one.base, one.op, one.value);
    else if (one.what === 'bytes' && one.isWritten) bytes.set(one.bytes, one.at);
    else if (one.what === 'checksum') this.fillChecksum(one.op, one.base, one.given);
    else if (one.what === 'length') this.fillLength(this.code.word(K.P_RULE) === K.RULE_NEXT);
    else if (one.what === 'element') this.moveTo(one.depth, one.index);
    else if (one.what === 'place' && !this.isSaid(one)) this.refuseKept(one);
    else if (one.what === 'arms') this.settle(one.first, at);
  }

  private moveTo(depth: number, index: number): void {
    if (index < 0) this.indices.length = depth;
    else this.indices[depth] = index;
  }

  private op(index: number): Op {
    return this.code.ops[index] as Op;
  }

  private get cursor(): number {
    return this.output.end;
  }

  private get isRefused(): boolean {
    return this.outcome.status !== K.OK;
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
    const most = this.code.word(K.P_MAX_MESSAGE);
    if (end > most) this.refuse(K.LIMIT_MESSAGE_BYTES, -1, 0, end, most);
  }

  private refuse(status: number, op: number, fieldOffset: number, want: number, have: number): void {
    if (this.isRefused) return;
    const { outcome } = this;
    Object.assign(outcome, { status, op, recordOffset: 0, fieldOffset, want, have, need: 0, length: 0 });
    outcome.indices.splice(0, Infinity, ...this.indices.toReversed());
    this.mode = IGNORE;
  }
}
