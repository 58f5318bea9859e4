import * as K from '../../assembly/core/layout.js';
import { checksumOf } from './checksum.js';
import {
  heldInteger,
  readInteger,
  selectArm,
  Code,
  type Op,
  readLeaf,
  readWideLeaf,
  storeValue,
  summedBytes,
  whyNotHeld,
} from '../cursor/index.js';
import { bytesCountedBy, unitsCountedBy } from './part-count.js';
import { SetReader } from './set-reader.js';
import { checkNumber, checkWide } from './value-checks.js';
import type { Verdict } from './verdict.js';

/** What a walk does with magic values, lengths and checksums: believe them, or fill them in (the sums in a second walk). */
type Mode = 'read' | 'measure' | 'seal';

/**
 * Walks records: measures them and checks them. Places are from the start of the input.
 *
 *   record          extent        limit        inputEnd       dataEnd
 *   |===============|- - - - - - -|- - - - - - |- - - - - - - |
 *   | reached so far| may be used | of others  | above the limit of a message
 */
export class MessageReader {
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(this.bytes.buffer);
  private record = 0;
  private extent = 0;
  private limit = 0;
  private dataEnd = 0;
  /** The limit of a message, not the data or a length, ends the record. */
  private isCut = false;
  /** Bytes of all parts after the fixed one. Parts may overlap, so this may pass the record's length. */
  private reachedBytes = 0;
  /** A part takes all that is there, so that more of it would make another record. */
  private tookRest = false;
  /** End of the record, once something before it is looked at; 0 before that. */
  private trailerEnd = 0;
  /** What a length or distance in the record says of its bytes; 0 where there is none. */
  private statedBytes = 0;
  private mode: Mode = 'read';
  /** By op: what reads the records of a part. */
  private readonly sets: SetReader<MessageReader>[] = [];

  constructor(
    private readonly code: Code,
    private readonly verdict: Verdict,
  ) {}

  attach(bytes: Uint8Array): DataView {
    const { view } = this;
    const isSame =
      view.buffer === bytes.buffer && view.byteOffset === bytes.byteOffset && view.byteLength === bytes.byteLength;
    if (!isSame) this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.bytes = bytes;
    return this.view;
  }

  /** What the parts of the last record have beyond its own bytes, because several offsets lead to some of them. */
  get sharedBytes(): number {
    return Math.max(0, this.reachedBytes - this.lengthSoFar());
  }

  /** Walks the record at `record` in data that ends at `dataEnd`; returns its bytes, or stops the verdict. */
  read(record: number, dataEnd: number): number {
    this.mode = 'read';
    return this.pass(record, dataEnd);
  }

  /**
   * Completes the record at `record`, whose values stand before `dataEnd` with everything else zero: its magic values, its length and
   * its checksums; all other rules are checked as `read` does. A versioned record without a length has all members.
   */
  finish(record: number, dataEnd: number): number {
    this.mode = 'measure';
    const bytes = this.pass(record, dataEnd);
    this.storeLength(bytes);
    const { code } = this;
    if (code.word(K.P_SUM) >= 0) this.passAgain('seal', record, bytes);
    if (code.word(K.P_OVERLAPS) !== 0) this.passAgain('read', record, bytes);
    return bytes;
  }

  private passAgain(mode: Mode, record: number, bytes: number): void {
    this.mode = mode;
    this.pass(record, record + bytes);
  }

  private storeLength(bytes: number): void {
    const { code, record, verdict } = this;
    const rule = code.word(K.P_RULE);
    if (rule !== K.RULE_TOTAL && rule !== K.RULE_NEXT) return;
    const { ruleOp } = code;
    const value = rule === K.RULE_NEXT ? 0 : bytes;
    const why = whyNotHeld(ruleOp, value);
    if (why !== undefined) verdict.stop(why.status, ruleOp.index, ruleOp.offset, why.want, value);
    storeValue(this.view, record, ruleOp, value);
  }

