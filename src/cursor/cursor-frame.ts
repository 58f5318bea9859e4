import * as K from '../../assembly/core/layout.js';
import { readInteger, type Op } from './code.js';
import { integerValue } from './leaf-value.js';

/** What moves a cursor from one record or element to the next. */
export interface Mover {
  /** For whoever prints the cursor: where it stands, and what to keep instead of it. */
  describePlace(): string;
}

/** What moves a cursor over the records of a batch, whose memory may be used again. */
export interface RowMover extends Mover {
  readonly isStale: boolean;
  /** Bytes of the row that its frame stands on. @throws CastbufError ERR_STALE_BATCH */
  readonly rowBytes: number;
}

/** Copies bytes of a frame's view for a value that is to keep them. */
export interface ByteCopier {
  copy(from: number, bytes: number): Uint8Array;
}

const NO_COPIER: ByteCopier = {
  copy() {
    throw new TypeError('this frame is for cursors, which show bytes in place');
  },
};

/** The view that a frame and those inside it read through. They share it, so that none keeps bytes that were taken away. */
class FrameMemory {
  /** What moves the outermost frame, where the bytes are a batch's. */
  rows: RowMover | undefined = undefined;
  /** The outermost frame, where it is a reply that is being written. */
  reply: RecordFrame | undefined = undefined;
  /** Where values are made of what the frame stands on, what copies their bytes. */
  copier: ByteCopier = NO_COPIER;
  /** The buffer of the view `bufferOf`. */
  buffer: ArrayBufferLike;
  bufferOf: DataView;

  constructor(public view: DataView) {
    this.buffer = view.buffer;
    this.bufferOf = view;
  }
}

/**
 * Where a cursor stands: a record, or an array element or pointed struct inside one. Offsets count from `view`.
 *
 *   record          at                          end
 *   |===============|===================|- - - -|
 *   | the message                       | room of a reply
 *                                       record + written
 */
export class RecordFrame {
  /** Base of the members: the record itself, an element, a struct that is pointed to. */
  at = 0;
  /** Start of the record around it; -1: the frame is that of the record, and stands on it. */
  private around = -1;
  /** Bytes from there to the end, or to that of a reply's room; -1: of a row nobody has asked for it yet. */
  private bytesAround = 0;
  /** Replies: bytes from the start of the record to the end of the tail that was written last, 0 before that. */
  written = 0;
  /** What moves this frame; undefined where it stays. */
  mover: Mover | undefined = undefined;

  private constructor(
    /** Getters read `memory.view`: one load more than a field of the frame, and good for the frames inside, too. */
    readonly memory: FrameMemory,
    /** The record is a reply that is being written: its tails are as long as what is set. */
    readonly isGrowable: boolean,
  ) {}

  static over(view: DataView, isGrowable: boolean): RecordFrame {
    const frame = new RecordFrame(new FrameMemory(view), isGrowable);
    if (isGrowable) frame.memory.reply = frame;
    return frame;
  }

  get view(): DataView {
    return this.memory.view;
  }

  /** Other memory with the same bytes at the same offsets; an empty view makes every later access a RangeError. */
  set view(view: DataView) {
    this.memory.view = view;
  }

  get record(): number {
    return this.around < 0 ? this.at : this.around;
  }

  /** End of the record around it. A reply ends where its room does. */
  get end(): number {
    return this.record + this.length;
  }

  get length(): number {
    if (this.bytesAround < 0) this.bytesAround = (this.memory.rows as RowMover).rowBytes;
    return this.bytesAround;
  }

  set length(bytes: number) {
    this.bytesAround = bytes;
  }

  movedBy(rows: RowMover): void {
    this.mover = rows;
    this.memory.rows = rows;
  }

  /** The bytes were a batch's, and that is stale. */
  get isStale(): boolean {
    return this.memory.rows?.isStale === true;
  }

  /** End of a tail that nothing counts. */
  get openEnd(): number {
    return this.isGrowable ? this.record + this.written : this.end;
  }

  /** Seats the frame on a record, or on the room of a reply whose fixed part is there already. */
  move(offset: number, length: number): void {
    this.at = offset;
    this.bytesAround = length;
    this.written = 0;
  }

  /** Seats the frame of a row: most members can be read without knowing how long that is. */
  moveToRow(offset: number): void {
    this.at = offset;
    this.bytesAround = -1;
  }

  /** A frame inside the same record, whose tails are not its own to move. */
  inner(at: number): RecordFrame {
    const frame = new RecordFrame(this.memory, false);
    frame.seatIn(this, at);
    return frame;
  }

  /** Moves a frame that is inside another to where that is now. */
  seatIn({ record, length }: RecordFrame, at: number): void {
    this.around = record;
    this.bytesAround = length;
    this.at = at;
  }

