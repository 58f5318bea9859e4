import * as K from '../../assembly/layout.js';
import type { Program } from '../plan/index.js';
import { readLeaf, readWideLeaf } from './leaf.js';

/** One op's words under their names; also the leaf bits that the access functions take. */
export interface OpWords {
  readonly kind: number;
  readonly end: number;
  readonly offset: number;
  readonly bytes: number;
  readonly shift: number;
  readonly width: number;
  readonly flags: number;
  readonly ref: number;
  readonly count: number;
}

export function opOf({ words }: Program, index: number): OpWords {
  const first = (words[K.P_OPS_OFFSET] as number) / 4 + index * K.OP_WORDS;
  const word = (at: number): number => words[first + at] as number;
  return {
    kind: word(K.W_KIND),
    end: word(K.W_END),
    offset: word(K.W_OFFSET),
    bytes: word(K.W_BYTES),
    shift: word(K.W_SHIFT),
    width: word(K.W_WIDTH),
    flags: word(K.W_FLAGS),
    ref: word(K.W_REF),
    count: word(K.W_COUNT),
  };
}

/** Where a cursor stands: a record, or an array element or pointed struct inside one. Offsets count from `view`. */
export class RecordFrame {
  /** Base of the members: the record itself, an element, a struct that is pointed to. */
  at = 0;
  /** Start and end of the record around it. */
  record = 0;
  end = 0;

  constructor(
    readonly program: Program,
    readonly view: DataView,
  ) {}

  get length(): number {
    return this.end - this.record;
  }

  move(offset: number, length: number): void {
    this.at = offset;
    this.record = offset;
    this.end = offset + length;
  }

  /** A frame inside the same record. */
  inner(at: number): RecordFrame {
    const frame = new RecordFrame(this.program, this.view);
    frame.record = this.record;
    frame.end = this.end;
    frame.at = at;
    return frame;
  }

  pointedTo(pointer: OpWords): RecordFrame {
    const ref = opOf(this.program, pointer.ref);
    const origin = (pointer.flags & K.F_FROM_FIELD) === 0 ? this.record : this.at + ref.offset;
    return this.inner(origin + this.integer(ref));
  }

  /** A count, offset or tag of this frame. */
  integer(leaf: OpWords): number {
    const at = this.at + leaf.offset;
    return leaf.kind === K.OP_WIDE ? Number(readWideLeaf(this.view, at, leaf)) : readLeaf(this.view, at, leaf);
  }

  /** Bytes of the message, not copied. Cut at the end of the record, so that a count that was set too high shows no neighbour. */
  bytes(from: number, count: number): Uint8Array {
    const { buffer, byteOffset } = this.view;
    return new Uint8Array(buffer, byteOffset + from, Math.max(0, Math.min(count, this.end - from)));
  }
}

/** Units of a counted part whose first byte is at `first`; what it is counted by lies in `frame`. */
export function unitsIn(frame: RecordFrame, op: OpWords, first: number): number {
  if ((op.flags & K.F_REST) !== 0) return Math.floor(Math.max(0, frame.end - first) / op.bytes);
  if ((op.flags & K.F_COUNTED) === 0) return op.count;
  const counted = frame.integer(opOf(frame.program, op.ref));
  const units = (op.flags & K.F_COUNTS_BYTES) === 0 ? counted : Math.floor(counted / op.bytes);
  return Math.min(units, Math.floor(Math.max(0, frame.end - first) / op.bytes));
}

/** The bytes of a range; `trimmed`: a text ends at its first NUL, as decode has it. */
export function rangeIn(frame: RecordFrame, op: OpWords, pointer: OpWords | undefined, trimmed: boolean): Uint8Array {
  const first = (pointer === undefined ? frame.at : frame.pointedTo(pointer).at) + op.offset;
  const isTerminated = (op.flags & K.F_TERMINATED) !== 0;
  const bytes = frame.bytes(first, isTerminated ? frame.end - first : unitsIn(frame, op, first) * op.bytes);
  if (!trimmed || (op.flags & (K.F_TRIM | K.F_TERMINATED)) === 0) return bytes;
  return bytes.subarray(0, nulIn(bytes, op.bytes));
}

function nulIn(bytes: Uint8Array, unit: number): number {
  for (let at = 0; at + unit <= bytes.length; at += unit) {
    if (bytes[at] === 0 && (unit === 1 || bytes[at + 1] === 0)) return at;
  }
  return bytes.length;
}