  /** A record that is being completed has a length only where that says which members there are. */
  private hasLength(): boolean {
    const { code, record } = this;
    if (this.mode !== 'measure') return true;
    if (code.word(K.P_VERSIONED) === 0) return false;
    const { ruleOp } = code;
    const isUnsaid = readInteger(this.view, record + ruleOp.offset, ruleOp) === 0;
    if (isUnsaid) storeValue(this.view, record, ruleOp, code.word(K.P_BLANK_BYTES));
    return true;
  }

  private pass(record: number, dataEnd: number): number {
    const { code, verdict } = this;
    verdict.recordOffset = record;
    this.record = record;
    this.dataEnd = dataEnd;
    this.reachedBytes = 0;
    this.statedBytes = 0;
    this.tookRest = false;
    this.trailerEnd = 0;
    const end = Math.min(dataEnd, record + code.word(K.P_MAX_MESSAGE));
    this.isCut = end < dataEnd;
    this.limit = end - this.trailingBytes;
    this.extent = record + code.word(K.P_FIXED_BYTES);
    if (this.extent > this.limit) {
      this.stopIfCut(this.extent);
      this.need(this.extent);
      verdict.stop(K.TRUNCATED_HEADER, -1, 0, this.leastBytes, (this.isCut ? dataEnd : end) - record);
    }
    this.measure();
    this.walk(code.top, record, record);
    const bytes = this.lengthSoFar();
    this.checkShared(bytes);
    verdict.length = bytes;
    return bytes;
  }

  /**
   * `bytes` from a place, and what follows them, must be there for the record to be good. Where it says itself that they are not, no more input helps.
   * Above 2^53 bytes are no exact numbers: they are added once.
   */
  private need(from: number, bytes = 0): void {
    if (this.statedBytes === 0 || this.tookRest) this.verdict.need = bytes + (from - this.record + this.trailingBytes);
  }

  /** What follows the part of varying length: `limit` leaves room for it. */
  private get trailingBytes(): number {
    return this.code.word(K.P_TRAILING_BYTES);
  }

  private get leastBytes(): number {
    return this.code.word(K.P_FIXED_BYTES) + this.trailingBytes;
  }

  private lengthSoFar(): number {
    return this.statedBytes > 0 ? this.statedBytes : this.extent - this.record;
  }

  /** Bytes from `record` that its own length or distance allows it. */
  private measure(): void {
    const { code, record, verdict } = this;
    const rule = code.word(K.P_RULE);
    if ((rule !== K.RULE_TOTAL && rule !== K.RULE_NEXT) || !this.hasLength()) return;
    const { ruleOp } = code;
    const stated = readInteger(this.view, record + ruleOp.offset, ruleOp);
    const room = this.limit + this.trailingBytes - record;
    if (rule === K.RULE_NEXT && stated === 0) {
      this.stopIfCut(this.dataEnd - this.trailingBytes);
      this.statedBytes = room;
      this.tookRest = true;
      return;
    }
    const { leastBytes, trailingBytes } = this;
    if (stated < leastBytes) verdict.stop(K.LENGTH_FIELD, ruleOp.index, ruleOp.offset, leastBytes, stated);
    if (stated > room) {
      this.stopIfCut(record + stated - trailingBytes);
      verdict.need = stated; // as it is: a sum might round what has more than 53 bits
      verdict.stop(K.DATA_OVERRUN, ruleOp.index, ruleOp.offset, stated, this.roomFrom(record) + trailingBytes);
    }
    this.statedBytes = stated;
    this.limit = record + stated - trailingBytes;
    this.isCut = false;
  }

  /** A part that ends at `end`, and what follows it, would be there, if the limit of a message were higher. */
  private stopIfCut(end: number): void {
    const recordEnd = end + this.trailingBytes;
    if (this.isCut && recordEnd <= this.dataEnd)
      this.verdict.stop(K.LIMIT_MESSAGE_BYTES, -1, 0, recordEnd - this.record, this.code.word(K.P_MAX_MESSAGE));
  }