  /** The frame of what an OP_POINTED of this frame points to. */
  pointedTo(pointer: Op): RecordFrame {
    return this.inner(this.targetOf(pointer));
  }

  /** Where an OP_POINTED of this frame points to. */
  targetOf({ flags, ref, offset: fromEnd }: Op): number {
    if ((flags & K.F_TRAILING) !== 0) return this.end - fromEnd;
    const offset = ref as Op;
    const origin = (flags & K.F_FROM_FIELD) === 0 ? this.record : this.at + offset.offset;
    return origin + this.integer(offset);
  }

  /** A count, offset or tag of this frame. */
  integer(leaf: Op): number {
    return readInteger(this.view, this.at + leaf.offset, leaf);
  }

  /**
   * Bytes of the message, not copied. Cut at the end of the record, so that a count that was set too high shows no neighbour.
   * @throws RangeError when the view was taken away, or an offset that was set points before the record
   */
  bytes(from: number, count: number): Uint8Array {
    const { memory, end } = this;
    const { view } = memory;
    if (end > view.byteLength) throw gone();
    // To ask a view for its buffer takes as long as to make an array over it.
    if (memory.bufferOf !== view) {
      memory.buffer = view.buffer;
      memory.bufferOf = view;
    }
    const first = from >= this.record ? Math.min(from, end) : this.firstOf(from);
    return new Uint8Array(memory.buffer, view.byteOffset + first, Math.max(0, Math.min(count, end - first)));
  }

  /** The same bytes, copied for a value. */
  copy(from: number, count: number): Uint8Array {
    const first = this.firstOf(from);
    return this.memory.copier.copy(first, this.roomFor(count, first));
  }

  /** An offset that was set may lead out of the record. */
  private firstOf(from: number): number {
    if (from >= this.record) return Math.min(from, this.end);
    throw new RangeError(`offset ${from} lies before the record, which begins at ${this.record}`);
  }

  private roomFor(count: number, first: number): number {
    return Math.max(0, Math.min(count, this.end - first));
  }

  /** An empty view may lie in a buffer that is not: what makes a typed array of its own has to ask. */
  seated(): this {
    if (this.end <= this.view.byteLength) return this;
    throw gone();
  }
}

function gone(): RangeError {
  return new RangeError('the message is not there any more; copy what you keep');
}

/** Units of a counted part whose first byte is at `first`; what it is counted by lies in `frame`. */
export function unitsIn(frame: RecordFrame, op: Op, first: number): number {
  if ((op.flags & K.F_REST) !== 0) return Math.floor(Math.max(0, frame.openEnd - op.count - first) / op.bytes);
  if ((op.flags & K.F_COUNTED) === 0) return op.count;
  const counted = frame.integer(op.ref as Op);
  const units = (op.flags & K.F_COUNTS_BYTES) === 0 ? counted : Math.floor(counted / op.bytes);
  return Math.min(units, Math.floor(Math.max(0, frame.end - first) / op.bytes));
}

/** The same of a part that a record at `at` counts. */
export type UnitsReader = (view: DataView, at: number, frame: RecordFrame, first: number) => number;

export function unitsReader(op: Op): UnitsReader {
  const { flags, bytes, count } = op;
  if ((flags & K.F_REST) !== 0) return (_view, _at, frame, first) => unitsIn(frame, op, first);
  if ((flags & K.F_COUNTED) === 0) return () => count;
  const counted = integerValue(op.ref as Op);
  const unit = (flags & K.F_COUNTS_BYTES) === 0 ? 1 : bytes;
  // The caller may have changed the count since the record was checked.
  if (bytes === 1) return (view, at, { end }, first) => Math.max(0, Math.min(counted(view, at), end - first));
  return (view, at, { end }, first) =>
    Math.max(0, Math.min(Math.floor(counted(view, at) / unit), Math.floor((end - first) / bytes)));
}

/** The bytes of a range; `trimmed`: a text ends at its first NUL, as decode has it. */
export function rangeIn(frame: RecordFrame, op: Op, pointer: Op | undefined, trimmed: boolean): Uint8Array {
  const first = (pointer === undefined ? frame.at : frame.targetOf(pointer)) + op.offset;
  const isTerminated = (op.flags & K.F_TERMINATED) !== 0;
  const bytes = frame.bytes(first, isTerminated ? frame.openEnd - first : unitsIn(frame, op, first) * op.bytes);
  if (!trimmed || (op.flags & (K.F_TRIM | K.F_TERMINATED)) === 0) return bytes;
  return bytes.subarray(0, nulIn(bytes, op.bytes));
}

function nulIn(bytes: Uint8Array, unit: number): number {
  for (let at = 0; at + unit <= bytes.length; at += unit) {
    if (bytes[at] === 0 && (unit === 1 || bytes[at + 1] === 0)) return at;
  }
  return bytes.length;
}
