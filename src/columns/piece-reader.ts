import * as K from '../../assembly/core/layout.js';
import { MAX_DATA, PIECE_BYTES, type Arena } from '../memory/index.js';
import type { Outcome, Program } from '../program/index.js';
import type { Piece, PieceCall, RowSpace } from './piece-call.js';
import type { SkippedRecords } from './skipped-records.js';

/** Statuses that more input may heal: at the end of a piece they are no error. */
const CUT_SHORT: readonly number[] = [K.TRUNCATED_HEADER, K.DATA_OVERRUN, K.OFFSET_OUTSIDE, K.UNTERMINATED];

/** Whose memory the pieces pass through. */
export interface PieceMachine {
  readonly arena: Arena;
  readonly outcome: Outcome;
  fetchOutcome(status: number): void;
}

/** How long a piece has to be for the records of one program, or of a set of them, and where records begin. */
export interface Pieces {
  readonly takesRest: boolean;
  readonly startAlign: number;
  readonly messageBytes: number;
}

export function piecesOf({ takesRest, layout, limits }: Program): Pieces {
  const { startAlign } = layout.root.node.options;
  return { takesRest, startAlign, messageBytes: limits.messageBytes };
}

/** Whether the call ended because of what a record is. */
function isRefusal(status: number): boolean {
  return status !== K.OK && status !== K.WORK_FULL && status !== K.BAD_CALL;
}

/** Moves through the input a piece at a time, and gathers rows until the columns are full. */
export class PieceReader<Space extends RowSpace> {
  /** Rows that are in the columns. */
  rows = 0;
  /** Offset of the piece in the input; a multiple of the records' alignment. */
  private base = 0;
  private pieceBytes: number;
  /** Offset of the next record in the piece, and what it was when the piece was loaded. */
  private start = 0;
  private loadedStart = 0;
  private wantsPiece = false;
  space: Space;

  constructor(
    private readonly machine: PieceMachine,
    private readonly pieces: Pieces,
    private readonly bytes: Uint8Array,
    private readonly isInput: boolean,
    private readonly call: PieceCall<Space>,
    private readonly skips?: SkippedRecords,
  ) {
    const isWhole = isInput || pieces.takesRest;
    this.pieceBytes = isWhole ? bytes.length : Math.min(PIECE_BYTES, bytes.length);
    this.space = this.prepare();
  }

  /** Bytes of the whole input that good records took. */
  get consumed(): number {
    return this.base + this.start;
  }

  /** Records that were looked at, all of the input's together. */
  get records(): number {
    return this.call.records ?? this.rows;
  }

  /** Whether the rows must leave the columns before the next call: they are full, or would not outlive the next piece. */
  get mustEmpty(): boolean {
    if (!this.wantsPiece) return true;
    return this.nextPieceBytes(this.base + this.nextPieceStart()) > this.machine.arena.bytes('input');
  }

  /** Reads on until the columns hold `wanted` rows, are full, or the piece is over; whether that was all. */
  readRows(wanted: number): boolean {
    const most = Math.min(this.space.rows, wanted);
    let status = this.run(most);
    while (this.skips !== undefined) {
      const next = isRefusal(status) ? this.skip(this.skips) : this.passKnown(this.skips, status, most);
      if (next === undefined) break;
      if (next !== K.OK) return this.isOver(next, false);
      status = this.run(most);
    }
    return this.rows === wanted || this.isOver(status, this.rows === most);
  }

  private run(most: number): number {
    const { machine } = this;
    const { arena } = machine;
    const status = this.call.run(this.space, this.piece, most, this.rows);
    machine.fetchOutcome(status);
    this.rows = (arena.i32[K.CONTROL_ROWS >> 2] as number) >>> 0;
    this.start = arena.i32[K.CONTROL_CONSUMED >> 2] as number;
    return status;
  }

  /** Moves past the record that was refused. The status of measuring it: where that is not OK, more input has to come first, or nothing says where it ends. */
  private skip(skips: SkippedRecords): number {
    const { machine, base, piece } = this;
    const status = skips.measure(machine, piece);
    if (status !== K.OK) return status;
    const start = base + piece.start;
    this.start += machine.arena.i32[K.CONTROL_LENGTH >> 2] as number;
    skips.gaps.add(start, base + this.start);
    return K.OK;
  }

  /** Moves past a record that is known to be wrong, where reading has come to it: OK. Undefined where it has not, or the piece is over. */
  private passKnown({ gaps }: SkippedRecords, status: number, most: number): number | undefined {
    const { base, pieceBytes } = this;
    if (status !== K.OK || this.rows === most || gaps.nextKnown >= base + pieceBytes) return undefined;
    this.start = gaps.passKnown() - base;
    return this.start < pieceBytes ? K.OK : undefined;
  }

  /** Up to the next record that is known to be wrong. */
  private get piece(): Piece {
    const { base, start, pieceBytes, skips } = this;
    const origin = this.machine.arena.ptr('input') - base;
    const end = (skips?.gaps.nextKnown ?? Infinity) - base;
    const data = Math.min(this.bytes.length - base, MAX_DATA, end);
    return { origin, start, bytes: Math.min(pieceBytes, end), data };
  }

  /** What to do before the next call: nothing, or load the next piece. */
  advance(): void {
    if (this.wantsPiece) this.nextPiece();
  }

  private isOver(status: number, isFull: boolean): boolean {
    const { machine } = this;
    const isLastPiece = this.base + this.pieceBytes === this.bytes.length;
    this.wantsPiece = false;
    // The columns of one type are full: the others have room, and the records go on.
    if (status === K.WORK_FULL) return false;
    if (status === K.OK && isFull) return isLastPiece && this.start === this.pieceBytes;
    if (status === K.OK && isLastPiece) return true;
    // A piece that holds as much as a message may have says the same as the whole input would.
    const isEnough = this.pieceBytes - this.start >= this.pieces.messageBytes;
    this.wantsPiece = status === K.OK || (!isLastPiece && !isEnough && CUT_SHORT.includes(status));
    if (!this.wantsPiece) machine.outcome.recordOffset += this.base;
    return !this.wantsPiece;
  }

  /** No record fitted the piece. */
  private isStuck(): boolean {
    return this.start === this.loadedStart;
  }

  private nextPiece(): void {
    const skipped = this.nextPieceStart();
    this.pieceBytes = this.nextPieceBytes(this.base + skipped);
    this.base += skipped;
    this.start -= skipped;
    this.loadedStart = this.start;
    this.space = this.prepare();
  }

  /** Where the next piece begins in this one: at the next record, or just before it where records are aligned. */
  private nextPieceStart(): number {
    return this.start - (this.start % this.pieces.startAlign);
  }

  private nextPieceBytes(base: number): number {
    const size = this.isStuck() ? this.pieceBytes * 2 : Math.max(PIECE_BYTES, this.pieceBytes);
    return Math.min(size, this.bytes.length - base);
  }

  /** Brings the words and the piece into the arena. */
  private prepare(): Space {
    const { machine, bytes, base, pieceBytes } = this;
    const { arena } = machine;
    this.call.load();
    if (!this.isInput) {
      arena.ensure('input', pieceBytes);
      arena.u8.set(bytes.subarray(base, base + pieceBytes), arena.ptr('input'));
    }
    const space = this.call.lay();
    this.skips?.load(arena);
    return space;
  }
}