  /** `base` is where offsets count from; `frame` where those of the leaves do that ops refer to. */
  private walk(ops: readonly Op[], base: number, frame: number): void {
    for (const op of ops) this.step(op, base, frame);
  }

  private step(op: Op, base: number, frame: number): void {
    if (this.isMissing(op)) return;
    switch (op.kind) {
      case K.OP_NUMBER:
        return this.number(op, base + op.offset);
      case K.OP_WIDE:
        return this.wide(op, base + op.offset);
      case K.OP_RANGE:
        return this.range(op, base + op.offset, frame);
      case K.OP_ARRAY:
        return this.array(op, base + op.offset, frame);
      case K.OP_UNION:
        return this.union(op, base, frame);
      case K.OP_OVERLAY:
      case K.OP_ARM:
        return this.walk(op.below, base, frame);
      case K.OP_POINTED:
        return this.pointed(op, frame);
      case K.OP_CHECKSUM:
        return this.checksum(op, frame);
    }
  }

  /** A versioned record may end before the member that the op belongs to. */
  private isMissing({ flags, align }: Op): boolean {
    return (flags & K.F_VERSIONED) !== 0 && this.record + align > this.limit;
  }

  private number(op: Op, at: number): void {
    if ((op.flags & K.F_CHECKED) === 0) return;
    if (this.isMagic(op)) return storeValue(this.view, at - op.offset, op, this.code.numbers[op.constant] as number);
    // An exact bool is 0 or 1 in its bits; as a value any would be.
    const leaf = (op.flags & K.F_BOOL) === 0 ? op : { ...op, flags: op.flags & ~K.F_BOOL };
    checkNumber(this.code, op, readLeaf(this.view, at, leaf), at - this.record, this.verdict);
  }

  private wide(op: Op, at: number): void {
    if ((op.flags & K.F_CHECKED) === 0) return;
    if (this.isMagic(op)) return storeValue(this.view, at - op.offset, op, this.code.signed[op.constant] as bigint);
    checkWide(this.code, op, readWideLeaf(this.view, at, op), at - this.record, this.verdict);
  }

  /** A magic value that is to be filled in. */
  private isMagic({ flags }: Op): boolean {
    return this.mode !== 'read' && (flags & K.F_CHECK_MAGIC) !== 0;
  }

  private range(op: Op, at: number, frame: number): void {
    const units = this.units(op, at, frame);
    if ((op.flags & K.F_RECORDS) !== 0) this.records(op, at, at + units);
  }

  /** Each record of a part as one of a stream that ends where the part does. */
  private records(op: Op, from: number, end: number): void {
    const set = (this.sets[op.index] ??= this.setOf(op));
    const { record, verdict } = this;
    set.attach(this.bytes);
    // More input makes a longer part where that takes the rest, and nothing says how much that is.
    const isOpen = (op.flags & K.F_REST) !== 0 && (this.statedBytes === 0 || this.tookRest);
    let index = 0;
    for (let at = from; at < end; index++) {
      try {
        const { bytes, sharedBytes } = set.read(at, end);
        at += bytes;
        this.reachedBytes += sharedBytes;
      } catch (stopped) {
        verdict.addIndex(index);
        verdict.fieldOffset += at - record;
        verdict.recordOffset = record;
        verdict.need = isOpen && verdict.need > 0 ? verdict.need + at - record + this.trailingBytes : 0;
        throw stopped;
      }
    }
    verdict.recordOffset = record;
    this.reach(from, 0);
  }

  private setOf({ constant }: Op): SetReader<MessageReader> {
    const { code, verdict } = this;
    const open = (words: Int32Array): MessageReader => new MessageReader(new Code(words), verdict);
    return new SetReader(code.words.subarray(constant / 4), open, verdict);
  }

  private array(op: Op, at: number, frame: number): void {
    const count = this.units(op, at, frame);
    let index = 0;
    try {
      for (; index < count; index++) this.walk(op.below, at + index * op.bytes, at + index * op.bytes);
    } catch (stopped) {
      this.verdict.addIndex(index);
      throw stopped;
    }
  }

  /** Units of a range or elements of an array. Where they lie after the fixed part, the record reaches to their end. */
  private units(op: Op, at: number, frame: number): number {
    const { flags } = op;
    if ((flags & K.F_COUNTED) !== 0) return this.countedUnits(op, at, frame);
    if ((flags & K.F_TERMINATED) !== 0) return this.terminatedUnits(op, at);
    if ((flags & K.F_REST) === 0) return op.count;
    this.stopIfCut(this.dataEnd - this.trailingBytes);
    if (this.statedBytes === 0) this.tookRest = true;
    const units = Math.floor(this.roomFrom(at) / op.bytes);
    this.reach(at, units * op.bytes);
    return units;
  }

  private countedUnits(op: Op, at: number, frame: number): number {
    const { verdict, code } = this;
    const units = unitsCountedBy(op, this.view, frame, at - this.record, verdict);
    if ((op.flags & K.F_CAPACITY) !== 0) {
      if (units > op.count) verdict.stop(K.COUNT_OVER_CAPACITY, op.index, at - this.record, units, op.count);
      return units;
    }
    const most = code.word(K.P_MAX_COUNT);
    // A count above its limit stays wrong, however much comes; what is above the limit of a message is told to be that.
    const bytes = bytesCountedBy(op, this.view, frame, units);
    this.needRoom(op, at, bytes, units <= most || bytes > code.word(K.P_MAX_MESSAGE));
    if (units > most) verdict.stop(K.LIMIT_COUNT, op.index, at - this.record, units, most);
    this.reach(at, units * op.bytes);
    return units;
  }

  private terminatedUnits(op: Op, at: number): number {
    const end = this.findNul(at, this.limit, op.bytes);
    if (this.limit - end < op.bytes) {
      this.stopIfCut(this.limit + 1);
      this.need(this.limit + 1);
      this.verdict.stop(K.UNTERMINATED, op.index, at - this.record, op.bytes, this.roomFrom(at));
    }
    this.reach(at, end + op.bytes - at);
    return (end - at) / op.bytes;
  }

  /** Place of the first NUL unit; where there is none, of the first unit that does not end before `end`. */
  private findNul(from: number, end: number, unit: number): number {
    let at = from;
    while (end - at >= unit && !this.isNul(at, unit)) at += unit;
    return at;
  }

  private isNul(at: number, unit: number): boolean {
    return this.bytes[at] === 0 && (unit === 1 || this.bytes[at + 1] === 0);
  }

  /** Bytes that are there from `at` on, also those above the limit of a message. */
  private roomFrom(at: number): number {
    return Math.max(0, (this.isCut ? this.dataEnd - this.trailingBytes : this.limit) - at);
  }

  private needRoom(op: Op, at: number, bytes: number, mayCome = true): void {
    if (bytes <= this.limit - at) return;
    this.stopIfCut(at + bytes);
    if (mayCome) this.need(at, bytes);
    this.verdict.stop(K.DATA_OVERRUN, op.index, at - this.record, bytes, this.roomFrom(at));
  }

  /**
   * The record uses these bytes, which lie before the limit. Parts that overlap could make a short message a long value
   * (a table of offsets that all point to one large part). So all parts together are bounded twice: by the limit of a message, and by a multiple of
   * the message's own bytes. These are the bytes that are there at first; once the record's length is known, it counts. Elements have a byte at
   * least, so this bounds them, too.
   */
  private reach(at: number, bytes: number): void {
    this.extent = Math.max(this.extent, at + bytes);
    this.reachedBytes += bytes;
    this.checkShared(this.statedBytes > 0 ? this.statedBytes : Math.min(this.dataEnd - this.record, this.mostBytes));
  }

  private get mostBytes(): number {
    return this.code.word(K.P_MAX_MESSAGE);
  }

  /** Of a record of so many bytes. */
  private checkShared(bytes: number): void {
    const { code, verdict, reachedBytes, mostBytes } = this;
    if (reachedBytes > mostBytes) verdict.stop(K.LIMIT_MESSAGE_BYTES, -1, 0, reachedBytes, mostBytes);
    const times = code.word(K.P_MAX_AMPLIFICATION);
    if (reachedBytes <= times * bytes) return;
    this.need(this.record + Math.ceil(reachedBytes / times));
    verdict.stop(K.LIMIT_AMPLIFICATION, -1, 0, reachedBytes, times * bytes);
  }

  private union(op: Op, base: number, frame: number): void {
    const arm = op.below[selectArm(this.code, this.view, frame, op)];
    if (arm === undefined) return this.noArm(op, base + op.offset, frame);
    if ((op.flags & K.F_SIZED) !== 0) {
      this.needRoom(arm, base + arm.offset, arm.bytes);
      this.reach(base + arm.offset, arm.bytes);
    }
    this.walk(arm.below, base, frame);
  }

  /** A sized union whose tag selects no arm takes all that a stated length leaves for it. */
  private noArm(op: Op, at: number, frame: number): void {
    if ((op.flags & K.F_SIZED) === 0) return;
    const tag = op.ref as Op;
    const have = readInteger(this.view, frame + tag.offset, tag);
    if (this.statedBytes === 0) this.verdict.stop(K.UNKNOWN_TAG, op.index, at - this.record, 0, have);
    this.reach(at, this.roomFrom(at));
  }

  /** What lies before the record's end: where that is known when the parts before are. */
  private trailing(op: Op, frame: number): void {
    if (this.trailerEnd === 0) {
      const { trailingBytes } = this;
      const isStated = this.statedBytes > 0;
      this.trailerEnd = isStated ? this.record + this.statedBytes : this.extent + trailingBytes;
      this.reach(this.trailerEnd - trailingBytes, trailingBytes);
    }
    const target = this.trailerEnd - op.offset;
    this.walk(op.below, target, (op.flags & K.F_FRAME) === 0 ? frame : target);
  }

  private pointed(op: Op, frame: number): void {
    if ((op.flags & K.F_TRAILING) !== 0) return this.trailing(op, frame);
    const { record, verdict } = this;
    const leaf = op.ref as Op;
    const leafAt = frame + leaf.offset;
    const offset = readInteger(this.view, leafAt, leaf);
    const origin = (op.flags & K.F_FROM_FIELD) === 0 ? record : leafAt;
    if (offset < 0 || offset > this.limit - origin) {
      if (offset > 0) this.stopIfCut(origin + offset);
      if (offset > 0) this.need(origin, offset);
      verdict.stop(K.OFFSET_OUTSIDE, op.index, leafAt - record, offset, this.roomFrom(origin));
    }
    const most = this.code.word(K.P_MAX_OFFSET);
    if (offset > most) verdict.stop(K.LIMIT_OFFSET, op.index, leafAt - record, offset, most);
    const target = origin + offset;
    this.needRoom(op, target, op.bytes);
    this.reach(target, op.bytes);
    this.walk(op.below, target, (op.flags & K.F_FRAME) === 0 ? frame : target);
  }

  private checksum(op: Op, frame: number): void {
    const { record, verdict, mode } = this;
    if (mode === 'measure') return;
    const leaf = op.ref as Op;
    // A versioned record may end before its checksum, or before the last member that is summed.
    if (this.isMissing(leaf)) return;
    const summed = summedBytes(op, this.bytes, frame, record + this.lengthSoFar());
    const { leafAt } = summed;
    const computed = checksumOf(this.code, op, summed);
    if (mode === 'seal') return storeValue(this.view, summed.leafBase, leaf, computed);
    const stored = heldInteger(this.view, summed.leafBase, leaf);
    if (stored === computed) return;
    // It may sum bytes that are still to come.
    if (this.tookRest) this.need(this.limit + 1);
    const status = leaf.kind === K.OP_WIDE ? K.WRONG_WIDE_CHECKSUM : K.WRONG_CHECKSUM;
    verdict.stop(status, leaf.index, leafAt - record, computed, stored);
  }
}
